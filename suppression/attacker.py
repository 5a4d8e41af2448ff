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
from itertools import islice

import numpy as np

from suppression.bands import IntArray
from suppression.coupling import Coupling, Kind, coupled_limits, couplings
from suppression.known import BoolArray, Rows
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
            keys_left = iter([own[pair] for pair in new])
            for piece in job.split(new):
                yield piece, list(islice(keys_left, len(piece.pairs)))


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


@dataclass(frozen=True)
class _Targets:
    """Counts to be pushed, arrays (n,): the lower one's ``cell``, or the upper one's minus it where
    it is a ``difference``; the ends that bounds allow; those shown so far (``seen``, (2, n))."""

    cell: Rows
    difference: BoolArray
    known_small: BoolArray
    low: IntArray
    high: IntArray
    seen: IntArray


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
        self._t = self._targets()
        self._here = programme.parts + self._t.cell
        self._there = programme.across[self._t.cell]
        self._ends = self._wanted_ends()
        self._alike = self._choices()

    def _targets(self) -> _Targets:
        cells, (differences, least, most) = self._cells(), self._differences()
        _, _, low, high = self._limits
        count = len(cells) + len(differences)
        is_difference = np.arange(count) >= len(cells)
        known_small = np.ones(count, np.bool_)
        known_small[is_difference] = self._known_small(differences)
        return _Targets(
            np.concatenate([cells, differences]), is_difference, known_small,
            np.concatenate([low[cells], least]), np.concatenate([high[cells], most]),
            np.stack([np.full(count, _FAR), np.full(count, -_FAR)]),
        )  # fmt: skip

    def _cells(self) -> Rows:
        """Small cells of the subject itself, once: with what it is a complement of."""
        if self._job.coupling.kind is not Kind.COMPLEMENT:
            return np.zeros(0, np.intp)
        published = self._job.tables[self._job.coupling.lower].low[self._below, : self._p.cells]
        small = (published == 0) & (self._limits[2] <= self._job.policy.threshold)
        return np.flatnonzero(small | self._job.exact)

    def _differences(self) -> tuple[Rows, IntArray, IntArray]:
        """Cells whose difference from the upper one's is small or may be, and its limits."""
        upper_low, upper_high, low, high = self._limits
        cells = np.flatnonzero(self._p.across >= 0)
        there = self._p.across[cells]
        least = np.maximum(upper_low[there] - high[cells], 0)
        most = upper_high[there] - low[cells]
        wanted = (least <= self._job.policy.threshold) | self._job.exact
        return cells[wanted], least[wanted], most[wanted]

    def _known_small(self, cells: Rows) -> BoolArray:
        """Whether the two bands alone show differences to be small."""
        upper, lower = (self._job.tables[name] for name in self._job.names)
        most = upper.high[self._above, self._p.across[cells]] - lower.low[self._below, cells]
        return np.asarray(most <= self._job.policy.threshold)

    def _wanted_ends(self) -> IntArray:
        """How low and how high (2, n) each count is to be pushed: to what its bounds allow, but
        past the window only where that is asked for."""
        policy, t = self._job.policy, self._t
        if self._job.exact:
            return np.stack([t.low, t.high])
        return np.stack(
            [np.maximum(t.low, policy.protected_low), np.minimum(t.high, policy.protected_high)]
        )

    def _choices(self) -> list[Rows]:
        """Counts that carry the same number stand in each other's way: all may be pushed together,
        then one of each column of a crossing, then one of each cut, then one alone."""
        plan, t = self._job.tables[self._job.coupling.lower].plan, self._t
        count = len(t.cell)
        columns, cuts = (2 * some[t.cell] + t.difference for some in (plan.column_of, plan.cut_of))
        return [np.arange(count), columns, cuts, np.zeros(count, np.intp)]

    def findings(self) -> list[Finding]:
        if not len(self._t.cell):
            return []
        self._p.solver.set_bounds(*self._known())
        try:
            self._push(np.arange(len(self._t.cell)))
            further = self._short_of_counts()
            self._ends[:, further] = self._t.low[further], self._t.high[further]
            self._push(further)
        except ContradictionError:
            if self._job.assumed:
                return []
            raise
        return [self._finding(at) for at in range(len(self._t.cell))]

    def _short_of_counts(self) -> Rows:
        """Counts that may be large of which too few different values are shown within the window:
        others, wherever they lie, may make up for them."""
        t, policy = self._t, self._job.policy
        first, last = policy.protected_low, policy.protected_high
        lost = (t.seen[0] > first) | (t.seen[1] < last)
        return np.flatnonzero(~t.known_small & lost & (t.seen[1] - t.seen[0] < last - first))

    def _finding(self, at: int) -> Finding:
        t, names = self._t, self._job.names
        kind = self._job.coupling.kind.value if t.difference[at] else "linked_tables"
        found = Finding(
            Kind.GROWTH.value if self._job.assumed else kind,
            names[1], self._below, int(t.cell[at]),
            names[0], self._above if t.difference[at] else -1,
            max(int(t.seen[0, at]), int(t.low[at])), min(int(t.seen[1, at]), int(t.high[at])),
            bool(t.known_small[at]),
        )  # fmt: skip
        if self._job.exact or not found.narrowed(self._job.policy):
            return found
        return self._explained(at, found)

    def _explained(self, at: int, found: Finding) -> Finding:
        """With the bands of the two families that hold a count back, if these alone narrow it;
        else with the cells whose limits do, which a third family tells."""
        first, last = self._job.policy.protected_low, self._job.policy.protected_high
        sides = [
            side
            for side, lacks in ((-1, found.low > first), (1, found.high < last))
            if lacks or not found.known_small
        ]
        plain, held_by, tight = found, list[Holder](), list[Holder]()
        for side in sides:
            count, holders = self._held(at, side, self._bands())
            plain = replace(plain, low=count) if side < 0 else replace(plain, high=count)
            held_by += holders
        if plain.narrowed(self._job.policy):
            return replace(found, held_by=tuple(held_by))
        for side in sides:
            tight += self._held(at, side, self._known())[1]
        return replace(found, tight=tuple(tight))

    def _push(self, among: Rows) -> None:
        """Push counts down and up."""
        for side in (-1, 1):
            self._push_to(side, among)

    def _push_to(self, side: int, among: Rows) -> None:
        """Push counts down (-1) or up (1): all that are pending together; when that moves none of
        them to its end, fewer that seldom stand in each other's way; at last one alone, which is
        then as far as it gets."""
        pending, choice = self._pending(among, side), 0
        while len(pending):
            first = np.unique(self._alike[choice][pending], return_index=True)[1]
            pushed = pending[np.sort(first)]
            table = self._p.solver.maximise(self._cost(pushed, side))
            if table is None:
                raise ContradictionError(self._job.coupling.lower)
            self._see(table)
            left = self._pending(pending, side)
            if len(pushed) == 1 and len(left) and left[0] == pushed[0]:
                left = left[1:]
            if len(left) == len(pending):
                choice += 1
            elif choice == len(self._alike) - 1:
                choice = 1
            pending = left

    def _pending(self, among: Rows, side: int) -> Rows:
        """Which counts have not got to the end that is wanted."""
        end = 0 if side < 0 else 1
        left: Rows = among[side * (self._ends[end, among] - self._t.seen[end, among]) > 0]
        return left

    def _cost(self, targets: Rows, side: int) -> FloatArray:
        cost = np.zeros(self._p.parts + self._p.cells)
        apart = self._t.difference[targets]
        np.add.at(cost, self._here[targets], np.where(apart, -side, side))
        np.add.at(cost, self._there[targets[apart]], side)
        return cost

    def _see(self, table: IntArray) -> None:
        """What one pair of whole tables shows of every count."""
        counts = self._counts(table)
        np.minimum(self._t.seen[0], counts, out=self._t.seen[0])
        np.maximum(self._t.seen[1], counts, out=self._t.seen[1])

    def _counts(self, table: IntArray) -> IntArray:
        own = table[self._here]
        counts: IntArray = np.where(self._t.difference, table[self._there] - own, own)
        return counts

    def _held(
        self, at: int, side: int, bounds: tuple[IntArray, IntArray]
    ) -> tuple[int, list[Holder]]:
        """How low (-1) or high a count gets within bounds, and which of them hold it there, by
        the dual values."""
        low, high = bounds
        self._p.solver.set_bounds(low, high)
        table = self._p.solver.maximise(self._cost(np.array([at]), side))
        if table is None:
            raise ContradictionError(self._job.coupling.lower)
        duals = self._p.solver.binding()
        holders: list[Holder] = []
        for cell in np.flatnonzero(np.abs(duals) > _HELD).tolist():
            is_lower = cell >= self._p.parts
            where = cell - self._p.parts if is_lower else cell
            if duals[cell] < 0 or low[cell] > 0:
                holders.append((*self._owners[is_lower], where, -1 if duals[cell] > 0 else 1))
        return int(self._counts(table)[at]), holders

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
