"""What an attacker derives about the hidden cells of a linked table.

The attacker knows every published cell, every equation, and that counts are whole and not below
zero. Hidden cells that no equation connects are attacked apart. One linear programme per component
is kept and only its objective changes; a whole-number table found for one cell is a witness for
all cells at once, and cells that witnesses already show to be protected are not solved for
(Fischetti and Salazar 2001 solve two programmes for every cell).
"""

from dataclasses import dataclass

import numpy as np

from suppression.bands import IntArray
from suppression.linked import BoolArray, CellArray, LinkedTable, Protection
from suppression.table_program import TableProgram, among, sums_of

_UNPUBLISHED = 4
_HELPFUL = 0.9  # pushing together goes on while it settles a tenth of what is open
_WHOLE = 1e-6


@dataclass(frozen=True)
class Ranges:
    """The counts (n,) an attacker finds possible: ``low`` to ``high``, whole-number tables each."""

    low: IntArray
    high: IntArray

    def recovered(self, primary: BoolArray) -> int:
        """Primaries of which one count only is possible."""
        return int((primary & (self.low == self.high)).sum())

    def narrower(self, primary: BoolArray, width: int) -> int:
        """Primaries whose range is less than ``width`` wide."""
        return int((primary & (self.high - self.low < width)).sum())

    def lost(self, primary: BoolArray, low: int, high: int) -> int:
        """Primaries for which a count of ``low`` to ``high`` is excluded."""
        return int((primary & ((self.low > low) | (self.high < high))).sum())


def components(table: LinkedTable, hidden: BoolArray) -> list[CellArray]:
    """Hidden cells that equations connect, each component apart."""
    leader = np.arange(table.cells)

    def find(cell: int) -> int:
        while leader[cell] != cell:
            leader[cell] = leader[leader[cell]]
            cell = int(leader[cell])
        return cell

    for cells in table.equations:
        unknown = cells[hidden[cells]]
        for other in unknown[1:]:
            leader[find(int(other))] = find(int(unknown[0]))
    roots = np.array([find(int(cell)) for cell in np.flatnonzero(hidden)], np.intp)
    order = np.argsort(roots, kind="stable")
    ends = np.flatnonzero(np.diff(roots[order])) + 1
    parts = np.split(np.flatnonzero(hidden)[order], ends)
    return [part for part in parts if len(part)]


def attack(
    table: LinkedTable,
    hidden: BoolArray,
    enough: Protection,
    targets: BoolArray | None = None,
    *,
    whole: bool = True,
) -> Ranges:
    """The range of every target (by default every hidden cell), or as much as is ``enough``.

    A range that covers ``enough`` may be wider than it says; any other is exact. Cells that are
    no targets carry what witnesses happen to show. With ``whole`` every end has a table of whole
    numbers as its witness; without, ends are those of the linear relaxation, rounded inwards (in
    tables of three dimensions an attacker who knows that counts are whole can know more).
    """
    wanted = hidden if targets is None else targets & hidden
    ranges = Ranges(table.counts.copy(), table.counts.copy())
    for part in components(table, hidden):
        if wanted[part].any():
            _Component(table, part, enough, ranges, whole).attack(wanted[part])
    return ranges


class _Component:
    """The attack on hidden cells that equations connect; improves ``ranges`` in place."""

    def __init__(
        self,
        table: LinkedTable,
        part: CellArray,
        enough: Protection,
        ranges: Ranges,
        whole: bool,
    ) -> None:
        inside = np.zeros(table.cells, np.bool_)
        inside[part] = True
        self._program = TableProgram(among(table, part), len(part), sums_of(table, inside))
        self._part, self._ranges, self._whole = part, ranges, whole
        self._counts = table.counts[part].astype(np.float64)
        self._enough = enough
        # Nothing published may limit a cell: then so many times the largest count is possible.
        self._ceiling = float(_UNPUBLISHED * int(table.counts.max()) + enough.top)

    def attack(self, targets: BoolArray) -> None:
        """Push all open targets together while that helps, then each by itself."""
        for up in (True, False):
            while len(still := self._open(targets, up)):
                self._push(still, up, limited=True)
                if len(self._open(targets, up)) > _HELPFUL * len(still):
                    break
            self._set_bounds(np.zeros(0, np.intp), up)
            for cell in self._open(targets, up):
                if self._is_open(cell, up):
                    self._push(np.array([cell]), up, limited=False)

    def _open(self, targets: BoolArray, up: bool) -> CellArray:
        return np.flatnonzero(targets & self._is_open(np.arange(len(self._part)), up))

    def _is_open(self, cells: CellArray, up: bool) -> BoolArray:
        at = self._part[cells]
        missing = self._ranges.high[at] < self._enough.top
        return np.asarray(missing if up else self._ranges.low[at] > self._enough.low)

    def _push(self, cells: CellArray, up: bool, limited: bool) -> None:
        if limited:
            self._set_bounds(cells, up)
        goal = np.full(len(cells), 1.0 if up else -1.0)
        if self._whole and not limited:
            found = self._program.maximise_whole(cells, goal, self._enough_alone(up))
        else:
            found = self._program.maximise(cells, goal)
        table = found.whole()
        if table is not None:
            self._note(table, table)
        elif not self._whole:
            # Rounded inwards, and never past the true count, which is possible.
            inner_low = np.minimum(np.ceil(found.values - _WHOLE), self._counts)
            inner_high = np.maximum(np.floor(found.values + _WHOLE), self._counts)
            self._note(inner_low.astype(np.int64), inner_high.astype(np.int64))

    def _enough_alone(self, up: bool) -> float:
        return float(self._enough.top if up else -self._enough.low)

    def _set_bounds(self, pushed: CellArray, up: bool) -> None:
        low, high = np.zeros(len(self._part)), np.full(len(self._part), self._ceiling)
        if up:  # no cell need go further than is enough: that leaves more to the others
            high[pushed] = np.maximum(self._enough.top, self._counts[pushed])
        else:
            low[pushed] = np.minimum(self._enough.low, self._counts[pushed])
        self._program.set_bounds(low, high)

    def _note(self, low: IntArray, high: IntArray) -> None:
        np.minimum.at(self._ranges.low, self._part, low)
        np.maximum.at(self._ranges.high, self._part, high)
