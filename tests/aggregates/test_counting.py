"""The counting kernel against a reference that counts with Python sets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aggregates.counting import Cells, OnsetCut, count_nodes
from aggregates.pairs import by_concept

PERSONS, SEXES, AGES = 12, 3, 4
RECORDS = st.lists(
    st.tuples(
        st.sampled_from([0, 3, 2**62, 7, 5, 2_000_000_001]),
        st.integers(0, PERSONS - 1),
        st.integers(0, 255),
    ),
    max_size=60,
)


@given(data=st.data(), records=RECORDS)
def test_every_cell_is_the_number_of_distinct_participants_in_it(
    data: st.DataObject, records: list[tuple[int, int, int]]
) -> None:
    first: dict[tuple[int, int], int] = {}
    for concept, person, age in records:
        first[concept, person] = min(age, first.get((concept, person), 255))
    concepts = sorted({concept for concept, _ in first})
    sex = data.draw(st.lists(st.integers(0, SEXES - 1), min_size=PERSONS, max_size=PERSONS))
    ages = data.draw(st.lists(st.integers(0, AGES - 1), min_size=PERSONS, max_size=PERSONS))
    nodes = data.draw(st.lists(st.sets(st.sampled_from(concepts)) if concepts else st.just(set())))
    group_of_age = np.array([min(code // 50, 3) for code in range(256)], np.uint8)

    pairs = by_concept(
        np.array([concept for concept, _ in first], np.int64),
        np.array([person for _, person in first], np.int32),
        np.array(list(first.values()), np.uint8),
    )
    tables = count_nodes(
        pairs,
        [np.searchsorted(pairs.concept_ids, sorted(node)) for node in nodes],
        {
            "sex": Cells(np.array(sex), (SEXES,)),
            "age": Cells(np.array(ages), (AGES,)),
            "sex*age": Cells(np.array(sex) * AGES + np.array(ages), (SEXES, AGES)),
        },
        PERSONS,
        OnsetCut("onset_age", group_of_age, 4),
    )

    assert pairs.concept_ids.tolist() == concepts
    for row, node in enumerate(nodes):
        members = {person for concept, person in first if concept in node}
        youngest = {p: min(first.get((c, p), 255) for c in node) for p in members}
        assert tables["total"][row] == len(members)
        for s in range(SEXES):
            assert tables["sex"][row, s] == sum(sex[p] == s for p in members)
            for a in range(AGES):
                both = sum(sex[p] == s and ages[p] == a for p in members)
                assert tables["sex*age"][row, s, a] == both
        for a in range(AGES):
            assert tables["age"][row, a] == sum(ages[p] == a for p in members)
        for group in range(4):
            expected = sum(group_of_age[youngest[p]] == group for p in members)
            assert tables["onset_age"][row, group] == expected


def test_a_cut_without_its_crossing_is_counted_by_itself() -> None:
    pairs = by_concept(np.array([1, 1, 2]), np.array([0, 2, 2], np.int32), None)
    cells = {"sex": Cells(np.array([0, 1, 1]), (2,))}
    tables = count_nodes(pairs, [np.array([0]), np.array([0, 1])], cells, 3)
    assert tables["total"].tolist() == [2, 2]
    assert tables["sex"].tolist() == [[1, 1], [1, 1]]
