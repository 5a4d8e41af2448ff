"""Alleles where not everyone has two copies: X, Y and mitochondria."""

import itertools

import numpy as np
import pytest

from aggregates.policies import shipped_policy
from suppression.allele_attacker import spot_checked
from suppression.allele_grids import allele_bands
from suppression.allele_openness import openness
from suppression.allele_people import Count
from suppression.allele_repair import made_safe
from suppression.alleles import AC, HOM, AlleleBands, AlleleCounts, Copies, People
from suppression.bands import band_limits

POLICY = shipped_policy("all-of-us")


def mixed(groups: list[tuple[int, ...]]) -> tuple[AlleleBands, People]:
    """On X: women with none, one and two copies, men with none and one, in each group."""
    people = np.array(groups, np.int64)
    people = np.concatenate([people.sum(axis=0, keepdims=True), people])
    none, one, two, without, having = people.T[:, None]
    counts = AlleleCounts(
        one + 2 * two + having, 2 * (none + one + two) + without + having, two,
        one + two + having, people.sum(axis=1)[None],
    )  # fmt: skip
    size = People(*band_limits(people.sum(axis=1), 20))
    return allele_bands(counts, np.array([Copies.MIXED]), size, POLICY), size


def single(groups: list[tuple[int, int]]) -> tuple[AlleleBands, People]:
    """On Y or mitochondria: people without and with the allele, in each group."""
    people = np.array(groups, np.int64)
    people = np.concatenate([people.sum(axis=0, keepdims=True), people])
    without, having = people.T[:, None]
    none = np.zeros_like(having)
    counts = AlleleCounts(having, without + having, none, having, without + having)
    size = People(*band_limits(people.sum(axis=1), 20))
    return allele_bands(counts, np.array([Copies.ONE]), size, POLICY), size


@pytest.mark.parametrize("carriers", [0, 1, 7, 20, 21, 60, 230])
def test_on_y_few_carriers_and_few_others_stay_open(carriers: int) -> None:
    bands, people = single([(250 - carriers, carriers), (200, 100)])
    safe = made_safe(bands, people, POLICY)
    found = openness(safe.bands, people, POLICY)
    assert len(safe.rows) == 1
    assert found.safe.all()
    if carriers <= 20:
        assert found.asked[Count.CARRIERS, 0, 1]
        assert (safe.bands.low[AC, 0, 1], safe.bands.high[AC, 0, 1]) == (0, 40)
    if carriers == 230:
        assert found.asked[Count.NON_CARRIERS, 0, 1]


def test_nobody_has_two_copies_on_y_and_nothing_is_asked_of_them() -> None:
    bands, people = single([(150, 100), (200, 100)])
    assert bands.high[HOM].max() == 20
    assert not openness(bands, people, POLICY).asked[Count.TWO_COPIES].any()


@pytest.mark.parametrize(
    "first",
    [(100, 0, 0, 90, 0), (95, 4, 1, 90, 8), (20, 50, 30, 40, 60), (0, 6, 94, 3, 87)],
)
def test_on_x_few_carriers_with_one_or_two_copies_stay_open(first: tuple[int, ...]) -> None:
    bands, people = mixed([first, (80, 60, 20, 100, 60), (90, 50, 10, 120, 30)])
    safe = made_safe(bands, people, POLICY)
    assert openness(safe.bands, people, POLICY).safe.all()
    if not len(safe.rows):
        return
    for cell, count in itertools.product((1,), (Count.CARRIERS, Count.TWO_COPIES)):
        value = {Count.CARRIERS: first[1] + first[2] + first[4], Count.TWO_COPIES: first[2]}
        if value[count] <= 20:
            assert openness(safe.bands, people, POLICY).asked[count, 0, cell]


def test_where_no_allele_has_two_copies_for_everyone_the_programmes_attack_nothing() -> None:
    bands, people = single([(200, 50), (200, 100)])
    for most in (0, 4):
        assert spot_checked(bands, people, POLICY, most).attacked == 0
