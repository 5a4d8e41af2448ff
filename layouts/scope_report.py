"""The feasibility report: everything about one question on paper, with methods and next steps."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.scope_address import scope_href
from layouts.scope_answer import answer, derivation, side_by_side
from layouts.scope_beside import beside_finding, beside_section
from layouts.scope_facts import Named, ScopeFacts
from layouts.scope_power import power_finding, power_section
from layouts.scope_table import Row, stacked_table
from layouts.scope_words import answer_words, question_words
from layouts.vocabulary import known_as


def report_page(facts: ScopeFacts, visit: Visit) -> Page:
    """The report of the question at hand."""
    text, at_hand = visit.text, facts.at_hand
    if at_hand is None:
        raise ValueError("a report is of a question")
    title = text("scope.report.title")
    question = question_words(at_hand, text)
    status = answer_words(at_hand, text)
    body = [
        ignored_note(visit),
        _summary(facts, visit),
        answer(at_hand, facts, visit),
        side_by_side(facts, visit, asking=False),
        derivation(at_hand, facts, visit),
        reading_note(visit),
        beside_section(facts, visit),
        power_section(facts, visit),
        _definition(facts, visit),
        _methods(facts, visit),
        _next_steps(visit),
        _citation(facts, visit),
    ]
    return Page(
        title=text("scope.report.title_of", question=question),
        description=text("scope.description", question=question, answer=status),
        fixed=_hero(facts, title, question, visit),
        live=live_root(visit, "scope-report", title, status, *body),
        status=status,
        name="scope-report",
    )


def _hero(facts: ScopeFacts, title: str, question: str, visit: Visit) -> Component:
    text, release = visit.text, visit.release
    synthetic = html.P(text("scope.report.synthetic"))
    back = html.A(text("scope.report.back"), href=scope_href(visit.address, facts.scope))
    made = text(
        "scope.report.made",
        title=text.label(release.title),
        id=release.id,
        cutoff=formatting.day(release.cutoff_date, text),
        created=formatting.day(release.created, text),
    )
    return html.Div(
        [
            html.P(back, className="kicker download"),
            html.H1(title),
            html.P(question, className="lead"),
            html.P(made, className="reading"),
            html.Div(synthetic, className="note", role="note") if release.synthetic else None,
            html.P(text("scope.report.print"), className="download"),
        ],
        className="hero",
    )


def _summary(facts: ScopeFacts, visit: Visit) -> Component:
    """What is sure, in a few sentences."""
    text = visit.text
    found = [answer_words(one, text) for one in (facts.at_hand,) if one]
    found += [beside_finding(one, text) for one in facts.representation]
    if facts.power:
        found.append(power_finding(facts.power, facts.scope.settings, text))
    return html.Section(
        [
            html.H2(text("scope.report.summary"), id="summary"),
            html.Ul([html.Li(one) for one in found], className="findings"),
        ],
        **{"aria-labelledby": "summary"},
    )


def _definition(facts: ScopeFacts, visit: Visit) -> Component:
    """The group as a table of ids, to build it again where the records are."""
    text, at_hand = visit.text, facts.at_hand
    heads = [
        text("scope.report.definition.what"),
        text("scope.report.definition.id"),
        text("scope.report.definition.code"),
    ]
    rows = [_defined(one, visit) for one in (at_hand.things if at_hand else ())]
    rows += [
        (one.label, (one.chosen, one.chosen_label)) for one in (at_hand.groups if at_hand else ())
    ]
    return html.Section(
        [
            html.H2(text("scope.report.definition.title"), id="definition"),
            stacked_table(text("scope.report.definition.caption"), heads, rows),
            html.P(text("scope.report.definition.meaning")),
        ],
        **{"aria-labelledby": "definition"},
    )


def _defined(one: Named, visit: Visit) -> Row:
    text = visit.text
    number, code = one.thing.id, one.code
    if one.concept is not None:
        vocabulary = known_as(one.concept.vocabulary)
        code = one.concept.code and text("concept.code", vocabulary=vocabulary,
                                         code=one.concept.code)  # fmt: skip
    return visit.in_release_language(one.name), (number, code or "")


def _methods(facts: ScopeFacts, visit: Visit) -> Component:
    text = visit.text
    rule = "exact" if facts.exact else "bands"
    parts = [
        text(f"scope.report.methods.{rule}", threshold=facts.threshold, policy=facts.policy),
        text("scope.report.methods.limits"),
        text("scope.report.methods.shown", threshold=facts.threshold),
        text("scope.report.methods.share"),
        text("scope.report.methods.power"),
    ]
    if facts.vocabulary:
        parts.append(text("scope.report.methods.vocabulary", version=facts.vocabulary))
    return html.Section(
        [
            html.H2(text("scope.report.methods.title"), id="methods"),
            *(html.P(one) for one in parts),
            html.P(html.Small(visit.in_release_language(facts.policy_source))),
            html.P(html.A(text("privacy.link"), href=visit.address.to("/privacy").href)),
        ],
        **{"aria-labelledby": "methods"},
    )


def _next_steps(visit: Visit) -> Component:
    text = visit.text
    steps = ("ask", "define", "protocol", "access", "plan")
    items = [html.Li(text(f"scope.report.next.{one}")) for one in steps]
    return html.Section(
        [html.H2(text("scope.report.next.title"), id="next"), html.Ol(items)],
        **{"aria-labelledby": "next"},
    )


def _citation(facts: ScopeFacts, visit: Visit) -> Component:
    text, release, at_hand = visit.text, visit.release, facts.at_hand
    kind = "synthetic" if release.synthetic else "real"
    cited = text(
        f"scope.report.cite.{kind}",
        question=question_words(at_hand, text) if at_hand else "",
        title=text.label(release.title),
        id=release.id,
        created=formatting.day(release.created, text),
        threshold=facts.threshold,
    )
    address = visit.address.to("/scope/report", state=facts.scope.state, release=release.id)
    return html.Section(
        [
            html.H2(text("scope.report.cite.title"), id="cite"),
            html.P(cited),
            html.P(html.A(address.href, href=address.href), className="permanent"),
            html.P(visit.in_release_language(facts.citation)),
        ],
        **{"aria-labelledby": "cite"},
    )
