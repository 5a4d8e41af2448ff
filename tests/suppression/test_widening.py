import numpy as np
from hypothesis import given, settings

from suppression.bands import check_on_grid
from suppression.linked import LinkedTable, Protection, hierarchy_equations
from suppression.widening import audited_bands
from tests.examples import examples
from tests.suppression.linked_tables import linked_cubes, with_totals
from tests.suppression.small_cohorts import ALL_OF_US

WINDOW = Protection(1, 18, 10)


def test_bands_that_tell_nothing_stay() -> None:
    counts = with_totals([[3, 40], [30, 41]])
    published = audited_bands(counts, hierarchy_equations([-1, 0, 0], [2]), 20, WINDOW)
    assert published.widened == 0


def test_a_small_cell_between_bands_that_leave_no_room_is_given_room() -> None:
    # 61 to 80 in all, of which three times 21 to 40: at most 17 are left for the small cell
    counts = np.array([68, 21, 21, 21, 5])
    published = audited_bands(counts, [np.array([0, 1, 2, 3, 4])], 20, WINDOW)
    assert published.widened == 1
    check_on_grid(published.low, published.high, ALL_OF_US)


@settings(max_examples=examples(10), deadline=None)
@given(linked_cubes())
def test_widened_bands_still_contain_their_counts(table: LinkedTable) -> None:
    published = audited_bands(table.counts, table.equations, 20, WINDOW)
    assert (published.low <= table.counts).all()
    assert (table.counts <= published.high).all()
