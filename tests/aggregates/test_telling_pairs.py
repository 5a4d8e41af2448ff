"""Which pairs are published: the most common and the most linked of each concept, by bands."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from aggregates.telling_pairs import MOST, telling
from suppression.bands import band_limits
from tests.examples import examples
from tests.suppression.small_cohorts import seeds

WIDTH = 20


def test_of_many_the_most_common_and_the_most_linked_are_kept() -> None:
    """A thousand have the first; of 30 others the last ten share most people with it, and the first
    ten are so rare that the few they share are linked more closely."""
    common = np.arange(1, 31) * 20 + 1  # bands from 21 on, each higher than the one before
    others = np.where(np.arange(30) < 10, common + 19, 5_000)
    kept = telling(common[None, :], np.array([1_000]), others, WIDTH, same=False)
    # of each other concept the only partner is among its first, so that all are kept
    assert kept.all()
    alone = telling(
        np.repeat(common[None, :], 40, axis=0), np.full(40, 1_000), others, WIDTH, False
    )
    assert alone[39, 20:].all()
    assert alone[39, :10].all()
    assert not alone[39, 10:20].any()


def test_no_pair_is_kept_that_is_none() -> None:
    together = np.array([[0, 41], [0, 0]])
    kept = telling(together, np.array([100, 100]), np.array([100, 100]), WIDTH, same=True)
    assert kept.tolist() == [[False, True], [False, False]]


def test_each_concept_has_at_most_its_first_few_and_those_it_is_among() -> None:
    random = np.random.default_rng(1)
    together = random.integers(21, 900, (60, 60))
    kept = telling(together, np.full(60, 2_000), np.full(60, 2_000), WIDTH, same=False)
    assert kept.sum() <= 2 * 2 * MOST * 60


@settings(max_examples=examples(30), deadline=None)
@given(seeds, st.booleans())
def test_what_is_kept_depends_on_bands_alone(seed: int, same: bool) -> None:
    random = np.random.default_rng(seed)
    together = random.integers(21, 400, (25, 25))
    if same:
        together = np.triu(together, 1)
    first, second = random.integers(400, 900, (2, 25))
    second = first if same else second
    kept = telling(together, first, second, WIDTH, same)
    others = [_another(counts, random) for counts in (together, first, second)]
    if same:
        others[2] = others[1]
    assert (telling(*others, WIDTH, same) == kept).all()


def _another(counts: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """Other counts with the same bands; no pair stays none."""
    low, high = band_limits(counts, WIDTH)
    return np.where(counts > 0, random.integers(np.maximum(low, 1), high + 1), 0)
