"""What the number of a concept means, and the codes and names under which it is known."""

from dash import html
from dash.development.base_component import Component

from layouts.concept import RESULT, ConceptFacts
from layouts.page import Visit
from layouts.vocabulary import known_as


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


def concept_meaning(facts: ConceptFacts, visit: Visit) -> Component:
    """The section that explains."""
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
