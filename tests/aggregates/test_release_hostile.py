"""A release made to deceive or to break: every checksum fits, and it is refused all the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.forger import EVERYTHING, MENDED, NOTHING, change_json, change_rows, mend
from tests.refusals import fails, refusal


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
