"""Blocks share no cell, hold together what small wholes tie, and bound the table from below."""

import numpy as np
import pytest
from hypothesis import given, settings

from suppression.blocks import block_table, blocks
from suppression.linked import LinkedTable, Protection
from suppression.window_search import WindowSearch
from tests.examples import examples
from tests.suppression.linked_tables import grid, linked_cubes

WINDOW = Protection(1, 18, 10)


def test_cells_are_joined_along_the_smallest_wholes_first() -> None:
    # rows of 5, 50 and 500: a block of four cells is a row with its total
    table = grid([[2, 2, 1], [20, 20, 10], [200, 200, 100]], 5)
    rows = [sorted(table.counts[cells].tolist()) for cells in blocks(table, 4) if len(cells) > 1]
    assert [1, 2, 2, 5] in rows
    assert [10, 20, 20, 50] in rows


@pytest.mark.parametrize("most", [1, 4, 10, 100])
def test_every_cell_is_in_one_block_and_no_block_is_too_large(most: int) -> None:
    table = grid([[3, 40, 50], [30, 41, 51], [31, 42, 60]], 5)
    found = blocks(table, most)
    assert sorted(np.concatenate(found).tolist()) == list(range(table.cells))
    assert max(len(cells) for cells in found) <= most


def test_a_block_keeps_the_equations_that_lie_within_it() -> None:
    table = grid([[3, 40, 50], [30, 41, 51]], 5)
    first = table.equations[0]
    part = block_table(table, first)
    assert part.cells == len(first)
    assert [len(cells) for cells in part.equations] == [len(first)]
    assert block_table(table, np.arange(table.cells)).equations[0].tolist() == first.tolist()


@settings(max_examples=examples(6), deadline=None)
@given(linked_cubes())
def test_the_bounds_of_blocks_add_up_to_no_more_than_the_least_loss(table: LinkedTable) -> None:
    least = WindowSearch(table, WINDOW).least(20.0)
    assert least.pattern is not None
    loss = table.loss(least.pattern.hidden)
    parts = [block_table(table, cells) for cells in blocks(table, table.cells // 2)]
    bounds = [WindowSearch(part, WINDOW).least(5.0).bound for part in parts]
    assert sum(bounds) <= loss + 1e-6
    assert least.bound <= loss + 1e-6
