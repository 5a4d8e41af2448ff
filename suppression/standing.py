"""Whole tables of one subject by itself, in which its small counts get as high as they need be.

Many subjects are part of the same whole, and what keeps a small count of theirs down is most often
that the whole's own is small too. Tables in which each of the whole's small counts is as high as
is asked in one of them serve the attack beside all its parts.
"""

import numpy as np

from suppression.bands import IntArray
from suppression.known import Rows
from suppression.program import CellProgram, FloatArray, equations
from suppression.tables import TablePlan

_MOST = 64  # tables of one subject


class Standing:
    """Makes such tables of subjects of one plan, with crossings or not."""

    def __init__(self, plan: TablePlan, crossed: bool) -> None:
        self._cells = plan.cell_count(crossed)
        self._solver = CellProgram(self._cells, equations(plan, crossed))
        self._solver.expect_new_costs()
        # all at once, then one of each column of a crossing, then one of each cut, then one alone
        self._alike = [
            np.arange(self._cells),
            plan.column_of[: self._cells],
            plan.cut_of[: self._cells],
            np.zeros(self._cells, np.intp),
        ]

    def tables(self, low: IntArray, high: IntArray, top: int) -> list[IntArray]:
        """Tables (cells,) within ``low`` and ``high`` (cells,). None where these contradict each
        other. Every count that may be less than ``top`` gets there in one of them, or as high as
        it can, while they are not too many."""
        self._solver.set_bounds(low, high)
        wanted = np.minimum(high, top)
        pending, choice = np.flatnonzero(low < wanted), 0
        found: list[IntArray] = []
        while len(pending) and len(found) < _MOST:
            first = np.unique(self._alike[choice][pending], return_index=True)[1]
            pushed = pending[np.sort(first)]
            table = self._solver.maximise(_one_for_each(pushed, self._cells))
            if table is None:
                return []
            found.append(table)
            left = pending[table[pending] < wanted[pending]]
            last = choice == len(self._alike) - 1
            if last and len(left) == len(pending):
                left = left[1:]  # it is as high as it can be
            elif last:
                choice = 1
            elif len(left) == len(pending):
                choice += 1
            pending = left
        return found


def _one_for_each(pushed: Rows, cells: int) -> FloatArray:
    cost = np.zeros(cells)
    cost[pushed] = 1.0
    return cost
