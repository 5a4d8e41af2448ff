"""How far two shares lie apart."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import Count, band_limits, read_count
from suppression.contrasts import Contrast, contrast, contrast_of_parts, narrower
from suppression.shares import share
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US


def published(count: int) -> Count:
    low, high = band_limits(np.array([count]), 20)
    return read_count(int(low[0]), int(high[0]), ALL_OF_US)


def test_two_shares_of_the_same_people_are_told_apart_where_ranges_of_shares_meet() -> None:
    whole, many, few = published(990), published(61), published(60)
    apart = share(many, whole), share(few, whole)
    assert apart[0] is not None
    assert apart[1] is not None
    assert not contrast(*apart).first_is_greater  # 61/1000 is less than 60/981
    found = contrast_of_parts(many, few, whole)
    assert found == Contrast(1 / 1000, 39 / 981)
    assert found.first_is_greater


def test_a_part_of_another_is_never_greater() -> None:
    whole = published(500)
    found = contrast_of_parts(published(45), published(50), whole, first_within=True)
    assert found == Contrast(-19 / 481, 0)
    assert not found.second_is_greater  # they may be the same people


def test_without_surely_anybody_there_is_no_difference() -> None:
    assert contrast_of_parts(published(5), published(5), published(9)) is None


@settings(max_examples=examples(300), deadline=None)
@given(st.integers(21, 5000), st.data())
def test_the_range_contains_the_true_difference(whole: int, data: st.DataObject) -> None:
    second = data.draw(st.integers(0, whole))
    within = data.draw(st.booleans())
    first = data.draw(st.integers(0, second if within else whole))
    counts = published(first), published(second), published(whole)
    shares = share(counts[0], counts[2]), share(counts[1], counts[2])
    assert shares[0] is not None
    assert shares[1] is not None
    found = narrower(contrast(*shares), contrast_of_parts(*counts, first_within=within))
    assert found.low - 1e-12 <= (first - second) / whole <= found.high + 1e-12
