"""Rule ``suppress`` over a whole release: withhold further cells until no attack tells too much.

What others stand on is decided first: the cohort, then everyone in each domain, then every subject
under these, at last subjects under others and sums. Each stage attacks all that is coupled so far
and withholds what :mod:`suppression.further` names, until everything holds. A withheld cell never
tells more than a published one did, so each round leaves less to be found, and it ends.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import replace

import numpy as np

from suppression.attacker import Attacker
from suppression.beside import place_beside
from suppression.certifying import Certifier, Changed
from suppression.coupling import Coupling, Kind, coupled_limits, couplings, told_limits
from suppression.failures import Failures
from suppression.further import Target, Task, further_in_chain, further_of
from suppression.jobs import Job, jobs_of
from suppression.known import Limits
from suppression.orphans import with_their_wholes
from suppression.outcome import Outcome
from suppression.policy import Policy
from suppression.processes import spread
from suppression.repair import Safe, UnsafeFamilyError
from suppression.tables import DomainTables
from suppression.withheld import with_limits

# each try withholds a count that may be of no use
_MOST_TRIES = 4
Progress = Callable[[int, int], None]
Cells = dict[str, set[tuple[int, int]]]  # per table: rows and cells


def make_withheld(
    tables: Mapping[str, DomainTables],
    policy: Policy,
    workers: int = 1,
    progress: Progress = lambda done, of: None,
) -> Safe:
    """Withhold until every count holds, and until a certificate shows it.

    A subject that nothing protects is not listed. Raises :class:`UnsafeFamilyError` where that is
    a denominator, or where the cohort itself is too small.
    """
    cohort = next(iter(tables))
    if tables[cohort].low[0, 0] == 0:
        raise UnsafeFamilyError(cohort, 0)
    return _Withholding(tables, policy, workers, progress).safe()


class _Withholding:
    """The tables of a release on their way."""

    def __init__(
        self, tables: Mapping[str, DomainTables], policy: Policy, workers: int, progress: Progress
    ) -> None:
        self._tables, self._policy, self._progress = with_limits(tables), policy, progress
        self._attacker, self._workers = Attacker(workers), workers
        self._tried: Counter[tuple[str, int]] = Counter()  # how often no programme helped

    def safe(self) -> Safe:
        """Stage by stage, then until a certificate shows it."""
        for stage in _STAGES:
            outcomes = self._hold(stage)
        certifier = Certifier(self._policy)
        changed: Changed = self._everyone()
        while failing := certifier.look(self._tables, changed):
            cells, lost = self._unshown(failing)
            self._withhold(cells)
            self._leave_out(lost)
            outcomes = self._hold(_every, None if lost else _rows(cells))
            changed = self._everyone()
        return Safe(self._tables, certifier.certificates(), outcomes)

    def _everyone(self) -> dict[str, set[int]]:
        return {name: set(range(len(own.subjects))) for name, own in self._tables.items()}

    def _unshown(self, failing: Failures) -> tuple[Cells, dict[str, set[int]]]:
        """The cells to withhold where no whole tables of cohort, denominator and subject together
        show a count open, and the subjects for which that does not help."""
        cells, lost = Cells(), dict[str, set[int]]()
        cohort, told = next(iter(self._tables)), self._told(self._links(_every))
        for name, rows in failing.items():
            for row, failures in rows.items():
                chain = dict.fromkeys([(cohort, 0), (name, 0), (name, row)])
                owners = [(self._tables[one], at) for one, at in chain]
                of = len(owners) - 1
                targets = [Target(of, one.cell, one.complement) for one in failures]
                found = further_in_chain(owners, targets, told, self._policy)
                for member, cell in found.places:
                    table, at = list(chain)[member]
                    cells.setdefault(table, set()).add((at, cell))
                if not found.places and not self._add_beside(cells, list(chain), targets):
                    lost.setdefault(name, set()).add(row)
        return cells, lost

    def _add_beside(
        self, cells: Cells, owners: Sequence[tuple[str, int]], targets: Sequence[Target]
    ) -> bool:
        """Where no programme helps, one count for each target of a subject or of what that is part
        of; whether any."""
        links, found = self._links(_every), False
        for target in targets:
            both = owners[target.member], owners[target.member - 1]
            subject = both[0][0], int(self._tables[both[0][0]].subjects[both[0][1]])
            self._tried[subject] += 1
            if self._tried[subject] > _MOST_TRIES:
                continue
            place = place_beside(self._tables, links, both, target.cell)
            if place is not None:
                cells.setdefault(place[0], set()).add(place[1:])
                found = True
        return found

    def _links(self, stage: "Stage") -> list[Coupling]:
        return [one for link in couplings(self._tables) if len((one := stage(link)).rows)]

    def _jobs(
        self, links: Sequence[Coupling], touched: Mapping[str, Set[int]] | None = None
    ) -> list[Job]:
        found = jobs_of(self._tables, self._policy, among=touched, links=links)
        return [replace(job, assumed=False) for job in found]

    def _hold(self, stage: "Stage", touched: Mapping[str, Set[int]] | None = None) -> list[Outcome]:
        """Withhold until all that a stage attacks holds, first of some rows, at last of all: what
        is withheld may have told of others that they are not small. The outcomes of all."""
        while True:
            links = self._links(stage)
            jobs = self._jobs(links, touched)
            outcomes = list(self._attacker.attack(jobs, self._progress))
            each = iter(outcomes)
            failing = [(job, [next(each) for _ in job.rows]) for job in jobs]
            further, lost = self._further(failing, links)
            if not further and not lost:
                if touched is None:
                    return outcomes
                touched = None
                continue
            self._withhold(further)
            self._leave_out(lost)
            touched = None if lost else _rows(further)

    def _further(
        self, failing: Sequence[tuple[Job, Sequence[Outcome]]], links: Sequence[Coupling]
    ) -> tuple[Cells, dict[str, set[int]]]:
        """The cells to withhold, and the subjects that nothing protects."""
        everyone = int(next(iter(self._tables.values())).high[0, 0])
        told = self._told(links)
        pieces = [
            piece
            for job, outcomes in failing
            for piece in _pieces(
                replace(job, limits={name: told[name] for name in job.tables}), outcomes, everyone
            )
        ]
        cells, lost = Cells(), dict[str, set[int]]()
        unmoved = list[tuple[list[tuple[str, int]], tuple[Target, ...]]]()
        with closing(spread(further_of, [task for task, _ in pieces], self._workers)) as results:
            for (task, rows), found in zip(pieces, results, strict=True):
                for row, one, targets in zip(rows, found, task.targets, strict=True):
                    names = task.job.names
                    for member, cell in one.places:
                        cells.setdefault(names[member], set()).add((row[member], cell))
                    if one.hopeless:
                        lost.setdefault(names[-1], set()).add(row[-1])
                    elif not one.places:
                        unmoved.append((list(zip(names, row, strict=True)), targets))
        if not cells and not lost:
            for owners, targets in unmoved:
                if not self._add_beside(cells, owners, targets):
                    name, at = owners[-1]
                    lost.setdefault(name, set()).add(at)
        return cells, lost

    def _told(self, links: Sequence[Coupling]) -> Limits:
        """What each count is told by others."""
        limits = coupled_limits(self._tables, self._policy, links)
        return told_limits(self._tables, limits, links, self._policy)

    def _withhold(self, cells: Cells) -> None:
        for name, places in cells.items():
            rows, at = (np.array(some) for some in zip(*sorted(places), strict=True))
            low, high = self._tables[name].low.copy(), self._tables[name].high.copy()
            low[rows, at], high[rows, at] = 0, high[rows, at] + 1  # the limit comes below
            self._tables[name] = replace(self._tables[name], low=low, high=high)
        self._tables = with_limits(self._tables)

    def _leave_out(self, lost: Mapping[str, set[int]]) -> None:
        """Take subjects out, and what makes no sense without them."""
        for name, rows in lost.items():
            if 0 in rows:
                raise UnsafeFamilyError(name, 0)
            stay = [row for row in range(len(self._tables[name].subjects)) if row not in rows]
            self._tables[name] = self._tables[name].taken(stay)
        kept = with_their_wholes(self._tables)
        self._tables = {name: own.taken(kept[name]) for name, own in self._tables.items()}


def _rows(cells: Cells) -> dict[str, set[int]]:
    return {name: {row for row, _ in places} for name, places in cells.items()}


Stage = Callable[[Coupling], Coupling]


def _with_rows(link: Coupling, chosen: np.ndarray) -> Coupling:
    return replace(link, rows=link.rows[chosen])


def _cohort(link: Coupling) -> Coupling:
    itself = link.upper == link.lower and link.kind is Kind.COMPLEMENT
    return _with_rows(link, itself & (link.rows[:, 0] == link.rows[:, -1]))


def _denominators(link: Coupling) -> Coupling:
    whole = link.kind is Kind.COMPLEMENT
    return _with_rows(link, whole & (link.rows[:, 1:] == 0).all(axis=1))


def _subjects(link: Coupling) -> Coupling:
    return _with_rows(link, np.full(len(link.rows), link.kind is Kind.COMPLEMENT))


def _every(link: Coupling) -> Coupling:
    return link


_STAGES: tuple[Stage, ...] = (_cohort, _denominators, _subjects, _every)


def _pieces(
    job: Job, outcomes: Sequence[Outcome], everyone: int
) -> Iterator[tuple[Task, list[tuple[int, ...]]]]:
    """The failing rows of a job as tasks, each with the rows it is about."""
    chosen = [at for at, outcome in enumerate(outcomes) if outcome.narrowed]
    start = 0
    for piece in job.split(chosen):
        here = chosen[start : start + len(piece.rows)]
        start += len(piece.rows)
        targets = tuple(_targets(job, outcomes[at]) for at in here)
        yield Task(piece, everyone, targets), [outcomes[at].rows for at in here]


def _targets(job: Job, outcome: Outcome) -> tuple[Target, ...]:
    members = {owner: at for at, owner in enumerate(zip(job.names, outcome.rows, strict=True))}
    return tuple(
        Target(members[one.table, one.row], one.cell, one.of >= 0) for one in outcome.narrowed
    )
