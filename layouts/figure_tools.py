"""The line under every figure: to its citation, its address, its files, its table."""

from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts.exhibit import figure_address
from layouts.page import Visit

TOOLS: Final = ("cite", "share", "download", "table")


def figure_image(figure: str, visit: Visit) -> str:
    """The picture of a figure of the page that is shown; it names the release."""
    address = figure_address(visit.address, visit.address.path, figure)
    return address.but(path=f"{address.path}.png", release=visit.release.id).href


def figure_tools(figure: str, visit: Visit) -> Component:
    """Links to the parts of a figure's own page, for a figure of the page that is shown."""
    href = figure_address(visit.address, visit.address.path, figure).href
    links = [
        html.Li(html.A(visit.text(f"cite.tool.{tool}"), href=f"{href}#{tool}")) for tool in TOOLS
    ]
    return html.Ul(links, className="tools")
