"""Linked tables small enough to check by hand, and the whole tables that fit them."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st

from suppression.bands import IntArray
from suppression.linked import BoolArray, LinkedTable, hierarchy_equations, linked_table


def with_totals(inner: Sequence[Sequence[int]]) -> IntArray:
    """A table of two dimensions with its totals first, row-major."""
    counts = np.asarray(inner, np.int64)
    rows = np.vstack([counts.sum(axis=0), counts])
    return np.hstack([rows.sum(axis=1, keepdims=True), rows]).ravel()


def grid(inner: Sequence[Sequence[int]], threshold: int) -> LinkedTable:
    """Codes under one root, crossed with one dimension: rows are the codes."""
    parents = [-1] + [0] * len(inner)
    equations = hierarchy_equations(parents, [len(inner[0])])
    return linked_table(with_totals(inner), equations, threshold)


def cell(table_width: int, row: int, column: int) -> int:
    """Where a cell lies; row and column 0 are the totals."""
    return row * table_width + column


def fitting_tables(table: LinkedTable, hidden: BoolArray, most: int) -> Iterator[IntArray]:
    """Every whole table that agrees with the published cells, counts up to ``most``."""
    unknown = np.flatnonzero(hidden)
    for values in product(range(most + 1), repeat=len(unknown)):
        counts = table.counts.copy()
        counts[unknown] = values
        if all(counts[cells[0]] == counts[cells[1:]].sum() for cells in table.equations):
            yield counts


@st.composite
def small_grids(draw: st.DrawFn) -> LinkedTable:
    """Two by two to three by three, counts of 1 to 6, threshold 2."""
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    counts = st.lists(st.integers(1, 6), min_size=columns, max_size=columns)
    return grid(draw(st.lists(counts, min_size=rows, max_size=rows)), 2)


@st.composite
def linked_cubes(draw: st.DrawFn) -> LinkedTable:
    """A hierarchy of two levels by sex by age, with zeros, threshold 20."""
    parents = [-1, 0, 0, 1, 1, 2, 2, 2]
    sizes = draw(st.tuples(st.integers(2, 3), st.integers(2, 3)))
    seed = draw(st.integers(0, 2**32 - 1))
    counts = np.zeros((len(parents), sizes[0] + 1, sizes[1] + 1), np.int64)
    random = np.random.default_rng(seed)
    counts[3:, 1:, 1:] = random.negative_binomial(0.6, 0.02, (5, *sizes))
    counts[:, 0, 1:] = counts[:, 1:, 1:].sum(axis=1)
    counts[:, :, 0] = counts[:, :, 1:].sum(axis=2)
    for code in range(len(parents) - 1, 0, -1):
        counts[parents[code]] += counts[code]
    return linked_table(counts.ravel(), hierarchy_equations(parents, sizes), 20)
