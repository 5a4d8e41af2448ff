"""`counts.parquet` and back: what the plan asks for, all of it, and nothing else."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from aggregates.counts_table import CountsError, counts_rows, read_counts
from aggregates.dimension import Dimension, Group
from suppression.tables import Cut, DomainTables, TablePlan

SEX = Dimension("sex", {"en": "Sex"}, (Group("f", {"en": "F"}), Group("m", {"en": "M"})))
AGE = Dimension("age", {"en": "Age"}, (Group("young", {"en": "Y"}), Group("old", {"en": "O"})))
PLAN = TablePlan(
    (Cut((), ()), Cut(("sex",), (2,)), Cut(("age",), (2,)), Cut(("sex", "age"), (2, 2)))
)
PLANS = {"cohort": PLAN, "drug": PLAN}
NAMES = [
    *[("total", ""), ("sex", "f"), ("sex", "m"), ("age", "young"), ("age", "old")],
    *[("sex*age", name) for name in ("f*young", "f*old", "m*young", "m*old")],
]


def tables(domain: str, subjects: list[int], crossed: list[bool]) -> DomainTables:
    """Bands that differ from cell to cell, so that none can stand for another."""
    low = np.arange(len(subjects) * PLAN.cells).reshape(-1, PLAN.cells) * 20 + 1
    made = DomainTables(domain, PLAN, np.array(subjects), low, low + 19, np.array(crossed))
    made.low[~made.published] = made.high[~made.published] = 0
    return made


COHORT = tables("cohort", [0], [True])
DRUG = tables("drug", [0, 7, 2**40], [True, False, True])
ROWS = counts_rows([COHORT, DRUG], (SEX, AGE))


def test_a_row_per_published_cell_in_the_order_of_the_plan() -> None:
    rows = ROWS.to_pylist()
    own = [(row["cut"], row["group"]) for row in rows if row["concept_id"] == 7]
    assert own == NAMES[:5]
    whole = [(row["cut"], row["group"]) for row in rows if row["concept_id"] == 2**40]
    assert whole == NAMES
    assert [row["domain"] for row in rows] == ["cohort"] * 9 + ["drug"] * 23


def test_reading_gives_back_what_was_written() -> None:
    read = read_counts(ROWS, PLANS, (SEX, AGE))
    assert list(read) == ["cohort", "drug"]
    for written in (COHORT, DRUG):
        found = read[written.domain]
        for name in ("subjects", "low", "high", "crossed"):
            np.testing.assert_array_equal(getattr(found, name), getattr(written, name))


def _moved(rows: pa.Table) -> pa.Table:
    return rows.take([*range(1, rows.num_rows), 0])


def _renamed(rows: pa.Table) -> pa.Table:
    groups = ["f*" if group == "f" else group for group in rows["group"].to_pylist()]
    return rows.set_column(3, "group", pa.array(groups))


def _descending(rows: pa.Table) -> pa.Table:
    return rows.take([*range(9), *range(9, 18), *range(23, 32), *range(18, 23)])


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda rows: rows.slice(1), "concept 0 has 8 rows"),
        (lambda rows: rows.slice(0, 31), "has 8 rows where the table plan asks for 5 or 9"),
        (lambda rows: rows.slice(0, 9), r"domains stand as \['cohort'\]"),
        (lambda rows: rows.slice(9), r"domains stand as \['drug'\]"),
        (lambda rows: rows.slice(0, 0), r"domains stand as \[\]"),
        (_moved, "domains stand as"),
        (_renamed, "has group 'f\\*' where 'f' must stand"),
        (_descending, "not 0 and then ascending"),
    ],
)
def test_rows_that_the_plan_does_not_ask_for_are_refused(
    change: Callable[[pa.Table], pa.Table], what: str
) -> None:
    with pytest.raises(CountsError, match=what):
        read_counts(change(ROWS), PLANS, (SEX, AGE))


def test_a_subject_twice_is_refused() -> None:
    again = pa.concat_tables([ROWS, ROWS.slice(23)])
    with pytest.raises(CountsError, match=r"each once|has 18 rows"):
        read_counts(again, PLANS, (SEX, AGE))
