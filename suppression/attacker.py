"""The attacker: what anybody with a solver can conclude from a release about every small count.

Each subject is attacked together with what it is part of: the whole cohort or everyone in the
domain (complements), every listed ancestor (roll-up differences), the same subject in a later
release (growth). One linear programme holds all cells of both, every equation, every comparison;
each small count is pushed down and up. Between solutions only costs and bounds change, and what
one solution shows of other counts is kept (Fischetti and Salazar 2001). Limits that propagation
over the whole web leaves are bounds from the start. An optimum that is not whole is decided by
integer programming.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from suppression.bands import IntArray
from suppression.coupling import Coupling, Kind, coupled_limits, couplings
from suppression.outcome import Finding, Holder, Outcome, outcome_of
from suppression.policy import Policy
from suppression.processes import spread
from suppression.program import FloatArray, PairProgram
from suppression.tables import DomainTables

_CHUNK = 16
_FAR = 1 << 40
_VERSION = 1  # of what an attack on a pair does: outcomes of another are attacked anew
_HELD = 1e-9


class ContradictionError(ValueError):
    """Published counts that no whole table agrees with."""

    def __init__(self, domain: str) -> None:
        super().__init__(f"{domain}: published counts contradict each other")


@dataclass(frozen=True)
class Job:
    """Some pairs (k, 2) of one coupling, with the limits of their cells.

    ``exact`` asks for the range of every count there is, not of the small ones as far as the
    protected window needs. Where ``assumed``, what couples the pairs may be untrue: bands that
    contradict it tell nothing.
    """

    coupling: Coupling
    pairs: IntArray
    limits: Mapping[str, tuple[IntArray, IntArray]]
    tables: Mapping[str, DomainTables]
    policy: Policy
    exact: bool = False
    assumed: bool = False

    def split(self, chosen: Sequence[int]) -> list["Job"]:
        """Some of the pairs, in pieces of work."""
        return [
            self._piece(self.pairs[list(chosen[start : start + _CHUNK])])
            for start in range(0, len(chosen), _CHUNK)
        ]

    def _piece(self, pairs: IntArray) -> "Job":
        """Some pairs, with no more of the tables than they need: pieces go to other processes."""
        names = self.names
        kept = {
            name: np.unique(np.concatenate([pairs[:, at] for at in (0, 1) if names[at] == name]))
            for name in names
        }
        here = [np.searchsorted(kept[name], pairs[:, at]) for at, name in enumerate(names)]
        return replace(
            self,
            coupling=replace(self.coupling, rows=self.coupling.rows[:0]),
            pairs=np.stack(here, axis=1),
            limits={
                name: (low[kept[name]], high[kept[name]])
                for name, (low, high) in self.limits.items()
            },
            tables={name: self.tables[name].taken(rows.tolist()) for name, rows in kept.items()},
        )

    @property
    def names(self) -> tuple[str, str]:
        """The upper table and the lower one."""
        return self.coupling.upper, self.coupling.lower

    @property
    def keys(self) -> list[str]:
        """For each pair what its outcome depends on, in short: pairs alike need one attack."""
        about, names = (self.coupling.kind, *self.names, self.policy), self.names
        plans = [
            (self.tables[name].plan.cuts, sorted(self.tables[name].plan.shared)) for name in names
        ]
        common = repr(
            (_VERSION, about, plans, self.coupling.cells.tolist(), self.exact, self.assumed)
        ).encode()
        rows = [
            {row: _digest(self.tables[name], self.limits[name], row) for row in set(some.tolist())}
            for name, some in zip(names, self.pairs.T, strict=True)
        ]
        return [
            blake2b(common + rows[0][above] + rows[1][below], digest_size=16).hexdigest()
            for above, below in self.pairs.tolist()
        ]  # fmt: skip


def _digest(tables: DomainTables, limits: tuple[IntArray, IntArray], row: int) -> bytes:
    """All that is published and known of one subject's cells."""
    found = blake2b(b"crossed" if tables.crossed[row] else b"", digest_size=16)
    for one in (tables.low, tables.high, *limits):
        found.update(np.ascontiguousarray(one[row]).tobytes())
    return found.digest()


def jobs_of(
    tables: Mapping[str, DomainTables],
    policy: Policy,
    kinds: Sequence[Kind] = tuple(Kind),
    among: Mapping[str, Set[int]] | None = None,
    links: Sequence[Coupling] | None = None,
    exact: bool = False,
) -> list[Job]:
    """All attacks, by coupling; ``among`` leaves those out that touch none of some rows.

    ``links`` stand in for the couplings of one release: those of a ledger, which are assumptions.
    """
    limits = coupled_limits(tables, policy, links)
    found = []
    for coupling in links if links is not None else couplings(tables):
        if coupling.kind not in kinds:
            continue
        rows = coupling.rows
        if among is not None:
            kept = np.isin(rows[:, 0], sorted(among.get(coupling.upper, ())))
            kept |= np.isin(rows[:, 1], sorted(among.get(coupling.lower, ())))
            rows = rows[kept]
        if len(rows):
            own = {name: limits[name] for name in (coupling.upper, coupling.lower)}
            found.append(
                Job(
                    coupling,
                    rows,
                    own,
                    {name: tables[name] for name in own},
                    policy,
                    exact,
                    links is not None,
                )
            )
    return found


class Attacker:
    """Attacks releases, and remembers: pairs of which the same is known are attacked once.

    ``known`` are outcomes of former attacks by key, ``keep`` is told each new one.
    """

    def __init__(
        self, workers: int, known: Mapping[str, Outcome] | None = None,
        keep: Callable[[str, Outcome], None] = lambda key, outcome: None,
    ) -> None:  # fmt: skip
        self._workers, self._keep = workers, keep
        self._book = dict(known or {})

    def attack(
        self, jobs: Sequence[Job], progress: Callable[[int, int], None] = lambda done, of: None
    ) -> Iterator[Outcome]:
        """The outcome of every pair."""
        keys = [job.keys for job in jobs]
        pieces = list(self._fresh(jobs, keys))
        total, done = sum(len(own) for _, own in pieces), 0
        with closing(spread(outcomes_of, [job for job, _ in pieces], self._workers)) as results:
            for (_, own), outcomes in zip(pieces, results, strict=True):
                for key, outcome in zip(own, outcomes, strict=True):
                    self._book[key] = outcome
                    self._keep(key, outcome)
                done += len(own)
                progress(done, total)
        for job, own in zip(jobs, keys, strict=True):
            for (above, below), key in zip(job.pairs.tolist(), own, strict=True):
                yield self._book[key].of(above, below, job.names)

    def _fresh(
        self, jobs: Sequence[Job], keys: Sequence[Sequence[str]]
    ) -> Iterator[tuple[Job, list[str]]]:
        """Pieces of work on pairs that are not in the book, one of each kind."""
        seen = set(self._book)
        for job, own in zip(jobs, keys, strict=True):
            first = {key: at for at, key in reversed(list(enumerate(own))) if key not in seen}
            seen.update(first)
            new = sorted(first.values())
            for start, piece in enumerate(job.split(new)):
                at = new[start * _CHUNK : (start + 1) * _CHUNK]
                yield piece, [own[pair] for pair in at]


def outcomes_of(job: Job) -> list[Outcome]:
    """The outcome of each pair of one piece of work."""
    return [
        outcome_of(rows, findings, job.policy)
        for rows, findings in _findings_of(job)
    ]  # fmt: skip


def findings_of(job: Job) -> list[Finding]:
    """All findings on the pairs of one piece of work."""
    return [found for _, findings in _findings_of(job) for found in findings]


def _findings_of(job: Job) -> Iterator[tuple[tuple[int, int], list[Finding]]]:
    programs: dict[tuple[bool, bool], PairProgram] = {}
    upper, lower = job.tables[job.coupling.upper], job.tables[job.coupling.lower]
    for above, below in job.pairs.tolist():
        shape = bool(upper.crossed[above]), bool(lower.crossed[below])
        if shape not in programs:
            programs[shape] = PairProgram(upper.plan, lower.plan, job.coupling.cells, *shape)
        yield (above, below), _Attack(programs[shape], job, above, below).findings()


@dataclass
class _Target:
    """A count to be pushed: the lower one's ``cell``, or the upper one's minus it."""

    attack: str
    cell: int
    difference: bool
    known_small: bool
    low: int
    high: int
    seen_low: int = _FAR
    seen_high: int = -_FAR


class _Attack:
    """One pair of families under attack."""

    def __init__(self, programme: PairProgram, job: Job, above: int, below: int) -> None:
        self._p, self._job, self._above, self._below = programme, job, above, below
        self._limits = [
            (limits[row, :cells])
            for name, row, cells in (
                (job.coupling.upper, above, programme.parts),
                (job.coupling.lower, below, programme.cells),
            )
            for limits in job.limits[name]
        ]
        self._targets = [*self._cells(), *self._differences()]

    def _cells(self) -> Iterator[_Target]:
        """Small cells of the subject itself, once: with what it is a complement of."""
        if self._job.coupling.kind is not Kind.COMPLEMENT:
            return
        _, _, low, high = self._limits
        published = self._job.tables[self._job.coupling.lower].low[self._below, : self._p.cells]
        small = (published == 0) & (low <= self._job.policy.threshold)
        for cell in np.flatnonzero(small | self._job.exact).tolist():
            yield _Target(
                self._name("linked_tables"), cell, False, True, int(low[cell]), int(high[cell])
            )

    def _differences(self) -> Iterator[_Target]:
        upper_low, upper_high, low, high = self._limits
        for cell in np.flatnonzero(self._p.across >= 0).tolist():
            there = int(self._p.across[cell])
            least = max(int(upper_low[there] - high[cell]), 0)
            most = int(upper_high[there] - low[cell])
            if least <= self._job.policy.threshold or self._job.exact:
                known = self._published_difference(cell, there) <= self._job.policy.threshold
                name = self._name(self._job.coupling.kind.value)
                yield _Target(name, cell, True, known, least, most)

    def _name(self, attack: str) -> str:
        """What is concluded with earlier releases at hand is one attack."""
        return Kind.GROWTH.value if self._job.assumed else attack

    def _published_difference(self, cell: int, there: int) -> int:
        """The most that the two bands alone allow a difference to be."""
        coupling, tables = self._job.coupling, self._job.tables
        most = tables[coupling.upper].high[self._above, there]
        return int(most - tables[coupling.lower].low[self._below, cell])

    def findings(self) -> list[Finding]:
        if not self._targets:
            return []
        self._p.solver.set_bounds(*self._known())
        try:
            for side in (-1, 1):
                self._push(side)
        except ContradictionError:
            if self._job.assumed:
                return []
            raise
        return [self._finding(target) for target in self._targets]

    def _finding(self, target: _Target) -> Finding:
        found = Finding(
            target.attack, self._job.coupling.lower, self._below, target.cell,
            self._job.coupling.upper, self._above if target.difference else -1,
            max(target.seen_low, target.low), min(target.seen_high, target.high),
            target.known_small,
        )  # fmt: skip
        if self._job.exact or not found.narrowed(self._job.policy):
            return found
        return self._explained(target, found)

    def _explained(self, target: _Target, found: Finding) -> Finding:
        """With the bands of the two families that hold a count back, if these alone narrow it;
        else with the cells whose limits do, which a third family tells."""
        first, last = self._job.policy.protected_low, self._job.policy.protected_high
        sides = [
            side
            for side, lacks in ((-1, found.low > first), (1, found.high < last))
            if lacks or not target.known_small
        ]
        plain, held_by, tight = found, list[Holder](), list[Holder]()
        for side in sides:
            count, holders = self._held(target, side, self._bands())
            plain = replace(plain, low=count) if side < 0 else replace(plain, high=count)
            held_by += holders
        if plain.narrowed(self._job.policy):
            return replace(found, held_by=tuple(held_by))
        for side in sides:
            tight += self._held(target, side, self._known())[1]
        return replace(found, tight=tuple(tight))

    def _push(self, side: int) -> None:
        """Push every count down (-1) or up (1): all that are pending together, and one alone
        when that moves none of them to its end."""
        pending = [target for target in self._targets if not self._done(target, side)]
        together = True
        while pending:
            pushed = pending if together else pending[:1]
            table = self._p.solver.maximise(self._cost(pushed, side))
            if table is None:
                raise ContradictionError(self._job.coupling.lower)
            self._see(table)
            left = [target for target in pending if not self._done(target, side)]
            if not together:
                if left and left[0] is pushed[0]:
                    left.pop(0)
                together = True
            elif len(left) == len(pending):
                together = False
            pending = left

    def _done(self, target: _Target, side: int) -> bool:
        """Whether a count got to the end of what its bounds allow; differences that may be large
        need to get past the window only."""
        policy = self._job.policy
        whole = self._job.exact or not target.difference
        if side < 0:
            low = target.low if whole else max(target.low, policy.protected_low)
            return target.seen_low <= low
        high = target.high if whole else min(target.high, policy.protected_high)
        return target.seen_high >= high

    def _cost(self, targets: Sequence[_Target], side: int) -> FloatArray:
        cost = np.zeros(self._p.parts + self._p.cells)
        for target in targets:
            if target.difference:
                cost[self._p.across[target.cell]] += side
                cost[self._p.parts + target.cell] -= side
            else:
                cost[self._p.parts + target.cell] += side
        return cost

    def _see(self, table: IntArray) -> None:
        """What one pair of whole tables shows of every count."""
        for target in self._targets:
            count = self._count(target, table)
            target.seen_low = min(target.seen_low, count)
            target.seen_high = max(target.seen_high, count)

    def _held(
        self, target: _Target, side: int, bounds: tuple[IntArray, IntArray]
    ) -> tuple[int, list[Holder]]:
        """How low (-1) or high a count gets within bounds, and which of them hold it there, by
        the dual values."""
        low, high = bounds
        self._p.solver.set_bounds(low, high)
        table = self._p.solver.maximise(self._cost([target], side))
        if table is None:
            raise ContradictionError(self._job.coupling.lower)
        duals = self._p.solver.binding()
        holders: list[Holder] = []
        for cell in np.flatnonzero(np.abs(duals) > _HELD).tolist():
            is_lower = cell >= self._p.parts
            where = cell - self._p.parts if is_lower else cell
            if duals[cell] < 0 or low[cell] > 0:
                holders.append((*self._owners[is_lower], where, -1 if duals[cell] > 0 else 1))
        return self._count(target, table), holders

    @property
    def _owners(self) -> tuple[tuple[str, int], tuple[str, int]]:
        coupling = self._job.coupling
        return (coupling.upper, self._above), (coupling.lower, self._below)

    def _bands(self) -> tuple[IntArray, IntArray]:
        """The two families' bands as published."""
        upper, lower = (self._job.tables[name].row(row) for name, row in self._owners)
        return np.concatenate([upper[0], lower[0]]), np.concatenate([upper[1], lower[1]])

    def _known(self) -> tuple[IntArray, IntArray]:
        """What the whole release tells of their cells."""
        upper_low, upper_high, low, high = self._limits
        return np.concatenate([upper_low, low]), np.concatenate([upper_high, high])

    def _count(self, target: _Target, table: IntArray) -> int:
        count = int(table[self._p.parts + target.cell])
        return int(table[self._p.across[target.cell]]) - count if target.difference else count
