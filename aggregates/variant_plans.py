"""What a cohort file says about genetic variants, parsed."""

from collections.abc import Mapping
from dataclasses import dataclass

Label = Mapping[str, str]


@dataclass(frozen=True)
class AncestryGroup:
    """A group of genetic ancestry: people whose ancestry in the table of samples is in ``values``.

    ``people`` with genotypes is given where there is no table of samples, else None.
    """

    id: str
    label: Label
    values: tuple[str, ...]
    people: int | None = None


@dataclass(frozen=True)
class SamplesPlan:
    """The table of samples and its columns: each sample's ancestry, sex and person."""

    file: str
    sample: str
    ancestry: str
    sex: str | None
    person: str | None


@dataclass(frozen=True)
class GenesPlan:
    """The table of genes, the build of its positions, and whether starts count from 0."""

    file: str
    build: str
    zero_based: bool


@dataclass(frozen=True)
class VariantsPlan:
    """The [variants] of a cohort file. Files are patterns within the folder of the data.

    Either ``genotypes`` and ``samples``, or ``sites``: files of counts. ``quality`` is what a
    genotype must have to count (gq, dp, allele_balance); ``where`` names the file in messages.
    """

    where: str
    build: str
    genotypes: tuple[str, ...]
    sites: tuple[str, ...]
    samples: SamplesPlan | None
    groups: tuple[AncestryGroup, ...]
    remaining: Label
    ancestry_floor: int
    genes: GenesPlan | None
    quality: Mapping[str, int | float]
    people: int | None = None  # with genotypes in all, where there is no table of samples
