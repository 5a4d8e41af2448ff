"""Who those who qualify are: their groups beside all participants and the country."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.exhibit import figure_id
from layouts.figure_tools import figure_tools
from layouts.page import Visit
from layouts.representation import US, GroupRow, ratio_said, stated_share, verdict
from layouts.scope_address import SCOPE
from layouts.scope_facts import Beside, BesideRow, ScopeFacts
from layouts.text import Catalogue
from suppression.shares import Ratio


def beside_section(facts: ScopeFacts, visit: Visit) -> Component | None:
    """A table for each dimension that tells something."""
    text = visit.text
    if not facts.representation:
        if facts.at_hand is None:
            return None
        words = html.P(text("scope.who.unknown"))
        return html.Section(
            [html.H2(text("scope.who.title"), id="who"), words], **{"aria-labelledby": "who"}
        )
    shown = [_dimension(one, facts, visit) for one in facts.representation]
    sources = [
        html.Li(visit.in_release_language(one.citation), id=f"source-{one.id}", tabIndex="-1")
        for one in facts.sources
    ]
    return html.Section(
        [
            html.H2(text("scope.who.title"), id="who"),
            html.P(text("scope.who.reading"), className="reading"),
            html.P(text("diversity.synthetic"), className="reading")
            if visit.release.synthetic
            else None,
            *shown,
            html.Details([html.Summary(text("diversity.sources")), html.Ol(sources)])
            if sources
            else None,
        ],
        **{"aria-labelledby": "who"},
    )


def beside_finding(shown: Beside, text: Catalogue) -> str:
    """The groups that are surely there more and less often than among all participants."""
    sure = [(row, row.ratio) for row in shown.rows if row.ratio and len(row.qualifying.groups) == 1]
    over = [one for one in sure if verdict(one[1]) == "over"]
    under = [one for one in sure if verdict(one[1]) == "under"]
    if not over and not under:
        return text("scope.who.none", dimension=shown.label)
    if over:
        row, ratio = max(over, key=lambda one: one[1].low)
    else:
        row, ratio = min(under, key=lambda one: one[1].high)
    return text(
        "scope.who.finding",
        dimension=shown.label,
        group=row.qualifying.label,
        ratio=_times(ratio, text),
    )


def than_words(ratio: Ratio | None, text: Catalogue) -> str:
    """How a share is to another that stands beside it: "at most 0.2 times that share"."""
    words = _times(ratio, text)
    return text("scope.who.than", ratio=words) if verdict(ratio) in ("over", "under") else words


def _times(ratio: Ratio | None, text: Catalogue) -> str:
    kind, values = ratio_said(ratio, text.language)
    return text(f"scope.ratio.{kind}", **values)


def _dimension(shown: Beside, facts: ScopeFacts, visit: Visit) -> Component:
    text = visit.text
    place = figure_id("by", shown.dimension)
    heads = [
        shown.label,
        text("scope.who.qualify"),
        text("scope.who.share"),
        text("scope.who.everybody"),
        text("scope.who.country"),
    ]
    scale = _longest(shown)
    rows = [_row(one, scale, visit) for one in shown.rows]
    rows += [_unknown(one, visit) for one in shown.unknown]
    table = html.Table(
        [
            html.Caption(text("scope.who.caption")),
            html.Thead(
                html.Tr(
                    [html.Th(one, scope="col", role="columnheader") for one in heads], role="row"
                ),
                role="rowgroup",
            ),
            html.Tbody(rows, role="rowgroup"),
        ],
        className="represent",
        role="table",
    )
    return html.Section(
        [
            html.H3(beside_finding(shown, text), id=place),
            html.Div(table, className="scroll"),
            figure_tools(place, visit, SCOPE, state=facts.scope.state),
        ],
        className="figure",
        **{"aria-labelledby": place},
    )


def _longest(shown: Beside) -> float:
    shares = [
        one
        for row in shown.rows
        for one in (row.qualifying.share, row.everybody.share)
        if one is not None
    ]
    return max((one.high for one in shares), default=0.0)


def _row(row: BesideRow, scale: float, visit: Visit) -> Component:
    text = visit.text
    mine = row.qualifying
    return html.Tr(
        [
            html.Th(mine.label, scope="row", role="rowheader"),
            html.Td(formatting.people(mine.participants, text), role="cell", className="count"),
            _share(row, scale, visit),
            _of_everybody(row, text),
            _country(mine, visit),
        ],
        role="row",
        className="together" if len(mine.groups) > 1 else None,
    )


def _share(row: BesideRow, scale: float, visit: Visit) -> Component:
    known, other = row.qualifying.share, row.everybody.share
    words = html.Span(formatting.share(known, visit.text), className="value")
    if known is None or not scale:
        return html.Td(words, role="cell", className="share")
    mark = None
    if other is not None:
        at = {"--at": _percent((other.low + other.high) / 2, scale)}
        mark = html.Span(className="mark", style=at)
    style = {"--low": _percent(known.low, scale), "--high": _percent(known.high, scale)}
    drawn = html.Span(mark, className="bar marked", style=style, **{"aria-hidden": "true"})
    return html.Td([words, drawn], role="cell", className="share")


def _country(mine: GroupRow, visit: Visit) -> Component:
    text = visit.text
    compared = mine.against(US)
    if compared is None:
        return html.Td(text("reference.none"), role="cell", className="compared none")
    reference = compared.reference
    year = html.A(reference.source.year, href=f"#source-{reference.source.id}")
    of_whom = text(f"reference.of_whom.{reference.of_whom}")
    return html.Td(
        [
            html.Span(
                [stated_share(reference, text), html.Small([of_whom, ", ", year])],
                className="line",
            ),
            html.Span(than_words(compared.ratio, text), className="line"),
        ],
        role="cell",
        className="compared",
    )


def _of_everybody(row: BesideRow, text: Catalogue) -> Component:
    """The share among all participants, and how many times as large the other one is."""
    share = [formatting.share(row.everybody.share, text), html.Small(text("scope.who.of_all"))]
    told = [html.Span(one, className="line") for one in (share, than_words(row.ratio, text))]
    return html.Td(told, role="cell", className="compared")


def _unknown(row: GroupRow, visit: Visit) -> Component:
    return html.Tr(
        [
            html.Th(row.label, scope="row", role="rowheader"),
            html.Td(
                formatting.people(row.participants, visit.text), role="cell", className="count"
            ),
            html.Td(
                visit.text("diversity.unknown.answered"),
                role="cell",
                className="left-out",
                colSpan=3,
            ),
        ],
        role="row",
    )


def _percent(value: float, longest: float) -> str:
    return f"{100 * value / longest:.4g}%"
