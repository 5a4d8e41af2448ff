"""Where the cells of a subject lie when its crossings form a star around one dimension.

Every crossing of a plan shares one dimension, the hub (sex, by default). Given the hub's counts,
the crossings no longer touch each other: that is what lets the counts that a cell can take be
worked out in closed form. A subject without crossings is a star around its total.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from suppression.tables import TablePlan

Cells = NDArray[np.intp]


@dataclass(frozen=True)
class Spokes:
    """One crossing: ``inner`` (hub groups, columns) its cells, ``margin`` (columns,) their sums.

    Around a total, the columns of a one-way cut are its cells and ``margin`` is ``None``.
    """

    inner: Cells
    margin: Cells | None


@dataclass(frozen=True)
class Place:
    """What a cell is to its star: ``kind`` total, hub, margin, inner or loose, and where."""

    kind: str
    part: int = 0
    column: int = 0
    group: int = 0


@dataclass(frozen=True)
class Star:
    """``hub`` (h,) cells, the crossings around it, and one-way cuts that only share the total."""

    hub: Cells
    spokes: tuple[Spokes, ...]
    loose: tuple[Cells, ...]
    cells: int

    @property
    def around_total(self) -> bool:
        """Whether the hub is the total itself."""
        return len(self.hub) == 1 and int(self.hub[0]) == 0

    def place(self, cell: int) -> Place:
        """Where a cell lies."""
        if cell == 0:
            return Place("total")
        for group, position in enumerate(self.hub.tolist()):
            if position == cell:
                return Place("hub", group=group)
        for part, spokes in enumerate(self.spokes):
            groups, columns = np.nonzero(spokes.inner == cell)
            if len(groups):
                return Place("inner", part, int(columns[0]), int(groups[0]))
            if spokes.margin is not None and (found := np.flatnonzero(spokes.margin == cell)).size:
                return Place("margin", part, int(found[0]))
        for part, cut in enumerate(self.loose):
            if (found := np.flatnonzero(cut == cell)).size:
                return Place("loose", part, int(found[0]))
        raise IndexError(f"cell {cell} lies nowhere in the plan")


@lru_cache(maxsize=256)
def star_of(plan: TablePlan, crossed: bool) -> Star:
    """The star that the cells of a subject form."""
    one_way = [cut for cut in plan.cuts if len(cut.dimensions) == 1]
    positions = {cut.id: np.arange(plan.slices[cut.id].start, plan.slices[cut.id].stop)
                 for cut in plan.cuts}  # fmt: skip
    if not (crossed and plan.crossings):
        spokes = tuple(Spokes(positions[cut.id][None, :], None) for cut in one_way)
        return Star(np.zeros(1, np.intp), spokes, (), plan.cell_count(crossed))
    hub = plan.hub_dimension
    found, joined = [], {hub}
    for cut in plan.crossings:
        grid = positions[cut.id].reshape(cut.sizes)
        other = next(name for name in cut.dimensions if name != hub)
        found.append(Spokes(grid if cut.dimensions[0] == hub else grid.T, positions[other]))
        joined.add(other)
    loose = tuple(positions[cut.id] for cut in one_way if cut.id not in joined)
    return Star(positions[hub], tuple(found), loose, plan.cells)
