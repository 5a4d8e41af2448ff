"""The release format, read with plain JSON, Arrow and DuckDB as an outsider would."""

import hashlib
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.aggregates.clinic import count, counted
from tests.ward import ARRHYTHMIA, CROSSED, HEART, LISTED, TWO_HUNDRED, UNLISTED

TEXT, ID, NUMBER = pa.string(), pa.int64(), pa.int32()
COLUMNS = {
    "concepts": {
        "domain": TEXT,
        "concept_id": ID,
        "concept_name": TEXT,
        "vocabulary_id": TEXT,
        "concept_code": TEXT,
        "concept_class": TEXT,
        "synonyms": pa.list_(TEXT),
        "low": NUMBER,
        "high": NUMBER,
    },
    "hierarchy": {"domain": TEXT, "parent_id": ID, "child_id": ID},
    "counts": {
        "domain": TEXT,
        "concept_id": ID,
        "cut": TEXT,
        "group": TEXT,
        "low": NUMBER,
        "high": NUMBER,
    },
    "questions": {
        "module_id": ID,
        "module": TEXT,
        "question_id": ID,
        "question": TEXT,
        "answer_id": ID,
        "answer": TEXT,
        "parent_answer_id": ID,
        "position": NUMBER,
    },
    "distributions": {
        "domain": TEXT,
        "concept_id": ID,
        "unit": TEXT,
        "cut": TEXT,
        "group": TEXT,
        "bin_low": pa.float64(),
        "bin_high": pa.float64(),
        "low": NUMBER,
        "high": NUMBER,
    },
    "pairs": {
        "domain_a": TEXT,
        "concept_a": ID,
        "domain_b": TEXT,
        "concept_b": ID,
        "low": NUMBER,
        "high": NUMBER,
    },
}
SEX = ["female", "male", "not_reported"]
AGE = ["0-29", "30-59", "60+", "not_reported"]
GROUPS = {
    "total": [""],
    "sex": SEX,
    "age": AGE,
    "sex*age": [f"{sex}*{age}" for sex, age in product(SEX, AGE)],
    "onset_age": ["0-29", "30+", "not_known"],
}


@pytest.fixture(scope="module")
def about(ward_release: Path) -> Any:
    return json.loads((ward_release / "release.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sql(ward_release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for table in COLUMNS:
            connection.execute(f"CREATE VIEW {table} AS FROM '{ward_release}/{table}.parquet'")
        yield connection


def test_the_folder_holds_the_formats_files_and_nothing_else(ward_release: Path) -> None:
    assert sorted(path.name for path in ward_release.iterdir()) == [
        *("audit.json", "concepts.parquet", "counts.parquet", "datapackage.json"),
        *("distributions.parquet", "hierarchy.parquet", "pairs.parquet", "questions.parquet"),
        "release.json",
    ]


def test_release_json_states_every_key_of_the_format(about: Any) -> None:
    assert list(about) == [
        *("format", "id", "title", "created", "cutoff_date", "synthetic", "cohort", "policy"),
        *("dimensions", "domains", "ties", "tables", "audit"),
        *("previous", "source", "citation", "license"),
    ]
    assert about["format"] == "cohort-browser/1"
    assert about["id"] == "ward-2020-10-01"
    assert about["title"] == {"en": "Ward", "es": "Sala"}
    assert about["created"] == "2025-10-01T00:00:00Z"
    assert (about["cutoff_date"], about["synthetic"]) == ("2020-10-01", True)
    assert about["cohort"] == {"low": 4721, "high": 4740}
    assert about["previous"] is None
    assert {"cdm_version", "vocabulary_version"} <= set(about["source"])
    assert (about["citation"], about["license"]) == ("Invented.", "CC0-1.0")


def test_the_whole_policy_stands_in_the_release(about: Any) -> None:
    assert about["policy"]["id"] == "all-of-us"
    assert {
        *("id", "title", "source", "rule", "threshold", "protected_low", "protected_high"),
        *("widths", "crossing_floor"),
    } == set(about["policy"])


def test_dimensions_name_their_groups_in_order_in_every_language(about: Any) -> None:
    groups = {one["id"]: [group["id"] for group in one["groups"]] for one in about["dimensions"]}
    assert groups == {"sex": SEX, "age": AGE, "onset_age": GROUPS["onset_age"]}
    assert about["dimensions"][0]["label"] == {"en": "Sex", "es": "Sexo"}
    assert about["dimensions"][0]["groups"][0]["label"] == {"en": "Female", "es": "Mujer"}


def test_domains_state_their_cuts_their_denominator_and_their_concepts(
    about: Any, sql: duckdb.DuckDBPyConnection
) -> None:
    condition, drug = about["domains"]
    assert (condition["id"], drug["id"]) == ("condition", "drug")
    assert set(condition) == {"id", "label", "cuts", "low", "high", "concepts"}
    assert set(condition["label"]) >= {"en", "es"}
    assert set(condition["cuts"]) == set(GROUPS)
    assert set(drug["cuts"]) == set(GROUPS) - {"onset_age"}
    assert (condition["concepts"], drug["concepts"]) == (7, 1)
    for domain in about["domains"]:
        anyone = sql.execute(
            "SELECT low, high FROM counts WHERE domain = ? AND concept_id = 0 AND cut = 'total'",
            [domain["id"]],
        ).fetchall()
        assert anyone == [(domain["low"], domain["high"])]


def test_ties_state_the_table_plan(about: Any) -> None:
    ties = about["ties"]
    crossing = {"kind": "crossing", "cut": "sex*age", "margins": ["sex", "age"]}
    for domain in ("cohort", "condition", "drug"):
        own = [
            {key: value for key, value in tie.items() if key != "domain"}
            for tie in ties
            if tie["domain"] == domain
        ]
        assert {"kind": "partition", "cut": "sex"} in own
        assert {"kind": "partition", "cut": "age"} in own
        assert crossing in own
        complements = [tie for tie in own if tie["kind"] == "complement"]
        if domain == "cohort":
            assert complements == []
            continue
        (complement,) = complements
        assert complement["denominator"] == {"domain": domain, "concept_id": 0}
        assert complement["cuts"] == ["sex", "age"]
        assert any(tie["kind"] == "hierarchy" for tie in own)


def test_checksums_sizes_and_rows_are_those_of_the_files(ward_release: Path, about: Any) -> None:
    assert set(about["tables"]) == set(COLUMNS)
    for name, stated in about["tables"].items():
        content = (ward_release / stated["path"]).read_bytes()
        assert stated == {
            "path": f"{name}.parquet",
            "rows": pq.read_metadata(ward_release / f"{name}.parquet").num_rows,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }


def test_the_audit_states_a_figure_per_attack(
    ward_release: Path, about: Any, sql: duckdb.DuckDBPyConnection
) -> None:
    audit = about["audit"]
    certificate = (ward_release / "audit.json").read_bytes()
    assert audit["status"] == "passed"
    assert audit["certificate_sha256"] == hashlib.sha256(certificate).hexdigest()
    rows = [about["tables"][name]["rows"] for name in ("counts", "distributions", "pairs")]
    assert audit["figures"]["cells"] == sum(rows)
    widened = sql.execute("SELECT count(*) FROM counts WHERE high - low > 20").fetchone()
    assert (audit["figures"]["widened_bands"],) == widened != (0,)
    # a cell that others prove larger is not small, whatever its band allows
    assert 0 < audit["attacks"]["linked_tables"]["attacked"] <= audit["figures"]["small_cells"]
    assert all(attack["narrowed"] == 0 for attack in audit["attacks"].values())


def test_the_data_package_describes_the_tables(ward_release: Path, about: Any) -> None:
    package = json.loads((ward_release / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["profile"], package["name"]) == ("tabular-data-package", "ward-2020-10-01")
    for resource in package["resources"]:
        stated = about["tables"][resource["name"]]
        assert resource["path"] == stated["path"]
        assert resource["hash"] == f"sha256:{stated['sha256']}"
        assert resource["bytes"] == stated["bytes"]
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == list(COLUMNS[resource["name"]])


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_are_plain(ward_release: Path, table: str) -> None:
    schema = pq.read_schema(ward_release / f"{table}.parquet")
    assert dict(zip(schema.names, schema.types, strict=True)) == COLUMNS[table]
    assert schema.metadata is None


@pytest.mark.parametrize("table", COLUMNS)
def test_nothing_is_null(ward_release: Path, table: str) -> None:
    rows = pq.read_table(ward_release / f"{table}.parquet")
    assert [column.null_count for column in rows.columns] == [0] * rows.num_columns


def test_one_subject_is_one_contiguous_range_and_subjects_ascend(ward_release: Path) -> None:
    rows = pq.read_table(ward_release / "counts.parquet").to_pylist()
    subjects = list(dict.fromkeys((row["domain"], row["concept_id"]) for row in rows))
    runs = [
        (row["domain"], row["concept_id"])
        for row, before in zip(rows, [{}, *rows], strict=False)
        if not before
        or (row["domain"], row["concept_id"]) != (before["domain"], before["concept_id"])
    ]
    assert runs == subjects
    assert subjects == [
        *[("cohort", 0), ("condition", 0), *(("condition", c) for c in LISTED["condition"])],
        *[("drug", 0), *(("drug", c) for c in LISTED["drug"])],
    ]


def test_every_group_of_every_published_cut_has_its_row_once_in_order(
    ward_release: Path, about: Any
) -> None:
    rows = pq.read_table(ward_release / "counts.parquet").to_pylist()
    cuts = {domain["id"]: domain["cuts"] for domain in about["domains"]}
    cuts["cohort"] = ["total", "sex", "age", "sex*age"]
    found: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for row in rows:
        cells = found.setdefault((row["domain"], row["concept_id"]), [])
        cells.append((row["cut"], row["group"]))
    for (domain, _), cells in found.items():
        crossed = any(cut == "sex*age" for cut, _ in cells)
        published = [cut for cut in cuts[domain] if crossed or cut != "sex*age"]
        assert cells == [(cut, group) for cut in published for group in GROUPS[cut]]


def test_crossings_stand_from_the_floor_upwards(sql: duckdb.DuckDBPyConnection) -> None:
    crossed = {
        concept
        for (concept,) in sql.execute(
            "SELECT DISTINCT concept_id FROM counts WHERE cut = 'sex*age' AND domain = 'condition'"
        ).fetchall()
    }
    assert TWO_HUNDRED not in crossed  # 200 people: the band 181 to 200
    assert CROSSED in crossed  # 201 people: the band 201 to 220
    floor = sql.execute(
        "SELECT min(low) FROM counts c WHERE cut = 'total' AND EXISTS (FROM counts x WHERE "
        "x.cut = 'sex*age' AND x.domain = c.domain AND x.concept_id = c.concept_id)"
    ).fetchall()
    assert floor == [(201,)]


def test_a_concept_is_listed_where_its_total_exceeds_the_threshold(
    sql: duckdb.DuckDBPyConnection,
) -> None:
    listed = [row for (row,) in sql.execute("SELECT concept_id FROM concepts").fetchall()]
    assert listed == [*LISTED["condition"], *LISTED["drug"]]
    for table, column in (("counts", "concept_id"), ("hierarchy", "parent_id")):
        for unlisted in UNLISTED:  # 17 and 20 people
            found = sql.execute(f"FROM {table} WHERE {column} = ?", [unlisted]).fetchall()
            assert found == []
    assert sql.execute("FROM hierarchy").fetchall() == [("condition", HEART, ARRHYTHMIA)]


def test_concepts_carry_the_band_of_their_total(sql: duckdb.DuckDBPyConnection) -> None:
    assert sql.execute(
        "SELECT count(*) FROM concepts JOIN counts c USING (domain, concept_id) "
        "WHERE c.cut = 'total' AND (c.low, c.high) = (concepts.low, concepts.high)"
    ).fetchone() == (8,)


def test_every_band_contains_the_true_count(ward_release: Path, ward_cohort: Path) -> None:
    rows = pq.read_table(ward_release / "counts.parquet").to_pylist()
    counts = count(ward_cohort)
    truth = {
        (domain.domain, concept, cut): _flat(cells)
        for domain in (counts.cohort, *counts.domains)
        for cut in domain.tables
        for concept, cells in counted(domain, cut).items()
    }
    assert rows
    for row in rows:
        cells = truth[row["domain"], row["concept_id"], row["cut"]]
        true = cells[GROUPS[row["cut"]].index(row["group"])]
        assert row["low"] <= true <= row["high"]
        wide = row["high"] - row["low"] + 1
        assert (row["low"], row["high"] % 20) == (0, 0) or (wide % 20, row["low"] % 20) == (0, 1)


def _flat(cells: Any) -> list[int]:
    if not isinstance(cells, list):
        return [cells]
    return [count for part in cells for count in _flat(part)]


def test_a_build_at_the_same_moment_gives_the_same_bytes(
    ward_release: Path, ward_cohort: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.conftest import MOMENT
    from tests.terminal import command

    monkeypatch.setenv("SOURCE_DATE_EPOCH", MOMENT)
    command("build", ward_cohort, "--out", tmp_path / "again", "--workers", 2)
    for path in ward_release.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name
