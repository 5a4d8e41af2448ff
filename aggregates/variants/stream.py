"""A stream of allele batches from any source: work spread over processes, given back in order."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from aggregates.variants.alleles import AlleleBatch, joined
from aggregates.variants.builds import RANK
from aggregates.variants.reading import BATCH
from aggregates.variants.sorting import Piece, Sorter
from aggregates.variants.spool import Run, Spool, check_apart
from suppression.processes import spread

_END = 1 << 31


class Part(Protocol):
    """A piece of work: a file, or a region of one. It goes to another process."""

    @property
    def where(self) -> str:
        """The file."""

    def read(self, tally: Counter[str], extents: dict[str, tuple[int, int]]) -> Iterator[Piece]:
        """Sorted pieces; `extents` is told the first and last record of each contig."""


class Source(Protocol):
    """Variant files, checked as far as their headers go."""

    @property
    def build(self) -> str:
        """GRCh37 or GRCh38."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the ancestry groups, in the order of the columns of counts from 1."""

    def parts(self, processes: int) -> Iterator[Part]:
        """The work, in pieces for so many processes."""


def batches(
    source: Source,
    processes: int = 1,
    work: Path | None = None,
    tally: Counter[str] | None = None,
) -> Iterator[AlleleBatch]:
    """Batches of every contig in natural order, positions ascending, no allele twice.

    Of a contig, short variants come before structural ones. Work goes by region where files are
    indexed, else by file; counts wait in a private folder under `work` and go with it, so memory
    depends on neither. `tally` is told rows read, left out and duplicate, never people. Raises
    InputError.
    """
    told: Counter[str] = Counter() if tally is None else tally
    with TemporaryDirectory(prefix="variants-", dir=work) as folder:
        parts = enumerate(source.parts(processes))
        jobs = [_Job(Path(folder) / str(number), part) for number, part in parts]
        runs: list[Run] = []
        for found, counts in spread(_laid_by, jobs, processes, few=0):
            runs += found
            told.update(counts)
        runs.sort(key=lambda run: (RANK[run.contig], run.structural, run.first, run.last))
        check_apart(runs)
        yield from _coalesced(_joined(runs, told))


@dataclass(frozen=True)
class _Job:
    folder: Path
    part: Part


def _laid_by(job: _Job) -> tuple[list[Run], Counter[str]]:
    job.folder.mkdir()
    tally: Counter[str] = Counter()
    extents: dict[str, tuple[int, int]] = {}
    spool = Spool(job.folder)
    for piece in job.part.read(tally, extents):
        spool.add(piece.batch)
    return spool.closed(extents, job.part.where), tally


def _joined(runs: list[Run], tally: Counter[str]) -> Iterator[AlleleBatch]:
    """Batches of runs in order; what trimming moved over the edge of a run is put in its place."""
    sorter = Sorter(tally)
    for number, run in enumerate(runs):
        following = runs[number + 1] if number + 1 < len(runs) else None
        same = following is not None and run.table == following.table
        edge = following.first if same and following is not None else _END
        for batch, more in _with_more(run.batches()):
            floor = int(batch.sites["pos"][-1].as_py()) if more else _END
            for piece in sorter.push(Piece(batch), min(floor, edge)):
                yield piece.batch


def _coalesced(found: Iterator[AlleleBatch]) -> Iterator[AlleleBatch]:
    """The same alleles in batches of at least BATCH where their table has so many."""
    held: list[AlleleBatch] = []
    for batch in found:
        if held and (_table(held[0]) != _table(batch) or sum(map(len, held)) >= BATCH):
            yield joined(held)
            held = []
        held.append(batch)
    if held:
        yield joined(held)


def _table(batch: AlleleBatch) -> tuple[str, bool]:
    return batch.contig, batch.structural


def _with_more(found: Iterator[AlleleBatch]) -> Iterator[tuple[AlleleBatch, bool]]:
    """Each batch, and whether another follows."""
    one = next(found, None)
    while one is not None:
        following = next(found, None)
        yield one, following is not None
        one = following
