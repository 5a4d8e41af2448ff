"""The rows of person, and what makes them unusable."""

import datetime
from pathlib import Path

import pytest

from aggregates.cdm import Cdm
from aggregates.errors import InputError
from aggregates.persons import read_persons
from tests.aggregates.clinic import PERSON, Table, changed, count, counted, write_clinic


def births(folder: Path) -> list[int]:
    """Dates of birth of the clinic's people, by person_id."""
    with Cdm(folder) as cdm:
        found: list[int] = read_persons(cdm, []).birth.tolist()
    return found


def test_an_empty_person_table_is_refused(tmp_path: Path) -> None:
    nobody = {name: list(values)[:0] for name, values in PERSON.items()}
    with pytest.raises(InputError, match=r"table person: has no rows\. Export the participants\."):
        count(write_clinic(tmp_path, person=nobody))


def test_a_person_in_two_rows_is_refused(tmp_path: Path) -> None:
    twice = changed(PERSON, person_id=[2, 2, 3, 4, 5, 6])
    with pytest.raises(InputError, match="table person: a person_id stands in several rows"):
        count(write_clinic(tmp_path, person=twice))


@pytest.mark.parametrize(
    "ids", [[1, 2, 3, 4, 5, None], ["1", "2", "3", "4", "5", "x6"], [1, 2, 3, 4, 5, 6.5]]
)
def test_a_person_without_a_whole_number_is_refused(tmp_path: Path, ids: list[object]) -> None:
    with pytest.raises(InputError, match="a person_id is missing or is not a whole number"):
        count(write_clinic(tmp_path, person=changed(PERSON, person_id=ids)))


def test_ids_span_all_64_bits(tmp_path: Path) -> None:
    ids = [-(2**63), -1, 0, 1, 2**53 + 1, 2**63 - 1]
    conditions: Table = {
        "person_id": [2**63 - 1, -(2**63), 2**53, 1, None],
        "condition_concept_id": [111] * 5,
        "condition_start_date": [None] * 5,
    }
    person = changed(PERSON, person_id=ids)
    counts = count(write_clinic(tmp_path, person=person, condition_occurrence=conditions))
    assert counted(counts.domains[0], "total")[111] == 3
    assert counts.left_out == {"condition_occurrence": 2}  # 2**53 is not 2**53 + 1, null not 0


def test_a_missing_month_is_july_and_a_missing_day_the_fifteenth(tmp_path: Path) -> None:
    write_clinic(
        tmp_path,
        person=changed(
            PERSON,
            month_of_birth=[None, 2, 10, None, None, 1],
            day_of_birth=[20, None, 1, None, None, 1],
        ),
    )
    assert births(tmp_path) == [19600701, 19800215, 19901001, 19900701, 20010701, 19500101]


def test_birth_datetime_fills_in_the_parts_that_are_missing_if_the_year_agrees(
    tmp_path: Path,
) -> None:
    stamp = datetime.datetime
    write_clinic(
        tmp_path,
        person=changed(
            PERSON,
            year_of_birth=[1960, 1980, 1990, 1990, 2001, None],
            month_of_birth=[None, 2, 10, None, None, None],
            day_of_birth=[None, None, 1, None, None, None],
            birth_datetime=[
                stamp(1960, 5, 20, 23, 59),
                stamp(1980, 2, 29),
                stamp(1990, 1, 1),
                stamp(1991, 1, 1),
                None,
                stamp(1950, 1, 1),
            ],
        ),
    )
    assert births(tmp_path) == [19600520, 19800229, 19901001, 19900701, 20010701, 19500101]
