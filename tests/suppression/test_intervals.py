"""Confidence limits from bands hold wherever in their bands the true counts lie."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import Count, read_count
from suppression.intervals import confidence, wilson
from suppression.policy import Policy
from tests.examples import examples
from tests.layouts.conftest import POLICY


def band(low: int, high: int, policy: Policy = POLICY) -> Count:
    return read_count(low, high, policy)


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        # Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(found: int, of: int, low: float, high: float) -> None:
    assert wilson(found, of) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("found", "of"), [(-1, 10), (11, 10), (0, 0)])
def test_what_is_no_share_has_no_interval(found: int, of: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(found, of)


@settings(max_examples=examples(200))
@given(st.integers(1, 300), st.data())
def test_limits_grow_with_what_is_found_and_fall_with_the_whole(
    of: int, data: st.DataObject
) -> None:
    found = data.draw(st.integers(0, of - 1))
    low, high = wilson(found, of)
    more = wilson(found + 1, of)
    assert more[0] >= low
    assert more[1] >= high
    larger = wilson(found, of + 1)
    assert larger[0] <= low
    assert larger[1] <= high


@settings(max_examples=examples(200))
@given(st.integers(0, 10), st.integers(1, 30), st.data())
def test_limits_of_bands_hold_those_of_every_truth(
    part_step: int, whole_step: int, data: st.DataObject
) -> None:
    part = band(0, 40) if part_step == 0 else band(40 * part_step + 1, 40 * part_step + 40)
    whole = band(40 * whole_step + 1, 40 * whole_step + 40)
    known = confidence(part, whole)
    assert known is not None
    of = data.draw(st.integers(whole.low, whole.high))
    found = data.draw(st.integers(part.low, part.high).filter(lambda one: True))
    if found > of:
        return
    low, high = wilson(found, of)
    assert known.low <= low
    assert high <= known.high


def test_nothing_is_known_of_a_part_of_what_may_be_nobody() -> None:
    assert confidence(band(0, 20), band(0, 40)) is None
