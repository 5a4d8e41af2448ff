"""One contig of the derived store: an Arrow file, memory-mapped, read a batch at a time."""

import mmap
import threading
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

BATCH: Final = 4096  # rows; what one look-up decompresses
# Pages of a map stay with the process until memory is short. Given back every so many batches,
# what is resident stays small; the file itself stays in the system's cache.
RELEASED_AFTER: Final = 512


class ContigFile:
    """Rows of one contig in order of position; ``first`` is the number of its first row in all.

    ``starts`` holds the first position of every batch: the sparse index by which a position is
    found. Safe to share between threads and across forks: readers belong to a thread.
    """

    def __init__(
        self,
        path: Path,
        contig: str,
        first: int,
        rows: int,
        starts: NDArray[np.int32],
        structural: bool = False,
    ) -> None:
        self.contig, self.first, self.rows = contig, first, rows
        self.structural = structural
        self._starts = starts
        with path.open("rb") as stream:
            self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._buffer = pa.py_buffer(self._map)
        self._readers = threading.local()
        self._read = 0

    def batch(self, number: int, columns: tuple[str, ...]) -> pa.RecordBatch:
        """Some columns of one batch."""
        self._read += 1
        if self._read % RELEASED_AFTER == 0 and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)
        return self._reader(columns).get_batch(number)

    def row_range(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of rows with positions from ``start`` to ``end``, both included."""
        return self._lower(start), self._lower(end + 1)

    def _lower(self, position: int) -> int:
        """The first row at or after a position."""
        if position > np.iinfo(np.int32).max:
            return self.rows
        # Rows of one position may go on into the next batch, so look before the first that is >=.
        number = int(np.searchsorted(self._starts, np.int32(max(position, 0)), "left")) - 1
        if number < 0:
            return 0
        found = self.batch(number, ("pos",)).column(0).to_numpy()
        return number * BATCH + int(np.searchsorted(found, position, "left"))

    def _reader(self, columns: tuple[str, ...]) -> pa.RecordBatchFileReader:
        known: dict[str, pa.RecordBatchFileReader] = self._readers.__dict__
        key = ",".join(columns)
        if key not in known:
            if "" not in known:
                known[""] = pa.ipc.open_file(self._buffer)
            fields = [known[""].schema.get_field_index(name) for name in columns]
            options = pa.ipc.IpcReadOptions(included_fields=fields, use_threads=False)
            known[key] = pa.ipc.open_file(self._buffer, options=options)
        return known[key]
