"""Shares standardised for age: published worked examples, then what bands leave of them."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import Band, Count, band_limits, read_count
from suppression.shares import Sum
from suppression.standardised import Stratum, standardised
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US


def published(count: int, width: int = 20) -> Count:
    low, high = band_limits(np.array([count]), width)
    return read_count(int(low[0]), int(high[0]), ALL_OF_US)


def exactly(count: int) -> Sum:
    return Sum(count, count)


# National Cancer Institute, Surveillance, Epidemiology, and End Results Program: "Calculating
# Age-adjusted Rates", SEER*Stat tutorial, steps 1 to 3, seer.cancer.gov/seerstat/tutorials/aarates.
# All malignant cancers, Black women, nine registries, 2000-2004; standard: US population of 2000.
# age: cases, population, standard
SEER = """
00 29 139879 3794901
01-04 87 553189 15191619
05-09 67 736212 19919840
10-14 71 770999 20056779
15-19 87 651390 19819518
20-24 177 639159 18257225
25-29 290 676354 17722067
30-34 657 736557 19511370
35-39 1072 724826 22179956
40-44 1691 700200 22479229
45-49 2428 617437 19805793
50-54 2931 516541 17224359
55-59 2881 361170 13307234
60-64 2817 259440 10654272
65-69 2817 206204 9409940
70-74 2744 172087 8725574
75-79 2634 142958 7414559
80-84 1884 99654 4900234
85+ 1705 92692 4259173
"""
SEER_RATE = 400.3  # per 100,000

# Le CT. Introductory Biostatistics. Wiley, 2003, section 1.3.3, table 1.8: all deaths, Alaska and
# Florida 1977, per 100,000; standard: a million of the US population of 1970.
STANDARD_MILLION = (84_416, 294_353, 316_744, 205_745, 98_742)
ALASKA = (405.0, 83.6, 261.0, 777.6, 4933.3), 788.6
FLORIDA = (375.3, 60.3, 190.5, 1101.5, 4397.9), 770.6


def test_the_worked_example_of_an_agency() -> None:
    rows = [line.split() for line in SEER.split("\n") if line]
    strata = [
        Stratum(int(standard), exactly(int(cases)), exactly(int(people)))
        for _, cases, people, standard in rows
    ]
    found = standardised(strata)
    assert found is not None
    assert round(100_000 * found.low, 1) == round(100_000 * found.high, 1) == SEER_RATE


@pytest.mark.parametrize(("rates", "adjusted"), [ALASKA, FLORIDA])
def test_the_worked_example_of_a_textbook(rates: Sequence[float], adjusted: float) -> None:
    """The textbook gives rates to one decimal, which people of a million each show exactly."""
    strata = [
        Stratum(standard, exactly(round(10 * rate)), exactly(1_000_000))
        for standard, rate in zip(STANDARD_MILLION, rates, strict=True)
    ]
    found = standardised(strata)
    assert found is not None
    # the book rounds every number of expected deaths to a whole one before it adds them up
    assert 100_000 * found.low == pytest.approx(adjusted, abs=0.1)


def test_bands_around_the_worked_example_contain_its_result() -> None:
    rows = [line.split() for line in SEER.split("\n") if line]
    strata = [
        Stratum(int(standard), published(int(cases)), published(int(people)))
        for _, cases, people, standard in rows
    ]
    alone = standardised(strata)
    total = published(sum(int(cases) for _, cases, _, _ in rows))
    tied = standardised(strata, total)
    assert alone is not None
    assert tied is not None
    assert alone.low <= tied.low <= SEER_RATE / 100_000 <= tied.high <= alone.high
    assert tied.high - tied.low < (alone.high - alone.low) / 1.5


@st.composite
def cohorts(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], int]:
    """Strata of (standard, part, whole), nobody's stratum empty, and parts of unknown age."""
    wholes = draw(st.lists(st.integers(1, 400), min_size=1, max_size=5))
    return [
        (draw(st.integers(1, 1000)), draw(st.integers(0, whole)), whole) for whole in wholes
    ], draw(st.integers(0, 60))


@settings(max_examples=examples(300), deadline=None)
@given(cohorts())
def test_the_range_contains_the_true_standardised_share(
    cohort: tuple[list[tuple[int, int, int]], int],
) -> None:
    rows, unknown = cohort
    strata = [Stratum(weight, published(part), published(whole)) for weight, part, whole in rows]
    standard = sum(weight for weight, _, _ in rows)
    truth = sum(weight * part / whole for weight, part, whole in rows) / standard
    total = published(sum(part for _, part, _ in rows) + unknown)
    for found in (standardised(strata), standardised(strata, total, [published(unknown)])):
        assert found is not None
        assert found.low - 1e-12 <= truth <= found.high + 1e-12
        assert 0 <= found.low <= found.high <= 1


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_for_known_wholes_the_range_is_the_narrowest_there_is(data: st.DataObject) -> None:
    """Checked by trying every number of people in every stratum."""
    size = data.draw(st.integers(1, 3))
    wholes = [data.draw(st.integers(5, 12)) for _ in range(size)]
    weights = [data.draw(st.integers(1, 9)) for _ in range(size)]
    parts = [data.draw(st.integers(0, whole)) for whole in wholes]
    boxes = [Sum(max(part - 2, 0), part + 2) for part in parts]
    total = Sum(max(sum(parts) - 1, 0), sum(parts) + 1)
    found = standardised(
        [Stratum(*row) for row in zip(weights, boxes, map(exactly, wholes), strict=True)], total
    )
    possible = [
        sum(w * p / n for w, p, n in zip(weights, tried, wholes, strict=True)) / sum(weights)
        for tried in product(
            *(range(box.low, min(box.high, n) + 1) for box, n in zip(boxes, wholes, strict=True))
        )
        if total.low <= sum(tried) <= total.high
    ]
    assert found is not None
    assert found.low == pytest.approx(min(possible))
    assert found.high == pytest.approx(max(possible))


def test_an_age_group_that_may_be_empty_leaves_its_share_open() -> None:
    small = published(3)
    assert isinstance(small, Band)
    strata = [Stratum(3, published(50), published(95)), Stratum(1, small, small)]
    found = standardised(strata)
    assert found is not None
    assert found.low == pytest.approx(0.75 * 41 / 100)
    assert found.high == pytest.approx(0.75 * 60 / 81 + 0.25)


def test_a_surely_empty_age_group_has_no_share() -> None:
    assert standardised([Stratum(1, exactly(0), exactly(0))]) is None
    assert standardised([]) is None
