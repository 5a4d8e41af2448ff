"""Genotypes of VCF and BCF files, counted by ancestry group: a stream of allele batches.

Only the alleles of `genotype.array()` are read: `gt_types` cannot tell the alleles of a
multi-allelic row apart. Rows are split by allele and trimmed to their shortest form (minimal.py);
`*` and `<NON_REF>` count as another called allele and have no row of their own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aggregates.errors import InputError
from aggregates.variants.alleles import AlleleBatch, Dosages
from aggregates.variants.annotation import Annotator
from aggregates.variants.builds import LENGTHS, RANK, agreed_build, contig_name
from aggregates.variants.gathering import Gatherer, People, Rules
from aggregates.variants.genes import Genes
from aggregates.variants.quality import GenotypeQuality
from aggregates.variants.samples import Samples
from aggregates.variants.sorting import Piece, Sorter
from aggregates.variants.spool import Run, Spool, check_apart
from aggregates.variants.structural import is_structural
from aggregates.variants.vcf_file import Header, held_contigs, read_header, records
from suppression.processes import spread

BATCH = 8_192
"""Alleles of a batch, about."""

_WINDOW = 5_000_000
"""Bases of a piece of work in an indexed file."""

_END = 1 << 31
_NOT_ALLELES = frozenset({"*", "<*>", "<*:DEL>", "<NON_REF>", "."})

INFORMATIVE_FILTERS = frozenset(
    {"BOTHSIDES_SUPPORT", "HIGH_SR_BACKGROUND", "MULTIALLELIC", "PESR_GT_OVERDISPERSION"}
)
"""Values that GATK-SV puts into FILTER to tell about a site, not to reject it."""


@dataclass(frozen=True)
class Genotypes:
    """Files of genotypes of the same participants, checked as far as their headers go."""

    headers: tuple[Header, ...]
    rules: Rules

    @property
    def build(self) -> str:
        """GRCh37 or GRCh38."""
        return self.rules.build

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the ancestry groups, in the order of the columns of counts from 1."""
        return self.rules.samples.groups


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
        if not header.samples:
            raise InputError("has no samples", str(header.path), "Read it as a table of sites")
        samples.aligned(header.samples, str(header.path))
        if set(header.samples) != set(headers[0].samples):
            raise InputError(
                f"has other samples than {headers[0].path}",
                str(header.path),
                "Give files of the same samples; merge others with bcftools merge",
            )
        if quality is not None:
            quality.check(header.fields("FORMAT"), str(header.path))
    agreed = agreed_build({str(one.path): one.build for one in headers}, build)
    if genes is not None and genes.build != agreed:
        raise InputError(
            f"is of {genes.build}, the genotypes of {agreed}",
            "the table of genes",
            "Give one of the same build, or none",
        )
    own = Rules(_of_files(samples, headers), agreed, quality, genes, accepted_filters)
    return Genotypes(headers, replace(own, least_carriers=least_carriers))


def batches(
    source: Genotypes,
    processes: int = 1,
    work: Path | None = None,
    tally: Counter[str] | None = None,
) -> Iterator[AlleleBatch]:
    """Batches of every contig in natural order, positions ascending, no allele twice.

    Of a contig, short variants come before structural ones. Work goes by region where files are
    indexed, else by file; counts wait in a private folder under `work` and go with it, so memory
    depends on neither. `tally` is told rows read, left out and duplicate. Raises InputError.
    """
    told: Counter[str] = Counter() if tally is None else tally
    with TemporaryDirectory(prefix="variants-", dir=work) as folder:
        jobs = [
            _Job(number, Path(folder), one) for number, one in enumerate(_pieces(source, processes))
        ]
        runs: list[Run] = []
        for found, counts in spread(_laid_by, jobs, processes, few=0):
            runs += found
            told.update(counts)
        runs.sort(key=lambda run: (RANK[run.contig], run.structural, run.first, run.last))
        check_apart(runs)
        yield from _joined(runs, told)


def dosage_batches(source: Genotypes) -> Iterator[tuple[AlleleBatch, Dosages]]:
    """Batches with the copies that each person has: int8 (alleles, samples), -1 where not known.

    That is without a full call. In the order of the files, one after the other; columns are the
    samples in the order of `source.rules.samples`.
    """
    rules = replace(source.rules, with_dosages=True)
    for header in source.headers:
        order = [header.samples.index(name) for name in source.headers[0].samples]
        for piece in read_stretch(Stretch(header, rules), Counter(), {}):
            if piece.dosages is not None:
                yield piece.batch, piece.dosages[:, order]


@dataclass(frozen=True)
class Stretch:
    """A piece of work: one file, or one region of it (contig as it writes it, first, last)."""

    header: Header
    rules: Rules
    region: tuple[str, int, int] | None = None


def read_stretch(
    stretch: Stretch, tally: Counter[str], extents: dict[str, tuple[int, int]]
) -> Iterator[Piece]:
    """Sorted pieces of a stretch; `extents` is told the first and last record of each contig."""
    people = People(stretch.header, stretch.rules)
    annotator = Annotator(stretch.header)
    kinds = [
        (Gatherer(people, stretch.rules, annotator, structural), Sorter(tally))
        for structural in (False, True)
    ]
    contig = ""
    for name, record in records(stretch.header, stretch.rules.build, stretch.region):
        if name != contig:
            yield from _all_of(kinds)
            contig = name
            for gatherer, _ in kinds:
                gatherer.contig = name
        extents[name] = extents.get(name, (record.POS,))[0], record.POS
        tally["records"] += 1
        if not _accepted(record, stretch.rules):
            tally["filtered"] += 1
            continue
        for (gatherer, sorter), numbers in zip(kinds, _alleles(record), strict=True):
            if numbers:
                if len(gatherer) >= BATCH:
                    yield from _ready(gatherer, sorter, record.POS)
                gatherer.add(record, numbers)
    yield from _all_of(kinds)


def _accepted(record: Any, rules: Rules) -> bool:
    if rules.accepted_filters is None or record.FILTER is None:
        return True
    return rules.accepted_filters.issuperset(record.FILTER.split(";"))


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


@dataclass(frozen=True)
class _Job:
    number: int
    folder: Path
    stretch: Stretch


def _pieces(source: Genotypes, processes: int) -> Iterator[Stretch]:
    for header in source.headers:
        regions = _regions(header, source.build) if processes > 1 else []
        for region in regions or [None]:
            yield Stretch(header, source.rules, region)


def _regions(header: Header, build: str) -> list[tuple[str, int, int] | None]:
    if not header.indexed:
        return []
    regions: list[tuple[str, int, int] | None] = []
    for name in held_contigs(header):
        contig = contig_name(name)
        if contig is not None:
            length = _WINDOW if contig == "MT" else LENGTHS[build][RANK[contig]]
            starts = range(1, length + 1, _WINDOW)
            regions += [(name, start, min(start + _WINDOW - 1, length)) for start in starts]
    return regions


def _laid_by(job: _Job) -> tuple[list[Run], Counter[str]]:
    folder = job.folder / str(job.number)
    folder.mkdir()
    tally: Counter[str] = Counter()
    extents: dict[str, tuple[int, int]] = {}
    spool = Spool(folder)
    for piece in read_stretch(job.stretch, tally, extents):
        spool.add(piece.batch)
    return spool.closed(extents, str(job.stretch.header.path)), tally


def _joined(runs: list[Run], tally: Counter[str]) -> Iterator[AlleleBatch]:
    """Batches of runs in order; what trimming moved over the edge of a run is put in its place."""
    sorter = Sorter(tally)
    for number, run in enumerate(runs):
        following = runs[number + 1] if number + 1 < len(runs) else None
        same = following is not None and _same_table(run, following)
        edge = following.first if same and following is not None else _END
        for batch, more in _with_more(run.batches()):
            floor = int(batch.sites["pos"][-1].as_py()) if more else _END
            for piece in sorter.push(Piece(batch), min(floor, edge)):
                yield piece.batch


def _with_more(found: Iterator[AlleleBatch]) -> Iterator[tuple[AlleleBatch, bool]]:
    """Each batch, and whether another follows."""
    one = next(found, None)
    while one is not None:
        following = next(found, None)
        yield one, following is not None
        one = following


def _same_table(run: Run, other: Run) -> bool:
    return (run.contig, run.structural) == (other.contig, other.structural)


def _of_files(samples: Samples, headers: tuple[Header, ...]) -> Samples:
    """The samples that the files have, in the order of the first file."""
    rows = samples.aligned(headers[0].samples, str(headers[0].path))
    return replace(
        samples, names=headers[0].samples, group=samples.group[rows], sex=samples.sex[rows]
    )
