"""Whole tables of a denominator: what stands above its subjects while their counts move.

The counts of a denominator are bands too. What a certificate shows stands on whole tables of it,
tables that agree with all its bands and equations and with one whole table of the cohort. Which
tables are needed follows from the published bands alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from suppression.bands import IntArray
from suppression.known import matching
from suppression.program import CellProgram, PairProgram, equations
from suppression.tables import DomainTables

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
        even = self._expected()
        # subjects that nearly everybody belongs to need a denominator that leaves them room
        self._centres = (even, np.where(self.low > 0, self.high, even))
        if not self.found:
            self.add(None)

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
        self, subjects: DomainTables, low: IntArray, high: IntArray, wishes: Iterable[Wish]
    ) -> int:
        """Find tables together with a subject's in which a count has a value.

        ``low`` and ``high`` (n, cells) are the limits of the subjects' cells. Returns the
        position of the first new table.
        """
        first = len(self.found)
        programs: dict[bool, PairProgram] = {}
        for row, cell, complement, count in sorted(wishes):
            crossed = bool(subjects.crossed[row])
            if crossed not in programs:
                programs[crossed] = PairProgram(
                    self.tables.plan, subjects.plan, matching(self.tables, subjects),
                    bool(self.tables.crossed[0]), crossed,
                )  # fmt: skip
            program = programs[crossed]
            limits = low[row, : program.cells], high[row, : program.cells]
            there = int(program.across[cell])
            for position, limit in self._rooms(None if there < 0 else (there, 0, 0))[:_FEW_ROOMS]:
                table = self._with_count(program, limits, limit, (cell, complement, count))
                if table is not None:
                    self.found.append(table)
                    self.above.append(position)
                    break
        return first

    def _with_count(
        self, program: PairProgram, limits: tuple[IntArray, IntArray], limit: IntArray,
        wish: tuple[int, bool, int],
    ) -> IntArray | None:  # fmt: skip
        """A table under ``limit`` over which a subject's cell, or its complement, has a count."""
        cell, complement, count = wish
        there, here = int(program.across[cell]), program.parts + cell
        low = np.concatenate([self.low, limits[0]])
        high = np.concatenate([np.minimum(self.high, limit), limits[1]])
        own = [(low[here] * (_STEPS - at) + high[here] * at) // _STEPS for at in range(_STEPS + 1)]
        for value in dict.fromkeys(own) if complement else [count]:
            least, most = low.copy(), high.copy()
            least[here], most[here] = max(low[here], value), min(high[here], value)
            if complement:
                least[there], most[there] = (
                    max(low[there], value + count),
                    min(high[there], value + count),
                )
            if (least <= most).all():
                program.solver.set_bounds(least, most)
                table = program.solver.maximise(np.zeros(len(low)))
                if table is not None:
                    return table[: program.parts]
        return None

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
