"""Sites VCFs whose INFO holds counts by ancestry group, named as gnomAD names them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aggregates.errors import InputError
from aggregates.variants.annotation import Annotator
from aggregates.variants.builds import agreed_build, diploid_in_all
from aggregates.variants.genes import Genes, of_build
from aggregates.variants.placed import site_of
from aggregates.variants.reading import INFORMATIVE_FILTERS, Extents, Records, read_records
from aggregates.variants.samples import REMAINING
from aggregates.variants.site_counts import Told, called_of, site_batch
from aggregates.variants.sites import Site
from aggregates.variants.sorting import Piece
from aggregates.variants.vcf_file import Header, read_header, regions

# Homozygous people; gnomAD writes nhomalt, others Hom. Not AC_Hom: bcftools counts copies in it.
_HOMOZYGOTES = ("nhomalt", "Hom")
_SEXES = (("female", "male"), ("XX", "XY"))  # gnomAD v2, v3 and later


@dataclass(frozen=True)
class InfoNames:
    """INFO fields of one group, or of all: AC, AN, homozygotes; AN of women and men, or ''."""

    ac: str
    an: str
    hom: str
    an_female: str = ""
    an_male: str = ""


@dataclass(frozen=True)
class SitesVcf:
    """Files of sites, checked as far as their headers go."""

    headers: tuple[Header, ...]
    build: str
    groups: tuple[str, ...]
    names: tuple[tuple[InfoNames | None, ...], ...]  # by file; of all, then of each group
    genes: Genes | None
    accepted_filters: frozenset[str] | None
    least_carriers: int

    def parts(self, processes: int) -> "Iterator[SitesStretch]":
        """The work, by region where files are indexed and there are processes for it."""
        for header, names in zip(self.headers, self.names, strict=True):
            for region in regions(header, self.build, processes):
                chosen = Records(header, self.build, self.accepted_filters, region)
                yield SitesStretch(chosen, names, self.groups, self.genes, self.least_carriers)


def open_sites_vcf(
    files: Sequence[Path],
    groups: Sequence[str],
    build: str = "",
    genes: Genes | None = None,
    accepted_filters: frozenset[str] | None = INFORMATIVE_FILTERS,
    least_carriers: int = 0,
) -> SitesVcf:
    """Check that the files have AC, AN and homozygotes of all and of each of `groups`.

    For a group `afr`: AC_afr, AN_afr, nhomalt_afr, in small or capital letters, with `_` or `-`.
    Groups partition the participants: what those named leave of all is the group REMAINING, if it
    is among `groups` and the files do not have it. Otherwise as `open_genotypes`.
    """
    if not files:
        raise InputError("names no file", "variants", "Name VCF or BCF files")
    headers = tuple(read_header(path) for path in files)
    names = tuple(_names(header, groups) for header in headers)
    agreed = agreed_build({str(one.path): one.build for one in headers}, build)
    own = of_build(genes, agreed)
    return SitesVcf(headers, agreed, tuple(groups), names, own, accepted_filters, least_carriers)


def _names(header: Header, groups: Sequence[str]) -> tuple[InfoNames | None, ...]:
    declared = header.fields("INFO")
    everyone = _named(declared, "")
    if everyone is None:
        raise InputError(
            "has no INFO fields AC, AN and nhomalt", str(header.path), "Give a file with counts"
        )
    found: list[InfoNames | None] = [everyone]
    for group in groups:
        own = _named(declared, group)
        if own is None and group != REMAINING:
            raise InputError(
                f"has no INFO fields AC_{group}, AN_{group} and nhomalt_{group}",
                str(header.path),
                "Name the ancestry groups as its header does",
            )
        found.append(own)
    return tuple(found)


def _named(declared: frozenset[str], group: str) -> InfoNames | None:
    ends = (
        [""] if not group else [f"{mark}{own}" for mark in "_-" for own in (group, group.upper())]
    )
    for end in ends:
        homs = [f"{name}{end}" for name in _HOMOZYGOTES if f"{name}{end}" in declared]
        if f"AC{end}" in declared and f"AN{end}" in declared and homs:
            for female, male in _SEXES:
                women, men = (f"AN{end}{end[:1] or '_'}{sex}" for sex in (female, male))
                if women in declared and men in declared:
                    return InfoNames(f"AC{end}", f"AN{end}", homs[0], women, men)
            return InfoNames(f"AC{end}", f"AN{end}", homs[0])
    return None


@dataclass(frozen=True)
class SitesStretch:
    """Some records of one file of sites."""

    records: Records
    names: tuple[InfoNames | None, ...]
    groups: tuple[str, ...]
    genes: Genes | None
    least_carriers: int

    @property
    def where(self) -> str:
        """The file."""
        return str(self.records.header.path)

    def read(self, tally: Counter[str], extents: Extents) -> Iterator[Piece]:
        """Sorted pieces; `extents` is told the first and last record of each contig."""
        annotator = Annotator(self.records.header)
        short, structural = (_Gatherer(self, annotator, kind) for kind in (False, True))
        return read_records(self.records, (short, structural), tally, extents)


@dataclass
class _Gatherer:
    stretch: SitesStretch
    annotator: Annotator
    structural: bool
    contig: str = ""
    _sites: list[Site] = field(default_factory=list)
    _told: list[Told] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._sites)

    def add(self, record: Any, numbers: list[int]) -> None:
        build = self.stretch.records.build
        by_sex = self.contig == "X" and not diploid_in_all(build, self.contig, record.POS)
        for number in numbers:
            try:
                told = _told(record, number, self.stretch.names, build, self.contig, by_sex)
            except ValueError:
                raise InputError(
                    f"has a count that is not a number at {self.contig}:{record.POS}",
                    self.stretch.where,
                    "Correct the file, or make it anew",
                ) from None
            self._told.append(told)
            self._sites.append(
                site_of(self.contig, record, number, self.annotator, self.structural)
            )

    def taken(self) -> Piece | None:
        if not self._sites:
            return None
        own = self.stretch
        batch = site_batch(
            *(self.contig, self._sites, self._told, own.records.build, own.groups),
            *(own.where, own.genes),
        )
        self._sites, self._told = [], []
        kept = batch.carriers[:, 0] >= own.least_carriers
        return Piece(batch.take(kept.nonzero()[0])) if kept.any() else None


def _told(
    record: Any,
    number: int,
    names: tuple[InfoNames | None, ...],
    build: str,
    contig: str,
    by_sex: bool,
) -> Told:
    info = record.INFO
    ac = [_count(info, one.ac, number) if one else -1 for one in names]
    an = [_count(info, one.an, number) if one else -1 for one in names]
    hom = [_count(info, one.hom, number) if one else -1 for one in names]
    if not by_sex or not all(one is None or one.an_female for one in names):
        return Told(ac, an, hom)
    called = [
        called_of([_count(info, one.an_female, number)], build, contig, record.POS)[0]
        + _count(info, one.an_male, number)
        if one
        else -1
        for one in names
    ]
    return Told(ac, an, hom, called=called)


def _count(info: Any, name: str, number: int) -> int:
    """A count of one allele; a field that the record leaves out is 0."""
    value = info.get(name)
    if isinstance(value, tuple):
        value = value[number - 1] if number <= len(value) else None
    return 0 if value is None else int(value)
