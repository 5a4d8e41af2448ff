"""What a program is told about the questions that a reader puts together: sizes, comparisons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from browser.concept import concept_facts
from browser.downloads import Rows
from browser.over_releases import every_release
from browser.page_request import PageRequest
from browser.row_values import COUNT, NOT_LISTED, SHARE, count_values, limit_values, share_values
from layouts.comparison import CompareFacts, Pair
from layouts.over_releases import Over
from layouts.release_changes import ChangesFacts
from layouts.scope_facts import AlleleRow, Power, ScopeFacts, Sized
from suppression.bands import Count
from suppression.contrasts import Contrast
from suppression.power import Detectable
from suppression.shares import Sum

Values = Mapping[str, Any]


# ------------------------------------------------------------------ the size of a group


def scope_values(facts: ScopeFacts) -> Values:
    """How each answer was come by, and what can be found with those of the first question."""
    return {
        "answers": [_answer(one) for one in facts.sized],
        "power": _power(facts.power) if facts.power else None,
    }


def _answer(one: Sized) -> Values:
    return {
        "asked": one.asked.words,
        "published": one.published,
        "never": one.never,
        "implied": [f"{thing.thing.domain}.{thing.thing.id}" for thing in one.implied],
        "counts_used": one.used,
    }


def _power(found: Power) -> Values:
    return {
        "cases": _range(found.cases),
        "controls": _range(found.controls),
        "detectable": _detectable(found.found),
        "alleles": [_allele(row) for row in found.alleles],
    }


def _allele(row: AlleleRow) -> Values:
    return {
        "label": row.label,
        "cases": _range(row.cases),
        "seen": _limits(row.seen.low, row.seen.high),
        "detectable": _detectable(row.found),
    }


def _range(count: Count | Sum) -> Values:
    low, high, state = count_values(count)
    return {"low": low, "high": high, "state": state}


def _detectable(found: Detectable | None) -> Values | None:
    """The smallest higher share that can be found; ``None`` as an end where none can be."""
    if found is None:
        return None
    return {
        "share": _limits(found.least, found.most),
        "odds_ratio": _limits(found.least_odds, found.most_odds),
    }


def _limits(low: float, high: float | None) -> Values:
    """Two limits, rounded outwards as in every table."""
    lower, upper = limit_values(low, low if high is None else high, 4)
    return {"low": float(lower), "high": None if high is None else float(upper)}


# ------------------------------------------------------------------ side by side


def compare_values(facts: CompareFacts) -> Values:
    """How far each two sides are apart, and which of them is certainly the greater."""
    return {"pairs": [_pair(one) for one in facts.pairs]}


def _pair(pair: Pair) -> Values:
    return {
        "first": pair.first.letter,
        "second": pair.second.letter,
        "difference": _difference(pair, pair.crude),
        "age_standardised": _difference(pair, pair.by_age),
    }


def _difference(pair: Pair, found: Contrast | None) -> Values | None:
    """The first share less the second; ``greater`` is ``None`` where they cannot be told apart."""
    if found is None:
        return None
    greater = pair.first.letter if found.first_is_greater else None
    if found.second_is_greater:
        greater = pair.second.letter
    return {**_limits(found.low, found.high), "greater": greater}


# ------------------------------------------------------------------ over releases


def changes_values(facts: ChangesFacts) -> Values:
    """The two releases, by their ids, and everybody in each."""
    return {
        "before": {"release_id": facts.before.id, "participants": _range(facts.people_before)},
        "after": {"release_id": facts.after.id, "participants": _range(facts.people_after)},
    }


@dataclass(frozen=True)
class OverReleases:
    """A concept in every release of its cohort."""

    domain: str
    concept_id: int
    name: str
    lines: tuple[Over, ...]


def over_facts(request: PageRequest) -> OverReleases:
    """The lines of a concept; raises ``PageMissingError`` for one that is not listed."""
    listed = concept_facts(request).concept
    concept = request.release.concept(listed.domain, listed.concept_id)
    lines = every_release(request, concept) if concept else ()
    return OverReleases(listed.domain, listed.concept_id, listed.name, lines)


def over_rows(facts: OverReleases) -> Rows:
    """One row per release, the earliest data first; a release may not list the concept."""
    yield ("domain", "concept_id", "concept_name", "release_id", "cutoff_date", *COUNT, *SHARE)
    for one in facts.lines:
        counted = count_values(one.participants) if one.participants else ("", "", NOT_LISTED)
        called = (facts.domain, facts.concept_id, facts.name, one.release, one.cutoff_date)
        yield (*called, *counted, *share_values(one.share))
