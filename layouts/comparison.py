"""What the page that compares is told: two to four sides, and how far each two are apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from layouts.address import Address
from layouts.cells import Cell
from layouts.compare_links import Token, address_of
from layouts.concept import ListedConcept
from layouts.page import ReleaseFacts, Visit
from layouts.representation import Source
from suppression.bands import Count
from suppression.contrasts import Contrast
from suppression.shares import Share


@dataclass(frozen=True)
class Choice:
    """A group that a side can be looked at in, as an address names it and in words."""

    value: str
    dimension: str
    label: str

    @property
    def cut(self) -> str:
        """The grouping that it is a group of."""
        return self.value.partition(".")[0]

    @property
    def group(self) -> str:
        """The group's own id."""
        return self.value.partition(".")[2]


@dataclass(frozen=True)
class Side:
    """A concept in a group in a release. ``whole`` is everybody that its share is of.

    ``by_age`` is the share at the ages of the standard population, ``why_not`` says why there is
    none; ``groups`` are those that it can be looked at in.
    """

    letter: str
    domain: str
    concept_id: int
    page: tuple[int, ...]
    name: str
    question: str
    group: str
    group_label: str
    release: ReleaseFacts
    participants: Count
    whole: Count
    share: Share | None
    by_age: Share | None
    why_not: str
    groups: tuple[Choice, ...]

    @property
    def subject(self) -> tuple[str, int]:
        """What is looked at, in whichever group and release."""
        return self.domain, self.concept_id


@dataclass(frozen=True)
class Pair:
    """Two sides and how far apart their shares are. ``within`` names the one inside the other."""

    first: Side
    second: Side
    crude: Contrast | None
    by_age: Contrast | None
    within: str = ""

    def apart(self, aged: bool) -> Contrast | None:
        """How far apart, at their own ages or at those of the standard population."""
        return self.by_age if aged else self.crude


@dataclass(frozen=True)
class Divided:
    """Every side by the groups of one dimension: a row of cells per group, one for each side."""

    cut: str
    dimension: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Found:
    """Something that can be added; an answer with the question that it answers."""

    concept: ListedConcept
    question: str


@dataclass(frozen=True)
class CompareFacts:
    """What is compared. ``cuts`` are the dimensions by which it can be divided, id and name.

    ``divided`` is every side by the groups of the one chosen; ``releases`` those of the cohort.
    """

    sides: tuple[Side, ...]
    pairs: tuple[Pair, ...]
    cuts: tuple[tuple[str, str], ...]
    divided: Divided | None
    releases: tuple[ReleaseFacts, ...]
    found: tuple[Found, ...]
    examples: tuple[tuple[ListedConcept, ListedConcept], ...]
    standard: Source


def token_of(side: Side, visit: Visit) -> Token:
    """A side that is shown."""
    release = "" if side.release.id == visit.release.id else side.release.id
    return Token(f"{side.domain}.{side.concept_id}", side.group, release)


def compare_address(sides: Sequence[Side], visit: Visit, cut: str = "") -> Address:
    """The comparison that is shown, lettered without gaps."""
    return address_of([token_of(side, visit) for side in sides], visit.address, cut)
