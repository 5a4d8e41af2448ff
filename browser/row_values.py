"""Counts and shares as cells of a CSV file."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from suppression.bands import Count, Withheld
from suppression.shares import Share, Sum

COUNT: Final = ("participants_low", "participants_high", "participants_state")
SHARE: Final = ("share_low", "share_high")
NOT_LISTED: Final = "not listed"  # the state of what a release has no count of


def count_values(count: Count | Sum) -> Sequence[object]:
    """The cells of the columns ``COUNT``."""
    if isinstance(count, Sum):
        return (count.low, count.high, "sum")
    if isinstance(count, Withheld):
        return (count.low, count.high, "withheld")
    state = "exact" if count.is_exact else "small" if count.is_small else "band"
    return (count.low, count.high, state)


def share_values(share: Share | None) -> Sequence[object]:
    """The cells of the columns ``SHARE``, empty for a share that is not known."""
    return limit_values(share.low, share.high, 4) if share else ("", "")


def limit_values(low: float, high: float, places: int) -> tuple[str, str]:
    """Two limits with so many decimals, rounded outwards: what is written still holds.

    >>> limit_values(0.12, 0.33333, 4), limit_values(2 / 3, 1.0, 2)
    (('0.1200', '0.3334'), ('0.66', '1.00'))
    """
    step = Decimal(10) ** -places
    exact = (Decimal(repr(round(value, 12))) for value in (low, high))  # 0.1, not the float above
    rounded = zip(exact, (ROUND_FLOOR, ROUND_CEILING), strict=True)
    lower, upper = (value.quantize(step, rounding=way) for value, way in rounded)
    return f"{lower:f}", f"{upper:f}"
