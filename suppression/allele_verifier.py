"""The verifier of alleles: by plain arithmetic, from bands alone, without a solver.

It knows the policy and the rules by which alleles are listed and counts lie on grids. That every
count is open is worked out by the fixed rule of :mod:`suppression.allele_splits`; nothing that a
release claims is taken for granted. It shares no code with :mod:`suppression.allele_attacker`.
"""

from collections.abc import Iterator

import numpy as np

from suppression.allele_grids import on_grid
from suppression.allele_openness import limits_of, openness
from suppression.allele_people import Count
from suppression.alleles import AlleleBands, People
from suppression.policy import Policy

COUNTS = ("AC", "AN", "homozygotes")


def problems_of(bands: AlleleBands, people: People, policy: Policy) -> Iterator[tuple[int, str]]:
    """Each allele's number and what is wrong with its bands; nothing where all holds."""
    off_grid = ~on_grid(bands, people, policy)
    for count, row in np.argwhere(off_grid.any(axis=2)).tolist():
        yield row, f"{COUNTS[count]} are not in a band of policy {policy.id!r}"
    if off_grid.any():
        return
    limits = limits_of(bands, people, policy, any_women=True)
    contradictory = (limits.low > limits.high).any(axis=(0, 2))
    for row in np.flatnonzero(contradictory).tolist():
        yield row, "its bands contradict each other, or the rule by which it is listed"
    sound = np.flatnonzero(~contradictory)
    missing = openness(bands.take(sound), people, policy).missing
    for row, cell, count in np.argwhere(missing.transpose(1, 2, 0)).tolist():
        name = Count(count).name.lower().replace("_", " ")
        yield int(sound[row]), f"{name} of cell {cell} are not shown open"
