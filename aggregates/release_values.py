"""What a release tells, as values: domains, concepts, counts of groups, bins, pairs, the audit.

Every count is a ``Band`` or ``Withheld``; nothing exact exists here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from suppression.bands import Count, Withheld

Text = Mapping[str, str]


@dataclass(frozen=True)
class Domain:
    """A domain: its label per language, its cuts, the participants with any data of it."""

    id: str
    label: Text
    cuts: tuple[str, ...]
    participants: Count
    concepts: int


@dataclass(frozen=True)
class Concept:
    """A listed concept and the participants with it or with any concept below it.

    ``page`` holds the ids in the address of the page that shows it: its own alone, but for what
    surveys ask.
    """

    domain: str
    concept_id: int
    name: str
    vocabulary_id: str
    code: str
    concept_class: str
    synonyms: tuple[str, ...]
    participants: Count
    page: tuple[int, ...] = ()


@dataclass(frozen=True)
class GroupCount:
    """Participants in one cell of a cut; ``groups`` are group ids in the cut's order."""

    groups: tuple[str, ...]
    participants: Count


@dataclass(frozen=True)
class Bin:
    """Participants with a value from ``low`` up to ``high``, in one cell of a cut.

    Below the first plausible value and from the last on a bin is infinite. With unit ``""`` it
    holds those who have the concept and no value in a known unit.
    """

    unit: str
    low: float
    high: float
    cut: str
    groups: tuple[str, ...]
    participants: Count


@dataclass(frozen=True)
class ConceptPair:
    """A concept that goes with another, and the participants who have both."""

    concept: Concept
    participants: Count


@dataclass(frozen=True)
class AuditSummary:
    """What the certificate says, in figures: ``figures`` and, per attack, ``attacks``."""

    status: str
    figures: Mapping[str, int]
    attacks: Mapping[str, Mapping[str, int]]


def by_band(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """Concepts by band, largest first, withheld counts last; ties by name, then code, never by true
    count."""
    return tuple(
        sorted(
            concepts,
            key=lambda concept: (
                isinstance(concept.participants, Withheld),
                -concept.participants.high,
                -concept.participants.low,
                concept.name.casefold(),
                concept.code,
                concept.concept_id,
            ),
        )
    )
