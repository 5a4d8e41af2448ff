"""Genotypes of a few variants to counts by ancestry group: one pass, whatever the genotypes are.

Each genotype is a pair of states, one per slot: another allele, the allele that is counted, no
allele (a haploid call has one slot), or not called. Counting the pairs by group and sex keeps all
that the published counts need; each of these is then a weighted sum of 16 numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregates.variants.alleles import COUNTS, Dosages, IntArray
from aggregates.variants.samples import FEMALE, MALE, UNKNOWN

OTHER, THIS, ABSENT, MISSING = 0, 1, 2, 3
Calls = NDArray[np.int16]
"""(variants, samples, 2) allele numbers, 0 the reference; -1 not called, -2 no second allele."""

Pairs = NDArray[np.int16]
"""(alleles, samples) pairs of states, 0 to 15: four times the first and the second."""

DIPLOID, SEX_X, SEX_Y, MITOCHONDRIAL = "diploid", "X", "Y", "MT"
"""What copies people have: two; X and Y outside the pseudoautosomal regions; one in everyone."""

# Copies that (female, male) have; people whose sex is not known are taken as their file calls them.
_PLOIDY = {DIPLOID: (2, 2), SEX_X: (2, 1), SEX_Y: (0, 1), MITOCHONDRIAL: (1, 1)}
AS_CALLED = "as called"
_UNKNOWN_PLOIDY = -1


def ploidies(kind: str, sex: IntArray) -> IntArray:
    """Copies that each person has there, (samples,); -1 where it is not known."""
    female, male = _PLOIDY[kind]
    unknown = female if female == male else _UNKNOWN_PLOIDY
    known = {FEMALE: female, MALE: male, UNKNOWN: unknown}
    return np.array([known[code] for code in range(3)], dtype=np.int32)[sex]


def with_ploidy(calls: Calls, ploidy: IntArray) -> Calls:
    """Calls in the number of copies that people have.

    Where one has a single copy, `1/1` is one copy and `0/1` is no call, as in gnomAD (Karczewski
    et al., Nature 2020, supplement, "sex chromosomes"); where one has none, nothing is a call.
    """
    first, second = calls[:, :, 0], calls[:, :, 1]
    single, none = ploidy == 1, ploidy == 0
    agreed = (second == -2) | (first == second)
    first = np.where(single & ~agreed, -1, first)
    return np.stack(
        [np.where(none, -2, first), np.where(single | none, -2, second)], axis=-1
    ).astype(np.int16)


def states(calls: Calls, allele: IntArray) -> Pairs:
    """Pairs of states as one number of 0 to 15, (alleles, samples).

    `allele` (alleles,) is the number in its variant of the allele that each row counts.
    """
    if np.all(allele == 1) and calls.max(initial=0) <= 1:
        coded = calls & 3  # -2, -1, 0, 1 are 2, 3, 0, 1
    else:
        coded = np.where(calls < 0, calls & 3, calls == allele[:, None, None])
    return (coded[:, :, 0] << 2 | coded[:, :, 1]).astype(np.int16, copy=False)


def _weights() -> NDArray[np.int64]:
    """What a pair of states adds to each of COUNTS, by the person's ploidy (as called last).

    Shape (4, 16, 5): ploidy 0, 1, 2, as called; pair; count.
    """
    weights = np.zeros((4, 16, len(COUNTS)), dtype=np.int64)
    for pair in range(16):
        slots = (pair >> 2, pair & 3)
        copies = slots.count(THIS)
        present = copies + slots.count(OTHER)
        has = 2 - slots.count(ABSENT)
        for ploidy in range(4):
            full = present == (has if ploidy == 3 else ploidy) > 0
            weights[ploidy, pair] = copies, present, copies == 2, copies > 0, full
    return weights


_WEIGHTS = _weights()
_DOSAGE = np.where(_WEIGHTS[:, :, 4] == 1, _WEIGHTS[:, :, 0], -1).astype(np.int8)


@dataclass(frozen=True)
class Strata:
    """People by ancestry group and by copies they have: what counts of one stretch go by."""

    stratum: NDArray[np.int64]  # (samples,)
    ploidy: IntArray  # (samples,), 3 as called
    groups: int

    @staticmethod
    def of(group: IntArray, ploidy: IntArray, groups: int) -> "Strata":
        """Strata of people in `groups` groups."""
        index = np.where(ploidy == _UNKNOWN_PLOIDY, 3, ploidy).astype(np.int32)
        return Strata((group.astype(np.int64) * 4 + index) * 16, index, groups)


def counted(pairs: Pairs, strata: Strata) -> NDArray[np.int32]:
    """Counts (5, alleles, 1 + groups) of pairs of states (alleles, samples), in order of COUNTS."""
    rows = len(pairs)
    width = strata.groups * 4 * 16
    cells = pairs + strata.stratum
    cells += np.arange(rows)[:, None] * width
    found = np.bincount(cells.ravel(), minlength=rows * width)
    by_group = found.reshape(rows, strata.groups, 4 * 16) @ _WEIGHTS.reshape(4 * 16, -1)
    counts = np.empty((len(COUNTS), rows, 1 + strata.groups), dtype=np.int32)
    counts[:, :, 1:] = by_group.transpose(2, 0, 1)
    counts[:, :, 0] = counts[:, :, 1:].sum(axis=2)
    return counts


def dosages(pairs: Pairs, strata: Strata) -> Dosages:
    """Copies that each person has, int8 (alleles, samples); -1 without a full call."""
    return _DOSAGE[strata.ploidy[None, :], pairs]
