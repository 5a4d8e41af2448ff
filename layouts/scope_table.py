"""A table whose rows a phone shows as blocks: a row's head, then its cells with their names."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

Row = tuple[object, Sequence[object]]  # the head of a row, its cells


def stacked_table(caption: str, heads: Sequence[str], rows: Sequence[Row]) -> Component:
    """A table with a head for each column.

    The style sheet makes a grid of the rows where there is little room; the roles keep it a table
    for those who listen.
    """
    head = html.Tr([html.Th(one, scope="col", role="columnheader") for one in heads], role="row")
    body = [
        html.Tr(
            [
                html.Th(first, scope="row", role="rowheader"),
                *(
                    html.Td(cell, role="cell", **{"data-label": name})
                    for cell, name in zip(cells, heads[1:], strict=True)
                ),
            ],
            role="row",
        )
        for first, cells in rows
    ]
    table = html.Table(
        [
            html.Caption(caption),
            html.Thead(head, role="rowgroup"),
            html.Tbody(body, role="rowgroup"),
        ],
        className="stacked",
        role="table",
    )
    return html.Div(table, className="scroll")
