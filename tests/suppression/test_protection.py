import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import BandError, check_on_grid
from suppression.protection import protect
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US, SEX_AGE, plan_of, random_truth, seeds

CROSSED = plan_of({"sex": 2, "age": 3, "race": 3}, ["sex*age", "sex*race"])


def totals(*counts: int) -> np.ndarray:
    """One subject per count, everybody in the first group of each cut."""
    return np.array([[count, count, 0, count, 0, 0] for count in counts])


def test_a_subject_is_listed_only_above_the_threshold() -> None:
    tables = protect("condition", SEX_AGE, np.arange(5), totals(100, 0, 20, 21, 22), ALL_OF_US)
    assert tables.subjects.tolist() == [0, 3, 4]


@pytest.mark.parametrize("people", [0, 1, 20])
def test_the_denominator_is_always_kept(people: int) -> None:
    tables = protect("condition", SEX_AGE, np.array([0]), totals(people), ALL_OF_US)
    assert tables.subjects.tolist() == [0]
    assert (tables.low == 0).all()
    assert (tables.high <= 40).all()


def test_small_groups_of_a_denominator_look_alike_up_to_the_second_grid() -> None:
    counts = np.array([[400, 380, 20, 319, 40, 41], [400, 380, 20, 319, 40, 41]])
    tables = protect("condition", SEX_AGE, np.arange(2), counts, ALL_OF_US)
    bands = [list(zip(*tables.row(position), strict=True)) for position in (0, 1)]
    # a group of 20 and one of 40 must not differ: who knows the rule would read "21 to 40"
    assert bands[0] == [(381, 400), (361, 380), (0, 40), (301, 320), (0, 40), (41, 60)]
    assert bands[1] == [(381, 400), (361, 380), (0, 20), (301, 320), (21, 40), (41, 60)]


def test_crossings_stand_where_the_band_starts_at_the_floor_and_nowhere_else() -> None:
    counts = np.zeros((5, CROSSED.cells), np.int64)
    counts[:, 0] = [1_000, 180, 200, 201, 221]
    tables = protect("condition", CROSSED, np.arange(5), counts, ALL_OF_US)
    assert tables.crossed.tolist() == [True, False, False, True, True]
    assert (tables.high[~tables.published] == 0).all()


def test_a_plan_without_crossings_has_nothing_to_leave_out() -> None:
    tables = protect("condition", SEX_AGE, np.arange(2), totals(100, 30), ALL_OF_US)
    assert tables.published.all()


def test_counts_below_zero_are_refused() -> None:
    with pytest.raises(BandError):
        protect("condition", SEX_AGE, np.arange(2), totals(100, 30) - 1, ALL_OF_US)


@settings(max_examples=examples(40), deadline=None)
@given(seeds, st.integers(0, 500))
def test_the_model_of_any_random_cohort_is_satisfied_by_its_true_counts(
    seed: int, persons: int
) -> None:
    truth = random_truth(seed, persons, CROSSED)
    tables = truth.protected(ALL_OF_US)["condition"]
    for position, subject in enumerate(tables.subjects.tolist()):
        counts = truth.domain[subject]
        low, high = tables.row(position)
        published = counts[: len(low)]
        check_on_grid(low, high, ALL_OF_US)
        assert ((low <= published) & (published <= high)).all()
        for tie in CROSSED.ties(bool(tables.crossed[position])):
            assert counts[tie.whole] == sum(counts[part] for part in tie.parts)
        shared = CROSSED.shared_cells(bool(tables.crossed[position]))
        assert (counts[shared] <= truth.domain[0, shared]).all()
        assert (counts <= truth.cohort[0]).all()


@settings(max_examples=examples(40), deadline=None)
@given(seeds, st.integers(0, 500))
def test_nothing_but_the_bands_of_true_counts_is_published(seed: int, persons: int) -> None:
    truth = random_truth(seed, persons, CROSSED)
    tables = truth.protected(ALL_OF_US)["condition"]
    rounded = (-(-truth.domain // 20)).clip(1) * 20
    again = protect("condition", CROSSED, np.arange(4), rounded, ALL_OF_US)
    listed = np.isin(again.subjects, tables.subjects)
    assert np.array_equal(again.low[listed], tables.low)
    assert np.array_equal(again.high[listed], tables.high)
