"""Families: one subject's cells, with all that an attacker knows of them before calculating.

A family is read from published tables alone. Its *targets* are the cells that must stay open:
published cells whose band starts at zero, and complements (denominator minus subject) that may be
as small as that. Each asks for whole tables in which the cell is low and in which it is high.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.policy import Policy
from suppression.tables import DomainTables, TablePlan


@dataclass(frozen=True)
class WholeTables:
    """Whole tables (m, cells) of a denominator and, for each, the table of its own denominator
    that it stands on (m,); ``most`` (k, cells) is what each table above leaves it."""

    tables: IntArray
    above: IntArray
    most: IntArray

    def extended(self, tables: IntArray, above: IntArray) -> "WholeTables":
        """These tables with others behind them."""
        if not len(tables):
            return self
        return replace(
            self,
            tables=np.concatenate([self.tables, tables]),
            above=np.concatenate([self.above, above]),
        )


@dataclass(frozen=True)
class Denominator:
    """What a subject's cells are part of.

    ``cell`` (n,) is the denominator's cell for each of the subject's, -1 where there is none;
    ``low`` and ``high`` (n,) its band (0 and a large number where there is none); ``tables``
    (m, cells of the denominator) whole tables consistent with its bands, ``above`` (m,) which
    table of the denominator's own denominator each stands on. ``plan``, ``crossed``, ``own_low``
    (cells,) and ``own_high`` (k, cells) describe its own cells and their bounds, the upper ones
    under each table above; ``own_band`` (cells,) the upper ones of its bands.
    """

    cell: NDArray[np.intp]
    low: IntArray
    high: IntArray
    tables: IntArray
    above: IntArray
    plan: TablePlan
    crossed: bool
    own_low: IntArray
    own_high: IntArray
    own_band: IntArray

    @property
    def star(self) -> bool:
        """Whether its own cells are no network but a star of crossings."""
        return self.plan.is_star and self.crossed

    def joins(self, first: int, second: int) -> bool:
        """Whether one of its tables can become another unit by unit, see ``witnesses``."""
        if not self.star:
            return True
        change = self.tables[second] - self.tables[first]
        return bool(change[0] == 0 or (change[self.plan.hub] * np.sign(change[0]) >= 0).all())

    def rooms(self, cell: int) -> Iterator[tuple[int, IntArray]]:
        """The tables above that leave the denominator's cell most room, with the upper bounds
        they give its cells; a few, the roomiest first."""
        room = self.own_high[:, self.cell[cell]] if len(self.own_high) else np.zeros(0, np.int64)
        for above in np.argsort(-room, kind="stable")[:_MOST_ROOMS].tolist():
            if (self.own_low <= self.own_high[above]).all():
                yield above, self.own_high[above]

    def limits(self, table: int) -> IntArray:
        """The denominator's counts in one of its tables, per cell of the subject, shape (n,)."""
        return np.where(self.cell >= 0, self.tables[table][self.cell], _UNLIMITED)


_UNLIMITED = np.int64(1) << 40
_MOST_ROOMS = 4
NO_TABLES = WholeTables(
    np.zeros((0, 0), np.int64), np.zeros(0, np.int64), np.zeros((0, 0), np.int64)
)


@dataclass(frozen=True)
class Family:
    """Bounds (n,), plan and denominator of one subject, as an attacker starts out.

    ``small`` are positions of cells whose band starts at zero, ``mirrored`` of cells in the same
    band as the denominator, so that the complement is known to be small, ``adjoining`` of other
    cells whose complement may be small. ``star`` tells that more than two
    crossings share a dimension, so that the cells are no network.
    """

    low: IntArray
    high: IntArray
    plan: TablePlan
    crossed: bool
    denominator: Denominator | None
    small: NDArray[np.intp]
    mirrored: NDArray[np.intp]
    adjoining: NDArray[np.intp]
    star: bool

    def held(self, table: IntArray, held: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
        """Among ``held`` cells of a table those at an end of a band of their own: ``(cell, end)``.

        A cell at zero, or one that its denominator keeps down, gains nothing from a wider band.
        """
        own = self.high < self.denominator.high if self.denominator else np.ones_like(held)
        at_low = held & (table == self.low) & (self.low > 0)
        ends = ((at_low, -1), (held & own & (table == self.high), 1))
        return tuple((cell, end) for at, end in ends for cell in np.flatnonzero(at).tolist())


def family_of(
    tables: DomainTables,
    position: int,
    denominator: DomainTables | None,
    denominator_tables: WholeTables,
    policy: Policy,
) -> Family:
    """The family of one subject. ``denominator`` holds its denominator as row 0."""
    crossed = bool(tables.crossed[position])
    published_low, published_high = tables.row(position)
    low, high = published_low.copy(), published_high.copy()
    total_low, total_high = known_total(tables, position, policy)
    low[0], high[0] = max(low[0], total_low), min(high[0], total_high)
    small = np.flatnonzero(published_low == 0)
    whole = None
    mirrored = adjoining = np.zeros(0, np.intp)
    if denominator is not None:
        whole = _denominator_of(tables, position, denominator, denominator_tables, policy)
        high = np.minimum(high, whole.high)
        known_small = whole.high - published_low <= policy.threshold
        may_be_small = whole.low - published_high <= policy.threshold
        mirrored = np.flatnonzero((whole.cell >= 0) & known_small)
        adjoining = np.flatnonzero((whole.cell >= 0) & may_be_small & ~known_small)
    return Family(
        low,
        high,
        tables.plan,
        crossed,
        whole,
        small,
        mirrored,
        adjoining,
        star=tables.plan.is_star and crossed,
    )


def known_total(tables: DomainTables, position: int, policy: Policy) -> tuple[int, int]:
    """What the release's own rules tell about a subject's total, beside its band.

    A listed concept exceeds the threshold; crossings stand exactly where the band, before any
    widening, starts at the crossing floor or above.
    """
    low, high = 0, int(_UNLIMITED)
    if tables.subjects[position] != 0:
        low = policy.threshold + 1
    if tables.plan.crossings:
        width = policy.widths[0]
        first = -(-(policy.crossing_floor - 1) // width) * width + 1
        if tables.crossed[position]:
            low = max(low, first)
        else:
            high = first - 1
    return low, high


def _denominator_of(
    tables: DomainTables,
    position: int,
    denominator: DomainTables,
    whole_tables: WholeTables,
    policy: Policy,
) -> Denominator:
    crossed = bool(tables.crossed[position])
    low, high = denominator.row(0)
    own_low, own_high = low.copy(), high.copy()
    total_low, total_high = known_total(denominator, 0, policy)
    own_low[0], own_high[0] = max(low[0], total_low), min(high[0], total_high)
    cell = matching_cells(tables, crossed, denominator)
    return Denominator(
        cell,
        np.where(cell >= 0, low[cell], _UNLIMITED),
        np.where(cell >= 0, high[cell], _UNLIMITED),
        whole_tables.tables,
        whole_tables.above,
        denominator.plan,
        bool(denominator.crossed[0]),
        own_low,
        whole_tables.most,
        own_high,
    )


def matching_cells(
    tables: DomainTables, crossed: bool, denominator: DomainTables
) -> NDArray[np.intp]:
    """For each cell of a subject the denominator's cell of the same group, or -1."""
    plan, whole = tables.plan, denominator.plan
    cell = np.full(plan.cell_count(crossed), -1, np.intp)
    whole_cells = whole.cell_count(bool(denominator.crossed[0]))
    shared = set(plan.shared_cells(crossed).tolist())
    for cut in plan.cuts:
        if cut.id not in whole.slices or whole.slices[cut.id].stop > whole_cells:
            continue
        here, there = plan.slices[cut.id], whole.slices[cut.id]
        if here.start in shared:
            cell[here] = np.arange(there.start, there.stop)
    return cell
