"""The release format ``cohort-browser/1``: names, byte-exact JSON, checksums, the table plan.

Shared by the writer and the reader, so that a byte that one would not write the other refuses.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from aggregates.dimension import Dimension, Group
from aggregates.variant_tables import group_ids as ancestry_groups
from aggregates.variant_tables import is_of_variants, schema_of
from suppression.tables import TablePlan

FORMAT = "cohort-browser/1"
COHORT = "cohort"
PAIRS = "pairs"
ANYONE = 0
_VALUES = "/values"
RELEASE_FILE = "release.json"
CERTIFICATE_FILE = "audit.json"
PACKAGE_FILE = "datapackage.json"

CONCEPTS_SCHEMA = pa.schema(
    [
        ("domain", pa.string()),
        ("concept_id", pa.int64()),
        ("concept_name", pa.string()),
        ("vocabulary_id", pa.string()),
        ("concept_code", pa.string()),
        ("concept_class", pa.string()),
        ("synonyms", pa.list_(pa.string())),
        ("low", pa.int32()),
        ("high", pa.int32()),
    ]
)
HIERARCHY_SCHEMA = pa.schema(
    [("domain", pa.string()), ("parent_id", pa.int64()), ("child_id", pa.int64())]
)
COUNTS_SCHEMA = pa.schema(
    [
        ("domain", pa.string()),
        ("concept_id", pa.int64()),
        ("cut", pa.string()),
        ("group", pa.string()),
        ("low", pa.int32()),
        ("high", pa.int32()),
    ]
)
QUESTIONS_SCHEMA = pa.schema(
    [
        ("module_id", pa.int64()),
        ("module", pa.string()),
        ("question_id", pa.int64()),
        ("question", pa.string()),
        ("answer_id", pa.int64()),
        ("answer", pa.string()),
        ("parent_answer_id", pa.int64()),
        ("position", pa.int32()),
    ]
)
DISTRIBUTIONS_SCHEMA = pa.schema(
    [
        ("domain", pa.string()),
        ("concept_id", pa.int64()),
        ("unit", pa.string()),
        ("cut", pa.string()),
        ("group", pa.string()),
        ("bin_low", pa.float64()),
        ("bin_high", pa.float64()),
        ("low", pa.int32()),
        ("high", pa.int32()),
    ]
)
PAIRS_SCHEMA = pa.schema(
    [
        ("domain_a", pa.string()),
        ("concept_a", pa.int64()),
        ("domain_b", pa.string()),
        ("concept_b", pa.int64()),
        ("low", pa.int32()),
        ("high", pa.int32()),
    ]
)
SCHEMAS: Mapping[str, pa.Schema] = {
    "concepts": CONCEPTS_SCHEMA,
    "hierarchy": HIERARCHY_SCHEMA,
    "counts": COUNTS_SCHEMA,
    "questions": QUESTIONS_SCHEMA,
    "distributions": DISTRIBUTIONS_SCHEMA,
    "pairs": PAIRS_SCHEMA,
}
RELEASE_FILES = (
    RELEASE_FILE,
    CERTIFICATE_FILE,
    PACKAGE_FILE,
    *(f"{name}.parquet" for name in SCHEMAS),
)


def values_of(domain: str) -> str:
    """The name of the table of values of a domain: the bins of its concepts."""
    return domain + _VALUES


def whose_values(name: str) -> str | None:
    """The domain whose values a table holds, or ``None`` for a table of anything else."""
    return name.removesuffix(_VALUES) if name.endswith(_VALUES) else None


def is_domain(name: str) -> bool:
    """Whether a table is one of concepts, which ``counts.parquet`` holds, and not the cohort's."""
    return name not in (COHORT, PAIRS) and whose_values(name) is None


def json_bytes(value: object) -> bytes:
    """The one way in which a release writes JSON."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def sha256(content: bytes) -> str:
    """Checksum of bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_sha256(path: Path) -> str:
    """Checksum of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def certified_digest(about: Mapping[str, Any]) -> str:
    """Checksum of everything that a certificate vouches for.

    That is ``release.json`` without its ``audit`` part; the tables are in it by their checksums.
    """
    return sha256(json_bytes({key: value for key, value in about.items() if key != "audit"}))


def group_ids(plan: TablePlan, dimensions: Sequence[Dimension]) -> list[tuple[str, str]]:
    """``(cut, group)`` of every cell in a row of the plan, in order; ``''`` for the total."""
    groups = {dimension.id: [group.id for group in dimension.groups] for dimension in dimensions}
    cells: list[tuple[str, str]] = []
    for cut in plan.cuts:
        names = [""]
        for position, dimension in enumerate(cut.dimensions):
            joint = "*" if position else ""
            names = [f"{name}{joint}{group}" for name in names for group in groups[dimension]]
        cells += [(cut.id, name) for name in names]
    return cells


def dimension_values(dimension: Dimension) -> dict[str, Any]:
    """A dimension as plain values."""
    groups = [{"id": group.id, "label": dict(group.label)} for group in dimension.groups]
    return {"id": dimension.id, "label": dict(dimension.label), "groups": groups}


def read_dimension(values: Mapping[str, Any]) -> Dimension:
    """The dimension that :func:`dimension_values` wrote."""
    groups = tuple(Group(group["id"], group["label"]) for group in values["groups"])
    return Dimension(values["id"], values["label"], groups)


def data_package(about: Mapping[str, Any]) -> dict[str, Any]:
    """The Frictionless ``datapackage.json`` of a release, derived from ``release.json`` alone."""
    return {
        "profile": "tabular-data-package",
        "name": about["id"],
        "title": about["title"]["en"],
        "created": about["created"],
        "version": about["cutoff_date"],
        "licenses": [{"title": about["license"]}],
        "sources": [{"title": about["citation"]}],
        "resources": [
            _resource(name, table, _schema(name, about)) for name, table in about["tables"].items()
        ],
    }


_FRICTIONLESS = {
    pa.string(): "string",
    pa.int64(): "integer",
    pa.int32(): "integer",
    pa.float64(): "number",
    pa.list_(pa.string()): "array",
}


def _schema(name: str, about: Mapping[str, Any]) -> pa.Schema:
    return schema_of(name, ancestry_groups(about)) if is_of_variants(name) else SCHEMAS[name]


def _resource(name: str, table: Mapping[str, Any], schema: pa.Schema) -> dict[str, Any]:
    fields = [{"name": field.name, "type": _FRICTIONLESS[field.type]} for field in schema]
    return {
        "name": name,
        "path": table["path"],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": table["bytes"],
        "hash": f"sha256:{table['sha256']}",
        "schema": {"fields": fields},
    }
