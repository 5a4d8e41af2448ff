"""Figures: tables whose bars show what is certain of a count and what its band leaves open."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.cells import Added, Cell, Figure
from layouts.figure_tools import figure_tools
from layouts.findings import finding, not_comparable
from layouts.page import Visit
from layouts.text import Catalogue


def bar(low: float, high: float, longest: float) -> Component:
    """A bar from zero: solid as far as the count certainly goes, striped to its limit."""
    style = {"--low": _percent(low, longest), "--high": _percent(high, longest)}
    return html.Span(className="bar", style=style, **{"aria-hidden": "true"})


def longest(cells: Sequence[Cell], measure: str) -> float:
    """The common scale of bars: the greatest value that any of them may have."""
    return max((cell.span(measure)[1] for cell in cells if _drawn(cell, measure)), default=0.0)


def _drawn(cell: Cell, measure: str) -> bool:
    return measure != "share" or cell.share is not None


def values(cell: Cell, measure: str, scale: float, visit: Visit) -> list[Component]:
    """The two cells of a row, count and share; the one that is measured carries the bar."""
    low, high = cell.span(measure)
    drawn = bar(low, high, scale) if _drawn(cell, measure) else None
    shown = (
        ("count", formatting.count(cell.participants, visit.text)),
        ("share", formatting.share(cell.share, visit.text)),
    )
    measured = measure or "count"
    return [
        html.Td(
            html.Span([html.Span(words, className="value"), drawn], className="drawn")
            if name == measured
            else words,
            className="measured" if name == measured else "other",
        )
        for name, words in shown
    ]


def figure(shown: Figure, subject: str, visit: Visit) -> Component:
    """A figure: what it finds, then its table of bars. One that can tell nothing is folded."""
    crossed = len(shown.labels) > 1
    table = _crossed_table(shown, subject, visit) if crossed else _table(shown, subject, visit)
    drawn = html.Div(table, className="scroll")
    if not crossed and not_comparable(shown):
        drawn = html.Details([html.Summary(visit.text("figure.unfold")), drawn])
    parts = [html.H3(finding(shown, visit.address.measure, visit.text), id=shown.html_id), drawn]
    if shown.added is not None:
        parts.append(html.P(added_sentence(shown.added, visit.text), className="added"))
    parts.append(figure_tools(shown.html_id, visit))
    return html.Section(parts, className="figure", **{"aria-labelledby": shown.html_id})


def added_sentence(added: Added, text: Catalogue) -> str:
    """What the groups make together that people ask for as one."""
    return text(
        "figure.added",
        group=added.label,
        count=formatting.people(added.participants, text),
        share=formatting.share(added.share, text),
    )


def _table(shown: Figure, subject: str, visit: Visit) -> Component:
    parts = [_caption(shown, subject, visit), _head(shown, visit), _rows(shown, visit)]
    return bars_table(parts, shown.cells, "bars", visit)


def bars_table(
    parts: Sequence[Component], cells: Sequence[Cell], kind: str, visit: Visit
) -> Component:
    """A table of bars, with room beside each bar for the longest number in it."""
    text, by_share = visit.text, visit.address.measure == "share"
    written = [
        formatting.share(cell.share, text)
        if by_share
        else formatting.count(cell.participants, text)
        for cell in cells
    ]
    room = max((len(words) for words in written), default=0)
    return html.Table(
        list(parts),
        className=kind + (" by-share" if by_share else ""),
        style={"--room": f"{room}ch"},
    )


def _caption(shown: Figure, subject: str, visit: Visit) -> Component:
    """What the table counts: the grouping, then who is counted."""
    grouping = shown.labels[0]
    if len(shown.labels) > 1:
        grouping = visit.text("figure.crossed", first=shown.labels[0], second=shown.labels[1])
    counted = html.Span([" · ", visit.in_release_language(subject)], className="subject")
    return html.Caption([html.Strong(grouping), counted])


def _head(shown: Figure, visit: Visit) -> Component:
    text = visit.text
    names = (shown.labels[-1 if len(shown.labels) == 1 else 0], text("figure.participants"))
    share = text(f"figure.share_of_{shown.share_of}")
    return html.Thead(html.Tr([html.Th(name, scope="col") for name in (*names, share)]))


def _rows(shown: Figure, visit: Visit) -> Component:
    measure = visit.address.measure
    scale = longest(shown.cells, measure)
    return html.Tbody(
        [
            html.Tr([html.Th(cell.labels[0], scope="row"), *values(cell, measure, scale, visit)])
            for cell in shown.cells
        ]
    )


def _crossed_table(shown: Figure, subject: str, visit: Visit) -> Component:
    """A row per group of the second dimension, a column per group of the first.

    A phone shows the head of a row above its cells, for which the style sheet makes a grid of the
    rows; the roles keep it a table for those who listen.
    """
    scale = longest(shown.cells, visit.address.measure)
    columns = dict.fromkeys(cell.labels[0] for cell in shown.cells)
    rows: dict[str, list[Cell]] = {}
    for cell in shown.cells:
        rows.setdefault(cell.labels[1], []).append(cell)
    names = [html.Th(name, scope="col", role="columnheader") for name in columns]
    corner = html.Th(shown.labels[1], scope="col", role="columnheader", className="corner")
    head = html.Thead(html.Tr([corner, *names], role="row"), role="rowgroup")
    body = [
        html.Tr(
            [
                html.Th(label, scope="row", role="rowheader"),
                *(_crossed_cell(cell, scale, visit) for cell in cells),
            ],
            role="row",
        )
        for label, cells in rows.items()
    ]
    return html.Table(
        [_caption(shown, subject, visit), head, html.Tbody(body, role="rowgroup")],
        className="crossed",
        role="table",
        style={"--columns": str(len(columns))},
    )


def _crossed_cell(cell: Cell, scale: float, visit: Visit) -> Component:
    """What is measured, its bar, and the other measure in small."""
    measure, text = visit.address.measure, visit.text
    number = formatting.count(cell.participants, text)
    share = formatting.share(cell.share, text)
    shown, other = (share, number) if measure == "share" else (number, share)
    drawn = bar(*cell.span(measure), scale) if _drawn(cell, measure) else None
    parts = [html.Span(shown, className="value"), drawn, html.Small(other)]
    return html.Td([part for part in parts if part is not None], role="cell")


def _percent(value: float, longest_value: float) -> str:
    return f"{100 * value / longest_value:.4g}%" if longest_value else "0%"
