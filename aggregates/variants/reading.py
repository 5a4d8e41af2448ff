"""Records of a VCF or BCF file split into alleles, in sorted batches by contig and kind."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from aggregates.variants.sorting import Piece, Sorter
from aggregates.variants.structural import is_structural
from aggregates.variants.vcf_file import Header, records

BATCH = 8_192
"""Alleles of a batch, about."""

_END = 1 << 31
_NOT_ALLELES = frozenset({"*", "<*>", "<*:DEL>", "<NON_REF>", "."})

INFORMATIVE_FILTERS = frozenset(
    {"BOTHSIDES_SUPPORT", "HIGH_SR_BACKGROUND", "MULTIALLELIC", "PESR_GT_OVERDISPERSION"}
)
"""Values that GATK-SV puts into FILTER to tell about a site, not to reject it."""

Extents = dict[str, tuple[int, int]]
"""First and last record of each contig."""


@dataclass(frozen=True)
class Records:
    """Which records of a file are read: all or a region, and those that pass its filters.

    `region` is (contig as the file writes it, first, last position). `accepted_filters` are values
    of FILTER that do not reject a record, besides PASS; None accepts every one.
    """

    header: Header
    build: str
    accepted_filters: frozenset[str] | None
    region: tuple[str, int, int] | None = None

    def accept(self, record: Any) -> bool:
        """Whether the file itself does not reject a record."""
        if self.accepted_filters is None or record.FILTER is None:
            return True
        return self.accepted_filters.issuperset(record.FILTER.split(";"))


class Gatherer(Protocol):
    """Takes alleles of one contig and kind and makes a piece of them."""

    contig: str

    def __len__(self) -> int:
        """Alleles taken."""

    def add(self, record: Any, numbers: list[int]) -> None:
        """Take those alleles of a record of `contig`."""

    def taken(self) -> Piece | None:
        """All that was taken, which then is gone from here; None if nothing is left of it."""


def read_records(
    chosen: Records, gatherers: tuple[Gatherer, Gatherer], tally: Counter[str], extents: Extents
) -> Iterator[Piece]:
    """Sorted pieces; the first of `gatherers` takes short alleles, the second structural ones."""
    kinds = [(gatherer, Sorter(tally)) for gatherer in gatherers]
    contig = ""
    for name, record in records(chosen.header, chosen.build, chosen.region):
        if name != contig:
            yield from _all_of(kinds)
            contig = name
            for gatherer in gatherers:
                gatherer.contig = name
        extents[name] = extents.get(name, (record.POS,))[0], record.POS
        tally["records"] += 1
        if not chosen.accept(record):
            tally["filtered"] += 1
            continue
        for (gatherer, sorter), numbers in zip(kinds, _alleles(record), strict=True):
            if numbers:
                if len(gatherer) >= BATCH:
                    yield from _ready(gatherer, sorter, record.POS)
                gatherer.add(record, numbers)
    yield from _all_of(kinds)


def _alleles(record: Any) -> tuple[list[int], list[int]]:
    """Numbers of the short and of the structural alleles of a record."""
    found: tuple[list[int], list[int]] = [], []
    for number, alternative in enumerate(record.ALT, 1):
        if alternative not in _NOT_ALLELES:
            found[is_structural(alternative)].append(number)
    return found


def _ready(gatherer: Gatherer, sorter: Sorter, floor: int) -> Iterator[Piece]:
    piece = gatherer.taken()
    if piece is not None:
        yield from sorter.push(piece, floor)


def _all_of(kinds: list[tuple[Gatherer, Sorter]]) -> Iterator[Piece]:
    for gatherer, sorter in kinds:
        yield from _ready(gatherer, sorter, _END)
        yield from sorter.rest()
