"""Records of one contig and kind gathered into a batch; genotypes are counted a few at a time."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from aggregates.errors import InputError
from aggregates.variants.alleles import AlleleBatch, Dosages, IntArray
from aggregates.variants.annotation import Annotator
from aggregates.variants.builds import diploid_in_all
from aggregates.variants.counting import (
    AS_CALLED,
    DIPLOID,
    MITOCHONDRIAL,
    SEX_X,
    SEX_Y,
    Calls,
    Pairs,
    Strata,
    counted,
    dosages,
    ploidies,
    states,
    with_ploidy,
)
from aggregates.variants.genes import Genes
from aggregates.variants.placed import site_of
from aggregates.variants.quality import GenotypeQuality
from aggregates.variants.reading import BATCH
from aggregates.variants.samples import Samples
from aggregates.variants.sites import Site, sites_table
from aggregates.variants.sorting import Piece
from aggregates.variants.structural import COPY_NUMBER, copy_states
from aggregates.variants.vcf_file import Header

_CELLS = 1 << 18
"""Genotypes counted at once: as many as fit a processor's cache."""

_KINDS = {"X": SEX_X, "Y": SEX_Y, "MT": MITOCHONDRIAL}


@dataclass(frozen=True)
class Rules:
    """How genotypes become counts, the same for every file."""

    samples: Samples
    build: str
    quality: GenotypeQuality | None = None
    genes: Genes | None = None
    least_carriers: int = 0  # alleles with fewer carriers in all are left out
    with_dosages: bool = False


class People:
    """The sample columns of one file: their groups, sexes and copies."""

    def __init__(self, header: Header, rules: Rules) -> None:
        samples = rules.samples
        rows = samples.aligned(header.samples, str(header.path))
        self._group, self._sex = samples.group[rows], samples.sex[rows]
        self._rules, self._where = rules, str(header.path)
        self._strata: dict[str, tuple[Strata, IntArray]] = {}
        self.number = len(rows)

    def kind_at(self, contig: str, position: int) -> str:
        """What copies people have there; raises InputError where that depends on unknown sexes."""
        if contig not in _KINDS or diploid_in_all(self._rules.build, contig, position):
            return DIPLOID
        if contig != "MT" and not self._rules.samples.tells_sex:
            raise InputError(
                f"holds chromosome {contig}, and {self._rules.samples.where} does not tell the "
                "sex of samples",
                self._where,
                "Add a column sex to the table, or leave that chromosome out",
            )
        return _KINDS[contig]

    def strata(self, kind: str) -> tuple[Strata, IntArray]:
        """Strata and ploidy of people in a region of that kind; AS_CALLED takes all as called."""
        if kind not in self._strata:
            one_call = np.full(self.number, -1, dtype=np.int32)
            ploidy = one_call if kind == AS_CALLED else ploidies(kind, self._sex)
            strata = Strata.of(self._group, ploidy, len(self._rules.samples.groups))
            self._strata[kind] = strata, ploidy
        return self._strata[kind]


@dataclass
class GenotypeGatherer:
    """Alleles of one contig and one kind; `structural` ones are symbolic."""

    people: People
    rules: Rules
    annotator: Annotator
    structural: bool
    contig: str = ""
    _sites: list[Site] = field(default_factory=list)
    _counts: list[IntArray] = field(default_factory=list)
    _dosages: list[Dosages] = field(default_factory=list)
    _of: list[int] = field(default_factory=list)  # row in _calls of each allele to be counted
    _alleles: list[tuple[Any, int]] = field(default_factory=list)  # its record and number
    _rows: int = 0
    _kind: str = DIPLOID

    def __post_init__(self) -> None:
        height = min(BATCH, max(1, _CELLS // max(1, self.people.number)))
        self._calls: Calls = np.empty((height, self.people.number, 2), dtype=np.int16)

    def __len__(self) -> int:
        return len(self._sites) + len(self._alleles)

    def add(self, record: Any, numbers: list[int]) -> None:
        """Take those alleles of a record of `contig`."""
        kind = self.people.kind_at(self.contig, record.POS)
        if self.structural and record.ALT == [COPY_NUMBER]:
            self._add_copy_numbers(record, kind)
            return
        if kind != self._kind or self._rows == len(self._calls):
            self._count()
            self._kind = kind
        self._take_calls(record)
        self._of += [self._rows] * len(numbers)
        self._alleles += [(record, number) for number in numbers]
        self._rows += 1

    def _take_calls(self, record: Any) -> None:
        calls = self._calls[self._rows]
        try:
            array = record.genotype.array()
        except Exception:  # how cyvcf2 says that a record has no field GT
            calls[:] = -1
            return
        slots = array.shape[1] - 1
        if slots > 2:
            raise InputError(
                f"has genotypes of {slots} copies on contig {self.contig}",
                self.annotator.where,
                "Give haploid and diploid genotypes only",
            )
        calls[:, 0] = array[:, 0]
        calls[:, 1] = array[:, 1] if slots == 2 else -2
        if self.rules.quality is not None:
            calls[self.rules.quality.failing(record, calls)] = -1

    def _add_copy_numbers(self, record: Any, kind: str) -> None:
        self._count()
        _, ploidy = self.people.strata(kind)
        for copies, pairs in copy_states(record, ploidy):
            self._keep(pairs[None], AS_CALLED, [(record, 1)], f"<CN{copies}>")

    def _count(self) -> None:
        """Count the genotypes that are gathered."""
        if not self._alleles:
            return
        calls = self._calls[: self._rows]
        if self._kind != DIPLOID:
            calls = with_ploidy(calls, self.people.strata(self._kind)[1])
        if len(self._of) != len(calls):
            calls = calls[self._of]
        numbers = np.array([number for _, number in self._alleles], dtype=np.int32)
        self._keep(states(calls, numbers), self._kind, self._alleles)
        self._rows, self._of, self._alleles = 0, [], []

    def _keep(
        self, pairs: Pairs, kind: str, alleles: list[tuple[Any, int]], alternative: str = ""
    ) -> None:
        strata, _ = self.people.strata(kind)
        counts = counted(pairs, strata)
        kept = np.flatnonzero(counts[3, :, 0] >= self.rules.least_carriers)
        self._counts.append(counts[:, kept])
        if self.rules.with_dosages:
            self._dosages.append(dosages(pairs[kept], strata))
        for at in kept.tolist():
            record, number = alleles[at]
            self._sites.append(
                site_of(self.contig, record, number, self.annotator, self.structural, alternative)
            )

    def taken(self) -> Piece | None:
        """All that is gathered, which then is gone from here."""
        self._count()
        if not self._sites:
            self._counts, self._dosages = [], []
            return None
        counts = np.concatenate(self._counts, axis=1)
        own = np.concatenate(self._dosages) if self.rules.with_dosages else None
        sites = sites_table(self._sites)
        if self.rules.genes is not None:
            sites = self.rules.genes.filled(self.contig, sites)
        self._sites, self._counts, self._dosages = [], [], []
        return Piece(AlleleBatch(self.contig, sites, *counts), own)
