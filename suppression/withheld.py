"""Rule ``suppress``: exact counts, sensitive ones withheld, and the limit a withheld one shows.

A withheld count shows as its upper limit what the smallest published cell that contains it says:
nothing that the published counts do not tell anyway.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from suppression.bands import BandError, IntArray
from suppression.policy import Policy
from suppression.tables import DomainTables, TablePlan

_FAR = np.int64(1) << 40


def exact_tables(
    domain: str,
    plan: TablePlan,
    subjects: IntArray,
    counts: IntArray,
    policy: Policy,
    always: IntArray | None = None,
) -> DomainTables:
    """Counts of one domain with the sensitive ones withheld, before any further cell is.

    ``subjects`` (n,) with the denominator first, ``counts`` (n, plan.cells) true counts. Listed
    are the denominator, subjects above the threshold and those ``always`` listed; crossings stand
    from the crossing floor on. The limits of withheld cells are still open (see
    :func:`with_limits`). Raises ``BandError`` for negative counts.
    """
    if counts.size and counts.min() < 0:
        raise BandError("a count below zero")
    fixed = np.zeros(0, np.int64) if always is None else always
    listed = (counts[:, 0] > policy.threshold) | np.isin(subjects, fixed)
    listed[0] = True
    own = counts[listed]
    crossed = (own[:, 0] >= policy.first_crossed) | (not plan.crossings)
    sensitive = (own >= 1) & (own <= policy.threshold)
    low, high = np.where(sensitive, 0, own), np.where(sensitive, _FAR, own)
    tables = DomainTables(
        domain, plan, subjects[listed], low, high, crossed.astype(np.bool_), always=fixed
    )
    low[~tables.published] = 0
    high[~tables.published] = 0
    return tables


def with_limits(tables: Mapping[str, DomainTables]) -> dict[str, DomainTables]:
    """The tables, every withheld cell with the limit it must show.

    ``tables`` starts with the cohort. Raises ``BandError`` where the cohort's size is withheld:
    nothing contains it.
    """
    limits = shown_limits(tables)
    return {
        name: replace(found, high=np.where(found.low < found.high, limits[name], found.high))
        for name, found in tables.items()
    }


def shown_limits(tables: Mapping[str, DomainTables]) -> dict[str, IntArray]:
    """For every cell (n, cells) what a withheld one shows: the smallest exact count of its own
    subject that contains it; where even the total is withheld, what its denominator's shows."""
    cohort = next(iter(tables))
    size = _total(tables[cohort], _FAR)
    if size == _FAR:
        raise BandError("the size of the cohort must be published")
    return {name: _limits(found, _total(found, size)) for name, found in tables.items()}


def _total(tables: DomainTables, otherwise: np.int64) -> np.int64:
    """The denominator's total, or what stands in for it where it is withheld."""
    low, high = tables.low[0, 0], tables.high[0, 0]
    return np.int64(high if low == high else otherwise)


def _limits(tables: DomainTables, denominator: np.int64) -> IntArray:
    exact = tables.low == tables.high
    limits = np.where(exact, tables.high, _FAR)
    limits[~exact[:, 0], 0] = denominator
    for crossed in (False, True):
        rows = np.flatnonzero(tables.crossed == crossed)
        own = limits[rows]
        # wholes come before their parts: the total, one-way cuts, crossings
        for tie in tables.plan.ties(crossed) if len(rows) else ():
            own[:, tie.parts] = np.minimum(own[:, tie.parts], own[:, tie.whole, None])
        limits[rows] = own
    return limits
