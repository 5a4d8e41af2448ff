"""Counts and shares as cells of a CSV file."""

from collections.abc import Sequence
from typing import Final

from suppression.bands import Count, Withheld
from suppression.shares import Share, Sum

COUNT: Final = ("participants_low", "participants_high", "participants_state")
SHARE: Final = ("share_low", "share_high")


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
    return (f"{share.low:.4f}", f"{share.high:.4f}") if share else ("", "")
