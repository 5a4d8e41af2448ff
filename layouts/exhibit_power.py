"""Exhibits of what a study of a group can find: tables, whose limits are no bars."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from layouts import formatting
from layouts.exhibit import TABLE, Exhibit, Row
from layouts.page import Visit
from layouts.scope_address import SCOPE
from layouts.scope_facts import AlleleRow, Power, ScopeFacts, Sized
from layouts.scope_power import (
    allele_caption,
    allele_heads,
    allele_rows,
    design_words,
    found_heads,
    found_rows,
    power_finding,
)
from layouts.scope_words import question_words

FOUND: Final = ("share", "difference", "odds")
_OWN: Final = ("figure", "subject", "label")
_LIMITS: Final = ("found", "found_limit_low", "found_limit_high")
_PEOPLE: Final = ("participants_low", "participants_high", "share_low", "share_high")
_FROM: Final = ("release", "synthetic")


def power_exhibits(facts: ScopeFacts, visit: Visit) -> Iterator[Exhibit]:
    """What is found of a trait, then of an allele."""
    if facts.power and facts.at_hand:
        yield _proportions(facts.power, facts.at_hand, facts, visit)
        yield _alleles(facts.power, facts.at_hand, facts, visit)


def _proportions(power: Power, sized: Sized, facts: ScopeFacts, visit: Visit) -> Exhibit:
    text, settings = visit.text, facts.scope.settings
    rows = found_rows(power, settings, text)
    subject = question_words(sized, text)
    file = [
        ("power", subject, label, name, *limits, *_from(visit))
        for (label, _), name, limits in zip(
            rows, FOUND, _found_limits(power, float(settings.share)), strict=True
        )
    ]
    return Exhibit(
        id="power",
        title=power_finding(power, settings, text).removesuffix("."),
        subject=subject,
        grouping=text("scope.power.title"),
        rows=tuple(Row(label, (name,), None, None, cells=cells)
                   for (label, cells), name in zip(rows, FOUND, strict=True)),
        columns=found_heads(power, text),
        file=((*_OWN, *_LIMITS, *_FROM), *file),
        **_common(power, facts, visit),
    )  # fmt: skip


def _found_limits(power: Power, base: float) -> Sequence[tuple[str, str]]:
    """The limits of the file, rounded as on the page; empty where nothing is found."""
    found = power.found
    if found is None:
        return [("", "")] * len(FOUND)
    most = found.most
    return [
        _rounded(100 * found.least, None if most is None else 100 * most, 1),
        _rounded(100 * found.least - base, None if most is None else 100 * most - base, 1),
        _rounded(found.least_odds, found.most_odds, 2),
    ]


def _rounded(low: float, high: float | None, places: int) -> tuple[str, str]:
    """Two limits, rounded outwards; the upper one is empty where there is none."""
    return (
        formatting.decimal(low, places, "en", down=True),
        "" if high is None else formatting.decimal(high, places, "en", up=True),
    )


def _alleles(power: Power, sized: Sized, facts: ScopeFacts, visit: Visit) -> Exhibit:
    text = visit.text
    subject = question_words(sized, text)
    rows = allele_rows(power, text)
    file = [
        ("power-alleles", subject, one.label, *_people(one), "odds", *_odds(one), *_from(visit))
        for one in power.alleles
    ]
    return Exhibit(
        id="power-alleles",
        title=allele_caption(facts.scope.settings, text),
        subject=subject,
        grouping=text("scope.power.title"),
        rows=tuple(Row(label, (), None, None, cells=cells) for label, cells in rows),
        columns=allele_heads(text),
        file=((*_OWN, *_PEOPLE, *_LIMITS, *_FROM), *file),
        **_common(power, facts, visit),
    )


def _people(one: AlleleRow) -> Sequence[object]:
    return (one.cases.low, one.cases.high, *_rounded(one.seen.low, one.seen.high, 4))


def _odds(one: AlleleRow) -> tuple[str, str]:
    return _rounded(one.found.least_odds, one.found.most_odds, 2) if one.found else ("", "")


def _from(visit: Visit) -> tuple[str, str]:
    return visit.release.id, "true" if visit.release.synthetic else "false"


def _common(power: Power, facts: ScopeFacts, visit: Visit) -> dict[str, Any]:
    text = visit.text
    return {
        "path": SCOPE,
        "cut": "",
        "heads": ("", "", ""),
        "kind": TABLE,
        "place": "power",
        "notes": (design_words(power, facts.scope.settings, text), text("scope.power.method")),
        "state": facts.scope.state,
        "own_words": True,
    }
