"""The auditor: attacks every family of a set of published tables and gathers the evidence.

It reads published tables, the table plan and the policy, never a true count. Families are spread
over processes; their order, and so the result, does not depend on how many there are.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from suppression.bands import IntArray
from suppression.denominators import domain_requests, whole_tables
from suppression.families import NO_TABLES, WholeTables, family_of
from suppression.policy import Policy
from suppression.processes import spread
from suppression.tables import DomainTables
from suppression.witnesses import Evidence, find_witnesses

Progress = Callable[[int, int], None]
_CHUNK = 32


@dataclass(frozen=True)
class DomainAudit:
    """Evidence of every subject of a domain; ``wholes`` are tables of the first, the denominator,
    on which the witnesses of the others stand."""

    wholes: WholeTables
    evidence: tuple[Evidence, ...]

    @property
    def failing(self) -> tuple[int, ...]:
        """Positions of the subjects that an attacker can narrow."""
        return tuple(at for at, found in enumerate(self.evidence) if found.failures)


@dataclass(frozen=True)
class _Job:
    owner: str
    tables: DomainTables
    positions: Sequence[int]
    denominator: DomainTables | None
    wholes: WholeTables
    policy: Policy
    enough: int | None


@dataclass(frozen=True)
class _Attacked:
    """Evidence of a job's families, and the denominator's tables that they found themselves."""

    evidence: list[Evidence]
    wholes: IntArray
    above: IntArray


def audit_tables(
    tables: Mapping[str, DomainTables],
    policy: Policy,
    workers: int = 1,
    progress: Progress = lambda done, of: None,
    hints: Mapping[str, WholeTables] | None = None,
    enough: int | None = None,
) -> dict[str, DomainAudit]:
    """Attack every family. ``tables`` starts with the whole cohort, every domain's denominator.

    ``hints`` are tables of the denominators to try first, as a certificate carries them; each is
    checked before it is used. With ``enough`` the attack on a family ends at that many narrowed
    cells. Returns the evidence per domain in the same order.
    """
    everyone = {name: set(range(len(found.subjects))) for name, found in tables.items()}
    return audit_again(tables, {}, everyone, policy, workers, progress, hints or {}, enough)


def audit_again(
    tables: Mapping[str, DomainTables],
    before: Mapping[str, DomainAudit],
    changed: Mapping[str, Set[int]],
    policy: Policy,
    workers: int = 1,
    progress: Progress = lambda done, of: None,
    hints: Mapping[str, WholeTables] = MappingProxyType({}),
    enough: int | None = None,
) -> dict[str, DomainAudit]:
    """Attack the families at the ``changed`` positions, and those under a changed denominator.

    ``before`` holds the evidence of the others, which stays valid. Where a denominator itself can
    be narrowed, nothing under it is attacked: that must be mended first.
    """
    cohort, *names = tables
    redone = _redone(tables, cohort, changed)
    evidence = {
        name: dict(enumerate(before[name].evidence)) if name in before else {} for name in tables
    }
    kept = {name: found.wholes for name, found in before.items() if 0 not in redone[name]}
    kept |= hints
    wholes = {cohort: _cohort_wholes(tables, kept.get(cohort), redone, policy)}
    for name in tables:
        if 0 in redone[name]:
            denominator = None if name == cohort else tables[cohort]
            job = _Job(name, tables[name], [0], denominator, wholes[cohort], policy, enough)
            wholes[cohort], (evidence[name][0],) = _joined(wholes[cohort], _audit(job))
    jobs = []
    for name in names:
        known = kept.get(name)
        later = sorted(redone[name] - {0})
        wanted = domain_requests(tables[name], later, tables[name], policy)
        above = (tables[cohort], wholes[cohort].tables)
        if evidence[cohort][0].failures or evidence[name][0].failures:
            wholes[name] = known or NO_TABLES
            evidence[name] = {0: evidence[name][0]}
            continue
        wholes[name] = whole_tables(tables[name], above, wanted, policy, known, evidence[name][0])
        for start in range(0, len(later), _CHUNK):
            chunk = later[start : start + _CHUNK]
            jobs.append(_Job(name, tables[name], chunk, tables[name], wholes[name], policy, enough))
    families = sum(len(job.positions) for job in jobs)
    done = 0
    with closing(spread(_audit, jobs, workers)) as results:
        for job, attacked in zip(jobs, results, strict=True):
            wholes[job.owner], found = _joined(wholes[job.owner], attacked, len(job.wholes.tables))
            evidence[job.owner].update(zip(job.positions, found, strict=True))
            done += len(found)
            progress(done, families)
    return {
        name: DomainAudit(wholes[name], tuple(found[at] for at in sorted(found)))
        for name, found in evidence.items()
    }


def _joined(
    wholes: WholeTables, attacked: _Attacked, common: int | None = None
) -> tuple[WholeTables, list[Evidence]]:
    """Tables that a job found for itself go behind the others, and its evidence points there."""
    shift = 0 if common is None else len(wholes.tables) - common
    first = len(wholes.tables) - shift
    evidence = [
        replace(
            found,
            denominators=np.where(
                found.denominators >= first, found.denominators + shift, found.denominators
            ),
        )
        for found in attacked.evidence
    ]
    return wholes.extended(attacked.wholes, attacked.above), evidence


def _redone(
    tables: Mapping[str, DomainTables], cohort: str, changed: Mapping[str, Set[int]]
) -> dict[str, Set[int]]:
    """Positions to attack: all of a domain where its denominator, or the cohort, has changed."""
    return {
        name: (
            set(range(len(found.subjects)))
            if changed.get(cohort) or 0 in changed.get(name, ())
            else set(changed.get(name, ()))
        )
        for name, found in tables.items()
    }


def _cohort_wholes(
    tables: Mapping[str, DomainTables],
    known: WholeTables | None,
    redone: Mapping[str, Set[int]],
    policy: Policy,
) -> WholeTables:
    cohort, *names = tables
    wanted = set[tuple[int, int, int]]()
    for name in names:
        wanted |= domain_requests(tables[name], redone[name] & {0}, tables[cohort], policy)
    return whole_tables(tables[cohort], None, wanted, policy, known)


def _audit(job: _Job) -> _Attacked:
    """Attack the families of a job; what one finds of the denominator serves the next."""
    wholes, evidence = job.wholes, []
    for position in job.positions:
        family = family_of(job.tables, position, job.denominator, wholes, job.policy)
        found = find_witnesses(family, job.policy, job.enough)
        wholes = wholes.extended(found.wholes, found.above)
        evidence.append(replace(found, wholes=found.wholes[:0], above=found.above[:0]))
    start = len(job.wholes.tables)
    return _Attacked(evidence, wholes.tables[start:], wholes.above[start:])
