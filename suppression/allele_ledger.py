"""Alleles of a release against those of an earlier one, supposing that nobody left.

Then no count is smaller than it was: each release tells something of the other, and how many
carriers joined is a count like any other, small as a rule. An allele of which both together tell
more than the policy allows is not listed again.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from suppression.allele_openness import limits_of, openness
from suppression.allele_people import Count, reach_of
from suppression.alleles import AlleleBands, BoolArray, People
from suppression.bands import IntArray
from suppression.outcome import Tally
from suppression.policy import Policy

_GROWING: Final = (Count.CARRIERS, Count.TWO_COPIES)


def contradicted(now: AlleleBands, then: AlleleBands) -> BoolArray:
    """Alleles (alleles,) of which the bands show that somebody did leave: nothing is compared."""
    return np.asarray((now.high < then.low).any(axis=(0, 2)))


def together(now: AlleleBands, then: AlleleBands) -> tuple[AlleleBands, AlleleBands]:
    """What both releases say of the later counts, and of the earlier ones."""
    return (
        replace(now, low=np.maximum(now.low, then.low)),
        replace(then, high=np.minimum(then.high, now.high)),
    )


def growth_of(
    now: AlleleBands, then: AlleleBands, people: People, people_then: People, policy: Policy
) -> tuple[IntArray, IntArray]:
    """Fewest and most (2, alleles, cells) new carriers, and new people with two copies."""
    later, earlier = together(now, then)
    last = reach_of(limits_of(later, people, policy, any_women=True))
    first = reach_of(limits_of(earlier, people_then, policy, any_women=True))
    which = list(_GROWING)
    return (
        np.maximum(last.low[which] - first.high[which], 0),
        last.high[which] - first.low[which],
    )


def narrowed(low: IntArray, high: IntArray, policy: Policy) -> BoolArray:
    """Which numbers, that may be small, are told better than the policy allows."""
    inside = (low <= policy.protected_low) & (high >= policy.protected_high)
    return np.asarray((low <= policy.threshold) & ~inside)


def safe_together(
    now: AlleleBands, then: AlleleBands, people: People, people_then: People, policy: Policy
) -> BoolArray:
    """Alleles (alleles,) of which both releases together tell no more than each alone may."""
    later, earlier = together(now, then)
    safe = openness(later, people, policy).safe & openness(earlier, people_then, policy).safe
    growth = growth_of(now, then, people, people_then, policy)
    safe &= ~narrowed(*growth, policy).any(axis=(0, 2))
    return safe | contradicted(now, then)


def tally_together(
    now: AlleleBands, then: AlleleBands, people: People, people_then: People, policy: Policy
) -> Tally:
    """What the comparison of two releases comes to, where nobody left."""
    rows = ~contradicted(now, then)
    now, then = now.take(rows), then.take(rows)
    found = Tally()
    for bands, own in zip(together(now, then), (people, people_then), strict=True):
        opened = openness(bands, own, policy)
        found += Tally(int(opened.asked.sum()), int(opened.missing.sum()))
    low, high = growth_of(now, then, people, people_then, policy)
    small = low <= policy.threshold
    found += Tally(int(small.sum()), int(narrowed(low, high, policy).sum()))
    size = policy.protected_high - policy.protected_low + 1
    return replace(found, narrowest=size if found.attacked else 0)
