"""GET under ``/api/v1``: the facts of a page, as a file, with a key for the next page."""

import re
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from browser.answers import Question, read_question
from browser.api.problems import RequestError, missing, wrong
from browser.api.sending import sent
from browser.downloads import csv_text
from browser.page_request import PageMissingError, PageMovedError, PageRequest
from browser.routes import Described, Download, Export, Route
from browser.shelf import Shelf
from browser.variants.query import understand
from browser.variants.state import LONGEST_LIST
from layouts.address import GENES, STATE, VARIANTS
from layouts.text import catalogue

API: Final = "/api/v1"
REGIONS: Final = "/regions/"
MOST: Final = 1000  # variants of one page
KINDS: Final = (".csv", ".parquet")
KNOWN: Final = frozenset({"release", "q", "sort", "limit", "lang", *STATE})


def read(shelf: Shelf, path: str) -> AnyResponse:
    """The answer to a GET of ``/api/v1/<path>``."""
    query = request.query_string.decode("utf-8", "replace")
    try:
        return _answered(shelf, f"/{path}", query)
    except RequestError as error:
        return wrong(error, catalogue(read_question(shelf, "/", query).address.language))


def _answered(shelf: Shelf, path: str, query: str) -> AnyResponse:
    stated = dict(parse_qsl(query, errors="replace"))
    limit = _checked(stated)
    page, query = _page_of(path, stated)
    question = read_question(shelf, page, query)
    text = catalogue(question.address.language)
    if question.ignored:
        raise RequestError("value", names=", ".join(sorted(question.ignored)))
    served = shelf.find(question.address.release) if question.release else None
    if served is None:
        return missing("release", text)
    if question.found is None or isinstance(question.found.route, Route | Described):
        return missing("address", text)
    route = question.found.route
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
    return _file(route, facts, question, path, limit)


def _checked(stated: dict[str, str]) -> int:
    """The size of a page, 0 for the usual one. Raises for what cannot be followed.

    A page passes over what it does not know; a program that mistypes a filter would take the
    answer for a filtered one.
    """
    unknown = sorted(name for name in stated if name not in KNOWN)
    if unknown:
        raise RequestError("unknown", known=", ".join(sorted(KNOWN)))
    if len(stated.get("q", "")) > LONGEST_LIST:
        raise RequestError("long", most=LONGEST_LIST)
    limit = stated.get("limit", "")
    if not limit:
        return 0
    if not re.fullmatch(r"[1-9][0-9]{0,3}", limit, re.ASCII) or int(limit) > MOST:
        raise RequestError("limit", most=MOST)
    return int(limit)


def _page_of(path: str, stated: dict[str, str]) -> tuple[str, str]:
    """The file of the site that says the same, and its query."""
    stem, kind = next(
        ((path.removesuffix(kind), kind) for kind in KINDS if path.endswith(kind)), (path, ".json")
    )
    given = {name: value for name, value in stated.items() if name != "limit"}
    if stem.startswith(REGIONS):
        region = stem.removeprefix(REGIONS)
        items = understand(region).items
        if len(items) != 1 or items[0].kind != "region" or "q" in given:
            raise RequestError("region")
        stem, given["q"] = VARIANTS, region
    elif stem == VARIANTS and not given.get("q", "").strip():
        raise RequestError("q")
    elif not stem.startswith((f"{VARIANTS}/", f"{GENES}/")) and stem != VARIANTS:
        kind = ""  # no such address, and never a page's
    return stem + kind, urlencode(given)


def _file(
    route: Download | Export, facts: Any, question: Question, path: str, limit: int
) -> Response:
    if isinstance(route, Download):
        return sent(csv_text(route.rows(facts)).encode(), "text/csv; charset=utf-8")
    stretch = getattr(facts, "stretch", None)
    after = stretch.page.after if stretch else ""
    headers = {}
    if after:
        following = question.address.stating(after=after)
        if path.startswith(REGIONS):
            following = following.but(q="")
        further = following.but(path=API + path).href + (f"&limit={limit}" if limit else "")
        headers["Link"] = f'<{further}>; rel="next"'
    return sent(route.content(facts), route.media_type, headers)


def _here(question: Question, path: str, limit: int) -> str:
    href = question.address.but(path=API + path.removesuffix(".json")).href
    if not limit:
        return href
    return f"{href}{'&' if '?' in href else '?'}limit={limit}"
