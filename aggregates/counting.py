"""The counting kernel: distinct participants of every node, in every group of every cut.

A node counts the participants of its own concepts together, each once. One boolean per participant
marks who has been seen; one pass over the marked ones fills each cut. Arrays in, arrays out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregates.pairs import Pairs

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """A cut of the participants: `code` (n,) their cell, row-major over `shape`."""

    code: NDArray[np.integer]
    shape: tuple[int, ...]


@dataclass(frozen=True)
class OnsetCut:
    """The cut by age at the first record: group by age code (256,), and the number of groups."""

    id: str
    group_of_age: NDArray[np.uint8]
    groups: int


def count_nodes(
    pairs: Pairs,
    nodes: Sequence[NDArray[np.int64]],
    cells: Mapping[str, Cells],
    persons: int,
    onset: OnsetCut | None = None,
) -> dict[str, Counts]:
    """Distinct participants of each node.

    `nodes[i]` are the rows of `pairs.concept_ids` that node i counts: its own and its descendants'.
    Returns cut -> (nodes, *shape) for "total", each of `cells`, and `onset`.
    """
    tables = {cut: np.zeros((len(nodes), *cell.shape), np.int64) for cut, cell in cells.items()}
    total = np.zeros(len(nodes), np.int64)
    ages = np.zeros((len(nodes), onset.groups if onset else 0), np.int64)
    seen = np.zeros(persons, np.bool_)
    youngest = np.full(persons if onset else 0, 255, np.uint8)
    margins = margins_of_crossings(cells)
    for node, rows in enumerate(nodes):
        members = _members(pairs, rows, seen)
        total[node] = len(members)
        for cut, cell in cells.items():
            if cut not in margins:
                size = int(np.prod(cell.shape))
                counts = np.bincount(cell.code[members], minlength=size)
                tables[cut][node] = counts.reshape(cell.shape)
        if onset and pairs.onset is not None:
            first = _first_ages(pairs, pairs.onset, rows, members, youngest)
            groups = onset.group_of_age[first]
            ages[node] = np.bincount(groups, minlength=onset.groups)
    for cut, (crossing, axis) in margins.items():
        tables[cut] = tables[crossing].sum(axis=axis)
    return {"total": total, **tables, **({onset.id: ages} if onset else {})}


def margins_of_crossings(cells: Mapping[str, Cells]) -> dict[str, tuple[str, int]]:
    """One-way cut -> a crossing that holds it, and the axis of the crossing to sum over."""
    margins: dict[str, tuple[str, int]] = {}
    for crossing in cells:
        sides = crossing.split("*")
        if len(sides) == 2:
            for own, other in ((0, 1), (1, 0)):
                if sides[own] in cells:
                    margins[sides[own]] = (crossing, other + 1)
    return margins


def _slices(rows: NDArray[np.int64], pairs: Pairs) -> list[slice]:
    return [slice(pairs.start[row], pairs.start[row + 1]) for row in rows]


def _members(pairs: Pairs, rows: NDArray[np.int64], seen: NDArray[np.bool_]) -> NDArray[np.integer]:
    """Participants with any of the concepts in `rows`, once each. Leaves `seen` all false."""
    slices = _slices(rows, pairs)
    if len(slices) == 1:
        return pairs.person[slices[0]]
    for part in slices:
        seen[pairs.person[part]] = True
    members = np.flatnonzero(seen)
    seen[members] = False
    return members


def _first_ages(
    pairs: Pairs,
    onset: NDArray[np.uint8],
    rows: NDArray[np.int64],
    members: NDArray[np.integer],
    youngest: NDArray[np.uint8],
) -> NDArray[np.uint8]:
    """Age code of each member's first record among `rows`. Leaves `youngest` all 255."""
    slices = _slices(rows, pairs)
    if len(slices) == 1:
        return onset[slices[0]]
    for part in slices:  # within one concept a person stands once, so no update is lost
        person = pairs.person[part]
        youngest[person] = np.minimum(youngest[person], onset[part])
    first: NDArray[np.uint8] = youngest[members]
    youngest[members] = 255
    return first
