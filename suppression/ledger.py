"""Releases of one cohort against each other.

Whoever keeps an earlier release has its bands as well. Where nobody leaves, no count becomes
smaller, and a later count minus an earlier one is the number of those who joined: a count like any
other, small as a rule. Only cuts whose groups people never change (sex, not age) can be compared.
Without that assumption two releases have nothing to do with each other, and each stands alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from suppression.coupling import Coupling, Kind, coupled_limits, couplings
from suppression.known import Rows
from suppression.policy import Policy
from suppression.tables import DomainTables


@dataclass(frozen=True)
class Earlier:
    """Tables of an earlier release, the cohort's first; ``id`` tells it from all others."""

    id: str
    tables: Mapping[str, DomainTables]


@dataclass(frozen=True)
class Ledger:
    """Tables of a release and of all earlier ones, and what couples them where nobody leaves.

    ``origin`` tells for each earlier table the release's own one of the same domain, if any.
    """

    tables: dict[str, DomainTables]
    links: tuple[Coupling, ...]
    origin: Mapping[str, str]


def ledger_of(
    tables: Mapping[str, DomainTables], earlier: Sequence[Earlier], policy: Policy
) -> Ledger:
    """A release joined with ``earlier`` ones, the newest first.

    Where bands show that people did leave, the subject is not compared; where all bands together
    do, these two releases are not.
    """
    joined, origin = dict(tables), dict[str, str]()
    for release in earlier:
        for name, found in release.tables.items():
            joined[_name(name, release.id)] = _renamed(found, release.id)
            origin[_name(name, release.id)] = name
    links = list(couplings(tables))
    for release in earlier:
        links += couplings({_name(name, release.id): joined[_name(name, release.id)]
                            for name in release.tables})  # fmt: skip
    for later, former in combinations(["", *(release.id for release in earlier)], 2):
        growth = list(_growth(joined, tables, later, former))
        if not _contradictory(joined, [*links, *growth], policy):
            links += growth
    return Ledger(joined, tuple(links), origin)


def _renamed(tables: DomainTables, release: str) -> DomainTables:
    """Tables under the name that tells them from another release's."""
    return replace(
        tables,
        domain=_name(tables.domain, release),
        part_of={_name(upper, release): pairs for upper, pairs in tables.part_of.items()},
        sums=tuple(replace(one, within=_name(one.within, release)) for one in tables.sums),
        covers=tuple(replace(one, within=_name(one.within, release)) for one in tables.covers),
    )


def _name(domain: str, release: str) -> str:
    return f"{domain}@{release}" if release else domain


def _growth(
    joined: Mapping[str, DomainTables], domains: Mapping[str, DomainTables], later: str, former: str
) -> Iterator[Coupling]:
    for domain in domains:
        upper, lower = _name(domain, later), _name(domain, former)
        if upper not in joined or lower not in joined:
            continue
        cells = lasting_cells(joined[upper], joined[lower])
        _, above, below = np.intersect1d(
            joined[upper].subjects, joined[lower].subjects, return_indices=True
        )
        rows = np.stack([above, below], axis=1)
        parts = [part for one in joined[lower].sums for part in one.parts]
        moved = np.isin(joined[lower].subjects[rows[:, 1]], parts)  # to another answer, or bin
        kept = _nobody_left(joined[upper], joined[lower], rows, cells) & ~moved
        if kept.any() and (cells >= 0).any():
            yield Coupling(Kind.GROWTH, upper, lower, rows[kept], cells)


def lasting_cells(upper: DomainTables, lower: DomainTables) -> Rows:
    """For each cell of an earlier table the later one's of the same group, or -1 where people may
    change groups, or groups differ."""
    cells = np.full(lower.plan.cells, -1, np.intp)
    there = {cut.id: cut for cut in upper.plan.cuts}
    for cut in lower.plan.cuts:
        lasting = lower.plan.lasting & upper.plan.lasting
        if there.get(cut.id) == cut and lasting.issuperset(cut.dimensions):
            where = upper.plan.slices[cut.id]
            cells[lower.plan.slices[cut.id]] = np.arange(where.start, where.stop)
    return cells


def _nobody_left(upper: DomainTables, lower: DomainTables, rows: Rows, cells: Rows) -> Rows:
    """Which pairs of rows (k, 2) no published band contradicts."""
    here = np.flatnonzero(cells >= 0)
    above, below = np.ix_(rows[:, 0], cells[here]), np.ix_(rows[:, 1], here)
    both = upper.published[above] & lower.published[below]
    return np.asarray(~(both & (upper.high[above] < lower.low[below])).any(axis=1))


def _contradictory(
    tables: Mapping[str, DomainTables], links: Sequence[Coupling], policy: Policy
) -> bool:
    limits = coupled_limits(tables, policy, links)
    return any((low > high).any() for low, high in limits.values())
