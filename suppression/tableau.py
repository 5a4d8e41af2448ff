"""The dual simplex on a dense tableau: the search behind :mod:`suppression.simplex`.

What it finds is never taken at its word: the limits are worked out from its multipliers elsewhere,
in whole numbers.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray

FloatArray = NDArray[np.float64]

SLACK: Final = 1e-7  # what is less apart is the same
STEPS: Final = 4000  # pivots of one search
# Costs so small that they change no end of a search, and multiples that are spread evenly over 0..1
LITTLE: Final = 1e-5
GOLDEN: Final = 0.6180339887498949


@dataclass(frozen=True)
class Boxed:
    """Whole numbers x, ``0 <= x <= most`` (n,), with ``low <= rows @ x <= high``, rows (m, n).

    ``rows`` holds 0 and 1.
    """

    rows: NDArray[np.int64]
    low: IntArray
    high: IntArray
    most: IntArray


def _apart(columns: int) -> FloatArray:
    """Small costs (n,), no two alike, so that no step of the dual simplex is of length zero.

    Most entries gain nothing, and steps between equals go round and round. They are taken off again
    before a limit is worked out.
    """
    spread = np.arange(1, columns + 1) * GOLDEN % 1
    return np.asarray(LITTLE * (1 + spread), np.float64)


class Search:
    """The dual simplex with flips of bounds (Maros 2003), on a dense tableau.

    Columns 0..n-1 are x, n..n+m-1 the sums. ``table`` writes the basic ones by the others.
    """

    def __init__(
        self, problem: Boxed, gain: IntArray, at_least: IntArray, at_most: IntArray
    ) -> None:
        rows, columns = problem.rows.shape
        self.table = problem.rows.astype(np.float64)
        self.change = np.empty_like(self.table)  # room for a product that every step makes
        self.cost = gain - _apart(columns)
        self.low = np.concatenate([at_least, problem.low]).astype(np.float64)
        self.high = np.concatenate([at_most, problem.high]).astype(np.float64)
        self.outside = np.arange(columns)
        self.inside = np.arange(columns, columns + rows)
        self.at_high = self.cost > 0
        self.columns = columns
        self.feasible = False

    def run(self) -> FloatArray | None:
        """Search; multipliers that prove that there is nothing, or ``None``."""
        for _ in range(STEPS):
            value = self.table @ self._outer()
            under = self.low[self.inside] - value
            over = value - self.high[self.inside]
            gap = np.maximum(under, over)
            leaving = int(np.argmax(gap))
            if gap[leaving] <= SLACK:
                self.feasible = True
                return None
            up = bool(under[leaving] > over[leaving])
            entering = self._entering(leaving, up, gap[leaving])
            if entering is None:
                return self._ray(leaving, up)
            self._pivot(leaving, entering)
            self.at_high[entering] = not up
        return None

    def again(self, gain: IntArray, enough: float = np.inf) -> bool:
        """Maximise another sum from where the search ended, by the primal simplex, until it is
        ``enough``; whether it got to an end that can be trusted."""
        cost = np.concatenate([gain.astype(np.float64), np.zeros(len(self.inside))])
        self.cost = cost[self.outside] + cost[self.inside] @ self.table
        room = self.high - self.low
        for _ in range(STEPS):
            gains = np.where(self.at_high, -self.cost, self.cost)
            gains[room[self.outside] <= 0] = 0
            entering = int(np.argmax(gains))
            if gains[entering] <= SLACK or self.cost @ self._outer() >= enough - SLACK:
                value = self.table @ self._outer()
                wrong = np.maximum(self.low[self.inside] - value, value - self.high[self.inside])
                self.feasible = bool(wrong.max(initial=0) <= 10 * SLACK)
                return self.feasible
            self._step(entering, room)
        return False

    def _step(self, entering: int, room: FloatArray) -> None:
        """Move a column from its limit until a basic one, or it, reaches another limit."""
        value = self.table @ self._outer()
        way = -self.table[:, entering] if self.at_high[entering] else self.table[:, entering]
        moving = np.abs(way) > 1e-9
        ahead = np.where(way > 0, self.high[self.inside] - value, value - self.low[self.inside])
        step = np.full(len(way), np.inf)
        step[moving] = np.maximum(ahead[moving], 0) / np.abs(way[moving])
        shortest = float(step.min(initial=np.inf))
        if room[self.outside[entering]] <= shortest:
            self.at_high[entering] = not self.at_high[entering]
            return
        near = np.flatnonzero(step <= shortest + 1e-9)
        leaving = int(near[np.argmax(np.abs(way[near]))])
        reaches_high = bool(way[leaving] > 0)
        self._pivot(leaving, entering)
        self.at_high[entering] = reaches_high

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

    def _pivot(self, leaving: int, entering: int) -> None:
        """Exchange a basic column with one of the others."""
        pivot = self.table[leaving, entering]
        row = self.table[leaving] / -pivot
        row[entering] = 1 / pivot
        column = self.table[:, entering].copy()
        self.table[:, entering] = 0
        touched = np.flatnonzero(column)
        change = np.multiply(column[touched, None], row, out=self.change[: len(touched)])
        if len(touched) == len(column):
            self.table += change
        else:
            self.table[touched] += change
        self.table[leaving] = row
        cost = self.cost[entering]
        self.cost[entering] = 0
        self.cost += cost * row
        inside, outside = self.inside[leaving], self.outside[entering]
        self.inside[leaving], self.outside[entering] = outside, inside

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
