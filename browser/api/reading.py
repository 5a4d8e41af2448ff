"""GET under ``/api/v1``: the facts of a page, as a file, with a key for the next page."""

from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from aggregates.release import Release
from browser.answers import Question, read_question
from browser.api.asking import size_of, stated
from browser.api.own_documents import own_document
from browser.api.problems import RequestError, missing, wrong
from browser.api.provenance import described, labelled
from browser.api.resources import find
from browser.api.sending import JSON, sent
from browser.api.tables import API, answered
from browser.downloads import csv_text
from browser.page_request import PageMissingError, PageMovedError, PageRequest
from browser.routes import Described, Download, Export, Route
from browser.shelf import Shelf
from browser.variants.query import understand
from browser.variants.state import LONGEST_LIST
from layouts.address import GENES, STATE, VARIANTS
from layouts.text import catalogue

REGIONS: Final = "/regions/"
WHOLE_TABLES: Final = frozenset({"/variants.parquet", "/genes/<symbol>.parquet"})
KINDS: Final = (".csv", ".parquet")
ALWAYS: Final = ("release", "lang")
OF_LISTS: Final = (*ALWAYS, "sort", "limit", *STATE)


def read(shelf: Shelf, path: str) -> AnyResponse:
    """The answer to a GET of ``/api/v1/<path>``."""
    query = request.query_string.decode("utf-8", "replace")
    document = own_document(shelf, f"/{path}", query)
    if document is not None:
        return document
    bare = f"/{path}".removesuffix(".csv")
    found = find(bare)
    if found and (found.resource.columns or bare == f"/{path}"):
        return answered(shelf, found, bare, query, as_csv=bare != f"/{path}")
    try:
        return _answered(shelf, f"/{path}", query)
    except RequestError as error:
        return wrong(error, catalogue(read_question(shelf, "/", query).address.language))


def _answered(shelf: Shelf, path: str, query: str) -> AnyResponse:
    given = stated(query, _accepted(path), LONGEST_LIST)
    limit = size_of(given)
    page, query = _page_of(path, given)
    question = read_question(shelf, page, query)
    text = catalogue(question.address.language)
    if question.ignored:
        raise RequestError("value", names=", ".join(sorted(question.ignored)))
    served = shelf.find(question.address.release) if question.release else None
    if served is None:
        return missing("release", text)
    if question.found is None:
        return missing("address", text)
    route = question.found.route
    is_file = not isinstance(route, Described) or route.pattern in WHOLE_TABLES
    if isinstance(route, Route) or not is_file:
        return missing("address", text)
    asked = PageRequest(
        shelf, served, question.address, question.found.arguments, per_page=limit or 50
    )
    try:
        facts = route.facts(asked)
    except PageMissingError as error:
        return missing(error.reason, text)
    except PageMovedError as moved:
        return redirect(_here(question, moved.path, limit), 308)
    if asked.ignored:
        raise RequestError("value", names=", ".join(sorted(asked.ignored)))
    if isinstance(route, Described):
        return sent(route.content(facts, asked.visit), route.media_type, described(served.release))
    return _file(route, facts, question, path, limit, served.release)


def _accepted(path: str) -> tuple[str, ...]:
    """The parameters that may stand in the query of a path."""
    if path.startswith(REGIONS) or path.startswith(f"{GENES}/"):
        return OF_LISTS
    searched = path.startswith(VARIANTS) and not path.startswith(f"{VARIANTS}/")
    return (*OF_LISTS, "q") if searched else ALWAYS


def _page_of(path: str, asked: dict[str, str]) -> tuple[str, str]:
    """The file of the site that says the same, and its query."""
    stem, kind = next(
        ((path.removesuffix(kind), kind) for kind in KINDS if path.endswith(kind)), (path, ".json")
    )
    given = {name: value for name, value in asked.items() if name != "limit"}
    if stem.startswith(REGIONS):
        region = stem.removeprefix(REGIONS)
        items = understand(region).items
        if len(items) != 1 or items[0].kind != "region":
            raise RequestError("region")
        stem, given["q"] = VARIANTS, region
    elif stem == VARIANTS and "q" not in given:
        raise RequestError("q")
    elif not stem.startswith((f"{VARIANTS}/", f"{GENES}/")) and stem != VARIANTS:
        kind = ""  # no such address, and never a page's
    return stem + kind, urlencode(given)


def _file(
    route: Download | Export,
    facts: Any,
    question: Question,
    path: str,
    limit: int,
    release: Release,
) -> Response:
    if isinstance(route, Download):
        rows = csv_text(route.rows(facts)).encode()
        return sent(rows, "text/csv; charset=utf-8", described(release))
    stretch = getattr(facts, "stretch", None)
    after = stretch.page.after if stretch else ""
    headers = {} if route.media_type == JSON else dict(described(release))
    if after and route.media_type == JSON:
        following = question.address.stating(after=after)
        if path.startswith(REGIONS):
            following = following.but(q="")
        further = following.but(path=API + path).href + (f"&limit={limit}" if limit else "")
        headers["Link"] = f'<{further}>; rel="next"'
    content = route.content(facts)
    if route.media_type == JSON:
        content = labelled(content, release)
    return sent(content, route.media_type, headers)


def _here(question: Question, path: str, limit: int) -> str:
    href = question.address.but(path=API + path.removesuffix(".json")).href
    if not limit:
        return href
    return f"{href}{'&' if '?' in href else '?'}limit={limit}"
