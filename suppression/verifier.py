"""The verifier: checks a certificate by plain arithmetic.

It shares no code with the auditor and uses no solver. It knows the policy, the table plan and the
published bands, derives from them what must be open, and works out under the certificate's whole
tables whether it is. Nothing that a certificate claims is taken for granted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suppression.bands import BandError, IntArray, check_on_grid
from suppression.certificate import DomainCertificate
from suppression.differences import narrow_differences
from suppression.known import Limits, known_limits, limits_of
from suppression.openness import Opening, Wanted, wanted_of
from suppression.policy import Policy
from suppression.sums import matching
from suppression.tables import DomainTables, TablePlan
from suppression.withheld import shown_limits


@dataclass(frozen=True)
class Problem:
    """Something a certificate fails to show, for one subject of one domain."""

    domain: str
    subject: int
    what: str

    def __str__(self) -> str:
        return f"domain {self.domain}, concept {self.subject}: {self.what}"


def verify(
    tables: Mapping[str, DomainTables],
    certificates: Mapping[str, DomainCertificate],
    policy: Policy,
) -> Iterator[Problem]:
    """Every problem of a certificate, nothing where it proves what it should."""
    cohort = next(iter(tables))
    limits = known_limits(tables, policy)
    if policy.publishes_exactly:
        yield from _check_limits(tables)
        for name, row, cell in narrow_differences(tables, limits, policy):
            what = f"cell {cell} of one that it is part of tells too much of the rest"
            yield Problem(name, int(tables[name].subjects[row]), what)
    for name, found in tables.items():
        top = None if name == cohort else (tables[cohort], certificates[cohort])
        yield from _check_bands(found, policy)
        yield from _check_agreement(found, limits[name])
        unsound = list(_check_wholes(found, certificates[name], top, policy))
        yield from unsound
        if not unsound:
            yield from _check_open(found, certificates, limits, cohort, tables[cohort], policy)


def _check_open(
    tables: DomainTables,
    certificates: Mapping[str, DomainCertificate],
    limits: Limits,
    cohort: str,
    top: DomainTables,
    policy: Policy,
) -> Iterator[Problem]:
    name = tables.domain
    for missing in openings(tables, certificates, limits, cohort, top, policy):
        for row, cell in np.argwhere(missing.cells).tolist():
            what = f"cell {cell} of 0 to {policy.threshold} is not shown open"
            yield Problem(name, int(tables.subjects[row]), what)
        for row, cell in np.argwhere(missing.complements).tolist():
            what = f"the complement of cell {cell} is not shown open"
            yield Problem(name, int(tables.subjects[row]), what)


def openings(
    tables: DomainTables,
    certificates: Mapping[str, DomainCertificate],
    limits: Limits,
    cohort: str,
    top: DomainTables,
    policy: Policy,
) -> Iterator[Wanted]:
    """What is not shown open: of the denominator under the cohort's whole tables, then of the
    concepts under the denominator's; of the cohort itself under none."""
    name = tables.domain
    wanted = wanted_of(tables, limits, None if name == cohort else (cohort, top), policy)
    if name == cohort:
        alone = Opening(tables, np.zeros(1, np.intp), None, wanted, policy)
        alone.under(None)
        yield alone.missing
        return
    concepts = np.arange(1, len(tables.subjects))
    for rows, denominator, wholes in (
        (np.zeros(1, np.intp), top, certificates[cohort].wholes),
        (concepts, tables, certificates[name].wholes),
    ):
        opening = Opening(tables, rows, denominator, wanted, policy)
        opening.under_each(list(wholes), range(len(wholes)))
        yield opening.missing


def _check_bands(tables: DomainTables, policy: Policy) -> Iterator[Problem]:
    """Bands must lie on a grid, and a withheld cell repeats the smallest that contains it."""
    low, high = tables.low[tables.published], tables.high[tables.published]
    try:
        check_on_grid(low, high, policy)
    except BandError as problem:
        yield Problem(tables.domain, int(tables.subjects[0]), str(problem))
    if policy.publishes_exactly:
        return  # see _check_limits
    withheld = (tables.low == 0) & ~np.isin(tables.high, policy.widths) & tables.published
    for position, cell in np.argwhere(withheld).tolist():
        ties = tables.plan.ties(bool(tables.crossed[position]))
        wholes = [int(tables.high[position, tie.whole]) for tie in ties if cell in tie.parts]
        limit = int(tables.high[position, cell])
        # nothing contains a total: repair leaves it the end of a band of the coarsest grid
        repeats = limit == min(wholes) if wholes else limit % policy.widths[-1] == 0
        if not repeats:
            what = f"cell {cell} is withheld and yet has an upper limit of its own"
            yield Problem(tables.domain, int(tables.subjects[position]), what)


def _check_limits(tables: Mapping[str, DomainTables]) -> Iterator[Problem]:
    """Where counts are published exactly, the limit of a withheld one follows from them."""
    try:
        shown = shown_limits(tables)
    except BandError as problem:
        yield Problem(next(iter(tables)), 0, str(problem))
        return
    for name, found in tables.items():
        differs = found.published & (found.low < found.high) & (found.high != shown[name])
        for position, cell in np.argwhere(differs).tolist():
            what = f"cell {cell} is withheld and yet has an upper limit of its own"
            yield Problem(name, int(found.subjects[position]), what)


def _check_agreement(tables: DomainTables, limits: tuple[IntArray, IntArray]) -> Iterator[Problem]:
    """Bands that leave a cell no count at all could hide anything: nothing is asked of them."""
    low, high = limits
    for row in np.flatnonzero(((low > high) & tables.published).any(axis=1)).tolist():
        yield Problem(tables.domain, int(tables.subjects[row]), "its bands contradict each other")


def _check_wholes(
    tables: DomainTables,
    certificate: DomainCertificate,
    top: tuple[DomainTables, DomainCertificate] | None,
    policy: Policy,
) -> Iterator[Problem]:
    low, high = (limit[0] for limit in limits_of(tables, policy))
    size = len(tables.row(0)[0])
    sound = _agree(
        certificate.wholes, low[:size], high[:size], tables.plan, bool(tables.crossed[0])
    )
    if top is None:
        sound &= certificate.above == 0  # the cohort's tables stand on nothing
    elif sound.size:
        across = matching(top[0], tables)[:size]
        there = np.flatnonzero((across >= 0) & (across < top[1].wholes.shape[1]))
        if not ((certificate.above >= 0) & (certificate.above < len(top[1].wholes))).all():
            sound[:] = False
        else:
            above = top[1].wholes[certificate.above][:, across[there]]
            sound &= (certificate.wholes[:, there] <= above).all(axis=1)
    if not sound.all():
        what = "a table of the denominator contradicts what is published"
        yield Problem(tables.domain, int(tables.subjects[0]), what)


def _agree(
    tables: IntArray, low: IntArray, high: IntArray, plan: TablePlan, crossed: bool
) -> NDArray[np.bool_]:
    """Which tables lie within the bands and satisfy every equation, shape (m,)."""
    wrong: IntArray = ((tables < low) | (tables > high)).sum(axis=1)
    for tie in plan.ties(crossed):
        wrong += tables[:, tie.whole] != tables[:, tie.parts].sum(axis=1)
    sound: NDArray[np.bool_] = np.equal(wrong, 0)
    return sound
