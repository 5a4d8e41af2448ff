"""Parts of a linked table that can be searched alone, and whose least losses add up.

A block keeps some cells and the equations among them. Whoever knows fewer equations derives less:
what protects the whole table protects each block, so blocks that share no cell give a lower bound,
the sum of theirs. The bound is good where the equations cut are those of large counts, which
hardly ever need a further cell: so cells are joined along the equations of the smallest wholes
first.
"""

import numpy as np

from suppression.linked import CellArray, LinkedTable


def blocks(table: LinkedTable, most: int) -> list[CellArray]:
    """All cells, in blocks of at most ``most`` that no cell is twice in."""
    block = np.arange(table.cells)
    sizes = np.ones(table.cells, np.intp)
    wholes = [int(table.counts[cells[0]]) for cells in table.equations]
    for number in np.argsort(wholes, kind="stable"):
        joined = np.unique(block[table.equations[number]])
        together = int(sizes[joined].sum())
        if len(joined) > 1 and together <= most:
            block[np.isin(block, joined)] = joined[0]
            sizes[joined[0]] = together
    return [np.flatnonzero(block == number) for number in np.unique(block)]


def block_table(table: LinkedTable, cells: CellArray) -> LinkedTable:
    """Some cells (k,) and the equations of which no other cell is part."""
    position = np.full(table.cells, -1, np.intp)
    position[cells] = np.arange(len(cells))
    inside = (position[equation] for equation in table.equations)
    return LinkedTable(
        table.counts[cells],
        tuple(equation for equation in inside if (equation >= 0).all()),
        table.primary[cells],
        table.hideable[cells],
        table.virtual[cells],
        table.weights[cells],
    )
