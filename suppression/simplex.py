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
LITTLE: Final = 1e-5
GOLDEN: Final = 0.6180339887498949  # its multiples are spread evenly over 0..1
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


class Maxima:
    """Maxima of several sums over one problem; each search goes on where the last one ended."""

    def __init__(self, problem: Boxed) -> None:
        self.problem = problem
        self._ended: _Search | None = None

    def largest(self, gain: IntArray, known: float = np.inf) -> int | None:
        """An upper limit of ``gain @ x``: the maximum over whole numbers, or slightly more.

        It is the maximum itself unless the search of :data:`NODES` problems is too short; a large
        problem is searched once, fractions allowed. ``None`` where it is proved that no x exists.
        Who has a limit already gives it as ``known``: a large problem is searched no further once
        it is reached, and the answer may then be any number that is no less.
        """
        if not gain.any():
            return 0
        small = self.problem.rows.size <= SMALL
        root = self._root(gain, np.inf if small else known)
        if root is None or not small:
            return None if root is None else root.limit
        return _whole(self.problem, gain, root)

    def _root(self, gain: IntArray, enough: float) -> "_Relaxed | None":
        problem, least = self.problem, np.zeros_like(self.problem.most)
        if self._ended is not None and self._ended.again(gain, enough):
            limit = _limit(problem, gain, least, problem.most, self._ended.multipliers())
            return _Relaxed(limit, self._ended.point())
        found, search = _relaxed(problem, gain, least, problem.most, enough)
        self._ended = search if search.feasible else None
        return found


def _whole(problem: Boxed, gain: IntArray, root: "_Relaxed") -> int | None:
    """The maximum over whole numbers, by branch and bound (Land and Doig 1960)."""
    nodes = [(np.zeros_like(problem.most), problem.most, root)]
    best: int | None = None
    limits: list[int] = []  # of what was not searched to its end
    for _ in range(NODES):
        if not nodes:
            break
        at_least, at_most, found = nodes.pop()
        if best is not None and found.limit <= best:
            continue
        whole = np.rint(found.point).astype(np.int64)
        apart = np.abs(found.point - whole)
        place = int(np.argmax(apart))
        if apart[place] < SLACK * 10:
            if _holds(problem, whole):
                best = max(int(gain @ whole), best or int(gain @ whole))
            if best is None or best < found.limit:
                limits.append(found.limit)
            continue
        below, above = at_most.copy(), at_least.copy()
        below[place] = int(np.floor(found.point[place]))
        above[place] = below[place] + 1
        for low, high in ((at_least, below), (above, at_most)):
            branch, _ = _relaxed(problem, gain, low, high)
            if branch is not None:
                nodes.append((low, high, branch))
    limits += [found.limit for _, _, found in nodes]
    if best is not None:
        limits.append(best)
    return max(limits) if limits else None


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
    problem: Boxed,
    gain: IntArray,
    at_least: IntArray,
    at_most: IntArray,
    enough: float = np.inf,
) -> "tuple[_Relaxed | None, _Search]":
    """The maximum with fractions, from above, ``None`` where there is provably no x; the search."""
    search = _Search(problem, gain, at_least, at_most)
    ray = search.run()
    if ray is not None and _limit(problem, np.zeros_like(gain), at_least, at_most, ray) < 0:
        return None, search
    limit = _limit(problem, gain, at_least, at_most, search.multipliers())
    if search.feasible and search.again(gain, enough):
        limit = min(limit, _limit(problem, gain, at_least, at_most, search.multipliers()))
    return _Relaxed(limit, search.point()), search


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


def _apart(columns: int) -> FloatArray:
    """Small costs (n,), no two alike, so that no step of the dual simplex is of length zero.

    Most entries gain nothing, and steps between equals go round and round. They are taken off again
    before a limit is worked out.
    """
    return LITTLE * (1 + np.modf(np.arange(1, columns + 1) * GOLDEN)[0])


class _Search:
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
