"""A concept's page: its finding, its figures, its place among other concepts, what it means."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import place_in_tree
from layouts.choice import choice
from layouts.chrome import state_fields
from layouts.compare_links import address_of, token
from layouts.concept import ConceptFacts, ListedConcept, concept_links
from layouts.concept_hero import concept_hero
from layouts.concept_meaning import concept_meaning
from layouts.figure import figure
from layouts.figure_tools import figure_image
from layouts.histogram import distribution_section
from layouts.notes import ignored_note, live_root, reading_note
from layouts.over_releases import over_section
from layouts.page import Page, Visit
from layouts.pairs import pairs_section
from layouts.table_files import table_files


def concept_page(facts: ConceptFacts, visit: Visit) -> Page:
    """The page of one concept."""
    text, concept = visit.text, facts.concept
    title = text("concept.title", name=concept.name)
    status = text("concept.status", name=concept.name)
    return Page(
        title=title,
        description=_sentence(facts, visit),
        fixed=html.Div(
            [concept_hero(facts, visit), _controls(facts, visit), _to_compare(facts.concept, visit)]
        ),
        live=live_root(visit, "concept", title, status, *_body(facts, visit)),
        status=status,
        name="concept",
        image=figure_image(facts.figures[0].html_id, visit) if facts.figures else "",
    )


def _sentence(facts: ConceptFacts, visit: Visit) -> str:
    text = visit.text
    return text(
        f"domain.{facts.concept.domain}.finding",
        count=formatting.count(facts.concept.participants, text),
        denominator=formatting.count(facts.denominator, text),
        share=formatting.share(facts.concept.share, text),
    )


def _to_compare(concept: ListedConcept, visit: Visit) -> Component:
    address = address_of([token(concept.domain, concept.concept_id)], visit.address)
    return html.P(html.A(visit.text("compare.link"), href=address.href), className="download")


def _controls(facts: ConceptFacts, visit: Visit) -> Component:
    """The form that chooses measure and crossing; native, so that it works before Dash does."""
    text, address = visit.text, visit.address
    fields = [
        choice(
            "measure",
            text("measure.label"),
            (("", text("measure.count")), ("share", text("measure.share"))),
            address.measure,
        )
    ]
    if facts.crossed:
        options = [("", text("crossing.none"))]
        options += [
            (shown.cut, text("crossing.option", first=shown.labels[0], second=shown.labels[1]))
            for shown in facts.crossed
        ]
        fields.append(choice("cut", text("crossing.label"), options, address.cut))
    return html.Form(
        [*fields, *state_fields(visit), html.Button(text("controls.show"), type="submit")],
        action=address.path,
        method="get",
        className="controls",
        **{"data-live": "", "aria-label": text("controls.label")},
    )


def _body(facts: ConceptFacts, visit: Visit) -> list[Component | None]:
    text = visit.text
    subject = facts.concept.name
    chosen = [shown for shown in facts.crossed if shown.cut == visit.address.cut]
    crossing = figure(chosen[0], subject, visit) if chosen else None
    if not chosen and visit.address.cut:
        crossing = html.P(text("crossing.not_published"), className="note")
    figures = [figure(shown, subject, visit) for shown in facts.figures]
    return [
        ignored_note(visit),
        distribution_section(facts.values, subject, visit) if facts.values else None,
        html.Section(
            [
                html.H2(text("concept.who"), id="who"),
                reading_note(visit),
                crossing,
                html.Div(figures, className="figures"),
                _download(visit),
            ],
            **{"aria-labelledby": "who"},
        ),
        over_section(facts.over, (facts.concept.domain, facts.concept.concept_id), visit),
        pairs_section(facts.pairs, visit),
        _hierarchy(facts, visit),
        concept_meaning(facts, visit),
    ]


def _download(visit: Visit) -> Component:
    address = visit.address.to(visit.address.path + ".csv")
    return table_files(visit, address, visit.text("download.concept"))


def _hierarchy(facts: ConceptFacts, visit: Visit) -> Component | None:
    text = visit.text
    parts = []
    for name, concepts in (
        ("results", facts.results),
        ("broader", facts.broader),
        ("narrower", facts.narrower),
    ):
        if concepts:
            parts.append(
                html.Div([html.H3(text(f"concept.{name}")), concept_links(concepts, visit)])
            )
    if not parts:
        return None
    return html.Section(
        [
            html.H2(text("concept.related"), id="related"),
            html.Div(parts, className="columns"),
            html.P(
                html.A(
                    text("tree.here"),
                    href=place_in_tree(
                        visit.address, facts.concept.domain, facts.concept.concept_id
                    ),
                ),
            ),
        ],
        **{"aria-labelledby": "related"},
    )
