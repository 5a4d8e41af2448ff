"""A release that anybody touched is refused: by the server, by the audit, by the verifier."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.forger import (
    EVERYTHING,
    MENDED,
    NOTHING,
    TABLE,
    Numbers,
    change_json,
    change_rows,
    change_wholes,
    mend,
)
from tests.refusals import fails, refusal
from tests.terminal import command
from tests.ward import HEART, PINCHED

FILES = (
    *("release.json", "audit.json", "datapackage.json"),
    *("concepts.parquet", "hierarchy.parquet", "counts.parquet"),
)
PLACES = (0.0, 0.01, 0.2, 0.4, 0.6, 0.8, 0.99, 1.0)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_anywhere_is_refused(copied: Path, name: str, place: float) -> None:
    content = bytearray((copied / name).read_bytes())
    content[round(place * (len(content) - 1))] ^= 1
    (copied / name).write_bytes(content)
    refusal(copied)


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_fails_the_audit(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 0x20
    (copied / name).write_bytes(content)
    fails(copied)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    assert f"{copied / name}: is missing" in refusal(copied)
    fails(copied)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kept", [0, 0.5])
def test_a_half_written_release_is_refused(copied: Path, name: str, kept: float) -> None:
    content = (copied / name).read_bytes()
    (copied / name).write_bytes(content[: int(kept * len(content))])
    assert str(copied / name) in refusal(copied)
    fails(copied)


def test_a_release_whose_writing_was_cut_short_is_refused(copied: Path) -> None:
    for name in ("release.json", "audit.json", "datapackage.json"):
        (copied / name).unlink()
    assert "release.json: is missing" in refusal(copied)
    fails(copied)


def _without(row: int) -> Callable[[pa.Table], pa.Table]:
    return lambda table: pa.concat_tables([table.slice(0, row), table.slice(row + 1)])


def _row(table: pa.Table, **key: object) -> int:
    rows = table.to_pylist()
    return next(at for at, row in enumerate(rows) if key.items() <= row.items())


def _with_cell(table: pa.Table, at: int, low: int, high: int) -> pa.Table:
    for name, value in (("low", low), ("high", high)):
        column = table.column(name).to_pylist()
        column[at] = value
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(name), pa.array(column, pa.int32()))
    return table


@pytest.mark.parametrize("mended", MENDED)
@pytest.mark.parametrize("table", ["counts", "concepts", "hierarchy"])
def test_one_removed_row_is_refused(copied: Path, table: str, mended: str) -> None:
    change_rows(copied, table, _without(0))
    mend(copied, mended)
    if (table, mended) != ("hierarchy", EVERYTHING):
        refusal(copied)
        fails(copied)


@pytest.mark.parametrize("mended", MENDED)
@pytest.mark.parametrize("row", ["last", "a crossing's", "doubled", "swapped"])
def test_counts_that_are_not_the_plans_cells_are_refused(
    copied: Path, row: str, mended: str
) -> None:
    def change(table: pa.Table) -> pa.Table:
        last = table.num_rows - 1
        crossing = _row(table, concept_id=HEART, cut="sex*age", group="male*30-59")
        order = {
            "last": [*range(last)],
            "a crossing's": [at for at in range(last + 1) if at != crossing],
            "doubled": [*range(last + 1), last],
            "swapped": [*range(last - 1), last, last - 1],
        }[row]
        return table.take(order)

    change_rows(copied, "counts", change)
    mend(copied, mended)
    refusal(copied)
    fails(copied)


@pytest.mark.parametrize("mended", MENDED)
@pytest.mark.parametrize(
    ("cell", "band"),
    [
        ({"concept_id": HEART, "cut": "total"}, (1681, 1699)),
        ({"concept_id": HEART, "cut": "total"}, (1699, 1699)),
        ({"concept_id": HEART, "cut": "sex", "group": "not_reported"}, (0, 10)),
        ({"concept_id": HEART, "cut": "sex", "group": "not_reported"}, (1, 20)),
        ({"concept_id": HEART, "cut": "sex", "group": "not_reported"}, (4, 4)),
        ({"concept_id": HEART, "cut": "sex*age", "group": "male*30-59"}, (211, 220)),
        ({"domain": "cohort", "cut": "total"}, (4729, 4729)),
    ],
)
def test_a_band_narrowed_by_hand_is_refused(
    copied: Path, cell: dict[str, object], band: tuple[int, int], mended: str
) -> None:
    change_rows(copied, "counts", lambda table: _with_cell(table, _row(table, **cell), *band))
    mend(copied, mended)
    refusal(copied)
    fails(copied)


@pytest.mark.parametrize("mended", MENDED)
def test_a_repair_undone_by_hand_fails_audit_and_verification(copied: Path, mended: str) -> None:
    """The band lies on the grid, so nothing but the attack itself shows that it is too narrow."""

    def undo(table: pa.Table) -> pa.Table:
        at = _row(table, concept_id=PINCHED, cut="age", low=0, high=40)
        return _with_cell(table, at, 21, 40)

    change_rows(copied, "counts", undo)
    mend(copied, mended)
    fails(copied)
    if mended != EVERYTHING:
        refusal(copied)


def test_a_band_moved_to_another_place_of_the_grid_fails(copied: Path) -> None:
    def move(table: pa.Table) -> pa.Table:
        return _with_cell(table, _row(table, concept_id=HEART, cut="sex", group="male"), 41, 60)

    change_rows(copied, "counts", move)
    mend(copied, EVERYTHING)
    fails(copied)


@pytest.mark.parametrize("mended", [NOTHING, TABLE, EVERYTHING])
def test_a_concept_taken_out_by_hand_fails(copied: Path, mended: str) -> None:
    for table in ("counts", "concepts"):
        change_rows(copied, table, lambda rows: rows.filter(pc.field("concept_id") != HEART))
    change_rows(copied, "hierarchy", lambda rows: rows.filter(pc.field("parent_id") != HEART))

    def count_again(about: dict[str, Any]) -> None:
        about["domains"][0]["concepts"] -= 1

    change_json(copied, "release.json", count_again)
    mend(copied, mended)
    if mended != EVERYTHING:
        refusal(copied)
    fails(copied)  # where every checksum is mended, by the figures that the certificate states


WHOLES: dict[str, Callable[[Numbers], Numbers]] = {
    "no table": lambda tables: tables[:0],
    "the upper half of them": lambda tables: tables[: len(tables) // 2],
    "the lower half of them": lambda tables: tables[len(tables) // 2 :],
    "one person more": lambda tables: tables + _only(tables, 1),
    "tables far out of their bands": lambda tables: tables + 100,
    "tables that stand on none of the cohort's": lambda tables: tables + 999 * _only(tables, 0),
    "numbers at the end of their range": lambda tables: np.full_like(tables, (1 << 32) - 1),
    "a cell too few": lambda tables: tables[:, :-1],
    "the lower ends of the bands": lambda tables: tables * _only(tables, 0),
}


def _only(tables: Numbers, column: int) -> Numbers:
    return (np.arange(tables.shape[1]) == column).astype(np.int64)


@pytest.mark.parametrize("domain", ["cohort", "condition"])
@pytest.mark.parametrize("what", WHOLES)
def test_whole_tables_changed_by_hand_fail_verification(
    copied: Path, domain: str, what: str
) -> None:
    change_wholes(copied, domain, WHOLES[what])
    mend(copied, EVERYTHING)
    done = command("verify", copied)
    assert (done.status, done.out) == (3, "")
    assert str(copied) in done.err
    assert "Traceback" not in done.err


def test_the_certificate_of_another_release_is_refused(
    copied: Path, ward_release: Path, tmp_path: Path
) -> None:
    certificate = json.loads((copied / "audit.json").read_text())
    certificate["domains"]["drug"] = certificate["domains"]["condition"]
    (copied / "audit.json").write_text(json.dumps(certificate))
    refusal(copied)
    fails(copied)


def test_another_releases_certificate_with_every_checksum_mended_fails(
    copied: Path, other_release: Path
) -> None:
    shutil.copy(other_release / "audit.json", copied)
    assert "audit.json" in refusal(copied)
    fails(copied)
    theirs = json.loads((other_release / "release.json").read_text())["audit"]

    def state_theirs(about: dict[str, Any]) -> None:
        about["audit"] = theirs

    change_json(copied, "release.json", state_theirs)
    mend(copied, EVERYTHING)
    fails(copied)
