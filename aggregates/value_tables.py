"""``distributions.parquet``: the bins of every concept with values as rows, and back."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aggregates.counts_table import CountsError
from aggregates.dimension import Dimension
from aggregates.release_format import DISTRIBUTIONS_SCHEMA, group_ids, whose_values
from aggregates.stable_ids import stable_id
from suppression.bands import IntArray
from suppression.tables import Adds, DomainTables, Sum, TablePlan

_BIN = ("concept_id", "unit", "bin_low", "bin_high")
ANY_VALUE = (0, "", -np.inf, np.inf)  # the denominator: anyone with any of the concepts
Bin = tuple[int, str, float, float]


def bin_id(one: Bin) -> int:
    """The subject that a bin is; 0 for everyone."""
    return 0 if one == ANY_VALUE else stable_id(*one)


def with_bins(tables: DomainTables, bins: Sequence[Bin], whole: str) -> DomainTables:
    """Tables whose subjects are bins, told that they make up the concepts of the table ``whole``.

    Raises CountsError where two bins share an id.
    """
    parts: dict[int, list[int]] = {}
    for one in bins:
        if one != ANY_VALUE:
            parts.setdefault(one[0], []).append(bin_id(one))
    ids = [one for some in parts.values() for one in some]
    if len(set(ids)) < len(ids):
        raise CountsError(f"{tables.domain}: two bins share an id")
    links = [(concept, one) for concept, some in parts.items() for one in some]
    return DomainTables(
        tables.domain, tables.plan, tables.subjects, tables.low, tables.high, tables.crossed,
        part_of={whole: np.array(links, np.int64).reshape(-1, 2)},
        sums=tuple(Sum(whole, concept, tuple(some), Adds.EQUAL) for concept, some in parts.items()),
        always=np.array(sorted(ids), np.int64),
    )  # fmt: skip


def distribution_rows(
    tables: DomainTables, bins: Sequence[Bin], dimensions: Sequence[Dimension]
) -> pa.Table:
    """All published cells of the bins that are listed, concept by concept, in order of value."""
    domain = whose_values(tables.domain)
    names = group_ids(tables.plan, dimensions)
    order = sorted(bins, key=lambda one: (one[0], one[1] == "", one[1], one[2]))
    row = tables.rows_of(np.array([bin_id(one) for one in order], np.int64))
    listed = [(one, at) for one, at in zip(order, row.tolist(), strict=True) if at >= 0]
    at = np.array([place for _, place in listed], np.intp)
    shown = tables.published[at]
    which, cell = np.nonzero(shown)
    of_bin = [pa.array([one[part] for one, _ in listed]) for part in range(4)]
    concept, unit, first, last = (column.take(pa.array(which)) for column in of_bin)
    return pa.table(
        [
            pa.repeat(pa.scalar(domain), len(cell)),
            concept,
            unit,
            pa.array([cut for cut, _ in names]).take(pa.array(cell)),
            pa.array([group for _, group in names]).take(pa.array(cell)),
            first.cast(pa.float64()),
            last.cast(pa.float64()),
            pa.array(tables.low[at][shown].astype(np.int32)),
            pa.array(tables.high[at][shown].astype(np.int32)),
        ],
        schema=DISTRIBUTIONS_SCHEMA,
    )


def read_distributions(
    rows: pa.Table, plans: Mapping[str, TablePlan], dimensions: Sequence[Dimension]
) -> dict[str, tuple[DomainTables, list[Bin]]]:
    """The tables of values of every domain of ``plans``, with their bins, or CountsError.

    Exactly what :func:`distribution_rows` writes is accepted.
    """
    found = {}
    for name, plan in plans.items():
        here = rows.filter(pc.equal(rows.column("domain"), whose_values(name)))
        tables, bins = _read(name, plan, here)
        found[name] = with_bins(tables, bins, str(whose_values(name))), bins
    again = [distribution_rows(tables, bins, dimensions) for tables, bins in found.values()]
    if not rows.equals(pa.concat_tables([rows.slice(0, 0), *again]).combine_chunks()):
        raise CountsError("distributions are not as the table plan asks")
    return found


def _read(name: str, plan: TablePlan, rows: pa.Table) -> tuple[DomainTables, list[Bin]]:
    each = list(zip(*(rows.column(column).to_pylist() for column in _BIN), strict=True))
    starts = [at for at, one in enumerate(each) if not at or each[at - 1] != one]
    bins: list[Bin] = [each[at] for at in starts]
    if not bins or bins[0] != ANY_VALUE or len(set(bins)) < len(bins):
        raise CountsError(f"{name}: the bins do not start with everyone, each once")
    lengths = np.diff([*starts, len(each)])
    subjects = np.array([bin_id(one) for one in bins], np.int64)
    order = np.argsort(subjects)
    low, high = np.zeros((2, len(bins), plan.cells), np.int64)
    crossed = lengths == plan.cells
    if not (crossed | (lengths == plan.cells_without_crossings)).all():
        raise CountsError(f"{name}: a bin has other rows than the table plan asks for")
    where = np.repeat(np.arange(len(bins)), lengths), _within(lengths)
    low[where] = rows.column("low").to_numpy()
    high[where] = rows.column("high").to_numpy()
    return DomainTables(name, plan, subjects[order], low[order], high[order], crossed[order]), bins


def _within(lengths: IntArray) -> IntArray:
    """For every row its place within its bin, of bins of some lengths."""
    starts = np.cumsum(lengths) - lengths
    place: IntArray = np.arange(int(lengths.sum())) - np.repeat(starts, lengths)
    return place
