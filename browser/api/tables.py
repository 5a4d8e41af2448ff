"""A resource as JSON or CSV: the rows of the site's own downloads, in pages if they are many."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from browser.api.asking import check_key, pairs, size_of
from browser.api.columns import as_objects
from browser.api.problems import RequestError, missing, wrong
from browser.api.provenance import described, release_object
from browser.api.resources import Found
from browser.api.sending import sent, written
from browser.downloads import csv_text
from browser.page_request import PageMissingError, PageMovedError, PageRequest
from browser.query import LONGEST_QUERY, read_address
from browser.shelf import Shelf
from browser.variants.files import TABLE_CSV
from layouts.address import COMPARED, Address
from layouts.scope_address import WITH
from layouts.text import LANGUAGES, catalogue

API: Final = "/api/v1"
USUAL: Final = 100  # rows of one page
PAGING: Final = ("limit", "after")
MAY_BE_LOST: Final = {*COMPARED, WITH}  # what pages leave out where it says nothing
Row = Sequence[object]
Pairs = Sequence[tuple[str, str]]


def answered(shelf: Shelf, found: Found, path: str, query: str, as_csv: bool) -> AnyResponse:
    """The answer to a GET of a resource; ``path`` is its own, below ``/api/v1``."""
    text = catalogue(_language(query))
    try:
        resource = found.resource
        given = pairs(query, resource.accepted, LONGEST_QUERY, resource.several)
        return _table(shelf, found, path, given, as_csv)
    except RequestError as error:
        return wrong(error, text)
    except PageMissingError as error:
        return missing(error.reason, text)
    except PageMovedError as moved:
        return redirect(_address(moved.path, as_csv, given), 308)


def _language(query: str) -> str:
    language = read_address("/", query)[0].language
    return language if language in LANGUAGES else LANGUAGES[0]


def _table(shelf: Shelf, found: Found, path: str, given: Pairs, as_csv: bool) -> Response:
    resource, paging = found.resource, {name: value for name, value in given if name in PAGING}
    size = size_of(paging)
    check_key(paging)
    if resource.required and resource.required not in dict(given):
        raise RequestError("words")
    asked = [(name, value) for name, value in given if name not in PAGING]
    request = _request(shelf, found, path, asked)
    facts = resource.facts(request)
    if request.ignored:
        raise _unfollowed(request.ignored, asked)
    header, *rows = resource.rows(facts)
    page, after = rows, ""
    if resource.key:
        most = size or (0 if as_csv and not paging else USUAL)
        page, after = _page(header, rows, resource.key, paging.get("after", ""), most)
    following = _following(path, as_csv, given, after)
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    release = request.release
    if as_csv:
        lines = csv_text(iter([header, *page])).encode()
        return sent(lines, TABLE_CSV, {**headers, **described(release)})
    told: dict[str, Any] = {"release": release_object(release), **resource.values(facts)}
    if resource.columns:
        objects = as_objects([str(name) for name in header], page)
        told |= {"found": len(rows), "next": following or None, "rows": objects}
    return sent(written(told), headers=headers)


def _request(shelf: Shelf, found: Found, path: str, asked: Pairs) -> PageRequest:
    """What the site's data functions are given; raises for what no release here can answer."""
    address, ignored = read_address(path, urlencode(asked))
    lost = {name for name, _ in asked if name in MAY_BE_LOST and not address.stated(name)}
    if ignored or lost:
        raise _unfollowed(ignored or lost, asked)
    served = shelf.find(_release_named(found, address))
    if served is None:
        raise PageMissingError("release")
    if found.arguments.get("domain") not in (None, *served.domains):
        raise PageMissingError("domain")
    return PageRequest(shelf, served, address, found.arguments)


def _release_named(found: Found, address: Address) -> str:
    """The release that the rows are of."""
    named = found.resource.of_release
    return found.arguments[named] if named else address.release


def _unfollowed(ignored: Collection[str], asked: Pairs) -> RequestError:
    """What cannot be followed, called as in the address: what pages call a side is several."""
    names = set[str]()
    for one in ignored:
        stem = one.removeprefix("side_")
        stated = {name for name, _ in asked if name.startswith((f"{stem}-", f"{stem}."))}
        known = stem == "in" or stem in dict(asked)
        names |= stated | ({stem} - {"in"} if known else set()) or {stem}
    return RequestError("value", names=", ".join(sorted(names)))


def _page(
    header: Row, rows: list[Row], key: Sequence[str], after: str, size: int
) -> tuple[list[Row], str]:
    """The rows behind the one of a key, and the key behind which the next ones are, if any.

    A key and not a number of rows: with it a page begins at the same row however long the list is.
    """
    places = [list(header).index(name) for name in key]
    keys = [":".join(str(row[place]) for place in places) for row in rows]
    first = 0
    if after:
        if after not in keys:
            raise RequestError("value", names="after")
        first = keys.index(after) + 1
    stop = first + size if size else len(rows)
    return rows[first:stop], keys[stop - 1] if stop < len(rows) else ""


def _following(path: str, as_csv: bool, given: Pairs, after: str) -> str:
    if not after:
        return ""
    kept = [(name, value) for name, value in given if name != "after"]
    return _address(path, as_csv, [*kept, ("after", after)])


def _address(path: str, as_csv: bool, given: Pairs) -> str:
    query = urlencode(given)
    return f"{API}{path}{'.csv' if as_csv else ''}" + (f"?{query}" if query else "")
