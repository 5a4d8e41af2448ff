"""The variant source that a cohort file names, and the ancestry groups that may be published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aggregates.cohort_file_variants import REMAINING
from aggregates.errors import InputError
from aggregates.variant_plans import AncestryGroup, Label, SamplesPlan, VariantsPlan
from aggregates.variants.genes import Genes, read_genes
from aggregates.variants.genotypes import Genotypes, open_genotypes
from aggregates.variants.quality import GenotypeQuality
from aggregates.variants.samples import Samples, read_samples
from aggregates.variants.sites_table import open_sites_tables
from aggregates.variants.sites_vcf import open_sites_vcf
from aggregates.variants.stream import Source
from suppression.ancestry import folded

_VCF = (".vcf", ".vcf.gz", ".vcf.bgz", ".bcf")


@dataclass(frozen=True)
class PublishedGroup:
    """An ancestry group of the release."""

    id: str
    label: Label


@dataclass(frozen=True)
class VariantSource:
    """True counts to come, and how they are folded.

    ``fold`` (1 + groups of the source, 1 + published groups) of 0 and 1 turns counts of the source
    into those published; ``people`` (1 + published groups,) have genotypes.
    """

    source: Source
    genes: Genes | None
    groups: tuple[PublishedGroup, ...]
    fold: NDArray[np.int64]
    people: NDArray[np.int64]

    @property
    def genotypes(self) -> Genotypes | None:
        """The source, if it has genotypes of single people."""
        return self.source if isinstance(self.source, Genotypes) else None


def open_source(plan: VariantsPlan, data: Path, least_carriers: int) -> VariantSource:
    """Open what a plan names in the folder ``data``; raises InputError for what it cannot use.

    Alleles with fewer than ``least_carriers`` carriers may be left out.
    """
    folder = data if data.is_dir() else data.parent
    genes = None
    if plan.genes is not None:
        genes = read_genes(folder / plan.genes.file, plan.genes.build, plan.genes.zero_based)
    if plan.samples is not None:
        source = _genotypes(plan, plan.samples, folder, genes, least_carriers)
        group = source.rules.samples.group
        sizes = [int((group == at).sum()) for at in range(len(source.groups))]
        return _folded(plan, source, source.groups, sizes, genes)
    return _sites(plan, folder, genes, least_carriers)


def _genotypes(
    plan: VariantsPlan, samples: SamplesPlan, folder: Path, genes: Genes | None, least: int
) -> Genotypes:
    files = _files(plan, plan.genotypes, folder)
    path = folder / samples.file
    found = read_samples(path, samples.sample, samples.ancestry, samples.sex)
    quality = GenotypeQuality(**plan.quality) if plan.quality else None  # type: ignore[arg-type]
    return open_genotypes(
        files, _renamed(found, plan.groups, path, samples.ancestry), plan.build, quality, genes,
        least_carriers=least,
    )  # fmt: skip


def _renamed(
    samples: Samples, groups: Sequence[AncestryGroup], path: Path, column: str
) -> Samples:
    """Samples in the groups of the plan, by the values of each; REMAINING without any."""
    order = [group.id for group in groups]
    of_value = {value: at for at, group in enumerate(groups) for value in group.values}
    numbers = []
    for value in samples.groups:
        if value != REMAINING and value not in of_value:
            raise InputError(
                f"column {column} holds {value}, which is in no ancestry group",
                str(path),
                "Add it to the values of a group in [variants], or leave the column empty there",
            )
        numbers.append(of_value.get(value, len(order)))
    group = np.array(numbers, np.int32)[samples.group]
    if REMAINING in samples.groups:
        order.append(REMAINING)
    return replace(samples, groups=tuple(order), group=group)


def _sites(
    plan: VariantsPlan, folder: Path, genes: Genes | None, least: int
) -> VariantSource:
    files = _files(plan, plan.sites, folder)
    sizes = [group.people or 0 for group in plan.groups]
    sizes.append((plan.people or 0) - sum(sizes))
    names = [*(group.values[0] for group in plan.groups), REMAINING]
    vcf = [path.name.endswith(_VCF) for path in files]
    if any(vcf) != all(vcf):
        raise InputError("names VCFs and other tables", plan.where, "Name files of one kind")
    opened = open_sites_vcf if all(vcf) else open_sites_tables
    source: Source = opened(files, names, plan.build, genes, least_carriers=least)
    ids = [*(group.id for group in plan.groups), REMAINING]
    return _folded(plan, source, ids, sizes, genes)


def _files(plan: VariantsPlan, patterns: Sequence[str], folder: Path) -> list[Path]:
    found: list[Path] = []
    for pattern in patterns:
        if Path(pattern).is_absolute():
            raise InputError(f"{pattern} is not in the folder of the data", plan.where,
                             "Write it as seen from there")  # fmt: skip
        own = sorted(folder.glob(pattern))
        if not own:
            raise InputError(
                f"no file is named {pattern} in {folder}", plan.where, "Correct the name"
            )
        found += [path for path in own if path not in found]
    return found


def _folded(
    plan: VariantsPlan, source: Source, ids: Sequence[str], sizes: Sequence[int],
    genes: Genes | None,
) -> VariantSource:  # fmt: skip
    rest = ids.index(REMAINING) if REMAINING in ids else None
    stay, joined = folded(sizes, rest, plan.ancestry_floor)
    labels = {group.id: group.label for group in plan.groups}
    columns = [[group] for group in stay] + ([joined] if joined else [])
    if not stay:
        columns = []  # one group of all would only repeat everyone
    groups = [PublishedGroup(ids[group], labels[ids[group]]) for group in stay]
    if columns and joined:
        groups.append(PublishedGroup(REMAINING, plan.remaining))
    fold = np.zeros((1 + len(ids), 1 + len(columns)), np.int64)
    fold[0, 0] = 1
    for at, members in enumerate(columns, start=1):
        fold[[1 + group for group in members], at] = 1
    people = np.array([sum(sizes), *sizes]) @ fold
    return VariantSource(source, genes, tuple(groups), fold, people)
