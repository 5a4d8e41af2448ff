"""A figure's table: rows with counts and shares, bars, and published figures beside them."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.exhibit import TABLE, Exhibit, Row
from layouts.exhibit_words import beside_words, blocks, count_words, drawn_words, share_words
from layouts.figure import bar
from layouts.page import Visit
from layouts.scope_table import stacked_table


def exhibit_table(exhibit: Exhibit, visit: Visit) -> Component:
    """The table, which scrolls on its own where it has no room."""
    text = visit.text
    if exhibit.kind == TABLE:
        return _words(exhibit, visit)
    heads = [*exhibit.heads, *exhibit.extra_heads]
    if exhibit.lifted:
        heads.append(text("pairs.lift"))
    beside = any(row.compared for row in exhibit.rows)
    if beside:
        heads.append(text("cite.beside_head"))
    parts = [_rows(exhibit, head, rows, len(heads), visit) for head, rows in blocks(exhibit.shown)]
    room = max((len(drawn_words(exhibit, row, text)) for row in exhibit.rows), default=0)
    subject = [subject_of(exhibit, visit)]
    if exhibit.grouping:
        subject.insert(0, " · ")
    caption = html.Caption([html.Strong(exhibit.grouping), html.Span(subject, className="subject")])
    head = html.Thead(html.Tr([html.Th(words, scope="col") for words in heads]))
    return html.Div(
        html.Table(
            [caption, head, *parts],
            className="bars exhibit" + (" by-share" if exhibit.measure == "share" else ""),
            style={"--room": f"{room}ch"},
        ),
        className="scroll",
    )


def subject_of(exhibit: Exhibit, visit: Visit) -> Component | str:
    """Who or what is counted, marked as words of the release where it is."""
    words = exhibit.subject
    return words if exhibit.own_words else visit.in_release_language(words)


def _words(exhibit: Exhibit, visit: Visit) -> Component:
    """A table without bars; its heads are repeated in its cells, for a phone."""
    rows = [(row.label, row.cells) for row in exhibit.shown]
    return stacked_table(exhibit.named, exhibit.columns, rows)


def _rows(exhibit: Exhibit, head: str, rows: list[Row], columns: int, visit: Visit) -> Component:
    shown = [_row(exhibit, row, columns, visit) for row in rows]
    if head:
        named = html.Th(head, colSpan=columns, scope="rowgroup", className="apart-head")
        shown.insert(0, html.Tr(named))
    return html.Tbody(shown)


def _row(exhibit: Exhibit, row: Row, columns: int, visit: Visit) -> Component:
    text = visit.text
    said = (("count", count_words(row, text)), ("share", share_words(exhibit, row, text)))
    cells = [html.Th(row.label, scope="row")]
    for name, words in said:
        if name != exhibit.measure:
            cells.append(html.Td(words, className="other"))
            continue
        span = None if row.aside else exhibit.span(row)
        drawn = bar(*span, exhibit.scale) if span else None
        inside = html.Span([html.Span(words, className="value"), drawn], className="drawn")
        cells.append(html.Td(inside, className="measured"))
    cells += [html.Td(formatting.count(one, text), className="other") for _, one in row.extra]
    if exhibit.lifted:
        cells.append(html.Td(formatting.lift(row.lift, text), className="other"))
    if columns > len(cells):
        cells.append(html.Td([_beside(row, visit)], className="other"))
    return html.Tr(cells)


def _beside(row: Row, visit: Visit) -> list[Component]:
    return [html.Small(beside_words(one, visit.text), className="line") for one in row.compared]
