"""Pairs of concepts: who has both, counted for concepts that more than 1 % certainly have.

The ward has 2,000 people, numbered from 0. Conditions: heart disease (10) with heart failure (11)
below it, asthma (20), gout (30), and warts (40), which 20 people have. Everybody has a condition.

| concept           | people              | band        |
|-------------------|---------------------|-------------|
| heart failure  11 | 0–99                | 81–100      |
| heart disease  10 | 0–99, 150–249       | 181–200     |
| asthma         20 | 50–299              | 241–260     |
| gout           30 | 1,000–1,019         | 0–20        |
| aspirin       500 | 0–59, of 1,000      | 41–60       |
"""

import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.concept_pairs import DomainRecords, count_pairs, frequent
from aggregates.concepts import Vocabulary
from aggregates.pairs import by_concept
from aggregates.true_counts import DomainCounts, PairCounts
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US as POLICY

HEART, FAILURE, ASTHMA, GOUT, OTHER, ASPIRIN = 10, 11, 20, 30, 99, 500
PEOPLE = 2000
Who = dict[int, set[int]]


def domain(name: str, own: Who, below: dict[int, set[int]], persons: int) -> DomainRecords:
    """A domain from who has which concept on record, and all descendants of broader concepts."""
    persons_of = {concept: own.get(concept, set()) for concept in {*own, *below}}
    listed = np.array(sorted(persons_of), np.int64)
    recorded = [(concept, person) for concept, people in own.items() for person in people]
    pairs = by_concept(
        np.array([concept for concept, _ in recorded], np.int64),
        np.array([person for _, person in recorded], np.int32),
        None,
    )
    somebodys = {concept for concept, people in own.items() if people}  # no record, not recorded
    counted = {
        concept: {concept, *below.get(concept, set())} & somebodys for concept in listed.tolist()
    }
    had = [set().union(*(own[one] for one in counted[concept])) for concept in listed.tolist()]
    total = [len(set().union(*own.values())), *map(len, had)]
    edges = [(above, one) for above, ones in below.items() for one in ones]
    vocabulary = Vocabulary(
        pa.table({"concept_id": listed}),
        tuple(np.array(sorted(counted[concept]), np.int64) for concept in listed.tolist()),
        pa.table(
            {
                "parent_id": pa.array([above for above, _ in edges], pa.int64()),
                "child_id": pa.array([one for _, one in edges], pa.int64()),
            }
        ),
    )
    counts = DomainCounts(name, np.array([0, *listed]), {"total": np.array(total, np.int64)})
    return DomainRecords(pairs, vocabulary, counts)


def as_mapping(counted: PairCounts) -> dict[tuple[str, int, str, int], int]:
    rows = zip(*(column.to_pylist() for column in counted.table.columns), strict=True)
    return dict(zip(rows, counted.together.tolist(), strict=True))


@pytest.fixture(scope="module")
def conditions() -> DomainRecords:
    own: Who = {
        HEART: set(range(150, 250)),
        FAILURE: set(range(100)),
        ASTHMA: set(range(50, 300)),
        GOUT: set(range(1000, 1020)),
        OTHER: set(range(PEOPLE)),
    }
    return domain("condition", own, {HEART: {FAILURE}}, PEOPLE)


@pytest.fixture(scope="module")
def drugs() -> DomainRecords:
    own: Who = {ASPIRIN: set(range(60)), 501: set(range(1000))}
    return domain("drug", own, {}, PEOPLE)


def test_both_concepts_are_on_record_for_so_many(
    conditions: DomainRecords, drugs: DomainRecords
) -> None:
    counted = as_mapping(count_pairs([conditions, drugs], PEOPLE, POLICY))
    assert counted["condition", FAILURE, "condition", ASTHMA] == 50  # 50–99
    assert counted["condition", HEART, "condition", ASTHMA] == 150  # those and 150–249
    assert counted["condition", FAILURE, "drug", ASPIRIN] == 60  # 0–59
    assert counted["condition", HEART, "drug", ASPIRIN] == 60


def test_a_pair_of_twenty_or_fewer_is_not_listed(
    conditions: DomainRecords, drugs: DomainRecords
) -> None:
    pairs = as_mapping(count_pairs([conditions, drugs], PEOPLE, POLICY))
    assert ("condition", ASTHMA, "drug", ASPIRIN) not in pairs  # 50–59: ten people
    assert min(pairs.values()) > POLICY.threshold


def test_an_ancestor_and_its_descendant_are_no_pair(conditions: DomainRecords) -> None:
    assert ("condition", HEART, "condition", FAILURE) not in as_mapping(
        count_pairs([conditions], PEOPLE, POLICY)
    )


def test_pairs_stand_in_one_fixed_order(conditions: DomainRecords, drugs: DomainRecords) -> None:
    rows = list(as_mapping(count_pairs([drugs, conditions], PEOPLE, POLICY)))
    assert rows == sorted(rows)
    assert all((a, one) < (b, two) for a, one, b, two in rows)
    assert {a for a, *_ in rows} == {"condition"}


def test_only_concepts_certainly_above_one_percent_are_compared(
    conditions: DomainRecords,
) -> None:
    """Of 1,981 to 2,000 people, 21 are certainly more than 1 %; gout's band starts at 0."""
    found = frequent(conditions.counts, POLICY).tolist()
    assert found == [HEART, FAILURE, ASTHMA, OTHER]


@pytest.mark.parametrize(("people", "listed"), [(1999, True), (2080, True), (2081, False)])
def test_what_is_frequent_depends_on_bands_alone(people: int, listed: bool) -> None:
    """21 are more than 1 % of the band 2,061–2,080 and not of the next; 40 have the same band."""
    for rare in (21, 40):
        totals = np.array([people, rare], np.int64)
        counts = DomainCounts("condition", np.array([0, 7]), {"total": totals})
        assert (7 in frequent(counts, POLICY)) == listed


def test_anyone_counts_each_participant_with_a_pair_once(drugs: DomainRecords) -> None:
    own: Who = {HEART: set(range(100)), ASTHMA: set(range(60, 200)), GOUT: set(range(70, 110))}
    counted = count_pairs([domain("condition", own, {}, PEOPLE), drugs], PEOPLE, POLICY)
    assert as_mapping(counted) == {
        ("condition", HEART, "condition", ASTHMA): 40,  # 60–99
        ("condition", HEART, "condition", GOUT): 30,  # 70–99
        ("condition", ASTHMA, "condition", GOUT): 40,  # 70–109
        ("condition", HEART, "drug", ASPIRIN): 60,  # 0–59
        ("condition", HEART, "drug", 501): 100,
        ("condition", ASTHMA, "drug", 501): 140,  # 60–199
        ("condition", GOUT, "drug", 501): 40,
    }
    assert counted.anyone == 200


def test_a_cohort_without_conditions_has_no_pairs(drugs: DomainRecords) -> None:
    counted = count_pairs([drugs], PEOPLE, POLICY)
    assert counted.table.num_rows == len(counted.together) == counted.anyone == 0
    assert counted.table.schema.names == ["domain_a", "concept_a", "domain_b", "concept_b"]


@settings(max_examples=examples(20), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_counts_are_those_of_sets(seed: int) -> None:
    random = np.random.default_rng(seed)
    persons = int(random.integers(200, 700))

    def drawn(first: int, number: int) -> Who:
        return {
            concept: set(np.flatnonzero(random.random(persons) < random.random() * 0.4).tolist())
            for concept in range(first, first + number)
        }

    own, given_to = drawn(1, 6), drawn(100, 4)
    below = {2: {4, 5}}
    counted = count_pairs(
        [domain("condition", own, below, persons), domain("procedure", given_to, {}, persons)],
        persons,
        POLICY,
    )
    had = {("condition", concept): people for concept, people in own.items()}
    had["condition", 2] = own[2] | own[4] | own[5]
    had |= {("procedure", concept): people for concept, people in given_to.items()}
    expected = {
        (*one, *two): had[one] & had[two]
        for one, two in itertools.combinations(sorted(had), 2)
        if one[0] == "condition" and (one[1], two[1]) not in {(2, 4), (2, 5)}
    }
    expected = {pair: both for pair, both in expected.items() if len(both) > 20}
    assert as_mapping(counted) == {pair: len(both) for pair, both in expected.items()}
    assert counted.anyone == len(set().union(*expected.values()))
