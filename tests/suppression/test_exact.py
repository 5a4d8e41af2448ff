from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from suppression.circuits import determined
from suppression.exact import hide_against_equations, hide_exactly
from suppression.linked import LinkedTable, Protection, UnprotectableError, linked_table
from suppression.table_attacker import attack
from tests.examples import examples
from tests.suppression.linked_tables import fitting_tables, grid, linked_cubes, small_grids


def test_one_small_cell_needs_three_others() -> None:
    pattern = hide_against_equations(grid([[3, 40, 50], [30, 41, 51], [31, 42, 60]], 5))
    assert pattern.hidden.sum() == 4
    assert pattern.bound == 3


def test_small_cells_that_protect_each_other_need_nothing() -> None:
    table = grid([[3, 4, 50], [2, 5, 51], [31, 42, 60]], 5)
    pattern = hide_against_equations(table)
    assert table.further(pattern.hidden) == 0


def test_the_cheaper_cells_are_hidden() -> None:
    table = grid([[3, 40, 50], [30, 41, 51], [31, 42, 60]], 5)
    weights = np.ones(table.cells)
    weights[table.counts > 45] = 10.0
    dear = linked_table(table.counts, table.equations, 5, weights=weights)
    pattern = hide_against_equations(dear)
    assert dear.loss(pattern.hidden) == pattern.bound == 3
    assert dear.counts[pattern.hidden].max() <= 45


def test_a_virtual_cell_that_is_sensitive_is_protected_too() -> None:
    # 100 people, 97 with the subject: the 3 without it are published nowhere, but 100 - 97 = 3
    counts, virtual = np.array([100, 97, 3]), np.array([False, False, True])
    table = linked_table(counts, [np.array([0, 1, 2])], 10, virtual=virtual)
    pattern = hide_against_equations(table)
    assert table.further(pattern.hidden) == 1


def test_what_cannot_be_protected_raises() -> None:
    with pytest.raises(UnprotectableError):
        hide_against_equations(_fixed())


def _fixed() -> LinkedTable:
    """A small count where no other cell may be hidden."""
    table = linked_table(np.array([30, 3, 27]), [np.array([0, 1, 2])], 10)
    return LinkedTable(
        table.counts,
        table.equations,
        table.primary,
        np.zeros(3, np.bool_),
        table.virtual,
        table.weights,
    )


@settings(max_examples=examples(25), deadline=None)
@given(small_grids())
def test_no_primary_has_one_value_only_in_all_tables_that_fit(table: LinkedTable) -> None:
    hidden = hide_exactly(table).hidden
    if hidden.sum() > 5:
        return
    most = int(table.counts[hidden].max(initial=0)) + 2
    tables = np.array(list(fitting_tables(table, hidden, most)))
    for primary in np.flatnonzero(table.primary):
        assert len(set(tables[:, primary].tolist())) > 1


@settings(max_examples=examples(15), deadline=None)
@given(small_grids())
def test_no_smaller_choice_of_further_cells_protects(table: LinkedTable) -> None:
    pattern = hide_against_equations(table)
    further = table.further(pattern.hidden)
    assert pattern.bound == pytest.approx(further)
    candidates = np.flatnonzero(table.candidates)
    for size in range(min(further, 3)):
        for chosen in combinations(candidates, size):
            hidden = table.primary.copy()
            hidden[list(chosen)] = True
            assert (determined(table, hidden) & table.primary).any()


@settings(max_examples=examples(20), deadline=None)
@given(linked_cubes())
def test_an_attacker_with_whole_numbers_recovers_no_primary(table: LinkedTable) -> None:
    hidden = hide_exactly(table).hidden
    ranges = attack(table, hidden, Protection(1, 19, 10), table.primary)
    assert ranges.recovered(table.primary) == 0
