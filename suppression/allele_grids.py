"""The bands that counts of alleles may lie in: grids, and one band at the end for nearly all.

How many people are not called is people less people called, both known in bands. Were copies
examined (AN) on a plain grid, a group whose people are just above an edge of it would show that a
few are missing: at least one in each of five groups makes five of everyone. So where everyone has
two copies, the bands at the upper end are one: of AN from the one just below the people on, to all
that the people could have. Nobody missing and as many as the threshold always look alike; in the
next lower band more than the threshold are missing. AC and people with two copies go the same way:
all but a few are as few as a few. Coarser levels have coarser grids, and the same end.
"""

from dataclasses import replace

import numpy as np

from suppression.alleles import (
    HOM,
    UNLIMITED,
    AlleleBands,
    AlleleCounts,
    BoolArray,
    Copies,
    People,
    widths_of,
)
from suppression.bands import IntArray, band_limits
from suppression.policy import Policy

Ends = tuple[IntArray, IntArray]


def allele_bands(
    counts: AlleleCounts,
    copies: IntArray,
    people: People,
    policy: Policy,
    earlier: AlleleBands | None = None,
    known: BoolArray | None = None,
) -> AlleleBands:
    """The narrowest bands of listed alleles.

    Where an ``earlier`` release (the same alleles, ``known`` (alleles,) to it) has a band that
    still contains the count, and that is still one of these, that band stays.
    """
    copies = np.asarray(copies, np.int64)
    true = np.stack([counts.ac, counts.an, counts.hom]).astype(np.int64)
    ends = [
        _on_level(count, true[count], widths[0], copies, people)
        for count, widths in enumerate(widths_of(policy))
    ]
    low, high = (np.stack(end) for end in zip(*ends, strict=True))
    if earlier is not None and known is not None:
        stays = (earlier.low <= true) & (true <= earlier.high) & known[:, None]
        stays &= on_grid(replace(earlier, copies=copies), people, policy)
        low, high = np.where(stays, earlier.low, low), np.where(stays, earlier.high, high)
    return AlleleBands(low, high, copies)


def next_wider(count: int, ends: Ends, copies: IntArray, people: People, policy: Policy) -> Ends:
    """Bands of one count (alleles, cells) on the next level that has others; else as they are."""
    low, high = ends
    still = np.ones(low.shape, np.bool_)
    for width in widths_of(policy)[count]:
        first, last = _on_level(count, ends[1], width, copies, people)
        moves = still & (first <= ends[0]) & (last >= ends[1])
        moves &= (first != ends[0]) | (last != ends[1])
        low, high = np.where(moves, first, low), np.where(moves, last, high)
        still = still & ~moves
    return low, high


def on_grid(bands: AlleleBands, people: People, policy: Policy) -> BoolArray:
    """Which bands (3, alleles, cells) are those of a level of the policy."""
    legal = np.zeros(bands.low.shape, np.bool_)
    for count, widths in enumerate(widths_of(policy)):
        low, high = bands.low[count], bands.high[count]
        for width in widths:
            first, last = _on_level(count, high, width, bands.copies, people)
            legal[count] |= (first == low) & (last == high)
    return legal


def wider_than_need_be(bands: AlleleBands, people: People, policy: Policy) -> BoolArray:
    """Which bands (3, alleles, cells) are not the narrowest ones."""
    found = []
    for count, widths in enumerate(widths_of(policy)):
        first, _ = _on_level(count, bands.high[count], widths[0], bands.copies, people)
        found.append(bands.low[count] < first)
    return np.stack(found)


def _on_level(count: int, inside: IntArray, width: int, copies: IntArray, people: People) -> Ends:
    """The bands of a level that hold given numbers (alleles, cells)."""
    low, high = band_limits(inside, width)
    start, end = _nearly_all(people, width, 1 if count == HOM else 2)
    nearly = (inside >= start) & (inside <= end) & (copies == Copies.TWO)[:, None]
    return np.where(nearly, start, low), np.where(nearly, end, high)


def _nearly_all(people: People, width: int, each: int) -> Ends:
    """First and last (cells,) of the band of nearly everybody, who have ``each`` so many."""
    size = people.high - np.maximum(people.low, 1) + 1
    known = people.high < UNLIMITED
    start, _ = band_limits(each * np.maximum(people.low - size, 0), width)
    return np.where(known, start, UNLIMITED << 2), each * people.high
