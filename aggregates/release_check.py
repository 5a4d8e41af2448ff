"""The checks a release folder must pass before anything in it is read as data.

Every byte is covered: tables by the checksums in ``release.json``, that file by the digest in the
certificate, the certificate by its checksum in ``release.json``, ``datapackage.json`` because it
is derived from ``release.json`` alone, and JSON because only one spelling of it is accepted.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aggregates.counts_table import CountsError, read_counts
from aggregates.dimension import Dimension
from aggregates.errors import NoReleaseThere, ReleaseRefused
from aggregates.lineage import with_lineage
from aggregates.pair_tables import read_pairs_table
from aggregates.questions import check_questions
from aggregates.release_format import (
    CERTIFICATE_FILE,
    COHORT,
    FORMAT,
    PACKAGE_FILE,
    PAIRS,
    RELEASE_FILE,
    RELEASE_FILES,
    SCHEMAS,
    certified_digest,
    data_package,
    file_sha256,
    is_domain,
    json_bytes,
    read_dimension,
    whose_values,
)
from aggregates.release_statements import check_certificate, check_statements, stated_policy
from aggregates.release_ties import stated_parts, stated_sums, stated_ties, table_plans
from aggregates.value_tables import Bin, read_distributions
from aggregates.variant_files import check_variant_files
from aggregates.variant_tables import MEMBERSHIP
from suppression.bands import check_on_grid
from suppression.orphans import with_their_wholes
from suppression.policy import Policy
from suppression.tables import DomainTables, TablePlan


@dataclass(frozen=True)
class CheckedRelease:
    """The contents of a release folder whose bytes and shape are as its certificate says."""

    folder: Path
    about: Mapping[str, Any]
    certificate: Mapping[str, Any]
    policy: Policy
    dimensions: tuple[Dimension, ...]
    tables: Mapping[str, DomainTables]
    concepts: pa.Table
    hierarchy: pa.Table
    questions: pa.Table
    bins: Mapping[str, Sequence[Bin]]
    pairs: pa.Table


_REBUILD = "Build the release again, or fetch an unchanged copy"


def read_checked(folder: Path) -> CheckedRelease:
    """Read a release folder; :class:`ReleaseRefused` for the first thing that is wrong."""
    if not any((folder / name).is_file() for name in RELEASE_FILES):
        raise NoReleaseThere("is not a release", str(folder), "Name a release folder")
    about = _read_json(folder, RELEASE_FILE)
    if about.get("format") != FORMAT:
        raise ReleaseRefused(
            f"format {about.get('format')!r} is not {FORMAT!r}",
            str(folder / RELEASE_FILE),
            "Use the version of cohort-browser that made it",
        )
    _refuse_failed(folder, about)
    with _refused(folder / RELEASE_FILE):
        check_statements(about)
        policy = stated_policy(about["policy"])
    certificate = _read_certificate(folder, about, policy)
    parts = {name: _read_table(folder, name, about) for name in SCHEMAS}
    check_variant_files(folder, about)
    with _refused(folder):
        return _read_contents(folder, about, certificate, policy, parts)


@contextmanager
def _refused(where: Path) -> Iterator[None]:
    """Refuse a release whose contents contradict the format, whatever they break."""
    try:
        yield
    except (LookupError, ArithmeticError, TypeError, ValueError, AttributeError) as problem:
        what = str(problem) if isinstance(problem, ValueError) else "contradicts its own plan"
        raise ReleaseRefused(what, str(where), _REBUILD) from None


def _refuse_failed(folder: Path, about: Mapping[str, Any]) -> None:
    audit = about.get("audit")
    if not isinstance(audit, dict) or audit.get("status") != "passed":
        where = str(folder / RELEASE_FILE)
        raise ReleaseRefused("the audit did not pass", where, "Do not publish this release")


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    try:
        content = path.read_bytes()
        value: dict[str, Any] = json.loads(content)
        unchanged = isinstance(value, dict) and json_bytes(value) == content
    except FileNotFoundError:
        raise ReleaseRefused("is missing", str(path), _REBUILD) from None
    except (OSError, ValueError, RecursionError):
        raise ReleaseRefused("cannot be read as JSON", str(path), _REBUILD) from None
    if not unchanged:
        raise ReleaseRefused("was changed after it was written", str(path), _REBUILD)
    return value


def _read_certificate(folder: Path, about: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    path = folder / CERTIFICATE_FILE
    certificate = _read_json(folder, CERTIFICATE_FILE)
    summary = {key: certificate.get(key) for key in ("status", "figures", "attacks")}
    if MEMBERSHIP in certificate:
        summary[MEMBERSHIP] = certificate[MEMBERSHIP]
    stated = {**summary, "certificate_sha256": file_sha256(path)}
    if about["audit"] != stated or certificate.get("release_sha256") != certified_digest(about):
        what = "the certificate does not belong to this release"
        raise ReleaseRefused(what, str(path), _REBUILD)
    with _refused(path):
        check_certificate(certificate, policy)
    package = folder / PACKAGE_FILE
    if not package.is_file():
        raise ReleaseRefused("is missing", str(package), _REBUILD)
    if package.read_bytes() != json_bytes(data_package(about)):
        raise ReleaseRefused("does not describe this release", str(package), _REBUILD)
    return certificate


def _read_table(folder: Path, name: str, about: Mapping[str, Any]) -> pa.Table:
    stated = about["tables"][name]
    path = folder / f"{name}.parquet"
    if stated["path"] != path.name:
        raise ReleaseRefused(f"table {name!r} is not listed", str(folder / RELEASE_FILE), _REBUILD)
    if not path.is_file():
        raise ReleaseRefused("is missing", str(path), _REBUILD)
    if path.stat().st_size != stated["bytes"] or file_sha256(path) != stated["sha256"]:
        raise ReleaseRefused("does not match its checksum", str(path), _REBUILD)
    try:
        table = pq.read_table(path, partitioning=None)
        table.validate(full=True)
    except (OSError, pa.ArrowException):
        raise ReleaseRefused("cannot be read as Parquet", str(path), _REBUILD) from None
    if table.schema != SCHEMAS[name]:
        raise ReleaseRefused("has other columns than the format", str(path), _REBUILD)
    if table.num_rows != stated["rows"] or any(column.null_count for column in table.columns):
        raise ReleaseRefused("has other rows than stated", str(path), _REBUILD)
    return table


def _read_contents(
    folder: Path,
    about: Mapping[str, Any],
    certificate: Mapping[str, Any],
    policy: Policy,
    parts: Mapping[str, pa.Table],
) -> CheckedRelease:
    dimensions = tuple(read_dimension(values) for values in about["dimensions"])
    plans = table_plans(dimensions, about["ties"])
    cuts = {domain: [cut.id for cut in plan.cuts] for domain, plan in plans.items()}
    listed = {COHORT: cuts.get(COHORT), **{one["id"]: one["cuts"] for one in about["domains"]}}
    shown = [(name, own) for name, own in cuts.items() if name == COHORT or is_domain(name)]
    if list(listed.items()) != shown:
        raise CountsError("ties and domains contradict each other")
    domains = read_counts(parts["counts"], {name: plans[name] for name, _ in shown}, dimensions)
    tables = {
        name: replace(with_lineage(found, parts["hierarchy"]), **_sums(name, about["ties"]))
        for name, found in domains.items()
    }
    bins = _read_further(plans, dimensions, parts, tables)
    if list(tables) != list(plans) or stated_ties(tables) != about["ties"]:
        raise CountsError("ties and tables contradict each other")
    if any(
        len(rows) < len(tables[name].subjects) for name, rows in with_their_wholes(tables).items()
    ):
        raise CountsError("something is listed without what it is part of")
    for domain in tables.values():
        check_on_grid(domain.low[domain.published], domain.high[domain.published], policy)
    _check_totals(about, tables, parts["concepts"])
    _check_hierarchy(tables, parts["hierarchy"])
    check_questions(parts["questions"], tables)
    return CheckedRelease(
        folder, about, certificate, policy, dimensions, tables, parts["concepts"],
        parts["hierarchy"], parts["questions"], bins, parts["pairs"],
    )  # fmt: skip


def _sums(name: str, ties: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    sums, always = stated_sums(name, ties)
    return {"sums": sums, "always": always, "part_of": stated_parts(name, ties)}


def _read_further(
    plans: Mapping[str, TablePlan],
    dimensions: Sequence[Dimension],
    parts: Mapping[str, pa.Table],
    tables: dict[str, DomainTables],
) -> dict[str, list[Bin]]:
    """Add the tables of values and of pairs to ``tables``; the bins per domain."""
    values = {name: plan for name, plan in plans.items() if whose_values(name) in tables}
    bins = {}
    for name, (found, own) in read_distributions(
        parts["distributions"], values, dimensions
    ).items():
        tables[name], bins[str(whose_values(name))] = found, own
    pairs = read_pairs_table(parts["pairs"], plans)
    if pairs is not None:
        tables[PAIRS] = pairs
    return bins


def _check_totals(
    about: Mapping[str, Any], tables: Mapping[str, DomainTables], concepts: pa.Table
) -> None:
    listed_domains = [domain for domain in tables if is_domain(domain)]
    if not set(pc.unique(concepts.column("domain")).to_pylist()) <= set(listed_domains):
        raise CountsError("concepts name a domain that the release has not")
    for stated in about["domains"]:
        counted = tables[stated["id"]]
        listed = concepts.filter(pc.equal(concepts.column("domain"), stated["id"]))
        band = (int(counted.low[0, 0]), int(counted.high[0, 0]))
        if (stated["low"], stated["high"]) != band or stated["concepts"] != listed.num_rows:
            raise CountsError(f"domain {stated['id']}: its summary contradicts its counts")
        for column, values in (
            ("concept_id", counted.subjects[1:]),
            ("low", counted.low[1:, 0]),
            ("high", counted.high[1:, 0]),
        ):
            if not np.array_equal(listed.column(column).to_numpy(), values):
                raise CountsError(f"domain {stated['id']}: concepts and counts differ in {column}")
    cohort = tables[COHORT]
    if about["cohort"] != {"low": int(cohort.low[0, 0]), "high": int(cohort.high[0, 0])}:
        raise CountsError("the cohort's size contradicts its counts")


def _check_hierarchy(tables: Mapping[str, DomainTables], hierarchy: pa.Table) -> None:
    for domain in pc.unique(hierarchy.column("domain")).to_pylist():
        edges = hierarchy.filter(pc.equal(hierarchy.column("domain"), domain))
        listed = tables[domain].subjects[1:]
        for column in ("parent_id", "child_id"):
            if not np.isin(edges.column(column).to_numpy(), listed).all():
                raise CountsError(f"domain {domain}: the hierarchy names an unlisted concept")
