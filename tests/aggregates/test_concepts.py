"""Which concepts are listed, and the hierarchy over them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates.concepts import transitive_reduction
from aggregates.errors import InputError
from tests.aggregates.clinic import (
    CONCEPT,
    CONCEPT_ANCESTOR,
    CONDITIONS,
    FIBRILLATION,
    HEART,
    changed,
    count,
    counted,
    write_clinic,
)

EDGES = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda e: e[0] < e[1]))


def closure(edges: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """All pairs joined by a path."""
    while True:
        longer = edges | {(a, d) for a, b in edges for c, d in edges if b == c}
        if longer == edges:
            return edges
        edges = longer


@given(EDGES)
def test_the_reduction_is_the_smallest_set_of_links_with_the_same_closure(
    edges: set[tuple[int, int]],
) -> None:
    links = closure(edges)
    reduced = set(transitive_reduction(np.array(sorted(links)).reshape(-1, 2), "here"))
    assert closure(reduced) == links
    for edge in reduced:
        assert closure(reduced - {edge}) != links


def test_links_that_are_no_closure_are_refused() -> None:
    with pytest.raises(InputError, match="here: lacks ancestors of concept 3"):
        transitive_reduction(np.array([[1, 2], [2, 3]]), "here")


def test_a_cycle_is_refused() -> None:
    with pytest.raises(InputError, match="an ancestor of its own ancestor"):
        transitive_reduction(np.array([[1, 2], [2, 1]]), "here")


def test_an_ancestor_of_another_domain_is_listed_only_if_records_have_it(tmp_path: Path) -> None:
    recorded = changed(
        CONDITIONS, condition_concept_id=[900, *CONDITIONS["condition_concept_id"][1:]]
    )
    conditions = count(write_clinic(tmp_path, condition_occurrence=recorded)).domains[0]
    assert counted(conditions, "total")[900] == 4
    assert counted(conditions, "total")[HEART] == 3


def test_a_recorded_concept_without_a_name_counts_for_its_named_ancestors_only(
    tmp_path: Path,
) -> None:
    recorded = changed(CONDITIONS, condition_concept_id=[105, 105, 105, 105, 0, 200, 105])
    conditions = count(write_clinic(tmp_path, condition_occurrence=recorded)).domains[0]
    assert counted(conditions, "total") == {0: 5, HEART: 3, 200: 1}


def test_a_concept_missing_from_the_vocabulary_counts_for_the_denominator_only(
    tmp_path: Path,
) -> None:
    recorded = changed(CONDITIONS, condition_concept_id=[2**40] * 7)
    conditions = count(write_clinic(tmp_path, condition_occurrence=recorded)).domains[0]
    assert counted(conditions, "total") == {0: 5}


def test_the_same_link_twice_changes_nothing(tmp_path: Path) -> None:
    twice = {name: [*values, *values] for name, values in CONCEPT_ANCESTOR.items()}
    counts = count(write_clinic(tmp_path, concept_ancestor=twice))
    assert counted(counts.domains[0], "total")[HEART] == 3
    assert counts.hierarchy.num_rows == 3


def test_a_concept_in_two_rows_is_refused(tmp_path: Path) -> None:
    ids = [FIBRILLATION if concept == HEART else concept for concept in CONCEPT["concept_id"]]
    cohort = write_clinic(tmp_path, concept=changed(CONCEPT, concept_id=ids))
    with pytest.raises(InputError, match=r"table concept: concept 111 stands in several rows"):
        count(cohort)
