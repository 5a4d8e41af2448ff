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
_DENOMINATORS = np.zeros((1, 2), np.intp)


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
            _between(found, limits[name], found, limits[name], found.above)
            if name != cohort:
                _between(tables[cohort], limits[cohort], found, limits[name], _DENOMINATORS)
            for upper in found.part_of:
                rows = found.parts_of(tables[upper])
                _between(tables[upper], limits[upper], found, limits[name], rows)
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


def _between(
    upper: DomainTables,
    above: tuple[IntArray, IntArray],
    lower: DomainTables,
    below: tuple[IntArray, IntArray],
    rows: Rows,
) -> None:
    """Of each pair of rows (k, 2) the first, of ``upper``, counts everyone in the second, of
    ``lower``: in every cell of the same people that both publish, in place."""
    across = matching(upper, lower)
    here = np.flatnonzero(across >= 0)
    whole, part = np.ix_(rows[:, 0], across[here]), np.ix_(rows[:, 1], here)
    both = upper.published[whole] & lower.published[part]
    np.maximum.at(above[0], whole, np.where(both, below[0][part], 0))
    np.minimum.at(below[1], part, np.where(both, above[1][whole], UNLIMITED))


def groups_of(tables: DomainTables) -> list[tuple[TablePlan, bool, Rows]]:
    """The rows of a table with crossings and those without."""
    found = [(crossed, np.flatnonzero(tables.crossed == crossed)) for crossed in (True, False)]
    return [(tables.plan, crossed, rows) for crossed, rows in found if len(rows)]
