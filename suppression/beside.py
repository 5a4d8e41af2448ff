"""Which published count to withhold next where no programme names any."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from suppression.coupling import Coupling
from suppression.known import Rows
from suppression.sums import matching
from suppression.tables import DomainTables, Tie

Place = tuple[str, int, int]  # a table, a row and a cell


def place_beside(
    tables: Mapping[str, DomainTables], links: Sequence[Coupling],
    owners: tuple[tuple[str, int], tuple[str, int]], cell: int,
) -> Place | None:  # fmt: skip
    """The largest exact count in an equation with a cell of the first of ``owners``, a subject and
    what it is part of, that has one; else one that sums tie it to; else of those that the subject
    is coupled with, there or in total. ``None`` where none is left.
    """
    (name, row), (whole, above) = owners
    there = int(matching(tables[whole], tables[name])[cell])
    for table, at, place in ((name, row, cell), (whole, above, there)):
        beside = _largest_beside(tables[table], at, place) if place >= 0 else None
        if beside is not None:
            return table, at, beside
    near = [cell, *(tie.whole for tie in _ties(tables[name], row) if cell in tie.parts)]
    sums = [link for link in links if link.adds is not None]
    summed = {place for at in near for place in _relatives(sums, name, row, at)}
    coupled = set(_relatives(links, name, row, cell))
    for wanted in (summed, coupled, {(one, at, 0) for one, at, _ in coupled}):
        exact = [place for place in wanted if _may_go(tables, *place)]
        if exact:
            return max(exact, key=lambda place: (int(tables[place[0]].low[place[1:]]), place))
    return None


def _may_go(tables: Mapping[str, DomainTables], name: str, row: int, cell: int) -> bool:
    """Whether a cell is published exactly, above zero, and is not the size of the cohort."""
    own = tables[name]
    kept = cell == 0 and name == next(iter(tables))
    return not kept and 0 < int(own.low[row, cell]) == int(own.high[row, cell])


def _relatives(links: Sequence[Coupling], name: str, row: int, cell: int) -> Iterator[Place]:
    """The cells of the same people of all that a subject is part of, or that are part of it."""
    for link in links:
        if link.upper == name:
            here = np.flatnonzero(link.cells == cell).tolist()
            parts = link.rows[link.rows[:, 0] == row, 1:].ravel().tolist()
            yield from ((link.lower, part, at) for at in here for part in parts)
        if link.lower == name and link.cells[cell] >= 0:
            wholes = link.rows[(link.rows[:, 1:] == row).any(axis=1), 0].tolist()
            yield from ((link.upper, whole, int(link.cells[cell])) for whole in wholes)


def _ties(tables: DomainTables, row: int) -> tuple[Tie, ...]:
    return tables.plan.ties(bool(tables.crossed[row]))


def _largest_beside(tables: DomainTables, row: int, cell: int) -> int | None:
    """The cell of the largest count among those published in an equation with a cell."""
    low, high = tables.row(row)
    near: list[Rows] = [
        tie.parts for tie in _ties(tables, row) if cell == tie.whole or cell in tie.parts
    ]
    cells = np.unique(np.concatenate(near)) if near else np.zeros(0, np.intp)
    cells = cells[(cells < len(low)) & (cells != cell)]
    cells = cells[(low[cells] == high[cells]) & (low[cells] > 0)]
    return int(cells[np.argmax(low[cells])]) if len(cells) else None
