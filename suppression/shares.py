"""Shares, sums and ratios computed from bands, with the limits that these allow and no others."""

from collections.abc import Sequence
from dataclasses import dataclass

from suppression.bands import Count


@dataclass(frozen=True)
class Share:
    """A share of a denominator: somewhere from ``low`` to ``high``, fractions of 1."""

    low: float
    high: float


@dataclass(frozen=True)
class Sum:
    """How many people are in several groups together: some whole number from low to high."""

    low: int
    high: int


@dataclass(frozen=True)
class Ratio:
    """One share over another: somewhere from ``low`` to ``high``."""

    low: float
    high: float


def share(part: Count | Sum, whole: Count | Sum) -> Share | None:
    """The range of ``part / whole`` when the part belongs to the whole.

    The extremes of a ratio of two bands are ``low / high`` and ``high / low``, cut at 1 because
    nobody is counted in the part without being counted in the whole. ``None`` where the whole
    may be empty, so that no share can be stated.
    """
    if whole.low == 0:
        return None
    return Share(part.low / whole.high, min(part.high / whole.low, 1.0))


def together(parts: Sequence[Count], others: Sequence[Count], whole: Count | Sum) -> Sum:
    """The people of ``parts``, where parts and others are disjoint and make up ``whole``."""
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    fewest, most = sum(other.low for other in others), sum(other.high for other in others)
    return Sum(max(low, whole.low - most), min(high, whole.high - fewest))


def share_among(part: Count | Sum, others: Sequence[Count], whole: Count | Sum) -> Share | None:
    """The range of ``part / whole`` when the part and the others are disjoint and make it up.

    Tighter than :func:`share`: a part that is larger makes the whole larger too. With ``r``, the
    sum of the others, it is ``part / (part + r)``, which grows with the part and falls with ``r``,
    while ``part + r`` stays inside the whole's own limits. ``None`` where the whole may be empty.
    """
    fewest, most = sum(other.low for other in others), sum(other.high for other in others)
    if max(part.low + fewest, whole.low) == 0:
        return None
    widest = min(part.low + most, whole.high)  # the whole of which the smallest part is least
    narrowest = max(part.high + fewest, whole.low)
    return Share(part.low / widest if part.low else 0.0, min(part.high / narrowest, 1.0))


def ratio(found: Share, reference: Share) -> Ratio | None:
    """The range of one share over another that is independent of it; ``None`` over nothing."""
    if reference.low <= 0:
        return None
    return Ratio(found.low / reference.high, found.high / reference.low)
