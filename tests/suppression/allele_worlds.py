"""Small worlds of alleles: every truth that fits published bands, by counting or by programme."""

import itertools
from collections.abc import Iterator

import highspy
import numpy as np

from suppression.alleles import (
    AC,
    AN,
    HOM,
    AlleleBands,
    AlleleCounts,
    Copies,
    People,
    allele_bands,
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
    return allele_bands(chosen, copies, policy), people_of(groups, policy)


def told(group: Group) -> tuple[int, ...]:
    """What is counted of a group, in the order of suppression.allele_people.Count."""
    none, one, two, missing = group
    return one + two, two, one, none, none + one, missing


def possible(
    bands: AlleleBands, people: People, policy: Policy
) -> list[list[set[int]]]:
    """By enumeration, the values that each count of each cell can have: [cell][count].

    For one allele in bands of everyone and two groups.
    """
    low, high = bands.low[:, 0], bands.high[:, 0]

    def fits(group: Group, cell: int) -> bool:
        none, one, two, missing = group
        copies = {AC: one + 2 * two, AN: 2 * (none + one + two), HOM: two}
        size = none + one + two + missing
        return people.low[cell] <= size <= people.high[cell] and all(
            low[kind, cell] <= value <= high[kind, cell] for kind, value in copies.items()
        )

    def members(cell: int) -> Iterator[Group]:
        size = int(people.high[cell])
        for none, one, two in itertools.product(range(size + 1), repeat=3):
            for missing in range(size + 1 - none - one - two):
                if fits((none, one, two, missing), cell):
                    yield none, one, two, missing

    found: list[list[set[int]]] = [[set() for _ in range(6)] for _ in range(3)]
    second = list(members(2))
    for first in members(1):
        for other in second:
            both = tuple(map(sum, zip(first, other, strict=True)))
            whole: Group = (both[0], both[1], both[2], both[3])
            carriers = whole[1] + whole[2]
            if not fits(whole, 0) or carriers <= policy.threshold or whole[0] <= policy.threshold:
                continue
            for cell, group in enumerate((whole, first, other)):
                for count, value in enumerate(told(group)):
                    found[cell][count].add(value)
    return found


class Programme:
    """One allele as an integer programme: people of each group by copies, all bands, the listing."""

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
