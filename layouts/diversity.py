"""Participants and diversity: who takes part, beside the country and beside clinical trials."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.diversity_states import PlacedState, states_section
from layouts.diversity_types import TypeTable, types_section
from layouts.exhibit import figure_id
from layouts.figure_tools import figure_image, figure_tools
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit
from layouts.representation import (
    TRIALS,
    PublishedTable,
    Representation,
    Source,
    printed_share,
    representation_finding,
)
from layouts.representation_table import representation_table
from layouts.table_files import table_files
from layouts.text import Catalogue
from suppression.bands import Count


@dataclass(frozen=True)
class DiversityFacts:
    """Everything that the page and its CSV say.

    ``any_of`` is the dimension of who is in at least one underrepresented group.
    """

    participants: Count
    threshold: int
    any_of: Representation | None
    sections: tuple[Representation, ...]
    states: Representation | None
    places: tuple[PlacedState, ...]
    types: tuple[TypeTable, ...]
    published: tuple[PublishedTable, ...]
    sources: tuple[Source, ...]

    @property
    def dimensions(self) -> tuple[Representation, ...]:
        """All of them, in the order of the page."""
        ends = (self.any_of, *self.sections, self.states)
        return tuple(one for one in ends if one is not None)


def diversity_page(facts: DiversityFacts, visit: Visit) -> Page:
    """The page of participants and diversity."""
    text = visit.text
    title = text("diversity.title")
    lead = _lead(facts, text)
    body = [
        ignored_note(visit),
        _reading(facts, visit),
        *(_section(one, visit) for one in facts.dimensions if one is not facts.states),
        _states(facts, visit),
        types_section(facts.types, visit),
        _published(facts, visit),
        _sources(facts, visit),
        _download(visit),
    ]
    return Page(
        title=title,
        description=lead,
        fixed=_hero(facts, title, lead, visit),
        live=live_root(visit, "diversity", title, title, *body),
        status=title,
        name="diversity",
        image=figure_image(facts.dimensions[0].html_id, visit) if facts.dimensions else "",
    )


def _lead(facts: DiversityFacts, text: Catalogue) -> str:
    """How many are in at least one underrepresented group, if that was counted."""
    for row in facts.any_of.rows if facts.any_of else ():
        if row.groups == ("yes",):
            return text(
                "diversity.lead_any",
                count=formatting.people(row.participants, text),
                share=formatting.share(row.share, text),
            )
    return text("diversity.lead", count=formatting.count(facts.participants, text))


def _hero(facts: DiversityFacts, title: str, lead: str, visit: Visit) -> Component:
    """The lead, then what is sure of each dimension; each finding leads to its figure."""
    text = visit.text
    found = [
        (words, one.html_id)
        for one in facts.dimensions
        if (words := representation_finding(one, text)) is not None
        and words != text("diversity.finding.none", dimension=one.label)
    ]
    links = [html.Li(html.A(words, href=f"#{place}")) for words, place in found]
    synthetic = html.P(text("diversity.synthetic")) if visit.release.synthetic else None
    return html.Div(
        [
            html.H1(title),
            html.P(lead, className="lead"),
            html.Div(synthetic, className="note", role="note") if synthetic else None,
            html.Ul(links, className="findings") if links else None,
            _contents(facts, visit),
        ],
        className="hero",
    )


def _contents(facts: DiversityFacts, visit: Visit) -> Component:
    """Links to every section of a long page."""
    text = visit.text
    sections = [(one.html_id, one.label) for one in facts.dimensions]
    if facts.types:
        sections.append(("data-types", text("diversity.types.title")))
    sections += [
        ("published", text("diversity.published.title")),
        ("sources", text("diversity.sources")),
    ]
    links = [html.Li(html.A(words, href=f"#{place}")) for place, words in sections]
    return html.Nav(
        html.Ul(links, className="contents"), **{"aria-label": text("diversity.contents")}
    )


def _reading(facts: DiversityFacts, visit: Visit) -> Component:
    """How bars and marks are read, and what the shares are of."""
    text = visit.text
    compared = {kind for one in facts.dimensions for kind in one.compared}
    lines = [_key("bar key", text("figure.reading"), {"--low": "60%", "--high": "100%"})]
    if compared:
        lines.append(_key("mark key us", text("diversity.reading.us"), {}))
    if TRIALS in compared:
        lines.append(_key("mark key trials", text("diversity.reading.trials"), {}))
    how = [html.Li(text(f"diversity.how.{point}")) for point in ("answered", "ratio", "rounding")]
    folded = html.Details([html.Summary(text("diversity.how.title")), html.Ul(how)])
    return html.Div([*lines, folded])


def _key(kind: str, words: str, style: dict[str, str]) -> Component:
    drawn = html.Span(className=kind, style=style) if style else html.Span(className=kind)
    return html.P([html.Span(drawn, **{"aria-hidden": "true"}), words], className="reading")


def _section(shown: Representation, visit: Visit) -> Component:
    """A dimension: its finding, its table, what the comparison leaves out."""
    heading = html.H2(shown.label, id=shown.html_id)
    finding = html.H3(heading_of(shown, visit.text))
    table = representation_table(shown, visit)
    parts = [heading, finding, table, *_notes(shown, visit), figure_tools(shown.html_id, visit)]
    return html.Section(parts, className="figure", **{"aria-labelledby": shown.html_id})


def heading_of(shown: Representation, text: Catalogue) -> str:
    """What is sure beside the country; without a reference, the group that is surely largest."""
    compared = representation_finding(shown, text)
    if compared is not None:
        return compared
    if shown.dimension == "ubr" and shown.rows and shown.rows[0].groups == ("yes",):
        share = formatting.share(shown.rows[0].share, text)
        return text("diversity.finding.any_of", share=share)
    for row in shown.rows:
        highest = max((one.participants.high for one in shown.rows if one is not row), default=0)
        if row.participants.low > highest and len(row.groups) == 1:
            share = formatting.share(row.share, text)
            return text("diversity.finding.largest", group=row.label, share=share)
    return text("finding.unclear", dimension=shown.label)


def _notes(shown: Representation, visit: Visit) -> list[Component]:
    """Traps of the comparison, and figures that are close to the dimension but not of it."""
    text = visit.text
    notes = []
    key = f"diversity.note.{shown.dimension}"
    if key in text.sentences:
        notes.append(html.P(text(key), className="reading"))
    for near in shown.nearby:
        percent = formatting.written(near.stated, text.language)
        year = html.A(near.source.year, href=f"#source-{near.source.id}")
        words = text(f"diversity.nearby.{near.id}", percent=percent)
        notes.append(html.P([words, " (", year, ")"], className="reading"))
    return notes


def _states(facts: DiversityFacts, visit: Visit) -> Component | None:
    if facts.states is None:
        return None
    return states_section(facts.states, facts.places, heading_of(facts.states, visit.text), visit)


def _published(facts: DiversityFacts, visit: Visit) -> Component:
    """What the programme has published of itself: exact, dated, and apart from this release."""
    text = visit.text
    apart = "apart_synthetic" if visit.release.synthetic else "apart"
    tables = [_published_table(table, visit) for table in facts.published]
    return html.Section(
        [
            html.H2(text("diversity.published.title"), id="published"),
            html.P(text(f"diversity.published.{apart}")),
            html.Div(tables, className="figures"),
        ],
        **{"aria-labelledby": "published"},
    )


def _published_table(table: PublishedTable, visit: Visit) -> Component:
    text = visit.text
    rows = [
        html.Tr(
            [
                html.Th(text.label(label), scope="row"),
                html.Td(formatting.number(persons, text.language)),
                html.Td(printed_share(persons, table.whole, text)),
            ]
        )
        for label, persons in table.rows
    ]
    caption = text(
        f"diversity.published.{table.id}",
        whole=formatting.number(table.whole, text.language),
        until=formatting.month(table.until, text),
        year=table.published,
    )
    heads = (text("diversity.published.group"), text("figure.participants"), text("measure.share"))
    drawn = html.Table(
        [
            html.Caption(caption),
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody(rows),
        ],
        className="plain wordy",
    )
    source = html.P(html.Small(visit.in_release_language(table.citation)))
    tools = figure_tools(figure_id("published", table.id), visit)
    return html.Div([html.Div(drawn, className="scroll"), source, tools], className="figure")


def _sources(facts: DiversityFacts, visit: Visit) -> Component | None:
    if not facts.sources:
        return None
    text = visit.text
    listed = [_source(source, visit) for source in facts.sources]
    return html.Section(
        [html.H2(text("diversity.sources"), id="sources"), html.Ol(listed)],
        **{"aria-labelledby": "sources"},
    )


def _source(source: Source, visit: Visit) -> Component:
    cited: Sequence[object] = [visit.in_release_language(source.citation)]
    return html.Li(cited, id=f"source-{source.id}", tabIndex="-1")


def _download(visit: Visit) -> Component:
    address = visit.address.to("/diversity.csv")
    return table_files(visit, address, visit.text("download.concept"))
