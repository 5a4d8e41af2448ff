"""The normal distribution within limits."""

import math

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

_erf = np.frompyfunc(math.erf, 1, 1)
_GRID = np.linspace(-8.0, 8.0, 16_001)
_BELOW = 0.5 * (1 + _erf(_GRID / math.sqrt(2)).astype(np.float64))
_SURE = 1e-12


def mean_within(
    mean: Reals, spread: Reals, low: NDArray[np.int64], high: NDArray[np.int64]
) -> Reals:
    """The mean of a count near normal with that mean and spread, given that it lies from ``low``
    to ``high``; where that is next to impossible, the nearer end."""
    width = np.maximum(spread, _SURE)
    first, last = (low - 0.5 - mean) / width, (high + 0.5 - mean) / width
    inside = np.interp(last, _GRID, _BELOW) - np.interp(first, _GRID, _BELOW)
    moved = mean + width * (_density(first) - _density(last)) / np.maximum(inside, _SURE)
    return np.asarray(np.clip(np.where(inside > 1e-6, moved, mean), low, high))


def _density(at: Reals) -> Reals:
    return np.asarray(np.exp(-np.minimum(at * at, 1400.0) / 2) / math.sqrt(2 * math.pi))
