"""Shares computed from bands, with the limits that the bands allow and nothing beyond them."""

from dataclasses import dataclass

from suppression.bands import Count


@dataclass(frozen=True)
class Share:
    """A share of a denominator: somewhere from ``low`` to ``high``, fractions of 1."""

    low: float
    high: float


def share(part: Count, whole: Count) -> Share | None:
    """The range of ``part / whole`` when the part belongs to the whole.

    The extremes of a ratio of two bands are ``low / high`` and ``high / low``, cut at 1 because
    nobody is counted in the part without being counted in the whole. ``None`` where the whole
    may be empty, so that no share can be stated.
    """
    if whole.low == 0:
        return None
    return Share(part.low / whole.high, min(part.high / whole.low, 1.0))
