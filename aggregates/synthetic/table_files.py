"""Parquet files of the synthetic CDM, written a block of people at a time."""

from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq


class TableFiles:
    """Open Parquet files, each given a row group per block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._rows: dict[str, int] = {}

    def __enter__(self) -> "TableFiles":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()

    def next_id(self, name: str) -> int:
        """Return the id of the table's next row, from 1."""
        return self._rows.get(name, 0) + 1

    def write(self, name: str, table: pa.Table) -> None:
        """Append the rows to the table's file."""
        if name not in self._writers:
            path = self._folder / f"{name}.parquet"
            self._writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd")
        self._writers[name].write_table(table)
        self._rows[name] = self._rows.get(name, 0) + table.num_rows
