"""The addresses for programs, their errors and their headers, put on a Flask server."""

from collections.abc import Callable

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from browser.api.batch import look_up
from browser.api.problems import http_problem
from browser.api.reading import API, read
from browser.api.sending import readable
from browser.beacon.documents import BEACON
from browser.beacon.views import BeaconViews
from browser.shelf import Shelf

Refusal = Callable[[HTTPException], AnyResponse]


class ForPrograms:
    """``/api/v1`` and the Beacon."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._beacon = BeaconViews(shelf)

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
        server.after_request(_finish)

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
    return readable(response) if _within(API) or _within(BEACON) else response
