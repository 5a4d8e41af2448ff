"""Genotypes that are too uncertain to count: by genotype quality, depth and allele balance."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregates.errors import InputError
from aggregates.variants.counting import Calls

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class GenotypeQuality:
    """What a genotype must have to be counted; a field that is missing fails. None asks nothing.

    gnomAD's "adj" is ``GenotypeQuality(20, 10, 0.2)`` (Karczewski et al., Nature 2020), but for
    its lower depth of haploid genotypes.
    """

    gq: int | None = None  # least GQ, a phred score
    dp: int | None = None  # least DP, reads
    allele_balance: float | None = None  # least share of reads (AD) of each allele of a het call

    def check(self, declared: Set[str], where: str) -> None:
        """Raise InputError where the file does not have a field that is asked for."""
        asked = {"GQ": self.gq, "DP": self.dp, "AD": self.allele_balance}
        missing = [name for name, value in asked.items() if value is not None]
        missing = [name for name in missing if name not in declared]
        if missing:
            raise InputError(
                f"has no FORMAT field {', '.join(missing)}, by which genotypes are to be filtered",
                where,
                "Leave that filter out of the cohort file, or give a file with the field",
            )

    def failing(self, record: Any, calls: Calls) -> Mask:
        """Which of the genotypes (samples, 2) of a record are not to be counted."""
        fails = np.zeros(len(calls), dtype=bool)
        for name, least in (("GQ", self.gq), ("DP", self.dp)):
            if least is not None:
                values = _field(record, name, len(calls))
                fails |= ~(values[:, 0] >= least)  # missing is the smallest integer, or NaN
        if self.allele_balance is not None:
            reads = np.maximum(_field(record, "AD", len(calls)), 0)
            fails |= _unbalanced(reads, calls, self.allele_balance)
        return fails


def _field(record: Any, name: str, samples: int) -> NDArray[Any]:
    values = record.format(name)
    return np.full((samples, 1), -1) if values is None else values


def _unbalanced(reads: NDArray[Any], calls: Calls, least: float) -> Mask:
    het: Mask = (calls[:, 0] != calls[:, 1]) & (calls.min(axis=1) >= 0)
    if calls.max(initial=0) >= reads.shape[1]:  # the record has no AD, or too few of it
        return het
    own = np.take_along_axis(reads, np.maximum(calls, 0).astype(np.int64), axis=1)
    own = np.where(calls > 0, own, np.iinfo(np.int32).max)  # of the alternative alleles only
    shared: Mask = own.min(axis=1) >= least * np.maximum(reads.sum(axis=1), 1)
    return het & ~shared
