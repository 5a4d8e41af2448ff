"""What an attack concludes: of one small count, and of a pair of subjects in figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from suppression.policy import Policy

Holder = tuple[str, int, int, int]  # table, row, cell, and the band's lower (-1) or upper end


@dataclass(frozen=True)
class Finding:
    """The whole counts, from ``low`` to ``high``, that an attack leaves a small count.

    ``row`` is the subject's row in ``table``; for a difference ``of`` is the row of ``within`` that
    it is subtracted from, else -1. ``held_by`` names the bands that hold it back, or, where those
    of its families alone do not, ``tight`` the cells whose limits do, as others tell them.
    """

    attack: str
    table: str
    row: int
    cell: int
    within: str
    of: int
    low: int
    high: int
    known_small: bool = True
    held_by: tuple[Holder, ...] = ()
    tight: tuple[Holder, ...] = ()

    def lost(self, policy: Policy) -> int:
        """How many counts of the protected window are ruled out."""
        first, last = policy.protected_low, policy.protected_high
        return last - first + 1 - max(min(self.high, last) - max(self.low, first) + 1, 0)

    def sensitive(self, policy: Policy) -> bool:
        """Whether the count is sensitive as far as the attack tells.

        Where counts are published exactly, one that must be zero, or must exceed the threshold, is
        not; in bands, zero is told apart from small nowhere.
        """
        return not policy.publishes_exactly or (self.high > 0 and self.low <= policy.threshold)

    def narrowed(self, policy: Policy) -> bool:
        """Whether the attack tells more than the policy allows.

        A count known to be small keeps the whole window. Of one that may be large as well, as
        many different counts stay possible, wherever they lie; where counts are published exactly,
        that one keeps the window too.
        """
        if not self.sensitive(policy):
            return False
        if self.known_small or not self.lost(policy):
            return self.lost(policy) > 0
        return self.high - self.low < policy.protected_high - policy.protected_low


@dataclass(frozen=True)
class Tally:
    """Of one attack: the counts ``attacked``, those ``narrowed`` beyond what the policy allows,
    ``ends_lost`` of which a count of the window is ruled out although as many others are possible,
    and the fewest counts left (``narrowest``, 0 where none was attacked). An attack goes no further
    than the window asks, so that as many counts as it has are the most that is told."""

    attacked: int = 0
    narrowed: int = 0
    ends_lost: int = 0
    narrowest: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        left = [count for count in (self.narrowest, other.narrowest) if count]
        return Tally(
            self.attacked + other.attacked,
            self.narrowed + other.narrowed,
            self.ends_lost + other.ends_lost,
            min(left, default=0),
        )


@dataclass(frozen=True)
class Outcome:
    """What the attack on ``rows`` (the whole's, then its parts') concludes: a tally for each kind
    of attack, and the findings that tell more than the policy allows."""

    rows: tuple[int, ...]
    tallies: Mapping[str, Tally]
    narrowed: tuple[Finding, ...] = ()

    def of(self, rows: Sequence[int], names: Sequence[str]) -> "Outcome":
        """The same for other rows of the tables ``names``, of which as much is known."""
        before = zip(names, self.rows, strict=True) if self.narrowed else ()
        now = dict(zip(before, rows, strict=False))
        return Outcome(tuple(rows), self.tallies, tuple(_moved(self.narrowed, now)))


def _moved(findings: Iterable[Finding], now: Mapping[tuple[str, int], int]) -> Iterator[Finding]:
    """Findings whose rows are others now."""
    for found in findings:
        held_by, tight = (
            tuple((name, now[name, row], cell, end) for name, row, cell, end in holders)
            for holders in (found.held_by, found.tight)
        )
        yield replace(
            found,
            row=now[found.table, found.row],
            of=now[found.within, found.of] if found.of >= 0 else -1,
            held_by=held_by,
            tight=tight,
        )


def outcome_of(rows: tuple[int, ...], findings: Iterable[Finding], policy: Policy) -> Outcome:
    """The findings on one pair, in figures."""
    tallies: dict[str, Tally] = {}
    narrowed = []
    for found in findings:
        if not found.sensitive(policy):
            continue
        is_narrowed = found.narrowed(policy)
        width = min(found.high - found.low, policy.protected_high - policy.protected_low) + 1
        lost = not is_narrowed and found.lost(policy) > 0
        one = Tally(1, int(is_narrowed), int(lost), max(width, 1))
        tallies[found.attack] = tallies.get(found.attack, Tally()) + one
        if is_narrowed:
            narrowed.append(found)
    return Outcome(rows, tallies, tuple(narrowed))
