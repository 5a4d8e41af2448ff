import numpy as np
import pytest
from hypothesis import given, settings

from suppression.exact import hide_against_equations
from suppression.linked import LinkedTable, Protection, UnprotectableError
from suppression.table_attacker import attack
from suppression.window import hide_for_window
from tests.examples import examples
from tests.suppression.linked_tables import cell, grid, linked_cubes

ONE_TO_EIGHTEEN = Protection(1, 18, 10)


def test_a_small_cell_needs_neighbours_large_enough() -> None:
    # Against equations any rectangle would do; for 1 to 18 to stay possible its far corners
    # must be able to lose what the small cell gains.
    table = grid([[3, 4, 50], [2, 5, 51], [31, 42, 60]], 5)
    exact = hide_against_equations(table)
    assert table.further(exact.hidden) == 0  # the four small cells protect each other ...
    ranges = attack(table, exact.hidden, Protection(0, 10**6, 0), table.primary)
    assert ranges.high[table.primary].max() < 18  # ... but their sums are known to be small
    wide = hide_for_window(table, ONE_TO_EIGHTEEN, 5.0)
    ranges = attack(table, wide.hidden, ONE_TO_EIGHTEEN, table.primary)
    assert ranges.lost(table.primary, 1, 18) == 0
    assert wide.bound <= table.loss(wide.hidden)


def test_the_least_loss_of_a_small_table_is_proven() -> None:
    table = grid([[3, 40, 50], [30, 41, 51], [31, 42, 60]], 5)
    pattern = hide_for_window(table, ONE_TO_EIGHTEEN, 5.0)
    assert table.further(pattern.hidden) == 3
    assert pattern.bound == pytest.approx(3)
    assert pattern.hidden[cell(4, 1, 1)]


def test_a_window_that_no_hiding_keeps_raises() -> None:
    table = grid([[3, 40], [30, 41]], 5)
    fixed = LinkedTable(
        table.counts,
        table.equations,
        table.primary,
        np.zeros(table.cells, np.bool_),
        table.virtual,
        table.weights,
    )
    with pytest.raises(UnprotectableError):
        hide_for_window(fixed, ONE_TO_EIGHTEEN, 1.0)


@settings(max_examples=examples(8), deadline=None)
@given(linked_cubes())
def test_every_count_of_the_window_stays_possible(table: LinkedTable) -> None:
    pattern = hide_for_window(table, ONE_TO_EIGHTEEN, 2.0)
    ranges = attack(table, pattern.hidden, ONE_TO_EIGHTEEN, table.primary)
    assert ranges.lost(table.primary, 1, 18) == 0
    assert ranges.narrower(table.primary, 10) == 0
    assert pattern.bound <= table.loss(pattern.hidden) + 1e-6
