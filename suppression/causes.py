"""What fails in an attack, and whose bands are the cause: what repair is to widen."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from suppression.failures import Failure, Failures
from suppression.ledger import Ledger, lasting_cells
from suppression.outcome import Finding, Outcome
from suppression.policy import Policy
from suppression.tables import DomainTables
from suppression.wider import Move, moved

_ENOUGH_FAILURES = 8


def failures_of(
    outcomes: Iterable[Outcome],
    safe: Mapping[str, DomainTables],
    ledger: Ledger | None,
    policy: Policy,
) -> Failures:
    """What is told more of than the policy allows, per table and row, a few of each."""
    failing = Failures()
    for outcome in outcomes:
        for finding in outcome.narrowed:
            name, row, failure = _failure(finding, safe, policy)
            if ledger is not None and name not in safe:
                name, row, failure = _own(safe, ledger, name, row, failure)
            found = failing.setdefault(name, {}).setdefault(row, [])
            if len(found) < _ENOUGH_FAILURES:
                found.append(failure)
    return failing


def _failure(
    finding: Finding, safe: Mapping[str, DomainTables], policy: Policy
) -> tuple[str, int, Failure]:
    """Whose bands to widen, and which: those of the subject that hold its count back, else those
    of what it is part of, else of the other parts, else its own cell's. An earlier release's are
    left alone if possible."""
    lacks_low = finding.low > policy.protected_low
    side = -1 if lacks_low == (finding.of < 0) else 1
    own = (finding.table, finding.row)
    above = (finding.within, max(finding.of, 0))
    is_earlier = own[0] not in safe and above[0] in safe
    others = [(table, at) for table, at, _, _ in finding.held_by]
    for name, row in dict.fromkeys((*((above, own) if is_earlier else (own, above)), *others)):
        binding = tuple(
            (cell, end)
            for table, at, cell, end in finding.held_by
            if (table, at) == (name, row) and _yields(safe, table, at, (cell, end), policy)
        )
        if binding:
            return name, row, Failure(binding[0][0], side, binding)
    return *own, Failure(finding.cell, side, (), finding.tight)


def _own(
    safe: Mapping[str, DomainTables], ledger: Ledger, name: str, row: int, failure: Failure
) -> tuple[str, int, Failure]:
    """A failure of an earlier release as one of the same subject now, or of its denominator."""
    domain, then = ledger.origin[name], ledger.tables[name]
    now = safe[domain]
    at = int(np.searchsorted(now.subjects, then.subjects[row]))
    listed = at < len(now.subjects) and now.subjects[at] == then.subjects[row]
    cell = int(lasting_cells(now, then)[failure.cell])
    shown = listed and cell >= 0 and bool(now.published[at, cell])
    return domain, at if listed else 0, Failure(cell if shown else 0, failure.side, ())


def _yields(
    safe: Mapping[str, DomainTables], name: str, row: int, move: Move, policy: Policy
) -> bool:
    """Whether an end of a band can be moved outward: not what is published already."""
    if name not in safe:
        return False
    cell = move[0]
    now = int(safe[name].low[row, cell]), int(safe[name].high[row, cell])
    return moved(safe[name], row, move, policy) != now


def yielding(safe: Mapping[str, DomainTables], policy: Policy) -> Callable[[str, int, Move], bool]:
    """What tells of a table, a row and a move whether that end of a band can be moved outward."""
    return lambda name, row, move: _yields(safe, name, row, move, policy)


def causes(failing: Failures) -> Failures:
    """The failures to mend now: of each table, those that bands of subjects are known to hold
    back; else those that the denominator's do; else all.

    What is held back by the bands of a third subject only, another one's failure may explain, and
    where a subject's own bands do, wider ones of its denominator would be lost for nothing.
    """
    return {name: _first_causes(rows) for name, rows in failing.items()}


def _first_causes(rows: dict[int, list[Failure]]) -> dict[int, list[Failure]]:
    explained = {
        row: [failure for failure in found if failure.binding]
        for row, found in rows.items()
        if any(failure.binding for failure in found)
    }
    return {row: found for row, found in explained.items() if row} or explained or rows
