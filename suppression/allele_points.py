"""Points: whole numbers for all groups but one, which then is free within what everyone leaves it.

Where counts of groups lie close to each other (everybody has two copies, say), splits are small.
A *point* fixes people with two copies, copies, people called and people in every other group, one
after the other, each within the chain and shared out to a sum that is aimed at. The free group then
has plain limits, and the rule by which alleles are listed asks of it what the others lack: what its
counts can be, and with the others' numbers what everyone's can be, is exact.

Any point will do; some are tried in a fixed order, aiming at sums that leave the free group as much
as they can.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from suppression.allele_people import A, Box, H, N, P
from suppression.alleles import BoolArray
from suppression.bands import IntArray

PARTS = 64
_FURTHER = 80
_STEPS = (0.8566748838545029, 0.733891856627126, 0.6287067210378087, 0.5385972572236101)
# powers of one number, so that aims lie evenly over all four sums (Roberts 2018, R4 sequence)


@dataclass(frozen=True)
class Aim:
    """Which sums of ``h, a, n, p`` are aimed at: ``parts`` of 64 between two ends, nearer ones or
    those that are ``far`` apart; and whether groups are filled up ``in_turn`` or all alike."""

    parts: tuple[int, ...]
    far: bool = False
    in_turn: bool = False


def aims() -> Iterator[Aim]:
    """All aims in the order in which they are tried."""
    for parts in product((PARTS // 2, 0, PARTS), repeat=4):
        yield Aim(parts)
    for number in range(1, _FURTHER + 1):
        parts = tuple(int(number * step * (PARTS + 1)) % (PARTS + 1) for step in _STEPS)
        yield Aim(parts, True, number % 2 == 0)


def point_of(others: Box, everyone: Box, own: Box, aim: Aim) -> IntArray:
    """Numbers (4, alleles, groups) of the other groups; they may lie outside their box.

    ``everyone`` and ``own`` (4, alleles, 1) are limits of all together and of the free group.
    """
    ends = [(everyone.low - own.low)[..., 0], (everyone.high - own.high)[..., 0]]
    if aim.far:
        ends = [(everyone.low - own.high)[..., 0], (everyone.high - own.low)[..., 0]]
    first, last = ends
    wanted = [first[one] + (last[one] - first[one]) * aim.parts[one] // PARTS for one in range(4)]
    (hl, al, nl, pl), (hu, au, nu, pu) = others.low, others.high
    fill = _in_turn if aim.in_turn else _filled
    h = fill(hl, hu, wanted[H])
    a = fill(np.maximum(al, 2 * h), np.minimum(au, nu + h), wanted[A])
    p = fill(np.maximum(pl, np.maximum(nl, a - h)), pu, wanted[P])
    n = fill(np.maximum(nl, a - h), np.minimum(nu, p), wanted[N])
    return np.stack([h, a, n, p])


def fits(point: IntArray, others: Box) -> BoolArray:
    """Which points (alleles,) lie in their box and fit the chain in every group."""
    h, a, n, p = point
    inside = ((others.low <= point) & (point <= others.high)).all(axis=0)
    return np.asarray((inside & (2 * h <= a) & (a - h <= n) & (n <= p)).all(axis=1))


def left_by(point: IntArray, everyone: Box, own: Box) -> Box:
    """Limits (4, alleles, 1) of the free group, beside a point and everyone."""
    h, a, n, _ = sums = point.sum(axis=2)
    low = np.maximum(own.low, everyone.low - sums[..., None])
    high = np.minimum(own.high, everyone.high - sums[..., None])
    carriers = np.maximum(everyone.carriers - (a - h)[:, None], own.carriers)
    return Box(low, high, carriers, np.maximum(everyone.others - (n - a + h)[:, None], own.others))


def counts_of(point: IntArray) -> IntArray:
    """Each count (6, alleles, 1) of the other groups together, in the order of Count."""
    h, a, n, p = point.sum(axis=2)[..., None]
    return np.stack([a - h, h, a - 2 * h, n - a + h, n - h, p - n])


def _filled(low: IntArray, high: IntArray, wanted: IntArray) -> IntArray:
    """Whole numbers between ends (alleles, groups), of a sum as near ``wanted`` as these allow."""
    room = np.maximum(high - low, 0)
    before = np.cumsum(room, axis=1)
    all_room = before[:, -1:]
    more = np.clip(wanted[:, None] - low.sum(axis=1, keepdims=True), 0, all_room)
    given = before * more // np.maximum(all_room, 1)
    return np.asarray(low + np.diff(given, axis=1, prepend=0))


def _in_turn(low: IntArray, high: IntArray, wanted: IntArray) -> IntArray:
    """As :func:`_filled`, one group after the other up to its end."""
    room = np.maximum(high - low, 0)
    before = np.cumsum(room, axis=1) - room
    more = wanted[:, None] - low.sum(axis=1, keepdims=True)
    return np.asarray(low + np.clip(more - before, 0, room))
