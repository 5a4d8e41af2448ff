"""The verifier: checks a certificate by plain arithmetic.

It shares no code with the auditor and uses no solver. It knows the policy, the table plan and the
published bands, derives from them what must be shown, and looks for it in the certificate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suppression.bands import BandError, IntArray, check_on_grid
from suppression.certificate import DomainCertificate, SubjectWitnesses
from suppression.policy import Policy
from suppression.tables import DomainTables, TablePlan
from suppression.verifier_limits import NETWORK, Above, denominator_of, limits_of


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
    cohort_name = next(iter(tables))
    for name, found in tables.items():
        certificate = certificates[name]
        top = None if name == cohort_name else (tables[cohort_name], certificates[cohort_name])
        yield from _check_bands(found, policy)
        yield from _check_wholes(found, certificate, top, policy)
        own = (found, certificate)
        for position in range(len(found.subjects)):
            whole = own if position else top
            for what in _check_subject(found, position, certificate, whole, policy):
                yield Problem(name, int(found.subjects[position]), what)


def _check_bands(tables: DomainTables, policy: Policy) -> Iterator[Problem]:
    """Bands must lie on a grid, and a withheld cell repeats the smallest that contains it."""
    low, high = tables.low[tables.published], tables.high[tables.published]
    try:
        check_on_grid(low, high, policy)
    except BandError as problem:
        yield Problem(tables.domain, int(tables.subjects[0]), str(problem))
    withheld = (tables.low == 0) & ~np.isin(tables.high, policy.widths) & tables.published
    for position, cell in np.argwhere(withheld).tolist():
        ties = tables.plan.ties(bool(tables.crossed[position]))
        wholes = [int(tables.high[position, tie.whole]) for tie in ties if cell in tie.parts]
        if wholes and tables.high[position, cell] != min(wholes):
            what = f"cell {cell} is withheld and yet has an upper limit of its own"
            yield Problem(tables.domain, int(tables.subjects[position]), what)


def _check_wholes(
    tables: DomainTables,
    certificate: DomainCertificate,
    top: tuple[DomainTables, DomainCertificate] | None,
    policy: Policy,
) -> Iterator[Problem]:
    low, high = limits_of(tables, 0, policy)
    sound = _agree(certificate.wholes, low, high, tables.plan, bool(tables.crossed[0]))
    if top is not None and sound.size:
        above = denominator_of(tables, 0, *top, policy)
        if not _within(certificate.above, len(above.tables)):
            sound[:] = False
        else:
            sound &= (certificate.wholes <= above.tables[certificate.above]).all(axis=1)
    if not sound.all():
        what = "a table of the denominator contradicts what is published"
        yield Problem(tables.domain, int(tables.subjects[0]), what)


def _check_subject(
    tables: DomainTables,
    position: int,
    certificate: DomainCertificate,
    whole: tuple[DomainTables, DomainCertificate] | None,
    policy: Policy,
) -> Iterator[str]:
    found = certificate.subjects[position]
    low, high = limits_of(tables, position, policy)
    crossed = bool(tables.crossed[position])
    above = None if whole is None else denominator_of(tables, position, *whole, policy)
    if not _agree(found.tables, low, high, tables.plan, crossed).all():
        yield "a witness contradicts what is published"
        return
    if above is not None and len(found.tables):
        if not _within(found.denominators, len(above.tables)):
            yield "a witness stands on a table that is not there"
            return
        for side in (0, 1):
            if (found.tables > above.tables[found.denominators[:, side]]).any():
                yield "a witness exceeds its denominator"
                return
    if crossed and len(tables.plan.crossings) > NETWORK and not _star_holds(found, tables.plan.hub):
        yield "witnesses of a star of crossings differ in their total"
        return
    yield from _check_open(tables, position, found, above, policy)


def _within(positions: IntArray, length: int) -> bool:
    return bool((positions >= 0).all() and (positions < length).all())


def _check_open(
    tables: DomainTables,
    position: int,
    found: SubjectWitnesses,
    above: Above | None,
    policy: Policy,
) -> Iterator[str]:
    low, high = tables.row(position)
    first, last = policy.protected_low, policy.protected_high
    reached = _ranges(found)
    for cell in np.flatnonzero(low == 0).tolist():
        if cell in found.floors:
            floor = _floor(tables, position, cell, above, policy, found)
            if policy.threshold < floor <= high[cell]:
                continue
        if not any(a[cell] <= first and b[cell] >= last for _, a, b in reached):
            yield f"cell {cell} of 0 to {policy.threshold} is not shown open"
    if above is None:
        return
    for cell in np.flatnonzero(above.known & (above.high - low <= policy.threshold)).tolist():
        still = _stands_still(found, above, cell, policy)
        if not still and not any(
            above.tables[at, cell] - b[cell] <= first and above.tables[at, cell] - a[cell] >= last
            for at, a, b in reached
        ):
            yield f"the complement of cell {cell} is not shown open"
    wide = above.known & (above.low - high <= policy.threshold)
    for cell in np.flatnonzero(wide & (above.high - low > policy.threshold)).tolist():
        if not any(b[cell] - a[cell] >= last - first for _, a, b in reached):
            yield f"the complement of cell {cell} is too narrow"


def _ranges(found: SubjectWitnesses) -> list[tuple[int, IntArray, IntArray]]:
    """Per denominator table the least and the largest count of every cell over it."""
    same = found.denominators[:, 0] == found.denominators[:, 1]
    ranges = []
    for at in np.unique(found.denominators[same, 0]):
        here = found.tables[same & (found.denominators[:, 0] == at)]
        ranges.append((int(at), here.min(axis=0), here.max(axis=0)))
    return ranges


def _stands_still(found: SubjectWitnesses, above: Above, cell: int, policy: Policy) -> bool:
    first, second = found.denominators.T
    here = found.tables[:, cell]
    least = above.tables[first, cell] - here <= policy.protected_low
    most = above.tables[second, cell] - here >= policy.protected_high
    joined = above.stands_on[first] == above.stands_on[second]
    if above.hub is not None:
        joined &= _moves_as_one(above.own_tables[first], above.own_tables[second], above.hub)
    return bool((least & most & joined).any())


def _agree(
    tables: IntArray, low: IntArray, high: IntArray, plan: TablePlan, crossed: bool
) -> NDArray[np.bool_]:
    """Which tables lie within the bands and satisfy every equation, shape (m,)."""
    wrong: IntArray = ((tables < low) | (tables > high)).sum(axis=1)
    for tie in plan.ties(crossed):
        wrong += tables[:, tie.whole] != tables[:, tie.parts].sum(axis=1)
    sound: NDArray[np.bool_] = np.equal(wrong, 0)
    return sound


def _star_holds(found: SubjectWitnesses, hub: slice) -> bool:
    """Whether over each denominator table all witnesses agree in their total, or there are just
    two, between which all groups of the hub move with it."""
    same = found.denominators[:, 0] == found.denominators[:, 1]
    for at in np.unique(found.denominators[same, 0]):
        here = found.tables[same & (found.denominators[:, 0] == at)]
        two = len(here) == 2 and _moves_as_one(here[:1], here[1:], hub).all()
        if not two and (here[:, 0] != here[0, 0]).any():
            return False
    return True


def _moves_as_one(first: IntArray, second: IntArray, hub: slice) -> NDArray[np.bool_]:
    """Whether the total stays, or no group of the hub moves against it, shape (m,)."""
    change = second - first
    against: NDArray[np.bool_] = (change[:, hub] * np.sign(change[:, :1]) < 0).any(axis=1)
    return ~against


def _floor(
    tables: DomainTables,
    position: int,
    cell: int,
    above: Above | None,
    policy: Policy,
    found: SubjectWitnesses,
) -> int:
    """The lower limit of a cell that the stated multiples of rows prove, or 0.

    An equation is worth zero and "denominator minus subject" at least zero, so taking multiples
    of them away cannot raise the cell; what remains is a sum of cells, each at least what its
    band allows.
    """
    low, high = limits_of(tables, position, policy)
    own = tables.plan.ties(bool(tables.crossed[position]))
    ties, shift, shared = [(tie.whole, tie.parts, 0) for tie in own], 0, np.zeros(0, np.intp)
    if above is not None:
        shift = len(above.own_low)
        high = np.minimum(high, above.high)
        low, high = np.concatenate([above.own_low, low]), np.concatenate([above.own_high, high])
        ties = [(tie.whole, tie.parts, 0) for tie in above.ties]
        ties += [(tie.whole, tie.parts, shift) for tie in own]
        shared = np.flatnonzero(above.known)
    # whole numbers of any size: a stated multiplier must not overflow into a proof
    low, high = low.astype(object), high.astype(object)
    weights = np.zeros(len(low), object)
    weights[shift + cell] = 1
    for row, multiplier in found.floors[cell].items():
        if 0 <= row < len(ties):
            whole, parts, start = ties[row]
            weights[start + whole] -= multiplier
            weights[start + parts] += multiplier
        elif len(ties) <= row < len(ties) + len(shared) and multiplier >= 0 and above is not None:
            here = shared[row - len(ties)]
            weights[above.cell[here]] -= multiplier
            weights[shift + here] += multiplier
        else:
            return 0
    return int(np.where(weights > 0, weights * low, weights * high).sum())
