"""Open counts: which counts a cell, and its complement, can take over given whole tables.

A whole table of the denominator says how many people there are in each group at the most. Under
it, which counts a subject's cell can take follows in closed form (:mod:`suppression.reach`), whole
table by whole table. A complement is what is left of the denominator, so it takes as many counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from suppression.bands import IntArray
from suppression.differences import left_of
from suppression.known import BoolArray, Limits, Rows, groups_of, limits_of
from suppression.policy import Policy
from suppression.reach import Reach
from suppression.star import star_of
from suppression.sums import matching
from suppression.tables import DomainTables

_FAR = np.int64(1) << 40
_MOST_COUNT = 60  # counts are the bits of one whole number


def wanted_of(
    tables: DomainTables, limits: Limits, cohort: tuple[str, DomainTables] | None, policy: Policy
) -> "Wanted":
    """What must be open of a domain's tables, of the cohort's where ``cohort`` is ``None``.

    Cells whose band starts at zero, and complements that may be as small as the threshold, as far
    as the ``limits`` known of every cell allow that.
    """
    low, high = limits[tables.domain]
    cells = tables.published & (tables.low == 0) & (low <= policy.threshold)
    if policy.publishes_exactly:
        cells &= high > 0  # what must be zero is not sensitive
    if cohort is None:
        return Wanted(cells, np.zeros_like(cells), np.zeros_like(cells))
    if policy.publishes_exactly:
        complements = _may_be_sensitive(tables, limits, cohort, policy)
        return Wanted(cells, complements, np.zeros_like(cells))
    least, _ = _wholes(tables, limits[tables.domain], cohort[1], limits[cohort[0]])
    _, published = _wholes(
        tables, (tables.low, tables.high), cohort[1], (cohort[1].low, cohort[1].high)
    )
    complements = tables.published & (least - high <= policy.threshold)
    known_small = published - tables.low <= policy.threshold
    return Wanted(cells, complements, complements & ~known_small)


def _may_be_sensitive(
    tables: DomainTables, limits: Limits, cohort: tuple[str, DomainTables], policy: Policy
) -> BoolArray:
    """Which complements (n, cells) may be 1 to the threshold where counts are published exactly."""
    whole = _wholes(tables, limits[tables.domain], cohort[1], limits[cohort[0]])
    known = tables.published & (whole[0] < _FAR)
    return left_of(whole, limits[tables.domain], known, tables).may_be_sensitive(policy)


def _wholes(
    tables: DomainTables,
    own: tuple[IntArray, IntArray],
    cohort: DomainTables,
    top: tuple[IntArray, IntArray],
) -> tuple[IntArray, IntArray]:
    """Limits (n, cells) of each subject's denominator, far away where there is none."""
    shape = tables.low.shape
    low, high = np.full(shape, _FAR), np.full(shape, _FAR)
    here = np.flatnonzero((matching(tables, tables) >= 0) & tables.published[0])
    low[1:, here], high[1:, here] = own[0][0, here], own[1][0, here]
    across = matching(cohort, tables)
    here = np.flatnonzero(across >= 0)
    here = here[cohort.published[0, across[here]]]
    low[0, here], high[0, here] = top[0][0, across[here]], top[1][0, across[here]]
    return low, high


def _count_bits(numbers: IntArray) -> IntArray:
    """How many bits of each number are set."""
    return np.bitwise_count(numbers).astype(np.int64)


@dataclass(frozen=True)
class Open:
    """Counts shown possible, as bits (n, cells): of each cell, and of its complement."""

    cells: IntArray
    complements: IntArray


@dataclass(frozen=True)
class Wanted:
    """Which cells (n, cells) must be open themselves, and which must leave their complement so.

    A complement of which the bands leave open whether it is small at all (``perhaps``) may also
    take as many different counts as the protected window has, wherever they lie.
    """

    cells: BoolArray
    complements: BoolArray
    perhaps: BoolArray

    def missing(self, found: Open, policy: Policy) -> "Wanted":
        """What is not shown yet."""
        full = window_bits(policy)
        enough = self.perhaps & (_count_bits(found.complements) >= full.bit_count())
        return Wanted(
            self.cells & ((found.cells & full) != full),
            self.complements & ((found.complements & full) != full) & ~enough,
            self.perhaps,
        )

    @property
    def any(self) -> BoolArray:
        """Cells that anything is wanted of."""
        return self.cells | self.complements


def window_bits(policy: Policy) -> int:
    """The counts of the protected window as bits."""
    return (1 << (policy.protected_high + 1)) - (1 << policy.protected_low)


class Opening:
    """The counts of some subjects of a table, gathered whole table by whole table."""

    def __init__(
        self, tables: DomainTables, rows: Rows, denominator: DomainTables | None,
        wanted: Wanted, policy: Policy,
    ) -> None:  # fmt: skip
        self.tables, self._policy, self._wanted = tables, policy, wanted
        self._low, self._high = limits_of(tables, policy)
        self._rows = np.zeros(len(tables.subjects), np.bool_)
        self._rows[rows] = True
        self._across = np.full(tables.plan.cells, -1, np.intp)
        if denominator is not None:
            self._across = matching(denominator, tables)
            size = denominator.plan.cell_count(bool(denominator.crossed[0]))
            self._across[self._across >= size] = -1
        self._window = np.arange(policy.protected_low, policy.protected_high + 1)
        self._any = np.arange(_MOST_COUNT)
        shape = tables.low.shape
        self.found = Open(np.zeros(shape, np.int64), np.zeros(shape, np.int64))

    @property
    def missing(self) -> Wanted:
        """What is not shown yet."""
        missing = self._wanted.missing(self.found, self._policy)
        here = self._rows[:, None]
        return Wanted(missing.cells & here, missing.complements & here, missing.perhaps)

    def under_each(self, wholes: Sequence[IntArray], order: Sequence[int]) -> set[int]:
        """Add what is possible under whole tables (k, cells of the denominator), in an order;
        which of them were of use."""
        used = set()
        for counts in (self._window, self._any):
            for at in order:
                if self.missing.any.any() and self.under(wholes[at], counts):
                    used.add(at)
        return used

    def under(self, whole: IntArray | None, counts: IntArray | None = None) -> bool:
        """Add what is possible under one whole table (cells of the denominator,) or under none;
        whether that was anything new. Complements are tried at ``counts``."""
        missing = self.missing
        wanting: BoolArray = np.asarray(missing.any.any(axis=1))
        limit = np.full(self.tables.plan.cells, _FAR)
        if whole is not None:
            limit = np.where(self._across >= 0, whole[self._across], _FAR)
        before = int(self.found.cells.sum()), int(self.found.complements.sum())
        for plan, crossed, everyone in groups_of(self.tables):
            rows = everyone[wanting[everyone]]
            cells = plan.cell_count(crossed)
            high = np.minimum(self._high[rows, :cells], limit[:cells])
            fits = np.all(self._low[rows, :cells] <= high, axis=1)
            if fits.any():
                rows, high = rows[fits], high[fits]
                low = self._low[rows, :cells]
                reach = Reach(star_of(plan, crossed), low, high)
                some = self._window if counts is None else counts
                self._ask(reach, rows, low, high, limit, missing, some)
        return (int(self.found.cells.sum()), int(self.found.complements.sum())) != before

    def _ask(
        self, reach: Reach, rows: Rows, low: IntArray, high: IntArray, limit: IntArray,
        missing: Wanted, tried: IntArray,
    ) -> None:  # fmt: skip
        for wanted, found, counts, turned in (
            (missing.cells, self.found.cells, self._window, False),
            (missing.complements, self.found.complements, tried, True),
        ):
            here, cells = np.nonzero(wanted[rows, : low.shape[1]])
            values = limit[cells, None] - counts if turned else counts
            asked = np.broadcast_to(values, (len(here), len(counts)))
            new = (asked >= low[here, cells, None]) & (asked <= high[here, cells, None])
            new &= found[rows[here], cells, None] >> counts & 1 == 0
            some = np.flatnonzero(new.any(axis=1))
            here, cells, new = here[some], cells[some], new[some]
            new &= reach.allows(cells, here, asked[some])
            found[rows[here], cells] |= (new * (np.int64(1) << counts)).sum(axis=1)
