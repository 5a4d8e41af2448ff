"""Confidence limits of a share of which only bands are known."""

import math
from typing import Final

from suppression.bands import Count
from suppression.shares import Share

Z95: Final = 1.959963984540054  # the normal quantile of 97.5 %


def wilson(found: int, of: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of ``found`` out of ``of`` (Wilson 1927; Brown, Cai, DasGupta 2001).

    Both limits grow with ``found`` and, for a given ``found``, fall as ``of`` grows. Raises
    ``ValueError`` unless 0 <= found <= of and of > 0.

    >>> [round(limit, 4) for limit in wilson(10, 100)]
    [0.0552, 0.1744]
    """
    if not 0 <= found <= of or of <= 0:
        raise ValueError(f"{found} of {of} is no share")
    share = found / of
    weight = 1 + z * z / of
    middle = share + z * z / (2 * of)
    reach = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low = 0.0 if found == 0 else max((middle - reach) / weight, 0.0)
    return low, 1.0 if found == of else min((middle + reach) / weight, 1.0)


def confidence(part: Count, whole: Count) -> Share | None:
    """95 % limits that hold whatever the true counts inside the bands are.

    The lower limit is that of the smallest part of the largest whole, the upper one that of the
    largest part of the smallest whole. ``None`` where the whole may be empty.
    """
    if whole.low == 0:
        return None
    least = min(part.low, whole.high)
    return Share(wilson(least, whole.high)[0], wilson(min(part.high, whole.low), whole.low)[1])
