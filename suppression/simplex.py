"""How large a sum of whole numbers can be under limits of other sums, proved by weak duality.

A small dual simplex for boxed problems finds multipliers; what is returned is worked out from them
in whole numbers only. So rounding, an early stop or a fault of the search can make a limit wider,
never wrong. Nothing is attacked here and no other library is needed: the site may use it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray

FloatArray = NDArray[np.float64]

DENOMINATOR: Final = 5040  # multipliers are rounded to this fraction: all of 1/2 .. 1/10 are exact
SLACK: Final = 1e-7
STEPS: Final = 4000  # pivots of one search
NODES: Final = 60  # searches of one maximum in whole numbers
SMALL: Final = 6_000  # coefficients of a problem that is searched for whole numbers at all


@dataclass(frozen=True)
class Boxed:
    """Whole numbers x, ``0 <= x <= most`` (n,), with ``low <= rows @ x <= high``, rows (m, n).

    ``rows`` holds 0 and 1.
    """

    rows: NDArray[np.int64]
    low: IntArray
    high: IntArray
    most: IntArray


def largest(problem: Boxed, gain: IntArray) -> int | None:
    """An upper limit of ``gain @ x``: the maximum over whole numbers, or slightly more.

    It is the maximum itself unless the search of :data:`NODES` problems is too short; a large
    problem is searched once, fractions allowed. ``None`` where it is proved that no x exists.
    """
    if not gain.any():
        return 0
    least = np.zeros_like(problem.most)
    open_nodes = [(least, problem.most)]
    best: int | None = None
    limit: int | None = None
    for _ in range(NODES if problem.rows.size <= SMALL else 1):
        if not open_nodes:
            break
        at_least, at_most = open_nodes.pop()
        found = _relaxed(problem, gain, at_least, at_most)
        if found is None or (best is not None and found.limit <= best):
            continue
        if problem.rows.size > SMALL:
            return found.limit
        whole = np.rint(found.point)
        place = int(np.argmax(np.abs(found.point - whole)))
        if abs(found.point[place] - whole[place]) < SLACK * 10:
            value = int(gain @ whole.astype(np.int64))
            attained = _holds(problem, whole.astype(np.int64))
            if not attained or value < found.limit:
                limit = found.limit if limit is None else max(limit, found.limit)
            best = value if attained and (best is None or value > best) else best
            continue
        below, above = at_most.copy(), at_least.copy()
        below[place] = int(np.floor(found.point[place]))
        above[place] = below[place] + 1
        open_nodes += [(at_least, below), (above, at_most)]
    for at_least, at_most in open_nodes:  # the search was too short: what is left counts as open
        found = _relaxed(problem, gain, at_least, at_most)
        if found is not None:
            limit = found.limit if limit is None else max(limit, found.limit)
    known = [one for one in (best, limit) if one is not None]
    return max(known) if known else None


@dataclass(frozen=True)
class _Relaxed:
    """``limit`` is proved; ``point`` (n,) is where the search ended, fractions allowed."""

    limit: int
    point: FloatArray


def _holds(problem: Boxed, point: IntArray) -> bool:
    sums = problem.rows @ point
    return bool(
        (sums >= problem.low).all()
        and (sums <= problem.high).all()
        and (point >= 0).all()
        and (point <= problem.most).all()
    )


def _relaxed(
    problem: Boxed, gain: IntArray, at_least: IntArray, at_most: IntArray
) -> _Relaxed | None:
    """The maximum with fractions, from above; ``None`` where there is provably no x."""
    search = _Search(problem, gain, at_least, at_most)
    ray = search.run()
    if ray is not None and _limit(problem, np.zeros_like(gain), at_least, at_most, ray) < 0:
        return None
    limit = _limit(problem, gain, at_least, at_most, search.multipliers())
    return _Relaxed(limit, search.point())


def _limit(
    problem: Boxed, gain: IntArray, at_least: IntArray, at_most: IntArray, multipliers: FloatArray
) -> int:
    """What the multipliers (m,) prove: ``gain @ x`` is at most this. Whole numbers only.

    For any y, ``gain @ x = y @ (rows @ x) + (gain - y @ rows) @ x``, and each term is at most what
    its limits allow.
    """
    times = np.rint(multipliers * DENOMINATOR).astype(np.int64)
    left = gain * DENOMINATOR - times @ problem.rows
    total = int(np.sum(np.where(times > 0, problem.high, problem.low) * times))
    total += int(np.sum(np.where(left > 0, at_most, at_least) * left))
    return total // DENOMINATOR


class _Search:
    """The dual simplex with flips of bounds (Maros 2003), on a dense tableau.

    Columns 0..n-1 are x, n..n+m-1 the sums. ``table`` writes the basic ones by the others.
    """

    def __init__(
        self, problem: Boxed, gain: IntArray, at_least: IntArray, at_most: IntArray
    ) -> None:
        rows, columns = problem.rows.shape
        self.table = problem.rows.astype(np.float64)
        self.cost = gain.astype(np.float64)
        self.low = np.concatenate([at_least, problem.low]).astype(np.float64)
        self.high = np.concatenate([at_most, problem.high]).astype(np.float64)
        self.outside = np.arange(columns)
        self.inside = np.arange(columns, columns + rows)
        self.at_high = self.cost > 0
        self.columns = columns

    def run(self) -> FloatArray | None:
        """Search; multipliers that prove that there is nothing, or ``None``."""
        for _ in range(STEPS):
            value = self.table @ self._outer()
            under = self.low[self.inside] - value
            over = value - self.high[self.inside]
            gap = np.maximum(under, over)
            leaving = int(np.argmax(gap))
            if gap[leaving] <= SLACK:
                return None
            up = bool(under[leaving] > over[leaving])
            entering = self._entering(leaving, up, gap[leaving])
            if entering is None:
                return self._ray(leaving, up)
            self._pivot(leaving, entering, up)
        return None

    def _outer(self) -> FloatArray:
        return np.where(self.at_high, self.high[self.outside], self.low[self.outside])

    def _entering(self, leaving: int, up: bool, gap: float) -> int | None:
        """The column that lets the leaving one reach its limit; those passed before it are flipped
        to their other limits."""
        row = self.table[leaving] if up else -self.table[leaving]
        room = self.high[self.outside] - self.low[self.outside]
        helps = np.where(self.at_high, row < -1e-9, row > 1e-9) & (room > 0)
        found = np.flatnonzero(helps)
        if not len(found):
            return None
        ratio = np.abs(self.cost[found] / row[found])
        found = found[np.lexsort((-np.abs(row[found]), np.round(ratio, 9)))]
        left = gap - np.cumsum(np.abs(row[found]) * room[found])
        passed = int(np.searchsorted(-left, 0.0, side="right"))
        if passed == len(found):
            if left[-1] > SLACK:
                return None
            passed -= 1
        flipped = found[:passed]
        self.at_high[flipped] = ~self.at_high[flipped]
        return int(found[passed])

    def _pivot(self, leaving: int, entering: int, up: bool) -> None:
        pivot = self.table[leaving, entering]
        row = self.table[leaving] / -pivot
        row[entering] = 1 / pivot
        column = self.table[:, entering].copy()
        self.table[:, entering] = 0
        touched = np.flatnonzero(column)
        self.table[touched] += np.outer(column[touched], row)
        self.table[leaving] = row
        cost = self.cost[entering]
        self.cost[entering] = 0
        self.cost += cost * row
        inside, outside = self.inside[leaving], self.outside[entering]
        self.inside[leaving], self.outside[entering] = outside, inside
        self.at_high[entering] = not up

    def multipliers(self) -> FloatArray:
        """One per sum (m,): the reduced costs of those that stand outside."""
        return self._of_sums(self.cost)

    def _ray(self, leaving: int, up: bool) -> FloatArray:
        """A combination of sums that cannot be what it must."""
        row = self.table[leaving] if up else -self.table[leaving]
        ray = self._of_sums(row)
        basic = self.inside[leaving]
        if basic >= self.columns:
            ray[basic - self.columns] -= 1 if up else -1
        return ray

    def _of_sums(self, values: FloatArray) -> FloatArray:
        found = np.zeros(len(self.inside))
        sums = self.outside >= self.columns
        found[self.outside[sums] - self.columns] = values[sums]
        return found

    def point(self) -> FloatArray:
        """Where the search ended, x (n,)."""
        outer = self._outer()
        everything = np.zeros(len(self.low))
        everything[self.outside] = outer
        everything[self.inside] = self.table @ outer
        return everything[: self.columns]
