"""The page that puts two to four concepts, answers, groups or releases side by side."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import COMPARE, SIDES, concept_href
from layouts.cells import Cell
from layouts.compare_form import add_form, beginnings, sides_form
from layouts.compare_words import heading, overall_finding, pair_finding, title_of
from layouts.comparison import CompareFacts, Side, compare_address
from layouts.exhibit_compare import aged_exhibit, divided_exhibit, shares_exhibit
from layouts.figure import bar
from layouts.figure_tools import exhibit_image, exhibit_tools
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from suppression.bands import Withheld
from suppression.shares import Share


def compare_page(facts: CompareFacts, visit: Visit) -> Page:
    """The page that compares."""
    text, sides = visit.text, facts.sides
    title = title_of(sides, text)
    finding = overall_finding(sides, facts.pairs, False, text) if len(sides) > 1 else None
    lead = finding or text("compare.lead" if not sides else "compare.one_side")
    hero = html.Div(
        [html.H1(title), html.P(lead, className="lead finding" if finding else "lead")],
        className="hero",
    )
    controls = [
        sides_form(facts, visit) if sides else None,
        add_form(facts, visit) if len(sides) < len(SIDES) else None,
        beginnings(facts, visit),
    ]
    body = [ignored_note(visit)]
    if sides:
        body += [_shares(facts, visit), _aged(facts, visit)]
        body += [_divided(facts, visit), _download(facts, visit), _meaning(visit)]
    return Page(
        title=title,
        description=lead,
        fixed=html.Div([hero, *(part for part in controls if part is not None)]),
        live=live_root(visit, "compare", title, lead, *body),
        status=lead,
        name="compare",
        image=exhibit_image(shares_exhibit(facts, visit), visit) if sides else "",
    )


def _shares(facts: CompareFacts, visit: Visit) -> Component:
    """The shares as they are, and what is certain of every two."""
    text = visit.text
    parts: list[Component | None] = [
        html.H2(text("compare.shares_title"), id="shares"),
        reading_note(visit),
        html.Div(_table(facts.sides, False, visit), className="scroll"),
        _pairs(facts, False, visit),
    ]
    if len({(side.domain, side.question) for side in facts.sides}) > 1:
        parts.append(html.P(text("compare.other_people"), className="apart"))
    parts.append(exhibit_tools(shares_exhibit(facts, visit), visit))
    return html.Section(_present(parts), className="figure", **{"aria-labelledby": "shares"})


def _aged(facts: CompareFacts, visit: Visit) -> Component:
    """The shares at the ages of the standard population, and where they cannot be told."""
    text, sides = visit.text, facts.sides
    known = [side for side in sides if side.by_age]
    missing = [
        html.Li(text(f"compare.why_not.{side.why_not}", name=heading(side, sides, text)))
        for side in sides
        if side.why_not
    ]
    finding = overall_finding(sides, facts.pairs, True, text)
    parts: list[Component | None] = [
        html.H2(text("compare.aged_title"), id="aged"),
        html.P(finding, className="finding") if len(known) > 1 else None,
        html.Div(_table(known, True, visit, sides), className="scroll") if known else None,
        _pairs(facts, True, visit) if len(known) > 2 else None,
        html.Ul(missing, className="apart") if missing else None,
        html.P(text("compare.aged_method")),
        html.P(text("compare.aged_source", citation=facts.standard.citation), className="apart"),
        exhibit_tools(aged_exhibit(facts, visit), visit) if known else None,
    ]
    return html.Section(_present(parts), className="figure", **{"aria-labelledby": "aged"})


def _pairs(facts: CompareFacts, aged: bool, visit: Visit) -> Component | None:
    """Every two sides, where there are more than the two of which the page's finding speaks."""
    if len(facts.sides) < 3:
        return None
    told = [pair_finding(pair, facts.sides, aged, visit.text) for pair in facts.pairs]
    return html.Ul([html.Li(words) for words in told], className="pairwise")


def _table(
    shown: Sequence[Side], aged: bool, visit: Visit, among: Sequence[Side] = ()
) -> Component:
    text = visit.text
    shares = [side.by_age if aged else side.share for side in shown]
    scale = max((share.high for share in shares if share), default=0.0)
    room = max(len(formatting.share(share, text)) for share in shares)
    names = [text("compare.sides"), text("figure.participants"), text("compare.share")]
    rows = [
        _row(side, share, scale, among or shown, visit)
        for side, share in zip(shown, shares, strict=True)
    ]
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    caption = html.Caption(text("compare.caption_aged" if aged else "compare.caption"))
    return html.Table(
        [caption, head, html.Tbody(rows)],
        className="bars by-share compared",
        style={"--room": f"{room}ch"},
    )


def _row(
    side: Side, share: Share | None, scale: float, sides: Sequence[Side], visit: Visit
) -> Component:
    text = visit.text
    within = visit.address.but(release="" if side.release.current else side.release.id)
    href = concept_href(within, side.domain, side.concept_id, side.page)
    name = html.A(heading(side, sides, text), href=href)
    drawn = bar(share.low, share.high, scale) if share else None
    words = html.Span(formatting.share(share, text), className="value")
    whole = text("compare.out_of_withheld")
    if not isinstance(side.whole, Withheld):
        whole = text("compare.out_of", whole=formatting.count(side.whole, text))
    return html.Tr(
        [
            html.Th([name], scope="row"),
            html.Td(
                [formatting.count(side.participants, text), html.Small(whole)], className="other"
            ),
            html.Td(html.Span([words, drawn], className="drawn"), className="measured"),
        ]
    )


def _divided(facts: CompareFacts, visit: Visit) -> Component | None:
    """A row for each group, a column for each side; the roles keep it a table on a phone."""
    divided = facts.divided
    if divided is None:
        return None
    text = visit.text
    scale = max(
        (cell.share.high for row in divided.rows for cell in row if cell.share), default=0.0
    )
    names = [html.Th(name, scope="col", role="columnheader") for name in divided.columns]
    corner = html.Th(divided.dimension, scope="col", role="columnheader", className="corner")
    rows = [
        html.Tr(
            [
                html.Th(row[0].labels[0], scope="row", role="rowheader"),
                *(html.Td(_cell(cell, scale, visit), role="cell") for cell in row),
            ],
            role="row",
        )
        for row in divided.rows
    ]
    head = html.Thead(html.Tr([corner, *names], role="row"), role="rowgroup")
    title = text("compare.divided_title", dimension=divided.dimension)
    table = html.Table(
        [html.Caption(text("compare.divided_caption")), head, html.Tbody(rows, role="rowgroup")],
        className="crossed",
        role="table",
        style={"--columns": str(len(divided.columns))},
    )
    heading_of = html.H2(title, id="divided")
    tools = exhibit_tools(divided_exhibit(facts, divided, visit), visit)
    parts = [heading_of, html.Div(table, className="scroll"), tools]
    return html.Section(parts, className="figure", **{"aria-labelledby": "divided"})


def _cell(cell: Cell, scale: float, visit: Visit) -> list[Component]:
    """A share, its bar, and the count in small."""
    words = html.Span(formatting.share(cell.share, visit.text), className="value")
    drawn = [bar(cell.share.low, cell.share.high, scale)] if cell.share else []
    return [words, *drawn, html.Small(formatting.count(cell.participants, visit.text))]


def _download(facts: CompareFacts, visit: Visit) -> Component:
    href = compare_address(facts.sides, visit, visit.address.cut).but(path=f"{COMPARE}.csv").href
    link = html.A(visit.text("compare.download"), href=href, download="")
    return html.P(link, className="download")


def _meaning(visit: Visit) -> Component:
    text = visit.text
    told = [
        text("compare.meaning_share"),
        text("compare.meaning_difference"),
        visit.meaning_of_numbers,
    ]
    link = html.P(html.A(text("privacy.link"), href=visit.address.to("/privacy").href))
    title = html.H2(text("compare.meaning"), id="meaning")
    return html.Section(
        [title, *(html.P(words) for words in told), link], **{"aria-labelledby": "meaning"}
    )


def _present(parts: Sequence[Component | None]) -> list[Component]:
    return [part for part in parts if part is not None]
