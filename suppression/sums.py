"""Sums that are known to the last part: what they tell of single cells, by plain arithmetic."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.tables import Adds, DomainTables

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class WholeSum:
    """In each of some cells, row ``whole`` of one table equals rows ``parts`` (k,) of another.

    ``there`` and ``here`` (m,) are those cells, in the one and in the other.
    """

    within: str
    whole: int
    there: Rows
    table: str
    parts: Rows
    here: Rows

    def along(self, limits: Mapping[str, tuple[IntArray, IntArray]]) -> None:
        """Take over into ``limits`` what the equation tells, in place."""
        whole_low, whole_high = limits[self.within]
        low, high = limits[self.table]
        whole, parts = (self.whole, self.there), np.ix_(self.parts, self.here)
        sum_low, sum_high = low[parts].sum(axis=0), high[parts].sum(axis=0)
        whole_low[whole] = np.maximum(whole_low[whole], sum_low)
        whole_high[whole] = np.minimum(whole_high[whole], sum_high)
        least = whole_low[whole] - (sum_high - high[parts])
        most = whole_high[whole] - (sum_low - low[parts])
        low[parts], high[parts] = np.maximum(low[parts], least), np.minimum(high[parts], most)


def whole_sums(tables: Mapping[str, DomainTables]) -> Iterator[WholeSum]:
    """The sums whose whole and parts are all listed, in the cells that all of them publish."""
    for name, found in tables.items():
        for one in found.sums:
            upper = tables[one.within]
            parts = found.rows_of(np.array(one.parts, np.int64))
            whole = int(upper.rows_of(np.array([one.whole]))[0])
            if one.adds is not Adds.EQUAL or whole < 0 or (parts < 0).any():
                continue
            across = matching(upper, found)
            shown = (across >= 0) & found.published[parts].all(axis=0)
            shown &= upper.published[whole, np.maximum(across, 0)]
            here = np.flatnonzero(shown)
            yield WholeSum(one.within, whole, across[here], name, parts, here)


def matching(upper: DomainTables, lower: DomainTables) -> Rows:
    """For each cell of a lower table the upper one's cell of the same people, or -1."""
    cells = np.full(lower.plan.cells, -1, np.intp)
    cuts = {cut.id for cut in upper.plan.cuts}
    for cut in lower.plan.cuts:
        if cut.id in cuts and lower.plan.shared.issuperset(cut.dimensions):
            there = upper.plan.slices[cut.id]
            cells[lower.plan.slices[cut.id]] = np.arange(there.start, there.stop)
    return cells
