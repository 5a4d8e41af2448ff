"""What is left of one count when a part of it is taken away, by plain arithmetic.

Where counts are published exactly, one subtraction tells a difference. What is left of the counts
of a subject adds up like any counts, so that its equations tell more of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from suppression.bands import IntArray
from suppression.known import BoolArray, Limits, Rows, along_equations
from suppression.policy import Policy
from suppression.sums import matching
from suppression.tables import DomainTables

_FAR = np.int64(1) << 40


@dataclass(frozen=True)
class Left:
    """Limits (k, cells) of what is left in the cells of k parts, ``known`` where anything is."""

    known: BoolArray
    low: IntArray
    high: IntArray

    def may_be_sensitive(self, policy: Policy) -> BoolArray:
        """What may be 1 to the threshold; that nobody is left is not sensitive."""
        return np.asarray(self.known & (self.low <= policy.threshold) & (self.high > 0))

    def too_narrow(self, policy: Policy) -> BoolArray:
        """What may be sensitive, although fewer counts are left than the window has. Whether one
        of which as many are left is sensitive, equations taken alone cannot tell."""
        closed = self.high - self.low < policy.protected_high - policy.protected_low
        return np.asarray(self.may_be_sensitive(policy) & closed)


def left_of(
    whole: tuple[IntArray, IntArray], part: tuple[IntArray, IntArray], known: BoolArray,
    parts: DomainTables,
) -> Left:  # fmt: skip
    """What is left of ``whole`` without ``part``, limits (k, cells) of the rows of ``parts``."""
    low = np.where(known, np.maximum(whole[0] - part[1], 0), -_FAR)
    high = np.where(known, whole[1] - part[0], _FAR)
    along_equations(parts, low, high)
    return Left(known, low, high)


def narrow_differences(
    tables: Mapping[str, DomainTables], limits: Limits, policy: Policy
) -> Iterator[tuple[str, int, int]]:
    """The table, row and cell of every subject that, taken from one that it is part of, leaves a
    count of which too much is told. Denominators are left out."""
    for name, lower in tables.items():
        above = lower.above[lower.above[:, 0] > 0]
        pairs = [(name, above)]
        pairs += [(upper, lower.parts_of(tables[upper])) for upper in lower.part_of]
        for upper, rows in pairs:
            left = _left(tables[upper], limits[upper], lower, limits[name], rows)
            for pair, cell in np.argwhere(left.too_narrow(policy)).tolist():
                yield name, int(rows[pair, 1]), cell


def _left(
    upper: DomainTables, upper_limits: tuple[IntArray, IntArray],
    lower: DomainTables, lower_limits: tuple[IntArray, IntArray], rows: Rows,
) -> Left:  # fmt: skip
    across = matching(upper, lower)
    whole_rows, part_rows = rows.T
    known = (across >= 0) & lower.published[part_rows]
    there = np.ix_(whole_rows, np.maximum(across, 0))
    whole = upper_limits[0][there], upper_limits[1][there]
    part = lower_limits[0][part_rows], lower_limits[1][part_rows]
    parts = replace(
        lower, lineage=lower.lineage[:0], part_of={}, sums=(), subjects=part_rows,
        low=part[0], high=part[1], crossed=lower.crossed[part_rows],
    )  # fmt: skip
    return left_of(whole, part, known & upper.published[there], parts)
