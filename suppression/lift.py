"""Lift: how much more often two things meet than chance would bring them together, from bands."""

from dataclasses import dataclass

from suppression.bands import Count


@dataclass(frozen=True)
class Lift:
    """How many times as often as by chance: somewhere from ``low`` to ``high``; 1 is chance."""

    low: float
    high: float

    @property
    def may_be_chance(self) -> bool:
        """Whether chance alone is among what the bands allow."""
        return self.low <= 1 <= self.high


def lift(both: Count, one: Count, other: Count, everyone: Count) -> Lift | None:
    """The range of ``P(both) / (P(one) P(other))``, which is ``both * everyone / (one * other)``.

    Interval arithmetic (Moore 1966), and that whoever has both has each: so the lift is at most
    ``everyone`` over either of the two. ``None`` where either may be empty.
    """
    least_one, least_other = max(one.low, both.low), max(other.low, both.low)
    if least_one == 0 or least_other == 0:
        return None
    most_both = min(both.high, least_one, least_other)
    return Lift(
        both.low * everyone.low / (one.high * other.high),
        most_both * everyone.high / (least_one * least_other),
    )
