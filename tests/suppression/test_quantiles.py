"""Quantiles from bands: the true one is always where they say it may be."""

import itertools
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import Count, band_limits, read_count
from suppression.quantiles import quantile_bins
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US as POLICY

QUARTER, HALF = Fraction(1, 4), Fraction(1, 2)
quantiles = st.fractions(min_value=0, max_value=1, max_denominator=20).filter(bool)
tables = st.lists(st.tuples(st.integers(0, 300), st.sampled_from([20, 40, 80])), min_size=1)


def banded(counts: list[tuple[int, int]]) -> list[Count]:
    """Bands of true counts, each on a grid of its own width."""
    low, high = band_limits(np.array([c for c, _ in counts]), np.array([w for _, w in counts]))
    limits = zip(low.tolist(), high.tolist(), strict=True)
    return [read_count(least, most, POLICY) for least, most in limits]


def bin_of(counts: list[int], quantile: Fraction) -> int:
    return next(
        place
        for place, reached in enumerate(accumulate(counts))
        if reached >= quantile * sum(counts)
    )


slack = st.tuples(st.integers(0, 30), st.integers(0, 30))


def together(counts: list[tuple[int, int]], slack: tuple[int, int]) -> tuple[int, int]:
    """Limits around the true sum."""
    whole = sum(count for count, _ in counts)
    return whole - slack[0], whole + slack[1]


@settings(max_examples=examples(500))
@given(counts=tables, quantile=quantiles, slack=slack)
def test_the_true_quantile_always_lies_in_the_interval(
    counts: list[tuple[int, int]], quantile: Fraction, slack: tuple[int, int]
) -> None:
    true = [count for count, _ in counts]
    for known in (None, together(counts, slack)):
        found = quantile_bins(banded(counts), quantile, known)
        if found is not None:
            assert found[0] <= bin_of(true, quantile) <= found[1]
        elif known is None:
            assert all(width >= count for count, width in counts)


@settings(max_examples=examples(200))
@given(counts=tables, quantile=quantiles)
def test_both_ends_of_the_interval_are_reached_by_some_table_within_the_bands(
    counts: list[tuple[int, int]], quantile: Fraction
) -> None:
    bands = banded(counts)
    found = quantile_bins(bands, quantile)
    if found is not None:
        lows, highs = [band.low for band in bands], [band.high for band in bands]
        first, last = found
        assert bin_of(highs[: first + 1] + lows[first + 1 :], quantile) == first
        reached = {
            bin_of(lows[:place] + highs[place:], quantile) for place in range(len(bands) + 1)
        }
        assert max(reached) == last


small_tables = st.lists(st.integers(0, 45), min_size=2, max_size=3)


@settings(max_examples=examples(30), deadline=None)
@given(counts=small_tables, quantile=st.sampled_from([QUARTER, HALF]), slack=slack)
def test_with_limits_of_the_sum_the_interval_is_exactly_what_tables_within_all_bands_reach(
    counts: list[int], quantile: Fraction, slack: tuple[int, int]
) -> None:
    bands = banded([(count, 20) for count in counts])
    known = together([(count, 20) for count in counts], slack)
    found = quantile_bins(bands, quantile, known)
    if found is not None:
        every = itertools.product(*(range(band.low, band.high + 1) for band in bands))
        sums = (list(table) for table in every if known[0] <= sum(table) <= known[1])
        reached = {bin_of(table, quantile) for table in sums if sum(table)}
        assert (min(reached), max(reached)) == found


@settings(max_examples=examples(200))
@given(counts=tables, quantile=quantiles, slack=slack)
def test_limits_of_the_sum_never_widen_the_interval(
    counts: list[tuple[int, int]], quantile: Fraction, slack: tuple[int, int]
) -> None:
    bands = banded(counts)
    wide = quantile_bins(bands, quantile)
    narrow = quantile_bins(bands, quantile, together(counts, slack))
    if wide is not None:
        assert narrow is not None
        assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]


def test_a_table_that_can_be_checked_by_hand() -> None:
    bands = banded([(30, 20), (100, 20), (90, 20), (10, 20)])  # 21-40, 81-100, 81-100, 0-20
    # half of at least 183 and at most 260; up to the second bin are 102 to 140
    assert quantile_bins(bands, HALF) == (1, 2)
    assert quantile_bins(bands, QUARTER) == (1, 1)


@pytest.mark.parametrize("counts", [[], [(0, 20)], [(20, 20), (3, 20)]])
def test_where_there_may_be_nobody_nothing_is_claimed(counts: list[tuple[int, int]]) -> None:
    assert quantile_bins(banded(counts), HALF) is None
