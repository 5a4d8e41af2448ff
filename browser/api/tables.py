"""A resource as JSON or CSV: the rows of the site's own downloads, in pages if they are many."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response

from browser.api.asking import size_of, stated
from browser.api.columns import as_objects
from browser.api.problems import RequestError, missing, wrong
from browser.api.provenance import described, release_object
from browser.api.resources import Found
from browser.api.sending import sent, written
from browser.downloads import csv_text
from browser.page_request import PageMissingError, PageRequest
from browser.query import LONGEST_QUERY, read_address
from browser.shelf import Shelf
from browser.variants.files import TABLE_CSV
from layouts.text import LANGUAGES, catalogue

API: Final = "/api/v1"
USUAL: Final = 100  # rows of one page
PAGING: Final = ("limit", "after")
Row = Sequence[object]


def answered(shelf: Shelf, found: Found, path: str, query: str, as_csv: bool) -> Response:
    """The answer to a GET of a resource; ``path`` is its own, below ``/api/v1``."""
    text = catalogue(_language(query))
    try:
        given = stated(query, found.resource.accepted, LONGEST_QUERY)
        return _table(shelf, found, path, given, as_csv)
    except RequestError as error:
        return wrong(error, text)
    except PageMissingError as error:
        return missing(error.reason, text)


def _language(query: str) -> str:
    language = read_address("/", query)[0].language
    return language if language in LANGUAGES else LANGUAGES[0]


def _table(shelf: Shelf, found: Found, path: str, given: dict[str, str], as_csv: bool) -> Response:
    resource, size = found.resource, size_of(given)
    if resource.required and resource.required not in given:
        raise RequestError("words")
    paging = {name: value for name, value in given.items() if name in PAGING}
    asked = {name: value for name, value in given.items() if name not in PAGING}
    request = _request(shelf, found, path, asked)
    facts = resource.facts(request)
    if request.ignored:
        raise RequestError("value", names=", ".join(sorted(request.ignored)))
    header, *rows = resource.rows(facts)
    page, after = rows, ""
    if resource.key:
        most = size or (0 if as_csv and not paging else USUAL)
        page, after = _page(header, rows, resource.key, paging.get("after", ""), most)
    following = _following(path, as_csv, {**asked, **paging}, after)
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


def _request(shelf: Shelf, found: Found, path: str, asked: Mapping[str, str]) -> PageRequest:
    """What the site's data functions are given; raises for what no release here can answer."""
    address, ignored = read_address(path, urlencode(asked))
    if ignored:
        raise RequestError("value", names=", ".join(sorted(ignored)))
    served = shelf.find(address.release)
    if served is None:
        raise PageMissingError("release")
    if found.arguments.get("domain") not in (None, *served.domains):
        raise PageMissingError("domain")
    return PageRequest(shelf, served, address, found.arguments)


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


def _following(path: str, as_csv: bool, given: Mapping[str, str], after: str) -> str:
    if not after:
        return ""
    kept = {**given, "after": after}
    return f"{API}{path}{'.csv' if as_csv else ''}?{urlencode(kept)}"
