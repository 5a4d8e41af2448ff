"""Repair: wider bands where those of an allele tell too much, decided by the bands alone.

Wherever a count is not open enough, some bands of that allele move to the next coarser grid. Of
the choices below the one is taken that leaves the fewest counts closed, the earlier one of equals;
where none helps, the first. An allele that is not safe after some rounds is not listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from suppression.allele_grids import next_wider
from suppression.allele_openness import Openness, openness
from suppression.alleles import (
    AC,
    AN,
    HOM,
    AlleleBands,
    BoolArray,
    People,
    Rows,
)
from suppression.bands import IntArray
from suppression.policy import Policy

_OWN, _EVERYONE, _ALL = range(3)
_CHOICES: Final = (  # the least useful bands first
    ((HOM,), _OWN),
    ((AN,), _OWN),
    ((HOM,), _EVERYONE),
    ((AN,), _EVERYONE),
    ((AC,), _OWN),
    ((AC,), _EVERYONE),
    ((AN,), _ALL),
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
    found = openness(bands, people, policy)
    unsafe = np.flatnonzero(~found.safe)
    low, high, given_up = bands.low.copy(), bands.high.copy(), np.zeros(len(bands), np.bool_)
    state = _State(bands.take(unsafe), found.take(unsafe))
    for _ in range(_ROUNDS):
        if not len(unsafe):
            break
        state, moved = _widened(state, people, policy)
        low[:, unsafe], high[:, unsafe] = state.bands.low, state.bands.high
        given_up[unsafe[~moved]] = True
        goes_on = moved & ~state.found.safe
        unsafe, state = unsafe[goes_on], state.take(goes_on)
    given_up[unsafe] = True
    rows = np.flatnonzero(~given_up)
    return SafeAlleles(replace(bands, low=low, high=high).take(rows), rows)


@dataclass(frozen=True)
class _State:
    """Bands, and what is open of them."""

    bands: AlleleBands
    found: Openness

    def take(self, rows: Rows | BoolArray) -> "_State":
        """Of some alleles, in that order."""
        return _State(self.bands.take(rows), self.found.take(rows))


def _widened(before: _State, people: People, policy: Policy) -> tuple[_State, BoolArray]:
    """Each allele with its best choice, and which (alleles,) still had bands to widen.

    All choices of all alleles are looked at in one go.
    """
    bands, own = before.bands, np.asarray(before.found.missing.any(axis=0))
    alleles = len(bands)
    choices = list(_choices(bands, own, people, policy))
    low = np.concatenate([bands.low, *(one.low for one in choices)], axis=1)
    high = np.concatenate([bands.high, *(one.high for one in choices)], axis=1)
    every = AlleleBands(low, high, np.tile(bands.copies, 1 + len(choices)))
    changed = np.stack([_differ(one, bands) for one in choices])
    rows = np.flatnonzero(changed.ravel()) + alleles
    found = openness(every.take(rows), people, policy)
    weight = np.full(changed.shape, np.iinfo(np.int64).max)
    weight[changed] = _weight(found)  # both row by row
    best = np.argmin(weight, axis=0)
    helps = np.min(weight, axis=0) < _weight(before.found)
    best = np.where(helps, best, np.argmax(changed, axis=0))
    moved: BoolArray = np.asarray(changed.any(axis=0))
    chosen = np.where(moved, (1 + best) * alleles, 0) + np.arange(alleles)
    place = np.zeros(len(every), np.intp)
    place[rows] = np.arange(len(rows))
    opened = before.found.put(moved, found.take(place[chosen[moved]]))
    return _State(every.take(chosen), opened), moved


def _differ(one: AlleleBands, other: AlleleBands) -> BoolArray:
    """Which alleles (alleles,) have any other band."""
    return np.asarray(((one.high != other.high) | (one.low != other.low)).any(axis=(0, 2)))


def _weight(found: Openness) -> IntArray:
    """How much is missing of each allele (alleles,)."""
    missing = found.missing
    closed = (missing & (found.shown == 0)).sum(axis=(0, 2))
    return np.asarray(missing.sum(axis=(0, 2)) + _CLOSED * (closed > 0), np.int64)


def _choices(
    bands: AlleleBands, own: BoolArray, people: People, policy: Policy
) -> Iterator[AlleleBands]:
    ends = zip(bands.low, bands.high, strict=True)
    wider = [next_wider(count, one, bands.copies, people, policy) for count, one in enumerate(ends)]
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
            low[count] = np.where(cells, wider[count][0], low[count])
            high[count] = np.where(cells, wider[count][1], high[count])
        yield replace(bands, low=low, high=high)
