"""The addresses for programs, their errors and their headers, put on a Flask server."""

from collections.abc import Callable

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from browser.api.batch import look_up
from browser.api.limiting import RateLimit
from browser.api.problems import RequestError, http_problem, wrong
from browser.api.reading import read
from browser.api.sending import readable
from browser.api.tables import API
from browser.beacon.documents import BEACON
from browser.beacon.views import BeaconViews
from browser.query import read_address
from browser.shelf import Shelf
from layouts.text import catalogue

Refusal = Callable[[HTTPException], AnyResponse]


class ForPrograms:
    """``/api/v1`` and the Beacon."""

    def __init__(self, shelf: Shelf, requests_a_minute: int = 0) -> None:
        self._shelf = shelf
        self._beacon = BeaconViews(shelf)
        self._limit = RateLimit(requests_a_minute) if requests_a_minute else None

    def register(self, server: Flask) -> None:
        """Answer their addresses on a server, and let every site read the answers."""
        shelf, rule = self._shelf, server.add_url_rule
        answer = lambda path="": read(shelf, path)  # noqa: E731
        for path in ("", "/", "/<path:path>"):
            rule(API + path, "api", answer)
        for ending in ("", ".csv"):
            view = lambda as_csv=bool(ending): look_up(shelf, as_csv)  # noqa: E731
            rule(f"{API}/variants{ending}", "api_batch" + ending[1:], view, methods=["POST"])
        self._beacon.register(server)
        server.before_request(self._admit)
        server.after_request(_finish)

    def _admit(self) -> Response | None:
        """Refuse a client that asks the API too often; CORS asks beforehand are not counted."""
        if self._limit is None or not _within(API) or request.method == "OPTIONS":
            return None
        allowed = g.allowance = self._limit.ask(request.remote_addr or "")
        if not allowed.refused:
            return None
        address, _ = read_address("/", request.query_string.decode("utf-8", "replace"))
        error = RequestError("many_requests", 429, seconds=allowed.seconds)
        answer = wrong(error, catalogue(address.language))
        answer.headers["Retry-After"] = str(allowed.seconds)
        return answer

    def refusal(self, otherwise: Refusal) -> Refusal:
        """Errors in the form that programs expect, as ``otherwise`` says on pages."""

        def refused(error: HTTPException) -> AnyResponse:
            if error.code and error.code < 400:  # a redirection
                return otherwise(error)
            if _within(API):
                return http_problem(error)
            return self._beacon.http_error(error) if _within(BEACON) else otherwise(error)

        return refused

    def failure(
        self, otherwise: Callable[[Exception], AnyResponse]
    ) -> Callable[[Exception], AnyResponse]:
        """The same for what broke: it is logged by ``otherwise``."""
        refused = self.refusal(lambda error: error.get_response())

        def failed(error: Exception) -> AnyResponse:
            answer = otherwise(error)
            if _within(API) or _within(BEACON):
                return refused(InternalServerError())
            return answer

        return failed


def _within(root: str) -> bool:
    return request.path == root or request.path.startswith(f"{root}/")


def _finish(response: Response) -> Response:
    if "allowance" in g:
        response.headers.update(g.allowance.headers)
    return readable(response) if _within(API) or _within(BEACON) else response
