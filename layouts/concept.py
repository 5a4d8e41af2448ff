"""A concept's page: its finding, its figures, its place among other concepts, what it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import DOMAIN_PATHS, concept_href, place_in_tree
from layouts.cells import Figure
from layouts.chrome import state_fields
from layouts.compare_links import address_of, token
from layouts.distribution import Distribution
from layouts.distribution import certain_finding as value_finding
from layouts.figure import figure
from layouts.figure_tools import figure_image
from layouts.findings import certain_finding, not_comparable
from layouts.histogram import distribution_section
from layouts.notes import ignored_note, live_root, reading_note
from layouts.over_releases import Over, over_section
from layouts.page import Page, Visit
from layouts.pairs import Pairs, pairs_section
from layouts.scope_address import Asked, Scope, Thing, scope_href
from layouts.table_files import table_files
from layouts.vocabulary import known_as
from suppression.bands import Count
from suppression.shares import Share

RESULT: Final = "Result"  # the class of results in words, as releases name it


@dataclass(frozen=True)
class ListedConcept:
    """A concept in a list, with its share of the domain's denominator."""

    domain: str
    concept_id: int
    name: str
    vocabulary: str
    code: str
    participants: Count
    share: Share | None
    page: tuple[int, ...] = ()  # the ids in the address of its page, if not its own alone
    translated: bool = False  # the name is in the reader's language, not in the release's


@dataclass(frozen=True)
class ConceptFacts:
    """Everything that a concept's page, its CSV and its JSON say."""

    concept: ListedConcept
    concept_class: str
    synonyms: tuple[str, ...]
    denominator: Count
    figures: tuple[Figure, ...]
    crossed: tuple[Figure, ...]  # every crossing that is published for this concept
    broader: tuple[ListedConcept, ...]
    narrower: tuple[ListedConcept, ...]
    pairs: Pairs
    values: Distribution | None = None  # of a concept with values
    results: tuple[ListedConcept, ...] = ()  # in words, below the concept they are of
    codes_elsewhere: tuple[str, ...] = ()  # "ICD10CM E11.9", in other vocabularies
    most_codes: int = 0  # how many are listed at most
    over: tuple[Over, ...] = ()  # the releases of the cohort, if there are several


def concept_page(facts: ConceptFacts, visit: Visit) -> Page:
    """The page of one concept."""
    text, concept = visit.text, facts.concept
    title = text("concept.title", name=concept.name)
    status = text("concept.status", name=concept.name)
    return Page(
        title=title,
        description=_sentence(facts, visit),
        fixed=html.Div(
            [_hero(facts, visit), _controls(facts, visit), _to_compare(facts.concept, visit)]
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


def _hero(facts: ConceptFacts, visit: Visit) -> Component:
    text, concept = visit.text, facts.concept
    domain = html.A(
        text(f"domain.{concept.domain}.name"),
        href=visit.address.to(DOMAIN_PATHS[concept.domain]).href,
    )
    code = None  # what no vocabulary numbers, such as a result in words, has none
    if concept.code:
        code = text("concept.code", vocabulary=known_as(concept.vocabulary), code=concept.code)
    denominator = formatting.count(facts.denominator, text)
    return html.Div(
        [
            html.P([domain, code and html.Span(code, className="code")], className="kicker"),
            html.H1(visit.in_release_language(concept.name)),
            html.Dl(
                [
                    _key_figure(
                        text("concept.participants"), formatting.count(concept.participants, text)
                    ),
                    _key_figure(
                        text(f"domain.{concept.domain}.share_label", denominator=denominator),
                        formatting.share(concept.share, text),
                    ),
                ],
                className="key-figures",
            ),
            _findings(facts, visit),
            html.P(_sizing(concept, visit)),
        ],
        className="hero",
    )


def _sizing(concept: ListedConcept, visit: Visit) -> Component:
    """The way to the page that tells whether enough people have it for a study."""
    thing = Thing(concept.domain, str(concept.concept_id))
    return html.A(
        visit.text("scope.from_concept"),
        href=scope_href(visit.address, Scope(Asked((thing,)))),
    )


def _to_compare(concept: ListedConcept, visit: Visit) -> Component:
    address = address_of([token(concept.domain, concept.concept_id)], visit.address)
    return html.P(html.A(visit.text("compare.link"), href=address.href), className="download")


def _findings(facts: ConceptFacts, visit: Visit) -> Component:
    """Who has it and how groups compare, as far as it is certain; each leads to its figure."""
    text = visit.text
    values = facts.values and value_finding(facts.values, text)
    found = [(values, "values")] if values else []
    found += [
        (words, shown.html_id)
        for shown in facts.figures
        for words in dict.fromkeys(
            certain_finding(shown, measure, text) for measure in ("", "share")
        )
        if words
    ]
    if not found:
        kind = "none" if all(map(not_comparable, facts.figures)) else "no_difference"
        return html.P(text(f"finding.{kind}"), className="lead")
    links = [html.Li(html.A(words, href=f"#{place}")) for words, place in found]
    return html.Ul(links, className="findings")


def _key_figure(label: str, value: str) -> Component:
    return html.Div([html.Dt(label), html.Dd(value)])


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


def choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Component:
    """A labelled select."""
    choices = [
        html.Option(words, value=value, selected=value == chosen) for value, words in options
    ]
    return html.Div(
        [html.Label(label, htmlFor=name), html.Select(choices, id=name, name=name)],
        className="choice",
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
        _meaning(facts, visit),
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


def concept_links(concepts: Sequence[ListedConcept], visit: Visit) -> Component:
    """Concepts as links, each with its band."""
    return html.Ul(
        [
            html.Li(
                [
                    html.A(
                        concept.name
                        if concept.translated
                        else visit.in_release_language(concept.name),
                        href=concept_href(
                            visit.address, concept.domain, concept.concept_id, concept.page
                        ),
                    ),
                    html.Span(
                        formatting.count(concept.participants, visit.text), className="count"
                    ),
                ]
            )
            for concept in concepts
        ],
        className="concepts",
    )


def _codes_elsewhere(facts: ConceptFacts, visit: Visit) -> list[Component]:
    """Codes of other vocabularies that mean this concept, with their limit once it is reached."""
    if not facts.codes_elsewhere:
        return []
    text = visit.text
    codes = (code.partition(" ") for code in facts.codes_elsewhere)
    items = [
        html.Li(text("concept.code", vocabulary=known_as(vocabulary), code=code))
        for vocabulary, _, code in codes
    ]
    shown: list[Component] = [html.Ul(items)]
    if len(items) >= facts.most_codes:
        shown.append(html.P(text("concept.codes_bounded", most=facts.most_codes)))
    return [html.Dt(text("concept.codes_elsewhere")), html.Dd(shown)]


def _meaning(facts: ConceptFacts, visit: Visit) -> Component:
    text, concept = visit.text, facts.concept
    is_result = facts.concept_class == RESULT
    terms = [
        (text("concept.vocabulary"), known_as(concept.vocabulary)),
        (text("concept.code_label"), concept.code),
        (
            text("concept.class_label"),
            facts.concept_class and visit.in_release_language(facts.concept_class),
        ),
        (text("concept.id_label"), str(concept.concept_id)),
    ]
    listed = [part for term, value in terms if value for part in (html.Dt(term), html.Dd(value))]
    if facts.synonyms:
        names = html.Ul([html.Li(name) for name in facts.synonyms])  # in languages of their own
        listed += [html.Dt(text("concept.synonyms")), html.Dd(names)]
    listed += _codes_elsewhere(facts, visit)
    explained = [
        html.P(text("concept.meaning_result" if is_result else f"domain.{concept.domain}.meaning")),
        html.P(text("concept.meaning_share")),
        html.P(visit.meaning_of_numbers),
        html.P(html.A(text("privacy.link"), href=visit.address.to("/privacy").href)),
    ]
    return html.Section(
        [
            html.H2(text("concept.meaning"), id="meaning"),
            html.Div(
                [
                    html.Div(explained),
                    html.Div([html.H3(text("concept.codes")), html.Dl(listed, className="terms")]),
                ],
                className="columns",
            ),
        ],
        **{"aria-labelledby": "meaning"},
    )
