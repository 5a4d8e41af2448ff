"""Headers of every answer: what the page may load, and what it may tell others."""

from collections.abc import Sequence
from typing import Final

from flask import Flask, Response

# A figure may stand in a frame of another site, such as in an article: it has no script and no
# form, and its one link opens the site itself. No other page may be framed.
EMBEDDED_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def content_security_policy(script_hashes: Sequence[str]) -> str:
    """The policy: our own scripts only, no ``eval``, the hash of Dash's one inline script.

    Style elements and attributes may stand in the page: the width of a bar is a custom property in
    a ``style`` attribute, and Dash's bundles bring style elements with them. No script can come in
    that way.
    """
    directives = (
        "default-src 'none'",
        " ".join(("script-src 'self'", *script_hashes)),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return "; ".join(directives)


def set_headers(server: Flask, policy: str) -> None:
    """Send the headers with every answer, errors included."""

    def finish(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    server.after_request(finish)
