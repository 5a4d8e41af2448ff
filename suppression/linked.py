"""Linked tables under rule ``suppress``: cells, the equations that tie them, what may be hidden.

A linked table is what a data team publishes at once: every cell with its true count and every
equation ``whole = sum of parts`` that a reader can write down. Cells that are never published but
that the equations give away (a complement, denominator - subject; a difference, ancestor -
descendant) are *virtual*: they are always hidden, cost nothing, and may be sensitive themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.policy import Policy
from suppression.tables import TablePlan

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
CellArray = NDArray[np.intp]


class LinkedTableError(ValueError):
    """Cells and equations that do not fit each other."""


class UnprotectableError(ValueError):
    """Primaries that no choice of further cells protects."""


@dataclass(frozen=True)
class Incidence:
    """The equations as one sparse matrix: entry k says ``equations[k]`` holds ``cells[k]``."""

    equations: CellArray
    cells: CellArray
    signs: FloatArray

    def among(self, chosen: BoolArray) -> "Incidence":
        """The entries of some cells only, whose numbers stay."""
        at = chosen[self.cells]
        return Incidence(self.equations[at], self.cells[at], self.signs[at])


@dataclass(frozen=True)
class LinkedTable:
    """Counts (n,) and equations, each an array of cells: the whole first, then its parts.

    ``primary`` (n,) marks sensitive cells; ``hideable`` (n,) the published cells that may be
    hidden to protect them; ``virtual`` (n,) the cells that are never published; ``weights`` (n,)
    the loss when a published cell is hidden (0 for virtual cells).
    """

    counts: IntArray
    equations: tuple[CellArray, ...]
    primary: BoolArray
    hideable: BoolArray
    virtual: BoolArray
    weights: FloatArray

    def __post_init__(self) -> None:
        if self.counts.size and self.counts.min() < 0:
            raise LinkedTableError("a count below zero")
        for number, cells in enumerate(self.equations):
            if self.counts[cells[0]] != self.counts[cells[1:]].sum():
                raise LinkedTableError(f"equation {number} does not hold for the true counts")
        if (self.weights[self.candidates & ~self.virtual] <= 0).any():
            raise LinkedTableError("a published cell that may be hidden must have a weight")

    @cached_property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.counts)

    @cached_property
    def candidates(self) -> BoolArray:
        """Cells that are no primaries and may be among the hidden."""
        return (self.hideable | self.virtual) & ~self.primary

    @cached_property
    def incidence(self) -> Incidence:
        """The equations as a sparse matrix."""
        sizes = [len(cells) for cells in self.equations]
        if not sizes:
            none = np.zeros(0, np.intp)
            return Incidence(none, none, np.zeros(0))
        signs = -np.ones(sum(sizes))
        signs[np.cumsum([0, *sizes[:-1]])] = 1.0
        rows = np.repeat(np.arange(len(sizes)), sizes)
        return Incidence(rows, np.concatenate(self.equations), signs)

    def further(self, hidden: BoolArray) -> int:
        """Number of published cells hidden beyond the primaries."""
        return int((hidden & ~self.primary & ~self.virtual).sum())

    def loss(self, hidden: BoolArray) -> float:
        """Weight of the published cells hidden beyond the primaries."""
        return float(self.weights[hidden & ~self.primary & ~self.virtual].sum())


@dataclass(frozen=True)
class Pattern:
    """Which cells are hidden (n,), and a proven lower bound on the loss of any such pattern."""

    hidden: BoolArray
    bound: float


@dataclass(frozen=True)
class Protection:
    """What must stay possible for a primary: every count of ``low`` to ``high``, and ``width``.

    ``width`` is the least distance between the two ends of what an attacker can derive. Where the
    window is narrower than that, its upper end is raised.
    """

    low: int
    high: int
    width: int

    @property
    def top(self) -> int:
        """The upper end that makes the range wide enough."""
        return max(self.high, self.low + self.width)


def linked_table(
    counts: IntArray,
    equations: Sequence[CellArray],
    threshold: int,
    *,
    virtual: BoolArray | None = None,
    weights: FloatArray | None = None,
) -> LinkedTable:
    """A table whose cells of 1 to ``threshold`` are primary, each other cell weighing 1.

    Zeros stay published: they are structural as often as not, and every tool that this rule is
    compared with publishes them too.
    """
    unseen = np.zeros(len(counts), np.bool_) if virtual is None else virtual
    loss = np.ones(len(counts)) if weights is None else weights
    return LinkedTable(
        counts,
        tuple(equations),
        (counts >= 1) & (counts <= threshold),
        (counts > 0) & ~unseen,
        unseen,
        np.where(unseen, 0.0, loss),
    )


def published_limits(table: LinkedTable, hidden: BoolArray) -> tuple[IntArray, IntArray]:
    """``(low, high)`` (n,) as a release carries them under rule ``suppress``.

    A published cell is exact; a hidden one is 0 to its smallest containing published cell. Raises
    :class:`LinkedTableError` where nothing published contains a hidden cell.
    """
    unknown = np.iinfo(np.int64).max
    high = np.where(hidden, unknown, table.counts)
    while True:
        before = high.copy()
        for cells in table.equations:
            parts = cells[1:][hidden[cells[1:]]]
            high[parts] = np.minimum(high[parts], high[cells[0]])
        if np.array_equal(before, high):
            break
    if (high[~table.virtual] == unknown).any():
        raise LinkedTableError("a hidden cell that no published cell contains")
    return np.where(hidden, 0, table.counts), high


def hierarchy_equations(parents: Sequence[int], sizes: Sequence[int]) -> tuple[CellArray, ...]:
    """Equations of a code hierarchy crossed with dimensions that have a total each.

    Cells lie row-major in an array of shape ``(codes, 1 + size, ...)``; index 0 of a dimension is
    its total. ``parents`` (codes,) is each code's parent, -1 for a root.
    """
    shape = (len(parents), *(size + 1 for size in sizes))
    cells = np.arange(np.prod(shape), dtype=np.intp).reshape(shape)
    equations: list[CellArray] = []
    for code in cells:  # code by code: what is near in the hierarchy stays near for the solver
        for axis in range(code.ndim):
            equations += list(np.moveaxis(code, axis, -1).reshape(-1, code.shape[axis]))
    above = np.asarray(parents)
    for parent in np.unique(above[above >= 0]):
        family = np.concatenate(([parent], np.flatnonzero(above == parent)))
        equations += list(cells[family].reshape(len(family), -1).T)
    return tuple(equations)


def domain_table(
    plan: TablePlan,
    counts: IntArray,
    crossed: BoolArray,
    policy: Policy,
    covers: Sequence[CellArray] = (),
) -> LinkedTable:
    """All published cells of a domain, with complements, as one linked table.

    ``counts`` (subjects, plan.cells), row 0 the denominator; ``crossed`` (subjects,) whose
    crossings are published. ``covers`` are rows that add up, the whole first (children that
    partition their parent). Cells lie row-major: published first, then one virtual complement
    for every shared cell of every subject but the denominator.
    """
    subjects, width = counts.shape
    equations = [
        np.concatenate(([tie.whole], tie.parts)) + row * width
        for row in range(subjects)
        for tie in plan.ties(bool(crossed[row]))
    ]
    for rows in covers:
        shown = plan.cell_count(bool(crossed[rows].all()))
        equations += [np.asarray(rows) * width + cell for cell in range(shown)]
    shared = [plan.shared_cells(bool(crossed[row])) for row in range(1, subjects)]
    subject = np.concatenate([cells + row * width for row, cells in enumerate(shared, 1)] or [[]])
    whole = np.concatenate([*shared, np.zeros(0, np.intp)])
    complement = np.arange(len(whole)) + counts.size
    equations += list(np.stack([whole, subject, complement], axis=1).astype(np.intp))
    values = np.concatenate(
        [counts.ravel(), counts.ravel()[whole] - counts.ravel()[subject.astype(np.intp)]]
    )
    shown_cells = (np.arange(width) < plan.cells_without_crossings) | crossed[:, None]
    values[: counts.size][~shown_cells.ravel()] = 0
    virtual = np.arange(len(values)) >= counts.size
    return linked_table(values, equations, policy.threshold, virtual=virtual)
