"""Whole tables of a denominator: what stands above its subjects while their counts move.

The counts of a denominator are bands too. What a certificate shows stands on whole tables of it,
tables that agree with all its bands and equations and with one whole table of the cohort. Which
tables are needed follows from the published bands alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.program import CellProgram, ChainProgram, FloatArray, equations
from suppression.sums import matching
from suppression.tables import DomainTables, TablePlan

_MOST_ROOMS = 6
_FEW_ROOMS = 3
_STEPS = 4
_SPREADS = (3, 6, 10, 20, 40, 80, 1 << 40)

Request = tuple[int, int, int]  # a cell of the denominator, and from where to where it should lie
Wish = tuple[int, int, bool, int]  # a subject's row and cell, its complement or not, the count


@dataclass
class Shelf:
    """Whole tables of row 0 of ``tables``, each under a table of ``top``; ``used`` ones have
    shown something.

    ``low`` and ``high`` (cells,) are what is known of its cells.
    """

    tables: DomainTables
    low: IntArray
    high: IntArray
    top: "Shelf | None" = None
    found: list[IntArray] = field(default_factory=list)
    above: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        crossed = bool(self.tables.crossed[0])
        size = self.tables.plan.cell_count(crossed)
        self.low, self.high = self.low[:size], self.high[:size]
        self._program = CellProgram(size, equations(self.tables.plan, crossed))
        self._chains: dict[tuple[TablePlan, bool, int], ChainProgram] = {}
        even = self._expected()
        # subjects that nearly everybody belongs to need a denominator that leaves them room
        self._centres = (even, np.where(self.low > 0, self.high, even))
        if not self.found:
            self.add(None)
        if not self.found and self.top is not None:
            self._add_with_top(self.top)

    def moved(
        self, tables: DomainTables, low: IntArray, high: IntArray, top: "Shelf | None"
    ) -> "Shelf":
        """The same tables under wider bands."""
        return Shelf(tables, low, high, top, self.found, self.above, self.used)

    def ask(self, requests: Iterable[Request]) -> int:
        """Find tables for requests that none meets yet; the position of the first new one.

        A request that no table can meet is left out.
        """
        first = len(self.found)
        for request in sorted(requests):
            if not self._meets(request):
                self.add(request)
        return first

    def ask_jointly(
        self, subjects: DomainTables, low: IntArray, high: IntArray, wish: Wish, pull: FloatArray
    ) -> int | None:
        """Find a table together with a subject's in which a count has a value; its position.

        ``low`` and ``high`` (n, cells) are the limits of the subjects' cells; where there is a
        choice, ``pull`` (cells,) tells where there should be more people, or fewer. Where none of
        the tables above leaves room, a new one is found along with it.
        """
        row, cell = wish[:2]
        crossed = bool(subjects.crossed[row])
        here = int(matching(self.tables, subjects)[cell])
        limits = low[row], high[row]
        for position, limit in self._rooms(None if here < 0 else (here, 0, 0))[:_FEW_ROOMS]:
            under = self.low, np.minimum(self.high, limit)
            tables = self._together(subjects, crossed, [under, limits], wish[1:], pull)
            if tables is not None:
                return self._put(tables[0], position)
        if self.top is None:
            return None
        known = [(self.top.low, self.top.high), (self.low, self.high), limits]
        tables = self._together(subjects, crossed, known, wish[1:], pull)
        if tables is None:
            return None
        return self._put(tables[1], self.top._put(tables[0], 0))

    def _put(self, table: IntArray, above: int) -> int:
        self.found.append(table)
        self.above.append(above)
        return len(self.found) - 1

    def _together(
        self, subjects: DomainTables, crossed: bool,
        limits: Sequence[tuple[IntArray, IntArray]], wish: tuple[int, bool, int], pull: FloatArray,
    ) -> list[IntArray] | None:  # fmt: skip
        """Tables of a subject and of all above it, the highest first, in which the subject's cell,
        or its complement, has a count; each within its limits."""
        program = self._chain(subjects.plan, crossed, len(limits), matching(self.tables, subjects))
        cell, complement, count = wish
        here = program.starts[-2] + cell
        there = int(program.across[here])
        sizes = [stop - start for start, stop in pairwise(program.starts)]
        low, high = (
            np.concatenate([some[end][:size] for some, size in zip(limits, sizes, strict=True)])
            for end in (0, 1)
        )
        cost = np.zeros(len(low))
        across = program.across[program.starts[-2] :]
        cost[across[across >= 0]] = pull[: sizes[-1]][across >= 0]
        first = max(int(low[here]), int(low[there]) - count)
        last = min(int(high[here]), int(high[there]) - count)
        own = [(first * (_STEPS - at) + last * at) // _STEPS for at in range(_STEPS + 1)]
        for value in dict.fromkeys(own) if complement else [count]:
            least, most = low.copy(), high.copy()
            for at, fixed in ((here, value), *(((there, value + count),) if complement else ())):
                least[at], most[at] = max(low[at], fixed), min(high[at], fixed)
            if (least <= most).all():
                program.solver.set_bounds(least, most)
                table = program.solver.maximise(cost)
                if table is not None:
                    return np.split(table, program.starts[1:-1])
        return None

    def _chain(
        self, plan: TablePlan, crossed: bool, levels: int, across: NDArray[np.intp]
    ) -> ChainProgram:
        """The programme of a subject's plan under this denominator's, and under the cohort's."""
        kind = plan, crossed, levels
        if kind not in self._chains:
            families = [(self.tables.plan, bool(self.tables.crossed[0])), (plan, crossed)]
            links = [across]
            if levels > 2 and self.top is not None:
                top = self.top.tables
                families.insert(0, (top.plan, bool(top.crossed[0])))
                links.insert(0, matching(top, self.tables))
            self._chains[kind] = ChainProgram(families, links)
        return self._chains[kind]

    def _meets(self, request: Request) -> bool:
        cell, least, most = request
        return any(least <= table[cell] <= most for table in self.found)

    def add(self, request: Request | None) -> None:
        """Add tables that meet a request, over the first table above that allows one."""
        for position, limit in self._rooms(request):
            low, high = self.low.copy(), np.minimum(self.high, limit)
            if request is not None:
                cell, at_least, at_most = request
                low[cell], high[cell] = max(low[cell], at_least), min(high[cell], at_most)
            if (low > high).any():
                continue
            tables = [self._nearest(centre, low, high) for centre in self._centres]
            fitting = [table for table in tables if table is not None]
            self.found += fitting
            self.above += [position] * len(fitting)
            if fitting:
                return

    def _add_with_top(self, top: "Shelf") -> None:
        """Add one table along with a new one above, where no table above leaves room for any."""
        above = top.tables.plan, bool(top.tables.crossed[0])
        own = self.tables.plan, bool(self.tables.crossed[0])
        program = ChainProgram([above, own], [matching(top.tables, self.tables)])
        low, high = np.concatenate([top.low, self.low]), np.concatenate([top.high, self.high])
        program.solver.set_bounds(low, high)
        table = program.solver.maximise(np.zeros(len(low)))
        if table is not None:
            first, second = np.split(table, program.starts[1:-1])
            self._put(second, top._put(first, 0))

    def _rooms(self, request: Request | None) -> list[tuple[int, IntArray]]:
        """A few tables above, the roomiest first, with the upper limits they give."""
        if self.top is None:
            return [(0, self.high)]
        across = matching(self.top.tables, self.tables)[: len(self.low)]
        known = (across >= 0) & (across < len(self.top.low))
        limits = [
            np.where(known, table[np.where(known, across, 0)], self.high)
            for table in self.top.found
        ]
        order = range(len(limits))
        if request is not None:
            order = sorted(order, key=lambda at: -int(limits[at][request[0]]))[:_MOST_ROOMS]  # type: ignore[assignment]
        return [(at, limits[at]) for at in order]

    def _expected(self) -> IntArray:
        """Middle of each band, but for crossings the count that independence would give."""
        plan = self.tables.plan
        middle = (self.low + self.high) / 2
        for cut in plan.crossings if self.tables.crossed[0] else ():
            first, second = (middle[plan.slices[name]] for name in cut.dimensions)
            middle[plan.slices[cut.id]] = np.outer(first, second).ravel() / max(second.sum(), 1)
        return np.rint(middle).astype(np.int64)

    def _nearest(self, centre: IntArray, low: IntArray, high: IntArray) -> IntArray | None:
        """A whole table whose every cell stays as close to a wanted one as the ties allow."""
        near = np.clip(centre, low, high)
        for spread in _SPREADS:
            self._program.set_bounds(
                np.maximum(low, near - spread), np.minimum(high, near + spread)
            )
            table = self._program.maximise(np.ones(len(low)))
            if table is not None:
                return table
        return None
