"""What anybody knows of single cells: bands, the rules of listing, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import IntArray
from suppression.known import known_limits, limits_of
from suppression.policy import Policy
from suppression.protection import protect
from suppression.sums import matching
from suppression.tables import DomainTables, TablePlan
from tests.examples import examples
from tests.suppression.small_cohorts import (
    ALL_OF_US,
    TINY,
    by_hand,
    counts_of,
    plan_of,
    seeds,
)

TWO = plan_of({"sex": 2})
LARGE = by_hand("cohort", TWO, {0: [(4_001, 4_020), (2_001, 2_020), (2_001, 2_020)]})
HALF = [(401, 420), (201, 220), (201, 220)]

Bands = Sequence[tuple[int, int]]


def known(
    subjects: Mapping[int, Bands], lineage: Sequence[tuple[int, int]] = ()
) -> dict[int, list[tuple[int, int]]]:
    """What is known of each subject of a domain in a cohort of thousands."""
    tables = replace(
        by_hand("condition", TWO, subjects), lineage=np.array(lineage, np.int64).reshape(-1, 2)
    )
    low, high = known_limits({"cohort": LARGE, "condition": tables}, ALL_OF_US)["condition"]
    return {
        subject: list(zip(low[row].tolist(), high[row].tolist(), strict=True))
        for row, subject in enumerate(subjects)
    }


def test_a_listed_concept_exceeds_the_threshold_whatever_its_band_says() -> None:
    tables = by_hand("condition", TWO, {0: [(0, 40)] * 3, 7: [(0, 40)] * 3})
    low, high = limits_of(tables, ALL_OF_US)
    assert low.tolist() == [[0, 0, 0], [21, 0, 0]]
    assert (high == 40).all()


def test_crossings_tell_on_which_side_of_the_floor_a_total_lies() -> None:
    plan = plan_of({"sex": 2, "age": 2}, ["sex*age"])
    tables = by_hand("condition", plan, {0: [(0, 640)] * 9, 7: [(0, 640)] * 9, 8: [(0, 640)] * 9})
    tables.crossed[2] = False
    low, high = limits_of(tables, ALL_OF_US)
    assert (low[:, 0].tolist(), high[:, 0].tolist()) == ([201, 201, 21], [640, 640, 200])


def test_limits_are_not_the_published_bands_themselves() -> None:
    tables = {"cohort": LARGE, "condition": by_hand("condition", TWO, {0: HALF, 7: [(0, 40)] * 3})}
    before = tables["condition"].low.copy()
    known_limits(tables, ALL_OF_US)
    assert np.array_equal(tables["condition"].low, before)


def test_a_total_and_one_group_limit_the_other() -> None:
    # 61 or more with at most 40 men are 21 women or more
    assert known({0: HALF, 7: [(61, 80), (0, 40), (21, 40)]})[7] == [(61, 80), (21, 40), (21, 40)]


def test_groups_limit_their_total() -> None:
    assert known({0: HALF, 7: [(0, 320), (21, 40), (41, 60)]})[7][0] == (62, 100)


def test_nobody_exceeds_the_denominator_and_it_no_less_than_any_subject() -> None:
    found = known({0: [(0, 640), (0, 640), (201, 220)], 7: [(241, 260), (221, 240), (0, 40)]})
    assert found[0][1] == (221, 439)  # at least those with 7; 640 in all, of whom 201 are men
    assert found[0][0] == (422, 640)
    assert known({0: [HALF[0], (0, 40), HALF[2]], 7: [(0, 320)] * 3})[7][1] == (
        0,
        219 - 0 - 219 + 40,
    )


def test_no_descendant_exceeds_its_ancestor() -> None:
    family = {0: HALF, 7: [(0, 80), (0, 40), (0, 40)], 9: [(61, 80), (41, 60), (0, 20)]}
    assert known(family)[7] == [(21, 80), (0, 40), (0, 40)]
    below = {**family, 7: [(0, 80), (0, 40), (0, 40)], 9: [(41, 60), (21, 40), (0, 20)]}
    assert known(below, [(7, 9)])[7] == [(41, 80), (21, 40), (1, 40)]


def test_what_all_domains_tell_of_the_cohort_is_known_of_it() -> None:
    cohort = by_hand("cohort", TWO, {0: [(0, 2_560), (201, 220), (0, 1_280)]})
    tables = {"cohort": cohort, "condition": by_hand("condition", TWO, {0: HALF})}
    low, high = known_limits(tables, ALL_OF_US)["cohort"]
    assert list(zip(low[0].tolist(), high[0].tolist(), strict=True)) == [
        (402, 1_500),
        (201, 220),
        (201, 1_280),
    ]


def test_cells_of_a_domain_stand_under_the_cohorts_cells_of_the_same_people() -> None:
    upper = by_hand("cohort", plan_of({"sex": 2, "age": 3}), {0: [(0, 20)] * 6})
    by_record = TablePlan(plan_of({"onset": 2, "sex": 2}).cuts, frozenset({"sex"}))
    lower = by_hand("condition", by_record, {0: [(0, 20)] * 5})
    assert matching(upper, lower).tolist() == [0, -1, -1, 1, 2]


def test_what_a_subject_of_another_table_tells_of_those_it_is_part_of_is_known() -> None:
    """Of 21 to 40 who answered a survey all share the data type "surveys": they are not small."""
    most = [(401, 420), (381, 400)]
    survey = by_hand("survey", TWO, {0: [*most, (21, 40)]})
    linked = replace(survey, part_of={"type": np.array([[5, 0]])})
    types = by_hand("type", TWO, {0: [*most, (0, 40)], 5: [*most, (0, 40)]})
    found = known_limits({"cohort": LARGE, "type": types, "survey": linked}, ALL_OF_US)
    assert found["type"][0][:, 2].tolist() == [21, 21]
    few = by_hand("type", TWO, {0: [*most, (0, 40)], 5: [*most, (0, 30)]})
    found = known_limits({"cohort": LARGE, "type": few, "survey": linked}, ALL_OF_US)
    assert found["survey"][1][0, 2] == 30


@pytest.mark.parametrize("policy", [ALL_OF_US, TINY])
def test_bands_that_contradict_each_other_end_in_limits_that_cross(policy: Policy) -> None:
    # many groups and crossings drive limits apart ever faster; they must not run out of numbers
    plan = plan_of({"sex": 3, "age": 9, "race": 9}, ["sex*age", "sex*race"])
    alike = [(1_281, 2_560)] * plan.cells
    tables = {
        "cohort": by_hand("cohort", plan, {0: alike}),
        "condition": by_hand("condition", plan, {0: alike, 7: alike}),
    }
    low, high = known_limits(tables, policy)["condition"]
    assert (low > high).any()


def truth_with_hierarchy(
    seed: int, persons: int, plan: TablePlan, policy: Policy
) -> tuple[dict[str, DomainTables], dict[str, IntArray]]:
    """A random cohort whose concepts lie within each other, protected, and its true counts."""
    random = np.random.default_rng(seed)
    groups = {
        cut.id: random.choice(cut.sizes[0], persons, p=random.dirichlet(np.ones(cut.sizes[0])))
        for cut in plan.cuts
        if len(cut.dimensions) == 1
    }
    inside = random.random(persons) < random.choice([0.6, 0.95, 1.0])
    members, lineage = [inside], []
    for concept in range(1, 6):
        parent = int(random.integers(concept))
        members.append(members[parent] & (random.random(persons) < random.choice([0.5, 0.9, 1.0])))
        while parent:
            lineage.append((parent, concept))
            parent = next((up for up, down in lineage if down == parent), 0)
    counts = np.array([counts_of(plan, groups, some) for some in members])
    cohort = np.array([counts_of(plan, groups, np.ones(persons, np.bool_))])
    ids = np.arange(len(members))
    domain = protect("condition", plan, ids, counts, policy)
    kept = [(up, down) for up, down in lineage if {up, down} <= {*domain.subjects.tolist()}]
    related = replace(domain, lineage=np.array(kept, np.int64).reshape(-1, 2))
    tables = {"cohort": protect("cohort", plan, ids[:1], cohort, policy), "condition": related}
    return tables, {"cohort": cohort, "condition": counts[domain.subjects]}


CROSSED = plan_of({"sex": 2, "age": 3, "race": 3}, ["sex*age", "sex*race"])


@settings(max_examples=examples(60), deadline=None)
@given(seeds, st.integers(0, 600), st.sampled_from([ALL_OF_US, TINY]), st.sampled_from([2, 4]))
def test_what_is_known_of_a_random_cohort_with_a_hierarchy_never_excludes_the_truth(
    seed: int, persons: int, policy: Policy, hub: int
) -> None:
    plan = CROSSED if hub == 2 else plan_of({"sex": 4, "age": 4, "region": 2}, ["sex*age"])
    tables, truth = truth_with_hierarchy(seed, persons, plan, policy)
    for name, (low, high) in known_limits(tables, policy).items():
        published = tables[name].published
        assert ((low <= truth[name]) | ~published).all()
        assert ((truth[name] <= high) | ~published).all()


@settings(max_examples=examples(40), deadline=None)
@given(seeds, st.integers(0, 600))
def test_what_is_known_lies_within_the_published_bands(seed: int, persons: int) -> None:
    tables, _ = truth_with_hierarchy(seed, persons, CROSSED, ALL_OF_US)
    for name, (low, high) in known_limits(tables, ALL_OF_US).items():
        assert (low >= tables[name].low).all()
        assert (high <= tables[name].high).all()
