"""Writing the synthetic cohort: the same for the same seed, whole or not at all."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aggregates.errors import InputError
from aggregates.synthetic import cdm_folder, write_synthetic_cdm

EVENTS = ("condition_occurrence", "drug_exposure", "measurement", "procedure_occurrence")


def table(folder: Path, name: str) -> pa.Table:
    return pq.read_table(folder / f"{name}.parquet")


# The same again


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    write_synthetic_cdm(2_000, 1, first)
    write_synthetic_cdm(2_000, 1, again)
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        assert (first / name).read_bytes() == (again / name).read_bytes(), name


def test_another_seed_gives_other_people_of_the_same_vocabulary(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_synthetic_cdm(200, seed, tmp_path / str(seed))
    one, two = tmp_path / "1", tmp_path / "2"
    for name in ("person", *EVENTS):
        assert not table(one, name).equals(table(two, name)), name
    for name in ("concept", "concept_ancestor", "concept_synonym"):
        assert (one / f"{name}.parquet").read_bytes() == (two / f"{name}.parquet").read_bytes()


def test_people_are_drawn_and_written_block_by_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cdm_folder, "BLOCK", 100)
    told: list[tuple[str, float]] = []
    write_synthetic_cdm(250, 1, tmp_path / "cdm", lambda step, share: told.append((step, share)))
    assert pq.ParquetFile(tmp_path / "cdm" / "person.parquet").num_row_groups == 3
    assert [share for _, share in told] == [0.4, 0.8, 1.0]
    for name in EVENTS:
        ids = table(tmp_path / "cdm", name)[f"{name}_id"].to_pylist()
        assert ids == list(range(1, len(ids) + 1))


# Nothing half done


@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_an_unusable_number_of_participants_is_refused(count: int, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="participants cannot be drawn"):
        write_synthetic_cdm(count, 1, tmp_path / "cdm")


def test_a_negative_seed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a seed"):
        write_synthetic_cdm(10, -1, tmp_path / "cdm")


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="holds something already"):
        write_synthetic_cdm(10, 1, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "cdm").mkdir()
    write_synthetic_cdm(10, 1, tmp_path / "cdm")
    assert (tmp_path / "cdm" / "person.parquet").exists()


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(step: str, share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_synthetic_cdm(10, 1, tmp_path / "cdm", interrupt)
    assert list(tmp_path.iterdir()) == []
