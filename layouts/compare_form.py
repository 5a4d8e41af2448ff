"""The controls of the page that compares: native forms and links, which need no JavaScript."""

from collections.abc import Sequence
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import COMPARE
from layouts.choice import choice
from layouts.chrome import state_fields
from layouts.compare_links import Token, address_of, state_of, token
from layouts.compare_words import heading
from layouts.comparison import CompareFacts, Found, Side, compare_address, token_of
from layouts.findings import UNSTATED
from layouts.native import Field
from layouts.page import Visit
from layouts.survey_kinds import kind_of

MOST_GROUPS = 4  # as many as there are sides


def sides_form(facts: CompareFacts, visit: Visit) -> Component:
    """What is compared, each in a group and a release to choose."""
    text = visit.text
    tokens = [token_of(side, visit) for side in facts.sides]
    letters = [name for name, _ in state_of(tokens) if "-" not in name]
    parts: list[Component | Field] = [
        _side(letter, side, facts, visit) for letter, side in zip(letters, facts.sides, strict=True)
    ]
    if facts.cuts:
        options = [("", text("compare.undivided")), *facts.cuts]
        parts.append(choice("cut", text("compare.cut_label"), options, visit.address.cut))
    subjects = {letter: one.subject for letter, one in zip(letters, tokens, strict=True)}
    return html.Form(
        [
            html.Div(parts, className="sides"),
            *state_fields(visit, **subjects),
            html.Button(text("controls.show"), type="submit"),
        ],
        action=COMPARE,
        method="get",
        className="controls compared-sides",
        **{"aria-label": text("compare.sides_label")},
    )


def _side(letter: str, side: Side, facts: CompareFacts, visit: Visit) -> Component:
    text = visit.text
    name = html.Strong(visit.in_release_language(side.name))
    question = html.Small(visit.in_release_language(side.question)) if side.question else None
    groups = [("", text("compare.everybody"))]
    groups += [
        (one.value, text("compare.group_option", dimension=one.dimension, group=one.label))
        for one in side.groups
    ]
    fields = [
        choice(f"{letter}-group", text("compare.group_label", name=side.name), groups, side.group)
    ]
    if len(facts.releases) > 1:
        releases = [
            ("" if one.id == visit.release.id else one.id, one.id) for one in facts.releases
        ]
        chosen = token_of(side, visit).release
        label = text("compare.release_label", name=side.name)
        fields.append(choice(f"{letter}-release", label, releases, chosen))
    others = [one for one in facts.sides if one is not side]
    away = html.A(
        text("compare.remove", name=heading(side, facts.sides, text)),
        href=compare_address(others, visit, visit.address.cut).href,
    )
    parts = [html.P([part for part in (name, question) if part is not None]), *fields, away]
    return html.Div(parts, className="side")


def add_form(facts: CompareFacts, visit: Visit) -> Component:
    """The search for something to add, and what it found."""
    text, typed = visit.text, visit.address.q
    kept = dict(state_of([token_of(side, visit) for side in facts.sides]))
    label = text("compare.add_label" if facts.sides else "compare.first_label")
    form = html.Form(
        [
            html.Label(label, htmlFor="compare-q"),
            html.Div(
                [
                    Field("q", typed, id="compare-q"),
                    html.Button(text("search.button"), type="submit"),
                ],
                className="big-search",
            ),
            *state_fields(visit, **kept),
        ],
        action=COMPARE,
        method="get",
        className="add-side",
        **{"aria-label": label},
    )
    if not typed:
        return form
    if not facts.found:
        return html.Div([form, html.P(text("search.none", q=formatting.typed(typed)))])
    items = [_addition(one, facts, visit) for one in facts.found]
    title = html.H2(text("compare.found_title", q=formatting.typed(typed)))
    return html.Div([form, title, html.Ul(items, className="found")])


def _addition(one: Found, facts: CompareFacts, visit: Visit) -> Component:
    text, concept = visit.text, one.concept
    tokens = [token_of(side, visit) for side in facts.sides]
    tokens.append(token(concept.domain, concept.concept_id))
    about = [html.Span(kind_of(concept.domain, concept.concept_id, concept.page, text))]
    if one.question:
        about.append(html.Span(visit.in_release_language(one.question)))
    link = html.A(
        visit.in_release_language(concept.name),
        href=address_of(tokens, visit.address, visit.address.cut).href,
    )
    count = html.Span(formatting.count(concept.participants, text), className="count")
    return html.Li([html.Div([link, html.P(about)]), count])


def beginnings(facts: CompareFacts, visit: Visit) -> Component | None:
    """Comparisons to begin with: examples, or what can be done with the only side."""
    text = visit.text
    links: list[tuple[str, Sequence[Token]]] = []
    if not facts.sides:
        for first, second in facts.examples:
            words = text("compare.example", first=first.name, second=second.name)
            pair = [token(one.domain, one.concept_id) for one in (first, second)]
            links.append((words, pair))
    elif len(facts.sides) == 1:
        links = [*_by_groups(facts.sides[0], visit), *_by_releases(facts, visit)]
    if not links:
        return None
    items = [
        html.Li(html.A(words, href=address_of(tokens, visit.address).href))
        for words, tokens in links
    ]
    title = text("compare.begin" if not facts.sides else "compare.begin_alone")
    return html.Div([html.P(title), html.Ul(items, className="contents")])


def _by_groups(side: Side, visit: Visit) -> list[tuple[str, Sequence[Token]]]:
    """The groups of each dimension that has no more than can be compared."""
    if side.group:
        return []
    links: list[tuple[str, Sequence[Token]]] = []
    one = token_of(side, visit)
    for _, options in groupby(side.groups, key=lambda choice: choice.cut):
        found = [choice for choice in options if choice.group not in UNSTATED]
        if 1 < len(found) <= MOST_GROUPS:
            names = ", ".join(choice.label for choice in found)
            words = visit.text("compare.group_option", dimension=found[0].dimension, group=names)
            tokens = [Token(one.subject, choice.value, one.release) for choice in found]
            links.append((words, tokens))
    return links


def _by_releases(facts: CompareFacts, visit: Visit) -> list[tuple[str, Sequence[Token]]]:
    """The latest releases of the cohort."""
    if len(facts.releases) < 2:
        return []
    side = facts.sides[0]
    tokens = [
        Token(
            f"{side.domain}.{side.concept_id}",
            side.group,
            "" if one.id == visit.release.id else one.id,
        )
        for one in facts.releases[-MOST_GROUPS:]
    ]
    return [(visit.text("compare.by_releases"), tokens)]
