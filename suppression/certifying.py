"""From the auditor's whole tables to a certificate, and to what it does not show yet."""

from collections.abc import Mapping, Set
from dataclasses import replace

import numpy as np

from suppression.auditor import DomainAudit
from suppression.certificate import DomainCertificate
from suppression.denominators import Request, whole_tables
from suppression.families import WholeTables
from suppression.known import BoolArray, Limits, known_limits, matching
from suppression.openness import Open, Opening, Wanted, wanted_of
from suppression.policy import Policy
from suppression.tables import DomainTables
from suppression.targets import Kind
from suppression.witnesses import Failure

Failures = dict[str, dict[int, list[Failure]]]  # per table and row
Changed = Mapping[str, Set[int]]  # rows per table


class Certifier:
    """Gathers the whole tables that show what must be open, round after round of repair."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._used: dict[str, set[int]] = {}
        self._asked: dict[str, dict[int, BoolArray]] = {}

    def look(
        self, tables: Mapping[str, DomainTables], audit: Mapping[str, DomainAudit], changed: Changed
    ) -> tuple[Failures, dict[str, DomainAudit]]:
        """What the auditor's whole tables do not show of the ``changed`` rows.

        Where they do not show it, further ones are sought, which the returned audit holds; what
        no table shows is a failure. Everything depends on a denominator that has changed.
        """
        limits = known_limits(tables, self._policy)
        cohort = next(iter(tables))
        top = self._shelf(audit[cohort].wholes, tables[cohort], None)
        failures: Failures = {cohort: _alone(tables[cohort], limits, self._policy)}
        found = dict(audit)
        for name, own in tables.items():
            if name == cohort:
                continue
            shelf = self._shelf(audit[name].wholes, own, top)
            wanted = wanted_of(own, limits, (cohort, tables[cohort]), self._policy)
            more = self._newly_asked(own, wanted)
            rows = (
                changed[name] | more
                if not changed[cohort] and 0 not in changed[name]
                else range(len(own.subjects))
            )
            failures[name] = {}
            for some, denominator, on in (
                ({0}, tables[cohort], top),
                (set(rows) - {0}, own, shelf),
            ):
                opening = Opening(
                    own,
                    np.array(sorted(some & set(rows)), np.intp),
                    denominator,
                    wanted,
                    self._policy,
                )
                on.open(opening)
                failures[name] |= _failures(opening.missing, self._policy, opening.found)
            found[name] = replace(audit[name], wholes=shelf.wholes)
        found[cohort] = replace(audit[cohort], wholes=top.wholes)
        return {name: some for name, some in failures.items() if some}, found

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

    def _shelf(self, wholes: WholeTables, tables: DomainTables, top: "_Shelf | None") -> "_Shelf":
        used = self._used.setdefault(tables.domain, set())
        return _Shelf(wholes, tables, top, self._policy, used)

    def certificates(self, audit: Mapping[str, DomainAudit]) -> dict[str, DomainCertificate]:
        """The whole tables that were of use, for every table."""
        cohort = next(iter(audit))
        used = {name: sorted(self._used[name] or {0}) for name in audit}
        stood_on = [audit[name].wholes.above[used[name]] for name in audit if name != cohort]
        used[cohort] = sorted({*used[cohort], *np.concatenate([*stood_on, [0]]).tolist()})
        return {
            name: DomainCertificate(
                found.wholes.tables[used[name]],
                found.wholes.above[used[name]] if name == cohort
                else np.searchsorted(used[cohort], found.wholes.above[used[name]]),
            )
            for name, found in audit.items()
        }  # fmt: skip


class _Shelf:
    """Whole tables of one denominator, and which of them were of use."""

    def __init__(
        self, wholes: WholeTables, tables: DomainTables, top: "_Shelf | None", policy: Policy,
        used: set[int],
    ) -> None:  # fmt: skip
        self.wholes, self._tables, self._top, self._policy = wholes, tables, top, policy
        self._used = used

    def open(self, opening: Opening) -> None:
        """Show what can be shown, with new whole tables if need be."""
        self._try(opening, 0)
        if opening.missing.any.any():
            known = len(self.wholes.tables)
            above = None if self._top is None else (self._top._tables, self._top.wholes.tables)
            wanted = _requests(opening, self._tables, self._policy)
            self.wholes = whole_tables(self._tables, above, wanted, self._policy, self.wholes)
            self._try(opening, known)

    def _try(self, opening: Opening, first: int) -> None:
        those = range(first, len(self.wholes.tables))
        order = sorted(those, key=lambda at: at not in self._used)
        self._used |= opening.under_each(self.wholes.tables, order)


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


def _alone(cohort: DomainTables, limits: Limits, policy: Policy) -> dict[int, list[Failure]]:
    wanted = wanted_of(cohort, limits, None, policy)
    opening = Opening(cohort, np.zeros(1, np.intp), None, wanted, policy)
    opening.under(None)
    return _failures(opening.missing, policy, opening.found)


def _failures(missing: Wanted, policy: Policy, found: Open) -> dict[int, list[Failure]]:
    """A failure for each open count that is not shown; towards where counts are lacking."""
    failures: dict[int, list[Failure]] = {}
    first = 1 << policy.protected_low
    for kind, cells, shown in (
        (Kind.SMALL, missing.cells, found.cells),
        (Kind.ADJOINING, missing.complements, found.complements),
    ):
        for row, cell in np.argwhere(cells).tolist():
            lacks_low = not int(shown[row, cell]) & first
            side = -1 if lacks_low == (kind is Kind.SMALL) else 1
            failures.setdefault(row, []).append(Failure(kind, cell, side, ()))
    return failures
