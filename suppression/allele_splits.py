"""Splits: groups cut down to where their counts no longer depend on each other.

In a group copies are at least twice the people with two, carriers at most the people called, these
at most the people. A *split* is a box within which every combination fits that chain. Whole
numbers from boxes add up to every whole number of the sum of the boxes, count by count: what the
other groups can add up to, and whether the total allows it, is then plain addition.

Any split will do; some are tried in a fixed order until all that must be possible has been shown.
Where to cut follows from the sums that are wanted of the groups together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from suppression.allele_people import A, Box, H, N, P
from suppression.bands import IntArray

LOWER, POINT = range(2)


@dataclass(frozen=True)
class Split:
    """How to cut: a number of a rule for each inequality of the chain, and which ``side`` of the
    cut of people with two copies stays; ``everyone`` for the rule by which alleles are listed."""

    two_copies: int
    side: int
    carriers: int
    called: int
    everyone: int


_CUTS = ((0, LOWER), (2, LOWER), (3, LOWER), (2, POINT), (3, POINT))  # rule of the sum, side
_FURTHEST = 3


def splits() -> Iterator[Split]:
    """All splits in the order in which they are tried, the simplest first.

    Of all that the rules below allow, those that showed anything more in the alleles of the 1000
    Genomes Project.
    """
    places = product(range(len(_CUTS)), range(3), range(2), range(2))
    for cut, *rules in sorted(places, key=lambda one: (sum(one), one)):
        if cut + sum(rules) <= _FURTHEST:
            yield Split(*_CUTS[cut], *rules)


def split_groups(groups: Box, everyone: Box, own: Box | None, split: Split) -> Box:
    """Parts of groups (4, alleles, groups) in which every combination fits the chain.

    ``everyone`` (4, alleles, 1) is what they add up to, together with ``own`` where another group
    is asked about. Empty parts have ``low`` above ``high``.
    """
    total = _Ends(everyone.low[..., 0], everyone.high[..., 0])
    left = total if own is None else total.without(own)
    hl, al, nl, pl = groups.low
    hu, au, nu, pu = groups.high
    nu = np.minimum(nu, pu)
    hu = np.minimum(hu, au // 2)
    tied = al < 2 * hu
    fixed = np.where(tied, hl, hu).sum(axis=1)
    room = np.where(tied, np.maximum(hu - hl, 0), 0)
    most = np.minimum(left.high[H], left.high[A] // 2)
    cut = hl + _shared(room, _sum_wanted(split.two_copies, room, left.low[H] - fixed, most - fixed))
    h_low = np.where(tied & (split.side != LOWER), cut, hl)
    h_high = np.where(tied, cut, hu)
    a_low = np.maximum(al, 2 * h_high)
    most = np.minimum(au, nu + h_low)  # copies, if everyone called may carry the allele
    sure = np.maximum(np.minimum(most, nl + h_low), np.minimum(a_low, most))
    room = np.maximum(most - sure, 0)
    base = np.maximum(nl, sure - h_low).sum(axis=1)
    a_high = sure + _shared(
        room,
        _sum_wanted(split.carriers, room, left.low[A] - sure.sum(axis=1), left.high[N] - base),
    )
    n_low = np.maximum(nl, a_high - h_low)
    n_high, p_low = _called(split.called, n_low, nu, pl, left)
    return Box(
        np.stack([h_low, a_low, n_low, p_low]),
        np.stack([h_high, a_high, n_high, pu]),
        groups.carriers,
        groups.others,
    )


def split_everyone(everyone: Box, split: Split) -> Box:
    """The part of everyone (4, alleles, 1) in which all fits the rule by which alleles are listed.

    Groups that fit the chain fit it together; carriers and non-carriers must be enough besides.
    """
    (hl, al, nl, pl), (hu, au, nu, pu) = everyone.low, everyone.high
    hu = np.minimum(hu, au - everyone.carriers)
    h_high = np.minimum(hu, np.maximum(al - everyone.carriers, hl)) if split.everyone == 0 else hu
    a_low = np.maximum(al, h_high + everyone.carriers)
    a_high = np.minimum(au, np.maximum(nl - everyone.others + hl, a_low))
    n_low = np.maximum(nl, a_high - hl + everyone.others)
    return Box(
        np.stack([hl, a_low, n_low, pl]),
        np.stack([h_high, a_high, nu, pu]),
        everyone.carriers,
        everyone.others,
    )


@dataclass(frozen=True)
class _Ends:
    """Limits (4, alleles) of sums."""

    low: IntArray
    high: IntArray

    def without(self, own: Box) -> "_Ends":
        """What is left for the others if one group is as small as it can be."""
        return _Ends(self.low - own.low[..., 0], self.high - own.low[..., 0])


def _sum_wanted(rule: int, room: IntArray, enough: IntArray, most: IntArray) -> IntArray:
    """How much of the room (alleles, groups) is to be given away in all: nothing, ``enough``, the
    ``most`` that everyone has, or everything."""
    everything = room.sum(axis=1)
    wanted = (np.zeros_like(everything), enough, most, everything)[rule]
    return np.asarray(np.clip(wanted, 0, everything))


def _shared(room: IntArray, wanted: IntArray) -> IntArray:
    """``wanted`` (alleles,) shared out in whole numbers in proportion to ``room``."""
    before = np.cumsum(room, axis=1)
    given = before * wanted[:, None] // np.maximum(before[:, -1:], 1)
    return np.diff(given, axis=1, prepend=0)


def _called(
    rule: int, n_low: IntArray, nu: IntArray, pl: IntArray, left: _Ends
) -> tuple[IntArray, IntArray]:
    """Most people called and fewest people, cut where these may be fewer than those."""
    tied = pl < nu
    fixed = np.where(tied, n_low, nu).sum(axis=1)
    room = np.where(tied, np.maximum(nu - n_low, 0), 0)
    people = left.high[P] - np.where(tied, n_low, pl).sum(axis=1)
    cut = n_low + _shared(room, _sum_wanted(rule, room, left.low[N] - fixed, people))
    return np.where(tied, cut, nu), np.maximum(pl, np.where(tied, cut, pl))
