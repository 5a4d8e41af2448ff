"""Tables of one domain: which cells a subject has, how they are tied, and what is published.

Cells of a subject lie in one row: the total, then the groups of every one-way cut, then the cells
of every crossing (row-major). A domain is a matrix: one row per subject, row 0 the denominator.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray

TOTAL = "total"
_NETWORK_CROSSINGS = 2


class PlanError(ValueError):
    """A table plan that cannot be audited as it stands."""


@dataclass(frozen=True)
class Cut:
    """One cut: ``dimensions`` names its dimensions, ``sizes`` their number of groups."""

    dimensions: tuple[str, ...]
    sizes: tuple[int, ...]

    @property
    def id(self) -> str:
        """``total``, a dimension's id, or ids joined by ``*``."""
        return "*".join(self.dimensions) or TOTAL

    @cached_property
    def cells(self) -> int:
        """Number of cells."""
        return int(np.prod(self.sizes, dtype=np.int64))


@dataclass(frozen=True)
class Tie:
    """``whole`` equals the sum of ``parts`` (cell positions)."""

    whole: int
    parts: NDArray[np.intp]


@dataclass(frozen=True)
class TablePlan:
    """The cuts of a domain: total first, one-way cuts, then crossings of two dimensions.

    ``shared`` names the one-way cuts whose groups belong to a person and not to a record, so that
    subject and complement add up to the denominator in each of their groups. ``lasting`` names the
    dimensions whose groups nobody ever changes, such as sex, so that releases can be compared.
    """

    cuts: tuple[Cut, ...]
    shared: frozenset[str] = field(default_factory=frozenset)
    lasting: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        widths = [len(cut.dimensions) for cut in self.cuts]
        if widths != sorted(widths) or widths.count(0) != 1 or max(widths) > 2:
            raise PlanError("a plan is the total, then one-way cuts, then crossings of two")
        one_way = {cut.id for cut in self.cuts if len(cut.dimensions) == 1}
        for cut in self.crossings:
            if missing := [name for name in cut.dimensions if name not in one_way]:
                raise PlanError(f"crossing {cut.id} needs the one-way cut {missing[0]}")
        if cyclic(cut.dimensions for cut in self.crossings):
            raise PlanError("crossings that form a cycle cannot be audited pair by pair")
        if self.crossings and not self._hubs():
            raise PlanError("crossings must share one dimension, as spokes around a hub")

    @cached_property
    def crossings(self) -> tuple[Cut, ...]:
        """The cuts of two dimensions."""
        return tuple(cut for cut in self.cuts if len(cut.dimensions) == 2)

    @property
    def hub_dimension(self) -> str:
        """The dimension around which the crossings form a star: that of fewest groups."""
        return min(self._hubs(), key=lambda name: (self._size(name), name))

    @property
    def is_star(self) -> bool:
        """Whether there are more crossings than a network of cells can hold."""
        return len(self.crossings) > _NETWORK_CROSSINGS

    @property
    def hub(self) -> slice:
        """Where the groups of the hub lie."""
        return self.slices[self.hub_dimension]

    def _hubs(self) -> set[str]:
        return set.intersection(*(set(cut.dimensions) for cut in self.crossings))

    def _size(self, dimension: str) -> int:
        return next(cut.cells for cut in self.cuts if cut.id == dimension)

    @cached_property
    def slices(self) -> Mapping[str, slice]:
        """Where each cut's cells lie in a row."""
        ends = np.cumsum([cut.cells for cut in self.cuts])
        return {
            cut.id: slice(int(end) - cut.cells, int(end))
            for cut, end in zip(self.cuts, ends, strict=True)
        }

    @cached_property
    def cut_of(self) -> NDArray[np.intp]:
        """The number of the cut that each cell (cells,) belongs to."""
        return np.repeat(np.arange(len(self.cuts)), [cut.cells for cut in self.cuts])

    @cached_property
    def column_of(self) -> NDArray[np.intp]:
        """A number for each cell (cells,) that cells of one cut share which are in the same group
        of the dimension beside the hub; that of the cut where it is no crossing."""
        columns, start = [], 0
        for cut in self.cuts:
            grid = np.zeros(cut.sizes or (1,), np.intp)
            if len(cut.dimensions) == 2:
                beside = 0 if cut.dimensions[1] == self.hub_dimension else 1
                grid = np.indices(cut.sizes)[beside]
            columns.append(start + grid.ravel())
            start += int(grid.max(initial=0)) + 1
        return np.concatenate(columns)

    @cached_property
    def cells(self) -> int:
        """Number of cells of a subject with crossings."""
        return sum(cut.cells for cut in self.cuts)

    @cached_property
    def cells_without_crossings(self) -> int:
        """Number of cells of a subject too small for crossings."""
        return self.cells - sum(cut.cells for cut in self.crossings)

    def cell_count(self, crossed: bool) -> int:
        """Number of cells of a subject."""
        return self.cells if crossed else self.cells_without_crossings

    def ties(self, crossed: bool) -> tuple[Tie, ...]:
        """Every equation between the cells of one subject."""
        one_way = [cut for cut in self.cuts if len(cut.dimensions) == 1]
        ties = [Tie(0, self._positions(cut)) for cut in one_way]
        for cut in self.crossings if crossed else ():
            grid = self._positions(cut).reshape(cut.sizes)
            for axis, name in enumerate(cut.dimensions):
                start = self.slices[name].start
                ties += [
                    Tie(start + group, np.take(grid, group, axis))
                    for group in range(cut.sizes[axis])
                ]
        return tuple(ties)

    def shared_cells(self, crossed: bool) -> NDArray[np.intp]:
        """Positions of the cells for which subject + complement = denominator holds."""
        return np.concatenate(
            [
                self._positions(cut)
                for cut in self.cuts
                if self.shared.issuperset(cut.dimensions) and (crossed or len(cut.dimensions) < 2)
            ]
        )

    def _positions(self, cut: Cut) -> NDArray[np.intp]:
        where = self.slices[cut.id]
        return np.arange(where.start, where.stop, dtype=np.intp)


def cyclic(edges: Iterable[tuple[str, ...]]) -> bool:
    """Whether crossings of two dimensions, read as edges of a graph, close a cycle."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while (above := leader.get(name, name)) != name:
            name = above
        return name

    for first, second in edges:
        one, other = find(first), find(second)
        if one == other:
            return True
        leader[one] = other
    return False


class Adds(StrEnum):
    """How the counts of parts relate to that of the whole, group by group."""

    EQUAL = "equal"  # everyone is in exactly one part
    COVER = "at_least"  # everyone is in one part or several: together at least the whole
    APART = "at_most"  # nobody is in several, some may be in none: together at most the whole


@dataclass(frozen=True)
class Sum:
    """Subjects ``parts`` of a table that make up ``whole``, a subject of the table ``within``.

    ``others`` are parts besides that are not listed because of their size: few people each.
    """

    within: str
    whole: int
    parts: tuple[int, ...]
    adds: Adds
    others: int = 0


_NOBODY = np.zeros(0, np.int64)


def _of_listed(sums: Iterable[Sum], listed: IntArray) -> Iterator[Sum]:
    """The sums, those of parts that are apart without the parts that are not listed."""
    known = frozenset(listed.tolist())
    for one in sums:
        parts = tuple(part for part in one.parts if one.adds is not Adds.APART or part in known)
        if parts:
            yield replace(one, parts=parts)


@dataclass(frozen=True)
class DomainTables:
    """Published tables of one domain.

    ``subjects`` (n,) are identifiers, row 0 the denominator; ``low`` and ``high`` have shape
    (n, plan.cells); ``crossed`` (n,) tells whose crossings are published (the crossing cells of
    the others are meaningless and hold 0). ``lineage`` (k, 2) holds every pair (ancestor,
    descendant) of subjects, near and far, the denominator left out: everybody with the second has
    the first. ``part_of`` holds such pairs (k, 2) whose ancestor is a subject of another table, by
    that table's name; ``sums`` what parts add up to, and ``covers`` which subjects of this table
    everybody with another one has one of: those stand for themselves, the sum goes with any of
    them. The subjects ``always`` are listed whatever
    their counts, such as the bins of a histogram whose edges are fixed beforehand.
    """

    domain: str
    plan: TablePlan
    subjects: IntArray
    low: IntArray
    high: IntArray
    crossed: NDArray[np.bool_]
    lineage: IntArray = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    part_of: Mapping[str, IntArray] = field(default_factory=dict)
    sums: tuple[Sum, ...] = ()
    covers: tuple[Sum, ...] = ()
    always: IntArray = field(default_factory=lambda: _NOBODY)

    def row(self, position: int) -> tuple[IntArray, IntArray]:
        """``(low, high)`` of one subject's published cells."""
        cells = self.plan.cell_count(bool(self.crossed[position]))
        return self.low[position, :cells], self.high[position, :cells]

    def taken(self, positions: Sequence[int]) -> "DomainTables":
        """These tables with some of their subjects only.

        Of parts that are merely apart from each other the others are forgotten: what is known of
        those that stay is the same, and ids of parts that are not listed are told nowhere.
        """
        at = np.asarray(positions, np.intp)
        listed = self.subjects[at]
        kept = np.isin(self.lineage, listed).all(axis=1)
        return replace(
            self,
            lineage=self.lineage[kept],
            sums=tuple(_of_listed(self.sums, listed)),
            covers=tuple(
                one for one in self.covers if np.isin([one.whole, *one.parts], listed).all()
            ),
            subjects=listed,
            low=self.low[at],
            high=self.high[at],
            crossed=self.crossed[at],
        )

    @cached_property
    def by_size(self) -> NDArray[np.bool_]:
        """Which subjects (n,) are listed because their total exceeds the threshold."""
        return np.asarray((self.subjects != 0) & ~np.isin(self.subjects, self.always))

    def rows_of(self, subjects: IntArray) -> NDArray[np.intp]:
        """The rows of subjects, of any shape; -1 for those that are not listed."""
        rows = np.minimum(np.searchsorted(self.subjects, subjects), len(self.subjects) - 1)
        return np.where(self.subjects[rows] == subjects, rows, -1)

    def parts_of(self, upper: "DomainTables") -> NDArray[np.intp]:
        """Rows (k, 2) of the listed pairs of ``part_of``: a subject of the upper table, and one of
        this."""
        pairs = self.part_of[upper.domain]
        rows = np.stack([upper.rows_of(pairs[:, 0]), self.rows_of(pairs[:, 1])], axis=1)
        return rows[(rows >= 0).all(axis=1)]

    @cached_property
    def above(self) -> NDArray[np.intp]:
        """Rows (k, 2) of every pair (ancestor, descendant), the denominator above all others."""
        rows = np.searchsorted(self.subjects, self.lineage).reshape(-1, 2)
        others = np.arange(1, len(self.subjects))
        whole = np.stack([np.zeros_like(others), others], axis=1)
        return np.concatenate([whole, rows]).astype(np.intp)

    @cached_property
    def published(self) -> NDArray[np.bool_]:
        """Which cells of the matrices are published, shape (n, plan.cells)."""
        is_crossing = np.arange(self.plan.cells) >= self.plan.cells_without_crossings
        return self.crossed[:, None] | ~is_crossing
