"""An attack on one subject together with what it is part of, or with all parts that make it up."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from suppression.bands import IntArray
from suppression.coupling import Kind
from suppression.jobs import Job
from suppression.known import Rows
from suppression.outcome import Finding, Holder, Outcome, outcome_of
from suppression.program import FloatArray, PartsProgram
from suppression.screen import Screened, screen
from suppression.tables import Adds
from suppression.targets import Targets

_FAR = 1 << 40
_HELD = 1e-9


class ContradictionError(ValueError):
    """Published counts that no whole table agrees with."""

    def __init__(self, domain: str) -> None:
        super().__init__(f"{domain}: published counts contradict each other")


def outcomes_of(job: Job) -> list[Outcome]:
    """The outcome of each row of one piece of work."""
    return [
        outcome_of(rows, findings, job.policy)
        for rows, findings in _findings_of(job)
    ]  # fmt: skip


def findings_of(job: Job) -> list[Finding]:
    """All findings of one piece of work."""
    return [found for _, findings in _findings_of(job) for found in findings]


def _findings_of(job: Job) -> Iterator[tuple[tuple[int, ...], list[Finding]]]:
    programs: dict[tuple[bool, ...], PartsProgram] = {}
    tables = [job.tables[name] for name in job.names]
    attacks = []
    for rows in job.rows.tolist():
        # of crossings of many children at once only the limits of single cells are used
        with_crossings = job.coupling.adds is not Adds.COVER
        crossed = tuple(bool(own.crossed[row]) and with_crossings
                        for own, row in zip(tables, rows, strict=True))  # fmt: skip
        if crossed not in programs:
            whole, *parts = [(own.plan, is_crossed)
                             for own, is_crossed in zip(tables, crossed, strict=True)]  # fmt: skip
            coupling = job.coupling
            programs[crossed] = PartsProgram(
                whole, parts, coupling.cells, coupling.adds, coupling.beyond(job.policy)
            )
        attacks.append(_Attack(programs[crossed], crossed, job, rows))
    if job.coupling.adds is not Adds.EQUAL:  # there the others fix the last
        screen([attack.screened for attack in attacks], job.policy.protected_high)
    for rows, attack in zip(job.rows.tolist(), attacks, strict=True):
        yield tuple(rows), attack.findings()


class _Attack:
    """One family, and one or more that are part of it, under attack."""

    def __init__(
        self, programme: PartsProgram, crossed: tuple[bool, ...], job: Job, rows: list[int]
    ) -> None:
        self._p, self._crossed, self._job = programme, crossed, job
        self._owners = list(zip(job.names, rows, strict=True))
        self._bands = self._joined(lambda name: (job.tables[name].low, job.tables[name].high))
        self._known = self._joined(lambda name: job.limits[name])
        self._t = self._targets()
        self._ends = self._wanted_ends()
        self._alike = self._choices()

    @property
    def screened(self) -> Screened:
        """What is known and asked, for a first look in closed form."""
        plans = [self._job.tables[name].plan for name, _ in self._owners]
        own = list(zip(plans, self._crossed, strict=True))
        coupling = self._job.coupling
        beyond = coupling.beyond(self._job.policy)
        return Screened(self._p, own, self._known, self._t, self._ends, coupling.adds, beyond)

    def _joined(
        self, ends_of: Callable[[str], tuple[IntArray, IntArray]]
    ) -> tuple[IntArray, IntArray]:
        """Both ends of every cell of every family, one family behind the other."""
        sizes = np.diff(self._p.starts).tolist()
        found = [[end[row, :size] for end in ends_of(name)]
                 for (name, row), size in zip(self._owners, sizes, strict=True)]  # fmt: skip
        low, high = (np.concatenate(end) for end in zip(*found, strict=True))
        return low, high

    def _targets(self) -> Targets:
        cells, differences = self._cells(), self._differences()
        there = self._p.across[differences]
        (low, high), (lowest, highest) = self._known, self._bands
        least = np.maximum(low[there] - high[differences], 0)
        most = high[there] - low[differences]
        # whether the published bands alone show a difference to be small
        small = highest[there] - lowest[differences] <= self._job.policy.threshold
        small |= self._job.policy.publishes_exactly  # what may be small keeps the window there
        count = len(cells) + len(differences)
        return Targets(
            np.concatenate([cells, differences]),
            np.concatenate([np.full(len(cells), -1), there]),
            np.concatenate([np.ones(len(cells), np.bool_), small]),
            np.concatenate([low[cells], least]),
            np.concatenate([high[cells], most]),
            np.stack([np.full(count, _FAR), np.full(count, -_FAR)]),
        )

    def _cells(self) -> Rows:
        """Small cells of the subject itself, once: with what it is a complement of; and of all
        parts and their whole together."""
        kind = self._job.coupling.kind
        if kind is Kind.GROWTH:
            return np.zeros(0, np.intp)
        first = self._p.starts[1] if kind is Kind.COMPLEMENT else 0
        small = (self._bands[0] == 0) & (self._known[0] <= self._job.policy.threshold)
        if self._job.policy.publishes_exactly:
            small &= self._bands[1] > 0  # a zero that is published is not sensitive
        return first + np.flatnonzero((small | self._job.exact)[first:])

    def _differences(self) -> Rows:
        """Cells whose difference from the whole's is small or may be."""
        if self._job.coupling.is_the_same:
            return np.zeros(0, np.intp)
        cells = np.flatnonzero(self._p.across >= 0)
        low, high = self._known
        least = low[self._p.across[cells]] - high[cells]
        small = least <= self._job.policy.threshold
        if self._job.policy.publishes_exactly:
            small &= (
                high[self._p.across[cells]] > low[cells]
            )  # a difference of zero is not sensitive
        return cells[small | self._job.exact]

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
        t, families = self._t, len(self._owners)
        family, column, cut = (
            some[t.here] for some in (self._p.family, self._p.column, self._p.cut)
        )
        kinds = [2 * (families * some + family) + t.difference for some in (column, cut)]
        apart = [cut] if families > 2 else []
        return [np.arange(len(t.here)), *kinds, *apart, np.zeros(len(t.here), np.intp)]

    def findings(self) -> list[Finding]:
        count = len(self._t.here)
        if not count:
            return []
        try:
            self._push(np.arange(count))
            further = self._short_of_counts()
            self._ends[:, further] = self._t.low[further], self._t.high[further]
            self._push(further)
        except ContradictionError:
            if self._job.assumed:
                return []
            raise
        return [self._finding(at) for at in range(count)]

    def _short_of_counts(self) -> Rows:
        """Counts that may be large of which too few different values are shown within the window:
        others, wherever they lie, may make up for them."""
        t, policy = self._t, self._job.policy
        first, last = policy.protected_low, policy.protected_high
        lost = (t.seen[0] > first) | (t.seen[1] < last)
        return np.flatnonzero(~t.known_small & lost & (t.seen[1] - t.seen[0] < last - first))

    def _finding(self, at: int) -> Finding:
        t, (within, whole) = self._t, self._owners[0]
        kind = self._job.coupling.kind
        is_difference, beside = bool(t.difference[at]), kind in (Kind.SUM, Kind.ROLLUP)
        attack = kind.value if is_difference or beside else "linked_tables"
        here = int(t.here[at])
        table, row = self._owners[self._p.family[here]]
        found = Finding(
            Kind.GROWTH.value if self._job.assumed else attack,
            table, row, int(self._p.cell[here]),
            within, whole if is_difference else -1,
            max(int(t.seen[0, at]), int(t.low[at])), min(int(t.seen[1, at]), int(t.high[at])),
            bool(t.known_small[at]),
        )  # fmt: skip
        policy = self._job.policy
        if self._job.exact or policy.publishes_exactly or not found.narrowed(policy):
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
            count, holders = self._held(at, side, self._bands)
            plain = replace(plain, low=count) if side < 0 else replace(plain, high=count)
            held_by += holders
        if plain.narrowed(self._job.policy):
            return replace(found, held_by=tuple(held_by))
        for side in sides:
            tight += self._held(at, side, self._known)[1]
        return replace(found, tight=tuple(tight))

    def _push(self, among: Rows) -> None:
        """Push counts down and up, those that are not at their ends yet."""
        if not any(len(self._pending(among, side)) for side in (-1, 1)):
            return
        self._p.solver.set_bounds(*self._known)
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
            self._t.see_all(table)
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
        cost = np.zeros(self._p.starts[-1])
        apart = self._t.difference[targets]
        np.add.at(cost, self._t.here[targets], np.where(apart, -side, side))
        np.add.at(cost, self._t.there[targets[apart]], side)
        return cost

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
        held = np.flatnonzero((np.abs(duals) > _HELD) & ((duals < 0) | (low > 0)))
        for place in held.tolist():
            owner, cell = self._owners[self._p.family[place]], int(self._p.cell[place])
            holders.append((*owner, cell, -1 if duals[place] > 0 else 1))
        return int(self._t.counts(table)[at]), holders
