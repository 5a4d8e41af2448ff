"""Tables of a cohort file made from some rows of another, with numbers out of texts."""

from pathlib import Path

import pytest

from aggregates.cdm import Cdm
from aggregates.cohort_file_keys import Keys
from aggregates.cohort_file_tables import parse_tables
from aggregates.errors import InputError

ROWS = "sample\tsex\treleased\nHG00096\tmale\t1\nNA12878\tfemale\t1\nNA00001\tmale\t0\n"
PERSON = {
    "from": "samples",
    "columns": {
        "person_id": {"number_in": "sample"},
        "year_of_birth": {"not_collected": True},
        "sex": "sex",
    },
    "only": {"released": ["1"]},
}


def people(folder: Path, **changes: object) -> list[dict[str, object]]:
    (folder / "samples.tsv").write_text(ROWS)
    plans = parse_tables(Keys({"tables": {"person": PERSON | changes}}, "file"), folder)
    with Cdm(folder, plans) as cdm:
        found = cdm.rows(cdm.table("person", ["person_id", "year_of_birth", "sex"]))
    return sorted(found.to_pylist(), key=lambda row: row["person_id"])


def test_numbers_come_from_digits_and_only_the_rows_asked_for_are_there(tmp_path: Path) -> None:
    assert people(tmp_path) == [
        {"person_id": 96, "year_of_birth": None, "sex": "male"},
        {"person_id": 12878, "year_of_birth": None, "sex": "female"},
    ]


def test_all_rows_are_there_where_nothing_is_said(tmp_path: Path) -> None:
    assert len(people(tmp_path, only={"released": ["0", "1"]})) == 3


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='only names column "kept"'):
        people(tmp_path, only={"kept": ["1"]})


def test_a_column_that_is_no_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing is not a known key"):
        people(tmp_path, columns={"person_id": {"number_in": "sample", "nothing": 1}})
