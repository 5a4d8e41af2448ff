"""The reader gives back what the writer wrote, as bands and nothing else."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from aggregates.errors import NoReleaseThere
from aggregates.release import Release, ReleaseRefused, open_release
from suppression.bands import Band, Count, Withheld
from tests.ward import ARRHYTHMIA, HEART, LISTED, PINCHED, RARE, SYMPTOM, TWO_HUNDRED


@pytest.fixture(scope="module")
def release(ward_release: Path) -> Release:
    return open_release(ward_release)


def limits(count: Count) -> tuple[int, int]:
    return count.low, count.high


def test_the_release_says_what_release_json_says(release: Release, ward_release: Path) -> None:
    about = json.loads((ward_release / "release.json").read_text(encoding="utf-8"))
    for key in (
        *("id", "title", "created", "cutoff_date", "synthetic"),
        *("previous", "source", "citation", "license"),
    ):
        assert getattr(release, key) == about[key]
    assert limits(release.participants) == (4721, 4740)
    assert release.policy.as_mapping() == about["policy"]
    assert release.audit.status == "passed"
    assert release.audit.figures == about["audit"]["figures"]
    assert release.audit.attacks == about["audit"]["attacks"]
    assert [one.id for one in release.dimensions] == ["sex", "age", "onset_age"]
    assert [one.id for one in release.domains] == ["condition", "drug"]
    assert release.domain("drug").label["es"] == about["domains"][1]["label"]["es"]
    assert release.domain("drug").concepts == 1


def test_every_cell_comes_back_in_its_place(release: Release, ward_release: Path) -> None:
    written: dict[tuple[str, int], list[tuple[str, str, tuple[int, int]]]] = {}
    for row in pq.read_table(ward_release / "counts.parquet").to_pylist():
        cells = written.setdefault((row["domain"], row["concept_id"]), [])
        cells.append((row["cut"], row["group"], (row["low"], row["high"])))
    for (domain, concept), cells in written.items():
        read = [
            (cut, "*".join(cell.groups), limits(cell.participants))
            for cut, group_counts in release.cuts(domain, concept).items()
            for cell in group_counts
        ]
        assert read == cells


def test_counts_are_bands_or_withheld_and_nothing_else(release: Release) -> None:
    for domain, concepts in LISTED.items():
        for concept in (0, *concepts):
            for cells in release.cuts(domain, concept).values():
                assert all(isinstance(cell.participants, Band | Withheld) for cell in cells)


def test_a_crossing_that_is_not_published_is_not_there(release: Release) -> None:
    assert "sex*age" in release.cuts("condition", HEART)
    assert "sex*age" not in release.cuts("condition", TWO_HUNDRED)


def test_a_widened_band_reads_as_the_wider_one(release: Release) -> None:
    youngest = release.cuts("condition", PINCHED)["age"][0]
    assert (youngest.groups, limits(youngest.participants)) == (("0-29",), (0, 40))


def test_concepts_come_largest_band_first(release: Release) -> None:
    found = release.concepts("condition")
    assert sorted(one.concept_id for one in found) == LISTED["condition"]
    assert [one.concept_id for one in found[:3]] == [SYMPTOM, HEART, ARRHYTHMIA]
    highs = [one.participants.high for one in found]
    assert highs == sorted(highs, reverse=True)


def test_a_concept_too_rare_to_list_answers_as_one_never_seen(release: Release) -> None:
    for concept in (RARE, 12_345):
        assert release.concept("condition", concept) is None
        with pytest.raises(KeyError):
            release.cuts("condition", concept)
        assert release.broader("condition", concept) == ()
        assert release.narrower("condition", concept) == ()


def test_the_hierarchy_reads_both_ways(release: Release) -> None:
    assert [one.concept_id for one in release.narrower("condition", HEART)] == [ARRHYTHMIA]
    assert [one.concept_id for one in release.broader("condition", ARRHYTHMIA)] == [HEART]


def test_what_is_no_release_is_told_from_one_that_fails(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for path in (tmp_path / "nowhere", tmp_path, file):
        with pytest.raises(NoReleaseThere, match=f"{path}: is not a release. Name a release"):
            open_release(path)
    (tmp_path / "counts.parquet").touch()
    with pytest.raises(ReleaseRefused, match=r"release\.json: is missing") as refused:
        open_release(tmp_path)
    assert not isinstance(refused.value, NoReleaseThere)
