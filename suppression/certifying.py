"""From published tables to a certificate, and to what no certificate can show."""

from collections.abc import Iterator, Mapping, Set

import numpy as np

from suppression.bands import IntArray
from suppression.certificate import DomainCertificate
from suppression.failures import Failure, Failures
from suppression.known import BoolArray, Limits, known_limits
from suppression.openness import Open, Opening, Wanted, wanted_of
from suppression.policy import Policy
from suppression.program import FloatArray
from suppression.sums import matching
from suppression.tables import DomainTables
from suppression.wholes import Request, Shelf

Changed = Mapping[str, Set[int]]  # rows per table


class Certifier:
    """Gathers the whole tables that show what must be open, round after round of repair."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._shelves: dict[str, Shelf] = {}
        self._asked: dict[str, dict[int, BoolArray]] = {}

    def look(self, tables: Mapping[str, DomainTables], changed: Changed) -> Failures:
        """What no whole table shows of the ``changed`` rows.

        Everything in a domain depends on its denominator, and on the cohort.
        """
        limits = known_limits(tables, self._policy)
        cohort = next(iter(tables))
        failures: Failures = {}
        self._place(cohort, tables[cohort], limits, None)
        for name, own in tables.items():
            if name != cohort:
                self._place(name, own, limits, self._shelves[cohort])
            wanted = wanted_of(
                own, limits, None if name == cohort else (cohort, tables[cohort]), self._policy
            )
            rows = set(changed[name]) | self._newly_asked(own, wanted)
            if changed[cohort] or 0 in rows:
                rows = set(range(len(own.subjects)))
            for opening in self._opened(own, tables[cohort], wanted, rows, limits[name]):
                failures.setdefault(name, {}).update(
                    failures_of(opening.missing, self._policy, opening.found)
                )
        return {name: some for name, some in failures.items() if some}

    def _opened(
        self, own: DomainTables, cohort: DomainTables, wanted: Wanted, rows: set[int],
        limits: tuple[IntArray, IntArray],
    ) -> Iterator[Opening]:  # fmt: skip
        if own is cohort:
            alone = Opening(own, np.zeros(1, np.intp), None, wanted, self._policy)
            alone.under(None)
            yield alone
            return
        top = self._shelves[next(iter(self._shelves))]
        for some, denominator, shelf in (
            (rows & {0}, cohort, top),
            (rows - {0}, own, self._shelves[own.domain]),
        ):
            where = np.array(sorted(some), np.intp)
            opening = Opening(own, where, denominator, wanted, self._policy)
            _open(opening, shelf, limits, self._policy)
            yield opening

    def _newly_asked(self, tables: DomainTables, wanted: Wanted) -> set[int]:
        """Rows of which more must be open than at the last look: a band that is widened, or a
        subject that is no longer listed, may have told that some cell of theirs is not small."""
        now = np.concatenate([wanted.cells, wanted.complements], axis=1)
        before = self._asked.get(tables.domain, {})
        self._asked[tables.domain] = dict(zip(tables.subjects.tolist(), now, strict=True))
        return {
            row
            for row, subject in enumerate(tables.subjects.tolist())
            if (now[row] & ~before.get(subject, np.zeros_like(now[row]))).any()
        }

    def _place(self, name: str, tables: DomainTables, limits: Limits, top: Shelf | None) -> None:
        known = limits[name][0][0], limits[name][1][0]
        if name in self._shelves:
            self._shelves[name] = self._shelves[name].moved(tables, *known, top)
        else:
            self._shelves[name] = Shelf(tables, *known, top)

    def certificates(self) -> dict[str, DomainCertificate]:
        """The whole tables that were of use, for every table."""
        cohort = next(iter(self._shelves))
        used = {name: sorted(shelf.used or {0}) for name, shelf in self._shelves.items()}
        stood_on = {
            shelf.above[at]
            for name, shelf in self._shelves.items()
            if name != cohort
            for at in used[name]
        }
        used[cohort] = sorted({*used[cohort], *stood_on})
        found = {}
        for name, shelf in self._shelves.items():
            above = [shelf.above[at] for at in used[name]]
            place = [0] * len(above) if name == cohort else np.searchsorted(used[cohort], above)
            wholes = np.array([shelf.found[at] for at in used[name]])
            found[name] = DomainCertificate(wholes, np.asarray(place, np.int64))
        return found


def _open(
    opening: Opening, shelf: Shelf, limits: tuple[IntArray, IntArray], policy: Policy
) -> None:
    """Show what can be shown, with new whole tables if need be."""
    order = sorted(range(len(shelf.found)), key=lambda at: at not in shelf.used)
    shelf.used |= opening.under_each(shelf.found, order)
    if opening.missing.any.any():
        first = shelf.ask(_requests(opening, shelf.tables, policy))
        shelf.used |= opening.under_each(shelf.found, range(first, len(shelf.found)))
    for row, cell, complement in _unmet(opening):
        while (count := _unshown(opening, row, cell, complement, policy)) is not None:
            wish = row, cell, complement, count
            position = shelf.ask_jointly(opening.tables, *limits, wish, _pull(opening, row, policy))
            if position is None or not opening.under(shelf.found[position]):
                break
            shelf.used.add(position)


def _unmet(opening: Opening) -> Iterator[tuple[int, int, bool]]:
    """What is not shown yet: a subject's row and cell, and whether its complement."""
    missing = opening.missing
    for complement, cells in ((False, missing.cells), (True, missing.complements)):
        for row, cell in np.argwhere(cells).tolist():
            yield row, cell, complement


def _unshown(opening: Opening, row: int, cell: int, complement: bool, policy: Policy) -> int | None:
    """The first count of the window that is not shown, where it must be."""
    missing, found = opening.missing, opening.found
    cells, shown = (
        (missing.complements, found.complements) if complement else (missing.cells, found.cells)
    )
    if not cells[row, cell]:
        return None
    bits = int(shown[row, cell])
    counts = range(policy.protected_low, policy.protected_high + 1)
    return next(count for count in counts if not bits >> count & 1)


def _pull(opening: Opening, row: int, policy: Policy) -> FloatArray:
    """For each cell (cells,) of a subject, whether a denominator with more people there (1), or
    fewer (-1), would show more of what is missing."""
    missing, found = opening.missing, opening.found
    first, last = 1 << policy.protected_low, 1 << policy.protected_high
    more = missing.cells[row] | (missing.complements[row] & (found.complements[row] & last == 0))
    fewer = missing.complements[row] & (found.complements[row] & first == 0)
    return np.where(fewer & ~missing.cells[row], -1.0, more.astype(np.float64))


def _requests(opening: Opening, denominator: DomainTables, policy: Policy) -> set[Request]:
    """Counts of the denominator over which what is missing could be shown."""
    tables, missing = opening.tables, opening.missing
    across = matching(denominator, tables)
    wanted: set[Request] = set()
    for row, cell in np.argwhere(missing.any).tolist():
        there = int(across[cell])
        if there < 0:
            continue
        low, high = int(tables.low[row, cell]), int(tables.high[row, cell])
        most = int(denominator.high[0, there])
        wanted.add((there, low + policy.protected_high, most))
        wanted.add((there, 0, high + policy.protected_low))
    return wanted


def failures_of(missing: Wanted, policy: Policy, found: Open) -> dict[int, list[Failure]]:
    """A failure for each open count that is not shown; towards where counts are lacking."""
    failures: dict[int, list[Failure]] = {}
    first = 1 << policy.protected_low
    for turned, cells, shown in (
        (False, missing.cells, found.cells),
        (True, missing.complements, found.complements),
    ):
        for row, cell in np.argwhere(cells).tolist():
            lacks_low = not int(shown[row, cell]) & first
            side = -1 if lacks_low != turned else 1
            failures.setdefault(row, []).append(Failure(cell, side, (), complement=turned))
    return failures
