"""The line under every figure: to its citation, its address, its files, its table."""

from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts.exhibit import Exhibit, figure_address, own_address
from layouts.page import Visit

TOOLS: Final = ("cite", "share", "download", "table")


def figure_image(figure: str, visit: Visit) -> str:
    """The picture of a figure of the page that is shown; it names the release."""
    address = figure_address(visit.address, visit.address.path, figure)
    return address.but(path=f"{address.path}.png", release=visit.release.id).href


def figure_tools(figure: str, visit: Visit, page: str = "", **kept: object) -> Component:
    """Links to the parts of a figure's own page, for a figure of the page that is shown.

    ``page`` is the path of the page that it is of, where another one shows it too; ``kept`` is the
    state that its address has.
    """
    path = page or visit.address.path
    return _tools(figure_address(visit.address, path, figure, **kept).href, visit)


def result_tools(figure: str, visit: Visit) -> Component:
    """The same for a whole result, as it is filtered and sorted, whichever page of it is shown."""
    address = visit.address.stating(after="")
    return figure_tools(figure, visit, q=address.q, sort=address.sort, state=address.state)


def exhibit_tools(exhibit: Exhibit, visit: Visit) -> Component:
    """The same for a figure whose address has state of its own."""
    return _tools(own_address(exhibit, visit.address).href, visit)


def exhibit_image(exhibit: Exhibit, visit: Visit) -> str:
    """Its picture; it names the release."""
    return own_address(exhibit, visit.address, ".png").but(release=visit.release.id).href


def _tools(href: str, visit: Visit) -> Component:
    links = [
        html.Li(html.A(visit.text(f"cite.tool.{tool}"), href=f"{href}#{tool}")) for tool in TOOLS
    ]
    return html.Ul(links, className="tools")
