"""The head of a concept's page: its name, its two key figures, what is certain about it."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import DOMAIN_PATHS
from layouts.concept import ConceptFacts, ListedConcept
from layouts.distribution import certain_finding as value_finding
from layouts.findings import certain_finding, not_comparable
from layouts.page import Visit
from layouts.scope_address import Asked, Scope, Thing, scope_href
from layouts.vocabulary import known_as


def concept_hero(facts: ConceptFacts, visit: Visit) -> Component:
    """The head of the page."""
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
