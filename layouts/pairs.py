"""What else the participants with a concept have on record, by share and beside chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import concept_path
from layouts.exhibit import figure_id
from layouts.figure import bar
from layouts.figure_tools import figure_tools
from layouts.page import Visit
from layouts.table_files import table_files
from suppression.bands import Count
from suppression.lift import Lift
from suppression.shares import Share

SHOWN: Final = 5  # of each list; the file has them all


@dataclass(frozen=True)
class Companion:
    """A concept that goes with the page's own.

    ``together`` have both; ``share`` is theirs of those with the page's concept. ``code`` tells it
    from another one of the same name, such as "M04A" from "M04"; most have none.
    """

    domain: str
    concept_id: int
    name: str
    together: Count
    share: Share | None
    lift: Lift | None
    broadest: bool = False  # nothing stands above it, as above a chapter of a classification
    code: str = ""

    @property
    def label(self) -> str:
        """Its name, with the code where that is needed to tell it from another."""
        return f"{self.name} ({self.code})" if self.code else self.name


@dataclass(frozen=True)
class Pairs:
    """All that goes with a concept; ``everyone`` are the participants whom chance is taken of."""

    everyone: Count
    threshold: int
    companions: tuple[Companion, ...]


def by_lift(companions: Sequence[Companion]) -> list[Companion]:
    """Those certainly more frequent than by chance, the highest lower limit first, then by name."""
    return sorted(
        (one for one in companions if one.lift and one.lift.low > 1),
        key=lambda one: (-(one.lift.low if one.lift else 0), *_name(one)),
    )


def by_share(companions: Sequence[Companion]) -> list[Companion]:
    """By the lower limit of the share, the highest first, then by name; unknown shares last.

    That most people have some disease of some organ says little: the broadest concepts are left to
    the file, unless there are no others.
    """
    shown = [one for one in companions if not one.broadest] or companions
    return sorted(shown, key=lambda one: (-(one.share.low if one.share else -1), *_name(one)))


def _name(companion: Companion) -> tuple[str, int]:
    return companion.name.casefold(), companion.concept_id


ORDERS: Final[tuple[tuple[str, Callable[[Sequence[Companion]], list[Companion]]], ...]] = (
    ("by_lift", by_lift),
    ("by_share", by_share),
)


def pairs_section(pairs: Pairs, visit: Visit) -> Component | None:
    """The section of a concept's page; nothing where nothing could be compared."""
    if not pairs.companions:
        return None
    text = visit.text
    domains = dict.fromkeys(one.domain for one in pairs.companions)
    path = visit.address.path + "/pairs.csv"
    everyone = formatting.count(pairs.everyone, text)
    return html.Section(
        [
            html.H2(text("pairs.title"), id="pairs"),
            html.P(text("pairs.cause"), className="caution"),
            *(_domain(domain, pairs, visit) for domain in domains),
            html.P(text("pairs.reading", everyone=everyone), className="reading"),
            html.P(text("pairs.limits", threshold=pairs.threshold), className="reading"),
            table_files(visit, visit.address.to(path), text("pairs.download")),
        ],
        **{"aria-labelledby": "pairs"},
    )


def _domain(domain: str, pairs: Pairs, visit: Visit) -> Component:
    text = visit.text
    here = [one for one in pairs.companions if one.domain == domain]
    tables = []
    for name, order in ORDERS:
        shown = order(here)[:SHOWN]
        words = text(f"pairs.{name}")
        if not shown:
            tables.append(html.Div(html.P(text("pairs.none"))))
            continue
        tools = figure_tools(figure_id("pairs", domain, name), visit)
        table = html.Div(_table(words, shown, visit), className="scroll")
        tables.append(html.Div([table, tools]))
    return html.Div(
        [html.H3(text(f"domain.{domain}.name")), html.Div(tables, className="columns")],
        className="companions",
    )


def _table(caption: str, shown: Sequence[Companion], visit: Visit) -> Component:
    text = visit.text
    heads = (text("pairs.name"), text("pairs.share"), text("pairs.lift"))
    room = max(len(formatting.share(one.share, text)) for one in shown)
    return html.Table(
        [
            html.Caption(html.Strong(caption)),
            html.Thead(html.Tr([html.Th(words, scope="col") for words in heads])),
            html.Tbody([_row(one, visit) for one in shown]),
        ],
        className="bars pairs by-share",
        style={"--room": f"{room}ch"},
    )


def _row(companion: Companion, visit: Visit) -> Component:
    text, known = visit.text, companion.share
    href = visit.address.to(concept_path(companion.domain, companion.concept_id)).href
    drawn = [html.Span(formatting.share(known, text), className="value")]
    if known:
        drawn.append(bar(known.low, known.high, 1))
    return html.Tr(
        [
            html.Th(html.A(visit.in_release_language(companion.label), href=href), scope="row"),
            html.Td(html.Span(drawn, className="drawn"), className="measured"),
            html.Td(formatting.lift(companion.lift, text), className="lift"),
        ]
    )
