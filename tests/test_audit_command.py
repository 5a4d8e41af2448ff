"""``cohort-browser audit``: what an attacker concludes, kept, resumed, and range by range."""

import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.terminal import command


def test_an_interrupted_audit_goes_on_where_it_was(ward_release: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    first = command("audit", ward_release, "--workers", 1, "--resume", record)
    assert first.status == 0
    whole = record.read_bytes()
    lines = whole.splitlines(keepends=True)
    assert len(lines) > 6
    record.write_bytes(b"".join(lines[:4]) + lines[4][:10])  # ended amid the fifth line
    second = command("audit", ward_release, "--workers", 1, "--resume", record)
    assert (second.status, second.out) == (0, first.out)
    assert sorted(record.read_bytes().splitlines()) == sorted(whole.splitlines())
    assert record.read_bytes().startswith(b"".join(lines[:4]))


def test_what_is_kept_is_not_attacked_again(ward_release: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    command("audit", ward_release, "--workers", 1, "--resume", record)
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    for _, tallies in lines:
        for tally in tallies.values():
            tally["attacked"] = 1_000_000
    record.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert "000,000 counts" in command("audit", ward_release, "--resume", record).out


def test_the_record_of_another_release_does_no_harm(ward_release: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    record.write_text(json.dumps(["other", {"complement": {"attacked": 5}}]) + "\n")
    done = command("audit", ward_release, "--workers", 1, "--resume", record)
    assert done.out == command("audit", ward_release, "--workers", 1).out


@pytest.mark.parametrize(
    "content",
    ["{}\n", "words\n", '["key"]\n', '["key", {"a": {"b": 1}}]\n', "words", '["words', "[1, 2]"],
)
def test_a_file_that_is_no_record_is_left_alone(
    ward_release: Path, tmp_path: Path, content: str
) -> None:
    other = tmp_path / "notes"
    other.write_text(content)
    done = command("audit", ward_release, "--resume", other)
    assert done.status == 2
    assert "line 1 is not of an audit" in done.err
    assert other.read_text() == content


def test_the_exact_range_of_every_count_is_written(ward_release: Path, tmp_path: Path) -> None:
    path = tmp_path / "ranges.parquet"
    done = command("audit", ward_release, "--workers", 1, "--ranges", path)
    assert done.status == 0
    counts, ranges = ward_release / "counts.parquet", path
    assert f"{ranges}: the exact range of {pq.read_metadata(path).num_rows:,} counts" in done.out
    joined = duckdb.sql(
        f"""SELECT c.low, c.high, r.low, r.high FROM '{counts}' c JOIN '{ranges}' r
            ON (c.domain, c.concept_id, c.cut, c."group")
             = (r.domain, r.concept_id, r.cut, r."group") AND r.attack = 'linked_tables'"""
    ).fetchall()
    assert len(joined) == pq.read_metadata(counts).num_rows
    for low, high, least, most in joined:  # never wider than what is published, small ones open
        assert low <= least <= most <= high
        assert high > 20 or (least <= 1 and most >= 18)
    assert any((low, high) != (least, most) for low, high, least, most in joined)
    left = duckdb.sql(f"SELECT DISTINCT attack, of IS NULL FROM '{ranges}'").fetchall()
    assert {("complement", False), ("rollup_difference", False)} <= set(left)


def test_ranges_that_cannot_be_written_are_one_clear_line(
    ward_release: Path, tmp_path: Path
) -> None:
    done = command("audit", ward_release, "--ranges", tmp_path / "nowhere" / "ranges.parquet")
    assert (done.status, len(done.err.splitlines())) == (2, 1)
    assert "nowhere" in done.err
