"""Concepts that no record names: everybody whom they count has one of their children."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from aggregates.covers import Cover, listed_covers
from suppression.tables import Adds, Sum
from tests.aggregates.clinic import (
    ARRHYTHMIA,
    CONCEPT,
    CONDITIONS,
    FAILURE,
    FIBRILLATION,
    HEART,
    changed,
    count,
    write_clinic,
)

VALVES = 130  # below heart disease; nobody has it
NEAR = [(HEART, ARRHYTHMIA), (HEART, FAILURE), (HEART, VALVES), (ARRHYTHMIA, FIBRILLATION)]
FAR = [(HEART, FIBRILLATION)]


def covers(
    folder: Path,
    near: Sequence[tuple[int, int]] = NEAR,
    levels: bool = True,
    recorded: Sequence[int] = CONDITIONS["condition_concept_id"],  # type: ignore[assignment]
    standard: str = "C",
) -> tuple[Cover, ...]:
    """What is known to cover a concept of the clinic, where heart disease is a class."""
    links = [*near, *FAR]
    ancestors = {
        "ancestor_concept_id": [above for above, _ in links],
        "descendant_concept_id": [below for _, below in links],
    }
    if levels:
        ancestors["min_levels_of_separation"] = [1] * len(near) + [2] * len(FAR)
    kinds = [standard if concept == HEART else "S" for concept in CONCEPT["concept_id"]]
    cohort = write_clinic(
        folder,
        concept={**CONCEPT, "standard_concept": kinds},
        concept_ancestor=ancestors,
        condition_occurrence=changed(CONDITIONS, condition_concept_id=list(recorded)),
    )
    return count(cohort).structures["condition"].covers


def test_a_class_is_covered_by_its_children_and_by_those_that_nobody_has(tmp_path: Path) -> None:
    assert covers(tmp_path) == (Cover(HEART, (ARRHYTHMIA, FAILURE), 1),)


def test_a_concept_that_may_be_recorded_is_not_covered(tmp_path: Path) -> None:
    assert covers(tmp_path, standard="S") == ()


def test_a_class_that_a_record_names_after_all_is_not_covered(tmp_path: Path) -> None:
    assert covers(tmp_path, recorded=[HEART, 111, 120, 110, 0, 200, 111]) == ()


def test_a_class_with_a_record_below_none_of_its_children_is_not_covered(tmp_path: Path) -> None:
    assert covers(tmp_path, near=[(HEART, FAILURE), (ARRHYTHMIA, FIBRILLATION)]) == ()


def test_a_vocabulary_without_levels_tells_nothing_of_children(tmp_path: Path) -> None:
    assert covers(tmp_path, levels=False) == ()


def test_children_too_small_to_be_listed_are_among_the_others() -> None:
    cover = Cover(1, (2, 3, 4), 5)
    expected = Sum("condition", 1, (2, 4), Adds.COVER, 6)
    assert listed_covers("condition", [cover], np.array([0, 1, 2, 4])) == (expected,)
    assert listed_covers("condition", [cover], np.array([0, 1])) == ()
    assert listed_covers("condition", [cover], np.array([0, 2, 4])) == ()
