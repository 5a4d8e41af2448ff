"""Dash's part: it draws the live part of the page that the address names, and keeps it drawn.

There is one callback because there is one state, the address: every live control changes it, and
the answer to an address is the same as the server's first copy of the page.
"""

from collections.abc import Callable
from typing import Any

import dash
from dash import Input, Output, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

LivePart = Callable[[str, str], Component | None]


def empty_layout() -> Component:
    """What Dash starts with: the address and an empty place for the page."""
    return html.Div([dcc.Location(id="url", refresh=False), html.Div(id="page")])


def register_page_callback(app: dash.Dash, live_part: LivePart) -> None:
    """Draw ``live_part(path, query)`` whenever the address changes."""

    def show_page(path: Any, query: Any) -> Component:
        if not isinstance(path, str) or not isinstance(query, str | None):
            raise PreventUpdate
        shown = live_part(path, query or "")
        if shown is None:
            raise PreventUpdate
        # takeover.js waits for the answer to the address it asked for, and knows it by this.
        return html.Div(shown, **{"data-search": query or ""})

    app.callback(Output("page", "children"), Input("url", "pathname"), Input("url", "search"))(
        show_page
    )
