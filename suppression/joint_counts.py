"""How many people have several things at once, as far as published counts tell.

Fréchet (1951): of two groups of a population of n, at least ``a + b - n`` and at most ``min(a, b)``
people are in both. With counts for sexes, ages and pairs the limits become narrower. The narrowest
are those of a whole table: how many people of each cell (such as women of 65 to 74) have exactly
which of the things. Every published count is a sum of its entries, and so is the count asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from suppression.bands import Count, IntArray
from suppression.policy import Policy
from suppression.shares import Sum
from suppression.simplex import Maxima
from suppression.tableau import Boxed

Things = frozenset[int]


class ContradictionError(ValueError):
    """Counts that no table of people agrees with."""


@dataclass(frozen=True)
class Counted:
    """People with all ``things`` who are in one of ``cells``: from ``low`` to ``high``.

    ``cells`` (c,) tells which cells of the table are meant; the cells share out everybody.
    """

    things: Things
    cells: NDArray[np.bool_]
    low: int
    high: int


@dataclass(frozen=True)
class Relations:
    """What is known of things whatever the counts.

    ``implied``: of each pair everybody with the first has the second. ``apart``: nobody has both.
    """

    implied: frozenset[tuple[int, int]] = frozenset()
    apart: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Table:
    """All that is known of ``things`` (their number) in the cells of a table."""

    things: int
    relations: Relations
    known: tuple[Counted, ...]

    @property
    def cells(self) -> int:
        """How many cells share out everybody."""
        return len(self.known[0].cells)

    @property
    def size(self) -> int:
        """Entries of the programme: what it costs."""
        return len(self.known) * self.cells * len(profiles(self.things, self.relations))


def profiles(things: int, relations: Relations) -> tuple[Things, ...]:
    """Every set of things that one person may have.

    >>> [sorted(one) for one in profiles(2, Relations(implied=frozenset({(0, 1)})))]
    [[], [1], [0, 1]]
    """
    every = (
        frozenset(one) for size in range(things + 1) for one in combinations(range(things), size)
    )
    return tuple(
        one
        for one in every
        if all(more in one or less not in one for less, more in relations.implied)
        and not any({first, second} <= one for first, second in relations.apart)
    )


class Programme:
    """The limits of any number of sums over one table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._kinds = profiles(table.things, table.relations)
        rows = np.array([_row(self._kinds, one) for one in table.known])
        low = np.array([one.low for one in table.known], np.int64)
        high = np.array([one.high for one in table.known], np.int64)
        self._maxima = Maxima(Boxed(rows, low, high, _most(rows, high)))

    def limits(self, things: Things, cells: NDArray[np.bool_], known: Sum | None = None) -> Sum:
        """The least and the most people of ``cells`` who may have all of ``things``.

        No whole table within the published limits has fewer or more, and the limits are the
        narrowest that hold for all of them, unless the table is large or the search for whole
        numbers is given up, which only makes them wider. No search goes on where it cannot leave
        less than ``known``, limits from elsewhere. Raises :class:`ContradictionError` where
        no table agrees with what is known.
        """
        asked = _row(self._kinds, Counted(things, cells, 0, 0))
        floor, ceiling = (0, np.inf) if known is None else (known.low, known.high)
        most = self._maxima.largest(asked, ceiling)
        fewest = self._maxima.largest(-asked, -floor)
        if most is None or fewest is None or -fewest > most:
            raise ContradictionError("no table of people agrees with the published counts")
        return Sum(max(-fewest, 0), most)


def joint_limits(table: Table, things: Things, cells: NDArray[np.bool_]) -> Sum:
    """The limits of one sum over a table: see :meth:`Programme.limits`."""
    return Programme(table).limits(things, cells)


def _row(kinds: Sequence[Things], one: Counted) -> IntArray:
    """Which entries of a whole table a count is the sum of: cells by kinds of people."""
    has = np.array([one.things <= kind for kind in kinds], bool)
    return np.outer(one.cells, has).ravel().astype(np.int64)


def _most(rows: IntArray, high: IntArray) -> IntArray:
    """The most that each entry can be: no more than any count that it is part of."""
    limits = np.where(rows > 0, high[:, None], np.iinfo(np.int64).max)
    most: IntArray = limits.min(axis=0)
    if (most == np.iinfo(np.int64).max).any():
        raise ContradictionError("an entry is part of no count")
    return most


def frechet(parts: Sequence[Count | Sum], whole: Count | Sum) -> Sum:
    """Fréchet's limits for people who have all of several things, from the counts of each alone.

    >>> frechet([Sum(80, 90), Sum(50, 60)], Sum(95, 100))
    Sum(low=30, high=60)
    """
    least = sum(part.low for part in parts) - (len(parts) - 1) * whole.high
    return Sum(max(least, 0), min(part.high for part in parts))


def within(limits: Iterable[Sum]) -> Sum:
    """What several limits of the same count leave."""
    found = tuple(limits)
    return Sum(max(one.low for one in found), min(one.high for one in found))


def told(limits: Sum, policy: Policy) -> Sum:
    """Limits as they may be shown: a number from 1 to the threshold is never one of the ends.

    Zero, small and absent look alike: "20 or fewer" is the least upper limit that is shown.
    """
    low = limits.low if limits.low > policy.threshold else 0
    return Sum(low, max(limits.high, policy.threshold))
