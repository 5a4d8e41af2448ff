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
from suppression.tables import Cut, TablePlan

FORMAT = "cohort-browser/1"
COHORT = "cohort"
ANYONE = 0
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
SCHEMAS: Mapping[str, pa.Schema] = {
    "concepts": CONCEPTS_SCHEMA,
    "hierarchy": HIERARCHY_SCHEMA,
    "counts": COUNTS_SCHEMA,
}
RELEASE_FILES = (
    RELEASE_FILE,
    CERTIFICATE_FILE,
    PACKAGE_FILE,
    *(f"{name}.parquet" for name in SCHEMAS),
)


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


def table_plans(
    dimensions: Sequence[Dimension], ties: Sequence[Mapping[str, Any]]
) -> dict[str, TablePlan]:
    """The table plan of every domain, the cohort's own included, as the ties state it."""
    sizes = {dimension.id: len(dimension.groups) for dimension in dimensions}
    cuts: dict[str, list[Cut]] = {}
    shared: dict[str, frozenset[str]] = {}
    lasting: dict[str, frozenset[str]] = {}
    for tie in ties:
        domain_cuts = cuts.setdefault(tie["domain"], [Cut((), ())])
        if tie["kind"] in ("partition", "crossing"):
            names = tuple(tie["cut"].split("*"))
            domain_cuts.append(Cut(names, tuple(sizes[name] for name in names)))
        elif tie["kind"] == "complement":
            shared[tie["domain"]] = frozenset(tie["cuts"])
        elif tie["kind"] == "growth":
            lasting[tie["domain"]] = frozenset(tie["dimensions"])
    nothing: frozenset[str] = frozenset()
    return {
        domain: TablePlan(tuple(found), shared.get(domain, nothing), lasting.get(domain, nothing))
        for domain, found in cuts.items()
    }


def stated_ties(plans: Mapping[str, TablePlan]) -> list[dict[str, Any]]:
    """The table plan in words that an outside auditor can read without our code."""
    ties: list[dict[str, Any]] = []
    for domain, plan in plans.items():
        for cut in plan.cuts[1:]:
            if len(cut.dimensions) == 1:
                ties.append({"kind": "partition", "domain": domain, "cut": cut.id})
            else:
                margins = list(cut.dimensions)
                ties.append(
                    {"kind": "crossing", "domain": domain, "cut": cut.id, "margins": margins}
                )
        if domain != COHORT:
            ties.append(_complement(domain, plan))
            ties.append(
                {"kind": "hierarchy", "domain": domain, "table": "hierarchy", "rule": _ROLL_UP}
            )
        dimensions = sorted(plan.lasting)
        ties.append({"kind": "growth", "domain": domain, "dimensions": dimensions, "rule": _GROWTH})
    return ties


_GROWTH = "nobody changes groups, so that where nobody leaves no count becomes smaller"
_ROLL_UP = "a concept counts everyone with it or with any concept below it, once"


def _complement(domain: str, plan: TablePlan) -> dict[str, Any]:
    cuts = [cut.id for cut in plan.cuts[1:] if cut.id in plan.shared]
    return {
        "kind": "complement",
        "domain": domain,
        "denominator": {"domain": domain, "concept_id": ANYONE},
        "denominator_of_anyone": {"domain": COHORT, "concept_id": ANYONE},
        "cuts": cuts,
    }


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
        "resources": [_resource(name, table) for name, table in about["tables"].items()],
    }


_FRICTIONLESS = {
    pa.string(): "string",
    pa.int64(): "integer",
    pa.int32(): "integer",
    pa.list_(pa.string()): "array",
}


def _resource(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    fields = [{"name": field.name, "type": _FRICTIONLESS[field.type]} for field in SCHEMAS[name]]
    return {
        "name": name,
        "path": table["path"],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": table["bytes"],
        "hash": f"sha256:{table['sha256']}",
        "schema": {"fields": fields},
    }
