import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import Count, band_limits, read_count
from suppression.shares import Share, share
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US


def published(count: int, width: int = 20) -> Count:
    low, high = band_limits(np.array([count]), width)
    return read_count(int(low[0]), int(high[0]), ALL_OF_US)


@settings(max_examples=examples(200), deadline=None)
@given(st.integers(21, 500_000), st.data(), st.sampled_from(ALL_OF_US.widths))
def test_the_limits_contain_the_true_share(whole: int, data: st.DataObject, width: int) -> None:
    part = data.draw(st.integers(0, whole))
    found = share(published(part, width), published(whole))
    assert found is not None
    assert 0 <= found.low <= part / whole <= found.high <= 1


def test_limits_by_hand() -> None:
    assert share(published(30), published(90)) == Share(21 / 100, 40 / 81)


def test_all_of_a_group_reads_no_more_than_its_bands() -> None:
    assert share(published(100), published(100)) == Share(81 / 100, 1.0)


def test_a_small_part_may_be_nobody() -> None:
    assert share(published(5), published(1_000)) == Share(0, 20 / 981)


@pytest.mark.parametrize("whole", [0, 1, 20])
def test_a_denominator_that_may_be_empty_gives_no_share(whole: int) -> None:
    assert share(published(0), published(whole)) is None


def test_a_widened_denominator_that_may_be_empty_gives_no_share() -> None:
    assert share(published(30), published(30, width=40)) is None
