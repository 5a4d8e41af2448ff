"""Writing a release: a folder that appears whole, checked and certified, or not at all."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aggregates.counts_table import counts_rows
from aggregates.dimension import Dimension
from aggregates.errors import InputError
from aggregates.pair_tables import Pair, pair_rows
from aggregates.release_check import CheckedRelease, read_checked
from aggregates.release_format import (
    CERTIFICATE_FILE,
    COHORT,
    FORMAT,
    HIERARCHY_SCHEMA,
    PACKAGE_FILE,
    PAIRS,
    RELEASE_FILE,
    SCHEMAS,
    certified_digest,
    data_package,
    dimension_values,
    file_sha256,
    is_domain,
    json_bytes,
    sha256,
    values_of,
)
from aggregates.release_hierarchy import listed_edges
from aggregates.release_ties import stated_ties
from aggregates.value_tables import Bin, distribution_rows
from aggregates.variant_tables import MEMBERSHIP, VARIANTS, PublishedVariants
from suppression.certificate import DomainCertificate, packed
from suppression.policy import Policy
from suppression.summary import AuditSummary
from suppression.tables import DomainTables

ROW_GROUP = 65_536


@dataclass(frozen=True)
class ReleaseText:
    """What a release says about itself, beside its counts."""

    id: str
    title: Mapping[str, str]
    created: str
    cutoff_date: str
    synthetic: bool
    domain_labels: Mapping[str, Mapping[str, str]]
    source: Mapping[str, str]
    citation: str
    license: str
    previous: str | None


@dataclass(frozen=True)
class ProtectedRelease:
    """Everything that is published: safe tables with their audit, and what names them: concepts,
    questions, the bins of each domain, pairs."""

    text: ReleaseText
    policy: Policy
    dimensions: tuple[Dimension, ...]
    tables: Mapping[str, DomainTables]
    certificates: Mapping[str, DomainCertificate]
    summary: AuditSummary
    concepts: pa.Table
    hierarchy: pa.Table
    questions: pa.Table | None = None
    bins: Mapping[str, Sequence[Bin]] = field(default_factory=dict)
    pairs: Sequence[Pair] = ()
    variants: PublishedVariants | None = None


@contextlib.contextmanager
def folder_in_making(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that becomes it when the block ends well, and is removed otherwise.

    Raises ``InputError`` where ``out`` exists already or cannot be made.
    """
    if out.exists():
        raise InputError("exists already", str(out), "Name a new folder, or remove this one")
    folder = out.absolute().with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir()
        except OSError as problem:
            raise InputError(
                f"cannot be made ({problem.strerror})", str(out), "Name a folder you may write to"
            ) from None
        yield folder
        folder.rename(out)
    except BaseException:  # Ctrl-C too, even while the folder is being made
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write_release(release: ProtectedRelease, folder: Path) -> CheckedRelease:
    """Write the files of a release into a folder and read them back, checked.

    The folder is empty, but for the tables of variants where the release has any.
    """
    concepts = _listed_concepts(release)
    parts = {
        "concepts": concepts,
        "hierarchy": _listed_hierarchy(release),
        "counts": counts_rows(_in_counts(release.tables), release.dimensions),
        "questions": _listed_questions(release),
        "distributions": _distributions(release),
        "pairs": _pairs(release),
    }
    tables = {name: _write_table(folder, name, table) for name, table in parts.items()}
    about = _about(release, concepts, tables)
    measured: dict[str, Any] = {}
    if release.variants is not None:
        about["tables"].update(release.variants.tables)
        about[VARIANTS] = dict(release.variants.about)
        if release.variants.membership is not None:
            measured[MEMBERSHIP] = dict(release.variants.membership)
    certificate = {
        "format": "cohort-browser-certificate/1",
        **_verdict(release.summary),
        **measured,
        "release_sha256": certified_digest(about),
        "protected_low": release.policy.protected_low,
        "protected_high": release.policy.protected_high,
        "domains": {
            name: packed(release.certificates[name], found)
            for name, found in release.tables.items()
        },
    }
    about["audit"] = {
        **_verdict(release.summary),
        **measured,
        "certificate_sha256": sha256(json_bytes(certificate)),
    }
    for name, content in (
        (CERTIFICATE_FILE, certificate),
        (PACKAGE_FILE, data_package(about)),
        (RELEASE_FILE, about),
    ):
        _write_durably(folder / name, json_bytes(content))
    return read_checked(folder)


def _verdict(summary: AuditSummary) -> dict[str, Any]:
    return {
        "status": "passed" if summary.passed else "failed",
        "figures": dict(summary.figures),
        "attacks": {name: dict(figures) for name, figures in summary.attacks.items()},
    }


def _about(
    release: ProtectedRelease, concepts: pa.Table, tables: Mapping[str, Any]
) -> dict[str, Any]:
    text = release.text
    return {
        "format": FORMAT,
        "id": text.id,
        "title": dict(text.title),
        "created": text.created,
        "cutoff_date": text.cutoff_date,
        "synthetic": text.synthetic,
        "cohort": _band(release.tables[COHORT]),
        "policy": release.policy.as_mapping(),
        "dimensions": [dimension_values(dimension) for dimension in release.dimensions],
        "domains": [
            {
                "id": name,
                "label": dict(text.domain_labels[name]),
                "cuts": [cut.id for cut in found.plan.cuts],
                **_band(found),
                "concepts": len(found.subjects) - 1,
            }
            for name, found in release.tables.items()
            if is_domain(name)
        ],
        "ties": stated_ties(release.tables),
        "tables": dict(tables),
        "audit": None,
        "previous": text.previous,
        "source": dict(text.source),
        "citation": text.citation,
        "license": text.license,
    }


def _band(tables: DomainTables) -> dict[str, int]:
    return {"low": int(tables.low[0, 0]), "high": int(tables.high[0, 0])}


def _listed_concepts(release: ProtectedRelease) -> pa.Table:
    """Names and bands of the listed concepts, in the order of the counts."""
    parts = []
    for name, found in release.tables.items():
        if not is_domain(name):
            continue
        named = release.concepts.filter(pc.equal(release.concepts.column("domain"), name))
        position = pc.index_in(
            pa.array(found.subjects[1:]), value_set=named.column("concept_id").combine_chunks()
        )
        listed = named.take(position)
        for column, limit in (("low", found.low), ("high", found.high)):
            listed = listed.append_column(column, pa.array(limit[1:, 0].astype(np.int32)))
        parts.append(listed.select(SCHEMAS["concepts"].names).cast(SCHEMAS["concepts"]))
    return pa.concat_tables(parts)


def _listed_hierarchy(release: ProtectedRelease) -> pa.Table:
    domain, parent, child = (release.hierarchy.column(name) for name in HIERARCHY_SCHEMA.names)
    parts = [HIERARCHY_SCHEMA.empty_table()]
    for name, found in release.tables.items():
        here = pc.equal(domain, name)
        edges = listed_edges(
            zip(parent.filter(here).to_pylist(), child.filter(here).to_pylist(), strict=True),
            found.subjects[1:].tolist(),
        )
        columns = [[name] * len(edges), [edge[0] for edge in edges], [edge[1] for edge in edges]]
        parts.append(pa.table(columns, schema=HIERARCHY_SCHEMA))
    return pa.concat_tables(parts)


def _in_counts(tables: Mapping[str, DomainTables]) -> list[DomainTables]:
    return [found for name, found in tables.items() if name == COHORT or is_domain(name)]


def _listed_questions(release: ProtectedRelease) -> pa.Table:
    """The answers that are listed, and all that is above them.

    A module that cannot be listed is only named: that it has questions follows from these. Rows
    are numbered anew, for gaps would tell of answers that are not listed.
    """
    empty = SCHEMAS["questions"].empty_table()
    if release.questions is None:
        return empty
    listed = pa.array(np.concatenate([found.subjects for found in release.tables.values()]))
    rows = release.questions
    for level in ("question_id", "answer_id"):
        rows = rows.filter(pc.is_in(rows.column(level), value_set=listed))
    leads = pc.is_in(rows.column("parent_answer_id"), value_set=listed)
    parents = pc.if_else(leads, rows.column("parent_answer_id"), 0)
    at = rows.column_names.index("parent_answer_id")
    rows = rows.set_column(at, "parent_answer_id", parents)
    place = rows.column_names.index("position")
    rows = rows.set_column(place, "position", pa.array(range(rows.num_rows)))
    return rows.select(empty.column_names).cast(empty.schema)


def _distributions(release: ProtectedRelease) -> pa.Table:
    parts = [
        distribution_rows(release.tables[values_of(domain)], bins, release.dimensions)
        for domain, bins in release.bins.items()
        if values_of(domain) in release.tables
    ]
    return pa.concat_tables([SCHEMAS["distributions"].empty_table(), *parts]).combine_chunks()


def _pairs(release: ProtectedRelease) -> pa.Table:
    if PAIRS not in release.tables:
        return SCHEMAS["pairs"].empty_table()
    return pair_rows(release.tables[PAIRS], release.pairs)


def _write_table(folder: Path, name: str, table: pa.Table) -> dict[str, Any]:
    path = folder / f"{name}.parquet"
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)
    return {
        "path": path.name,
        "rows": table.num_rows,
        "bytes": path.stat().st_size,
        "sha256": file_sha256(path),
    }


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
