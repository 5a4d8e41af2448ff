"""How privacy is kept: the rule, the guarantee, what the audit found, how to check it oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit
from layouts.privacy_variants import VariantsPrivacy, variants_section

# What a certificate may state and we have words for, in the order in which it is told.
FIGURES: Final = (
    "families",
    "cells",
    "small_cells",
    "widened_bands",
    "withheld_cells",
    "alleles",
    "allele_counts",
    "widened_allele_counts",
)
ATTACKS: Final = (
    "linked_tables",
    "complement",
    "rollup_difference",
    "sum_of_parts",
    "growth",
    "alleles",
    "allele_programmes",
)
MEASURES: Final = ("attacked", "narrowed", "ends_lost", "narrowest")
COMMANDS: Final = ("verify", "audit", "serve")


_BANDS: Final = ("bands", "zero", "derived", "crossings", "states")
_STATED: Final = ("stated", "complement")
_STATED_EXACT: Final = ("stated_exact", "complement_exact")
_EXACT: Final = ("exact", "withheld", "further", "derived_exact", "crossings_exact", "states_exact")


@dataclass(frozen=True)
class PrivacyFacts:
    """The policy's numbers and the certificate's figures; ``width`` is 0 where counts are exact."""

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
    variants: VariantsPrivacy | None = None


def privacy_page(facts: PrivacyFacts, visit: Visit) -> Page:
    """The page about privacy."""
    text = visit.text
    title = text("privacy.title")
    kind = "lead" if facts.width else "lead_exact"
    lead = text(f"privacy.{kind}", threshold=facts.threshold)
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
            *([variants_section(facts.variants, visit)] if facts.variants else []),
            _audit(facts, visit),
            _proof(visit),
            _check(visit),
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
    points = _BANDS if facts.width else _EXACT
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


def _promised(facts: PrivacyFacts) -> dict[str, int]:
    """The numbers that sentences about the guarantee have in common."""
    return {
        "threshold": facts.threshold,
        "low": facts.protected_low,
        "high": facts.protected_high,
        "different": facts.protected_high - facts.protected_low + 1,
    }


def _guarantee(facts: PrivacyFacts, visit: Visit) -> Component:
    numbers = _promised(facts)
    return _section(
        "guarantee",
        visit,
        *(
            html.P(visit.text(f"privacy.guarantee.{part}", **numbers), className="statement")
            for part in (_STATED if facts.width else _STATED_EXACT)
        ),
        *(
            html.P(visit.text(f"privacy.guarantee.{part}", **numbers))
            for part in ("plain", "rollup")
        ),
    )


def _limits(visit: Visit) -> Component:
    """What nobody has proved; said as plainly as what is."""
    points = ("likelihood", "insiders", "concepts", "releases", "variants", "unlisted")
    listed = html.Ul([html.Li(visit.text(f"privacy.limits.{point}")) for point in points])
    return _section("limits", visit, html.P(visit.text("privacy.limits.lead")), listed)


def _audit(facts: PrivacyFacts, visit: Visit) -> Component:
    text = visit.text
    verdict = text("privacy.audit.passed") if facts.passed else text("privacy.audit.failed")
    parts: list[object] = [html.P(verdict, className="verdict"), html.P(text("privacy.audit.how"))]
    if any(name in facts.attacks for name in ATTACKS):
        parts += [_attacks(facts, visit), _measures(facts, visit)]
    if any(name in facts.figures for name in FIGURES):
        parts.append(_figures(facts, visit))
    return _section("audit", visit, *parts)


def _attacks(facts: PrivacyFacts, visit: Visit) -> Component:
    """What every attack came to; then, below the table, what each of them tries.

    Narrow screens give each attack's name a line of its own; the roles keep it a table for those
    who listen.
    """
    text = visit.text
    tried = [name for name in ATTACKS if name in facts.attacks]
    names = [text("privacy.audit.attack"), *(text(f"privacy.measure.{name}") for name in MEASURES)]
    corner, *columns = [html.Th(name, scope="col", role="columnheader") for name in names]
    corner.className = "corner"
    table = html.Table(
        [
            html.Caption(text("privacy.audit.attacks", release=facts.release)),
            html.Thead(html.Tr([corner, *columns], role="row"), role="rowgroup"),
            html.Tbody([_outcome(name, facts, visit) for name in tried], role="rowgroup"),
        ],
        className="plain attacks",
        role="table",
    )
    explained = [(f"privacy.attack.{name}", f"privacy.attack_tries.{name}") for name in tried]
    terms = [(text(name), text(tries)) for name, tries in explained]
    return html.Div([html.Div(table, className="scroll"), _terms(terms)])


def _outcome(name: str, facts: PrivacyFacts, visit: Visit) -> Component:
    """The four numbers of an attack, or that there was nothing to attack: no number stands then."""
    text, found = visit.text, facts.attacks[name]
    header = html.Th(text(f"privacy.attack.{name}"), scope="row", role="rowheader")
    if found["attacked"]:
        numbers = [formatting.number(found[measure], text.language) for measure in MEASURES]
        cells = [html.Td(number, role="cell") for number in numbers]
    else:
        cells = [html.Td(text("privacy.audit.nothing"), colSpan=len(MEASURES), role="cell")]
    return html.Tr([header, *cells], role="row")


def _measures(facts: PrivacyFacts, visit: Visit) -> Component:
    """What the columns count."""
    text, numbers = visit.text, _promised(facts)
    return _terms(
        [
            (text(f"privacy.measure.{name}"), text(f"privacy.measure_counts.{name}", **numbers))
            for name in MEASURES
        ]
    )


def _terms(terms: Sequence[tuple[str, str]]) -> Component:
    listed = [part for term, words in terms for part in (html.Dt(term), html.Dd(words))]
    return html.Dl(listed, className="terms")


def _figures(facts: PrivacyFacts, visit: Visit) -> Component:
    text = visit.text
    rows = [
        html.Tr(
            [
                html.Th(text(f"privacy.figure.{name}"), scope="row"),
                html.Td(formatting.number(facts.figures[name], text.language)),
            ]
        )
        for name in FIGURES
        if name in facts.figures
    ]
    caption = html.Caption(text("privacy.audit.caption", release=facts.release))
    return html.Table([caption, html.Tbody(rows)], className="plain")


def _proof(visit: Visit) -> Component:
    points = ("holds", "rule", "source")
    return _section("proof", visit, *(html.P(visit.text(f"privacy.proof.{one}")) for one in points))


def _check(visit: Visit) -> Component:
    text = visit.text
    commands = [
        html.Li(
            [
                html.Code(f"cohort-browser {command} RELEASE"),
                html.P(text(f"privacy.check.{command}")),
            ]
        )
        for command in COMMANDS
    ]
    return _section("check", visit, html.P(text("privacy.check.how")), html.Ul(commands))
