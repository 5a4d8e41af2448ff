"""Repair: wider bands where those of an allele tell too much, decided by the bands alone.

Wherever a count is not open enough, some bands of that allele move to the next coarser grid. Of
the choices below the one is taken that leaves the fewest counts closed, the earlier one of equals;
where none helps, the first. An allele that is not safe after some rounds is not listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from suppression.allele_openness import openness
from suppression.alleles import (
    AC,
    AN,
    HOM,
    AlleleBands,
    BoolArray,
    People,
    Rows,
    widths_of,
)
from suppression.bands import IntArray, widened
from suppression.policy import Policy

_OWN, _EVERYONE, _ALL = range(3)
_CHOICES: Final = (  # the least useful bands first
    ((HOM,), _OWN),
    ((AN,), _OWN),
    ((HOM,), _EVERYONE),
    ((AN,), _EVERYONE),
    ((AC,), _OWN),
    ((AC,), _EVERYONE),
    ((HOM, AN), _ALL),
    ((HOM, AC), _OWN),
    ((AC, AN, HOM), _ALL),
)
_ROUNDS = 8
_CLOSED = 1 << 20  # a count closed by single limits weighs more than any that are merely not shown


@dataclass(frozen=True)
class SafeAlleles:
    """Bands of which everything is open enough, and the ``rows`` of the input that they are."""

    bands: AlleleBands
    rows: Rows


def made_safe(bands: AlleleBands, people: People, policy: Policy) -> SafeAlleles:
    """Widen bands until all is open; what cannot be made so is left out."""
    unsafe = np.flatnonzero(~openness(bands, people, policy).safe)
    given_up = np.zeros(len(bands), np.bool_)
    for _ in range(_ROUNDS):
        now, moved = _widened(bands.take(unsafe), people, policy)
        given_up[unsafe[~moved]] = True
        unsafe, now = unsafe[moved], now.take(moved)
        bands = bands.put(unsafe, now)
        unsafe = unsafe[~openness(now, people, policy).safe]
    given_up[unsafe] = True
    rows = np.flatnonzero(~given_up)
    return SafeAlleles(bands.take(rows), rows)


def _widened(
    bands: AlleleBands, people: People, policy: Policy
) -> tuple[AlleleBands, BoolArray]:
    """Each allele with its best choice, and which (alleles,) still had bands to widen."""
    before = openness(bands, people, policy)
    own = before.missing.any(axis=0)
    weight = _weight(before.missing, before.shown)
    best, low, high = weight, bands.low.copy(), bands.high.copy()
    moved = np.zeros(len(bands), np.bool_)
    for choice in _choices(bands, own, policy):
        changed = ((choice.high != bands.high) | (choice.low != bands.low)).any(axis=(0, 2))
        rows = np.flatnonzero(changed & (best > 0))
        if not len(rows):
            continue
        found = openness(choice.take(rows), people, policy)
        now = np.full(len(bands), np.iinfo(np.int64).max)
        now[rows] = _weight(found.missing, found.shown)
        takes = (now < best) | (changed & ~moved & (best > 0))
        low[:, takes], high[:, takes] = choice.low[:, takes], choice.high[:, takes]
        best = np.minimum(now, best)
        moved |= takes
    return replace(bands, low=low, high=high), moved


def _weight(missing: BoolArray, shown: IntArray) -> IntArray:
    """How much is missing of each allele (alleles,)."""
    closed = (missing & (shown == 0)).sum(axis=(0, 2))
    return np.asarray(missing.sum(axis=(0, 2)) + _CLOSED * (closed > 0), np.int64)


def _choices(bands: AlleleBands, own: BoolArray, policy: Policy) -> Iterator[AlleleBands]:
    for counts, where in _CHOICES:
        cells = np.zeros_like(own)
        if where == _OWN:
            cells = own
        elif where == _EVERYONE:
            cells[:, 0] = True
        else:
            cells[:] = True
        low, high = bands.low.copy(), bands.high.copy()
        for count in counts:
            wider = _next(low[count], high[count], widths_of(policy)[count])
            low[count] = np.where(cells, wider[0], low[count])
            high[count] = np.where(cells, wider[1], high[count])
        yield replace(bands, low=low, high=high)


def _next(low: IntArray, high: IntArray, widths: tuple[int, ...]) -> tuple[IntArray, IntArray]:
    """Each band on the next coarser grid; on the coarsest one it stays."""
    now = high - np.maximum(low, 1) + 1
    width = np.array(widths)[np.minimum(np.searchsorted(widths, now, "right"), len(widths) - 1)]
    return widened(low, high, width)
