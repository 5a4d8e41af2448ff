"""Small worlds of alleles: every truth that fits published bands, by counting or by programme."""

import itertools

import highspy
import numpy as np

from suppression.allele_grids import allele_bands
from suppression.alleles import (
    AC,
    AN,
    HOM,
    AlleleBands,
    AlleleCounts,
    Copies,
    People,
    listed,
)
from suppression.bands import band_limits
from suppression.policy import Policy

SMALL = Policy(
    id="small", title="t", source="s", rule="bands", threshold=4, protected_low=1,
    protected_high=2, widths=(4, 8, 16, 32), crossing_floor=5,
)  # fmt: skip
"""Bands of 4 people and 8 copies; of every count of 0 to 4, 1 and 2 stay possible."""

Group = tuple[int, int, int, int]  # people with none, one, two copies of the allele; not called


def counts_of(groups: list[list[Group]]) -> AlleleCounts:
    """True counts (alleles, 1 + groups) of alleles given group by group."""
    people = np.array(groups, np.int64)  # (alleles, groups, 4)
    people = np.concatenate([people.sum(axis=1, keepdims=True), people], axis=1)
    none, one, two, _ = people.transpose(2, 0, 1)
    called = none + one + two
    return AlleleCounts(one + 2 * two, 2 * called, two, one + two, called)


def people_of(groups: list[list[Group]], policy: Policy) -> People:
    """The bands of how many people there are; the same for each allele."""
    size = np.array(groups[0], np.int64).sum(axis=1)
    return People(*band_limits(np.concatenate([[size.sum()], size]), policy.widths[0]))


def published(groups: list[list[Group]], policy: Policy) -> tuple[AlleleBands, People]:
    """The narrowest bands of the alleles that are listed."""
    counts = counts_of(groups)
    rows = np.flatnonzero(listed(counts, policy))
    chosen = AlleleCounts(*(own[rows] for own in vars(counts).values()))
    copies = np.full(len(rows), Copies.TWO, np.int64)
    people = people_of(groups, policy)
    return allele_bands(chosen, copies, people, policy), people


def drawn(
    size: int, rate: float, alleles: int, seed: int, policy: Policy
) -> tuple[AlleleBands, People]:
    """Alleles of five groups, each person not called with a chance of ``rate``; half of the alleles
    rare, the others anywhere up to nearly fixed."""
    random = np.random.default_rng(seed)
    sizes = random.multinomial(size, [0.26, 0.14, 0.2, 0.21, 0.19]).tolist()
    found = []
    for _ in range(alleles):
        rare = random.beta(0.3, 3)
        share = random.choice([rare, rare, random.beta(0.5, 0.5), 1 - rare])
        own = np.clip(share * np.exp(random.normal(0, 0.4, len(sizes))), 0, 1)
        row: list[Group] = []
        for people, one in zip(sizes, own.tolist(), strict=True):
            missing = int(random.binomial(people, rate))
            chances = [(1 - one) ** 2, 2 * one * (1 - one), one**2]
            none, single, two = random.multinomial(people - missing, chances).tolist()
            row.append((none, single, two, missing))
        found.append(row)
    return published(found, policy)


def told(group: Group) -> tuple[int, ...]:
    """What is counted of a group, in the order of suppression.allele_people.Count."""
    none, one, two, missing = group
    return one + two, two, one, none, none + one, missing


def possible(bands: AlleleBands, people: People, policy: Policy) -> list[list[set[int]]]:
    """By enumeration, the values that each count of each cell can have: [cell][count].

    For one allele in bands of everyone and two groups.
    """
    found: list[list[set[int]]] = [[set() for _ in range(6)] for _ in range(3)]
    pairs = itertools.product(_members(bands, people, 1), _members(bands, people, 2))
    for first, other in pairs:
        none, one, two, missing = map(sum, zip(first, other, strict=True))
        whole = none, one, two, missing
        listed = min(one + two, none) > policy.threshold
        if listed and _fits(whole, bands, people, 0):
            for cell, group in enumerate((whole, first, other)):
                for values, value in zip(found[cell], told(group), strict=True):
                    values.add(value)
    return found


def _fits(group: Group, bands: AlleleBands, people: People, cell: int) -> bool:
    none, one, two, missing = group
    size = none + one + two + missing
    copies = {AC: one + 2 * two, AN: 2 * (none + one + two), HOM: two}
    return bool(people.low[cell] <= size <= people.high[cell]) and all(
        bands.low[kind, 0, cell] <= value <= bands.high[kind, 0, cell]
        for kind, value in copies.items()
    )


def _members(bands: AlleleBands, people: People, cell: int) -> list[Group]:
    size = range(int(people.high[cell]) + 1)
    found = itertools.product(size, repeat=4)
    return [group for group in found if _fits(group, bands, people, cell)]


class Programme:
    """One allele as an integer programme: people by group and copies, all bands, the listing."""

    def __init__(self, bands: AlleleBands, people: People, row: int, threshold: int) -> None:
        self._solver = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        self.cells = bands.low.shape[2]
        groups = range(self.cells - 1)
        solver = self._solver
        self._people = [
            [solver.addIntegral(lb=0) for _ in range(4)] for _ in groups
        ]  # none, one, two, not called
        for cell in range(self.cells):
            none, one, two, missing = (self._sum(cell, kind) for kind in range(4))
            for kind, copies in (
                (AC, one + 2 * two), (AN, 2 * none + 2 * one + 2 * two), (HOM, two),
            ):  # fmt: skip
                solver.addConstr(copies >= int(bands.low[kind, row, cell]))
                solver.addConstr(copies <= int(bands.high[kind, row, cell]))
            size = none + one + two + missing
            solver.addConstr(size >= int(people.low[cell]))
            solver.addConstr(size <= int(people.high[cell]))
        solver.addConstr(self._sum(0, 1) + self._sum(0, 2) >= threshold + 1)
        solver.addConstr(1 * self._sum(0, 0) >= threshold + 1)

    def _sum(self, cell: int, kind: int) -> highspy.highs_linear_expression:
        chosen = self._people if cell == 0 else [self._people[cell - 1]]
        return sum((one[kind] for one in chosen[1:]), 1 * chosen[0][kind])

    def allows(self, cell: int, count: int, value: int) -> bool:
        """Whether whole numbers of people exist with that value of a count in a cell."""
        none, one, two, missing = (self._sum(cell, kind) for kind in range(4))
        told_of = (one + two, two, one, none, none + one, missing)[count]
        constraint = self._solver.addConstr(told_of == value)
        self._solver.minimize(0 * self._people[0][0])
        status = self._solver.getModelStatus()
        self._solver.removeConstr(constraint)
        return bool(status == highspy.HighsModelStatus.kOptimal)
