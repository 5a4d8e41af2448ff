"""Flask's view of every page: cache, document, status, errors."""

import logging
from collections.abc import Callable, Mapping
from typing import Final

from flask import Response, redirect, request
from flask_caching import Cache
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from browser.answers import (
    FileAnswer,
    MovedAnswer,
    PageAnswer,
    Question,
    answer,
    problem_answer,
    read_question,
)
from browser.assets import Asset
from browser.cite.described import described_by
from browser.cite.origin import origin_of
from browser.document import document_parts, embedded_document, show
from browser.headers import EMBEDDED_POLICY
from browser.routes import match
from browser.shelf import Shelf

LIFETIME: Final = "public, max-age=300"  # seconds; a page changes only when a release is added
HTML: Final = "text/html; charset=utf-8"
PLAIN: Final = "text/plain; charset=utf-8"
LARGEST_KEPT: Final = 2 * 2**20  # bytes of an answer; what is larger is made anew

_log = logging.getLogger(__name__)


class PageView:
    """Answers requests for pages with documents, kept in a cache by what they depend on."""

    index: Callable[[], str]  # Dash's own, set once the application exists

    def __init__(
        self, shelf: Shelf, assets: Mapping[str, Asset], cache: Cache, public: str = ""
    ) -> None:
        self._shelf = shelf
        self._assets = assets
        self._cache = cache
        self._public = public

    def page(self, path: str = "") -> AnyResponse:
        """The page or file of the present request's address."""
        asked = request.path
        query = request.query_string.decode("utf-8", "replace")
        if asked != "/" and asked.endswith("/") and match(asked.rstrip("/")):
            return redirect(asked.rstrip("/") + (f"?{query}" if query else ""), 308)
        question = read_question(self._shelf, asked, query, self.origin())
        kept = self._cache.get(question.key)
        if kept is not None:
            return self._sent(*kept)
        status, headers, body = self._made(question)
        if status == 308:
            return redirect(headers["Location"], 308)
        if status == 200 and len(body) <= LARGEST_KEPT:
            self._cache.set(question.key, (status, headers, body))
        return self._sent(status, headers, body)

    def icon(self) -> AnyResponse:
        """Where old browsers look for an icon."""
        return redirect(self._assets["favicon.svg"].path, 301)

    def refused(self, error: HTTPException) -> AnyResponse:
        """A request that the server refuses, such as a wrong method or a missing script."""
        if isinstance(error.code, int) and 300 <= error.code < 400:
            return error.get_response()
        if error.code == 404:
            return self._problem("address")
        answer = error.get_response()  # with the headers that belong to it, such as Allow
        answer.set_data(f"{error.code} {error.name}\n")
        answer.content_type = PLAIN
        return answer

    def no_script(self, _: Exception) -> AnyResponse:
        """A script that Dash does not have."""
        return self._problem("address")

    def failed(self, error: Exception) -> AnyResponse:
        """Something broke: it is logged, and the reader gets a page that says so."""
        _log.error("%s %s failed", request.method, request.path, exc_info=error)
        if request.path.startswith("/_dash-"):
            return Response("500 Internal Server Error\n", 500, content_type=PLAIN)
        return self._problem("error")

    def _made(self, question: Question) -> tuple[int, dict[str, str], str | bytes]:
        found = answer(self._shelf, question)
        if isinstance(found, MovedAnswer):
            return 308, {"Location": found.href}, ""
        if isinstance(found, FileAnswer):
            kept = "inline" if found.inline else "attachment"
            named = {
                "Content-Type": found.media_type,
                "Content-Disposition": f'{kept}; filename="{found.name}"',
                **described_by(question.address),
            }
            return 200, named, found.content
        if found.embedded:
            headers = {"Content-Type": HTML, "Content-Security-Policy": EMBEDDED_POLICY}
            return 200, headers, embedded_document(found.visit, found.page, self._assets)
        return found.status, {"Content-Type": HTML}, self._document(found)

    def origin(self) -> str:
        """The scheme and host of the site: as configured, else those of the present request."""
        return self._public or origin_of(request.host_url)

    def _problem(self, reason: str) -> AnyResponse:
        question = read_question(
            self._shelf,
            request.path,
            request.query_string.decode("utf-8", "replace"),
            self.origin(),
        )
        found = problem_answer(self._shelf, question, reason)
        return self._sent(found.status, {"Content-Type": HTML}, self._document(found))

    def _document(self, found: PageAnswer) -> str:
        show(document_parts(found.visit, found.page, self._assets))
        return self.index()

    def _sent(self, status: int, headers: Mapping[str, str], body: str | bytes) -> Response:
        response = Response(body, status, headers)
        if status == 200:
            response.headers["Cache-Control"] = LIFETIME
            response.add_etag()
            response.make_conditional(request)
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
