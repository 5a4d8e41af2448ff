"""Bands: the only way in which a count leaves this package.

A count is published as a band ``[low, high]`` of whole numbers that contains it. The first band
starts at 0, so that zero, small and absent look alike. ``Band`` and ``Withheld`` can be made by
the functions of this module only.
"""

from dataclasses import InitVar, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from suppression.policy import Policy

IntArray = NDArray[np.int64]


class BandError(ValueError):
    """Numbers that are no band under the policy."""


_MAKER: Final = object()


@dataclass(frozen=True, order=True)
class Band:
    """A published count: some whole number from ``low`` to ``high``, both included."""

    low: int
    high: int
    _made_by: InitVar[object] = None

    def __post_init__(self, _made_by: object) -> None:
        if _made_by is not _MAKER:
            raise TypeError("a Band is made by the functions of suppression.bands only")

    @property
    def is_exact(self) -> bool:
        """Whether the band holds a single count, zero as well, as rule ``suppress`` publishes."""
        return self.low == self.high

    @property
    def is_small(self) -> bool:
        """Whether the band includes zero and more: "20 or fewer"."""
        return self.low == 0 < self.high


@dataclass(frozen=True)
class Withheld:
    """A count of which only the upper limit given by a wider published cell is known."""

    high: int
    _made_by: InitVar[object] = None

    def __post_init__(self, _made_by: object) -> None:
        if _made_by is not _MAKER:
            raise TypeError("a Withheld is made by the functions of suppression.bands only")

    @property
    def low(self) -> int:
        """Nothing is known from below."""
        return 0


Count = Band | Withheld


def band_limits(counts: IntArray, width: IntArray | int) -> tuple[IntArray, IntArray]:
    """The band of each true count on a grid: ``0..w``, ``w+1..2w``, ``2w+1..3w``, ...

    ``counts`` has any shape, ``width`` is one width or one per count. Returns ``(low, high)`` of
    the same shape. Raises :class:`BandError` for a negative count.
    """
    if counts.size and counts.min() < 0:
        raise BandError("a count below zero")
    step = np.maximum(-(-counts // width), 1)
    low = np.where(step == 1, 0, (step - 1) * width + 1)
    return low.astype(np.int64), (step * width).astype(np.int64)


def widened(low: IntArray, high: IntArray, width: IntArray | int) -> tuple[IntArray, IntArray]:
    """The band of a coarser grid that contains each given band; needs no true count."""
    top = band_limits(high, width)
    if low.size and (low < top[0]).any():
        raise BandError("the coarser grid does not contain the band")
    return top


def grid_width(low: int, high: int, policy: Policy) -> int:
    """The grid width a band lies on, or 0 for a band of no grid (a withheld cell)."""
    for width in policy.widths:
        if high % width == 0 and high > 0 and low == (0 if high == width else high - width + 1):
            return width
    return 0


def read_count(low: int, high: int, policy: Policy) -> Count:
    """The published count that stands in a release as ``low`` and ``high``.

    Raises :class:`BandError` for anything that is neither a band of one of the policy's grids nor
    a withheld cell (low 0, high above the narrowest width). Under rule ``suppress`` a band is one
    exact count, 0 or above the threshold, and a withheld cell is any other that starts at 0.
    """
    if policy.rule == "suppress":
        return _read_exact(low, high, policy)
    if grid_width(low, high, policy):
        return Band(low, high, _MAKER)
    if low == 0 and high > policy.widths[0]:
        return Withheld(high, _MAKER)
    raise BandError(f"{low} to {high} is no band of policy {policy.id!r}")


def read_merged(low: int, high: int, policy: Policy) -> Count:
    """As :func:`read_count`, where neighbouring bands of the narrowest grid may be one band."""
    step = policy.widths[0] if policy.widths else 0
    if step and 0 < low < high and (low - 1) % step == 0 == high % step:
        return Band(low, high, _MAKER)
    return read_count(low, high, policy)


def _read_exact(low: int, high: int, policy: Policy) -> Count:
    if low == high and (low == 0 or low > policy.threshold):
        return Band(low, high, _MAKER)
    if low == 0 < high:
        return Withheld(high, _MAKER)
    raise BandError(f"{low} to {high} is no count that policy {policy.id!r} publishes")


def read_band(low: int, high: int, policy: Policy) -> Band:
    """As :func:`read_count`, for places where a withheld count cannot stand."""
    count = read_count(low, high, policy)
    if isinstance(count, Withheld):
        raise BandError(f"{low} to {high} is withheld where a band must stand")
    return count


def check_on_grid(low: IntArray, high: IntArray, policy: Policy) -> None:
    """Raise :class:`BandError` unless every pair is a band of a grid or a withheld cell."""
    if policy.rule == "suppress":
        legal = (low == high) & ((low == 0) | (low > policy.threshold)) | ((low == 0) & (high > 0))
    else:
        legal = (low == 0) & (high > policy.widths[0])
    for width in policy.widths:
        legal |= (
            (high % width == 0) & (high > 0) & (low == np.where(high == width, 0, high - width + 1))
        )
    if not legal.all():
        cell = int(np.argmin(legal))
        raise BandError(f"{low.flat[cell]} to {high.flat[cell]} is no band of {policy.id!r}")
