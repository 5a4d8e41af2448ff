"""Short notes that several pages share."""

from dash import html
from dash.development.base_component import Component

from layouts.page import Visit


def ignored_note(visit: Visit) -> Component | None:
    """Says which parts of the address could not be followed; a page never fails over them."""
    if not visit.ignored:
        return None
    lines = [html.Li(visit.text(f"ignored.{name}")) for name in sorted(visit.ignored)]
    return html.Div(
        [html.P(visit.text("ignored.title")), html.Ul(lines)], className="note", role="note"
    )


def reading_note(visit: Visit) -> Component:
    """How the bars and the small counts of a figure are read."""
    text = visit.text
    key = [html.Span(className="bar key", style={"--low": "60%", "--high": "100%"})]
    return html.P(
        [html.Span(key, **{"aria-hidden": "true"}), text("figure.reading")], className="reading"
    )


def live_root(visit: Visit, name: str, title: str, status: str, *parts: object) -> Component:
    """The root of what Dash renders; the attributes tell the page's script what it shows."""
    return html.Div(
        [part for part in parts if part is not None],
        className="live",
        **{"data-page": name, "data-title": title, "data-status": status},
    )
