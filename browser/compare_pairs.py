"""How far the shares of every two sides of a comparison are apart, as far as their bands tell."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from aggregates.release import Concept, Release
from browser.compare_sides import Subject
from layouts.comparison import Pair, Side
from suppression.contrasts import Contrast, contrast, contrast_of_parts, narrower


def pairs_of(sides: Sequence[Side], subjects: Mapping[str, Subject]) -> Iterator[Pair]:
    """Every two sides, and how far their shares are certainly apart."""
    for first, second in combinations(sides, 2):
        one, other = subjects[first.letter], subjects[second.letter]
        same = _same_people(one, other)
        within = _within(one, other) if same else ""
        crude = by_age = None
        if first.share and second.share:
            crude = contrast(first.share, second.share)
            if same:
                crude = narrower(crude, _of_the_same(one, other, within))
        if first.by_age and second.by_age:
            by_age = contrast(first.by_age, second.by_age)
        yield Pair(first, second, crude, by_age, within)


def _of_the_same(one: Subject, other: Subject, within: str) -> Contrast | None:
    """How far two shares of the same people are apart."""
    first, second, whole = one.participants, other.participants, one.whole
    if within != "second":
        return contrast_of_parts(first, second, whole, first_within=within == "first")
    turned = contrast_of_parts(second, first, whole, first_within=True)
    return Contrast(-turned.high, -turned.low) if turned else None


def _same_people(one: Subject, other: Subject) -> bool:
    """Whether both shares are of the very same people."""
    return (one.release.id, one.everybody, one.cut, one.groups) == (
        other.release.id,
        other.everybody,
        other.cut,
        other.groups,
    )


def _within(one: Subject, other: Subject) -> str:
    """Which of two concepts is a narrower form of the other: "first", "second" or none."""
    if other.concept in _above(one.release, one.concept):
        return "first"
    return "second" if one.concept in _above(other.release, other.concept) else ""


def _above(release: Release, concept: Concept) -> list[Concept]:
    found: list[Concept] = []
    waiting = [concept]
    while waiting:
        for broader in release.broader(concept.domain, waiting.pop().concept_id):
            if broader not in found:
                found.append(broader)
                waiting.append(broader)
    return found
