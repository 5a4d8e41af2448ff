"""Errors of the API as ``application/problem+json`` (RFC 9457)."""

from typing import Final

from flask import Response
from werkzeug.exceptions import HTTPException

from browser.api.sending import refused
from layouts.problem import Problem
from layouts.text import Catalogue

PROBLEM: Final = "application/problem+json"
_BAD: Final = frozenset({"variant_id", "too_many"})  # what a program asked wrongly


class RequestError(ValueError):
    """A request that cannot be followed: ``reason`` is a key below ``api`` in the catalogue."""

    def __init__(self, reason: str, status: int = 400, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.status, self.values = reason, status, values


def missing(reason: str, text: Catalogue) -> Response:
    """What a page would say instead of being there.

    Nothing of the address is repeated: an allele that is not listed and one that was never seen
    get the same bytes.
    """
    status = 400 if reason in _BAD else Problem(reason).status
    title, detail = (text(f"problem.{reason}.{part}") for part in ("title", "explained"))
    return _problem(reason, status, title, detail)


def wrong(error: RequestError, text: Catalogue) -> Response:
    """A request that cannot be followed."""
    detail = text(f"api.{error.reason}", **error.values)
    return _problem(error.reason, error.status, text("api.title"), detail)


def http_problem(error: HTTPException) -> Response:
    """What the server itself refuses, such as a wrong method or a body that is too large."""
    status = error.code or 500
    response = _problem("http", status, error.name, error.description or error.name)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _problem(reason: str, status: int, title: str, detail: str) -> Response:
    kind = "about:blank" if reason == "http" else f"urn:cohort-browser:problem:{reason}"
    stated = {"type": kind, "title": title, "status": status, "detail": detail}
    return refused(stated, status, PROBLEM)
