"""Results in words are concepts below the one they are results of."""

from pathlib import Path

import pytest

from aggregates.text_results import FEWEST
from aggregates.true_counts import TrueCounts
from suppression.tables import Adds
from tests.aggregates.clinic import Table, counted, day
from tests.aggregates.laboratory import A1C, CULTURE, GREATER, Row, laboratory, measured

MANY = list(range(1, FEWEST + 3))  # two more people than a result must have
LATER = day("2020-06-01")


def people(*ids: int) -> Table:
    return {
        "person_id": list(ids),
        "gender_concept_id": [8532] * len(ids),
        "year_of_birth": [1980] * len(ids),
    }


def results(folder: Path, rows: list[Row]) -> tuple[TrueCounts, dict[str, object]]:
    """The true counts, and the number of people by name of result."""
    counts = laboratory(folder, rows, person=people(*MANY))
    listed = counts.concepts.to_pylist()
    totals = counted(counts.domains[0], "total")
    found = [one for one in listed if one["concept_class"] == "Result"]
    return counts, {one["concept_name"]: totals[one["concept_id"]] for one in found}


def word(person: int, text: str | None, **columns: object) -> Row:
    return measured(person, measurement_concept_id=CULTURE, value_source_value=text, **columns)


def test_each_person_has_the_latest_of_a_concepts_results(tmp_path: Path) -> None:
    rows = [word(person, "Norm") for person in MANY]
    rows += [word(person, "High", measurement_date=LATER) for person in MANY[:1]]
    _, found = results(tmp_path, rows)
    assert found == {"Culture: Norm": len(MANY) - 1}  # one with "High" is too few to be a subject


def test_a_result_stands_below_its_concept_under_a_lasting_id(tmp_path: Path) -> None:
    counts, found = results(tmp_path, [word(person, "Norm") for person in MANY])
    (edge,) = counts.hierarchy.to_pylist()
    assert (edge["domain"], edge["parent_id"]) == ("measurement", CULTURE)
    assert edge["child_id"] == 6537504762137036
    assert found == {"Culture: Norm": len(MANY)}
    ids = counts.domains[0].concept_ids.tolist()
    assert ids == sorted(ids)


def test_a_bound_is_a_result_in_words_and_a_number_is_not(tmp_path: Path) -> None:
    bound = {"operator_concept_id": GREATER, "value_source_value": ">14"}
    rows = [measured(person, 14.0, **bound) for person in MANY]
    rows += [word(person, "7.2") for person in MANY]  # a number that never became one
    rows += [measured(person, 5.0, value_source_value="5.0") for person in MANY]
    _, found = results(tmp_path, rows)
    assert found == {"Hemoglobin A1c: >14": len(MANY)}


def test_a_result_may_be_a_concept_with_a_name_of_its_own(tmp_path: Path) -> None:
    rows = [word(person, "pos", value_as_concept_id=9191) for person in MANY]
    _, found = results(tmp_path, rows)
    assert found == {"Culture: Positive": len(MANY)}


@pytest.mark.parametrize("text", ["x" * 61, None])
def test_notes_and_silence_are_no_results(tmp_path: Path, text: str | None) -> None:
    _, found = results(tmp_path, [word(person, text) for person in MANY])
    assert found == {}


def test_people_with_words_only_have_no_value_in_a_known_unit(tmp_path: Path) -> None:
    rows = [measured(person, value_source_value="Norm") for person in MANY]
    counts, found = results(tmp_path, rows)
    assert found == {"Hemoglobin A1c: Norm": len(MANY)}
    assert counts.values[0].tables["total"][[0, -1]].tolist() == [len(MANY), len(MANY)]
    assert counted(counts.domains[0], "total")[A1C] == len(MANY)


def test_nobody_has_two_results_of_one_concept_and_the_audit_is_told(tmp_path: Path) -> None:
    more = list(range(1, 2 * FEWEST + 1))
    rows = [word(person, "Norm" if person <= FEWEST else "High") for person in more]
    counts = laboratory(tmp_path, rows, person=people(*more))
    (told,) = counts.structures["measurement"].sums
    results = [one["child_id"] for one in counts.hierarchy.to_pylist()]
    assert (told.whole, sorted(told.parts), told.adds) == (CULTURE, sorted(results), Adds.APART)
    assert len(results) == 2
