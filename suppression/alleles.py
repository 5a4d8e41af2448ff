"""Alleles: which are listed, and the bands of their counts.

What is protected is people. An allele is listed only if more people than the threshold carry it,
and more than the threshold were examined and do not: that a rarer one is listed at all would tell
who took part. Of a listed one three counts are published, for all people and for each ancestry
group: copies of the allele, copies examined, and people with two copies. A person has up to two
copies, so copies lie on a grid twice as wide as people do; then 20 carriers, whom up to 40 copies
may belong to, look like none.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.policy import Policy, PolicyError

BoolArray = NDArray[np.bool_]
Rows = NDArray[np.intp]

AC, AN, HOM = 0, 1, 2
"""Copies of the allele, copies examined, people with two copies: first axis of all bands."""


class Copies(IntEnum):
    """How many copies of a place people have."""

    TWO = 0  # everyone has two
    ONE = 1  # everyone who has any has one: Y, mitochondria
    MIXED = 2  # women have two, men one: X


@dataclass(frozen=True)
class AlleleCounts:
    """True counts (alleles, 1 + groups) of everyone, then of each group of a partition.

    ``ac``, ``an`` and ``hom`` as published; ``carriers`` people with at least one copy, ``called``
    people whose copies were all examined.
    """

    ac: IntArray
    an: IntArray
    hom: IntArray
    carriers: IntArray
    called: IntArray


@dataclass(frozen=True)
class AlleleBands:
    """What is published: ``low`` and ``high`` (3, alleles, 1 + groups), order AC, AN, HOM.

    ``copies`` (alleles,) holds values of :class:`Copies`, which follow from the place.
    """

    low: IntArray
    high: IntArray
    copies: IntArray

    def __len__(self) -> int:
        """Alleles in it."""
        return int(self.low.shape[1])

    def take(self, rows: Rows | BoolArray) -> "AlleleBands":
        """Some alleles of it, in that order."""
        return AlleleBands(self.low[:, rows], self.high[:, rows], self.copies[rows])

    def put(self, rows: Rows, other: "AlleleBands") -> "AlleleBands":
        """The same with the bands of ``other`` in some rows."""
        low, high = self.low.copy(), self.high.copy()
        low[:, rows], high[:, rows] = other.low, other.high
        return replace(self, low=low, high=high)


@dataclass(frozen=True)
class People:
    """Limits (1 + groups,) of the people with genotypes: everyone, then each group."""

    low: IntArray
    high: IntArray


UNLIMITED: Final = np.int64(1) << 40


def nobody_knows(groups: int) -> People:
    """Where it is not published how many people there are."""
    size = 1 + groups
    return People(np.zeros(size, np.int64), np.full(size, UNLIMITED))


def people_widths(policy: Policy) -> tuple[int, ...]:
    """Widths of bands of people."""
    return policy.widths


def copies_widths(policy: Policy) -> tuple[int, ...]:
    """Widths of bands of copies: those of the policy from twice the first on.

    Raises :class:`PolicyError` where the policy has none, as all under rule ``suppress``.
    """
    widths = tuple(width for width in policy.widths if width >= 2 * policy.widths[0])
    if not widths or widths[0] != 2 * policy.widths[0]:
        raise PolicyError(f"policy {policy.id!r} has no bands for copies of alleles")
    return widths


def widths_of(policy: Policy) -> tuple[tuple[int, ...], ...]:
    """The widths that bands of AC, AN and HOM may have."""
    return copies_widths(policy), copies_widths(policy), people_widths(policy)


def listed(counts: AlleleCounts, policy: Policy) -> BoolArray:
    """Which alleles (alleles,) may be listed: carriers and non-carriers exceed the threshold."""
    carriers, called = counts.carriers[:, 0], counts.called[:, 0]
    return (carriers > policy.threshold) & (called - carriers > policy.threshold)
