"""What repair is told: counts that are not open enough."""

from dataclasses import dataclass

from suppression.outcome import Holder


@dataclass(frozen=True)
class Failure:
    """A cell whose count, or whose difference from another, is narrower than the policy allows.

    ``side`` is -1 where the subject's count cannot be low enough, 1 where not high enough.
    ``binding`` names cells of the subject whose published bounds hold it back, and at which end;
    ``tight`` cells whose limits do, as others tell them. ``complement`` says that it is what the
    cell leaves of its denominator, where a certificate cannot show that.
    """

    cell: int
    side: int
    binding: tuple[tuple[int, int], ...]
    tight: tuple[Holder, ...] = ()
    complement: bool = False


Failures = dict[str, dict[int, list[Failure]]]  # per table and row
