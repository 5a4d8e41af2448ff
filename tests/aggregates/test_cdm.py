"""A CDM opens from a folder of Parquet or text, or a DuckDB file, whatever an export made of it."""

import gzip
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from aggregates.cdm import Cdm
from aggregates.errors import InputError
from tests.aggregates.clinic import FIBRILLATION, HEART, count, counted, write_clinic

PERSON_HEADER = "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth"


def as_text(folder: Path, table: str, separator: str = ",", suffix: str = ".csv") -> Path:
    """Replace a table's Parquet file by a text file."""
    parquet = folder / f"{table}.parquet"
    rows = pq.read_table(parquet).to_pydict()
    lines = [list(rows), *zip(*rows.values(), strict=True)]
    cells = [["" if cell is None else str(cell) for cell in line] for line in lines]
    text = "".join(separator.join(line) + "\n" for line in cells)
    parquet.unlink()
    path = folder / f"{table}{suffix}"
    path.write_bytes(gzip.compress(text.encode()) if suffix.endswith(".gz") else text.encode())
    return path


def totals(cohort: Path, cdm: Path | None = None) -> object:
    return counted(count(cohort, cdm).domains[0], "total")


def refusal(cohort: Path) -> str:
    """The one line that refuses the CDM."""
    with pytest.raises(InputError) as failure:
        count(cohort)
    assert "\n" not in str(failure.value)
    return str(failure.value)


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".CSV"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_text_files_count_as_parquet_does(tmp_path: Path, suffix: str, separator: str) -> None:
    cohort = write_clinic(tmp_path)
    expected = count(cohort)
    for table in ("person", "condition_occurrence", "concept", "concept_ancestor"):
        as_text(tmp_path, table, separator, suffix)
    found = count(cohort)
    for cut, counts in expected.domains[0].tables.items():
        assert found.domains[0].tables[cut].tolist() == counts.tolist()
    assert found.concepts == expected.concepts


@pytest.mark.parametrize("schema", ["main", "cdm_54"])
def test_a_duckdb_file_counts_as_parquet_does(tmp_path: Path, schema: str) -> None:
    cohort = write_clinic(tmp_path)
    database = tmp_path / "cdm.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for table in tmp_path.glob("*.parquet"):
            name = f"{schema}.{table.stem.upper()}"
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM '{table}'")
    assert totals(cohort, database) == totals(cohort)


def test_headers_in_any_case_and_wrapped_in_functions_are_understood(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    (tmp_path / "person.parquet").unlink()
    (tmp_path / "person.csv").write_text(
        'PERSON_ID,"Gender_Concept_Id",YEAR_OF_BIRTH,"date(birth_datetime,\'unixepoch\')"\n'
        "2,8532,1980,1980-02-29\n"
    )
    counts = count(cohort)
    assert counted(counts.cohort, "sex*age")[0] == [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    assert counted(counts.domains[0], "onset_age")[HEART] == [1, 0, 0]


def test_a_header_that_cannot_be_understood_is_named_when_a_column_is_missing(
    tmp_path: Path,
) -> None:
    cohort = write_clinic(tmp_path)
    (tmp_path / "person.parquet").unlink()
    (tmp_path / "person.csv").write_text("person_id,gender of person,year_of_birth\n1,8532,1980\n")
    message = refusal(cohort)
    assert "person.csv: table person has no column gender_concept_id" in message
    assert "not understood: 'gender of person'" in message


def test_a_column_twice_in_different_spelling_is_refused(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    (tmp_path / "person.parquet").unlink()
    (tmp_path / "person.csv").write_text(f"{PERSON_HEADER},PERSON_ID\n1,8532,1980,1,1,1\n")
    assert "has column person_id twice, as person_id and PERSON_ID" in refusal(cohort)


@pytest.mark.parametrize("line", ["48330783\t8532\t1914", "secret,8532,1914", "F,,1914", "1,2,"])
def test_a_file_without_header_is_refused_and_its_record_not_shown(
    tmp_path: Path, line: str
) -> None:
    cohort = write_clinic(tmp_path)
    (tmp_path / "person.parquet").unlink()
    (tmp_path / "person.csv").write_text(f"{line}\n{line}\n")
    message = refusal(cohort)
    assert "person.csv: has no header line" in message
    assert "1914" not in message
    assert "secret" not in message


@pytest.mark.parametrize(
    ("cell", "age_known"),
    [
        ("2000-05-19", True),
        ("20000519", True),
        ("2000-05-19 23:59:59.000", True),
        ("2000-05-19T00:00:00Z", True),
        ("19/05/2000", False),
        ("2000-02-30", False),
        ("", False),
    ],
)
def test_a_date_is_read_in_the_usual_forms_or_unknown(
    tmp_path: Path, cell: str, age_known: bool
) -> None:
    cohort = write_clinic(tmp_path)
    (tmp_path / "condition_occurrence.parquet").unlink()
    (tmp_path / "condition_occurrence.csv").write_text(
        f"person_id,condition_concept_id,condition_start_date\n-7,{FIBRILLATION},{cell}\n"
    )
    conditions = count(cohort).domains[0]
    expected = [1, 0, 0] if age_known else [0, 0, 1]
    assert counted(conditions, "onset_age")[FIBRILLATION] == expected


@pytest.mark.parametrize("table", ["person", "condition_occurrence", "concept_ancestor"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_truncated_parquet_file_is_one_line_that_names_it(
    tmp_path: Path, table: str, share: float
) -> None:
    cohort = write_clinic(tmp_path)
    path = tmp_path / f"{table}.parquet"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(cohort).startswith(f"{path}: cannot be read: the file is truncated, damaged")


def test_a_parquet_file_damaged_inside_is_one_line_that_names_it(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    path = tmp_path / "condition_occurrence.parquet"
    content = bytearray(path.read_bytes())
    content[4:300] = b"\xff" * 296
    path.write_bytes(content)
    assert str(path) in refusal(cohort)


def broken_lines(path: Path) -> None:
    path.write_text("person_id,condition_concept_id,condition_start_date\n1,2,2000-01-01,secret\n")


def latin(path: Path) -> None:
    header = b"person_id,condition_concept_id,condition_start_date,note\n"
    path.write_bytes(header + "1,2,2000-01-01,Muñoz\n".encode("latin-1"))


@pytest.mark.parametrize("damage", [broken_lines, latin])
def test_a_damaged_text_file_is_one_line_that_shows_no_record(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    cohort = write_clinic(tmp_path)
    (tmp_path / "condition_occurrence.parquet").unlink()
    damage(tmp_path / "condition_occurrence.csv")
    message = refusal(cohort)
    assert "condition_occurrence.csv: cannot be read" in message
    assert "secret" not in message
    assert "2000" not in message


def test_a_truncated_gzip_file_is_one_line_that_names_it(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    (tmp_path / "condition_occurrence.parquet").unlink()
    lines = [f"{i},{i * 7919 % 10007},2000-01-01" for i in range(5000)]
    header = "person_id,condition_concept_id,condition_start_date"
    content = gzip.compress("\n".join([header, *lines]).encode())
    path = tmp_path / "condition_occurrence.csv.gz"
    path.write_bytes(content[: len(content) // 2])
    assert refusal(cohort).startswith(f"{path}: cannot be read")


def test_an_empty_text_file_is_refused(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path, concept_ancestor=None)
    (tmp_path / "concept_ancestor.csv").write_text("")
    assert "concept_ancestor.csv: is empty" in refusal(cohort)


def test_a_table_in_two_files_is_refused(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    (tmp_path / "person.csv").write_text(f"{PERSON_HEADER}\n")
    assert "table person stands in several files: person.csv, person.parquet" in refusal(cohort)


def test_a_place_that_holds_no_cdm_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere: does not exist"):
        Cdm(tmp_path / "nowhere")
    (tmp_path / "cdm.duckdb").write_text("not a database" * 1000)
    with pytest.raises(InputError, match=r"cdm\.duckdb: is not a DuckDB database"):
        Cdm(tmp_path / "cdm.duckdb")


def test_closing_removes_what_was_spilled_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = write_clinic(tmp_path)
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spill))
    count(cohort)
    (tmp_path / "concept.parquet").unlink()
    with pytest.raises(InputError):
        count(cohort)
    assert list(itertools.chain(spill.iterdir(), tmp_path.glob(".tmp"))) == []


LONG_QUERY = """
import sys
from pathlib import Path
import ibis, pyarrow
from aggregates.cdm import Cdm

numbers = ibis.table({"n": "int64"}, name="numbers")
many = numbers
for copy in range(5):  # 10 ** 18 rows: longer than anybody waits
    many = many.cross_join(numbers.view().rename({f"n{copy}": "n"}))
with Cdm(Path(sys.argv[1])) as cdm:
    print("running", flush=True)
    cdm.rows(many.agg(sum=many.n.sum()), numbers=pyarrow.table({"n": range(1000)}))
"""


def test_ctrl_c_during_a_query_is_a_keyboard_interrupt_and_leaves_nothing(tmp_path: Path) -> None:
    write_clinic(tmp_path)
    spill = tmp_path / "spill"
    spill.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", LONG_QUERY, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(spill)},
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        try:
            _, message = process.communicate(timeout=30)
        finally:
            process.kill()
    assert message.splitlines()[-1] == "KeyboardInterrupt"
    assert list(spill.iterdir()) == []
