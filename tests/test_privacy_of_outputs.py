"""No true count, no person and no date of a record leaves a build: by file, word, or error."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aggregates.build import UnsafeReleaseError
from suppression.repair import UnsafeFamilyError
from tests.terminal import Done, command
from tests.ward import FIRST_PERSON, NAMES, RARE, TWENTY, Truth, write_ward

WHOLE = r"(?<![0-9A-Za-z+/.,])(?:{})(?![0-9A-Za-z+/])"


def words_for(number: int) -> list[str]:
    """The ways in which a count may be written."""
    grouped = f"{number:,}"
    ways = {str(number), grouped, grouped.replace(",", "."), grouped.replace(",", " ")}
    return [re.escape(way) for way in sorted(ways)]


def numbers_in(text: str, numbers: list[int]) -> list[str]:
    """Which of the numbers a text tells, as whole words."""
    pattern = WHOLE.format("|".join(way for number in numbers for way in words_for(number)))
    return re.findall(pattern, text)


def values(column: pa.ChunkedArray) -> Iterator[object]:
    for value in column.to_pylist():
        yield from value if isinstance(value, list) else [value]


def leaves(value: object) -> Iterator[object]:
    """Every key and value of JSON."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def test_the_search_finds_what_it_looks_for() -> None:
    for text in ("4729", "x: 4,729;", "(4 729)", '"low": 4729'):
        assert numbers_in(text, [4729])
    for text in ("14729", "47290", "a4729b", "4,7290", "0x4729f"):
        assert not numbers_in(text, [4729])


def test_no_planted_count_stands_in_a_file(ward_release: Path, ward_truth: Truth) -> None:
    assert {4729, 2887, 1825, 1699 + 3, 313} <= {*ward_truth.telling}
    for path in ward_release.iterdir():
        text = path.read_bytes().decode("latin-1")
        assert numbers_in(text, ward_truth.telling) == [], path.name
        if path.suffix == ".json":
            told = {value for value in leaves(json.loads(path.read_text())) if value is not None}
            assert not told & {*ward_truth.telling}, path.name


def test_every_number_of_a_table_is_a_concept_or_an_end_of_a_band(ward_release: Path) -> None:
    ends = {0} | {*range(1, 10_000, 20)} | {*range(20, 10_000, 20)}
    for path in ward_release.glob("*.parquet"):
        table = pq.read_table(path)
        for name in table.column_names:
            found = {value for value in values(table[name]) if not isinstance(value, str)}
            allowed = ends if name in ("low", "high") else {0, *NAMES}
            assert found <= allowed, (path.name, name)


def test_tables_carry_no_notes_of_their_writer_beside_the_columns(ward_release: Path) -> None:
    for path in ward_release.glob("*.parquet"):
        notes = pq.read_metadata(path).metadata or {}
        assert set(notes) <= {b"ARROW:schema"}


def test_no_person_and_no_date_of_a_record_stands_in_a_file(ward_release: Path) -> None:
    known = {"2020-10-01", "2025-10-01"}  # the cut-off date, the moment of the build
    for path in ward_release.iterdir():
        text = path.read_bytes().decode("latin-1")
        assert str(FIRST_PERSON)[:6] not in text, path.name
        if path.suffix == ".json":
            assert set(re.findall(r"\d{4}-\d{2}-\d{2}", text)) <= known, path.name


def test_no_word_of_a_concept_too_rare_to_list_stands_in_a_file(ward_release: Path) -> None:
    for path in ward_release.glob("*.parquet"):
        table = pq.read_table(path)
        found = {value for name in table.column_names for value in values(table[name])}
        for concept in (RARE, TWENTY):
            assert not found & {concept, NAMES[concept], f"T{concept}"}, path.name


def test_two_truths_with_the_same_bands_give_the_same_release_byte_by_byte(
    ward_release: Path, twin_release: Path
) -> None:
    """So that nothing in a release, its certificate included, can tell more than its bands."""
    names = sorted(path.name for path in ward_release.iterdir())
    assert names == sorted(path.name for path in twin_release.iterdir())
    for name in names:
        assert (ward_release / name).read_bytes() == (twin_release / name).read_bytes(), name


def test_no_planted_count_is_printed(ward_build: tuple[Path, Done], ward_truth: Truth) -> None:
    release, built = ward_build
    for done in (built, command("audit", release, "--workers", 1), command("verify", release)):
        assert done.status == 0
        assert numbers_in(done.out + done.err, ward_truth.telling) == []


def test_nothing_stays_in_the_folder_of_temporary_files(
    ward_cohort: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    assert command("build", ward_cohort, "--out", tmp_path / "out", "--workers", 1).status == 0
    assert list(temporary.iterdir()) == []


def _twice(cdm: Path) -> None:
    persons = pq.read_table(cdm / "person.parquet")
    pq.write_table(pa.concat_tables([persons, persons.slice(0, 1)]), cdm / "person.parquet")


def _cut_off(cdm: Path) -> None:
    path = cdm / "condition_occurrence.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def _two_concepts(cdm: Path) -> None:
    concepts = pq.read_table(cdm / "concept.parquet")
    pq.write_table(pa.concat_tables([concepts, concepts]), cdm / "concept.parquet")


def _other_groups(cdm: Path) -> None:
    cohort = cdm / "cohort.toml"
    text = cohort.read_text(encoding="utf-8")
    cohort.write_text(re.sub(r".*male.*values = \[8507\].*\n|.*rest = true.*\n", "", text))


DAMAGES = {
    "a person twice": _twice,
    "a table cut off": _cut_off,
    "concepts twice": _two_concepts,
    "groups that do not partition": _other_groups,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_error_tells_no_count_no_person_and_no_date(
    tmp_path: Path, ward_truth: Truth, damage: str
) -> None:
    cohort = write_ward(tmp_path / "cdm")
    DAMAGES[damage](cohort.parent)
    done = command("build", cohort, "--out", tmp_path / "out", "--workers", 1)
    assert (done.status, done.out) == (2, "")
    said = done.err.replace(str(tmp_path), "")
    assert numbers_in(said, ward_truth.telling) == []
    assert str(FIRST_PERSON)[:6] not in said
    assert not re.search(r"\d{4}-\d{2}-\d{2}", said)
    shutil.rmtree(tmp_path / "cdm")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("domain", "subject"), [("cohort", 0), ("condition", 4401)])
def test_a_family_that_cannot_be_made_safe_is_named_by_its_concept_alone(
    domain: str, subject: int
) -> None:
    family = UnsafeFamilyError(domain, subject)
    assert str(UnsafeReleaseError(str(family))) == f"domain {domain}, concept {subject}"
