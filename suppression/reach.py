"""Which counts a cell can take while every other cell stays within given limits: closed form.

Given limits of all cells, the vectors of hub counts that one crossing allows are the whole points
of a generalised polymatroid: each of its columns is a box cut by the limits of its sum, and sums
of generalised polymatroids add their border functions (Frank and Tardos 1988). So a star allows a
vector ``r`` of hub counts exactly where ``lower(S) <= r(S) <= upper(S)`` for every set ``S`` of hub
groups, the borders being the tightest of all crossings. With one or two groups that system is
totally unimodular. With three, eliminating two variables (Fourier and Motzkin) leaves an interval
for the first, and every whole number in it can be completed by whole numbers. With more, all but
three groups are held at a few counts each, which can only make fewer counts seem possible.

No solver, no search, no rounding: whole numbers are added and compared.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.star import Kind, Spokes, Star

BoolArray = NDArray[np.bool_]
Rows = NDArray[np.intp]
_FREE_GROUPS = 3
_HELD_AT = (0.5, 0.0, 1.0)
_BLOCK = 1 << 16


class Reach:
    """Limits ``low`` and ``high`` (m, cells) of m subjects of one star."""

    def __init__(self, star: Star, low: IntArray, high: IntArray) -> None:
        self._star, self._low, self._high = star, low, high
        sets = np.arange(1 << len(star.hub))
        self._sets: IntArray = (sets[:, None] >> np.arange(len(star.hub)) & 1).astype(np.int64)
        self._borders = [self._spokes_borders(spokes) for spokes in star.spokes]
        self._sums = [(lower.sum(axis=1), upper.sum(axis=1)) for lower, upper in self._borders]
        self._loose = [(low[:, cut].sum(axis=1), high[:, cut].sum(axis=1)) for cut in star.loose]

    def allows(self, cells: Rows | int, rows: Rows, values: IntArray) -> BoolArray:
        """Whether each of ``cells`` (k,) can take each of ``values`` (k, v) in the subjects
        ``rows`` (k,).

        The cell's own limits play no part, all others' do. Returns (k, v).
        """
        cells = np.broadcast_to(cells, rows.shape)
        found = np.zeros(values.shape, np.bool_)
        step = max(_BLOCK // (values.shape[1] * len(self._sets)), 1)
        places = self._star.places
        alike = places.kind[cells] * (places.part.max() + 1) + places.part[cells]
        for one in np.unique(alike):
            here = np.flatnonzero(alike == one)
            for start in range(0, len(here), step):
                at = here[start : start + step]
                found[at] = self._allows(self._asked(cells[at], rows[at], values[at]))
        return found

    def _asked(self, cells: Rows, rows: Rows, values: IntArray) -> "_Asked":
        """Questions about cells of one kind and part."""
        places = self._star.places
        return _Asked(
            Kind(int(places.kind[cells[0]])), int(places.part[cells[0]]),
            places.column[cells], places.group[cells], rows, values,
        )  # fmt: skip

    def _allows(self, asked: "_Asked") -> BoolArray:
        rows = asked.rows
        lower, upper = self._hub_borders(asked)
        for part, (least, most) in enumerate(self._sums):
            below, above = least[rows][:, None], most[rows][:, None]
            if asked.kind in (Kind.INNER, Kind.MARGIN) and asked.part == part:
                was, now = self._borders[part], self._column_borders(asked)
                below = below - was[0][rows, asked.column][:, None] + now[0]
                above = above - was[1][rows, asked.column][:, None] + now[1]
            lower, upper = np.maximum(lower, below), np.minimum(upper, above)
        return _solvable(lower, upper)

    def _spokes_borders(self, spokes: Spokes) -> tuple[IntArray, IntArray]:
        """Borders of every column of a crossing, each (m, columns, sets)."""
        low = np.swapaxes(self._low[:, spokes.inner], 1, 2)
        high = np.swapaxes(self._high[:, spokes.inner], 1, 2)
        if spokes.margin is None:
            return self._borders_of(low, high, low.sum(axis=-1), high.sum(axis=-1))
        return self._borders_of(
            low, high, self._low[:, spokes.margin], self._high[:, spokes.margin]
        )

    def _borders_of(
        self, low: IntArray, high: IntArray, least: IntArray, most: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Borders of boxes (..., h) whose sums lie within ``least`` and ``most`` (...)."""
        inside, outside = self._sets.T, 1 - self._sets.T
        lower = np.maximum(low @ inside, least[..., None] - high @ outside)
        upper = np.minimum(high @ inside, most[..., None] - low @ outside)
        # a box that its sum contradicts allows nothing, whatever the other columns do
        empty = (low > high).any(axis=-1) | (least > most)
        empty |= (low.sum(axis=-1) > most) | (high.sum(axis=-1) < least)
        return np.where(empty[..., None], _NEVER, lower), upper

    def _column_borders(self, asked: "_Asked") -> tuple[IntArray, IntArray]:
        spokes, values, rows = self._star.spokes[asked.part], asked.values, asked.rows
        cells = spokes.inner[:, asked.column].T
        shape = (*values.shape, cells.shape[1])
        low = np.broadcast_to(self._low[rows[:, None], cells][:, None], shape)
        high = np.broadcast_to(self._high[rows[:, None], cells][:, None], shape)
        if asked.kind is Kind.INNER:
            low, high = asked.held(low), asked.held(high)
        if asked.kind is Kind.MARGIN:
            return self._borders_of(low, high, values, values)
        if spokes.margin is None:
            return self._borders_of(low, high, low.sum(axis=-1), high.sum(axis=-1))
        margin = spokes.margin[asked.column]
        least, most = self._low[rows, margin][:, None], self._high[rows, margin][:, None]
        return self._borders_of(
            low, high, np.broadcast_to(least, values.shape), np.broadcast_to(most, values.shape)
        )

    def _hub_borders(self, asked: "_Asked") -> tuple[IntArray, IntArray]:
        """What the hub's own limits, the total's and the loose cuts' leave, (k, v, sets)."""
        hub, values, rows = self._star.hub, asked.values, asked.rows
        least = np.broadcast_to(self._low[rows, 0][:, None], values.shape)
        most = np.broadcast_to(self._high[rows, 0][:, None], values.shape)
        if asked.kind is Kind.TOTAL:
            least, most = values, values
        for part, (cut_low, cut_high) in enumerate(self._loose):
            below, above = cut_low[rows][:, None], cut_high[rows][:, None]
            if asked.kind is Kind.LOOSE and asked.part == part:
                cells = self._star.loose[part][asked.column]
                below = below - self._low[rows, cells][:, None] + values
                above = above - self._high[rows, cells][:, None] + values
            least, most = np.maximum(least, below), np.minimum(most, above)
        if self._star.around_total:
            return self._borders_of(least[..., None], most[..., None], least, most)
        shape = (*values.shape, len(hub))
        low = np.broadcast_to(self._low[rows][:, None, hub], shape)
        high = np.broadcast_to(self._high[rows][:, None, hub], shape)
        if asked.kind is Kind.HUB:
            low, high = asked.held(low), asked.held(high)
        return self._borders_of(low, high, least, most)


@dataclass(frozen=True)
class _Asked:
    """Whether cells of one kind and part can take ``values`` (k, v) in the subjects ``rows`` (k,);
    they lie in ``column`` (k,) and hub ``group`` (k,)."""

    kind: Kind
    part: int
    column: Rows
    group: Rows
    rows: Rows
    values: IntArray

    def held(self, limits: IntArray) -> IntArray:
        """Limits (k, v, h) of which those of the cells' own groups are the values."""
        groups = np.arange(limits.shape[-1])
        return np.where(groups == self.group[:, None, None], self.values[..., None], limits)


_NEVER = np.int64(1) << 50


def _solvable(lower: IntArray, upper: IntArray) -> BoolArray:
    """Whether whole hub counts lie within borders (k, v, sets)."""
    groups = lower.shape[-1].bit_length() - 1
    if groups <= 1:
        return np.asarray((lower <= upper).all(axis=-1))
    if groups == 2:
        sums = (lower[..., 3] <= upper[..., 1] + upper[..., 2]) & (
            lower[..., 1] + lower[..., 2] <= upper[..., 3]
        )
        return np.asarray((lower <= upper).all(axis=-1) & sums)
    if groups == _FREE_GROUPS:
        return _three(lower, upper)
    return _more(lower, upper, groups)


def _more(lower: IntArray, upper: IntArray, groups: int) -> BoolArray:
    """Whether whole hub counts are found when some groups are held at a few counts each.

    The widest two groups stay free and one more, each in turn. Says "no" in some cases in which
    there are such counts, never "yes" where there are none.
    """
    shape, sets = lower.shape[:-1], lower.shape[-1]
    lower, upper = lower.reshape(-1, sets), upper.reshape(-1, sets)
    found = np.zeros(len(lower), np.bool_)
    perhaps = np.flatnonzero(_not_excluded(lower, upper))
    alone = 1 << np.arange(groups)
    width = upper[np.ix_(perhaps, alone)] - lower[np.ix_(perhaps, alone)]
    orders = np.argsort(-width, axis=1, kind="stable")
    alike = orders @ groups ** np.arange(groups)
    for one in np.unique(alike):
        order = orders[np.argmax(alike == one)].tolist()
        todo = perhaps[alike == one]
        for place in range(_FREE_GROUPS - 1, groups):
            held = [*order[_FREE_GROUPS - 1 : place], *order[place + 1 :]]
            for share in _HELD_AT:
                fits = _held(lower[todo], upper[todo], held, share)
                found[todo[fits]] = True
                todo = todo[~fits]
    return found.reshape(shape)


def _not_excluded(lower: IntArray, upper: IntArray) -> BoolArray:
    """Whether no set of groups alone, nor with all the others, excludes whole hub counts."""
    others_low, others_high = lower[:, ::-1], upper[:, ::-1]
    sound = (lower <= upper) & (lower + others_low <= upper[:, -1:])
    sound &= lower[:, -1:] <= upper + others_high
    return np.asarray(sound.all(axis=1))


def _held(lower: IntArray, upper: IntArray, held: list[int], share: float) -> BoolArray:
    """The same with some groups held at a share of the way through what their borders allow."""
    for group in sorted(held, reverse=True):
        bit = 1 << group
        least = np.maximum(lower[..., bit], lower[..., -1] - upper[..., -1 - bit])
        most = np.minimum(upper[..., bit], upper[..., -1] - lower[..., -1 - bit])
        count = least + np.floor((most - least) * share).astype(np.int64)
        sets = np.arange(lower.shape[-1])
        without, within = sets[sets & bit == 0], sets[sets & bit != 0]
        count = count[..., None]
        lower, upper = (
            np.maximum(lower[..., without], lower[..., within] - count),
            np.minimum(upper[..., without], upper[..., within] - count),
        )
    return _three(lower, upper)


def _three(lower: IntArray, upper: IntArray) -> BoolArray:
    """Whether whole numbers (x, y, z) have every sum of some of them within its borders.

    Sets are numbered by bits: 1 is x, 2 is y, 4 is z. First z is eliminated, then y.
    """
    low, high = np.moveaxis(lower, -1, 0), np.moveaxis(upper, -1, 0)
    sound = (lower <= upper).all(axis=-1)
    x_low = np.maximum(np.maximum(low[1], low[5] - high[4]), low[7] - high[6])
    x_high = np.minimum(np.minimum(high[1], high[5] - low[4]), high[7] - low[6])
    y_low = np.maximum(np.maximum(low[2], low[6] - high[4]), low[7] - high[5])
    y_high = np.minimum(np.minimum(high[2], high[6] - low[4]), high[7] - low[5])
    sum_low, sum_high = np.maximum(low[3], low[7] - high[4]), np.minimum(high[3], high[7] - low[4])
    gap_low, gap_high = low[5] - high[6], high[5] - low[6]  # x - y
    sound &= (y_low <= y_high) & (sum_low <= sum_high) & (gap_low <= gap_high)
    x_low = np.maximum(np.maximum(x_low, sum_low - y_high), y_low + gap_low)
    x_low = np.maximum(x_low, -((-sum_low - gap_low) // 2))
    x_high = np.minimum(np.minimum(x_high, sum_high - y_low), y_high + gap_high)
    x_high = np.minimum(x_high, (sum_high + gap_high) // 2)
    return np.asarray(sound & (x_low <= x_high))
