"""How a band is made wider: which of the wider ones comes next, and what that costs.

All of it follows from published bands alone.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from suppression.bands import IntArray, grid_width, widened
from suppression.policy import Policy
from suppression.tables import DomainTables

Move = tuple[int, int]  # a cell, and the end of its band that moves outward: -1 or 1


def loss(
    tables: DomainTables, position: int, move: Move, policy: Policy
) -> tuple[int, int, int, int]:
    """A crossing's cell costs least, then a one-way cut's, then the total; then the wider band."""
    cell, end = move
    cut = next(cut for cut in tables.plan.cuts if cell < tables.plan.slices[cut.id].stop)
    low, high = moved(tables, position, move, policy)
    return (-len(cut.dimensions), high - low, cell, end)


def moved_out(
    tables: DomainTables, position: int, moves: Iterable[Move], policy: Policy
) -> DomainTables | None:
    """The tables with each band's end moved outward, or ``None`` where none can move."""
    low, high = tables.low.copy(), tables.high.copy()
    changed = False
    for move in moves:
        new_low, new_high = moved(tables, position, move, policy)
        cell = move[0]
        changed |= (new_low, new_high) != (int(low[position, cell]), int(high[position, cell]))
        low[position, cell], high[position, cell] = new_low, new_high
    after = replace(tables, low=low, high=high)
    for cell in np.flatnonzero(low[position] == 0).tolist():
        # a withheld cell must not tell what a cell that contains it was before it was widened
        if after.published[position, cell] and not grid_width(0, int(high[position, cell]), policy):
            high[position, cell] = _containing(after, position, cell, policy)
    return after if changed else None


def moved(tables: DomainTables, position: int, move: Move, policy: Policy) -> tuple[int, int]:
    """The narrowest wider band in which the wanted end lies further out; else withheld."""
    cell, end = move
    low: IntArray = tables.low[position, cell : cell + 1]
    high: IntArray = tables.high[position, cell : cell + 1]
    width = grid_width(int(low[0]), int(high[0]), policy)
    for wider in policy.widths:
        if 0 < width < wider:
            new_low, new_high = widened(low, high, wider)
            if (end < 0 and new_low[0] < low[0]) or (end > 0 and new_high[0] > high[0]):
                return int(new_low[0]), int(new_high[0])
    if not width or (end < 0 and low[0] == 0):
        return int(low[0]), int(high[0])
    return 0, _containing(tables, position, cell, policy)


def _containing(tables: DomainTables, position: int, cell: int, policy: Policy) -> int:
    """Upper limit of the smallest published cell that contains a cell; a total's own, on the
    coarsest grid, so that it does not tell on which one it lay."""
    ties = tables.plan.ties(bool(tables.crossed[position]))
    wholes = [tie.whole for tie in ties if cell in tie.parts]
    coarsest = policy.widths[-1]
    own = -(-int(tables.high[position, cell]) // coarsest) * coarsest
    return min((int(tables.high[position, whole]) for whole in wholes), default=own)
