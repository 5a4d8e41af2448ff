"""Variants and genes as the store answers with them and pages show them: every count a band."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from suppression.bands import Count
from suppression.shares import Share, share

ALL: Final = ""  # the group of all participants
SITE: Final = (
    "pos",
    "ref",
    "alt",
    "variant_id",
    "rsid",
    "gene",
    "consequence",
    "hgvs_c",
    "hgvs_p",
    "clinvar",
)
STRUCTURE: Final = ("sv_type", "sv_length", "sv_end", "copy_number")  # of structural variants only
KINDS: Final = ("ac", "an", "hom")


@dataclass(frozen=True)
class AlleleCounts:
    """Published counts of an allele in one ancestry group, or in all participants (``""``).

    ``alleles`` are copies of the allele (AC), ``called`` copies of any allele at its place (AN),
    ``homozygotes`` people with two copies.
    """

    group: str
    alleles: Count
    called: Count
    homozygotes: Count

    @property
    def frequency(self) -> Share | None:
        """AC / AN as far as the bands tell it; ``None`` where nobody may have been called."""
        return share(self.alleles, self.called)


@dataclass(frozen=True)
class Structure:
    """What a structural variant is: its type (such as DEL), its length in bases, its last base.

    ``copies`` is the copy number where the variant is one of several, else empty.
    """

    kind: str
    length: int
    end: int
    copies: str


@dataclass(frozen=True)
class VariantRow:
    """A listed variant. ``counts`` has all participants first, then the groups in order.

    Texts are empty where the release gives none. ``contig`` has no "chr"; ``pos`` counts from 1.
    """

    contig: str
    pos: int
    ref: str
    alt: str
    variant_id: str
    rsid: str
    gene: str
    consequence: str
    hgvs_c: str
    hgvs_p: str
    clinvar: str
    counts: tuple[AlleleCounts, ...]
    structure: Structure | None = None

    @property
    def everyone(self) -> AlleleCounts:
        """The counts in all participants."""
        return self.counts[0]


@dataclass(frozen=True)
class Gene:
    """A gene of the release. ``exons`` are (start, end) where the release gives them.

    ``listed`` is how many listed variants name it. Coordinates count from 1, ends included.
    """

    symbol: str
    gene_id: str
    aliases: tuple[str, ...]
    contig: str
    start: int
    end: int
    listed: int
    exons: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Filters:
    """What variants are kept. Empty values keep all.

    ``least`` and ``most`` are limits of the frequency in ``group``: kept is what certainly is at
    least, or at most, as frequent, whatever the true counts inside the bands are.
    """

    consequence: str = ""
    clinvar: str = ""
    group: str = ALL
    least: float | None = None
    most: float | None = None

    @property
    def any(self) -> bool:
        """Whether anything may be left out."""
        limited = self.least is not None or self.most is not None
        return bool(self.consequence or self.clinvar or limited)


@dataclass(frozen=True)
class VariantPage:
    """A part of a result: ``rows`` from place ``first`` (counted from 1) of ``found`` on.

    ``after`` is the id to go on after, empty at the end. ``before`` is the id after which the
    page before begins: ``""`` for the very first page, ``None`` where this is the first.
    """

    rows: tuple[VariantRow, ...]
    found: int
    first: int
    after: str
    before: str | None


@dataclass(frozen=True)
class Group:
    """An ancestry group of the release, with its label per language."""

    id: str
    label: Mapping[str, str]
