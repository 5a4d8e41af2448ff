"""What anybody knows of single cells before calculating over whole tables.

The published bands, what the release's own rules say of totals, and interval propagation: each
equation and each comparison taken alone, again and again. Limits (n, cells) of every subject.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.policy import Policy
from suppression.sums import matching, whole_sums
from suppression.tables import DomainTables, TablePlan

Rows = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
Limits = dict[str, tuple[IntArray, IntArray]]
UNLIMITED = np.int64(1) << 40
_MOST_ROUNDS = 12


def limits_of(tables: DomainTables, policy: Policy) -> tuple[IntArray, IntArray]:
    """The bands, and what the release's own rules tell about each total beside them.

    A listed concept exceeds the threshold; crossings stand exactly where the band, before any
    widening, starts at the crossing floor or above.
    """
    low, high = tables.low.copy(), tables.high.copy()
    concept = tables.by_size
    low[concept, 0] = np.maximum(low[concept, 0], policy.threshold + 1)
    if tables.plan.crossings:
        crossed, first = tables.crossed, policy.first_crossed
        low[crossed, 0] = np.maximum(low[crossed, 0], first)
        high[~crossed, 0] = np.minimum(high[~crossed, 0], first - 1)
    return low, high


def known_limits(tables: Mapping[str, DomainTables], policy: Policy) -> Limits:
    """Limits after propagation. ``tables`` starts with the cohort, every domain's denominator."""
    limits = {name: limits_of(found, policy) for name, found in tables.items()}
    cohort = next(iter(tables))
    sums = list(whole_sums(tables)) if policy.publishes_exactly else []
    for _ in range(_MOST_ROUNDS):
        before = sum(int(high.sum() - low.sum()) for low, high in limits.values())
        for name, found in tables.items():
            _within_families(found, *limits[name])
            _between_families(found, *limits[name])
            if name != cohort:
                _under_the_cohort(tables[cohort], limits[cohort], found, limits[name])
            for upper, pairs in found.part_of.items():
                _under_another(tables[upper], limits[upper], found, limits[name], pairs)
        for one in sums:
            one.along(limits)
        if any((low > high).any() for low, high in limits.values()):
            break  # bands that contradict each other would drive limits apart without end
        if sum(int(high.sum() - low.sum()) for low, high in limits.values()) == before:
            break
    return limits


def along_equations(tables: DomainTables, low: IntArray, high: IntArray) -> None:
    """Each equation of each family, again and again, in place."""
    for _ in range(_MOST_ROUNDS):
        before = int(high.sum() - low.sum())
        _within_families(tables, low, high)
        if (low > high).any() or int(high.sum() - low.sum()) == before:
            break


def _within_families(tables: DomainTables, low: IntArray, high: IntArray) -> None:
    """Each equation of each family, once, in place."""
    for plan, crossed, rows in groups_of(tables):
        least, most = low[rows], high[rows]
        for tie in plan.ties(crossed):
            sum_low, sum_high = least[:, tie.parts].sum(axis=1), most[:, tie.parts].sum(axis=1)
            least[:, tie.whole] = np.maximum(least[:, tie.whole], sum_low)
            most[:, tie.whole] = np.minimum(most[:, tie.whole], sum_high)
            room_low = least[:, tie.whole, None] - (sum_high[:, None] - most[:, tie.parts])
            room_high = most[:, tie.whole, None] - (sum_low[:, None] - least[:, tie.parts])
            least[:, tie.parts] = np.maximum(least[:, tie.parts], room_low)
            most[:, tie.parts] = np.minimum(most[:, tie.parts], room_high)
        low[rows], high[rows] = least, most


def _between_families(tables: DomainTables, low: IntArray, high: IntArray) -> None:
    """Nobody exceeds the denominator, nor a descendant its ancestor, in place."""
    cells = shared_positions(tables)
    if not len(tables.above):
        return
    above, below = tables.above.T
    upper, lower = np.ix_(above, cells), np.ix_(below, cells)
    both = tables.published[upper] & tables.published[lower]
    np.maximum.at(low, upper, np.where(both, low[lower], 0))
    np.minimum.at(high, lower, np.where(both, high[upper], UNLIMITED))


def _under_the_cohort(
    cohort: DomainTables,
    above: tuple[IntArray, IntArray],
    tables: DomainTables,
    limits: tuple[IntArray, IntArray],
) -> None:
    across = matching(cohort, tables)
    here = np.flatnonzero(across >= 0)
    here = here[tables.published[0, here] & cohort.published[0, across[here]]]
    there = across[here]
    above[0][0, there] = np.maximum(above[0][0, there], limits[0][0, here])
    limits[1][0, here] = np.minimum(limits[1][0, here], above[1][0, there])


def _under_another(
    upper: DomainTables,
    above: tuple[IntArray, IntArray],
    tables: DomainTables,
    limits: tuple[IntArray, IntArray],
    pairs: IntArray,
) -> None:
    """Of each pair of subjects (k, 2) the first, of another table, counts everyone in the second,
    in place."""
    rows = np.stack([upper.rows_of(pairs[:, 0]), tables.rows_of(pairs[:, 1])], axis=1)
    first, second = rows[(rows >= 0).all(axis=1)].T
    across = matching(upper, tables)
    here = np.flatnonzero(across >= 0)
    there = across[here]
    whole, part = np.ix_(first, there), np.ix_(second, here)
    both = upper.published[whole] & tables.published[part]
    np.maximum.at(above[0], whole, np.where(both, limits[0][part], 0))
    np.minimum.at(limits[1], part, np.where(both, above[1][whole], UNLIMITED))


def shared_positions(tables: DomainTables) -> Rows:
    """Cells that count the same people in every subject of a domain."""
    return tables.plan.shared_cells(crossed=True)


def groups_of(tables: DomainTables) -> list[tuple[TablePlan, bool, Rows]]:
    """The rows of a table with crossings and those without."""
    found = [(crossed, np.flatnonzero(tables.crossed == crossed)) for crossed in (True, False)]
    return [(tables.plan, crossed, rows) for crossed, rows in found if len(rows)]
