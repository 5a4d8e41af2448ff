"""Two ways to count the conditions of a cohort with roll-up, by sex and age: ours and DuckDB's."""

import re
from pathlib import Path

import duckdb

from aggregates.cdm import Cdm
from aggregates.cohort_file import load_cohort
from aggregates.count_cohort import count_cohort
from aggregates.progress import quiet

# Participants by concept, sex and age in decades on the cut-off date; the join rolls up.
QUERY = """
select ancestor_concept_id, gender_concept_id,
       date_diff('year', make_date(year_of_birth, 7, 1), date '2025-10-01') // 10 as decade,
       count(distinct c.person_id) as participants
from '{cdm}/condition_occurrence.parquet' c
join '{cdm}/concept_ancestor.parquet' on descendant_concept_id = condition_concept_id
join '{cdm}/person.parquet' p on p.person_id = c.person_id
group by grouping sets ((1), (1, 2), (1, 3), (1, 2, 3))
"""


def counted_by_kernel(cdm: Path) -> object:
    """All that a build counts of conditions: this and two more dimensions and a crossing."""
    text = (cdm / "cohort.toml").read_text(encoding="utf-8")
    only = cdm / "conditions.toml"
    only.write_text(re.sub("(?m)^domains = .*$", 'domains = ["condition"]', text), encoding="utf-8")
    cohort = load_cohort(only)
    with Cdm(cohort.cdm, cohort.tables) as opened:
        return count_cohort(cohort, opened, quiet)


def counted_by_duckdb(cdm: Path) -> object:
    """The same participants by DuckDB's own grouping."""
    with duckdb.connect() as connection:
        return connection.execute(QUERY.format(cdm=cdm)).fetchall()
