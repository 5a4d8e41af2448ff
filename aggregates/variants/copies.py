"""How many copies people have of a place, by build and contig."""

import numpy as np
from numpy.typing import NDArray

from aggregates.variants.builds import PSEUDOAUTOSOMAL
from suppression.alleles import Copies


def copies_at(build: str, contig: str, positions: NDArray[np.int32]) -> NDArray[np.int64]:
    """:class:`Copies` of each position (n,)."""
    if contig == "MT":
        return np.full(len(positions), Copies.ONE, np.int64)
    if contig not in ("X", "Y"):
        return np.full(len(positions), Copies.TWO, np.int64)
    in_all = np.zeros(len(positions), np.bool_)
    for low, high in PSEUDOAUTOSOMAL[build, contig]:
        in_all |= (low <= positions) & (positions <= high)
    return np.where(in_all, Copies.TWO, Copies.MIXED if contig == "X" else Copies.ONE)
