"""How far two shares lie apart, as far as bands tell."""

from dataclasses import dataclass

from suppression.bands import Count
from suppression.shares import Share


@dataclass(frozen=True)
class Contrast:
    """The first share less the second: somewhere from ``low`` to ``high``, fractions of 1."""

    low: float
    high: float

    @property
    def first_is_greater(self) -> bool:
        """Whether the first is certainly the greater."""
        return self.low > 0

    @property
    def second_is_greater(self) -> bool:
        """Whether the second is certainly the greater."""
        return self.high < 0


def contrast(first: Share, second: Share) -> Contrast:
    """The range of a difference of shares that have nothing to do with each other.

    >>> contrast(Share(0.5, 0.6), Share(0.1, 0.2))
    Contrast(low=0.3, high=0.5)
    """
    return Contrast(first.low - second.high, first.high - second.low)


def contrast_of_parts(
    first: Count, second: Count, whole: Count, first_within: bool = False
) -> Contrast | None:
    """The range of ``(first - second) / whole``, where both are shares of the same people.

    Narrower than :func:`contrast`: the whole is one number, whichever it is. With ``first_within``
    everybody of the first belongs to the second as well. ``None`` where the whole may be empty.
    """
    if whole.low == 0:
        return None
    low, high = first.low - second.high, first.high - second.low
    if first_within:
        high = min(high, 0)
        low = min(low, high)
    return Contrast(
        low / (whole.high if low > 0 else whole.low),
        high / (whole.low if high > 0 else whole.high),
    )


def narrower(one: Contrast, other: Contrast | None) -> Contrast:
    """What both ranges allow; both hold, so that they always meet."""
    if other is None:
        return one
    return Contrast(max(one.low, other.low), min(one.high, other.high))
