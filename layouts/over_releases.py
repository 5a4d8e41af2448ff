"""Bands over the releases of a cohort, a line for each release, the earliest data first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import SIDES
from layouts.compare_links import address_of, token
from layouts.figure import bar
from layouts.figure_tools import figure_tools
from layouts.notes import reading_note
from layouts.page import Visit
from suppression.bands import Count
from suppression.shares import Share


@dataclass(frozen=True)
class Over:
    """One release: its count, ``None`` where it lists no such thing, and the share.

    ``href`` leads to what the release says, or to what changed in it.
    """

    release: str
    cutoff_date: str
    participants: Count | None
    share: Share | None = None
    href: str = ""
    synthetic: bool = False


def over_table(rows: Sequence[Over], caption: str, visit: Visit) -> Component:
    """A table of bars on one scale; shares stand beside them where any is known."""
    text = visit.text
    shares = any(row.share for row in rows)
    words = [_count(row, visit) for row in rows]
    scale = max((row.participants.high for row in rows if row.participants), default=0)
    names = [text("over.release"), text("figure.participants")]
    names += [text("compare.share")] if shares else []
    body = [
        html.Tr(
            [
                html.Th(_release(row, visit), scope="row"),
                html.Td(
                    html.Span(
                        [
                            html.Span(told, className="value"),
                            bar(row.participants.low, row.participants.high, scale)
                            if row.participants
                            else None,
                        ],
                        className="drawn",
                    ),
                    className="measured",
                ),
                *([html.Td(_share(row, visit), className="other")] if shares else []),
            ]
        )
        for row, told in zip(rows, words, strict=True)
    ]
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    return html.Table(
        [html.Caption(caption), head, html.Tbody(body)],
        className="bars over",
        style={"--room": f"{max(map(len, words), default=0)}ch"},
    )


def over_section(rows: Sequence[Over], concept: tuple[str, int], visit: Visit) -> Component | None:
    """The line of a concept, domain and id, over the releases; nothing where there is only one."""
    if len(rows) < 2:
        return None
    text = visit.text
    finding = over_finding(rows, visit)
    parts = [
        html.H2(text("over.title"), id="over"),
        html.P(finding, className="finding"),
        reading_note(visit),
        html.Div(over_table(rows, text("over.caption"), visit), className="scroll"),
        html.P(html.A(text("over.compare"), href=_compared(rows, concept, visit))),
        figure_tools("over", visit),
    ]
    return html.Section(parts, **{"aria-labelledby": "over"})


def _compared(rows: Sequence[Over], concept: tuple[str, int], visit: Visit) -> str:
    """Where the latest releases that list the concept stand side by side."""
    listed = [row.release for row in rows if row.participants][-len(SIDES) :]
    one = token(*concept)
    sides = [
        replace(one, release="" if release == visit.release.id else release) for release in listed
    ]
    return address_of(sides, visit.address).href


def over_finding(rows: Sequence[Over], visit: Visit) -> str:
    """How the last release compares with the first that lists it, as far as is certain."""
    listed = [(row.release, row.participants) for row in rows if row.participants]
    (first_release, first), (last_release, last) = listed[0], listed[-1]
    kind = "more" if last.low > first.high else "fewer" if last.high < first.low else "open"
    if len(listed) == 1:
        return visit.text("over.one", release=last_release)
    return visit.text(
        f"over.{kind}",
        first=formatting.count(first, visit.text),
        first_release=first_release,
        last=formatting.count(last, visit.text),
        last_release=last_release,
    )


def _release(row: Over, visit: Visit) -> list[Component | str]:
    day = html.Small(visit.text("over.cutoff", day=formatting.day(row.cutoff_date, visit.text)))
    return [html.A(row.release, href=row.href) if row.href else row.release, day]


def _count(row: Over, visit: Visit) -> str:
    if row.participants is None:
        return visit.text("over.not_listed")
    return formatting.count(row.participants, visit.text)


def _share(row: Over, visit: Visit) -> str:
    return formatting.share(row.share, visit.text) if row.participants else ""
