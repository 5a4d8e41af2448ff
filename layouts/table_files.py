"""The line under a table that leads to its files: CSV, Parquet, and what the columns mean."""

from dash import html
from dash.development.base_component import Component

from layouts.address import Address
from layouts.page import Visit


def table_files(visit: Visit, address: Address, label: str) -> Component:
    """Links to the CSV file at an address and to those that stand beside it."""
    beside = (
        (address.path.removesuffix(".csv") + ".parquet", "parquet"),
        (address.path + "-metadata.json", "metadata"),
    )
    links: list[Component | str] = [html.A(label, href=address.href, download="")]
    for path, name in beside:
        words = visit.text(f"cite.files.{name}")
        links += [" ", html.A(words, href=address.but(path=path).href, download="")]
    return html.P(links, className="download")
