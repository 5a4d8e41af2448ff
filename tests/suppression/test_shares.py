import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import Count, band_limits, read_count
from suppression.shares import Ratio, Share, Sum, ratio, share, share_among, together
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


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.sampled_from(ALL_OF_US.widths))
def test_shares_of_a_partition_contain_the_true_share_and_are_no_wider_than_plain_ones(
    counts: list[int], width: int
) -> None:
    bands = [published(count, width) for count in counts]
    whole = published(sum(counts))
    for place, count in enumerate(counts):
        others = [band for at, band in enumerate(bands) if at != place]
        found = share_among(bands[place], others, whole)
        if found is None:
            assert whole.low == 0
            assert all(band.low == 0 for band in bands)
            continue
        assert 0 <= found.low <= count / max(sum(counts), 1) <= found.high <= 1
        plain = share(bands[place], whole)
        assert plain is None or (plain.low <= found.low and found.high <= plain.high)


def test_a_share_of_a_partition_by_hand() -> None:
    """30 of 30 + 60: the least is 21 of 21 + 80, but of 100 at most; the most 40 of 40 + 41."""
    assert share_among(published(30), [published(50)], published(85)) == Share(21 / 81, 40 / 81)
    assert share_among(published(30), [published(70)], published(100)) == Share(21 / 100, 40 / 101)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.integers(0, 400), min_size=2, max_size=6), st.integers(1, 5))
def test_several_groups_together_contain_their_true_sum(counts: list[int], cut: int) -> None:
    parts, others = counts[:cut], counts[cut:]
    found = together(
        [published(part) for part in parts],
        [published(other) for other in others],
        published(sum(counts)),
    )
    assert found.low <= sum(parts) <= found.high


def test_what_the_others_leave_can_be_less_than_the_bands_add_up_to() -> None:
    small = published(5)
    assert together([small, small, small], [published(30)], published(50)) == Sum(1, 39)


def test_a_ratio_reaches_from_the_least_over_the_most_to_the_most_over_the_least() -> None:
    assert ratio(Share(0.2, 0.3), Share(0.1, 0.2)) == Ratio(0.2 / 0.2, 0.3 / 0.1)
    assert ratio(Share(0.2, 0.3), Share(0.0, 0.2)) is None
