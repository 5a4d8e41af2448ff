"""Alleles: what is listed, in which bands, and that these tell nothing of 20 people or fewer."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.policies import shipped_policy
from suppression.allele_grids import allele_bands, on_grid, wider_than_need_be
from suppression.allele_openness import openness
from suppression.allele_people import Count
from suppression.allele_repair import made_safe
from suppression.allele_verifier import problems_of
from suppression.alleles import AC, AN, HOM, AlleleBands, AlleleCounts, Copies, listed
from suppression.policy import Policy, PolicyError
from tests.examples import examples
from tests.suppression.allele_worlds import (
    SMALL,
    Group,
    Programme,
    counts_of,
    drawn,
    people_of,
    possible,
    published,
)

POLICY = shipped_policy("all-of-us")
STRICT = shipped_policy("strict")


def one(groups: list[Group], policy: Policy = POLICY) -> tuple[AlleleBands, AlleleCounts]:
    bands, _ = published([groups], policy)
    return bands, counts_of([groups])


@pytest.mark.parametrize(
    ("carriers", "others", "is_listed"),
    [(20, 5000, False), (21, 5000, True), (5000, 20, False), (5000, 21, True), (0, 5000, False)],
)
def test_an_allele_is_listed_when_carriers_and_non_carriers_exceed_the_threshold(
    carriers: int, others: int, is_listed: bool
) -> None:
    counts = counts_of([[(others, carriers, 0, 0)]])
    assert listed(counts, POLICY).tolist() == [is_listed]


def test_people_who_were_not_called_are_no_non_carriers() -> None:
    assert not listed(counts_of([[(20, 100, 0, 1000)]]), POLICY).any()


def test_up_to_twenty_carriers_look_like_none_whatever_their_copies() -> None:
    rest: Group = (1000, 300, 40, 0)
    bands = [one([(500, 0, 0, 0), rest])[0]]
    for carriers in range(1, 21):
        bands += [one([(500 - carriers, carriers - two, two, 0), rest])[0] for two in (0, carriers)]
    seen = {(tuple(found.low[:, 0, 1]), tuple(found.high[:, 0, 1])) for found in bands}
    assert seen == {((0, 921, 0), (40, 1000, 20))}


def test_copies_lie_on_a_grid_twice_as_wide_as_people_do() -> None:
    bands, _ = one([(1000, 45, 25, 50)])
    assert bands.low[:, 0, 0].tolist() == [81, 2121, 21]
    assert bands.high[:, 0, 0].tolist() == [120, 2160, 40]


@pytest.mark.parametrize("size", [500, 501, 519, 520])
def test_nobody_missing_and_as_many_as_the_threshold_look_alike(size: int) -> None:
    """Wherever between the edges of the grid the number of people lies."""
    rest: Group = (1000, 300, 40, 0)
    people = people_of([[(size, 0, 0, 0), rest]], POLICY)
    seen = set()
    for missing in range(21):
        counts = counts_of([[(size - 100 - missing, 60, 40, missing), rest]])
        found = allele_bands(counts, np.array([Copies.TWO]), people, POLICY)
        seen.add((int(found.low[AN, 0, 1]), int(found.high[AN, 0, 1])))
    assert len(seen) == 1


def test_all_but_twenty_with_two_copies_look_like_all() -> None:
    people = people_of([[(0, 0, 505, 0)]], POLICY)
    for others in range(21):
        counts = counts_of([[(others, 0, 505 - others, 0)]])
        found = allele_bands(counts, np.array([Copies.TWO]), people, POLICY)
        assert (int(found.low[AC, 0, 0]), int(found.high[AC, 0, 0])) == (961, 1040)
        assert (int(found.low[HOM, 0, 0]), int(found.high[HOM, 0, 0])) == (481, 520)


@pytest.mark.parametrize("size", [1800, 12_000])
@pytest.mark.parametrize("rate", [0.0, 0.001, 0.005, 0.01, 0.02, 0.05])
def test_alleles_stay_listed_however_many_people_are_not_called(size: int, rate: float) -> None:
    for seed in range(2):
        bands, people = drawn(size, rate, 60, seed, POLICY)
        safe = made_safe(bands, people, POLICY)
        assert len(safe.rows) >= 0.95 * len(bands)
        assert list(problems_of(safe.bands, people, POLICY)) == []


def test_integer_programmes_agree_where_few_are_not_called() -> None:
    bands, people = drawn(1800, 0.01, 60, 1, POLICY)
    safe = made_safe(bands, people, POLICY).bands
    found = openness(safe, people, POLICY)
    for row in (0, len(safe) // 2, len(safe) - 1):
        programme = Programme(safe, people, row, POLICY.threshold)
        for count, cell in np.argwhere(found.asked[:, row]).tolist():
            for value in (POLICY.protected_low, POLICY.protected_high):
                assert programme.allows(cell, count, value), (row, cell, Count(count), value)


def test_a_policy_without_bands_for_copies_is_refused() -> None:
    with pytest.raises(PolicyError, match="copies"):
        published([[(1000, 45, 25, 0)]], replace(POLICY, widths=(20, 60)))


sizes = st.integers(6, 12)


@st.composite
def groups_of(draw: st.DrawFn, most: int = 8, alleles: int = 1) -> list[list[Group]]:
    """Alleles of two groups of a few people."""
    size = [draw(st.integers(5, most)) for _ in range(2)]
    found = []
    for _ in range(alleles):
        cuts = [sorted(draw(st.tuples(*[st.integers(0, people)] * 3))) for people in size]
        found.append(
            [
                (first, second - first, third - second, people - third)
                for (first, second, third), people in zip(cuts, size, strict=True)
            ]
        )
    return found


@settings(max_examples=examples(15), deadline=None)
@given(groups=groups_of())
def test_what_is_shown_open_is_possible_by_enumeration_and_what_is_not_asked_is_not_small(
    groups: list[list[Group]],
) -> None:
    bands, people = published(groups, SMALL)
    if not len(bands):
        return
    found, every = openness(bands, people, SMALL), possible(bands, people, SMALL)
    for cell in range(3):
        for count in Count:
            values = every[cell][count]
            if not found.asked[count, 0, cell]:
                assert min(values) > SMALL.threshold
            elif found.safe[0]:
                assert {1, 2} <= values, (cell, count)


@settings(max_examples=examples(15), deadline=None)
@given(groups=groups_of())
def test_after_repair_every_small_count_of_people_could_be_any_of_the_window(
    groups: list[list[Group]],
) -> None:
    """The theorem itself: by enumeration of every truth that fits what is published."""
    bands, people = published(groups, SMALL)
    safe = made_safe(bands, people, SMALL).bands
    if not len(safe):
        return
    for cell, counts in enumerate(possible(safe, people, SMALL)):
        for count, values in enumerate(counts):
            assert min(values) > SMALL.threshold or {1, 2} <= values, (cell, count)


def _truths(seed: int, alleles: int, groups: int) -> list[list[Group]]:
    """Alleles of a few groups of hundreds, many of them rare or nearly fixed in some."""
    random = np.random.default_rng(seed)
    size = random.integers(300, 700, groups)
    found = []
    for _ in range(alleles):
        everywhere = random.choice(
            [random.beta(0.3, 3), random.beta(0.5, 0.5), 1 - random.beta(0.3, 3)]
        )
        row: list[Group] = []
        for people in size.tolist():
            share = min(max(everywhere + random.normal(0, 0.05), 0.0), 1.0)
            missing = int(random.integers(0, 30)) if random.random() < 0.3 else 0
            parts = random.multinomial(
                people - missing, [(1 - share) ** 2, 2 * share * (1 - share), share**2]
            )
            row.append((int(parts[0]), int(parts[1]), int(parts[2]), missing))
        found.append(row)
    return found


@pytest.mark.parametrize("policy", [POLICY, STRICT], ids=lambda policy: policy.id)
@pytest.mark.parametrize("seed", range(2))
def test_integer_programmes_find_every_value_of_the_window_possible(
    seed: int, policy: Policy
) -> None:
    truths = _truths(seed, 40, 4)
    bands, people = published(truths, policy)
    safe = made_safe(bands, people, policy).bands
    found = openness(safe, people, policy)
    assert found.safe.all()
    random = np.random.default_rng(seed)
    for row in random.choice(len(safe), 6, replace=False).tolist():
        programme = Programme(safe, people, row, policy.threshold)
        for count, cell in np.argwhere(found.asked[:, row]).tolist():
            for value in (policy.protected_low, policy.protected_high):
                assert programme.allows(cell, count, value), (row, cell, Count(count), value)


@pytest.mark.parametrize("seed", range(2))
def test_integer_programmes_confirm_that_what_is_not_asked_cannot_be_small(seed: int) -> None:
    bands, people = published(_truths(seed, 40, 4), POLICY)
    found = openness(bands, people, POLICY)
    random = np.random.default_rng(seed)
    for row in random.choice(len(bands), 4, replace=False).tolist():
        programme = Programme(bands, people, row, POLICY.threshold)
        for count, cell in np.argwhere(~found.asked[:, row]).tolist():
            assert not programme.allows(cell, count, POLICY.threshold), (row, cell, Count(count))


def test_most_alleles_keep_their_narrow_bands_and_few_are_given_up() -> None:
    bands, people = published(_truths(5, 300, 5), POLICY)
    safe = made_safe(bands, people, POLICY)
    assert len(safe.rows) >= 0.95 * len(bands)
    narrow = ~wider_than_need_be(safe.bands, people, POLICY)
    assert (narrow.mean(axis=(1, 2)) > 0.85).all()


@settings(max_examples=examples(8), deadline=None)
@given(seed=st.integers(0, 10_000))
def test_repair_only_widens_and_the_true_counts_stay_inside(seed: int) -> None:
    truths = _truths(seed, 15, 3)
    bands, people = published(truths, POLICY)
    safe = made_safe(bands, people, POLICY)
    assert (safe.bands.low <= bands.low[:, safe.rows]).all()
    assert (safe.bands.high >= bands.high[:, safe.rows]).all()
    assert on_grid(safe.bands, people, POLICY).all()
    assert list(problems_of(safe.bands, people, POLICY)) == []


@settings(max_examples=examples(2), deadline=None)
@given(seed=st.integers(0, 10_000))
def test_bands_depend_on_the_truth_only_through_the_narrowest_bands(seed: int) -> None:
    """Two truths in the same bands are published alike: decisions use nothing else."""
    bands, people = published(_truths(seed, 8, 3), POLICY)
    again = AlleleBands(bands.low.copy(), bands.high.copy(), bands.copies)
    first, second = made_safe(bands, people, POLICY), made_safe(again, people, POLICY)
    assert np.array_equal(first.bands.low, second.bands.low)
    alone = [made_safe(bands.take(np.array([row])), people, POLICY) for row in range(len(bands))]
    low = np.concatenate([one.bands.low for one in alone], axis=1)
    assert np.array_equal(low, first.bands.low)  # nor on the alleles beside it


@settings(max_examples=examples(20), deadline=None)
@given(data=st.data(), seed=st.integers(0, 10_000))
def test_a_band_that_is_moved_toward_the_truth_is_found_by_the_verifier(
    data: st.DataObject, seed: int
) -> None:
    truths = _truths(seed, 10, 3)
    counts, (bands, people) = counts_of(truths), published(truths, POLICY)
    safe = made_safe(bands, people, POLICY)
    rows = np.flatnonzero(listed(counts, POLICY))[safe.rows]
    true = np.stack([counts.ac, counts.an, counts.hom])[:, rows]
    if not len(rows):
        return
    kind = data.draw(st.sampled_from((AC, AN, HOM)))
    row, cell = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 3))
    low, high = safe.bands.low.copy(), safe.bands.high.copy()
    count = int(true[kind, row, cell])
    end = data.draw(st.sampled_from(("low", "high", "both")))
    low[kind, row, cell] = count if end != "high" else low[kind, row, cell]
    high[kind, row, cell] = count if end != "low" else high[kind, row, cell]
    changed = replace(safe.bands, low=low, high=high)
    if (low == safe.bands.low).all() and (high == safe.bands.high).all():
        return  # the truth is at that end already
    assert [found for found, _ in problems_of(changed, people, POLICY)] != []


def test_a_band_that_was_widened_for_protection_cannot_be_narrowed_again() -> None:
    bands, people = published(_truths(9, 400, 4), POLICY)
    safe = made_safe(bands, people, POLICY)
    widened = (safe.bands.high > bands.high[:, safe.rows]).any(axis=(0, 2))
    assert widened.sum() > 10
    back = bands.take(safe.rows[widened])
    wrong = {row for row, _ in problems_of(back, people, POLICY)}
    assert wrong == set(range(int(widened.sum())))


def test_bands_that_contradict_each_other_are_found() -> None:
    bands, people = published([[(300, 200, 100, 0), (200, 100, 40, 0)]], POLICY)
    low, high = bands.low.copy(), bands.high.copy()
    low[AC, 0, 1], high[AC, 0, 1] = 561, 600  # more than everyone has
    problems = list(problems_of(replace(bands, low=low, high=high), people, POLICY))
    assert problems == [(0, "its bands contradict each other, or the rule by which it is listed")]


def test_subtracting_groups_from_everyone_finds_no_small_count() -> None:
    """What a reader would do first: everyone minus all groups but one, for every count."""
    bands, people = published(_truths(3, 500, 5), POLICY)
    safe = made_safe(bands, people, POLICY).bands
    for kind in (AC, AN, HOM):
        low, high = safe.low[kind], safe.high[kind]
        for cell in range(1, 6):
            others = [group for group in range(1, 6) if group != cell]
            least = low[:, 0] - high[:, others].sum(axis=1)
            most = high[:, 0] - low[:, others].sum(axis=1)
            small = low[:, cell] == 0
            small &= least <= POLICY.threshold  # a band widened to zero may hold a large count
            assert (least[small] <= POLICY.protected_low).all()
            assert (most[small] >= POLICY.protected_high).all()


def test_the_next_count_makes_the_next_band() -> None:
    two = [counts_of([[(1000, 40 + more, 0, 0)]]) for more in (0, 1)]
    copies = np.zeros(1, np.int64)
    people = people_of([[(1000, 40, 0, 0)]], POLICY)
    bands = [allele_bands(one, copies, people, POLICY) for one in two]
    assert [int(one.high[AC, 0, 0]) for one in bands] == [40, 80]


def test_people_in_the_small_world_are_in_bands() -> None:
    people = people_of([[(1, 2, 3, 0), (4, 0, 0, 1)]], SMALL)
    assert people.low.tolist() == [9, 5, 5]
