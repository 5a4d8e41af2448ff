"""How privacy is kept: the rule, the guarantee, what the audit found, how to check it oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit

# What a certificate may state and we have words for, in the order in which it is told.
FIGURES: Final = (
    "families",
    "cells",
    "small_cells",
    "widened_bands",
    "withheld_cells",
    "witnesses",
)
ATTACKS: Final = ("linked_tables", "complement", "complement_width")
COMMANDS: Final = ("cohort-browser audit", "cohort-browser verify")


@dataclass(frozen=True)
class PrivacyFacts:
    """The policy's numbers and the certificate's figures."""

    policy: str
    policy_source: str
    threshold: int
    protected_low: int
    protected_high: int
    width: int
    crossing_floor: int
    passed: bool
    figures: Mapping[str, int]
    attacks: Mapping[str, Mapping[str, int]]
    release: str


def privacy_page(facts: PrivacyFacts, visit: Visit) -> Page:
    """The page about privacy."""
    text = visit.text
    title = text("privacy.title")
    lead = text("privacy.lead", threshold=facts.threshold)
    return Page(
        title=title,
        description=lead,
        fixed=html.Div([html.H1(title), html.P(lead, className="lead")], className="hero"),
        live=live_root(
            visit,
            "privacy",
            title,
            title,
            ignored_note(visit),
            _rule(facts, visit),
            _guarantee(facts, visit),
            _limits(visit),
            _audit(facts, visit),
            _check(facts, visit),
        ),
        status=title,
        name="privacy",
    )


def _section(name: str, visit: Visit, *parts: object) -> Component:
    heading = html.H2(visit.text(f"privacy.{name}.title"), id=name)
    return html.Section([heading, *parts], **{"aria-labelledby": name})


def _rule(facts: PrivacyFacts, visit: Visit) -> Component:
    text = visit.text
    numbers = {
        "width": facts.width,
        "threshold": facts.threshold,
        "first": f"{facts.width + 1}–{2 * facts.width}",
        "second": f"{2 * facts.width + 1}–{3 * facts.width}",
        "floor": formatting.number(facts.crossing_floor, text.language),
    }
    points = ("bands", "zero", "derived", "crossings", "states")
    rules = html.Ul([html.Li(text(f"privacy.rule.{point}", **numbers)) for point in points])
    policy = html.P(
        [
            text("privacy.rule.policy"),
            html.Br(),
            visit.in_release_language(facts.policy),
            html.Br(),
            html.Small(visit.in_release_language(facts.policy_source)),
        ]
    )
    return _section("rule", visit, rules, policy)


def _guarantee(facts: PrivacyFacts, visit: Visit) -> Component:
    numbers = {
        "threshold": facts.threshold,
        "low": facts.protected_low,
        "high": facts.protected_high,
        "different": facts.protected_high - facts.protected_low + 1,
    }
    return _section(
        "guarantee",
        visit,
        *(
            html.P(visit.text(f"privacy.guarantee.{part}", **numbers), className="statement")
            for part in ("stated", "complement")
        ),
        html.P(visit.text("privacy.guarantee.plain", **numbers)),
    )


def _limits(visit: Visit) -> Component:
    """What nobody has proved; said as plainly as what is."""
    points = ("concepts", "releases", "likelihood", "insiders", "unlisted")
    listed = html.Ul([html.Li(visit.text(f"privacy.limits.{point}")) for point in points])
    return _section("limits", visit, html.P(visit.text("privacy.limits.lead")), listed)


def _audit(facts: PrivacyFacts, visit: Visit) -> Component:
    text = visit.text
    language = text.language
    verdict = text("privacy.audit.passed") if facts.passed else text("privacy.audit.failed")
    parts: list[object] = [html.P(verdict, className="verdict"), html.P(text("privacy.audit.how"))]
    figures = [
        (text(f"privacy.figure.{name}"), facts.figures[name])
        for name in FIGURES
        if name in facts.figures
    ]
    attacks = [
        (text(f"privacy.attack.{name}"), *map(facts.attacks[name].get, ("attacked", "narrowed")))
        for name in ATTACKS
        if name in facts.attacks
    ]
    if figures:
        caption = text("privacy.audit.caption", release=facts.release)
        parts.append(_table(caption, None, figures, language))
    if attacks:
        columns = tuple(text(f"privacy.audit.{name}") for name in ("attack", "tried", "narrowed"))
        parts.append(_table(text("privacy.audit.attacks"), columns, attacks, language))
    return _section("audit", visit, *parts)


def _table(
    caption: str,
    columns: Sequence[str] | None,
    rows: Sequence[tuple[Any, ...]],
    language: str,
) -> Component:
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in columns or ()]))
    body = [
        html.Tr(
            [
                html.Th(label, scope="row"),
                *(html.Td(formatting.number(value or 0, language)) for value in values),
            ]
        )
        for label, *values in rows
    ]
    parts = [html.Caption(caption), head if columns else None, html.Tbody(body)]
    return html.Table([part for part in parts if part is not None], className="plain")


def _check(facts: PrivacyFacts, visit: Visit) -> Component:
    text = visit.text
    commands = [
        html.Li([html.Code(f"{command} RELEASE"), html.P(text(f"privacy.check.{place}"))])
        for place, command in zip(("audit", "verify"), COMMANDS, strict=True)
    ]
    return _section("check", visit, html.P(text("privacy.check.how")), html.Ul(commands))
