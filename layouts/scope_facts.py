"""What the pages about the size of a group are made of."""

from dataclasses import dataclass

from layouts.concept import ListedConcept
from layouts.representation import GroupRow, Source
from layouts.scope_address import Asked, Scope, Thing
from suppression.bands import Count
from suppression.power import Detectable
from suppression.shares import Ratio, Share, Sum


@dataclass(frozen=True)
class Named:
    """A thing with what it is called; ``asked`` is the question that it answers, ``code`` its code.

    ``concept`` leads to its page, if it is no variant.
    """

    thing: Thing
    name: str
    participants: Count | Sum
    asked: str = ""
    code: str = ""
    concept: ListedConcept | None = None
    translated: bool = False


@dataclass(frozen=True)
class GroupChoice:
    """A dimension with the groups to choose from: value in the address, words; and the chosen."""

    dimension: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""

    @property
    def chosen_label(self) -> str:
        """What the chosen group is called; empty for none."""
        return dict(self.options).get(self.chosen, "")


@dataclass(frozen=True)
class Step:
    """A published count that the answer was worked out from.

    ``kind``: ``everyone`` of the cohort, those with one ``thing``, or a ``pair`` of things;
    ``groups`` names the groups that it is of, none for all; ``of`` are they as an address has them.
    """

    kind: str
    things: tuple[Named, ...]
    groups: tuple[str, ...]
    counted: Count | Sum
    of: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sized:
    """A question with its answer.

    ``counted`` is a published count, or the limits of all that is published. ``implied`` are
    things that everybody with the others has anyway. ``simple`` are Fréchet's limits, ``used`` is
    how many published counts the limits were worked out from.
    """

    asked: Asked
    things: tuple[Named, ...]
    groups: tuple[GroupChoice, ...]
    counted: Count | Sum
    published: bool
    share: Share | None
    steps: tuple[Step, ...]
    simple: Sum
    used: int
    implied: tuple[Named, ...] = ()
    never: bool = False  # nobody can have all of the things


@dataclass(frozen=True)
class BesideRow:
    """A group among those who qualify and among all participants, who are the reference.

    ``ratio`` is how many times as large the first share is.
    """

    qualifying: GroupRow
    everybody: GroupRow
    ratio: Ratio | None


@dataclass(frozen=True)
class Beside:
    """A dimension of those who qualify beside all participants and the country."""

    dimension: str
    label: str
    rows: tuple[BesideRow, ...]
    unknown: tuple[GroupRow, ...]


@dataclass(frozen=True)
class AlleleRow:
    """What a comparison of allele frequencies can find in a group; ``seen`` the chance to meet the
    allele at all."""

    label: str
    cases: Count | Sum
    seen: Share
    found: Detectable | None


@dataclass(frozen=True)
class Power:
    """What can be found with those who qualify as cases and others as controls."""

    cases: Count | Sum
    controls: Sum
    found: Detectable | None
    alleles: tuple[AlleleRow, ...]


@dataclass(frozen=True)
class ScopeFacts:
    """Everything that the page, the report and the file say.

    ``sized`` holds the question at hand first, if one was asked, then those beside it.
    """

    scope: Scope
    q: str
    results: tuple[Named, ...]
    choices: tuple[GroupChoice, ...]
    at_hand: Sized | None
    beside: tuple[Sized, ...]
    representation: tuple[Beside, ...]
    power: Power | None
    sources: tuple[Source, ...]
    participants: Count
    threshold: int
    policy: str
    policy_source: str
    citation: str
    vocabulary: str
    full: bool  # no further thing can be added
    exact: bool = False

    @property
    def sized(self) -> tuple[Sized, ...]:
        """All questions with their answers."""
        return ((self.at_hand,) if self.at_hand else ()) + self.beside
