"""Whole tables of a denominator: what stands above a family while its cells are pushed.

The counts of a denominator are bands too. A family's witnesses stand on one whole table of it, so
that what they show is possible together with the denominator's own cells. Which tables are needed
follows from the published bands alone.
"""

from collections.abc import Iterable

import numpy as np

from suppression.bands import IntArray
from suppression.families import NO_TABLES, Family, WholeTables, family_of, matching_cells
from suppression.policy import Policy
from suppression.program import CellProgram, equations
from suppression.tables import DomainTables
from suppression.targets import targets_of, window
from suppression.witnesses import Evidence

_MOST_ROOMS = 6
_SPREADS = (3, 6, 10, 20, 40, 80, 1 << 40)

Request = tuple[int, int, int]


def requests_of(family: Family, policy: Policy) -> set[Request]:
    """``(cell, low, high)``: ranges in which a family wants single cells of its denominator."""
    if family.denominator is None:
        return set()
    wanted = {
        (int(family.denominator.cell[cell]), *window(family, kind, cell, policy))
        for kind, cell in targets_of(family)
        if family.denominator.cell[cell] >= 0
    }
    vacant = family.mirrored[family.denominator.low[family.mirrored] == 0]
    return wanted | {
        (int(family.denominator.cell[cell]), 0, policy.protected_low) for cell in vacant.tolist()
    }


def domain_requests(
    tables: DomainTables, positions: Iterable[int], denominator: DomainTables, policy: Policy
) -> set[Request]:
    """The requests of several subjects of one domain, all over the same denominator."""
    wanted: set[Request] = set()
    for position in positions:
        wanted |= requests_of(family_of(tables, position, denominator, NO_TABLES, policy), policy)
    return wanted


def whole_tables(
    denominator: DomainTables,
    above: tuple[DomainTables, IntArray] | None,
    requests: set[Request],
    policy: Policy,
    known: WholeTables | None = None,
    seeds: Evidence | None = None,
) -> WholeTables:
    """Whole tables of row 0: an even one first, then one for each request not yet met.

    ``above`` is the denominator's own denominator with its whole tables; ``known`` tables stay in
    front. The denominator's own witnesses, ``seeds``, serve where no even table meets a request.
    A request that no table can meet is left out; the family that asked then fails and is
    repaired.
    """
    search = _WholeSearch(denominator, above, policy)
    if known is None or not search.keep(known):
        search.add(None)
    for request in sorted(requests):
        if not search.meets(request) and not search.add(request) and seeds is not None:
            search.borrow(request, seeds)
    return search.found()


def _expected(denominator: DomainTables, low: IntArray, high: IntArray) -> IntArray:
    """Middle of each band, but for crossings the count that independence would give."""
    plan = denominator.plan
    middle = (low + high) / 2
    for cut in plan.crossings if denominator.crossed[0] else ():
        first, second = (middle[plan.slices[name]] for name in cut.dimensions)
        middle[plan.slices[cut.id]] = np.outer(first, second).ravel() / max(second.sum(), 1)
    return np.rint(middle).astype(np.int64)


class _WholeSearch:
    """One denominator's model and the tables found so far."""

    def __init__(
        self,
        denominator: DomainTables,
        above: tuple[DomainTables, IntArray] | None,
        policy: Policy,
    ) -> None:
        crossed = bool(denominator.crossed[0])
        family = family_of(denominator, 0, None, NO_TABLES, policy)
        self._low = family.low
        self._highs = [family.high]
        if above is not None:
            cell = matching_cells(denominator, crossed, above[0])
            self._highs = [
                np.where(cell >= 0, np.minimum(family.high, table[cell]), family.high)
                for table in above[1]
            ]
        self._ties = denominator.plan.ties(crossed)
        self._program = CellProgram(len(family.low), equations(denominator.plan, crossed))
        even = _expected(denominator, family.low, family.high)
        # subjects that nearly everybody belongs to need a denominator that leaves them room
        self._centres = (even, np.where(family.low > 0, family.high, even))
        self._tables: list[IntArray] = []
        self._above: list[int] = []

    def found(self) -> WholeTables:
        cells = len(self._low)
        return WholeTables(
            np.array(self._tables, np.int64).reshape(-1, cells),
            np.array(self._above, np.int64),
            np.array(self._highs, np.int64).reshape(-1, cells),
        )

    def keep(self, known: WholeTables) -> bool:
        """Keep known tables in front, if every one of them agrees with what is published."""
        if not len(known.tables) or known.tables.shape[1] != len(self._low):
            return False
        if known.above.min() < 0 or known.above.max() >= len(self._highs):
            return False
        high = np.array(self._highs)[known.above]
        sound = ((known.tables >= self._low) & (known.tables <= high)).all()
        for tie in self._ties:
            whole, parts = known.tables[:, tie.whole], known.tables[:, tie.parts]
            sound &= (whole == parts.sum(axis=1)).all()
        if sound:
            self._tables += list(known.tables)
            self._above += known.above.tolist()
        return bool(sound)

    def meets(self, request: Request) -> bool:
        cell, least, most = request
        return any(least <= table[cell] <= most for table in self._tables)

    def borrow(self, request: Request, seeds: Evidence) -> None:
        """Take a witness of the denominator itself as one of its tables."""
        cell, least, most = request
        counts = seeds.tables[:, cell] if len(seeds.tables) else np.zeros(0, np.int64)
        on_one = seeds.denominators[:, 0] == seeds.denominators[:, 1]
        for at in np.flatnonzero((counts >= least) & (counts <= most) & on_one)[:1].tolist():
            self._tables.append(seeds.tables[at])
            self._above.append(int(seeds.denominators[at, 0]))

    def add(self, request: Request | None) -> bool:
        """Add tables that meet a request, over the first table above that allows one."""
        for position in self._roomiest(request):
            low, high = self._low.copy(), self._highs[position].copy()
            if request is not None:
                cell, at_least, at_most = request
                low[cell], high[cell] = max(low[cell], at_least), min(high[cell], at_most)
            if (low > high).any():
                continue
            tables = [self._nearest(centre, low, high) for centre in self._centres]
            for table in tables:
                if table is not None:
                    self._tables.append(table)
                    self._above.append(position)
            if tables[0] is not None:
                return True
        return False

    def _roomiest(self, request: Request | None) -> list[int]:
        """A few tables above: the first, or those that leave the wanted cell most room."""
        if request is None:
            return list(range(len(self._highs)))
        room = [-int(high[request[0]]) for high in self._highs]
        return np.argsort(room, kind="stable")[:_MOST_ROOMS].tolist()  # type: ignore[no-any-return]

    def _nearest(self, centre: IntArray, low: IntArray, high: IntArray) -> IntArray | None:
        """A whole table whose every cell stays as close to a wanted one as the ties allow."""
        centre = np.clip(centre, low, high)
        for spread in _SPREADS:
            self._program.set_bounds(
                np.maximum(low, centre - spread), np.minimum(high, centre + spread)
            )
            table = self._program.maximise(np.ones(len(low)))
            if table is not None:
                return table
        return None
