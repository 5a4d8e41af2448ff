"""Deriving the store from a release's tables, once: rows per contig, and the indexes over them.

Everything here comes from published tables; nothing is added but order. All numbers of rows are
counted over all contigs in the order of the release.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from browser.variants.contig_file import BATCH
from browser.variants.gene_names import GeneRows, write_genes
from browser.variants.stored import to_stored
from browser.variants.terms import terms_of

INDEX: Final = "index.json"
READ_AT_ONCE: Final = 16 * BATCH
RSID: Final = "^rs[1-9][0-9]{0,9}$"
_LEVEL: Final = 3


@dataclass(frozen=True)
class Source:
    """A table of variants of the release, and its contig."""

    contig: str
    path: Path
    structural: bool = False


@dataclass
class _Found:
    """What is collected on the way through the rows, for the indexes."""

    genes: GeneRows = field(default_factory=GeneRows)
    rsids: list[NDArray[np.uint32]] = field(default_factory=list)
    rsid_rows: list[NDArray[np.uint32]] = field(default_factory=list)
    terms: list[NDArray[np.uint32]] = field(default_factory=list)
    term_rows: list[NDArray[np.uint32]] = field(default_factory=list)


def derive(
    sources: Sequence[Source], genes: Path | None, groups: Sequence[str], folder: Path
) -> None:
    """Write the store of a release's tables into an empty folder."""
    found, contigs, first = _Found(), [], 0
    for number, source in enumerate(sources):
        starts = _write_contig(source, groups, folder / f"{number}.arrow", first, found)
        rows = pq.read_metadata(source.path).num_rows
        np.save(folder / f"{number}-starts.npy", starts)
        about = {"contig": source.contig, "structural": source.structural}
        contigs.append({**about, "first": first, "rows": rows})
        first += rows
    _write_sorted(folder / "rsid", found.rsids, found.rsid_rows)
    _write_sorted(folder / "term", found.terms, found.term_rows)
    write_genes(pq.read_table(genes) if genes else None, found.genes, folder)
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
    (folder / INDEX).write_text(json.dumps({"contigs": contigs, "sizes": sizes}))


def is_whole(folder: Path) -> bool:
    """Whether all derived files are there, each of its size."""
    try:
        sizes = json.loads((folder / INDEX).read_text())["sizes"]
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _write_contig(
    source: Source, groups: Sequence[str], path: Path, first: int, found: _Found
) -> NDArray[np.int32]:
    """Write the rows of one contig; the first position of every batch."""
    starts, written, writer = [], 0, None
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=_LEVEL))
    for table in _even(pq.ParquetFile(source.path)):
        _collect(table, source, first + written, found)
        kept = to_stored(table, source.contig, groups)
        writer = writer or pa.ipc.new_file(path, kept.schema, options=options)
        for batch in kept.combine_chunks().to_batches(max_chunksize=BATCH):
            writer.write_batch(batch)
            starts.append(batch.column("pos")[0].as_py())
        written += table.num_rows
    if writer is None:
        empty = pq.read_schema(source.path).empty_table()
        kept = to_stored(empty, source.contig, groups)
        writer = pa.ipc.new_file(path, kept.schema, options=options)
    writer.close()
    return np.array(starts, np.int32)


def _even(file: pq.ParquetFile) -> Iterator[pa.Table]:
    """The rows in tables of a whole number of batches, but for the last."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in file.iter_batches(batch_size=READ_AT_ONCE):
        waiting.append(batch)
        rows += batch.num_rows
        whole = rows // BATCH * BATCH
        if whole:
            table = pa.Table.from_batches(waiting)
            yield table.slice(0, whole)
            waiting, rows = table.slice(whole).to_batches(), rows - whole
    if rows:
        yield pa.Table.from_batches(waiting)


def _collect(table: pa.Table, source: Source, first: int, found: _Found) -> None:
    numbers, rows = _rsids(table["rsid"].combine_chunks())
    found.rsids.append(numbers)
    found.rsid_rows.append((rows + first).astype(np.uint32))
    for column in ("hgvs_c", "hgvs_p", "clinvar"):
        hashes, rows = terms_of(table[column].combine_chunks(), column)
        found.terms.append(hashes)
        found.term_rows.append((rows + first).astype(np.uint32))
    if source.structural:  # a gene is a stretch of one file: that of the short variants
        return
    found.genes.add(source.contig, table["gene"].combine_chunks(), table["pos"], first)


def _rsids(column: pa.StringArray) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The numbers of rsIDs and their rows; a row may have several, parted by ";" or ","."""
    parts = pc.split_pattern_regex(column, "[;,&]")
    rows = pc.list_parent_indices(parts).to_numpy()
    ids = pc.list_flatten(parts)
    known = pc.match_substring_regex(ids, RSID).to_numpy(zero_copy_only=False)
    chosen = pc.utf8_slice_codeunits(ids.filter(pa.array(known)), 2)
    numbers = pc.cast(chosen, pa.int64()).to_numpy()
    fits = numbers <= np.iinfo(np.uint32).max
    return numbers[fits].astype(np.uint32), rows[known][fits]


def _write_sorted(
    path: Path, keys: Sequence[NDArray[np.uint32]], rows: Sequence[NDArray[np.uint32]]
) -> None:
    """Write keys in order and, beside them, their rows; equal keys by row."""
    every = np.concatenate([np.empty(0, np.uint32), *keys])
    beside = np.concatenate([np.empty(0, np.uint32), *rows])
    order = np.argsort(every, kind="stable")
    np.save(path.with_name(path.name + "-keys.npy"), every[order])
    np.save(path.with_name(path.name + "-rows.npy"), beside[order])
