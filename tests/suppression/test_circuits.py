import numpy as np

from suppression.circuits import determined, determining_cells
from tests.suppression.linked_tables import cell, grid

#           total  a    b    c
# total       .    .    .    .
# one         .    3   40   50
# two         .   30   41   51
# three       .   31   42    4
TABLE = grid([[3, 40, 50], [30, 41, 51], [31, 42, 4]], 5)


def hidden(*cells: tuple[int, int]) -> np.ndarray:
    pattern = np.zeros(TABLE.cells, np.bool_)
    pattern[[cell(4, row, column) for row, column in cells]] = True
    return pattern


def test_a_cell_alone_in_its_row_follows_from_the_row() -> None:
    alone = hidden((1, 1))
    assert determined(TABLE, alone).tolist() == alone.tolist()


def test_four_corners_of_a_rectangle_protect_each_other() -> None:
    assert not determined(TABLE, hidden((1, 1), (1, 2), (2, 1), (2, 2))).any()


def test_two_in_every_row_are_not_enough_where_a_chain_ends() -> None:
    # (3, 3) hangs on the rectangle by one cell of its row, and its column has no other hidden one
    pattern = hidden((1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (3, 3))
    assert np.flatnonzero(determined(TABLE, pattern)).tolist() == [cell(4, 3, 2), cell(4, 3, 3)]


def test_groups_of_equations_determine_what_no_single_one_does() -> None:
    # two rectangles joined by one cell: every row and column has two hidden cells or none, yet
    # the sum of the first two columns less that of the first two rows gives the joint away
    table = grid([[30] * 6 for _ in range(6)], 5)
    pattern = np.zeros(table.cells, np.bool_)
    first = [(1, 1), (1, 2), (2, 1), (2, 2)]
    second = [(3, 3), (3, 4), (4, 3), (4, 4)]
    for row, column in [*first, *second, (1, 3)]:
        pattern[cell(7, row, column)] = True
    joint = cell(7, 1, 3)
    assert np.flatnonzero(determined(table, pattern)).tolist() == [joint]
    needed = determining_cells(table, pattern, joint)
    assert len(needed)
    assert not pattern[needed].any()
