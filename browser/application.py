"""The application: a Flask server with our pages, and Dash over the same layouts."""

from collections.abc import Sequence
from typing import Any, Final

import dash
from dash.exceptions import DependencyException
from flask import Flask, Response
from flask_compress import Compress
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from aggregates.release import Release
from browser.answers import PageAnswer, answer, read_question
from browser.api.registering import ForPrograms
from browser.assets import load_assets, register_assets
from browser.cite.for_engines import register_for_engines
from browser.document import INDEX
from browser.headers import content_security_policy, set_headers
from browser.page_cache import page_cache
from browser.page_view import PageView
from browser.shelf import Shelf
from browser.suggest import SUGGEST, suggest
from callbacks.page import empty_layout, register_page_callback

LARGEST_REQUEST: Final = 64 * 1024  # bytes; what Dash posts is far below
COMPRESSED: Final = (
    "text/html",
    "text/csv",
    "text/plain",
    "text/javascript",
    "image/svg+xml",
    "application/xml",
    "application/csvm+json",
    "application/javascript",
    "application/json",
)


def create_app(
    releases: Sequence[Release], requests_a_minute: int = 0, proxies: int = 0, public: str = ""
) -> dash.Dash:
    """The application that serves releases, the first of them as the current one.

    A client may ask the API so often a minute, without end for 0. ``proxies`` is how many reverse
    proxies stand in front, whose word on the client's address is taken. ``public`` is the scheme
    and host under which readers reach it, for addresses in citations; the host of each request
    stands in for it.

    Our pages are registered before Dash's own catch-all address, so that every address is answered
    by our table of routes, unknown ones with a real 404.
    """
    assets = load_assets()
    server = Flask("browser", static_folder=None)
    cache = page_cache(server)
    shelf = Shelf(releases, cache)
    server.config.update(
        COMPRESS_MIMETYPES=list(COMPRESSED),
        COMPRESS_ALGORITHM=["br", "gzip"],
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
    )
    Compress(server)
    _believe(server, proxies)
    view = PageView(shelf, assets, cache, public)
    register_assets(server, assets)
    server.add_url_rule("/healthz", view_func=healthz)
    server.add_url_rule(SUGGEST, endpoint="suggest", view_func=lambda: suggest(shelf))
    programs = ForPrograms(shelf, requests_a_minute)
    programs.register(server)
    register_for_engines(server, shelf, view.origin)
    server.add_url_rule("/favicon.ico", view_func=view.icon)
    server.add_url_rule("/", endpoint="page", view_func=view.page)
    server.add_url_rule("/<path:path>", endpoint="page", view_func=view.page)
    server.register_error_handler(HTTPException, programs.refusal(view.refused))
    server.register_error_handler(DependencyException, view.no_script)
    server.register_error_handler(Exception, programs.failure(view.failed))
    app = dash.Dash(
        "browser",
        server=server,
        index_string=INDEX,
        include_assets_files=False,
        assets_folder="no-assets",  # ours are served by browser.assets
        suppress_callback_exceptions=True,
        update_title="",  # the page's script sets the title
        add_log_handler=False,
        enable_mcp=False,
    )
    app.layout = empty_layout()
    register_page_callback(app, lambda path, query: _live_part(view, shelf, path, query))
    view.index = app.index
    set_headers(server, content_security_policy(app.csp_hashes()))
    return app


def _believe(server: Flask, proxies: int) -> None:
    """Take the word of so many reverse proxies on who asks."""
    if proxies:
        wrapped = ProxyFix(server.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        server.wsgi_app = wrapped  # type: ignore[method-assign]


def healthz() -> Response:
    """Says that the process answers; for load balancers."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


def _live_part(view: PageView, shelf: Shelf, path: str, query: str) -> Any:
    found = answer(shelf, read_question(shelf, path, query, view.origin()))
    return found.page.live if isinstance(found, PageAnswer) else None
