"""Whose bands tell of a subject what its own, and those above it, do not.

A descendant with 25 in a group shows that its ancestor has 25 or more there, and the domain too,
whatever their own bands say. Only its own bands can be made wider then.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product

import numpy as np

from suppression.bands import IntArray
from suppression.coupling import coupled_limits, couplings, same_people
from suppression.failures import Failure, Failures
from suppression.policy import Policy
from suppression.tables import DomainTables

Culprit = tuple[str, int, int, int]  # table, row, cell, and which end of its band
Move = tuple[int, int]  # a cell, and which end of its band
Yields = Callable[[str, int, Move], bool]
Limits = Mapping[str, tuple[IntArray, IntArray]]  # of every table's cells, by name


def blamed(
    tables: Mapping[str, DomainTables],
    failing: Failures,
    policy: Policy,
    yields: Yields,
) -> Failures:
    """Failures that no band of their own family explains, as failures of those who tell.

    ``yields`` tells whether a band of a table's row can be made wider. What nobody is found to
    tell stays as it is.
    """
    finder = _Finder(tables, policy, yields)
    found = Failures()
    for name, rows in failing.items():
        told: set[Culprit] = set()
        if not any(failure.binding for failures in rows.values() for failure in failures):
            for row, failures in rows.items():
                for failure in failures:
                    told |= finder.culprits(name, row, failure)
        blames = [(one, finder.moves(one)) for one in sorted(told)]
        for (table, at, cell, end), moves in blames:
            # a subject that nothing makes tell less is not listed; a denominator always is
            if moves or at:
                found.setdefault(table, {}).setdefault(at, []).append(Failure(cell, end, moves))
        if not any(moves or one[1] for one, moves in blames):
            for row, failures in rows.items():
                for failure in failures:
                    table, at, least = _least(tables, name, row, failure, yields)
                    found.setdefault(table, {}).setdefault(at, []).append(least)
    return found


def _beside(
    tables: Mapping[str, DomainTables], culprit: Culprit, yields: Yields
) -> tuple[Move, ...]:
    """What can be made wider so that a family's equations tell less of a cell: the bands of the
    cells beside it."""
    name, row, cell, end = culprit
    found = dict[Move, None]()
    for tie in tables[name].plan.ties(bool(tables[name].crossed[row])):
        parts = tie.parts.tolist()
        if cell in parts:
            found[tie.whole, end] = None
            found.update({(part, -end): None for part in parts if part != cell})
        elif cell == tie.whole:
            found.update({(part, end): None for part in parts})
    return tuple(move for move in found if yields(name, row, move))


def _least(
    tables: Mapping[str, DomainTables], name: str, row: int, failure: Failure, yields: Yields
) -> tuple[str, int, Failure]:
    """A failure with the bands among its tight cells that can be made wider, its own family's
    first: where many tell a little, any of them gives way; and where the cell's own band cannot,
    those beside it in an equation do."""
    moves: dict[tuple[str, int], list[Move]] = {}
    for table, at, cell, end in failure.tight if not failure.binding else ():
        if yields(table, at, (cell, end)):
            moves.setdefault((table, at), []).append((cell, end))
    if not moves:
        stays = not any(yields(name, row, (failure.cell, end)) for end in (-1, 1))
        if stays and not failure.binding:
            beside = _beside(tables, (name, row, failure.cell, failure.side), yields)
            return name, row, replace(failure, binding=beside)
        return name, row, failure
    owner = (name, row) if (name, row) in moves else min(moves)
    return *owner, replace(failure, cell=moves[owner][0][0], binding=tuple(moves[owner]))


class _Finder:
    """What each family tells by its own bands and equations alone, and what sums add to that."""

    def __init__(self, tables: Mapping[str, DomainTables], policy: Policy, yields: Yields) -> None:
        self._tables, self._yields = tables, yields
        self._cohort = next(iter(tables))
        self._own = coupled_limits(tables, policy, ())
        sums = [link for link in couplings(tables) if link.adds is not None]
        self._summed = coupled_limits(tables, policy, sums) if sums else self._own
        self._sums = sums

    def culprits(self, name: str, row: int, failure: Failure) -> set[Culprit]:
        """Those who tell of the cells that hold a count back, else of any of the subject's."""
        tight = [one for one in failure.tight if one[0] in self._tables]
        found = {told for one in tight for told in self._tellers(*one)}
        gives = any(self._yields(table, at, (place, end)) for table, at, place, end in tight)
        if not found and not gives:
            ends = product(range(len(self._tables[name].row(row)[0])), (-1, 1))
            found = {told for end in ends for told in self._tellers(name, row, *end)}
        return found

    def moves(self, culprit: Culprit) -> tuple[Move, ...]:
        """What can be made wider so that a family tells less of a cell: its band, or, where the
        equations tell more than the band or it cannot, those of the cells beside it."""
        name, row, cell, end = culprit
        beside = _beside(self._tables, culprit, self._yields)
        if self._yields(name, row, (cell, end)) and not (self._tells_beyond(culprit) and beside):
            return ((cell, end),)
        return beside

    def _tellers(self, name: str, row: int, cell: int, end: int) -> Iterator[Culprit]:
        """Who tells most about one end of a cell's band, if that is more than the family does."""
        limit = self._own[name][0 if end < 0 else 1]
        others = self._below(name, row, cell) if end < 0 else self._above(name, row, cell)
        known = int(limit[row, cell])
        best: tuple[int, Culprit] | None = None
        for table, there, place in (*others, (name, row, cell)):
            told = int(self._summed[table][0 if end < 0 else 1][there, place])
            if (told - known) * end < 0 and (best is None or (told - best[0]) * end < 0):
                best = told, (table, there, place, end)
        if best is not None:
            yield self._added(best[0], best[1])

    def _added(self, told: int, culprit: Culprit) -> Culprit:
        """Who makes a family tell so much: itself, or another that a sum ties it to, or others
        tie to that one. Where equations tell more than a band, the bands beside it give way first.
        """
        if self._limit(self._own, culprit) == told:
            return culprit
        found, reached, further = list[Culprit](), {culprit}, [culprit]
        while further and not found:
            beyond = [one for reached_one in further for one in self._summands(*reached_one)]
            new = [one for one in dict.fromkeys(beyond) if one not in reached]
            found = [one for one in new if self._gives(one)]
            reached.update(new)
            further = [one for one in new if self._tells_for_others(one)]
        return min(found, key=self._rank, default=culprit)

    def _gives(self, culprit: Culprit) -> bool:
        """Whether a band can be made wider, or what its family's equations tell beyond it."""
        table, row, cell, end = culprit
        return self._yields(table, row, (cell, end)) or self._tells_beyond(culprit)

    def _tells_beyond(self, culprit: Culprit) -> bool:
        """Whether a family's equations tell more of a cell than its band does."""
        table, row, cell, end = culprit
        band = (self._tables[table].low if end < 0 else self._tables[table].high)[row, cell]
        return self._limit(self._own, culprit) != int(band)

    def _tells_for_others(self, culprit: Culprit) -> bool:
        """Whether a sum tells more of a cell than its own family does."""
        return self._limit(self._summed, culprit) != self._limit(self._own, culprit)

    def _limit(self, limits: Limits, culprit: Culprit) -> int:
        table, row, cell, end = culprit
        return int(limits[table][0 if end < 0 else 1][row, cell])

    def _rank(self, culprit: Culprit) -> tuple[bool, int, Culprit]:
        table, row, cell, _ = culprit
        width = int(self._tables[table].high[row, cell] - self._tables[table].low[row, cell])
        return not self._tells_beyond(culprit), width, culprit

    def _summands(self, table: str, row: int, cell: int, end: int) -> Iterator[Culprit]:
        """The ends of bands that together limit one end of a cell's by a sum."""
        for link in self._sums:
            if table == link.upper:
                for whole, *parts in link.rows[link.rows[:, 0] == row].tolist():
                    for here in np.flatnonzero(link.cells == cell).tolist():
                        yield from ((link.lower, part, here, end) for part in parts if whole == row)
            if table == link.lower and link.cells[cell] >= 0:
                for whole, *parts in link.rows[(link.rows[:, 1:] == row).any(axis=1)].tolist():
                    yield link.upper, whole, int(link.cells[cell]), end
                    yield from ((link.lower, part, cell, -end) for part in parts if part != row)

    def _below(self, name: str, row: int, cell: int) -> Iterator[tuple[str, int, int]]:
        own = self._tables[name]
        if name == self._cohort:
            for table, found in self._tables.items():
                if table != self._cohort:
                    across = same_people(own, found)
                    yield from self._where(table, [0], np.flatnonzero(across == cell))
            return
        if same_people(own, own)[cell] == cell:
            below = own.above[own.above[:, 0] == row, 1].tolist()
            yield from self._where(name, below, np.array([cell]))

    def _above(self, name: str, row: int, cell: int) -> Iterator[tuple[str, int, int]]:
        own = self._tables[name]
        if row and same_people(own, own)[cell] == cell:
            above = own.above[own.above[:, 1] == row, 0].tolist()
            yield from self._where(name, [one for one in above if one], np.array([cell]))

    def _where(
        self, table: str, rows: list[int], cells: IntArray
    ) -> Iterator[tuple[str, int, int]]:
        published = self._tables[table].published
        for row in rows:
            for cell in cells.tolist():
                if published[row, cell]:
                    yield table, row, cell
