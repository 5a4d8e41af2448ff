"""How privacy is kept with genetic variants: the rule, and how well members can be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.page import Visit
from suppression.bands import Count

POINTS: Final = ("listed", "absent", "copies", "groups", "together")
TABLES: Final = ("exact", "published")
ATTACKERS: Final = ("likelihood_ratio", "presence")
POWERS: Final = ("auc", "power_5", "power_1")


@dataclass(frozen=True)
class VariantsPrivacy:
    """What the page says of variants: ``membership`` is the certificate's measure, if any."""

    threshold: int
    copies: int
    people: int
    floor: int
    usual_floor: int
    membership: "MembershipFacts | None"


@dataclass(frozen=True)
class MembershipFacts:
    """How many people it was measured on, and table -> attacker -> powers."""

    people: Count
    powers: Mapping[str, Mapping[str, Mapping[str, float]]]


def variants_section(facts: VariantsPrivacy, visit: Visit) -> Component:
    """The section about variants."""
    text = visit.text
    numbers: dict[str, object] = {
        "threshold": facts.threshold,
        "copies": facts.copies,
        "people": facts.people,
        "floor": formatting.number(facts.floor, text.language),
        "usual": formatting.number(facts.usual_floor, text.language),
    }
    points = [*POINTS, *(["floor_lowered"] if facts.floor < facts.usual_floor else [])]
    rules = [html.Li(text(f"privacy.variants.{point}", **numbers)) for point in points]
    parts: list[Component] = [
        html.H2(text("privacy.variants.title"), id="variants"),
        html.P(text("privacy.variants.lead", **numbers)),
        html.Ul(rules),
    ]
    parts += _membership(facts.membership, visit) if facts.membership else []
    return html.Section(parts, **{"aria-labelledby": "variants"})


def _membership(facts: MembershipFacts, visit: Visit) -> list[Component]:
    text = visit.text
    names = [text("privacy.membership.attacker")]
    names += [text(f"privacy.membership.{power}") for power in POWERS]
    corner, *columns = [html.Th(name, scope="col") for name in names]
    corner.className = "corner"
    rows = [_row(table, attacker, facts, visit) for attacker in ATTACKERS for table in TABLES]
    table = html.Table(
        [
            html.Caption(text("privacy.membership.caption")),
            html.Thead(html.Tr([corner, *columns])),
            html.Tbody(rows),
        ],
        className="plain wordy",
    )
    return [
        html.H3(text("privacy.membership.title")),
        html.P(text("privacy.membership.how", people=formatting.count(facts.people, text))),
        html.Div(table, className="scroll"),
        html.P(text("privacy.membership.read")),
    ]


def _row(table: str, attacker: str, facts: MembershipFacts, visit: Visit) -> Component:
    text, found = visit.text, facts.powers[table][attacker]
    name = text(f"privacy.membership.{attacker}_{table}")
    values = [formatting.written(f"{found['auc']:.2f}", text.language)]
    for power in POWERS[1:]:
        percent = formatting.written(f"{100 * found[power]:.1f}", text.language)
        values.append(text("privacy.membership.share", percent=percent))
    return html.Tr([html.Th(name, scope="row"), *(html.Td(value) for value in values)])
