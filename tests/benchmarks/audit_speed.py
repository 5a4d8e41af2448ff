"""How long the attack takes a family, and whether its memory grows with the number of families.

Random people, concepts as random subsets of them in a hierarchy (one in ten has nine below it),
protected and attacked as a release is: complements and roll-up differences.
"""

import resource
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from aggregates.policies import shipped_policy
from suppression.attack import outcomes_of
from suppression.bands import IntArray
from suppression.jobs import Job, jobs_of
from suppression.processes import spread
from suppression.protection import protect
from suppression.tables import Cut, DomainTables, TablePlan

PEOPLE, WORKERS = 200_000, 2
SIZES = {"sex": 5, "age": 17, "race": 12, "region": 16}
_BELOW = 9
_MEGABYTE = 1024  # Linux counts in kilobytes


def _plan() -> TablePlan:
    one_way = [Cut((name,), (size,)) for name, size in SIZES.items()]
    crossed = [Cut(("sex", name), (SIZES["sex"], SIZES[name])) for name in SIZES if name != "sex"]
    return TablePlan((Cut((), ()), *one_way, *crossed), frozenset(SIZES))


class _People:
    """Random people, each in one cell of every cut."""

    def __init__(self, plan: TablePlan, random: np.random.Generator) -> None:
        self._plan = plan
        groups = {
            name: random.choice(size, PEOPLE, p=random.dirichlet(np.full(size, 0.7)))
            for name, size in SIZES.items()
        }
        self._cells = {
            cut.id: np.zeros(PEOPLE, np.int64)
            if not cut.dimensions
            else np.ravel_multi_index([groups[name] for name in cut.dimensions], cut.sizes)
            for cut in plan.cuts
        }

    def counts(self, members: IntArray) -> IntArray:
        """Members in every cell of the plan, (cells,)."""
        return np.concatenate(
            [
                np.bincount(self._cells[cut.id][members], minlength=cut.cells)
                for cut in self._plan.cuts
            ]
        )


def release_of(families: int, seed: int = 1) -> dict[str, DomainTables]:
    """A cohort, and one domain with so many concepts."""
    policy, plan = shipped_policy("all-of-us"), _plan()
    random = np.random.default_rng(seed)
    people = _People(plan, random)
    inside = np.flatnonzero(random.random(PEOPLE) < 0.9)
    counts, lineage = [people.counts(inside)], []
    while len(counts) <= families:
        parts = [
            random.choice(inside, int(np.exp(random.uniform(np.log(30), np.log(3_000)))), False)
            for _ in range(_BELOW)
        ]
        above = len(counts)
        counts += [people.counts(np.unique(np.concatenate(parts))), *map(people.counts, parts)]
        lineage += [(above, above + 1 + part) for part in range(_BELOW)]
    ids = np.arange(families + 1)
    pairs = np.array([pair for pair in lineage if max(pair) <= families])
    everyone = np.array([people.counts(np.arange(PEOPLE))])
    domain = protect("condition", plan, ids, np.array(counts)[: families + 1], policy)
    listed = np.isin(pairs, domain.subjects).all(axis=1)
    return {
        "cohort": protect("cohort", plan, ids[:1], everyone, policy),
        "condition": DomainTables(
            "condition", plan, domain.subjects, domain.low, domain.high, domain.crossed,
            pairs[listed],
        ),
    }  # fmt: skip


def main() -> None:
    """Print the table."""
    policy = shipped_policy("all-of-us")
    table = Table(
        "families", "cells of each, most", "pairs attacked", "CPU ms a family", "seconds",
        "MB of a worker, most",
    )  # fmt: skip
    for families in (1_000, 5_000):
        tables = release_of(families)
        jobs = jobs_of(tables, policy)
        pieces = [piece for job in jobs for piece in job.split(range(len(job.rows)))]
        before, start = _worker_seconds() + time.process_time(), time.perf_counter()
        done = list(spread(_attacked, pieces, WORKERS))
        pairs = sum(number for number, _ in done)
        taken = _worker_seconds() + time.process_time() - before
        listed = len(tables["condition"].subjects)
        table.add_row(
            f"{listed:,}", f"{tables['condition'].plan.cells}", f"{pairs:,}",
            f"{1000 * taken / listed:.0f}", f"{time.perf_counter() - start:.0f}",
            f"{max(peak for _, peak in done):.0f}",
        )  # fmt: skip
    Console(width=140).print(table)


def _attacked(job: Job) -> tuple[int, float]:
    """How many pairs were attacked, and the most memory that this process has used, in MB."""
    outcomes = outcomes_of(job)
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return len(outcomes), int(peak) / _MEGABYTE


def _worker_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
