"""What can be told of alleles, in figures that may be published: all follow from their bands."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from suppression.allele_grids import wider_than_need_be
from suppression.allele_openness import openness
from suppression.alleles import AlleleBands, People
from suppression.outcome import Tally
from suppression.policy import Policy

ALLELES: Final = "alleles"
"""The name of the attack that puts all bands of an allele together."""


@dataclass(frozen=True)
class AlleleFigures:
    """Alleles, their published counts, and those in wider bands than the narrowest."""

    alleles: int = 0
    allele_counts: int = 0
    widened_allele_counts: int = 0

    def __add__(self, other: "AlleleFigures") -> "AlleleFigures":
        return AlleleFigures(
            self.alleles + other.alleles,
            self.allele_counts + other.allele_counts,
            self.widened_allele_counts + other.widened_allele_counts,
        )


def figures_of(bands: AlleleBands, people: People, policy: Policy) -> AlleleFigures:
    """Figures of some alleles."""
    wider = wider_than_need_be(bands, people, policy)
    return AlleleFigures(len(bands), wider.size, int(wider.sum()))


def tally_of(bands: AlleleBands, people: People, policy: Policy) -> Tally:
    """What putting all bands of each allele together comes to."""
    found = openness(bands, people, policy)
    asked = int(found.asked.sum())
    left = np.bitwise_count(found.shown & found.window)[found.asked]
    return Tally(asked, int(found.missing.sum()), 0, int(left.min()) if asked else 0)
