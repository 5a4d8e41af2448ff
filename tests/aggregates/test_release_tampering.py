"""A release that anybody touched is refused: by the server, by the audit, by the verifier."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from aggregates.release import ReleaseRefused, open_release
from tests.forger import EVERYTHING, MENDED, NOTHING, change_json, change_rows, mend
from tests.terminal import command
from tests.ward import HEART, PINCHED

FILES = (
    *("release.json", "audit.json", "datapackage.json"),
    *("concepts.parquet", "hierarchy.parquet", "counts.parquet"),
)
PLACES = (0.0, 0.01, 0.2, 0.4, 0.6, 0.8, 0.99, 1.0)

Damage = Callable[[Path], object]


def refusal(release: Path) -> str:
    """The one line with which the server refuses a release."""
    with pytest.raises(ReleaseRefused) as refused:
        open_release(release)
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith(str(release))
    assert line.endswith(".")
    return line


def fails(release: Path) -> None:
    """`audit` and `verify` end with status 3 and say so, without a traceback."""
    for name in ("audit", "verify"):
        arguments = ("--workers", 1) if name == "audit" else ()
        done = command(name, release, *arguments)
        assert (done.status, done.out) == (3, ""), name
        assert str(release) in done.err
        assert "Traceback" not in done.err


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


def test_a_concept_taken_out_by_hand_fails(copied: Path) -> None:
    for table in ("counts", "concepts"):
        change_rows(copied, table, lambda rows: rows.filter(pc.field("concept_id") != HEART))
    change_rows(copied, "hierarchy", lambda rows: rows.filter(pc.field("parent_id") != HEART))

    def count_again(about: dict[str, Any]) -> None:
        about["domains"][0]["concepts"] -= 1

    change_json(copied, "release.json", count_again)
    mend(copied, EVERYTHING)
    fails(copied)


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


def _set(**values: object) -> Callable[[dict[str, Any]], object]:
    return lambda content: content.update(values)


def _fail_audit(content: dict[str, Any]) -> None:
    content["audit"]["status"] = "failed"


def _admit(content: dict[str, Any]) -> None:
    content["audit"]["attacks"]["linked_tables"]["narrowed"] = 1


def _lax(content: dict[str, Any]) -> None:
    content["policy"].update(threshold=1, protected_high=1, widths=[1], crossing_floor=2)


def _nameless(content: dict[str, Any]) -> None:
    content["policy"]["id"] = "anything-goes"


def _more_tables(content: dict[str, Any]) -> None:
    content["tables"]["secrets"] = dict(content["tables"]["counts"], path="secrets.parquet")


def _elsewhere(content: dict[str, Any]) -> None:
    content["tables"]["counts"]["path"] = "../counts.parquet"


def _two_domains(content: dict[str, Any]) -> None:
    content["domains"].append(content["domains"][0])


def _without_tie(content: dict[str, Any]) -> None:
    content["ties"].pop()


HOSTILE: dict[str, Callable[[dict[str, Any]], object]] = {
    "an unknown key": _set(extra="key"),
    "a missing key": lambda content: content.pop("license"),
    "another format": _set(format="cohort-browser/2"),
    "a failed audit": _fail_audit,
    "no audit": _set(audit=None),
    "an attack that narrowed a cell": _admit,
    "a policy under which nothing is sensitive": _lax,
    "a policy that does not ship": _nameless,
    "an unknown value in the policy": lambda content: content["policy"].update(rule="none"),
    "a table that the format has not": _more_tables,
    "a table elsewhere": _elsewhere,
    "a domain twice": _two_domains,
    "a tie left out": _without_tie,
    "tables that are no mapping": _set(tables=[1]),
    "a title without words": _set(title=None),
    "a title of another kind": _set(title={"en": 7}),
    "a synthetic that is no truth": _set(synthetic="no"),
    "a date that is none": _set(cutoff_date="yesterday"),
    "dimensions that are none": _set(dimensions={"sex": 1}),
    "no dimensions": _set(dimensions=[]),
    "domains that are none": _set(domains=7),
    "ties that are none": _set(ties=["all"]),
    "another size of the cohort": _set(cohort={"low": 1, "high": 20}),
    "a source of another kind": _set(source=["x"]),
}


@pytest.mark.parametrize("mended", [NOTHING, EVERYTHING])
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_statements_are_refused(copied: Path, what: str, mended: str) -> None:
    change_json(copied, "release.json", HOSTILE[what])
    if what not in ("tables that are no mapping", "no audit"):
        mend(copied, mended)
    refusal(copied)
    fails(copied)


@pytest.mark.parametrize("what", ["an unknown key", "failed", "another window", "no domains"])
def test_hostile_certificates_fail(copied: Path, what: str) -> None:
    change = {
        "an unknown key": _set(extra="key"),
        "failed": _set(status="failed"),
        "another window": _set(protected_high=1),
        "no domains": _set(domains={}),
    }[what]
    change_json(copied, "audit.json", change)
    mend(copied, EVERYTHING)
    fails(copied)
    if what != "no domains":
        refusal(copied)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format": 1e999}'),
        *(b'{"a": "\\ud800"}', b'{"format": "cohort-browser/1"}', b"1" * 5000),
    ],
    ids=lambda content: repr(content[:12]),
)
@pytest.mark.parametrize("name", ["release.json", "audit.json"])
def test_what_is_no_json_of_ours_is_refused(copied: Path, name: str, content: bytes) -> None:
    (copied / name).write_bytes(content)
    assert str(copied / name) in refusal(copied)


@pytest.mark.parametrize("mended", MENDED)
@pytest.mark.parametrize("table", ["counts", "concepts", "hierarchy"])
@pytest.mark.parametrize("damage", ["no parquet", "empty", "nulls", "other columns", "text"])
def test_damaged_tables_are_refused(copied: Path, table: str, damage: str, mended: str) -> None:
    path = copied / f"{table}.parquet"

    def change(rows: pa.Table) -> pa.Table:
        if damage == "empty":
            return rows.slice(0, 0)
        if damage == "nulls":
            nulls = [pa.nulls(rows.num_rows, field.type) for field in rows.schema]
            return pa.table(nulls, schema=rows.schema)
        if damage == "other columns":
            return rows.append_column("true", pa.array([1] * rows.num_rows))
        return rows.cast(
            pa.schema(
                [(f.name, f.type if pa.types.is_list(f.type) else "string") for f in rows.schema]
            )
        )

    if damage == "no parquet":
        path.write_bytes(b"PAR1" + bytes(60) + b"PAR1")
    else:
        change_rows(copied, table, change)
    mend(copied, mended)
    if (table, damage, mended) != ("hierarchy", "empty", EVERYTHING):
        refusal(copied)
