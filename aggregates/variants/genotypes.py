"""Genotypes of VCF and BCF files, to be counted by ancestry group.

Only the alleles of `genotype.array()` are read: `gt_types` cannot tell the alleles of a
multi-allelic row apart. Rows are split by allele and trimmed to their shortest form (minimal.py);
`*` and `<NON_REF>` count as another called allele and have no row of their own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aggregates.errors import InputError
from aggregates.variants.alleles import AlleleBatch, Dosages
from aggregates.variants.annotation import Annotator
from aggregates.variants.builds import agreed_build
from aggregates.variants.gathering import GenotypeGatherer, People, Rules
from aggregates.variants.genes import Genes, of_build
from aggregates.variants.quality import GenotypeQuality
from aggregates.variants.reading import INFORMATIVE_FILTERS, Extents, Records, read_records
from aggregates.variants.samples import Samples
from aggregates.variants.sorting import Piece
from aggregates.variants.vcf_file import Header, read_header, regions


@dataclass(frozen=True)
class Genotypes:
    """Files of genotypes of the same participants, checked as far as their headers go."""

    headers: tuple[Header, ...]
    rules: Rules
    accepted_filters: frozenset[str] | None

    @property
    def build(self) -> str:
        """GRCh37 or GRCh38."""
        return self.rules.build

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the ancestry groups, in the order of the columns of counts from 1."""
        return self.rules.samples.groups

    def parts(self, processes: int) -> "Iterator[Stretch]":
        """The work, by region where files are indexed and there are processes for it."""
        for header in self.headers:
            for region in regions(header, self.build, processes):
                chosen = Records(header, self.build, self.accepted_filters, region)
                yield Stretch(chosen, self.rules)


@dataclass(frozen=True)
class Stretch:
    """Some records of one file, and how to count them."""

    records: Records
    rules: Rules

    @property
    def where(self) -> str:
        """The file."""
        return str(self.records.header.path)

    def read(self, tally: Counter[str], extents: Extents) -> Iterator[Piece]:
        """Sorted pieces; `extents` is told the first and last record of each contig."""
        people = People(self.records.header, self.rules)
        annotator = Annotator(self.records.header)
        short, structural = (
            GenotypeGatherer(people, self.rules, annotator, kind) for kind in (False, True)
        )
        return read_records(self.records, (short, structural), tally, extents)


def open_genotypes(
    files: Sequence[Path],
    samples: Samples,
    build: str = "",
    quality: GenotypeQuality | None = None,
    genes: Genes | None = None,
    accepted_filters: frozenset[str] | None = INFORMATIVE_FILTERS,
    least_carriers: int = 0,
) -> Genotypes:
    """Check what files of genotypes tell in their headers, and how they are to be counted.

    `build` is what the operator says, '' where the files tell it. Rows whose FILTER is neither PASS
    nor empty nor among `accepted_filters` are left out (None: none are). Alleles with fewer than
    `least_carriers` carriers in all are left out. Raises InputError.
    """
    if not files:
        raise InputError("names no file", "variants", "Name VCF or BCF files")
    headers = tuple(read_header(path) for path in files)
    for header in headers:
        _check(header, headers[0], samples, quality)
    agreed = agreed_build({str(one.path): one.build for one in headers}, build)
    own = Rules(
        _of_files(samples, headers[0]), agreed, quality, of_build(genes, agreed), least_carriers
    )
    return Genotypes(headers, own, accepted_filters)


def _check(
    header: Header, first: Header, samples: Samples, quality: GenotypeQuality | None
) -> None:
    where = str(header.path)
    if not header.samples:
        raise InputError("has no samples", where, "Read it as a table of sites")
    samples.aligned(header.samples, where)
    if set(header.samples) != set(first.samples):
        raise InputError(
            f"has other samples than {first.path}",
            where,
            "Give files of the same samples; merge others with bcftools merge",
        )
    if quality is not None:
        quality.check(header.fields("FORMAT"), where)


def dosage_batches(source: Genotypes) -> Iterator[tuple[AlleleBatch, Dosages]]:
    """Batches with the copies that each person has: int8 (alleles, samples), -1 where not known.

    That is without a full call. In the order of the files, one after the other; columns are the
    samples in the order of `source.rules.samples`.
    """
    rules = replace(source.rules, with_dosages=True)
    for part in source.parts(1):
        names = part.records.header.samples
        order = [names.index(name) for name in rules.samples.names]
        for piece in replace(part, rules=rules).read(Counter(), {}):
            if piece.dosages is not None:
                yield piece.batch, piece.dosages[:, order]


def _of_files(samples: Samples, header: Header) -> Samples:
    """The samples that the files have, in the order of the first file."""
    rows = samples.aligned(header.samples, str(header.path))
    return replace(samples, names=header.samples, group=samples.group[rows], sex=samples.sex[rows])
