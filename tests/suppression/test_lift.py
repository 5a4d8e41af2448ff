"""Lift from bands: whatever the true counts are, the true lift lies within."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import Count, read_count
from suppression.lift import Lift, lift
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US


def count(low: int, high: int) -> Count:
    return read_count(low, high, ALL_OF_US)


EVERYBODY = count(981, 1000)


def published(true: int, width: int) -> Count:
    step = max(-(-true // width), 1)
    return read_count(0 if step == 1 else (step - 1) * width + 1, step * width, ALL_OF_US)


def test_the_ends_of_the_bands_make_the_ends_of_the_lift() -> None:
    """61 to 80 of 981 to 1,000 have both; 181 to 200 have one, 201 to 220 the other."""
    assert lift(count(61, 80), count(181, 200), count(201, 220), EVERYBODY) == Lift(
        61 * 981 / (200 * 220), 80 * 1000 / (181 * 201)
    )


def test_nobody_has_both_without_having_each() -> None:
    """Of 21 to 40 people with one, all may have both, and then no more than these."""
    found = lift(count(21, 40), count(21, 40), count(101, 120), EVERYBODY)
    assert found is not None
    assert found.high == 21 * 1000 / (21 * 101)


def test_what_may_be_empty_has_no_lift() -> None:
    assert lift(count(0, 20), count(0, 20), count(101, 120), EVERYBODY) is None
    assert lift(count(0, 20), count(21, 40), count(101, 120), EVERYBODY) is not None


@pytest.mark.parametrize(
    ("found", "chance"), [(Lift(0.9, 1.1), True), (Lift(1.01, 2), False), (Lift(0.2, 0.9), False)]
)
def test_chance_is_told_apart_where_one_lies_outside(found: Lift, chance: bool) -> None:
    assert found.may_be_chance == chance


@settings(max_examples=examples(200), deadline=None)
@given(st.data())
def test_the_true_lift_always_lies_within(data: st.DataObject) -> None:
    everyone = data.draw(st.integers(1, 3000))
    one = data.draw(st.integers(1, everyone))
    other = data.draw(st.integers(1, everyone))
    both = data.draw(st.integers(max(0, one + other - everyone), min(one, other)))
    widths = st.sampled_from(ALL_OF_US.widths)
    true = (both, one, other, everyone)
    found = lift(*(published(number, data.draw(widths)) for number in true))
    if found is not None:
        assert found.low <= both * everyone / (one * other) <= found.high * (1 + 1e-12)
