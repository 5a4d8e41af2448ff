"""What groups have shared: a table of groups by data types, and of whom each type is."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.exhibit import figure_id
from layouts.figure_tools import figure_tools
from layouts.findings import UNSTATED, tells
from layouts.page import Visit
from layouts.text import Catalogue
from suppression.bands import Count
from suppression.shares import Share

LONGEST = 5  # groups; a longer table is folded, and so is one without a clear difference


@dataclass(frozen=True)
class TypeRow:
    """A group: of its participants, who has each type; and its share of each type's people."""

    group: str
    label: str
    participants: Count
    counts: tuple[Count, ...]
    having: tuple[Share | None, ...]
    made_of: tuple[Share | None, ...]


@dataclass(frozen=True)
class TypeTable:
    """A dimension by data types (code, name); ``everybody`` is the share of all participants."""

    dimension: str
    label: str
    types: tuple[tuple[str, str], ...]
    rows: tuple[TypeRow, ...]
    everybody: tuple[Share | None, ...]


def types_section(tables: Sequence[TypeTable], visit: Visit) -> Component | None:
    """Which share of each group gave each kind of data."""
    if not tables:
        return None
    text = visit.text
    found = [(table, types_finding(table, text)) for table in tables]
    open_ = [_table(table, finding, visit) for table, finding in found if finding]
    folded = [_table(table, None, visit) for table, finding in found if not finding]
    parts: list[object] = [html.P(text("diversity.types.how")), *open_]
    if folded:
        parts.append(html.Div(folded, className="figures"))
    link = html.A(text("diversity.types.together"), href=visit.address.to("/data-types").href)
    parts.append(html.P(link))
    return html.Section(
        [html.H2(text("diversity.types.title"), id="data-types"), *parts],
        **{"aria-labelledby": "data-types"},
    )


def types_finding(table: TypeTable, text: Catalogue) -> str | None:
    """The type whose share surely differs most between two groups, with the two shares."""
    best: tuple[float, dict[str, str]] = (1.0, {})
    for place, (_, name) in enumerate(table.types):
        shares = [
            (row.label, found)
            for row in table.rows
            if row.group not in UNSTATED and (found := row.having[place]) is not None
        ]
        if len(shares) < 2:
            continue
        most = max(shares, key=lambda one: one[1].low)
        least = min(shares, key=lambda one: one[1].high)
        if not least[1].high or not tells(most[1].low, least[1].high):
            continue
        if most[1].low / least[1].high > best[0]:
            told = {
                "type": name,
                "first": most[0],
                "first_share": formatting.share(most[1], text),
                "second": least[0],
                "second_share": formatting.share(least[1], text),
            }
            best = (most[1].low / least[1].high, told)
    return text("diversity.types.contrast", **best[1]) if best[1] else None


def _table(table: TypeTable, finding: str | None, visit: Visit) -> Component:
    text = visit.text
    name = figure_id("types", table.dimension)
    having = _shares("having", table, visit)
    if finding is None or len(table.rows) > LONGEST:
        having = html.Details([html.Summary(text("figure.unfold")), having])
    folded = html.Details(
        [
            html.Summary(text("diversity.types.made_of")),
            _shares("made_of", table, visit),
            figure_tools(figure_id("made-of", table.dimension), visit),
        ]
    )
    alike = text("diversity.types.alike", dimension=table.label)
    heading = html.H3(finding or alike, id=name)
    parts = [heading, having, folded, figure_tools(name, visit)]
    return html.Section(parts, className="figure", **{"aria-labelledby": name})


def _shares(measure: str, table: TypeTable, visit: Visit) -> Component:
    """Groups down, types across.

    A phone shows the group above its shares, each under the name of its type; the roles keep it a
    table for those who listen.
    """
    text = visit.text
    corner = html.Th(table.label, scope="col", role="columnheader", className="corner")
    heads = [html.Th(name, scope="col", role="columnheader") for _, name in table.types]
    rows = [(row.label, getattr(row, measure)) for row in table.rows]
    if measure == "having":
        rows.append((text("diversity.types.everybody"), table.everybody))
    body = [
        html.Tr(
            [
                html.Th(label, scope="row", role="rowheader"),
                *(
                    html.Td(formatting.share(found, text), role="cell", **{"data-label": name})
                    for found, (_, name) in zip(shares, table.types, strict=True)
                ),
            ],
            role="row",
        )
        for label, shares in rows
    ]
    parts = [
        html.Caption(text(f"diversity.types.{measure}_caption", dimension=table.label)),
        html.Thead(html.Tr([corner, *heads], role="row"), role="rowgroup"),
        html.Tbody(body, role="rowgroup"),
    ]
    return html.Div(html.Table(parts, className="shared", role="table"), className="scroll")
