"""Membership inference: what exact counts give away, and what is left of it in a release."""

import numpy as np
import pytest

from aggregates.policies import shipped_policy
from suppression.gauss import mean_within
from suppression.membership import Dosages, Membership, area, measured

POLICY = shipped_policy("all-of-us")


def drawn(people: int, alleles: int, seed: int = 1) -> tuple[Dosages, np.ndarray]:
    """Independent alleles, most of them rare, in two groups."""
    random = np.random.default_rng(seed)
    share = np.minimum(random.pareto(0.6, alleles) * 0.002 + 0.0005, 0.95)
    group = np.arange(people) % 2
    shift = np.exp(random.normal(0, 0.3, (2, alleles)))
    own = np.clip(share * shift, 0, 0.98)[group]
    return random.binomial(2, own.T).astype(np.int8), group.astype(np.int64)


@pytest.fixture(scope="module")
def found() -> Membership:
    return measured(*drawn(600, 8_000), POLICY)


def test_exact_counts_tell_who_was_counted(found: Membership) -> None:
    assert found.exact.likelihood_ratio.auc > 0.95
    assert found.exact.presence.auc > 0.95
    assert found.exact.presence.power_1 > 0.5


def test_what_is_published_hardly_does(found: Membership) -> None:
    for attack in (found.published.likelihood_ratio, found.published.presence):
        assert attack.power_5 < 0.25
    assert found.published.likelihood_ratio.auc < found.exact.likelihood_ratio.auc - 0.3
    assert found.published.presence.auc < found.exact.presence.auc - 0.2


def test_the_measure_is_the_same_every_time() -> None:
    genotypes = drawn(200, 500)
    assert measured(*genotypes, POLICY) == measured(*genotypes, POLICY)


def test_genotypes_that_are_not_known_tell_nothing() -> None:
    dosages, group = drawn(200, 400)
    dosages[:, :] = -1
    found = measured(dosages, group, POLICY)
    assert found.exact.likelihood_ratio.auc == pytest.approx(0.5)


def test_neither_how_many_people_nor_how_many_alleles_are_published(found: Membership) -> None:
    published = found.as_mapping(POLICY)
    assert published["people"] == {"low": 581, "high": 600}
    assert set(published) == {"people", "exact", "published"}


def test_half_of_each_group_is_counted(found: Membership) -> None:
    assert (found.counted, found.not_counted) == (300, 300)


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    assert area(np.array([1.0, 3.0]), np.array([0.0, 1.0])) == pytest.approx((0.5 + 1 + 2) / 4)


def test_the_mean_within_a_band_is_near_the_end_that_is_nearer_to_what_is_expected() -> None:
    low, high = np.array([41, 41, 41]), np.array([80, 80, 80])
    mean = mean_within(np.array([20.0, 60.0, 200.0]), np.full(3, 10.0), low, high)
    assert 41 <= mean[0] < 48
    assert mean[1] == pytest.approx(60.5, abs=0.6)
    assert mean[2] > 75
