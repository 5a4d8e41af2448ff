"""Which pairs of concepts are published: for each concept the most common and the most linked.

Of hundreds of thousands of pairs nobody reads more than the first few of each concept. They are
chosen from bands alone, so that which are listed tells nothing more.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from suppression.bands import band_limits

MOST: Final = 10  # of each concept and domain, by share, and as many by lift

Counts = NDArray[np.int64]


def telling(
    together: Counts, first: Counts, second: Counts, width: int, same: bool
) -> NDArray[np.bool_]:
    """Which pairs (n, m) are among the first ``MOST`` of either concept.

    ``together`` are the participants with both, 0 for no pair, ``first`` (n,) and ``second`` (m,)
    those with each concept. Concepts that are the ``same`` in rows and columns have their pairs
    above the diagonal only.
    """
    low, _ = band_limits(together, width)
    _, first_high = band_limits(first, width)
    _, second_high = band_limits(second, width)
    is_pair = together > 0
    linked = low / (first_high[:, None] * second_high[None, :])  # as a lift's lower limits stand
    if same:
        low, linked, is_pair = low + low.T, linked + linked.T, is_pair | is_pair.T
    kept = np.zeros(together.shape, np.bool_)
    for score in (np.where(is_pair, low.astype(np.float64), 0.0), np.where(is_pair, linked, 0.0)):
        for axis in (0, 1):
            kept |= _foremost(score, axis)
    return kept & (together > 0) if not same else (kept | kept.T) & (together > 0)


def _foremost(score: NDArray[np.float64], axis: int) -> NDArray[np.bool_]:
    """The largest ``MOST`` along an axis; of equal ones those that stand first."""
    order = np.argsort(-score, axis=axis, kind="stable")
    foremost = np.take(order, np.arange(min(MOST, order.shape[axis])), axis=axis)
    chosen = np.zeros(score.shape, np.bool_)
    np.put_along_axis(chosen, foremost, True, axis=axis)
    return chosen
