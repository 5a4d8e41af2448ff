"""What must be open of the counts of alleles, and what is shown to be.

The attacker puts all bands of an allele together: the chain of counts in each group, the groups
that add up to everyone, the rule by which it is listed. What single inequalities leave
(:func:`limits_of`) holds every count that is possible, and perhaps some that are not: a count that
these limits keep above the threshold is not small. Every other one may be, and of each of them the
whole protected window must be *shown* possible, by whole numbers of people in every group.
"""

from dataclasses import dataclass

import numpy as np

from suppression.allele_people import Box, Count, Reach, box_of, narrowed, reach_of
from suppression.allele_points import Aim, aims, counts_of, fits, left_by, point_of
from suppression.allele_splits import Split, split_everyone, split_groups, splits
from suppression.alleles import AlleleBands, BoolArray, Copies, People, Rows
from suppression.bands import IntArray
from suppression.policy import Policy

_ROUNDS = 3


@dataclass(frozen=True)
class Openness:
    """``asked`` counts (6, alleles, cells) that may be small, and the window's values ``shown``
    possible of each, as bits."""

    asked: BoolArray
    shown: IntArray
    window: int

    def take(self, rows: Rows | BoolArray) -> "Openness":
        """Of some alleles, in that order."""
        return Openness(self.asked[:, rows], self.shown[:, rows], self.window)

    def put(self, rows: BoolArray, other: "Openness") -> "Openness":
        """The same with what is open of other alleles in some rows."""
        asked, shown = self.asked.copy(), self.shown.copy()
        asked[:, rows], shown[:, rows] = other.asked, other.shown
        return Openness(asked, shown, self.window)

    @property
    def missing(self) -> BoolArray:
        """Counts that are not open enough (6, alleles, cells)."""
        return np.asarray(self.asked & ((self.shown & self.window) != self.window))

    @property
    def safe(self) -> BoolArray:
        """Alleles (alleles,) of which nothing is missing."""
        return np.asarray(~self.missing.any(axis=(0, 2)))


def window_of(policy: Policy) -> int:
    """The protected counts as bits."""
    return (1 << (policy.protected_high + 1)) - (1 << policy.protected_low)


def limits_of(bands: AlleleBands, people: People, policy: Policy, any_women: bool = False) -> Box:
    """Limits that hold for whatever true counts the bands may stand for.

    On X, unless for ``any_women``, with the number of women that is used to show counts possible.
    """
    box = narrowed(box_of(bands, people, policy.threshold, any_women))
    for _ in range(_ROUNDS if box.low.shape[2] > 1 else 0):
        box = narrowed(_summed(box, bands.copies))
    return box


def _summed(box: Box, copies: IntArray) -> Box:
    """Groups add up to everyone: each limit from all others."""
    low, high = box.low.copy(), box.high.copy()
    sum_low, sum_high = low[..., 1:].sum(axis=2), high[..., 1:].sum(axis=2)
    low[..., 0] = np.maximum(low[..., 0], sum_low)
    high[..., 0] = np.minimum(high[..., 0], sum_high)
    room_low = low[..., :1] - (sum_high[..., None] - high[..., 1:])
    room_high = high[..., :1] - (sum_low[..., None] - low[..., 1:])
    low[..., 1:] = np.maximum(low[..., 1:], room_low)
    high[..., 1:] = np.minimum(high[..., 1:], room_high)
    return Box(low, high, box.carriers, box.others)


def openness(bands: AlleleBands, people: People, policy: Policy) -> Openness:
    """What must be open of each allele, and what is.

    Of an allele of which single limits already close a count, nothing further is looked at: its
    other counts pass for shown.
    """
    limits = limits_of(bands, people, policy)
    reach, window = reach_of(limits), window_of(policy)
    sure = limits
    if (bands.copies == Copies.MIXED).any():
        sure = limits_of(bands, people, policy, any_women=True)
    asked = asked_of(bands, reach_of(sure), policy)
    closed = asked & ((_bits(reach, policy) & window) != window)
    told = closed.any(axis=(0, 2))
    found = Openness(asked, np.where(told[:, None] & ~closed, window, np.int64(0)), window)
    for split in splits():
        missing = found.missing & ~told[:, None]
        if not missing.any():
            break
        of_cells = missing.any(axis=0)
        rows = np.flatnonzero(of_cells[:, 0])
        if len(rows):
            found.shown[:, rows, 0] |= _shown_of_everyone(_taken(limits, rows), split, policy)
        rows, group = np.nonzero(of_cells[:, 1:])
        if len(rows):
            found.shown[:, rows, 1 + group] |= _shown(limits, rows, 1 + group, split, policy)
    for aim in aims() if asked.shape[2] > 1 else ():
        missing = found.missing & ~told[:, None]
        if not missing.any():
            break
        of_cells = missing.any(axis=0)
        rows, group = np.nonzero(of_cells[:, 1:] | of_cells[:, :1])
        own, everyone = _shown_beside(limits, rows, 1 + group, aim, policy)
        found.shown[:, rows, 1 + group] |= own
        for count in Count:
            np.bitwise_or.at(found.shown[count, :, 0], rows, everyone[count])
    return found


def asked_of(bands: AlleleBands, reach: Reach, policy: Policy) -> BoolArray:
    """Counts (6, alleles, cells) that may be small for all that single limits tell."""
    asked = reach.low <= policy.threshold
    one = bands.copies == Copies.ONE
    for count in (Count.TWO_COPIES, Count.ONE_OF_TWO, Count.OTHER_ALLELE):
        asked[count, one] = False  # nobody has two copies: known to everyone
    asked[Count.NOT_CALLED, bands.copies != Copies.TWO] = False  # of people with other copies
    return np.asarray(asked)


def _taken(box: Box, rows: Rows) -> Box:
    return Box(box.low[:, rows], box.high[:, rows], box.carriers, box.others)


def _shown_of_everyone(limits: Box, split: Split, policy: Policy) -> IntArray:
    """The window's values (6, alleles) of everyone that are possible if groups keep to a split."""
    own = _cells(limits, [0])
    cells = limits.low.shape[2]
    if cells == 1:
        return _bits(reach_of(own), policy)[..., 0]
    parts = split_groups(_cells(limits, list(range(1, cells))), own, None, split)
    least, most = parts.low.sum(axis=2, keepdims=True), parts.high.sum(axis=2, keepdims=True)
    return _within(own, least, most, _holds(parts), policy)


def _shown(limits: Box, rows: Rows, cells: Rows, split: Split, policy: Policy) -> IntArray:
    """The window's values (6, pairs) of pairs of an allele and a group that are possible if
    everyone and all other groups keep to a split."""
    own, others, everyone = _apart(limits, rows, cells)
    parts, whole = split_groups(others, everyone, own, split), split_everyone(everyone, split)
    least = whole.low - parts.high.sum(axis=2, keepdims=True)
    most = whole.high - parts.low.sum(axis=2, keepdims=True)
    return _within(own, least, most, _holds(parts) & _holds(whole), policy)


def _shown_beside(
    limits: Box, rows: Rows, cells: Rows, aim: Aim, policy: Policy
) -> tuple[IntArray, IntArray]:
    """The window's values (6, pairs) of a group, and of everyone, that are possible beside a point
    of all other groups."""
    own, others, everyone = _apart(limits, rows, cells)
    point = point_of(others, everyone, own, aim)
    reach = reach_of(left_by(point, everyone, own))
    ok, more = fits(point, others), counts_of(point)
    full = (reach.low[0] <= reach.high[0])[..., 0] & ok
    whole = Reach(reach.low + more, reach.high + more, reach.even_steps)
    bits = (_bits(one, policy)[..., 0] for one in (reach, whole))
    shown = tuple(np.where(full, one, 0) for one in bits)
    return shown[0], shown[1]


def _holds(box: Box) -> BoolArray:
    """Boxes (alleles,) that are nowhere empty."""
    return np.asarray((box.low <= box.high).all(axis=(0, 2)))


def _within(own: Box, least: IntArray, most: IntArray, fits: BoolArray, policy: Policy) -> IntArray:
    low, high = np.maximum(own.low, least), np.minimum(own.high, most)
    found = _bits(reach_of(Box(low, high, own.carriers, own.others)), policy)[..., 0]
    return np.where(fits, found, 0)


def _apart(limits: Box, rows: Rows, cells: Rows) -> tuple[Box, Box, Box]:
    """Limits of pairs of an allele and a group: of that group, all others, and everyone."""
    groups = limits.low.shape[2] - 1
    rest = 1 + np.nonzero(~np.eye(groups, dtype=np.bool_))[1].reshape(groups, groups - 1)
    own = _picked(limits, rows[:, None], cells[:, None])
    others = _picked(limits, rows[:, None], rest[cells - 1])
    return own, others, _cells(_taken(limits, rows), [0])


def _picked(box: Box, rows: IntArray, groups: IntArray) -> Box:
    """Limits of groups: these are all alike in how many carriers and others they must have."""
    carriers, others = (
        np.broadcast_to(own[1], groups.shape[1]) for own in (box.carriers, box.others)
    )
    return Box(box.low[:, rows, groups], box.high[:, rows, groups], carriers, others)


def _cells(box: Box, cells: list[int]) -> Box:
    return Box(box.low[..., cells], box.high[..., cells], box.carriers[cells], box.others[cells])


def _bits(reach: Reach, policy: Policy) -> IntArray:
    """Values of the window between the ends (6, alleles, cells), as bits."""
    top = policy.protected_high
    first = np.clip(reach.low, 0, top + 1)
    last = np.clip(reach.high, -1, top)
    bits = np.where(first <= last, (np.int64(1) << (last + 1)) - (np.int64(1) << first), 0)
    even = sum(1 << value for value in range(0, top + 1, 2))
    steps = np.where(reach.low[Count.ONE_OF_TWO] % 2 == 0, even, even << 1)
    own = bits[Count.ONE_OF_TWO]
    bits[Count.ONE_OF_TWO] = np.where(reach.even_steps, own & steps, own)
    return bits
