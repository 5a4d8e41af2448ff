"""Further cells to withhold so that a count of one family, or a difference of two, stays open.

One linear programme holds the families of an attack. Every cell that is withheld may take any count
there; a published one may depart from its count at a price for each person. The cheapest tables in
which the count to be protected gets to an end of its window depart from few published counts: these
are withheld as well (linear programmes for complementary suppression: Fischetti and Salazar 2001).

Prices follow from the kind of a cell alone. Which published counts give way follows from them and
from what is published when the programme is solved: no count that is withheld plays any part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from suppression.bands import IntArray
from suppression.coupling import Kind, own_limits
from suppression.jobs import Job
from suppression.known import BoolArray
from suppression.policy import Policy
from suppression.program import CellProgram, ChainProgram, FloatArray, PartsProgram, Row
from suppression.sums import matching
from suppression.tables import DomainTables, TablePlan

Place = tuple[int, int]  # a member of a job's row, the whole first, and a cell of it
_PRICES = (40.0, 3.0, 1.0)  # of the total, of a one-way cut's cell, of a crossing's
_OF_WHOLE = 4.0  # much stands on what others are part of
_OF_ZERO = 3.0  # a zero that is known from elsewhere protects nothing
_MOVED = 1e-6
_FAR = np.int64(1) << 40


@dataclass(frozen=True)
class Target:
    """A count that is not open: a cell of one ``member``, or what it leaves of the whole's."""

    member: int
    cell: int
    difference: bool


@dataclass(frozen=True)
class Task:
    """Some rows of a job, with what others tell as limits, and the counts of each to be opened.

    Nobody counts more than ``everyone``.
    """

    job: Job
    everyone: int
    targets: tuple[tuple[Target, ...], ...]


@dataclass(frozen=True)
class Further:
    """For one row of a job: the cells to withhold, and whether some count cannot be protected."""

    places: frozenset[Place]
    hopeless: bool


Told = Mapping[str, tuple[IntArray, IntArray]]  # limits that others tell, per table
Owners = Sequence[tuple[DomainTables, int]]  # the table and the row of each member


def further_of(task: Task) -> list[Further]:
    """What to withhold for each row of a task."""
    job = task.job
    programmes: dict[tuple[bool, ...], _Programme] = {}
    found = []
    for row, targets in zip(job.rows.tolist(), task.targets, strict=True):
        owners = [(job.tables[name], at) for name, at in zip(job.names, row, strict=True)]
        crossed = tuple(bool(own.crossed[at]) for own, at in owners)
        if crossed not in programmes:
            plans, coupling = _plans(owners), job.coupling
            families = PartsProgram(
                plans[0], plans[1:], coupling.cells, coupling.adds, coupling.beyond(job.policy)
            )
            programmes[crossed] = _Programme(families, plans)
        search = _Search(programmes[crossed], owners, _kept(job, row), task.everyone, job.policy)
        found.append(_found(search, owners, targets, job.limits))
    return found


def further_in_chain(
    owners: Owners, targets: Sequence[Target], told: Told, policy: Policy
) -> Further:
    """What to withhold where each member is part of the one before, the cohort first."""
    plans = _plans(owners)
    across = [matching(upper, lower) for (upper, _), (lower, _) in pairwise(owners)]
    programme = _Programme(ChainProgram(plans, across), plans)
    everyone = int(owners[0][0].high[0, 0])
    search = _Search(programme, owners, [0], everyone, policy)
    return _found(search, owners, targets, told)


def _found(search: "_Search", owners: Owners, targets: Sequence[Target], told: Told) -> Further:
    limits = [_row(told[own.domain], own, row) for own, row in owners]
    search.keep_known_zeros(limits)
    found = search.found(targets)
    if found.places or found.hopeless:
        return found
    search.told(limits)  # what others tell holds the counts back
    return replace(search.found(targets), hopeless=False)  # they may yet tell less


def _plans(owners: Owners) -> list[tuple[TablePlan, bool]]:
    return [(own.plan, bool(own.crossed[row])) for own, row in owners]


def _kept(job: Job, row: Sequence[int]) -> list[int]:
    """The members whose total stays published: the cohort, which is part of nothing."""
    upper, lower = job.coupling.upper, job.coupling.lower
    if job.coupling.kind is not Kind.COMPLEMENT or (upper == lower and row[0] != row[1]):
        return []
    return [0, 1] if upper == lower else [0]


class _Programme:
    """The cells of some families, each equal to published + more - fewer.

    Columns are the cells, what is published of them, more, fewer (n each), then the difference
    from the whole of every cell that has one (m,).
    """

    def __init__(
        self, families: PartsProgram | ChainProgram, plans: Sequence[tuple[TablePlan, bool]]
    ) -> None:
        self.starts, self.across = families.starts, families.across
        sizes = np.diff(self.starts)
        self.family = np.repeat(np.arange(len(sizes)), sizes)
        self.cell = np.concatenate([np.arange(size) for size in sizes])
        self.cells, self.apart = int(families.starts[-1]), np.flatnonzero(families.across >= 0)
        self.columns = 4 * self.cells + len(self.apart)
        self.solver = CellProgram(self.columns, [*families.rows, *self._departures()])
        dear = np.where(self.family == 0, _OF_WHOLE, 1.0)
        self.prices = dear * np.concatenate(
            [_prices(plan, plan.cell_count(crossed)) for plan, crossed in plans]
        )

    def _departures(self) -> Iterator[Row]:
        n = self.cells
        for cell in range(n):
            at = np.array([cell, n + cell, 2 * n + cell, 3 * n + cell])
            yield Row(at, np.array([1.0, -1.0, -1.0, 1.0]))
        for place, cell in enumerate(self.apart.tolist()):
            at = np.array([int(self.across[cell]), cell, 4 * n + place])
            yield Row(at, np.array([1.0, -1.0, -1.0]))


def _prices(plan: TablePlan, count: int) -> FloatArray:
    ways = np.array([len(cut.dimensions) for cut in plan.cuts])[plan.cut_of[:count]]
    return np.take(np.array(_PRICES), ways)


class _Search:
    """One row of a job: counts that are not open, one after the other, made open.

    Arrays (n,): ``low`` and ``high`` as published, ``least`` and ``most`` if it were withheld.
    """

    def __init__(
        self, programme: _Programme, owners: Owners, kept: Sequence[int], everyone: int,
        policy: Policy,
    ) -> None:  # fmt: skip
        self._p, self._policy, self._everyone = programme, policy, everyone
        self._low, self._high = _joined([own.row(row) for own, row in owners])
        least, most = _joined([_loose(own, row, policy) for own, row in owners])
        self._least, self._most = least, np.minimum(most, everyone)
        self._free: BoolArray = self._low < self._high
        self._may_go: BoolArray = ~self._free
        self._may_go[[programme.starts[member] for member in kept]] = False
        self._prices = np.where(self._low > 0, 1.0, _OF_ZERO) * programme.prices

    def keep_known_zeros(self, limits: Sequence[tuple[IntArray, IntArray]]) -> None:
        """A zero that others tell protects nothing when it is withheld."""
        self._may_go &= (self._low > 0) | (_joined(limits)[1] > 0)

    def told(self, limits: Sequence[tuple[IntArray, IntArray]]) -> None:
        """Reckon with what others tell of each member's cells."""
        least, most = _joined(limits)
        self._least, self._most = np.maximum(self._least, least), np.minimum(self._most, most)

    def found(self, targets: Sequence[Target]) -> Further:
        """The cells to withhold."""
        places, hopeless = set[Place](), False
        for target in targets:
            for side in (-1, 1):
                moved = self._opened(target, side)
                hopeless |= moved is None
                places |= moved or set()
        return Further(frozenset(places), hopeless)

    def _opened(self, target: Target, side: int) -> set[Place] | None:
        """Publish less until a count gets to one end of its window: which cells; ``None`` where
        that is not possible."""
        p, n = self._p, self._p.cells
        least, most = self._bounds()
        column = int(p.starts[target.member]) + target.cell
        if target.difference:
            column = 4 * n + int(np.searchsorted(p.apart, column))
        if side > 0:
            least[column] = max(least[column], self._policy.protected_high)
        else:
            most[column] = min(most[column], self._policy.protected_low)
        if (least > most).any():
            return None
        cost = np.zeros(p.columns)
        cost[2 * n : 3 * n] = cost[3 * n : 4 * n] = -self._prices
        p.solver.set_bounds(least, most)
        table = p.solver.relaxed(cost)
        if table is None:
            return None
        moved = np.flatnonzero(table[2 * n : 3 * n] + table[3 * n : 4 * n] > _MOVED)
        self._free[moved], self._may_go[moved] = True, False
        return {(int(p.family[cell]), int(p.cell[cell])) for cell in moved.tolist()}

    def _bounds(self) -> tuple[IntArray, IntArray]:
        """The bounds of every column: what is free is published as any count that it may be."""
        loose, apart = self._free | self._may_go, len(self._p.apart)
        low, high = (
            np.where(loose, self._least, self._low),
            np.where(loose, self._most, self._high),
        )
        published_low = np.where(self._free, low, self._low)
        published_high = np.where(self._free, high, self._high)
        none, room = np.zeros_like(low), np.where(self._may_go, self._most, 0)
        differences = np.zeros(apart, np.int64), np.full(apart, self._everyone)
        return (
            np.concatenate([low, published_low, none, none, differences[0]]),
            np.concatenate([high, published_high, room, room, differences[1]]),
        )


def _joined(limits: Sequence[tuple[IntArray, IntArray]]) -> tuple[IntArray, IntArray]:
    """Both ends of every member's cells, one member behind the other."""
    low, high = (np.concatenate(end) for end in zip(*limits, strict=True))
    return low, high


def _loose(tables: DomainTables, row: int, policy: Policy) -> tuple[IntArray, IntArray]:
    """What would be known of a subject's cells if all of it were withheld."""
    alone = replace(
        tables, lineage=tables.lineage[:0], part_of={}, sums=(), subjects=tables.subjects[[row]],
        low=np.zeros_like(tables.low[[row]]), high=np.full_like(tables.high[[row]], _FAR),
        crossed=tables.crossed[[row]],
    )  # fmt: skip
    return _row(own_limits(alone, policy), tables, row, 0)


def _row(
    limits: tuple[IntArray, IntArray], tables: DomainTables, row: int, at: int | None = None
) -> tuple[IntArray, IntArray]:
    """Limits of one subject's published cells, which stand in row ``at``."""
    cells = tables.plan.cell_count(bool(tables.crossed[row]))
    here = row if at is None else at
    return limits[0][here, :cells], limits[1][here, :cells]
