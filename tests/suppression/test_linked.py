import numpy as np
import pytest

from aggregates.policies import shipped_policy
from suppression.linked import (
    LinkedTableError,
    Protection,
    domain_table,
    hierarchy_equations,
    linked_table,
    published_limits,
)
from tests.suppression.linked_tables import grid
from tests.suppression.small_cohorts import SEX_AGE, plan_of

CMS = shipped_policy("cms")


def test_primaries_are_small_zeros_stay_published_and_each_other_cell_weighs_one() -> None:
    table = grid([[3, 40], [0, 20], [60, 21]], 20)
    assert sorted(table.counts[table.primary].tolist()) == [3, 20, 20]  # one is a row total
    assert not table.candidates[table.counts == 0].any()
    assert set(table.weights.tolist()) == {1.0}


def test_equations_must_hold_for_the_true_counts() -> None:
    with pytest.raises(LinkedTableError, match="equation 0"):
        linked_table(np.array([5, 2, 2]), [np.array([0, 1, 2])], 2)


def test_a_hierarchy_adds_up_along_codes_and_along_every_dimension() -> None:
    # root, two codes; one dimension of two groups: cells 0-2, 3-5, 6-8, totals first
    rows = {tuple(cells.tolist()) for cells in hierarchy_equations([-1, 0, 0], [2])}
    assert rows == {(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8)}


def test_a_window_narrower_than_the_width_is_raised() -> None:
    assert Protection(1, 18, 10).top == 18
    assert Protection(1, 10, 10).top == 11


def test_a_domain_brings_its_complements_as_virtual_cells() -> None:
    # total, women, men, three ages: the denominator has 100 people, the subject 95 of them
    plan = plan_of({"sex": 2, "age": 3})
    counts = np.array([[100, 60, 40, 30, 30, 40], [95, 57, 38, 30, 25, 40]])
    table = domain_table(plan, counts, np.zeros(2, np.bool_), CMS)
    complement = table.counts[table.virtual]
    assert sorted(complement.tolist()) == [0, 0, 2, 3, 5, 5]
    # five people are without the subject: sensitive, though no published cell says so
    assert table.primary[table.virtual].sum() == 4
    assert table.further(table.virtual | table.primary) == 0


def test_a_domain_with_crossings_and_children_that_cover_their_parent() -> None:
    plan = plan_of({"sex": 2, "age": 3}, ["sex*age"])
    assert plan.cells == SEX_AGE.cells + 6
    inner = np.array([[5, 20, 30], [12, 0, 40]])
    row = np.concatenate([[inner.sum()], inner.sum(axis=1), inner.sum(axis=0), inner.ravel()])
    counts = np.stack([4 * row, 3 * row, 2 * row, row])  # denominator, parent, two children
    crossed = np.array([True, True, True, False])  # one child is too small for crossings
    counts[3, plan.cells_without_crossings :] = 0
    table = domain_table(plan, counts, crossed, CMS, [np.array([1, 2, 3])])
    sizes = [len(cells) for cells in table.equations]
    assert len([size for size in sizes if size == 3]) > 0
    assert table.counts.size > counts.size


def test_a_withheld_cell_is_limited_by_the_smallest_published_cell_around_it() -> None:
    table = grid([[3, 40], [30, 7]], 10)
    hidden = table.counts < 45
    hidden[[3, 1]] = False  # the totals of the first row (43) and column (33) stay published
    low, high = published_limits(table, hidden)
    first, second = 4, 5
    assert (low[first], high[first]) == (0, 33)
    assert (low[second], high[second]) == (0, 43)
    assert low[1] == high[1] == 33
    hidden[:] = True
    with pytest.raises(LinkedTableError):
        published_limits(table, hidden)
