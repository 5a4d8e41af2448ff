"""The form in which every variant source gives its true counts: batches of alleles."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

IntArray = NDArray[np.int32]
Dosages = NDArray[np.int8]

_TEXTS = (
    "ref",
    "alt",
    "variant_id",  # contig-pos-ref-alt; structural: contig-pos-end-type
    "rsid",
    "gene",
    "consequence",
    "hgvs_c",
    "hgvs_p",
    "clinvar",
)
SITES_SCHEMA = pa.schema([("pos", pa.int32()), *((name, pa.string()) for name in _TEXTS)])
"""What is said of an allele. `pos` is 1-based; a text is '' where the input does not give it."""

STRUCTURAL_SCHEMA = pa.schema(
    [
        *SITES_SCHEMA,
        ("sv_type", pa.string()),  # DEL, DUP, INS, INV, CNV, BND, …
        ("sv_length", pa.int32()),  # in bases, 0 = not given
        ("sv_end", pa.int32()),  # last base, on the same contig
        ("copy_number", pa.string()),  # '' = not an allele of a copy number
    ]
)
"""The same of a structural variant, and its type, length, end and copy number."""

COUNTS = ("ac", "an", "hom", "carriers", "called")


@dataclass(frozen=True)
class AlleleBatch:
    """True allele counts of one stretch of one contig, sorted by position, reference, alternative.

    `sites` (n rows) has the columns of SITES_SCHEMA, or of STRUCTURAL_SCHEMA (`structural`).
    Every count array is int32 (n, 1 + groups): column 0 all participants, then the ancestry
    groups in order, which partition the participants.
    """

    contig: str  # "1" to "22", "X", "Y", "MT"
    sites: pa.Table
    ac: IntArray  # copies of the allele
    an: IntArray  # called copies of any allele
    hom: IntArray  # people with two copies
    carriers: IntArray  # people with at least one copy, hemizygous people included
    called: IntArray  # people with a full call: every copy that they have

    def __len__(self) -> int:
        """Alleles in it."""
        return int(self.sites.num_rows)

    @property
    def structural(self) -> bool:
        """Whether these are structural variants, which have a table of their own."""
        return "sv_type" in self.sites.column_names

    def take(self, rows: NDArray[np.int64]) -> "AlleleBatch":
        """Those rows, in that order."""
        counts = (getattr(self, name)[rows] for name in COUNTS)
        return AlleleBatch(self.contig, self.sites.take(pa.array(rows)), *counts)

    def slice(self, start: int, stop: int) -> "AlleleBatch":
        """Rows `start` up to `stop`, without a copy."""
        counts = (getattr(self, name)[start:stop] for name in COUNTS)
        return AlleleBatch(self.contig, self.sites.slice(start, stop - start), *counts)


def joined(batches: "list[AlleleBatch]") -> AlleleBatch:
    """Batches of one contig and one kind as one, in the order given."""
    if len(batches) == 1:
        return batches[0]
    sites = pa.concat_tables([one.sites for one in batches]).combine_chunks()
    counts = (np.concatenate([getattr(one, name) for one in batches]) for name in COUNTS)
    return AlleleBatch(batches[0].contig, sites, *counts)
