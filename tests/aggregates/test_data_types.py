"""Types of data: who shared which, and which together, of seven people numbered from 0.

| person | condition | drug | survey | genome |
|--------|-----------|------|--------|--------|
| 0      | yes       |      | yes    | yes    |
| 1      | yes       | yes  | yes    |        |
| 2      |           | yes  |        |        |
| 3      |           |      | yes    | yes    |
| 4      |           |      | yes    |        |
| 5, 6   |           |      |        |        |

A health record is a condition or a drug.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aggregates.cdm import Cdm
from aggregates.cohort_file_plans import DataType
from aggregates.data_types import (
    COMBINATION,
    DATA_TYPE,
    Members,
    Typed,
    combination_id,
    combined,
    domain_parts,
    read_members,
    type_id,
    typed,
)
from aggregates.persons import read_persons
from suppression.tables import Adds

PEOPLE = 7
TYPES = (
    DataType("ehr", {"en": "Health record"}, ("condition", "drug")),
    DataType("survey", {"en": "Surveys"}, ("survey",)),
    DataType("genome", {"en": "Genome"}, (), "samples", "kind", "genome"),
)
RECORDED = {"condition": [0, 1], "drug": [1, 2], "survey": [0, 1, 3, 4]}


@pytest.fixture
def members(tmp_path: Path) -> dict[str, Members]:
    ids = np.arange(100, 100 + PEOPLE)
    pq.write_table(pa.table({"person_id": ids, "year_of_birth": [1980] * PEOPLE}),
                   tmp_path / "person.parquet")  # fmt: skip
    samples = {  # a sample of nobody, one twice, another kind
        "person_id": [100, 103, 103, 999, 104],
        "kind": ["genome", "genome", "genome", "genome", "saliva"],
    }
    pq.write_table(pa.table(samples), tmp_path / "samples.parquet")
    recorded = {name: np.array(people, np.int32) for name, people in RECORDED.items()}
    with Cdm(tmp_path) as cdm:
        return read_members(cdm, TYPES, read_persons(cdm, ()), recorded)


def people(found: Typed, subject: int) -> list[int]:
    at = found.pairs.concept_ids.tolist()
    if subject not in at:
        return []
    place = at.index(subject)
    return found.pairs.person[found.pairs.start[place] : found.pairs.start[place + 1]].tolist()


def test_a_type_is_had_by_everyone_with_a_record_of_it_once(members: dict[str, Members]) -> None:
    found = typed(TYPES, members)
    assert people(found, type_id("ehr")) == [0, 1, 2]
    assert people(found, type_id("survey")) == [0, 1, 3, 4]
    assert people(found, type_id("genome")) == [0, 3]


def test_everyone_with_any_data_is_in_exactly_one_combination(members: dict[str, Members]) -> None:
    found = combined(TYPES, members, PEOPLE)
    exact = {
        code: people(found, subject)
        for subject, code in zip(
            found.vocabulary.concepts["concept_id"].to_pylist(),
            found.vocabulary.concepts["concept_code"].to_pylist(),
            strict=True,
        )
    }
    assert exact == {
        "ehr": [2],
        "survey": [4],
        "genome": [],
        "ehr+survey": [1],
        "ehr+genome": [],
        "survey+genome": [3],
        "ehr+survey+genome": [0],
    }


def test_every_combination_is_listed_even_that_which_nobody_has(
    members: dict[str, Members],
) -> None:
    found = combined(TYPES, members, PEOPLE)
    assert combination_id(["genome"]) in found.structure.always
    below = dict(
        zip(
            found.vocabulary.concepts["concept_id"].to_pylist(),
            found.vocabulary.descendants,
            strict=True,
        )
    )
    assert below[combination_id(["genome"])].tolist() == []  # else it would count another's people


def test_the_combinations_that_hold_a_type_add_up_to_it(members: dict[str, Members]) -> None:
    found, types = combined(TYPES, members, PEOPLE), typed(TYPES, members)
    *of_types, of_all = found.structure.sums
    for one, data_type in zip(of_types, TYPES, strict=True):
        assert (one.within, one.whole, one.adds) == (DATA_TYPE, type_id(data_type.id), Adds.EQUAL)
        parts = sorted(person for part in one.parts for person in people(found, part))
        assert parts == people(types, type_id(data_type.id))
    assert (of_all.within, of_all.whole, len(of_all.parts)) == (COMBINATION, 0, 7)


def test_what_counts_the_same_people_twice_is_tied_both_ways(members: dict[str, Members]) -> None:
    """Everyone with a survey has the type, and who has the type has a survey."""
    types = typed(TYPES, members)
    assert types.structure.part_of["survey"].tolist() == [[0, type_id("survey")]]
    assert "condition" not in types.structure.part_of  # a drug makes a health record as well
    above = domain_parts(TYPES)
    assert above["survey"][DATA_TYPE].tolist() == [[type_id("survey"), 0]]
    assert above["drug"][DATA_TYPE].tolist() == [[type_id("ehr"), 0]]
