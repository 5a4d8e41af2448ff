"""Two small synthetic sets of New Jersey: one without a hierarchy, one with missing tables."""

from pathlib import Path

import duckdb
import pytest

from aggregates.errors import InputError
from tests.aggregates.clinic import count, counted
from tests.real_data import real

pytestmark = pytest.mark.real_data

COHORTS = Path(__file__).parents[2] / "data" / "cohorts"


def test_without_a_hierarchy_each_concept_stands_for_itself() -> None:
    cdm = real("omop-synthea27nj")
    counts = count(COHORTS / "synthea27nj.toml", cdm)
    assert counted(counts.cohort, "total") == {0: 28}
    assert counts.hierarchy.num_rows == 0
    expected = duckdb.sql(
        "SELECT condition_concept_id, count(DISTINCT person_id) "
        f"FROM '{cdm}/condition_occurrence.parquet' GROUP BY 1"
    ).fetchall()
    conditions = counted(counts.domains[0], "total")
    assert conditions == {0: 26, **dict(expected)}
    assert len(conditions) == 71


def test_missing_tables_are_one_clear_line_each() -> None:
    with pytest.raises(InputError) as failure:
        count(COHORTS / "synthea-tutorial.toml", real("omop-synthea-tutorial-cdm54"))
    lines = str(failure.value).splitlines()
    assert len(lines) == 2
    assert "omop-synthea-tutorial-cdm54: has no table measurement. Add it" in lines[0]
    assert "omop-synthea-tutorial-cdm54: has no table concept. Add it" in lines[1]
