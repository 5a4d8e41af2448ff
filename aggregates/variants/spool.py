"""Allele batches of pieces of work laid by on disk, so that many are done at once in order.

What is laid by are true counts: it lies in a private folder that goes with the build.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from aggregates.errors import InputError
from aggregates.variants.alleles import (
    COUNTS,
    SITES_SCHEMA,
    STRUCTURAL_SCHEMA,
    AlleleBatch,
    IntArray,
)


@dataclass(frozen=True)
class Run:
    """The alleles of one kind on one contig that a piece of work found, in a file."""

    contig: str
    structural: bool
    first: int  # position of its first and last record, before trimming
    last: int
    path: Path
    source: str

    @property
    def table(self) -> tuple[str, bool]:
        """The contig and kind: runs of the same follow each other in one table."""
        return self.contig, self.structural

    def batches(self) -> Iterator[AlleleBatch]:
        """Read them back, then remove the file."""
        schema = STRUCTURAL_SCHEMA if self.structural else SITES_SCHEMA
        with pa.OSFile(str(self.path)) as file, pa.ipc.open_stream(file) as reader:
            for rows in reader:
                table = pa.Table.from_batches([rows])
                counts = (_numbers(table, name) for name in COUNTS)
                yield AlleleBatch(self.contig, table.select(schema.names), *counts)
        self.path.unlink()


class Spool:
    """Writes the batches of one piece of work, one file per contig and kind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[tuple[str, bool], tuple[Path, Any]] = {}

    def add(self, batch: AlleleBatch) -> None:
        """Lay a batch by."""
        key = batch.contig, batch.structural
        table = batch.sites
        for name in COUNTS:
            table = table.append_column(name, _listed(getattr(batch, name)))
        if key not in self._open:
            kind = "structural" if batch.structural else "short"
            path = self._folder / f"{batch.contig}-{kind}.arrow"
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._open[key] = path, pa.ipc.new_stream(path, table.schema, options=options)
        self._open[key][1].write_table(table.combine_chunks())

    def closed(self, extents: dict[str, tuple[int, int]], source: str) -> list[Run]:
        """Close the files; `extents` are the first and last record of each contig."""
        runs = []
        for (contig, structural), (path, writer) in self._open.items():
            writer.close()
            runs.append(Run(contig, structural, *extents[contig], path, source))
        return runs


def check_apart(runs: Sequence[Run]) -> None:
    """Raise InputError where two files hold the same stretch: its people would count twice.

    `runs` are sorted by contig and first record.
    """
    for run, following in pairwise(runs):
        if (
            run.table == following.table
            and following.first <= run.last
            and run.source != following.source
        ):
            raise InputError(
                f"holds a stretch of contig {run.contig} that {run.source} holds too",
                following.source,
                "Give each stretch once; merge files of different samples with bcftools merge",
            )


def _listed(counts: IntArray) -> pa.Array:
    return pa.FixedSizeListArray.from_arrays(pa.array(counts.ravel()), counts.shape[1])


def _numbers(table: pa.Table, name: str) -> IntArray:
    column = table.column(name).combine_chunks()
    return np.array(column.flatten(), dtype=np.int32).reshape(table.num_rows, -1)
