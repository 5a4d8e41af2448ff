"""Answers by group as one table; where there is no room for columns a cell names its own group.

The roles keep it a table for those who listen, however the style sheet lays it out.
"""

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.cells import Cell
from layouts.figure import bar
from layouts.page import Visit
from layouts.survey_words import reply_name
from layouts.surveys import Reply

WIDEST: Final = 8  # groups that stand side by side on a wide screen


def group_table(
    dimension: str,
    asked: Sequence[Cell],
    replies: Sequence[Reply],
    rows: Sequence[Sequence[Cell]],
    visit: Visit,
) -> Component:
    """A row per answer, a column per group: the share of those asked in the group."""
    text = visit.text
    names = [", ".join(cell.labels) for cell in asked]
    heads = [html.Th(name, scope="col", role="columnheader")
             for name in (text("survey.answer"), *names)]  # fmt: skip
    first = _row(
        text("survey.asked_row"),
        [
            _cell(name, formatting.count(cell.participants, text))
            for name, cell in zip(names, asked, strict=True)
        ],
        "asked-row",
    )
    body = [
        _row(
            reply_name(reply, visit),
            [
                _cell(name, formatting.share(cell.share, text), cell)
                for name, cell in zip(names, row, strict=True)
            ],
            "" if reply.real else "no-answer",
        )
        for reply, row in zip(replies, rows, strict=True)
    ]
    table = html.Table(
        [
            html.Caption(text("survey.by_caption", dimension=dimension)),
            html.Thead(html.Tr(heads, role="row"), role="rowgroup"),
            html.Tbody([first, *body], role="rowgroup"),
        ],
        className="by-group" + (" many" if len(asked) > WIDEST else ""),
        role="table",
    )
    return html.Div(table, className="scroll")


def _row(head: Component | str, cells: Sequence[Component], kind: str) -> Component:
    named = html.Th(head, scope="row", role="rowheader")
    return html.Tr([named, *cells], role="row", className=kind)


def _cell(group: str, words: str, drawn: Cell | None = None) -> Component:
    """What is stated and, of a share, its bar; all bars are of 100 %."""
    parts = [html.Span(words, className="value")]
    if drawn is not None and drawn.share is not None:
        parts.append(bar(*drawn.span("share"), 1))
    return html.Td(parts, role="cell", **{"data-label": group})
