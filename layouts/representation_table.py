"""The table of a dimension: groups, bars with the reference as a mark, reference, ratio."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.page import Visit
from layouts.representation import (
    Comparison,
    GroupRow,
    Representation,
    ratio_words,
    stated_share,
)


def representation_table(
    shown: Representation, visit: Visit, *, sortable: bool = False
) -> Component:
    """Groups in the given order; those who did not answer stand last and have no share.

    A phone shows the numbers of a group below its name, for which the style sheet makes a grid of
    the rows; the roles keep it a table for those who listen.
    """
    text = visit.text
    scale = _longest(shown)
    compared = bool(shown.compared)
    rows = [_row(row, scale, compared, visit) for row in shown.rows]
    rows += [_unknown(row, shown, visit) for row in shown.unknown]
    parts = [
        html.Caption(text(f"diversity.caption.{shown.share_of}")),
        html.Thead(html.Tr(_heads(shown, visit, sortable), role="row"), role="rowgroup"),
        html.Tbody(rows, role="rowgroup"),
    ]
    kind = "represent" + ("" if compared else " alone") + (" sortable" if sortable else "")
    return html.Div(html.Table(parts, className=kind, role="table"), className="scroll")


def _longest(shown: Representation) -> float:
    """The common scale: the greatest share that any group or reference may have."""
    shares = [row.share for row in shown.rows if row.share is not None]
    shares += [one.reference.share for row in shown.rows for one in row.comparisons]
    return max((share.high for share in shares), default=0.0)


def _heads(shown: Representation, visit: Visit, sortable: bool) -> list[Component]:
    text = visit.text
    names = [
        (shown.label, "name"),
        (text("figure.participants"), ""),
        (text(f"diversity.share.{shown.share_of}"), None),
    ]
    if shown.compared:
        names += [(text("diversity.reference"), None), (text("diversity.ratio"), None)]
    heads = []
    for words, sort in names:
        head = html.Th(words, scope="col", role="columnheader")
        if sortable and sort is not None:
            # A plain link: Dash takes seconds to draw a page of thousands of cells anew.
            href = visit.address.but(sort=sort).href + f"#{shown.html_id}"
            head.children = html.A(words, href=href)
            if visit.address.sort == sort:
                setattr(head, "aria-sort", "ascending" if sort else "descending")
        heads.append(head)
    return heads


def _row(row: GroupRow, scale: float, compared: bool, visit: Visit) -> Component:
    text = visit.text
    together = len(row.groups) > 1
    cells = [
        html.Th(row.label, scope="row", role="rowheader"),
        html.Td(formatting.people(row.participants, text), role="cell", className="count"),
        _share_cell(row, scale, visit),
    ]
    if row.comparisons:
        cells += [
            _lines([_reference(one, visit) for one in row.comparisons]),
            _lines([_ratio(one, visit) for one in row.comparisons]),
        ]
    elif compared:
        cells.append(html.Td(text("reference.none"), role="cell", className="none", colSpan=2))
    return html.Tr(cells, role="row", className="together" if together else None)


def _share_cell(row: GroupRow, scale: float, visit: Visit) -> Component:
    words = html.Span(formatting.share(row.share, visit.text), className="value")
    if row.share is None:
        return html.Td(words, role="cell", className="share")
    marks = [
        html.Span(
            className=f"mark {one.reference.against}",
            style={
                "--at": _percent((one.reference.share.low + one.reference.share.high) / 2, scale)
            },
        )
        for one in row.comparisons
    ]
    style = {"--low": _percent(row.share.low, scale), "--high": _percent(row.share.high, scale)}
    drawn = html.Span(marks, className="bar marked", style=style, **{"aria-hidden": "true"})
    return html.Td([words, drawn], role="cell", className="share")


def _reference(one: Comparison, visit: Visit) -> list[object]:
    """The share, of whom and when; the year leads to the source."""
    text, reference = visit.text, one.reference
    year = html.A(reference.source.year, href=f"#source-{reference.source.id}")
    of_whom = text(f"reference.of_whom.{reference.of_whom}")
    return [stated_share(reference, text), html.Small([of_whom, ", ", year])]


def _ratio(one: Comparison, visit: Visit) -> list[object]:
    against = visit.text(f"reference.than.{one.reference.against}")
    return [ratio_words(one.ratio, visit.text), html.Small(against)]


def _lines(lines: list[list[object]]) -> Component:
    """One line per reference."""
    told = [html.Span(line, className="line") for line in lines]
    return html.Td(told, role="cell", className="compared")


def _unknown(row: GroupRow, shown: Representation, visit: Visit) -> Component:
    return html.Tr(
        [
            html.Th(row.label, scope="row", role="rowheader"),
            html.Td(
                formatting.people(row.participants, visit.text), role="cell", className="count"
            ),
            html.Td(
                visit.text(f"diversity.unknown.{shown.share_of}"),
                role="cell",
                className="left-out",
                colSpan=3 if shown.compared else 1,
            ),
        ],
        role="row",
    )


def _percent(value: float, longest: float) -> str:
    return f"{100 * value / longest:.4g}%" if longest else "0%"
