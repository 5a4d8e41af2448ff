"""``counts.parquet``: the published tables of every domain as rows, and back.

One row per published cell, subjects contiguous, cells in the order of the table plan. Reading
accepts exactly what writing gives: a missing, doubled or displaced row is refused.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aggregates.dimension import Dimension
from aggregates.release_format import COUNTS_SCHEMA, group_ids
from suppression.tables import DomainTables, TablePlan


class CountsError(ValueError):
    """Rows that are not the cells the table plan asks for."""


def counts_rows(tables: Sequence[DomainTables], dimensions: Sequence[Dimension]) -> pa.Table:
    """All published cells, in :data:`COUNTS_SCHEMA`."""
    return pa.concat_tables(_domain_rows(domain, dimensions) for domain in tables)


def _domain_rows(tables: DomainTables, dimensions: Sequence[Dimension]) -> pa.Table:
    plan = tables.plan
    names = group_ids(plan, dimensions)
    published = tables.published
    subject, cell = np.nonzero(published)
    columns = [
        pa.repeat(pa.scalar(tables.domain), len(cell)),
        pa.array(tables.subjects[subject]),
        pa.array([cut for cut, _ in names]).take(pa.array(cell)),
        pa.array([group for _, group in names]).take(pa.array(cell)),
        pa.array(tables.low[published].astype(np.int32)),
        pa.array(tables.high[published].astype(np.int32)),
    ]
    return pa.table(columns, schema=COUNTS_SCHEMA)


def read_counts(
    rows: pa.Table, plans: Mapping[str, TablePlan], dimensions: Sequence[Dimension]
) -> dict[str, DomainTables]:
    """The published tables of every domain of ``plans``, or :class:`CountsError`."""
    domains = rows.column("domain").combine_chunks()
    runs = pc.run_end_encode(domains)
    names = runs.values.to_pylist()
    if names != list(plans):
        raise CountsError(f"domains stand as {names}, the release says {list(plans)}")
    ends = [0, *runs.run_ends.to_pylist()]
    return {
        name: _read_domain(name, rows.slice(start, end - start), plans[name], dimensions)
        for name, start, end in zip(names, ends[:-1], ends[1:], strict=True)
    }


def _read_domain(
    domain: str, rows: pa.Table, plan: TablePlan, dimensions: Sequence[Dimension]
) -> DomainTables:
    concept = rows.column("concept_id").to_numpy()
    starts = np.flatnonzero(np.concatenate(([True], concept[1:] != concept[:-1])))
    subjects = concept[starts]
    lengths = np.diff(np.append(starts, len(concept)))
    crossed = lengths == plan.cells
    expected = np.where(crossed, plan.cells, plan.cells_without_crossings)
    if subjects[0] != 0 or (np.diff(subjects) <= 0).any():
        raise CountsError(f"domain {domain}: subjects are not 0 and then ascending, each once")
    if (wrong := np.flatnonzero(lengths != expected)).size:
        raise CountsError(
            f"domain {domain}: concept {subjects[wrong[0]]} has {lengths[wrong[0]]} rows where "
            f"the table plan asks for {plan.cells_without_crossings} or {plan.cells}"
        )
    cell = np.arange(len(concept)) - np.repeat(starts, lengths)
    _check_names(domain, rows, cell, group_ids(plan, dimensions))
    shape = (len(subjects), plan.cells)
    low, high = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    where = (np.repeat(np.arange(len(subjects)), lengths), cell)
    low[where] = rows.column("low").to_numpy()
    high[where] = rows.column("high").to_numpy()
    return DomainTables(domain, plan, subjects.astype(np.int64), low, high, crossed)


def _check_names(
    domain: str, rows: pa.Table, cell: NDArray[np.int64], names: Sequence[tuple[str, str]]
) -> None:
    for position, column in enumerate(("cut", "group")):
        stated = rows.column(column)
        known, codes = np.unique([name[position] for name in names], return_inverse=True)
        found = pc.index_in(stated, value_set=pa.array(known)).fill_null(-1).to_numpy()
        wrong = np.flatnonzero(found != codes[cell])
        if wrong.size:
            concept = rows.column("concept_id")[int(wrong[0])]
            raise CountsError(
                f"domain {domain}: concept {concept} has {column} "
                f"{stated[int(wrong[0])].as_py()!r} where {names[cell[wrong[0]]][position]!r} "
                "must stand"
            )
