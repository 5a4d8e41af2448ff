"""Alleles of two releases, of which nobody left: what joined is protected like any other count."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.policies import shipped_policy
from suppression.allele_grids import allele_bands
from suppression.allele_ledger import (
    contradicted,
    growth_of,
    narrowed,
    safe_together,
    tally_together,
)
from suppression.allele_repair import made_safe
from suppression.alleles import AC, AlleleBands, People
from tests.examples import examples
from tests.suppression.allele_worlds import Group, counts_of, people_of, published

POLICY = shipped_policy("all-of-us")
COPIES = np.zeros(1, np.int64)


def two(first: list[Group], later: list[Group]) -> tuple[AlleleBands, AlleleBands, People, People]:
    """An allele in both releases: earlier bands that still hold the count stay."""
    then, people_then = published([first], POLICY)
    known = np.ones(1, np.bool_)
    people = people_of([later], POLICY)
    now = allele_bands(counts_of([later]), COPIES, people, POLICY, then, known)
    return now, then, people, people_then


def test_bands_stay_while_the_count_stays_inside() -> None:
    now, then, *_ = two([(500, 45, 0, 0)], [(505, 60, 5, 0)])
    assert np.array_equal(now.low[AC], then.low[AC])  # 41-80 holds 45 and 70
    now, then, *_ = two([(500, 45, 0, 0)], [(505, 85, 0, 0)])
    assert (int(now.low[AC, 0, 0]), int(now.high[AC, 0, 0])) == (81, 120)


@settings(max_examples=examples(40), deadline=None)
@given(carriers=st.integers(21, 300), joined=st.integers(0, 20))
def test_how_few_carriers_joined_cannot_be_told(carriers: int, joined: int) -> None:
    now, then, people, people_then = two(
        [(400, carriers, 0, 0)], [(400 + joined, carriers + joined, 0, 0)]
    )
    low, high = growth_of(now, then, people, people_then, POLICY)
    assert low[0, 0, 0] <= 1
    assert high[0, 0, 0] >= POLICY.protected_high
    assert not narrowed(low, high, POLICY)[0].any()


def test_a_narrow_band_of_the_earlier_release_undoes_a_wide_one_of_the_later() -> None:
    """What was published stays known: together they are attacked by what both leave."""
    groups: list[Group] = [(400, 30, 2, 0), (400, 30, 2, 0)]
    then, people = published([groups], POLICY)
    then = made_safe(then, people, POLICY).bands
    now = replace(then, low=then.low.copy(), high=then.high.copy())
    now.low[AC, 0, 1], now.high[AC, 0, 1] = 0, 40
    assert safe_together(now, then, people, people, POLICY).tolist() == [True]
    then.low[AC, 0, 1], then.high[AC, 0, 1] = 5, 40  # no band of ours: five carriers at least
    assert safe_together(now, then, people, people, POLICY).tolist() == [False]


def test_releases_of_which_somebody_left_are_not_compared() -> None:
    now, then, *_ = two([(500, 100, 0, 0)], [(500, 30, 0, 0)])
    assert contradicted(now, then).tolist() == [True]


def test_the_audit_counts_what_it_compared() -> None:
    now, then, people, people_then = two([(500, 45, 0, 0)], [(505, 60, 5, 0)])
    found = tally_together(now, then, people, people_then, POLICY)
    assert found.attacked > 0
    assert found.narrowest == 18
