"""The counts of a pair, or of a whole and its parts, that an attack pushes down and up."""

from dataclasses import dataclass

import numpy as np

from suppression.bands import IntArray
from suppression.known import BoolArray, Rows


@dataclass(frozen=True)
class Targets:
    """Counts to be pushed, arrays (n,): that of a cell ``here``, or, where ``there`` names one of
    the whole, that one minus it; the ends that bounds allow; those shown so far (``seen``, (2, n)).
    """

    here: Rows
    there: Rows
    known_small: BoolArray
    low: IntArray
    high: IntArray
    seen: IntArray

    @property
    def difference(self) -> BoolArray:
        """Which are the whole's minus a part's."""
        return np.asarray(self.there >= 0)

    def counts(self, table: IntArray) -> IntArray:
        """What they are (n,) in whole tables (cells,) of all subjects."""
        own = table[self.here]
        counts: IntArray = np.where(self.difference, table[self.there] - own, own)
        return counts

    def see_all(self, table: IntArray) -> None:
        """Take note of what whole tables (cells,) of all subjects show of every count."""
        counts = self.counts(table)
        self.see(np.arange(len(counts)), counts, counts)

    def see(self, some: Rows, low: IntArray, high: IntArray) -> None:
        """Take note that each of ``some`` counts (k,) can be as low, and as high."""
        self.seen[0, some] = np.minimum(self.seen[0, some], low)
        self.seen[1, some] = np.maximum(self.seen[1, some], high)
