"""Where the cells of a subject lie when its crossings form a star around one dimension.

Every crossing of a plan shares one dimension, the hub (sex, by default). Given the hub's counts,
the crossings no longer touch each other: that is what lets the counts that a cell can take be
worked out in closed form. A subject without crossings is a star around its total.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache

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


class Kind(IntEnum):
    """What a cell is to its star."""

    TOTAL = 0
    HUB = 1
    MARGIN = 2
    INNER = 3
    LOOSE = 4


@dataclass(frozen=True)
class Places:
    """For every cell (cells,) of a star its :class:`Kind`, and where it lies: the number of its
    crossing or loose cut, its column there, its hub group."""

    kind: Cells
    part: Cells
    column: Cells
    group: Cells


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

    @cached_property
    def places(self) -> Places:
        """Where every cell lies."""
        kind, part, column, group = (np.zeros(self.cells, np.intp) for _ in range(4))
        for number, spokes in enumerate(self.spokes):
            groups, columns = np.indices(spokes.inner.shape)
            kind[spokes.inner], part[spokes.inner] = Kind.INNER, number
            column[spokes.inner], group[spokes.inner] = columns, groups
            if spokes.margin is not None:
                kind[spokes.margin], part[spokes.margin] = Kind.MARGIN, number
                column[spokes.margin] = np.arange(len(spokes.margin))
        for number, cut in enumerate(self.loose):
            kind[cut], part[cut], column[cut] = Kind.LOOSE, number, np.arange(len(cut))
        kind[self.hub], group[self.hub] = Kind.HUB, np.arange(len(self.hub))
        kind[0] = Kind.TOTAL
        return Places(kind, part, column, group)


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
