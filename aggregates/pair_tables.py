"""``pairs.parquet``: pairs of concepts that people have together, as rows, and back."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from aggregates.counts_table import CountsError
from aggregates.release_format import PAIRS, PAIRS_SCHEMA
from aggregates.stable_ids import stable_id
from suppression.tables import Cut, DomainTables, TablePlan

PAIRS_PLAN = TablePlan((Cut((), ()),))
ANY_PAIR = ("", 0, "", 0)  # the denominator: anyone with any of the pairs
Pair = tuple[str, int, str, int]


def pair_id(one: Pair) -> int:
    """The subject that a pair is; 0 for everyone."""
    return 0 if one == ANY_PAIR else stable_id(*one)


def with_pairs(tables: DomainTables, pairs: Sequence[Pair]) -> DomainTables:
    """Tables whose subjects are pairs, told which concepts they are part of.

    Raises CountsError where two pairs share an id.
    """
    ids = [pair_id(one) for one in pairs]
    if len(set(ids)) < len(ids):
        raise CountsError("two pairs share an id")
    part_of: dict[str, list[tuple[int, int]]] = {}
    for one, number in zip(pairs, ids, strict=True):
        if one != ANY_PAIR:
            for domain, concept in (one[:2], one[2:]):
                part_of.setdefault(domain, []).append((concept, number))
    return DomainTables(
        tables.domain, tables.plan, tables.subjects, tables.low, tables.high, tables.crossed,
        part_of={domain: np.array(links, np.int64) for domain, links in part_of.items()},
    )  # fmt: skip


def pair_rows(tables: DomainTables, pairs: Sequence[Pair]) -> pa.Table:
    """The pairs that are listed, in order."""
    row = tables.rows_of(np.array([pair_id(one) for one in pairs], np.int64))
    listed = sorted((one, at) for one, at in zip(pairs, row.tolist(), strict=True) if at >= 0)
    at = np.array([place for _, place in listed], np.intp)
    return pa.table(
        [
            *([one[part] for one, _ in listed] for part in range(4)),
            pa.array(tables.low[at, 0].astype(np.int32)),
            pa.array(tables.high[at, 0].astype(np.int32)),
        ],
        schema=PAIRS_SCHEMA,
    )


def read_pairs_table(rows: pa.Table, plans: Mapping[str, TablePlan]) -> DomainTables | None:
    """The table of pairs, or ``None`` where the release has none; CountsError where it is none."""
    if PAIRS not in plans:
        if rows.num_rows:
            raise CountsError("pairs stand where the table plan has none")
        return None
    columns = [rows.column(name).to_pylist() for name in PAIRS_SCHEMA.names[:4]]
    pairs: list[Pair] = list(zip(*columns, strict=True))
    if not pairs or pairs[0] != ANY_PAIR or sorted(set(pairs)) != pairs:
        raise CountsError("pairs are not everyone and then ascending, each once")
    subjects = np.array([pair_id(one) for one in pairs], np.int64)
    order = np.argsort(subjects)
    low, high = (
        rows.column(end).to_numpy().astype(np.int64)[order, None] for end in ("low", "high")
    )
    crossed = np.ones(len(pairs), np.bool_)
    found = DomainTables(PAIRS, plans[PAIRS], subjects[order], low, high, crossed)
    return with_pairs(found, pairs)
