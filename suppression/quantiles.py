"""Quantiles of counts in ordered bins, as far as published bands determine them."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from suppression.bands import Count


def quantile_bins(
    bins: Sequence[Count], quantile: Fraction, at_most: int | None = None
) -> tuple[int, int] | None:
    """The first and the last bin in which a quantile of the true counts may lie.

    The quantile lies in the first bin up to which at least that share of everybody in `bins` is
    counted. ``at_most`` is a published upper limit of how many these are. ``None`` where there may
    be nobody at all. Every true table within the bands has its quantile in these bins; only that
    is claimed, and wider intervals than necessary would be as true.

    For each bin, c people are in it or before and r after it, and the quantile is not after it
    when c >= quantile * (c + r), that is when c * (1 - quantile) - r * quantile >= 0. This is
    greatest for many before and few after, least for few before and many after.
    """
    if not any(count.low for count in bins):
        return None
    lows = list(accumulate(count.low for count in bins))
    highs = list(accumulate(count.high for count in bins))
    most = highs[-1] if at_most is None else max(min(at_most, highs[-1]), lows[-1])

    def surplus(before: int, after: int) -> Fraction:
        return before * (1 - quantile) - after * quantile

    def may_reach(place: int) -> bool:
        after = lows[-1] - lows[place]
        return surplus(min(highs[place], most - after), after) >= 0

    def must_reach(place: int) -> bool:
        before = lows[place]
        return surplus(before, min(highs[-1] - highs[place], most - before)) >= 0

    places = range(len(bins))
    return next(filter(may_reach, places)), next(filter(must_reach, places))
