"""The auditor: attacks every family of a set of published tables and gathers the evidence.

It reads published tables, the table plan and the policy, never a true count. Families are spread
over processes; their order, and so the result, does not depend on how many there are.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from suppression.denominators import domain_requests, whole_tables
from suppression.families import WholeTables, family_of
from suppression.policy import Policy
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


def audit_tables(
    tables: Mapping[str, DomainTables],
    policy: Policy,
    workers: int = 1,
    progress: Progress = lambda done, of: None,
) -> dict[str, DomainAudit]:
    """Attack every family. ``tables`` starts with the whole cohort, every domain's denominator.

    Returns the evidence per domain in the same order.
    """
    everyone = {name: range(len(found.subjects)) for name, found in tables.items()}
    return audit_again(tables, {}, {name: set(at) for name, at in everyone.items()}, policy,
                       workers, progress)  # fmt: skip


def audit_again(
    tables: Mapping[str, DomainTables],
    before: Mapping[str, DomainAudit],
    changed: Mapping[str, Set[int]],
    policy: Policy,
    workers: int = 1,
    progress: Progress = lambda done, of: None,
) -> dict[str, DomainAudit]:
    """Attack the families at the ``changed`` positions, and those under a changed denominator.

    ``before`` holds the evidence of the others, which stays valid.
    """
    cohort_name, *names = tables
    redone = _redone(tables, cohort_name, changed)
    wholes = _all_wholes(tables, before, redone, policy)
    jobs = []
    for name in (cohort_name, *names):
        denominator = None if name == cohort_name else tables[cohort_name]
        if 0 in redone[name]:
            jobs.append(_Job(name, tables[name], [0], denominator, wholes[cohort_name], policy))
        later = sorted(redone[name] - {0})
        for start in range(0, len(later), _CHUNK):
            chunk = later[start : start + _CHUNK]
            jobs.append(_Job(name, tables[name], chunk, tables[name], wholes[name], policy))
    evidence = {
        name: dict(enumerate(before[name].evidence)) if name in before else {} for name in tables
    }
    families = sum(len(job.positions) for job in jobs)
    done = 0
    for job, attacked in zip(jobs, _run(jobs, workers), strict=True):
        evidence[job.owner].update(zip(job.positions, attacked, strict=True))
        done += len(attacked)
        progress(done, families)
    return {
        name: DomainAudit(wholes[name], tuple(found[at] for at in sorted(found)))
        for name, found in evidence.items()
    }


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


def _all_wholes(
    tables: Mapping[str, DomainTables],
    before: Mapping[str, DomainAudit],
    redone: Mapping[str, Set[int]],
    policy: Policy,
) -> dict[str, WholeTables]:
    cohort_name, *names = tables
    cohort = tables[cohort_name]

    def known(name: str) -> WholeTables | None:
        return before[name].wholes if name in before and 0 not in redone[name] else None

    wanted = set[tuple[int, int, int]]()
    for name in names:
        wanted |= domain_requests(tables[name], redone[name] & {0}, cohort, policy)
    wholes = {cohort_name: whole_tables(cohort, None, wanted, policy, known(cohort_name))}
    for name in names:
        found = tables[name]
        wanted = domain_requests(found, sorted(redone[name] - {0}), found, policy)
        above = (cohort, wholes[cohort_name].tables)
        wholes[name] = whole_tables(found, above, wanted, policy, known(name))
    return wholes


def _run(jobs: Sequence[_Job], workers: int) -> Iterator[list[Evidence]]:
    if workers <= 1 or len(jobs) <= 2 * workers:
        yield from map(_audit, jobs)
        return
    # fork would copy the threads of the caller; a fresh interpreter is safe with any of them
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(_audit, jobs)


def _audit(job: _Job) -> list[Evidence]:
    return [
        find_witnesses(
            family_of(job.tables, position, job.denominator, job.wholes, job.policy),
            job.policy,
        )
        for position in job.positions
    ]
