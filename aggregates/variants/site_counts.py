"""Counts that were made elsewhere: checked, and brought to the form of allele batches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregates.errors import InputError
from aggregates.variants.alleles import AlleleBatch
from aggregates.variants.builds import diploid_in_all
from aggregates.variants.genes import Genes
from aggregates.variants.samples import REMAINING
from aggregates.variants.sites import Site, sites_table

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Told:
    """What an input tells of one allele, (1 + groups,) each: all participants, then the groups.

    A group REMAINING that the input does not have holds -1: it is what the others leave of all.
    """

    ac: Sequence[int]
    an: Sequence[int]
    hom: Sequence[int]
    carriers: Sequence[int] | None = None  # None: ac - hom
    called: Sequence[int] | None = None  # None: from an and the copies that people have


def site_batch(
    contig: str,
    sites: list[Site],
    told: list[Told],
    build: str,
    groups: Sequence[str],
    where: str,
    genes: Genes | None,
) -> AlleleBatch:
    """A batch of alleles whose counts an input tells; raises InputError where they cannot be."""
    ac, an, hom = (
        np.array([getattr(one, name) for one in told], dtype=np.int64)
        for name in ("ac", "an", "hom")
    )
    carriers = np.array(
        [
            one.carriers
            if one.carriers is not None
            else [copies - both for copies, both in zip(one.ac, one.hom, strict=True)]
            for one in told
        ],
        dtype=np.int64,
    )
    called = np.array(
        [
            one.called
            if one.called is not None
            else called_of(one.an, build, contig, site.position)
            for site, one in zip(sites, told, strict=True)
        ],
        dtype=np.int64,
    )
    counts = (ac, an, hom, carriers, called)
    if REMAINING in groups:
        _fill_remaining(counts, 1 + list(groups).index(REMAINING), ac)
    _check(counts, sites, contig, where)
    table = sites_table(sites)
    if genes is not None:
        table = genes.filled(contig, table)
    return AlleleBatch(contig, table, *(one.astype(np.int32) for one in counts))


def called_of(an: Sequence[int], build: str, contig: str, position: int) -> list[int]:
    """People with a call, from called copies: each has two, on Y and MT one.

    On X outside the pseudoautosomal regions men have one and women two: the fewest people that so
    many copies may be of, so that nobody is taken for a non-carrier who is not there. Where the
    input tells the sexes apart it is exact; callers then say so in Told.
    """
    single = contig in ("Y", "MT") and not diploid_in_all(build, contig, position)
    if single:
        return list(an)
    return [copies if copies < 0 else -(-copies // 2) for copies in an]


def _fill_remaining(counts: Sequence[Counts], column: int, ac: Counts) -> None:
    if not np.any(ac[:, column] < 0):
        return
    for one in counts:
        others = np.delete(one, column, axis=1)
        one[:, column] = 2 * others[:, 0] - others.sum(axis=1)


def _check(counts: Sequence[Counts], sites: list[Site], contig: str, where: str) -> None:
    ac, an, hom, carriers, called = counts
    wrong = {
        "has a negative count": np.minimum.reduce(counts).min(axis=1) < 0,
        "has an allele number (AN) below the allele count (AC)": np.any(ac > an, axis=1),
        "has more homozygotes than its allele count (AC) allows": np.any(2 * hom > ac, axis=1),
        "has more carriers than called people": np.any(carriers > called, axis=1),
    }
    for what, rows in wrong.items():
        if np.any(rows):
            site = sites[int(np.argmax(rows))]
            raise InputError(
                f"{what} at {contig}:{site.position}", where, "Correct the table, or make it anew"
            )
    parts = [one[:, 1:].sum(axis=1) != one[:, 0] for one in (ac, an, hom)]
    apart = np.logical_or.reduce(parts)
    if ac.shape[1] > 1 and np.any(apart):
        site = sites[int(np.argmax(apart))]
        raise InputError(
            f"has ancestry groups that do not add up to all at {contig}:{site.position}",
            where,
            f"Name every group, or add the group {REMAINING} for what they leave",
        )
