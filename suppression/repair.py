"""Repair: widen the bands that let an attacker narrow a cell, at the least loss.

What to widen, and by how much, follows from the published bands and the attacker's dual values
alone, so that repair itself tells nothing: two cohorts with the same bands are repaired alike.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from suppression.attacker import Attacker
from suppression.bands import grid_width
from suppression.blame import blamed
from suppression.causes import causes, failures_of, yielding
from suppression.certificate import DomainCertificate
from suppression.certifying import Certifier
from suppression.failures import Failure, Failures
from suppression.jobs import jobs_of
from suppression.ledger import Earlier, ledger_of
from suppression.orphans import with_their_wholes
from suppression.outcome import Outcome
from suppression.policy import Policy
from suppression.tables import DomainTables
from suppression.wider import Move, loss, moved_out

# A subject that resists so long is one that nearly everybody belongs to. Denominators and what is
# always listed are not given up so soon: others go with them, and every round mends some cells.
_MOST_ROUNDS = 12
_MANY_ROUNDS = 80
_ESCALATED = (2, 5)  # after how many rounds without success totals are widened
_MOST_ESCALATED = 2  # times that one total is, in all: everybody's shares are of it
_EITHER_END = ((0, -1), (0, 1))

Progress = Callable[[int, int], None]


class UnsafeFamilyError(RuntimeError):
    """A family that no widening makes safe; names the domain and the subject, no counts."""

    def __init__(self, domain: str, subject: int) -> None:
        super().__init__(f"domain {domain}, concept {subject}")
        self.domain = domain
        self.subject = subject


@dataclass(frozen=True)
class Safe:
    """Tables that hold, the certificate of every one, and what an attack on them concludes."""

    tables: dict[str, DomainTables]
    certificates: dict[str, DomainCertificate]
    outcomes: list[Outcome]


def make_safe(
    tables: Mapping[str, DomainTables],
    policy: Policy,
    workers: int = 1,
    progress: Progress = lambda done, of: None,
    earlier: Sequence[Earlier] = (),
) -> Safe:
    """Attack and widen until every count holds, and until a certificate shows it.

    Counts of ``earlier`` releases, the newest first, and what they and this one together tell,
    must hold as well. What is published cannot be widened any more: this release's bands are.

    A subject that stays unsafe (one that nearly everybody belongs to, as a rule) is not listed;
    a denominator that stays unsafe raises :class:`UnsafeFamilyError`. Each round makes a band
    wider or takes a subject out, so it ends.
    """
    safe = dict(tables)
    rounds: Counter[tuple[str, int]] = Counter()
    wider_totals: Counter[str] = Counter()
    certifier, attacker = Certifier(policy), Attacker(workers)
    everyone = {name: set(range(len(found.subjects))) for name, found in safe.items()}
    unseen, unshown = everyone, everyone
    while True:
        whole = unseen is everyone
        jobs = jobs_of(safe, policy, among=None if whole else unseen)
        ledger = ledger_of(safe, earlier, policy) if earlier else None
        if ledger is not None:
            among = None if whole else unseen
            jobs += jobs_of(ledger.tables, policy, among=among, links=ledger.links)
        outcomes = list(attacker.attack(jobs, progress))
        failing = failures_of(outcomes, safe, ledger, policy)
        unseen = {name: set() for name in safe}
        if not failing:
            failing = certifier.look(safe, unshown)
            unshown = {name: set(failing.get(name, ())) for name in safe}
        if not failing and whole:
            return Safe(safe, certifier.certificates(), outcomes)
        if failing:
            unseen = {name: set(failing.get(name, ())) for name in safe}
        else:  # what was widened may have told of others that they are not small
            unseen = everyone = {name: set(range(len(one.subjects))) for name, one in safe.items()}
        failing = blamed(safe, causes(failing), policy, yielding(safe, policy))
        failing = escalated(failing, safe, rounds, wider_totals, policy)
        stuck = _stuck(failing, safe, rounds)
        before = dict(safe)
        for name, failures in failing.items():
            mended = _mended(safe[name], failures, stuck, policy)
            safe[name] = mended.tables
            unseen = {**unseen, name: mended.moved(unseen[name]) | mended.changed}
            unshown = {**unshown, name: mended.moved(unshown[name]) | mended.changed}
        if failing and all(safe[name] is before[name] for name in safe):
            raise UnsafeFamilyError(next(iter(failing)), 0)
        for name, rows in with_their_wholes(safe).items():
            if len(rows) < len(safe[name].subjects):
                left = _Mended(safe[name].taken(rows), set(), rows)
                safe[name] = left.tables
                unseen = {**unseen, name: left.moved(unseen[name])}
                unshown = {**unshown, name: left.moved(unshown[name])}


def escalated(
    failing: Failures,
    safe: Mapping[str, DomainTables],
    rounds: Counter[tuple[str, int]],
    wider_totals: Counter[str],
    policy: Policy,
) -> Failures:
    """The failures, or, where subjects fail again and again, the totals above them instead.

    A group that hardly anybody is in may be held down by the totals of everybody: these are
    widened at most twice each (``wider_totals`` counts), for the sake of all subjects.
    """
    cohort = next(iter(safe))
    found, risen = Failures(failing), set[str]()
    for name, rows in failing.items():
        unexplained = [row for row in rows if row and not any(one.binding for one in rows[row])]
        tried = [rounds[name, int(safe[name].subjects[row])] for row in unexplained]
        wider = {
            one
            for one in (cohort, name)
            if wider_totals[one] < _MOST_ESCALATED and _can_move(safe[one], policy)
        }
        if max(tried, default=0) in _ESCALATED and wider:
            rounds.update((name, int(safe[name].subjects[row])) for row in unexplained)
            del found[name]
            risen |= wider
    wider_totals.update(risen)
    return found | {one: {0: [Failure(0, 1, _EITHER_END)]} for one in risen}


def _can_move(tables: DomainTables, policy: Policy) -> bool:
    """Whether the denominator's total may be published in the next wider band."""
    width = grid_width(int(tables.low[0, 0]), int(tables.high[0, 0]), policy)
    return 0 < width < policy.widths[-1]


def _stuck(
    failing: Failures, safe: Mapping[str, DomainTables], rounds: Counter[tuple[str, int]]
) -> set[tuple[str, int]]:
    """Subjects that have failed too often, after counting this time."""
    rounds.update(
        (name, int(safe[name].subjects[row])) for name in failing for row in failing[name]
    )
    return {
        (name, subject)
        for (name, subject), tried in rounds.items()
        if tried > (_MANY_ROUNDS if _is_relied_on(safe[name], subject) else _MOST_ROUNDS)
    }


def _is_relied_on(tables: DomainTables, subject: int) -> bool:
    """A denominator, or a subject whose absence would take others with it."""
    return not subject or bool(np.isin(subject, tables.always))


@dataclass(frozen=True)
class _Mended:
    """One domain after a round: which rows changed, and which of the former ``listed`` stay."""

    tables: DomainTables
    changed: set[int]
    listed: Sequence[int]

    def moved(self, rows: Set[int]) -> set[int]:
        """Where some of the former rows are now."""
        place = {row: now for now, row in enumerate(self.listed)}
        return {place[row] for row in rows if row in place}


def _mended(
    tables: DomainTables,
    failures: Mapping[int, Sequence[Failure]],
    stuck: Set[tuple[str, int]],
    policy: Policy,
) -> _Mended:
    """One domain with its failing families widened, or, where that cannot help, not listed.

    The denominator goes first: its mend may mend its subjects.
    """
    everyone = range(len(tables.subjects))
    if (tables.domain, 0) in stuck:
        raise UnsafeFamilyError(tables.domain, 0)
    if 0 in failures:
        with suppress(UnsafeFamilyError):  # others may still be mended
            return _Mended(widen(tables, 0, failures[0], policy), {0}, everyone)
    changed, unlisted = set[int](), set[int]()
    for row, found in failures.items():
        if not row:
            continue
        subject = int(tables.subjects[row])
        try:
            if (tables.domain, subject) in stuck:
                raise UnsafeFamilyError(tables.domain, subject)
            tables = widen(tables, row, found, policy)
            changed.add(row)
        except UnsafeFamilyError:
            unlisted.add(row)
    if not changed and not unlisted:
        return _Mended(tables, set(), everyone)
    listed = [row for row in everyone if row not in unlisted]
    again = {now for now, row in enumerate(listed) if row in changed}
    return _Mended(tables.taken(listed), again, listed)


def widen(
    tables: DomainTables, position: int, failures: Iterable[Failure], policy: Policy
) -> DomainTables:
    """The domain's tables with one band wider for each failure of one subject.

    Raises :class:`UnsafeFamilyError` where no band of the family can be widened.
    """
    widened_tables = None
    touched = set[Move]()
    for failure in failures:
        own = {(failure.cell, failure.side), (failure.cell, -failure.side)}
        if touched.intersection(failure.binding or own):
            continue
        moves = [
            move
            for some in (set(failure.binding), own)
            for move in sorted(some, key=lambda move: loss(tables, position, move, policy))
        ]
        for move in moves:
            mended = moved_out(widened_tables or tables, position, [move], policy)
            if mended is not None:
                widened_tables = mended
                touched.add(move)
                break
    if widened_tables is None:
        raise UnsafeFamilyError(tables.domain, int(tables.subjects[position]))
    return widened_tables
