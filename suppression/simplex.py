"""How large a sum of whole numbers can be under limits of other sums, proved by weak duality.

A small dual simplex for boxed problems finds multipliers; what is returned is worked out from them
in whole numbers only. So rounding, an early stop or a fault of the search can make a limit wider,
never wrong. Nothing is attacked here and no other library is needed: the site may use it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from suppression.bands import IntArray
from suppression.tableau import SLACK, Boxed, FloatArray, Search

DENOMINATOR: Final = 5040  # multipliers are rounded to this fraction: all of 1/2 .. 1/10 are exact
NODES: Final = 60  # searches of one maximum in whole numbers
SMALL: Final = 6_000  # coefficients of a problem that is searched for whole numbers at all


class Maxima:
    """Maxima of several sums over one problem; each search goes on where the last one ended."""

    def __init__(self, problem: Boxed) -> None:
        self.problem = problem
        self._ended: Search | None = None

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
) -> "tuple[_Relaxed | None, Search]":
    """The maximum with fractions, from above, ``None`` where there is provably no x; the search."""
    search = Search(problem, gain, at_least, at_most)
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
