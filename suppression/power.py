"""What a comparison of two groups can find, when only limits of how many people are in them are
known.

Two proportions by the normal approximation, two-sided, without continuity correction (Fleiss, Levin
and Paik 2003, Statistical Methods for Rates and Proportions, chapter 4), as R's ``power.prop.test``
does it with groups of one size. More people never find less, so the limits of a group's size become
limits of what can be found.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from suppression.shares import Share, Sum

FEWEST: Final = 5  # expected people with and without in each group, below which nothing is told
_NORMAL: Final = NormalDist()
_STEPS: Final = 60  # halvings of an interval of shares


@dataclass(frozen=True)
class Design:
    """``alpha`` two-sided and the ``power`` wanted, fractions of 1."""

    alpha: float
    power: float


@dataclass(frozen=True)
class Detectable:
    """The smallest higher share that can be found, and as an odds ratio, with their limits.

    ``None`` as an upper limit of either: with the fewest people that there may be, no share can.
    """

    least: float
    most: float | None
    least_odds: float
    most_odds: float | None


def power_of(first: float, second: float, people: tuple[float, float], alpha: float) -> float:
    """The chance of telling two shares apart, with so many people in each group.

    >>> round(power_of(0.50, 0.75, (50, 50), 0.05), 7)
    0.7401659
    """
    one, other = people
    pooled = (one * first + other * second) / (one + other)
    null = math.sqrt(pooled * (1 - pooled) * (1 / one + 1 / other))
    spread = math.sqrt(first * (1 - first) / one + second * (1 - second) / other)
    critical = _NORMAL.inv_cdf(1 - alpha / 2)
    return _NORMAL.cdf((abs(first - second) - critical * null) / spread)


def smallest_share(base: float, people: tuple[float, float], design: Design) -> float | None:
    """The smallest share above ``base`` that the first group can be told to have.

    ``people`` are those of the first group and those of the second, whose share is ``base``. From
    above, to within 1e-12. ``None`` where there is none, or too few people for the approximation.
    """
    if min(people) <= 0 or min(base, 1 - base) * people[1] < FEWEST or base * people[0] < FEWEST:
        return None
    low, high = base, 1 - FEWEST / people[0]  # so many of the first group must be without
    if high <= base or power_of(high, base, people, design.alpha) < design.power:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if power_of(middle, base, people, design.alpha) < design.power:
            low = middle
        else:
            high = middle
    return high


def detectable(base: float, cases: Sum, controls: Sum, design: Design) -> Detectable | None:
    """What can be found whatever the true sizes are; ``None`` where nothing can even with the most
    people."""
    least = smallest_share(base, (cases.high, controls.high), design)
    if least is None:
        return None
    most = smallest_share(base, (cases.low, controls.low), design)
    return Detectable(
        least,
        most,
        odds_ratio(least, base),
        None if most is None else odds_ratio(most, base),
    )


def odds_ratio(first: float, second: float) -> float:
    """The odds of one share over those of another.

    >>> odds_ratio(0.5, 0.2)
    4.0
    """
    return first * (1 - second) / (second * (1 - first))


def controls_for(cases: Sum, everyone: Sum, each: int | None) -> Sum:
    """How many people there are to compare with: ``each`` per case, or with ``None`` all others."""
    fewest = max(everyone.low - cases.high, 0)
    most = max(everyone.high - cases.low, 0)
    if each is None:
        return Sum(fewest, most)
    return Sum(min(each * cases.low, fewest), min(each * cases.high, most))


def copies(people: Sum) -> Sum:
    """How many copies of a gene that is not on a sex chromosome people have: two each."""
    return Sum(2 * people.low, 2 * people.high)


def seen_once(frequency: float, people: Sum) -> Share:
    """The chance that at least one of the people carries an allele of a frequency."""
    least, most = (1 - (1 - frequency) ** (2 * one) for one in (people.low, people.high))
    return Share(least, most)
