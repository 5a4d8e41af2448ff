"""What a study of those who qualify can find, from the fewest and the most that they may be."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.figure_tools import figure_tools
from layouts.page import Visit
from layouts.scope_address import SCOPE, Settings
from layouts.scope_facts import Power, ScopeFacts
from layouts.scope_table import stacked_table
from layouts.scope_words import limits
from layouts.text import Catalogue
from suppression.power import Detectable

Cells = tuple[str, ...]


def power_section(facts: ScopeFacts, visit: Visit) -> Component | None:
    """Two proportions, the same as an odds ratio, and allele frequencies."""
    power, settings, text = facts.power, facts.scope.settings, visit.text
    if power is None:
        return None
    return html.Section(
        [
            html.H2(text("scope.power.title"), id="power"),
            html.P(design_words(power, settings, text)),
            html.P(power_finding(power, settings, text), className="finding"),
            _proportions(power, settings, visit),
            figure_tools("power", visit, SCOPE, state=facts.scope.state),
            _alleles(power, settings, visit),
            figure_tools("power-alleles", visit, SCOPE, state=facts.scope.state),
            html.P(text("scope.power.method"), className="reading"),
        ],
        **{"aria-labelledby": "power"},
    )


def power_finding(power: Power, settings: Settings, text: Catalogue) -> str:
    """The smallest odds ratio that is found even with the fewest people who may qualify."""
    found = power.found
    base = formatting.written(settings.share, text.language)
    if found is None:
        return text("scope.power.nothing", share=base)
    if found.most is None or found.most_odds is None:
        least = formatting.decimal(found.least_odds, 2, text.language, down=True)
        return text("scope.power.perhaps", share=base, odds=least, power=settings.power)
    most = formatting.decimal(found.most_odds, 2, text.language, up=True)
    share = formatting.decimal(100 * found.most, 1, text.language, up=True)
    return text("scope.power.sure", share=base, odds=most, found=share, power=settings.power)


def design_words(power: Power, settings: Settings, text: Catalogue) -> str:
    """Whom the study compares, and how."""
    return text(
        "scope.power.design",
        cases=limits(power.cases, text),
        controls=limits(power.controls, text),
        alpha=formatting.written(settings.alpha, text.language),
        power=settings.power,
    )


def _proportions(power: Power, settings: Settings, visit: Visit) -> Component:
    """Fewest and most people, side by side: what is found in either case."""
    return stacked_table(
        visit.text("scope.power.caption"),
        found_heads(power, visit.text),
        found_rows(power, settings, visit.text),
    )


def found_heads(power: Power, text: Catalogue) -> tuple[str, ...]:
    """The heads of the table of what is found: with the fewest people, and with the most."""
    return (
        text("scope.power.found"),
        text("scope.power.if_fewest", people=formatting.number(power.cases.low, text.language)),
        text("scope.power.if_most", people=formatting.number(power.cases.high, text.language)),
    )


def found_rows(power: Power, settings: Settings, text: Catalogue) -> list[tuple[str, Cells]]:
    """Its rows, each with its head and two cells."""
    found, base = power.found, formatting.written(settings.share, text.language)
    rows = (
        ("share", _ends(found, 100, "least", "most", 1, text)),
        ("difference", _differences(found, float(settings.share), text)),
        ("odds", _ends(found, 1, "least_odds", "most_odds", 2, text)),
    )
    return [(text(f"scope.power.row.{name}", share=base), cells) for name, cells in rows]


def _ends(
    found: Detectable | None, times: float, least: str, most: str, places: int, text: Catalogue
) -> tuple[str, str]:
    """What is found with the fewest people and with the most; the former rounded up, the latter
    down, so that the two enclose the truth."""
    nothing = text("scope.power.none")
    if found is None:
        return nothing, nothing
    best = formatting.decimal(times * getattr(found, least), places, text.language, down=True)
    worst = getattr(found, most)
    if worst is None:
        return nothing, _unit(best, times, text)
    words = formatting.decimal(times * worst, places, text.language, up=True)
    return _unit(words, times, text), _unit(best, times, text)


def _unit(digits: str, times: float, text: Catalogue) -> str:
    return text("reference.share", percent=digits) if times == 100 else digits


def _differences(found: Detectable | None, base: float, text: Catalogue) -> tuple[str, str]:
    nothing = text("scope.power.none")
    if found is None:
        return nothing, nothing
    best = formatting.decimal(100 * found.least - base, 1, text.language, down=True)
    if found.most is None:
        return nothing, text("scope.power.points", points=best)
    worst = formatting.decimal(100 * found.most - base, 1, text.language, up=True)
    return text("scope.power.points", points=worst), text("scope.power.points", points=best)


def _alleles(power: Power, settings: Settings, visit: Visit) -> Component:
    """What a comparison of an allele's frequency finds, in all and by ancestry group."""
    text = visit.text
    caption = allele_caption(settings, text)
    return stacked_table(caption, allele_heads(text), allele_rows(power, text))


def allele_caption(settings: Settings, text: Catalogue) -> str:
    """Which allele the table is about."""
    frequency = formatting.written(settings.allele, text.language)
    return text("scope.power.allele.caption", frequency=frequency)


def allele_heads(text: Catalogue) -> tuple[str, ...]:
    """The heads of the table of alleles."""
    return tuple(text(f"scope.power.allele.{name}") for name in ("group", "people", "seen", "odds"))


def allele_rows(power: Power, text: Catalogue) -> list[tuple[str, Cells]]:
    """Its rows: each group with its cases, the chance to meet the allele, and what is found."""
    return [
        (
            row.label,
            (limits(row.cases, text), formatting.share(row.seen, text), _odds(row.found, text)),
        )
        for row in power.alleles
    ]


def _odds(found: Detectable | None, text: Catalogue) -> str:
    if found is None:
        return text("scope.power.none")
    low = formatting.decimal(found.least_odds, 2, text.language, down=True)
    if found.most_odds is None:
        return text("scope.power.from", odds=low)
    high = formatting.decimal(found.most_odds, 2, text.language, up=True)
    return text("scope.limits", low=low, high=high) if low != high else low
