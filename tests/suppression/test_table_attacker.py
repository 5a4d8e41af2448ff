import numpy as np
from hypothesis import given, settings

from suppression.exact import hide_exactly
from suppression.linked import LinkedTable, Protection, linked_table
from suppression.table_attacker import attack, components
from tests.examples import examples
from tests.suppression.linked_tables import cell, fitting_tables, grid, linked_cubes, small_grids

EVERYTHING = Protection(0, 10**6, 0)  # no range is enough: all ends are exact


def test_what_a_rectangle_of_hidden_cells_tells() -> None:
    table = grid([[3, 40], [30, 7]], 5)
    hidden = np.zeros(table.cells, np.bool_)
    corners = [cell(3, row, column) for row in (1, 2) for column in (1, 2)]
    hidden[corners] = True
    ranges = attack(table, hidden, EVERYTHING)
    # row sums 43 and 37, column sums 33 and 47: the first is 0 to 33, and all else follows
    assert ranges.low[corners].tolist() == [0, 10, 0, 4]
    assert ranges.high[corners].tolist() == [33, 43, 33, 37]


def test_cells_without_a_common_equation_are_apart() -> None:
    table = grid([[3, 40, 50], [30, 41, 51], [31, 42, 4]], 5)
    hidden = np.zeros(table.cells, np.bool_)
    hidden[[cell(4, 1, 1), cell(4, 2, 2), cell(4, 2, 3)]] = True
    assert [len(part) for part in components(table, hidden)] == [1, 2]


def test_a_count_that_equations_give_away_has_one_value() -> None:
    table = grid([[3, 40], [30, 41]], 5)
    ranges = attack(table, table.primary, EVERYTHING)
    assert ranges.recovered(table.primary) == 1
    assert ranges.narrower(table.primary, 10) == 1
    assert ranges.lost(table.primary, 1, 18) == 1


def test_counts_below_zero_are_impossible() -> None:
    # 3 + 4 = 7 is published: neither can exceed 7
    table = linked_table(np.array([7, 3, 4]), [np.array([0, 1, 2])], 5)
    ranges = attack(table, table.primary, EVERYTHING)
    assert ranges.low[1:].tolist() == [0, 0]
    assert ranges.high[1:].tolist() == [7, 7]


@settings(max_examples=examples(20), deadline=None)
@given(small_grids())
def test_ranges_are_those_of_all_tables_that_fit(table: LinkedTable) -> None:
    hidden = hide_exactly(table).hidden
    hidden[0] = False
    most = int(table.counts[0])  # the grand total stays published
    if (most + 1) ** int(hidden.sum()) > 50_000:
        return
    tables = np.array(list(fitting_tables(table, hidden, most)))
    ranges = attack(table, hidden, EVERYTHING)
    assert np.array_equal(ranges.low[hidden], tables.min(axis=0)[hidden])
    assert np.array_equal(ranges.high[hidden], tables.max(axis=0)[hidden])


@settings(max_examples=examples(10), deadline=None)
@given(linked_cubes())
def test_whole_numbers_tell_at_least_what_the_relaxation_tells(table: LinkedTable) -> None:
    hidden = hide_exactly(table).hidden
    enough = Protection(1, 19, 10)
    relaxed = attack(table, hidden, enough, table.primary, whole=False)
    whole = attack(table, hidden, enough, table.primary)
    assert relaxed.lost(table.primary, 1, 19) <= whole.lost(table.primary, 1, 19)
    assert relaxed.recovered(table.primary) <= whole.recovered(table.primary) == 0
