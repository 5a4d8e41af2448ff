"""Histograms: columns that show what is certain and what is open, and the same in tables."""

import math
from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.distribution import (
    Distribution,
    ValueCut,
    Values,
    cut_finding,
    finding,
    quartiles,
    tallest,
)
from layouts.exhibit import figure_id
from layouts.figure import bars_table, longest, values
from layouts.figure_tools import figure_tools
from layouts.notes import reading_note
from layouts.page import Visit
from layouts.table_files import table_files
from layouts.units import interval, unit_name, value

_HIDDEN: Final = {"aria-hidden": "true"}
TICKS: Final = 7  # at most so many labels below a histogram: a narrow phone has room for them
LAST_TICK: Final = 0.88  # a label further to the right would stick out


def distribution_section(shown: Distribution, subject: str, visit: Visit) -> Component:
    """All that is known of a concept's values: everybody's, then by each grouping."""
    text = visit.text
    cuts = [cut for cut in shown.cuts if "*" not in cut.cut or cut.cut == visit.address.cut]
    return html.Section(
        [
            html.H2(text("values.title"), id="values"),
            reading_note(visit),
            _everybody(shown, subject, visit),
            *(_by_group(shown, cut, subject, visit) for cut in cuts),
            _download(visit),
            html.Div(
                [
                    html.P(text(f"values.note.{shown.source}")),
                    html.P(text("values.note.quartiles")),
                    html.P(text("values.note.rounding")),
                ],
                className="reading",
            ),
        ],
        className="distribution",
        **{"aria-labelledby": "values"},
    )


def _everybody(shown: Distribution, subject: str, visit: Visit) -> Component:
    text, group = visit.text, shown.everybody
    return html.Section(
        [
            html.H3(finding(shown, text), id="values-everybody"),
            _columns(shown, group, visit),
            _axis(shown, visit),
            _quartile_list(shown, group, visit),
            _apart(shown, group, visit),
            html.Details(
                [html.Summary(text("values.unfold")), _table(shown, group, subject, visit)]
            ),
            figure_tools("values-everybody", visit),
        ],
        className="figure histogram",
        **{"aria-labelledby": "values-everybody"},
    )


def _columns(shown: Distribution, group: Values, visit: Visit) -> Component:
    """The columns; hidden from those who listen, for whom the sentences and the table are."""
    height = tallest(group.bins)
    columns = [
        html.Span(
            className="column" + (" tail" if place in (0, len(group.bins) - 1) else ""),
            title=visit.text(
                "values.column",
                range=cell.labels[0],
                count=formatting.count(cell.participants, visit.text),
            ),
            style={
                "--low": _percent(cell.participants.low, height),
                "--high": _percent(cell.participants.high, height),
            },
        )
        for place, cell in enumerate(group.bins)
    ]
    return html.Div(columns, className="columns-chart", **_HIDDEN)


def _axis(shown: Distribution, visit: Visit) -> Component:
    """Round values below the columns, each at the left edge of its bin, and the unit."""
    bins = len(shown.edges) - 1
    ticks = [
        html.Span(
            value(shown.edges[place], visit.text),
            className="tick",
            style={"--at": _percent(place, bins)},
        )
        for place in ticks_at(shown.edges)
        if place <= LAST_TICK * bins
    ]
    unit = html.Span(unit_name(shown.unit, visit.text), className="unit")
    return html.Div([html.Div(ticks, className="ticks"), unit], className="axis", **_HIDDEN)


def ticks_at(edges: Sequence[float]) -> list[int]:
    """The places of at most ``TICKS`` edges: those at multiples of a round step, else every n-th.

    >>> ticks_at([50, *range(80, 201, 2), 300])
    [1, 11, 21, 31, 41, 51, 61]
    """
    inner = range(1, len(edges) - 1)
    reach = edges[-2] - edges[1]
    digits = 10 ** math.floor(math.log10(reach))
    for step in (digits * share for share in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5)):
        places = [place for place in inner if abs(math.remainder(edges[place], step)) < step / 1e6]
        if 2 < len(places) <= TICKS:
            return places
    return list(inner[:: -(-len(inner) // TICKS)])


def _quartile_list(shown: Distribution, group: Values, visit: Visit) -> Component | None:
    known = quartiles(shown, group)
    if known is None:
        return None
    text, unit = visit.text, unit_name(shown.unit, visit.text)
    rows = [
        html.Div(
            [
                html.Dt(text(f"values.quartile.{name}")),
                html.Dd(interval(*known[name], shown.limits, text, unit)),
            ]
        )
        for name in known
    ]
    return html.Dl(rows, className="quartiles")


def _apart(shown: Distribution, group: Values, visit: Visit) -> Component:
    """Who is not in the columns, and why: implausible on either side, no value in a known unit."""
    text, unit = visit.text, unit_name(shown.unit, visit.text)
    low, high = (value(limit, text) for limit in shown.limits)
    below, above, unknown = (
        formatting.count(count, text) for count in (group.below, group.above, group.unknown)
    )
    lines = [
        text("values.apart.below", count=below, limit=low, unit=unit),
        text("values.apart.above", count=above, limit=high, unit=unit),
        text("values.apart.unknown", count=unknown),
    ]
    return html.Div(
        [html.P(text("values.apart.title")), html.Ul([html.Li(line) for line in lines])],
        className="apart",
    )


def _table(shown: Distribution, group: Values, subject: str, visit: Visit) -> Component:
    text, measure = visit.text, visit.address.measure
    scale = longest(group.bins, measure)
    heads = (
        text("values.in_unit", unit=unit_name(shown.unit, text)),
        text("figure.participants"),
        text("figure.share_of_subject"),
    )
    caption = html.Caption(
        [
            html.Strong(text("values.title")),
            html.Span([" · ", visit.in_release_language(subject)], className="subject"),
        ]
    )
    rows = [
        html.Tr([html.Th(cell.labels[0], scope="row"), *values(cell, measure, scale, visit)])
        for cell in group.bins
    ]
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in heads]))
    parts = [caption, head, html.Tbody(rows)]
    return html.Div(bars_table(parts, group.bins, "bars", visit), className="scroll")


def _by_group(shown: Distribution, cut: ValueCut, subject: str, visit: Visit) -> Component:
    """Small histograms of all groups on one axis, each as high as its own largest bin."""
    text = visit.text
    html_id = figure_id("values-by", cut.cut)
    drawn = [group for group in cut.groups if quartiles(shown, group) is not None]
    left = [group.label for group in cut.groups if group not in drawn]
    panels = [_panel(shown, group, visit) for group in drawn]
    few = html.P(text("values.by.too_few", groups=", ".join(left)), className="few")
    return html.Section(
        [
            html.H3(cut_finding(shown, cut, text), id=html_id),
            html.Div(panels, className="multiples"),
            few if left else None,
            html.Details(
                [
                    html.Summary(text("values.unfold")),
                    _group_table(shown, cut.groups, subject, html_id, visit),
                ]
            ),
            figure_tools(html_id, visit),
        ],
        className="figure histogram by-group",
        **{"aria-labelledby": html_id},
    )


def _panel(shown: Distribution, group: Values, visit: Visit) -> Component:
    text, known = visit.text, quartiles(shown, group)
    unit = unit_name(shown.unit, text)
    middle = interval(*known["middle"], shown.limits, text, unit) if known else ""
    return html.Div(
        [
            html.H4(group.label),
            html.P(text("values.by.middle", range=middle)),
            _columns(shown, group, visit),
            _axis(shown, visit),
        ],
        className="multiple",
    )


def _group_table(
    shown: Distribution, groups: Sequence[Values], subject: str, html_id: str, visit: Visit
) -> Component:
    """A row per bin and for those counted apart, a column per group."""
    text = visit.text
    low, high = (value(limit, text) for limit in shown.limits)
    rows = [
        (cell.labels[0], [group.bins[place].participants for group in groups])
        for place, cell in enumerate(shown.everybody.bins)
    ]
    rows += [
        (text("values.apart.below_row", limit=low), [group.below for group in groups]),
        (text("values.apart.above_row", limit=high), [group.above for group in groups]),
        (text("values.apart.unknown_row"), [group.unknown for group in groups]),
    ]
    head = [text("values.in_unit", unit=unit_name(shown.unit, text))]
    head += [group.label for group in groups]
    body = [
        html.Tr(
            [
                html.Th(label, scope="row"),
                *(html.Td(formatting.count(count, text)) for count in counts),
            ]
        )
        for label, counts in rows
    ]
    caption = html.Caption(
        [
            html.Strong(text("figure.participants")),
            html.Span([" · ", visit.in_release_language(subject)], className="subject"),
        ]
    )
    table = [
        caption,
        html.Thead(html.Tr([html.Th(name, scope="col") for name in head])),
        html.Tbody(body),
    ]
    return html.Div(
        html.Table(table, className="numbers"),
        className="scroll",
        tabIndex="0",  # wider than a phone: scrolled by keyboard too
        role="region",
        **{"aria-labelledby": html_id},
    )


def _download(visit: Visit) -> Component:
    address = visit.address.to(visit.address.path + "/values.csv")
    return table_files(visit, address, visit.text("download.values"))


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.4g}%" if whole else "0%"
