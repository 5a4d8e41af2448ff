"""What a comparison can find: worked examples, and limits that hold for every size inside."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.power import (
    Design,
    controls_for,
    detectable,
    odds_ratio,
    power_of,
    seen_once,
    smallest_share,
)
from suppression.shares import Sum
from tests.examples import examples

USUAL = Design(0.05, 0.80)


def test_power_is_that_of_the_example_of_r() -> None:
    """R, ``power.prop.test``, examples: n = 50, p1 = .50, p2 = .75 gives power = 0.740, and
    power = .90 needs n = 76.7 (R Core Team, stats package, reference manual)."""
    assert power_of(0.50, 0.75, (50, 50), 0.05) == pytest.approx(0.740, abs=5e-4)
    assert (
        power_of(0.50, 0.75, (76.65, 76.65), 0.05)
        < 0.90
        < power_of(0.50, 0.75, (76.75, 76.75), 0.05)
    )


def test_the_smallest_share_has_just_the_power_wanted() -> None:
    found = smallest_share(0.10, (400, 1200), USUAL)
    assert found is not None
    assert power_of(found, 0.10, (400, 1200), 0.05) == pytest.approx(0.80, abs=1e-9)


def test_too_few_people_find_nothing() -> None:
    assert smallest_share(0.10, (40, 40), USUAL) is None
    assert smallest_share(0.10, (0, 1000), USUAL) is None
    assert detectable(0.10, Sum(0, 20), Sum(1000, 1000), USUAL) is None


def test_with_the_fewest_people_nothing_may_be_found() -> None:
    found = detectable(0.10, Sum(0, 340), Sum(18_000, 19_000), USUAL)
    assert found is not None
    assert found.most is None
    assert found.most_odds is None


def test_controls_are_others_and_never_more_than_there_are() -> None:
    everyone = Sum(1000, 1020)
    assert controls_for(Sum(100, 300), everyone, None) == Sum(700, 920)
    assert controls_for(Sum(100, 300), everyone, 1) == Sum(100, 300)
    assert controls_for(Sum(100, 300), everyone, 4) == Sum(400, 920)


def test_an_allele_of_one_percent_is_met_in_one_of_a_hundred_people_with_chance() -> None:
    """1 − 0.99^200 = 0.8660."""
    seen = seen_once(0.01, Sum(100, 100))
    assert seen.low == seen.high == pytest.approx(0.86602, abs=1e-5)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.floats(0.01, 0.9),
    st.integers(10, 5000),
    st.integers(0, 5000),
    st.integers(10, 50_000),
    st.integers(0, 5000),
    st.data(),
)
def test_what_the_true_sizes_find_lies_inside_the_limits(
    base: float, cases: int, room: int, controls: int, more: int, data: st.DataObject
) -> None:
    mine, others = Sum(cases, cases + room), Sum(controls, controls + more)
    people = (data.draw(st.integers(mine.low, mine.high)),
              data.draw(st.integers(others.low, others.high)))  # fmt: skip
    true = smallest_share(base, people, USUAL)
    found = detectable(base, mine, others, USUAL)
    if true is None:
        assert found is None or found.most is None
        return
    assert found is not None
    assert found.least <= true + 1e-9
    assert found.most is None or true <= found.most + 1e-9
    assert found.least_odds <= odds_ratio(true, base) + 1e-6
