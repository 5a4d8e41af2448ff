"""Variants on their way into a release: listed or not, banded, made safe, written.

Only what is listed is written, and everything about the files (rows, row groups, sizes) follows
from what is listed and from bands. True counts end here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from aggregates.progress import Progress
from aggregates.release_format import file_sha256
from aggregates.variant_plans import VariantsPlan
from aggregates.variant_tables import (
    GENES,
    GENES_SCHEMA,
    PART,
    SHORT,
    STRUCTURAL,
    PublishedVariants,
    bands_table,
    table_name,
    variants_schema,
)
from aggregates.variants.alleles import AlleleBatch, joined
from aggregates.variants.cohort_source import VariantSource
from aggregates.variants.copies import copies_at
from aggregates.variants.stream import batches
from suppression.allele_repair import made_safe
from suppression.alleles import AlleleCounts, People, allele_bands, listed
from suppression.bands import band_limits
from suppression.policy import Policy

ROW_GROUP = 65_536
_AT_ONCE = 65_536


def publish(
    plan: VariantsPlan, opened: VariantSource, policy: Policy, folder: Path, workers: int,
    progress: Progress,
) -> PublishedVariants:  # fmt: skip
    """Write the tables of variants and of genes of a release into its folder."""
    people = people_of(opened, policy)
    groups = [group.id for group in opened.groups]
    per_gene: Counter[tuple[str, str]] = Counter()
    tables: dict[str, dict[str, Any]] = {}
    found = batches(opened.source, workers, folder.parent)
    for name, rows in _by_table(found):
        progress(f"variants of contig {name[1]}", 0, 0)
        safe = (_safe(batch, opened, people, policy) for batch in _many(rows))
        written = _written(folder, name, groups, safe, per_gene)
        if written is not None:
            tables[table_name(*name)] = written
    if opened.genes is not None:
        tables[GENES] = _genes(folder, opened, per_gene)
    else:
        tables[GENES] = _write_whole(folder, GENES_SCHEMA.empty_table())
    return PublishedVariants(_about(plan, opened, people, tables), tables)


def people_of(opened: VariantSource, policy: Policy) -> People:
    """How many people have genotypes, in bands."""
    return People(*band_limits(opened.people, policy.widths[0]))


def _by_table(
    found: Iterator[AlleleBatch],
) -> Iterator[tuple[tuple[str, str], Iterator[AlleleBatch]]]:
    """Batches by table; each table's must be read before the next table is asked for."""
    ahead = next(found, None)
    while ahead is not None:
        first = ahead
        name = _kind(first), first.contig

        def own(first: AlleleBatch = first, name: tuple[str, str] = name) -> Iterator[AlleleBatch]:
            nonlocal ahead
            yield first
            ahead = None
            for batch in found:
                if (_kind(batch), batch.contig) != name:
                    ahead = batch
                    return
                yield batch

        yield name, own()


def _many(rows: Iterator[AlleleBatch]) -> Iterator[AlleleBatch]:
    """The same in larger batches: protection costs less an allele the more there are."""
    waiting: list[AlleleBatch] = []
    for batch in rows:
        waiting.append(batch)
        if sum(map(len, waiting)) >= _AT_ONCE:
            yield joined(waiting)
            waiting = []
    if waiting:
        yield joined(waiting)


def _kind(batch: AlleleBatch) -> str:
    return STRUCTURAL if batch.structural else SHORT


def _safe(
    batch: AlleleBatch, opened: VariantSource, people: People, policy: Policy
) -> pa.Table:
    """The rows of a batch that may be published."""
    counts = AlleleCounts(
        *(
            getattr(batch, name).astype(np.int64) @ opened.fold
            for name in ("ac", "an", "hom", "carriers", "called")
        )
    )
    rows = np.flatnonzero(listed(counts, policy))
    counts = AlleleCounts(*(own[rows] for own in vars(counts).values()))
    sites = batch.sites.take(pa.array(rows))
    copies = copies_at(opened.source.build, batch.contig, sites["pos"].to_numpy())
    safe = made_safe(allele_bands(counts, copies, policy), people, policy)
    sites = sites.take(pa.array(safe.rows))
    bands = bands_table(safe.bands, [group.id for group in opened.groups])
    contig = pa.array([batch.contig] * sites.num_rows, pa.string())
    table = pa.table([contig, *sites.columns, *bands.columns],
                     names=["contig", *sites.column_names, *bands.column_names])  # fmt: skip
    groups = [group.id for group in opened.groups]
    schema = variants_schema(groups, _kind(batch))
    return table.select(schema.names).cast(schema)


def _written(
    folder: Path, name: tuple[str, str], groups: Sequence[str], parts: Iterator[pa.Table],
    per_gene: Counter[tuple[str, str]],
) -> dict[str, Any] | None:  # fmt: skip
    """Write one table in row groups of equal size; None, and no file, where nothing is listed."""
    path = folder / table_name(*name) / PART
    schema = variants_schema(groups, name[0])
    waiting, rows = schema.empty_table(), 0
    writer: pq.ParquetWriter | None = None
    try:
        for part in parts:
            per_gene.update((name[1], gene) for gene in part["gene"].to_pylist() if gene)
            waiting = pa.concat_tables([waiting, part])
            while waiting.num_rows >= ROW_GROUP:
                writer = writer or _opened(path, schema)
                writer.write_table(waiting.slice(0, ROW_GROUP).combine_chunks())
                waiting, rows = waiting.slice(ROW_GROUP), rows + ROW_GROUP
        if waiting.num_rows:
            writer = writer or _opened(path, schema)
            writer.write_table(waiting.combine_chunks())
            rows += waiting.num_rows
    finally:
        if writer is not None:
            writer.close()
    return _stated(folder, path, rows) if rows else None


def _opened(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    path.parent.mkdir(parents=True, exist_ok=True)
    return pq.ParquetWriter(path, schema, compression="zstd")


def _stated(folder: Path, path: Path, rows: int) -> dict[str, Any]:
    return {
        "path": path.relative_to(folder).as_posix(),
        "rows": rows,
        "bytes": path.stat().st_size,
        "sha256": file_sha256(path),
    }


def _genes(
    folder: Path, opened: VariantSource, per_gene: Counter[tuple[str, str]]
) -> dict[str, Any]:
    """All genes of the table of genes in that build, with how many listed variants each has."""
    assert opened.genes is not None
    genes = opened.genes.genes if opened.genes.build == opened.source.build else ()
    columns = [
        [gene.symbol for gene in genes],
        [gene.gene_id for gene in genes],
        [list(gene.aliases) for gene in genes],
        [gene.contig for gene in genes],
        [gene.start for gene in genes],
        [gene.end for gene in genes],
        [per_gene[gene.contig, gene.symbol] for gene in genes],
    ]
    return _write_whole(folder, pa.table(columns, schema=GENES_SCHEMA))


def _write_whole(folder: Path, table: pa.Table) -> dict[str, Any]:
    path = folder / f"{GENES}.parquet"
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)
    return _stated(folder, path, table.num_rows)


def _about(
    plan: VariantsPlan, opened: VariantSource, people: People,
    tables: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    size = [
        {"low": int(low), "high": int(high)}
        for low, high in zip(people.low, people.high, strict=True)
    ]
    rows = {name: own["rows"] for name, own in tables.items() if name != GENES}
    structural = [name for name in rows if name.startswith("structural")]
    return {
        "build": opened.source.build,
        "participants": size[0],
        "groups": [
            {"id": group.id, "label": dict(group.label), "participants": own}
            for group, own in zip(opened.groups, size[1:], strict=True)
        ],
        "ancestry_floor": plan.ancestry_floor,
        "kinds": [SHORT] + [STRUCTURAL] * bool(structural),
        "genotypes": opened.genotypes is not None,
        "listed": sum(rows.values()),
        "quality": dict(plan.quality),
    }
