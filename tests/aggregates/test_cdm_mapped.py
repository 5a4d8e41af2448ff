"""Tables of a CDM made from one wide table, or from a plain table of answers.

| ID | Age | Gender | Smoke | Sleep | Weight | Note |
|----|-----|--------|-------|-------|--------|------|
| 1  | 30  | 8532   | Yes   | 7.0   | 70.5   |      |
| 2  | 41  | 8507   | No    | 99    |        | <40  |
| 3  |     | 8507   | maybe | 4.5   | NaN    | 45   |
| 4  | 8   | 8532   |       |       |        |      |
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aggregates.cdm import Cdm
from aggregates.cohort_file import load_cohort
from aggregates.errors import InputError
from tests.aggregates.clinic import COHORT, count, counted

SMOKE, YES, NO, SLEEP, LITTLE, ENOUGH, DONT_KNOW = 10, 11, 12, 20, 21, 22, 903087
WIDE: Mapping[str, Sequence[object]] = {
    "ID": [1, 2, 3, 4],
    "Age": [30, 41, None, 8],
    "Gender": [8532, 8507, 8507, 8532],
    "Smoke": ["Yes", "No", "maybe", " "],
    "Sleep": [7.0, 99.0, 4.5, None],
    "Weight": [70.5, None, float("nan"), None],
    "Note": [None, "<40", "45", None],
}
CONCEPTS = """\
concept_id,concept_name,domain_id,vocabulary_id,concept_class_id,concept_code
1,Habits,Observation,Own,Module,Habits
10,Do you smoke?,Observation,Own,Question,Smoke
11,"Yes, I do",Observation,Own,Answer,Smoke_Yes
12,No,Observation,Own,Answer,never
20,How long do you sleep?,Observation,Own,Question,Sleep
21,Too little,Observation,Own,Answer,Sleep_0-5
22,Enough,Observation,Own,Answer,Sleep_6+
903087,Don't know,Observation,PPI,Answer,PMI_DontKnow
"""
BELOW = [(1, 10), (1, 20), (10, 11), (10, 12), (20, 21), (20, 22), (20, 903087)]
TABLES = """
[tables.person]
from = "interviews"
columns.person_id = "ID"
columns.year_of_birth = { year = 2012, minus = "Age" }
columns.gender_concept_id = "gender"

[tables.concept]
file = "words/concept.csv"

[tables.concept_relationship]
file = "words/concept_relationship.csv"

[tables.observation]
from = "interviews"
columns = { person_id = "ID" }
questions = ["Smoke", "Sleep"]
answers.Sleep = { bands = ["0-5", "6+"], codes = { 99 = "PMI_DontKnow" } }

[tables.measurement]
from = "interviews"
columns = { person_id = "ID" }
values.Weight = { concept = 903121, unit = "kg", unit_concept = 9529 }
values.Note = { concept = 7 }
"""
ANSWERS = ["person_id", "observation_concept_id", "value_as_concept_id"]
TEXTS = ["observation_source_value", "value_source_value", "value_as_string", "value_as_number"]


def write_survey(folder: Path, tables: str = TABLES, concepts: str = CONCEPTS) -> Path:
    """The wide table, the vocabulary and a cohort file. Returns the cohort file."""
    pq.write_table(pa.table(dict(WIDE)), folder / "interviews.parquet")
    (folder / "words").mkdir(exist_ok=True)
    (folder / "words" / "concept.csv").write_text(concepts, encoding="utf-8")
    lines = [f"{above},{below},PPI parent code of\n" for above, below in BELOW]
    text = "concept_id_1,concept_id_2,relationship_id\n" + "".join(lines)
    (folder / "words" / "concept_relationship.csv").write_text(text, encoding="utf-8")
    path = folder / "cohort.toml"
    path.write_text(COHORT + tables, encoding="utf-8")
    return path


def read(cohort_file: Path, table: str, columns: Sequence[str]) -> list[tuple[object, ...]]:
    """The rows of a table, sorted as text."""
    cohort = load_cohort(cohort_file)
    with Cdm(cohort.cdm, cohort.tables) as cdm:
        rows = cdm.rows(cdm.table(table, columns)).to_pydict()
    return sorted(zip(*(rows[column] for column in columns), strict=True), key=str)


def refusal(cohort_file: Path, table: str = "observation") -> str:
    """The one line that refuses a table."""
    with pytest.raises(InputError) as failure:
        read(cohort_file, table, ["person_id"])
    assert "\n" not in str(failure.value)
    return str(failure.value)


def test_columns_are_shown_under_the_cdms_names_and_a_year_of_birth_is_made_from_an_age(
    tmp_path: Path,
) -> None:
    people = read(write_survey(tmp_path), "person", ["person_id", "year_of_birth"])
    assert people == [(1, 1982), (2, 1971), (3, None), (4, 2004)]


def test_each_cell_of_a_question_that_holds_something_is_a_row(tmp_path: Path) -> None:
    assert read(write_survey(tmp_path), "observation", ANSWERS) == [
        (1, SMOKE, YES),  # by its code without the question's
        (1, SLEEP, ENOUGH),  # by its band
        (2, SMOKE, NO),  # by its name
        (2, SLEEP, DONT_KNOW),  # by a code of the cohort file, before any band
        (3, SMOKE, None),  # "maybe" is no answer of the vocabulary
        (3, SLEEP, LITTLE),  # 4.5 is in the band of its whole part
    ]


def test_what_was_given_stands_beside_the_concepts(tmp_path: Path) -> None:
    assert read(write_survey(tmp_path), "observation", ["person_id", *TEXTS]) == [
        (1, "Sleep", "6+", None, 7.0),
        (1, "Smoke", "Yes", "Yes", None),
        (2, "Sleep", "PMI_DontKnow", None, 99.0),
        (2, "Smoke", "No", "No", None),
        (3, "Sleep", "0-5", None, 4.5),
        (3, "Smoke", "maybe", "maybe", None),
    ]


def test_each_measured_value_is_a_row_with_concept_and_unit(tmp_path: Path) -> None:
    columns = ["person_id", "measurement_concept_id", "value_as_number", "value_source_value"]
    units = ["unit_concept_id", "unit_source_value", "measurement_date"]
    assert read(write_survey(tmp_path), "measurement", columns + units) == [
        (1, 903121, 70.5, "70.5", 9529, "kg", None),
        (2, 7, None, "<40", 0, None, None),
        (3, 7, 45.0, "45", 0, None, None),
    ]


def test_a_plain_table_of_answers_gives_the_same_rows_and_keeps_other_columns(
    tmp_path: Path,
) -> None:
    head, tail = TABLES.split("[tables.observation]")
    tables = (
        f'{head}[tables.observation]\nfrom = "answers"\ncolumns = {{ person_id = "who", question = '
        '"item", answer = "said", observation_date = "day" }\n'
        'answers.Sleep = { bands = ["0-5", "6+"], codes = { 99 = "PMI_DontKnow" } }\n'
        f"[tables.measurement]{tail.split('[tables.measurement]')[1]}"
    )
    cohort = write_survey(tmp_path, tables)
    (tmp_path / "answers.csv").write_text(
        "who,item,said,day\n1,Smoke,Yes,2012-01-02\n1,sleep,7,\n2,Smoke,no,20120103\n"
        "2,Sleep,99,\n3,Smoke,maybe,\n3,Sleep,4.5,\n4,Smoke,,\n4,,Yes,\n4,Drink,Yes,\n",
        encoding="utf-8",
    )
    assert read(cohort, "observation", ANSWERS) == [
        (1, SMOKE, YES),
        (1, SLEEP, ENOUGH),
        (2, SMOKE, NO),
        (2, SLEEP, DONT_KNOW),
        (3, SMOKE, None),
        (3, SLEEP, LITTLE),
        (4, 0, None),  # a question the vocabulary does not have
    ]
    dates = read(cohort, "observation", ["person_id", "observation_date"])
    assert [str(date) for _, date in dates if date] == ["2012-01-02", "2012-01-03"]


def test_the_tables_are_counted_like_those_of_a_cdm(tmp_path: Path) -> None:
    cohort = write_survey(tmp_path)
    text = cohort.read_text(encoding="utf-8").replace('["condition"]', '["observation"]')
    cohort.write_text(text, encoding="utf-8")
    counts = count(cohort)
    assert counted(counts.cohort, "age") == {0: [1, 2, 1]}
    assert counted(counts.domains[0], "sex")[SMOKE] == [1, 2, 0]
    assert counted(counts.domains[0], "total") == {0: 3, SMOKE: 3, SLEEP: 3}
    assert counts.concepts["concept_name"].to_pylist() == [
        "Do you smoke?",
        "How long do you sleep?",
    ]


def test_a_duckdb_file_without_a_table_person_can_be_the_source(tmp_path: Path) -> None:
    cohort = write_survey(tmp_path)
    database = tmp_path / "survey.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            f"CREATE TABLE Interviews AS SELECT * FROM '{tmp_path}/interviews.parquet'"
        )
    text = cohort.read_text(encoding="utf-8").replace('cdm = "."', 'cdm = "survey.duckdb"')
    cohort.write_text(text, encoding="utf-8")
    assert len(read(cohort, "observation", ANSWERS)) == 6


def test_a_table_of_the_cdm_that_a_cohort_file_makes_as_well_is_the_cohort_files(
    tmp_path: Path,
) -> None:
    cohort = write_survey(tmp_path)
    (tmp_path / "person.csv").write_text("person_id,year_of_birth\n77,1900\n", encoding="utf-8")
    assert len(read(cohort, "person", ["person_id"])) == 4


@pytest.mark.parametrize(
    ("before", "after", "table", "message"),
    [
        (
            'from = "interviews"',
            'from = "Visits"',
            "person",
            'from names table "visits", which the',
        ),
        ("words/concept.csv", "words/c.csv", "concept", "c.csv, which does not exist. Name it"),
        (
            'person_id = "ID"',
            'person_id = "Id2"',
            "person",
            'columns.person_id names column "Id2", which ',
        ),
        (
            'minus = "Age"',
            'minus = "Years"',
            "person",
            'columns.year_of_birth names column "Years"',
        ),
        ('["Smoke", "Sleep"]', '["Smoke", "Sleep", "Age"]', "observation", "question Age is no "),
        ('["0-5", "6+"]', '["0-6", "7+"]', "observation", "answers.Sleep makes 0-6, which is no"),
        ('"PMI_DontKnow"', '"PMI_Skip"', "observation", "answers.Sleep makes PMI_Skip, which is"),
        ("values.Weight", "values.Wait", "measurement", 'values names column "Wait", which '),
    ],
)
def test_what_a_cohort_file_names_and_is_not_there_is_one_clear_line(
    tmp_path: Path, before: str, after: str, table: str, message: str
) -> None:
    assert before in TABLES
    cohort = write_survey(tmp_path, TABLES.replace(before, after, 1))
    told = refusal(cohort, table)
    assert told.startswith(f"{cohort}, tables, {table}: ")
    assert message in told


def test_a_question_asked_that_is_no_column_is_one_clear_line(tmp_path: Path) -> None:
    concepts = f"{CONCEPTS}30,Do you drink?,Observation,Own,Question,Drink\n"
    tables = TABLES.replace('["Smoke", "Sleep"]', '["Smoke", "Sleep", "Drink"]')
    told = refusal(write_survey(tmp_path, tables, concepts))
    assert 'questions names column "Drink", which ' in told
    assert told.endswith("does not have. Name one of its columns.")


def test_a_code_of_two_questions_needs_a_vocabulary(tmp_path: Path) -> None:
    concepts = f"{CONCEPTS}30,Do you smoke fish?,Observation,Other,Question,smoke\n"
    told = refusal(write_survey(tmp_path, TABLES, concepts))
    assert "question smoke is 2 concepts in table concept. Choose one with vocabulary = " in told
    tables = TABLES.replace("questions =", 'vocabulary = "Own"\nquestions =')
    assert len(read(write_survey(tmp_path, tables, concepts), "observation", ANSWERS)) == 6


def test_answers_need_the_vocabulary(tmp_path: Path) -> None:
    relationship = TABLES.split("[tables.concept_relationship]")
    tables = relationship[0] + "[tables.observation]" + TABLES.split("[tables.observation]")[1]
    assert "has no table concept_relationship. Add it" in refusal(write_survey(tmp_path, tables))


def test_a_damaged_source_is_one_line_that_names_it(tmp_path: Path) -> None:
    cohort = write_survey(tmp_path)
    source = tmp_path / "interviews.parquet"
    source.write_bytes(source.read_bytes()[:100])
    assert refusal(cohort).startswith(f"{source}: cannot be read")


def test_a_column_the_cohort_file_did_not_map_is_missing(tmp_path: Path) -> None:
    cohort = load_cohort(write_survey(tmp_path))
    with Cdm(cohort.cdm, cohort.tables) as cdm, pytest.raises(InputError) as failure:
        cdm.table("person", ["race_concept_id"])
    assert "tables, person (from " in str(failure.value)
    assert "table person has no column race_concept_id. Add it to columns" in str(failure.value)
