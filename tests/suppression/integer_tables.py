"""Whole tables found by integer programming: another way to decide what the closed form decides."""

from collections.abc import Mapping

import numpy as np

from suppression.bands import IntArray
from suppression.program import CellProgram, equations
from suppression.tables import DomainTables, TablePlan
from tests.suppression.small_cohorts import ALL_OF_US


def table_within(
    plan: TablePlan, low: IntArray, high: IntArray, crossed: bool = True
) -> IntArray | None:
    """A whole table within limits (cells,) that satisfies every equation, checked one by one."""
    if (low > high).any():
        return None
    program = CellProgram(len(low), equations(plan, crossed))
    program.set_bounds(low, high)
    table = program.maximise(np.zeros(len(low)))
    if table is not None:
        assert ((low <= table) & (table <= high)).all()
        for tie in plan.ties(crossed):
            assert table[tie.whole] == sum(table[part] for part in tie.parts)
    return table


def integer_table(
    tables: DomainTables,
    position: int,
    counts: Mapping[int, int],
    whole: IntArray | None = None,
    denominator: DomainTables | None = None,
) -> IntArray | None:
    """A table of one subject in which cells have given counts, within a whole table of everybody.

    ``whole`` (cells,) is one of the domain's own denominator, or of another ``denominator``.
    """
    low, high = (limit.copy() for limit in tables.row(position))
    if tables.subjects[position]:
        low[0] = max(low[0], ALL_OF_US.threshold + 1)
    if tables.plan.crossings:
        if tables.crossed[position]:
            low[0] = max(low[0], ALL_OF_US.crossing_floor)
        else:
            high[0] = min(high[0], ALL_OF_US.crossing_floor - 1)
    if whole is not None:
        above = denominator or tables
        for cut in tables.plan.cuts:
            here, there = tables.plan.slices[cut.id], above.plan.slices.get(cut.id)
            both = there is not None and there.stop <= len(whole) and here.stop <= len(high)
            if both and tables.plan.shared.issuperset(cut.dimensions):
                high[here] = np.minimum(high[here], whole[there])
    for cell, count in counts.items():
        if not low[cell] <= count <= high[cell]:
            return None
        low[cell] = high[cell] = count
    return table_within(tables.plan, low, high, bool(tables.crossed[position]))
