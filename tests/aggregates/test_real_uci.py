"""Real hospital stays of 71,518 people with diabetes, with a hierarchy of four levels.

The roll-ups are checked against the source's own table of encounters and its ICD-9-CM codes, which
know nothing of concept_ancestor.
"""

from pathlib import Path

import duckdb
import pytest

from aggregates.true_counts import TrueCounts
from tests.aggregates.clinic import count, counted
from tests.real_data import real

pytestmark = pytest.mark.real_data

COHORT_FILE = Path(__file__).parents[2] / "data" / "cohorts" / "uci-diabetes.toml"
DIABETES, ISCHEMIC_HEART_DISEASE, CIRCULATORY_SYSTEM = 2000002931, 2000000069, 2000000007


@pytest.fixture(scope="module")
def counts() -> TrueCounts:
    return count(COHORT_FILE, real("uci-diabetes-130/omop"))


def test_everybody_is_a_participant(counts: TrueCounts) -> None:
    assert counted(counts.cohort, "total") == {0: 71518}
    assert counted(counts.cohort, "sex") == {0: [38025, 33490, 3]}
    # hispanic, asian, black, white, other, not reported: as the source's README counts persons
    race = counted(counts.cohort, "race_ethnicity")[0]
    assert race == [1517, 497, 12887, 53491, 1178, 3465 - 1517]


@pytest.mark.parametrize(
    ("concept", "first", "last"),
    [(DIABETES, 250, 250), (ISCHEMIC_HEART_DISEASE, 410, 414), (CIRCULATORY_SYSTEM, 390, 459)],
)
def test_a_roll_up_is_the_people_whose_encounters_have_any_code_of_the_range(
    counts: TrueCounts, concept: int, first: int, last: int
) -> None:
    source = real("uci-diabetes-130/diabetic_data.parquet")
    expected = duckdb.sql(
        "SELECT count(DISTINCT patient_nbr) FILTER (sex = 8532), "
        "count(DISTINCT patient_nbr) FILTER (sex = 8507), "
        "count(DISTINCT patient_nbr) FILTER (sex = 0) FROM ("
        "  SELECT patient_nbr, TRY_CAST(unnest([diag_1, diag_2, diag_3]) AS DOUBLE) AS code "
        f" FROM '{source}') "
        "JOIN (SELECT person_id, gender_concept_id AS sex FROM "
        f"'{real('uci-diabetes-130/omop')}/person.parquet') ON person_id = patient_nbr::BIGINT "
        f"WHERE floor(code) BETWEEN {first} AND {last}"
    ).fetchall()
    (women, men, unknown) = expected[0]
    conditions = counts.domains[0]
    assert counted(conditions, "sex")[concept] == [women, men, unknown]
    assert counted(conditions, "total")[concept] == women + men + unknown


def test_a_three_digit_code_stands_below_its_sub_chapter_and_that_below_its_chapter(
    counts: TrueCounts,
) -> None:
    edges = {(edge["parent_id"], edge["child_id"]) for edge in counts.hierarchy.to_pylist()}
    assert (CIRCULATORY_SYSTEM, ISCHEMIC_HEART_DISEASE) in edges
    below = [child for parent, child in edges if parent == ISCHEMIC_HEART_DISEASE]
    names = counts.concepts.to_pydict()
    code_of = dict(zip(names["concept_id"], names["concept_code"], strict=True))
    assert sorted(code_of[child] for child in below) == ["410", "411", "412", "413", "414"]
    assert not any((CIRCULATORY_SYSTEM, child) in edges for child in below)


def test_no_concept_has_more_people_than_one_above_it(counts: TrueCounts) -> None:
    for domain in counts.domains:
        totals = dict(zip(domain.concept_ids.tolist(), domain.tables["sex*age"], strict=True))
        for edge in counts.hierarchy.to_pylist():
            if edge["domain"] == domain.domain:
                assert (totals[edge["child_id"]] <= totals[edge["parent_id"]]).all()


def test_age_is_the_difference_of_years_where_only_the_year_of_birth_is_known(
    counts: TrueCounts,
) -> None:
    person = real("uci-diabetes-130/omop") / "person.parquet"
    expected = duckdb.sql(
        "SELECT count(*) FILTER (least((2008 - year_of_birth) // 10, 9) = decade) "
        f"FROM '{person}', range(10) t(decade) GROUP BY decade ORDER BY decade"
    ).fetchall()
    assert counted(counts.cohort, "age")[0] == [*(number for (number,) in expected), 0]


A1C_BANDS = 2000200001


def test_bands_of_hemoglobin_a1c_are_results_in_words_below_it(counts: TrueCounts) -> None:
    """The source tells ">7", ">8" and "Norm" only; each person counts with the latest of theirs."""
    measurement = real("uci-diabetes-130/omop") / "measurement.parquet"
    expected = duckdb.sql(
        "SELECT 'Hemoglobin A1c result band: ' || value_source_value, count(*) FROM ("
        f"  SELECT DISTINCT ON (person_id) * FROM '{measurement}' "
        f"  WHERE measurement_concept_id = {A1C_BANDS} "
        "   ORDER BY person_id, measurement_date DESC, measurement_id DESC) GROUP BY 1"
    ).fetchall()
    below = [
        edge["child_id"] for edge in counts.hierarchy.to_pylist() if edge["parent_id"] == A1C_BANDS
    ]
    names = counts.concepts.to_pydict()
    name_of = dict(zip(names["concept_id"], names["concept_name"], strict=True))
    totals = counted(counts.domains[2], "total")
    assert {name_of[one]: totals[one] for one in below} == dict(expected)
    assert sum(number for _, number in expected) == totals[A1C_BANDS]
    assert counts.values == ()  # a bound such as ">7" is no value
