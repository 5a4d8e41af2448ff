"""Quantiles of counts in ordered bins, as far as published bands determine them."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from suppression.bands import Count


def quantile_bins(
    bins: Sequence[Count], quantile: Fraction, together: tuple[int, int] | None = None
) -> tuple[int, int] | None:
    """The first and the last bin in which a quantile of the true counts may lie.

    The quantile lies in the first bin up to which at least that share of everybody in `bins` is
    counted. ``together`` are published limits of how many these are. ``None`` where there may be
    nobody at all. Every true table within the bands has its quantile in these bins.

    For each bin, c people are in it or before and r after it, and the quantile is not after it
    when c >= quantile * (c + r), that is when c * (1 - quantile) - r * quantile >= 0. This is
    greatest for many before and few after, least for few before and many after, as far as both
    together are as many as they may be.
    """
    lows = [0, *accumulate(count.low for count in bins)]
    highs = [0, *accumulate(count.high for count in bins)]
    least, most = together or (0, highs[-1])
    least, most = min(max(least, lows[-1]), highs[-1]), max(min(most, highs[-1]), lows[-1])
    if least <= 0:
        return None

    def reaches(before: int, after: int) -> bool:
        return before * (1 - quantile) - after * quantile >= 0

    def may_reach(place: int) -> bool:
        after = lows[-1] - lows[place]
        before = min(highs[place], most - after)
        return reaches(before, max(after, least - before))

    def must_reach(place: int) -> bool:
        before = lows[place]
        after = min(highs[-1] - highs[place], most - before)
        return reaches(max(before, least - after), after)

    places = range(1, len(bins) + 1)
    return next(filter(may_reach, places)) - 1, next(filter(must_reach, places)) - 1
