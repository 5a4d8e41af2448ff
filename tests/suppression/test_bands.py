import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.policies import shipped_policy
from suppression.bands import (
    Band,
    BandError,
    Withheld,
    band_limits,
    check_on_grid,
    grid_width,
    read_band,
    read_count,
    widened,
)
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US

WIDTHS = st.sampled_from(ALL_OF_US.widths)
COUNTS = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0, 20), (1, 0, 20), (20, 0, 20), (21, 21, 40), (40, 21, 40), (41, 41, 60)],
)
def test_bands_at_their_boundaries(count: int, low: int, high: int) -> None:
    assert [int(limit[0]) for limit in band_limits(np.array([count]), 20)] == [low, high]


def test_zero_small_and_full_look_alike() -> None:
    low, high = band_limits(np.arange(21), 20)
    assert set(low.tolist()) == {0}
    assert set(high.tolist()) == {20}


def test_a_count_below_zero_has_no_band() -> None:
    with pytest.raises(BandError):
        band_limits(np.array([3, -1]), 20)


@settings(max_examples=examples(100), deadline=None)
@given(COUNTS, WIDTHS)
def test_a_band_contains_its_count_and_is_as_wide_as_its_grid(
    counts: list[int], width: int
) -> None:
    low, high = band_limits(np.array(counts), width)
    assert ((low <= counts) & (counts <= high)).all()
    assert (high - low + 1 == np.where(low == 0, width + 1, width)).all()
    assert (high % width == 0).all()


@settings(max_examples=examples(100), deadline=None)
@given(COUNTS, WIDTHS, WIDTHS)
def test_a_wider_band_contains_the_narrower(counts: list[int], one: int, other: int) -> None:
    narrow, wide = sorted((one, other))
    low, high = band_limits(np.array(counts), narrow)
    wider_low, wider_high = widened(low, high, wide)
    assert ((wider_low <= low) & (high <= wider_high)).all()
    check_on_grid(wider_low, wider_high, ALL_OF_US)


@settings(max_examples=examples(100), deadline=None)
@given(COUNTS, WIDTHS, WIDTHS)
def test_widening_needs_the_band_alone(counts: list[int], one: int, other: int) -> None:
    narrow, wide = sorted((one, other))
    straight = band_limits(np.array(counts), wide)
    by_way_of_the_band = widened(*band_limits(np.array(counts), narrow), wide)
    assert np.array_equal(straight, by_way_of_the_band)


def test_a_finer_grid_is_no_widening() -> None:
    with pytest.raises(BandError):
        widened(np.array([0]), np.array([40]), 20)


@pytest.mark.parametrize("kind", [Band, Withheld])
def test_published_counts_cannot_be_made_elsewhere(kind: type) -> None:
    numbers = (0, 20) if kind is Band else (400,)
    with pytest.raises(TypeError):
        kind(*numbers)
    with pytest.raises(TypeError):
        kind(*numbers, object())


def test_a_published_count_cannot_be_changed() -> None:
    band = read_band(21, 40, ALL_OF_US)
    with pytest.raises(dataclasses.FrozenInstanceError):
        band.low = 30  # type: ignore[misc]
    with pytest.raises(TypeError):
        dataclasses.replace(band, low=30)


@pytest.mark.parametrize(
    ("low", "high", "width"),
    [(0, 20, 20), (21, 40, 20), (0, 40, 40), (41, 80, 40), (161, 320, 160)],
)
def test_bands_of_every_grid_are_read(low: int, high: int, width: int) -> None:
    assert grid_width(low, high, ALL_OF_US) == width
    assert read_count(low, high, ALL_OF_US) == read_band(low, high, ALL_OF_US)


OFF_GRID = [
    *((21, 39), (20, 40), (22, 40), (21, 60), (1, 20), (20, 20), (0, 0), (0, 19), (5, 5)),
    *((-20, 0), (40, 21), (-19, 20), (0, -20)),
]


@pytest.mark.parametrize(("low", "high"), OFF_GRID)
def test_what_lies_on_no_grid_is_refused(low: int, high: int) -> None:
    with pytest.raises(BandError):
        read_count(low, high, ALL_OF_US)
    with pytest.raises(BandError):
        check_on_grid(np.array([0, low]), np.array([20, high]), ALL_OF_US)


def test_a_withheld_cell_is_known_from_above_only() -> None:
    count = read_count(0, 6_000, ALL_OF_US)
    assert isinstance(count, Withheld)
    assert (count.low, count.high) == (0, 6_000)
    with pytest.raises(BandError):
        read_band(0, 6_000, ALL_OF_US)


def test_only_bands_that_include_zero_are_small() -> None:
    assert read_band(0, 20, ALL_OF_US).is_small
    assert read_band(0, 40, ALL_OF_US).is_small
    assert not read_band(21, 40, ALL_OF_US).is_small


CMS = shipped_policy("cms")  # counts of 1 to 10 are withheld, all others exact


@pytest.mark.parametrize("count", [0, 11, 12, 5_000])
def test_under_rule_suppress_a_published_count_is_exact(count: int) -> None:
    band = read_band(count, count, CMS)
    assert (band.low, band.high) == (count, count)
    assert (band.is_exact, band.is_small) == (True, False)
    check_on_grid(np.array([count]), np.array([count]), CMS)


@pytest.mark.parametrize("high", [1, 10, 11, 5_000])
def test_under_rule_suppress_any_other_count_is_withheld(high: int) -> None:
    count = read_count(0, high, CMS)
    assert isinstance(count, Withheld)
    assert (count.low, count.high) == (0, high)
    check_on_grid(np.array([0]), np.array([high]), CMS)


@pytest.mark.parametrize(("low", "high"), [(1, 1), (10, 10), (11, 20), (1, 10), (-1, -1), (12, 11)])
def test_under_rule_suppress_small_counts_and_bands_are_refused(low: int, high: int) -> None:
    with pytest.raises(BandError):
        read_count(low, high, CMS)
    with pytest.raises(BandError):
        check_on_grid(np.array([11, low]), np.array([11, high]), CMS)


def test_exact_counts_are_legal_under_rule_suppress_only() -> None:
    with pytest.raises(BandError):
        read_count(5_000, 5_000, ALL_OF_US)
    with pytest.raises(BandError):
        check_on_grid(np.array([5_000]), np.array([5_000]), ALL_OF_US)
