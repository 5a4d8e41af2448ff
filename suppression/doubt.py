"""Primaries that equations leave open but whole numbers close, and what opens them again.

In a table of three or more dimensions a hidden cell may lie on a circulation of hidden cells that
moves some of them by fractions only, or by more than they can lose. Whole counts then have one
value although the linear relaxation has many. The first programme here pushes all primaries at
once; what it moves by whole numbers is in doubt, as wanted.
"""

import numpy as np

from suppression.linked import (
    BoolArray,
    CellArray,
    FloatArray,
    LinkedTable,
    UnprotectableError,
)
from suppression.pushes import CheapestPush, Targets
from suppression.table_attacker import components
from suppression.table_program import TableProgram, among

_MOVED = 0.5
_FAR = 1e6


def beyond_doubt(table: LinkedTable, hidden: BoolArray) -> CellArray:
    """Hidden primaries for which one whole count only fits all that is published."""
    doubted = np.zeros(table.cells, np.bool_)
    for part in components(table, hidden):
        primaries = np.flatnonzero(table.primary[part])
        if len(primaries):
            doubted[part[_doubted(table, part, primaries)]] = True
    return np.flatnonzero(table.primary & hidden & ~doubted)


def _doubted(table: LinkedTable, part: CellArray, primaries: CellArray) -> BoolArray:
    program = TableProgram(among(table, part), len(part), np.zeros(len(table.equations)))
    counts = table.counts[part].astype(np.float64)
    moved = np.zeros(len(part), np.bool_)
    for sign in (1.0, -1.0):
        for step in (len(primaries), 1):
            while len(still := primaries[~moved[primaries]]):
                before = int(moved.sum())
                for cells in [still] if step > 1 else still[:, None]:
                    if moved[cells].all():
                        continue
                    _limit(program, counts, cells)
                    goal = np.full(len(cells), sign)
                    found = program.maximise(cells, goal)
                    if found.whole() is None and step == 1:
                        found = program.maximise_whole(cells, goal, 1.0)
                    if found.whole() is not None:
                        moved |= np.abs(found.values) > _MOVED
                if int(moved.sum()) - before < 0.1 * len(still):
                    break
    return moved


def _limit(program: TableProgram, counts: FloatArray, cells: CellArray) -> None:
    low, high = -counts.copy(), np.full(len(counts), _FAR)
    low[cells], high[cells] = np.maximum(low[cells], -1.0), 1.0
    program.set_bounds(low, high)


def kept_in_doubt(table: LinkedTable, hidden: BoolArray) -> BoolArray:
    """The pattern with what it takes that no primary has one whole value only."""
    while len(cells := beyond_doubt(table, hidden)):
        ups = Targets(cells, np.ones(len(cells)), np.ones(len(cells)))
        cheapest = CheapestPush(table, ups)
        for target in range(len(cells)):
            witness = cheapest.cells(hidden, target, whole=True)
            if witness is None:
                raise UnprotectableError("a primary cannot be protected by hiding cells")
            hidden = hidden | witness
    return hidden
