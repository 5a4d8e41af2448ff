"""Cohorts small enough to check by hand, and every whole table that agrees with their bands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from aggregates.policies import shipped_policy
from suppression.bands import IntArray
from suppression.policy import Policy
from suppression.protection import protect
from suppression.tables import Cut, DomainTables, TablePlan

ALL_OF_US = shipped_policy("all-of-us")
# the same rule with small numbers, so that all tables behind the bands can be enumerated
TINY = Policy("tiny", "Tiny", "made for tests", "bands", 2, 1, 2, (2, 4, 8), 5)

TOTAL = Cut((), ())


def plan_of(
    sizes: Mapping[str, int], crossings: Sequence[str] = (), shared: bool = True
) -> TablePlan:
    """Total, a one-way cut per dimension, and crossings named ``first*second``."""
    one_way = [Cut((name,), (size,)) for name, size in sizes.items()]
    pairs = [tuple(crossing.split("*")) for crossing in crossings]
    crossed = [Cut(names, tuple(sizes[name] for name in names)) for names in pairs]
    return TablePlan((TOTAL, *one_way, *crossed), frozenset(sizes if shared else ()))


SEX_AGE = plan_of({"sex": 2, "age": 3})


def by_hand(
    domain: str, plan: TablePlan, subjects: Mapping[int, Sequence[tuple[int, int]]]
) -> DomainTables:
    """Tables from ``(low, high)`` pairs, for subjects with all cells of the plan."""
    limits = np.array([list(bands) for bands in subjects.values()], np.int64)
    crossed = np.ones(len(subjects), np.bool_)
    ids = np.array(list(subjects), np.int64)
    return DomainTables(domain, plan, ids, limits[:, :, 0], limits[:, :, 1], crossed)


@dataclass(frozen=True)
class Truth:
    """True counts: of the whole cohort (1, cells), and of a domain, denominator first."""

    plan: TablePlan
    cohort: IntArray
    domain: IntArray

    def protected(self, policy: Policy) -> dict[str, DomainTables]:
        ids = np.arange(len(self.domain))
        return {
            "cohort": protect("cohort", self.plan, ids[:1], self.cohort, policy),
            "condition": protect("condition", self.plan, ids, self.domain, policy),
        }


def counts_of(
    plan: TablePlan, groups: Mapping[str, NDArray[np.int64]], members: NDArray[np.bool_]
) -> list[int]:
    """Count members in every cell of a plan, one person at a time."""
    counts = [0] * plan.cells
    for person in np.flatnonzero(members):
        for cut in plan.cuts:
            cell = 0
            for name, size in zip(cut.dimensions, cut.sizes, strict=True):
                cell = cell * size + int(groups[name][person])
            counts[plan.slices[cut.id].start + cell] += 1
    return counts


def random_truth(
    seed: int, persons: int, plan: TablePlan, shares: Sequence[float] = (0.2, 0.5, 0.9)
) -> Truth:
    """Random people, a domain that most of them are in, and concepts as random subsets of it."""
    random = np.random.default_rng(seed)
    groups = {}
    for cut in plan.cuts:
        if len(cut.dimensions) == 1:
            weights = random.dirichlet(np.ones(cut.sizes[0]))
            groups[cut.id] = random.choice(cut.sizes[0], persons, p=weights)
    everybody = np.ones(persons, np.bool_)
    inside = random.random(persons) < random.choice([0.6, 0.9, 1.0])
    concepts = [inside & (random.random(persons) < share) for share in shares]
    return Truth(
        plan,
        np.array([counts_of(plan, groups, everybody)]),
        np.array([counts_of(plan, groups, members) for members in (inside, *concepts)]),
    )


seeds = st.integers(0, 2**32 - 1)


def all_tables(tables: DomainTables, position: int, policy: Policy) -> IntArray:
    """Every whole table of a subject that its bands, its ties and its listing allow.

    For plans of a total, and two one-way cuts.
    """
    low, high = (limit.tolist() for limit in tables.row(position))
    if position:
        low[0] = max(low[0], policy.threshold + 1)
    cells = [range(first, last + 1) for first, last in zip(low, high, strict=True)]
    cuts = [tables.plan.slices[cut.id] for cut in tables.plan.cuts[1:]]
    by_total: list[dict[int, list[tuple[int, ...]]]] = []
    for cut in cuts:
        found: dict[int, list[tuple[int, ...]]] = {}
        for groups in product(*cells[cut]):
            found.setdefault(sum(groups), []).append(groups)
        by_total.append(found)
    whole = [
        (total, *first, *second)
        for total in cells[0]
        for first in by_total[0].get(total, [])
        for second in by_total[1].get(total, [])
    ]
    return np.array(whole, np.int64).reshape(-1, len(low))


def beneath(small: IntArray, large: IntArray) -> NDArray[np.bool_]:
    """Which tables exceed which in no cell, shape (small, large)."""
    fits = np.ones((len(small), len(large)), np.bool_)
    for cell in range(small.shape[1]):
        fits &= small[:, cell, None] <= large[None, :, cell]
    return fits
