"""The range that an attacker can narrow every count to, exactly, as a Parquet file.

One row per count and attack: a published cell (``linked_tables``), and what is left of a whole
(``complement``, ``rollup_difference``) with ``of`` the concept it is subtracted from, 0 everyone.
"""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from aggregates.progress import Progress
from aggregates.release_check import CheckedRelease
from aggregates.release_format import group_ids
from suppression.attack import findings_of
from suppression.jobs import jobs_of
from suppression.outcome import Finding
from suppression.processes import spread
from suppression.tables import DomainTables

_SCHEMA = pa.schema(
    [
        ("domain", pa.string()),
        ("concept_id", pa.int64()),
        ("cut", pa.string()),
        ("group", pa.string()),
        ("attack", pa.string()),
        ("within", pa.string()),
        ("of", pa.int64()),
        ("low", pa.int32()),
        ("high", pa.int32()),
    ]
)


def write_ranges(release: CheckedRelease, path: Path, workers: int, progress: Progress) -> int:
    """Attack every count of a release and write the exact ranges to ``path``; how many."""
    jobs = [
        piece
        for job in jobs_of(release.tables, release.policy, exact=True)
        for piece in job.split(range(len(job.rows)))
    ]
    names = {
        name: group_ids(found.plan, release.dimensions) for name, found in release.tables.items()
    }
    pairs, done, written = sum(len(job.rows) for job in jobs), 0, 0
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with (
            pq.ParquetWriter(unfinished, _SCHEMA, compression="zstd") as writer,
            closing(spread(findings_of, jobs, workers)) as results,
        ):
            for job, findings in zip(jobs, results, strict=True):
                rows = [_row(job.tables, names, found) for found in findings]
                writer.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA))
                written += len(rows)
                done += len(job.rows)
                progress("attacking every count", done, pairs)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def _row(
    tables: Mapping[str, DomainTables], names: dict[str, list[tuple[str, str]]], found: Finding
) -> dict[str, object]:
    cut, group = names[found.table][found.cell]
    is_difference = found.of >= 0
    return {
        "domain": found.table,
        "concept_id": int(tables[found.table].subjects[found.row]),
        "cut": cut,
        "group": group,
        "attack": found.attack,
        "within": found.within if is_difference else None,
        "of": int(tables[found.within].subjects[found.of]) if is_difference else None,
        "low": found.low,
        "high": found.high,
    }
