"""NHANES 2009-2012: one wide table of 20,293 real people, made into a CDM by its cohort file."""

import math
import tomllib
from pathlib import Path

import duckdb
import pytest

from aggregates.cdm import Cdm
from aggregates.cohort_file import load_cohort
from aggregates.true_counts import TrueCounts
from tests.aggregates.clinic import count, counted
from tests.real_data import real

pytestmark = pytest.mark.real_data

COHORT_FILE = Path(__file__).parents[2] / "data" / "cohorts" / "nhanes.toml"
TABLES = tomllib.loads(COHORT_FILE.read_text(encoding="utf-8"))["tables"]
QUESTIONS: list[str] = TABLES["observation"]["questions"]
VALUES: dict[str, dict[str, int | str]] = TABLES["measurement"]["values"]


@pytest.fixture(scope="module")
def source() -> str:
    return f"'{real('nhanes-2009-2012/nhanes_raw.parquet')}'"


@pytest.fixture(scope="module")
def counts() -> TrueCounts:
    return count(COHORT_FILE, real("nhanes-2009-2012"))


@pytest.fixture(scope="module")
def cdm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables as the cohort file makes them, in Parquet."""
    folder = tmp_path_factory.mktemp("nhanes")
    cohort = load_cohort(COHORT_FILE, real("nhanes-2009-2012"))
    answer = ["value_as_concept_id", "value_source_value", "value_as_string", "value_as_number"]
    tables = {
        "observation": ["observation_concept_id", "observation_source_value", *answer],
        "measurement": ["measurement_concept_id", "measurement_source_value", "value_as_number"],
        "concept": ["concept_name", "concept_code", "concept_class_id", "vocabulary_id"],
    }
    with Cdm(cohort.cdm, cohort.tables) as opened, duckdb.connect() as connection:
        for table, columns in tables.items():
            key = "concept_id" if table == "concept" else "person_id"
            rows = opened.rows(opened.table(table, [key, *columns]))
            connection.register("made", rows)
            connection.execute(f"COPY made TO '{folder}/{table}.parquet'")
    return folder


def test_participants_by_sex_and_by_race_are_the_published_unweighted_totals(
    counts: TrueCounts,
) -> None:
    assert counted(counts.cohort, "total") == {0: 20293}
    # NCHS, demographic files of 2009-2010 (5,312 and 5,225) and of 2011-2012 (4,900 and 4,856)
    assert counted(counts.cohort, "sex") == {0: [5312 + 4900, 5225 + 4856, 0]}
    race = [2384 + 1355, 1133 + 1076, 1957 + 2683, 4420 + 2973, 643 + 1669, 0]
    assert counted(counts.cohort, "race_ethnicity") == {0: race}


def test_the_examined_of_2009_and_2010_are_those_of_nchs_by_race(
    tmp_path: Path, source: str
) -> None:
    """NCHS, NHANES 2007-2010 Sampling Methodology Note, table 1: 10,253 examined participants."""
    examined = "SurveyYr = '2009_10' AND WTMEC2YR > 0"
    duckdb.sql(f"SELECT * FROM {source} WHERE {examined}").write_parquet(
        str(tmp_path / "nhanes_raw.parquet")
    )
    cohort = count(COHORT_FILE, tmp_path).cohort
    assert counted(cohort, "total") == {0: 10253}
    assert counted(cohort, "race_ethnicity") == {0: [2305, 1103, 1903, 4317, 625, 0]}


def test_age_is_the_age_at_the_interview(counts: TrueCounts, source: str) -> None:
    bands = [(0, 17), (18, 29), (30, 39), (40, 49), (50, 64), (65, 79), (80, 80)]
    expected = [
        duckdb.sql(f"SELECT count(*) FROM {source} WHERE Age BETWEEN {low} AND {high}").fetchall()
        for low, high in bands
    ]
    assert counted(counts.cohort, "age") == {0: [*(rows[0][0] for rows in expected), 0]}


@pytest.mark.parametrize(
    ("dimension", "column"),
    [("education", "Education"), ("income", "HHIncome"), ("orientation", "SexOrientation")],
)
def test_who_said_nothing_of_themselves_is_not_reported(
    counts: TrueCounts, source: str, dimension: str, column: str
) -> None:
    groups = counted(counts.cohort, dimension)[0]
    assert isinstance(groups, list)
    said = duckdb.sql(f"SELECT count({column}), count(*) FROM {source}").fetchall()[0]
    assert (sum(groups[:-1]), sum(groups)) == said
    assert all(groups[:-1])


@pytest.mark.parametrize("column", QUESTIONS)
def test_a_question_has_a_row_for_every_answer_and_an_answer_concept_for_each(
    cdm: Path, source: str, column: str
) -> None:
    rows, answers, people, concepts = duckdb.sql(
        "SELECT count(*), count(value_as_concept_id), count(DISTINCT person_id), "
        "count(DISTINCT observation_concept_id) "
        f"FROM '{cdm}/observation.parquet' WHERE observation_source_value = '{column}'"
    ).fetchall()[0]
    given = duckdb.sql(f"SELECT count({column}) FROM {source}").fetchall()[0][0]
    assert rows == answers == people == given > 0
    assert concepts == 1


@pytest.mark.parametrize("column", QUESTIONS)
def test_an_answer_concept_is_given_by_somebody_and_bands_hold_their_numbers(
    cdm: Path, column: str
) -> None:
    found = duckdb.sql(
        "SELECT concept_code, min(value_as_number), max(value_as_number) "
        f"FROM '{cdm}/observation.parquet' JOIN '{cdm}/concept.parquet' "
        "ON concept_id = value_as_concept_id "
        f"WHERE observation_source_value = '{column}' GROUP BY 1"
    ).fetchall()
    own = duckdb.sql(
        f"SELECT concept_code FROM '{cdm}/concept.parquet' WHERE concept_class_id = 'Answer' "
        f"AND starts_with(concept_code, '{column}_')"
    ).fetchall()
    assert {code for (code,) in own} <= {code for code, _, _ in found}
    bands = TABLES["observation"]["answers"].get(column, {}).get("bands", [])
    for code, least, most in found:
        band = code.removeprefix(f"{column}_")
        if band in bands:
            low, _, high = band.removesuffix("+").partition("-")
            assert least >= int(low)
            assert band.endswith("+") or most < int(high or low) + 1


@pytest.mark.parametrize("column", VALUES)
def test_a_measured_column_has_a_row_for_every_value(cdm: Path, source: str, column: str) -> None:
    rows = duckdb.sql(
        "SELECT count(*), sum(value_as_number), min(measurement_concept_id), "
        f"max(measurement_concept_id) FROM '{cdm}/measurement.parquet' "
        f"WHERE measurement_source_value = '{column}'"
    ).fetchall()[0]
    given = duckdb.sql(f"SELECT count({column}), sum({column}::DOUBLE) FROM {source}").fetchall()[0]
    concept = VALUES[column]["concept"]
    assert rows == (given[0], pytest.approx(given[1]), concept, concept)


def test_a_nested_question_was_answered_only_by_those_who_gave_the_answer_above_it(
    cdm: Path,
) -> None:
    relationship = COHORT_FILE.parent / "nhanes" / "concept_relationship.csv"
    nested = duckdb.sql(
        "SELECT concept_id_1, concept_id_2 FROM read_csv($file) "
        f"JOIN '{cdm}/concept.parquet' a ON a.concept_id = concept_id_1 "
        f"JOIN '{cdm}/concept.parquet' q ON q.concept_id = concept_id_2 "
        "WHERE a.concept_class_id = 'Answer' AND q.concept_class_id = 'Question'",
        params={"file": str(relationship)},
    ).fetchall()
    assert len(nested) == 8
    for answer, question in nested:
        others = duckdb.sql(
            f"SELECT count(*) FROM '{cdm}/observation.parquet' n "
            f"WHERE observation_concept_id = {question} AND NOT EXISTS (FROM "
            f"'{cdm}/observation.parquet' o WHERE o.person_id = n.person_id "
            f"AND value_as_concept_id = {answer})"
        ).fetchall()[0][0]
        assert others == 0


def test_every_concept_stands_below_one_module_and_is_called_something_of_its_own(
    cdm: Path,
) -> None:
    folder = COHORT_FILE.parent / "nhanes"
    edges = duckdb.read_csv(str(folder / "concept_relationship.csv")).fetchall()
    children = [child for _, child, _ in edges]
    rows = duckdb.sql(
        "SELECT concept_id, concept_class_id, vocabulary_id, concept_code "
        f"FROM '{cdm}/concept.parquet'"
    ).fetchall()
    classes = {row[0]: row[1] for row in rows}
    shared = {903079, 903087}  # "prefer not to answer" and "don't know" answer several questions
    assert len(classes) == len({row[2:] for row in rows}) == len(rows)
    assert sorted(set(children)) == sorted(
        concept for concept, kind in classes.items() if kind in ("Question", "Answer")
    )
    assert all(children.count(child) == 1 for child in children if child not in shared)
    assert {classes[parent] for parent, _, _ in edges} == {"Module", "Question", "Answer"}


def test_other_words_are_those_of_listed_concepts(counts: TrueCounts) -> None:
    synonyms = duckdb.read_csv(str(COHORT_FILE.parent / "nhanes" / "concept_synonym.csv"))
    described = {row[0] for row in synonyms.fetchall()}
    listed = counts.concepts.to_pydict()
    assert described <= set(listed["concept_id"])
    words = dict(zip(listed["concept_code"], listed["synonyms"], strict=True))
    assert {"insomnia", "insomnio"} <= set(words["SleepTrouble"])


def test_counted_by_sex_a_question_has_the_people_of_the_source(
    counts: TrueCounts, source: str
) -> None:
    survey, bodies, laboratory = counts.domains
    concepts = counts.concepts.to_pydict()
    code_of = dict(zip(concepts["concept_id"], concepts["concept_code"], strict=True))
    kind_of = dict(zip(concepts["concept_id"], concepts["concept_class"], strict=True))
    by_sex = {
        concept: found
        for concept, found in counted(survey, "sex").items()
        if kind_of.get(concept) == "Question"
    }
    assert sorted(code_of[concept] for concept in by_sex) == sorted(QUESTIONS)
    for concept, found in by_sex.items():
        column = code_of[concept]
        expected = duckdb.sql(
            f"SELECT count({column}) FILTER (Gender = 'female'), "
            f"count({column}) FILTER (Gender = 'male') FROM {source}"
        ).fetchall()[0]
        assert found == [*expected, 0]
    of_domain = {bodies.domain: 8, laboratory.domain: 7}
    for domain in (bodies, laboratory):
        assert len(domain.concept_ids) == 1 + of_domain[domain.domain]
    assert sum(of_domain.values()) == len(VALUES)


def test_the_bins_of_a_measure_hold_everybody_measured_and_none_in_an_unknown_unit(
    counts: TrueCounts, source: str
) -> None:
    columns = {stated["concept"]: column for column, stated in VALUES.items()}
    people: dict[int, int] = {}
    for values in counts.values:
        bins = values.bins.to_pydict()
        totals = values.tables["total"][1:].tolist()
        for concept, unit, total in zip(bins["concept_id"], bins["unit"], totals, strict=True):
            people[concept] = people.get(concept, 0) + total
            assert unit or total == 0
    assert {columns[concept] for concept in people} == {
        column for column in VALUES if not column.startswith("Urine")
    }
    for concept, total in people.items():
        given = f"SELECT count({columns[concept]}) FROM {source}"
        assert total == duckdb.sql(given).fetchall()[0][0]


def test_a_diastolic_pressure_at_which_no_sound_was_heard_is_implausible(
    counts: TrueCounts, source: str
) -> None:
    (bodies,) = (values for values in counts.values if values.domain == "physical_measurement")
    bins = bodies.bins.to_pydict()
    row = next(
        row
        for row, (concept, low) in enumerate(zip(bins["concept_id"], bins["bin_low"], strict=True))
        if concept == 903115 and low == -math.inf
    )
    limit = bins["bin_high"][row]
    below = (
        f"SELECT count(*), count(*) FILTER (BPDiaAve = 0) FROM {source} WHERE BPDiaAve < {limit}"
    )
    assert duckdb.sql(below).fetchall()[0][0] == bodies.tables["total"][1 + row]
    assert duckdb.sql(below).fetchall()[0][1] > 100
