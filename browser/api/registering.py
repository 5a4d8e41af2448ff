"""The addresses for programs, their errors and their headers, put on a Flask server."""

from collections.abc import Callable
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from browser.api.batch import look_up
from browser.api.problems import http_problem
from browser.api.reading import API, read
from browser.api.sending import readable
from browser.shelf import Shelf

Refusal = Callable[[HTTPException], AnyResponse]
_OPEN: Final = (f"{API}/",)


def register_api(server: Flask, shelf: Shelf) -> None:
    """Answer ``/api/v1``."""
    rule = server.add_url_rule
    rule(f"{API}/", endpoint="api_root", view_func=lambda: read(shelf, ""))
    rule(f"{API}/<path:path>", endpoint="api", view_func=lambda path: read(shelf, path))
    for ending in ("", ".csv"):
        view = lambda as_csv=bool(ending): look_up(shelf, as_csv)  # noqa: E731
        rule(f"{API}/variants{ending}", "api_batch" + ending[1:], view, methods=["POST"])

    def finish(response: Response) -> Response:
        return readable(response) if request.path.startswith(_OPEN) else response

    server.after_request(finish)


def refusal(otherwise: Refusal) -> Refusal:
    """Errors as problems where programs ask, as ``otherwise`` says elsewhere."""

    def refused(error: HTTPException) -> AnyResponse:
        return http_problem(error) if request.path.startswith(_OPEN) else otherwise(error)

    return refused
