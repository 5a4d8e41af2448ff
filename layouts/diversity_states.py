"""By state: a map of tiles, one per state, and a table that says the same and sorts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.figure_tools import figure_tools
from layouts.page import Visit
from layouts.representation import US, GroupRow, Representation, ratio_words, verdict
from layouts.representation_table import representation_table

# What a tile shows beside its colour, for those who do not see colours.
SIGNS: Final = {"over": "▲", "under": "▼", "alike": "=", "open": "?", "small": "·"}


@dataclass(frozen=True)
class PlacedState:
    """A state with its code and the place of its tile, counted from 1."""

    code: str
    row: GroupRow
    column: int
    line: int


def states_section(
    states: Representation, places: Sequence[PlacedState], heading: str, visit: Visit
) -> Component:
    """The map, what its tiles mean, and the table, which is long: folded until it is sorted."""
    text = visit.text
    table = representation_table(_ordered(states, visit), visit, sortable=True)
    summary = html.Summary(text("figure.unfold"))
    return html.Section(
        [
            html.H2(states.label, id=states.html_id),
            html.H3(heading),
            html.P(text("diversity.states.how")),
            _map(places, visit),
            _key(places, visit),
            html.Details([summary, table], open=bool(visit.address.sort)),
            figure_tools(states.html_id, visit),
        ],
        className="figure",
        **{"aria-labelledby": states.html_id},
    )


def _ordered(states: Representation, visit: Visit) -> Representation:
    """By band, ties by name; or by name."""
    if visit.address.sort == "name":
        rows = sorted(states.rows, key=lambda row: row.label.casefold())
    else:
        rows = sorted(
            states.rows,
            key=lambda row: (-row.participants.high, -row.participants.low, row.label.casefold()),
        )
    return replace(states, rows=tuple(rows))


def kind_of(row: GroupRow) -> str:
    """What a tile tells: too few to tell, or how the share compares with the country's."""
    if row.participants.low == 0:
        return "small"
    compared = row.against(US)
    return verdict(compared.ratio) if compared else "open"


def _map(places: Sequence[PlacedState], visit: Visit) -> Component:
    return html.Ul(
        [_tile(one, visit) for one in sorted(places, key=lambda one: (one.line, one.column))],
        className="tiles",
        **{"aria-label": visit.text("diversity.states.map")},
    )


def _tile(one: PlacedState, visit: Visit) -> Component:
    text, kind = visit.text, kind_of(one.row)
    compared = one.row.against(US)
    words = text(
        "diversity.states.tile",
        state=one.row.label,
        count=formatting.people(one.row.participants, text),
        ratio=ratio_words(compared.ratio if compared else None, text),
    )
    return html.Li(
        [
            html.Span(one.code, **{"aria-hidden": "true"}),
            html.Span(SIGNS[kind], className="sign", **{"aria-hidden": "true"}),
            html.Span(words, className="visually-hidden"),
        ],
        className=f"tile {kind}",
        title=words,
        style={"--column": str(one.column), "--line": str(one.line)},
    )


def _key(places: Sequence[PlacedState], visit: Visit) -> Component:
    """What each kind of tile means, for the kinds that are there."""
    used = {kind_of(one.row) for one in places}
    return html.Ul(
        [
            html.Li(
                [
                    html.Span(SIGNS[kind], className=f"tile {kind}", **{"aria-hidden": "true"}),
                    visit.text(f"diversity.states.{kind}"),
                ]
            )
            for kind in SIGNS
            if kind in used
        ],
        className="tile-key",
    )
