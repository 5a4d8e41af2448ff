"""What every answer for programs has: an ETag, a lifetime, and leave to be read by any site."""

import json
from collections.abc import Mapping
from typing import Final

from flask import Response, request

LIFETIME: Final = "public, max-age=300"  # seconds, as for pages
JSON: Final = "application/json"
# Nothing here depends on who asks (no accounts, no cookies), so every site's scripts may read it.
READABLE: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Cohort-Description, Cohort-Release, Cohort-Synthetic, Content-Disposition, ETag, Link, "
        "RateLimit, RateLimit-Policy, Retry-After"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def sent(body: bytes, media_type: str = JSON, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that may be kept, and asked for again by its ETag (304)."""
    response = Response(body, 200, headers, content_type=media_type)
    response.headers["Cache-Control"] = (
        LIFETIME if request.method in ("GET", "HEAD") else "no-store"
    )
    response.add_etag()
    response.make_conditional(request)
    return response


def refused(value: object, status: int, media_type: str = JSON) -> Response:
    """An answer that says what is wrong; it is never kept."""
    response = Response(written(value), status, content_type=media_type)
    response.headers["Cache-Control"] = "no-store"
    return response


def written(value: object) -> bytes:
    """A value as one line of JSON."""
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def readable(response: Response) -> Response:
    """Let scripts of other sites read an answer, and ask before they post (CORS)."""
    response.headers.update(READABLE)
    if request.method == "OPTIONS":
        response.headers.update(PREFLIGHT)
    return response
