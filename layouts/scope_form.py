"""The form of the page about the size of a group, and what a search in it found."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.choice import choice
from layouts.chrome import state_fields
from layouts.native import Field
from layouts.page import Visit
from layouts.scope_address import CHOICES, GROUP, SCOPE, TYPED, WITH, Scope, also_state, scope_href
from layouts.scope_address import things_words as words_of
from layouts.scope_facts import GroupChoice, Named, ScopeFacts
from layouts.scope_words import limits, thing_link
from layouts.survey_kinds import kind_of
from layouts.vocabulary import known_as

AT_ONCE = 3  # dimensions that are not folded


def scope_form(facts: ScopeFacts, visit: Visit) -> Component:
    """What participants must have, the groups they are in, and what the study is to find."""
    text = visit.text
    first, more = facts.choices[:AT_ONCE], facts.choices[AT_ONCE:]
    return html.Form(
        [
            html.Fieldset(
                [html.Legend(text("scope.form.have")), _chosen(facts, visit), *_find(facts, visit)]
            ),
            html.Fieldset(
                [
                    html.Legend(text("scope.form.groups")),
                    html.Div([_select(one, visit) for one in first], className="choices"),
                    _folded("scope.form.more", [_select(one, visit) for one in more], visit,
                            opened=any(one.chosen for one in more)) if more else None,
                ]
            ),
            _folded("scope.form.study", _study(facts.scope, visit), visit, opened=False),
            *_kept(facts.scope, visit),
            html.Button(text("scope.form.show"), type="submit"),
        ],
        action=SCOPE,
        method="get",
        className="controls scope-form",
        **{"aria-label": text("scope.form.label")},
    )  # fmt: skip


def _chosen(facts: ScopeFacts, visit: Visit) -> Component | None:
    """The things asked for, each with a link that leaves it out."""
    if facts.at_hand is None or not facts.at_hand.things:
        return None
    text, scope = visit.text, facts.scope
    items = []
    for one in facts.at_hand.things:
        href = scope_href(visit.address, scope.asking(scope.asked.without(one.thing)))
        remove = html.A(
            text("scope.form.remove"),
            href=href,
            **{"aria-label": text("scope.form.remove_this", name=one.name)},
        )
        about = html.Small([_about(one, visit), " · ", limits(one.participants, text)])
        items.append(html.Li([html.Span([thing_link(one, visit), about]), remove]))
    return html.Ul(items, className="chosen")


def _find(facts: ScopeFacts, visit: Visit) -> list[Component | Field]:
    text = visit.text
    if facts.full:
        return [html.P(text("scope.form.full"), className="reading")]
    key = "another" if facts.scope.asked.things else "first"
    label = html.Label(text(f"scope.form.find_{key}"), htmlFor="scope-q")
    typed = Field("q", facts.q, id="scope-q", placeholder=text("scope.form.example"))
    button = html.Button(text("scope.form.find"), type="submit")
    return [html.Div([label, html.Div([typed, button], className="find")], className="choice grow")]


def _select(one: GroupChoice, visit: Visit) -> Component:
    options = [("", visit.text("scope.form.any")), *one.options]
    return choice(GROUP + one.dimension, one.label, options, one.chosen)


def _folded(key: str, inside: list[Component], visit: Visit, *, opened: bool) -> Component:
    summary = html.Summary(visit.text(key))
    return html.Details([summary, html.Div(inside, className="choices")], open=opened)


def _study(scope: Scope, visit: Visit) -> list[Component]:
    """The settings of the calculation of power."""
    text = visit.text
    fields = [
        choice(
            name,
            text(f"scope.power.{name}.label"),
            [(value, _value(name, value, visit)) for value in allowed],
            getattr(scope.settings, name),
        )
        for name, allowed in CHOICES.items()
    ]
    for name in TYPED:
        value = formatting.written(getattr(scope.settings, name), text.language)
        fields.append(
            html.Div(
                [
                    html.Label(text(f"scope.power.{name}.label"), htmlFor=name),
                    Field(name, value, type="text", id=name),
                ],
                className="choice",
            )
        )
    return fields


def _value(name: str, value: str, visit: Visit) -> str:
    text = visit.text
    if name == "controls":
        return text(f"scope.power.controls.{value}")
    if name == "power":
        return text("reference.share", percent=value)
    return text("scope.power.alpha.genome") if "e" in value else formatting.written(
        value, text.language
    )  # fmt: skip


def _kept(scope: Scope, visit: Visit) -> list[Field]:
    """What the form does not ask for stays as it is."""
    kept = [Field(name, value, "hidden") for name, value in also_state(scope.also)]
    if scope.asked.things:
        kept.append(Field(WITH, words_of(scope.asked.things), "hidden"))
    return [*kept, *state_fields(visit)]


def scope_results(facts: ScopeFacts, visit: Visit) -> Component | None:
    """What the words typed found, each with a link that adds it."""
    if not facts.q or facts.full:
        return None
    text = visit.text
    heading = html.H2(text("scope.results", q=formatting.typed(facts.q)), id="results")
    if not facts.results:
        return html.Section(
            [heading, html.P(text("search.none", q=formatting.typed(facts.q)))],
            **{"aria-labelledby": "results"},
        )
    items = [html.Li(_result(one, facts.scope, visit)) for one in facts.results]
    return html.Section(
        [heading, html.Ol(items, className="found")], **{"aria-labelledby": "results"}
    )


def _result(one: Named, scope: Scope, visit: Visit) -> list[Component]:
    text = visit.text
    href = scope_href(visit.address, scope.asking(scope.asked.adding(one.thing)))
    name = one.name if one.translated else visit.in_release_language(one.name)
    add = html.A([html.Span("+ ", **{"aria-hidden": "true"}), text("scope.add", name=""), name],
                 href=href)  # fmt: skip
    about = html.P([html.Span(_about(one, visit))])
    return [
        html.Div([add, about]),
        html.Span(limits(one.participants, text), className="count"),
    ]


def _about(one: Named, visit: Visit) -> str:
    """What kind of thing it is, with its code or its question."""
    text = visit.text
    if one.concept is None:
        return text("scope.kind.variant")
    kind = kind_of(one.concept.domain, one.concept.concept_id, one.concept.page, text)
    if one.asked:
        return text("scope.kind.answer", kind=kind, question=one.asked)
    if one.concept.code:
        vocabulary = known_as(one.concept.vocabulary)
        return text("scope.kind.coded", kind=kind, vocabulary=vocabulary, code=one.concept.code)
    return kind
