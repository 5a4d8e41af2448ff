"""Directly standardised shares of which only bands are known.

The share that a group would have if its people were of the ages of a standard population: the mean
of the shares at each age, weighted by that population (direct method; Curtin and Klein 1995,
National Center for Health Statistics, Statistical Notes 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from suppression.bands import Count
from suppression.shares import Share, Sum


@dataclass(frozen=True)
class Stratum:
    """One age group: its people in the standard population, in the part and in the whole."""

    standard: int
    part: Count | Sum
    whole: Count | Sum


@dataclass(frozen=True)
class _Piece:
    """Up to ``room`` more people of the part, each worth ``slope`` of the standardised share."""

    room: int
    slope: float


def standardised(
    strata: Sequence[Stratum], total: Count | Sum | None = None, rest: Sequence[Count] = ()
) -> Share | None:
    """The range of the standardised share over all counts inside the bands.

    The parts of the strata and of ``rest``, people of unknown age, make up ``total`` where it is
    given; that ties the strata to each other and makes the range narrower. For known wholes the
    range is the narrowest there is, but for rounding to whole people; what the wholes add up to
    is not used. A stratum that may be empty leaves its own share open. ``None`` where a stratum
    is surely empty, so that it has no share, and without strata.
    """
    if not strata or any(one.whole.high == 0 for one in strata):
        return None
    standard = sum(one.standard for one in strata)
    weights = [one.standard / standard for one in strata]
    fewest, most = _limits_of_sum(total, rest)
    return Share(_least(strata, weights, fewest), min(_greatest(strata, weights, most), 1.0))


def _limits_of_sum(total: Count | Sum | None, rest: Sequence[Count]) -> tuple[int, int | None]:
    """The fewest and the most people that the parts of all strata hold together."""
    if total is None:
        return 0, None
    fewest = total.low - sum(one.high for one in rest)
    return max(fewest, 0), total.high - sum(one.low for one in rest)


def _least(strata: Sequence[Stratum], weights: Sequence[float], fewest: int) -> float:
    """Every part as small as its band; who must be added is where a person weighs least."""
    share, missing, pieces = 0.0, fewest, []
    for one, weight in zip(strata, weights, strict=True):
        slope = weight / one.whole.high
        share += slope * one.part.low
        missing -= one.part.low
        pieces.append(_Piece(min(one.part.high, one.whole.high) - one.part.low, slope))
    for piece in sorted(pieces, key=lambda one: one.slope):
        added = min(max(missing, 0), piece.room)
        share += piece.slope * added
        missing -= added
    return share


def _greatest(strata: Sequence[Stratum], weights: Sequence[float], most: int | None) -> float:
    """Every part as small as its band; who may be added is where a person weighs most.

    A part above the lower end of the whole makes the whole larger with it: its share is 1.
    """
    share, pieces, spare = 0.0, [], most
    for one, weight in zip(strata, weights, strict=True):
        whole = max(one.whole.low, 1)
        slope = weight / whole
        surely = min(one.part.low, whole)
        share += slope * surely
        if spare is not None:
            spare -= one.part.low
        pieces.append(_Piece(min(one.part.high, whole) - surely, slope))
    for piece in sorted(pieces, key=lambda one: -one.slope):
        added = piece.room if spare is None else min(max(spare, 0), piece.room)
        share += piece.slope * added
        if spare is not None:
            spare -= added
    return share
