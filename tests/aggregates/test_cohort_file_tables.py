"""The [tables] of a cohort file are read as strictly as the rest of it."""

from pathlib import Path

import pytest

from aggregates.cohort_file import load_cohort
from aggregates.errors import InputError
from aggregates.table_plans import AnswerCodes, MeasuredColumn, NumberBand, Questions, YearMinus
from tests.aggregates.clinic import COHORT

TABLES = """
[tables.person]
from = "Interviews"
columns = { person_id = "ID", year_of_birth = { year = 2012, minus = "Age" } }

[tables.concept]
file = "words/concept.csv"

[tables.observation]
from = "interviews"
columns = { person_id = "ID" }
vocabulary = "Own"
questions = ["Smoke", "Sleep"]
answers.Sleep = { bands = ["0-4", "5", "6+"], codes = { 99 = "PMI_DontKnow" } }

[tables.measurement]
from = "interviews"
columns = { person_id = "ID" }
values.Weight = { concept = 903121, unit = "kg", unit_concept = 9529 }
values.Score = { concept = 1 }
"""


def refusal(folder: Path, tables: str) -> str:
    """The one line that refuses a cohort file with these tables, without its path."""
    path = folder / "cohort.toml"
    path.write_text(COHORT + tables, encoding="utf-8")
    with pytest.raises(InputError) as failure:
        load_cohort(path)
    message = str(failure.value)
    assert "\n" not in message
    return message.removeprefix(str(path))


def test_tables_become_plain_values(tmp_path: Path) -> None:
    path = tmp_path / "cohort.toml"
    path.write_text(COHORT + TABLES, encoding="utf-8")
    tables = load_cohort(path).tables
    assert tables["person"].source == "interviews"
    assert tables["person"].columns == {"person_id": "ID", "year_of_birth": YearMinus(2012, "Age")}
    assert tables["concept"].source == (tmp_path / "words" / "concept.csv").resolve()
    sleep = AnswerCodes(
        {"99": "PMI_DontKnow"},
        (NumberBand("0-4", 0, 4), NumberBand("5", 5, 5), NumberBand("6+", 6, None)),
    )
    assert tables["observation"].rows == Questions(("Smoke", "Sleep"), "Own", {"Sleep": sleep})
    assert tables["measurement"].rows == (
        MeasuredColumn("Weight", 903121, "kg", 9529),
        MeasuredColumn("Score", 1, None, None),
    )


def test_a_cohort_file_without_tables_has_none(tmp_path: Path) -> None:
    path = tmp_path / "cohort.toml"
    path.write_text(COHORT, encoding="utf-8")
    assert load_cohort(path).tables == {}


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('from = "Interviews"', 'form = "x"', ", tables, person: from or file must be given"),
        ('from = "Interviews"', "from = 3", ", tables, person: from is not a text"),
        ('from = "Interviews"', 'from = "x"\nfile = "x.csv"', "person: from or file must be given"),
        ("[tables.person]", "[tables.Person]", ", tables: Person is not a table's name"),
        ("[tables.person]", "[tables.person]\ncolums = 1", "person: colums is not a known key"),
        ("person_id = ", "Person = ", "person, columns: Person is not a column's name"),
        ('"ID", year', "7, year", "person_id is neither a column nor a year minus a column"),
        ('minus = "Age"', 'less = "Age"', "columns, year_of_birth: minus is missing"),
        ("year = 2012", 'year = "2012"', "columns, year_of_birth: year is not a whole number"),
        ('"Age" }', '"Age", plus = 1 }', "columns, year_of_birth: plus is not a known key"),
        ("concept.csv", "concept.xlsx", '"words/concept.xlsx" is no kind of table. Use .parquet'),
        ('questions = ["Smoke", "Sleep"]', "", ", tables, observation: vocabulary is not a known"),
        ('["Smoke", "Sleep"]', '["Smoke", "Smoke"]', "observation: questions lists 'Smoke' twice"),
        ('["Smoke", "Sleep"]', '["Smoke"]', "answers has Sleep, which is not asked"),
        ('["Smoke", "Sleep"]', "[1]", "observation: questions is not a list of texts"),
        ('"5", "6+"', '"5", "5+"', "answers, Sleep: bands 5 and 5+ overlap"),
        ('"5", "6+"', '"9-7"', '"9-7" ends before it begins. Write the lower number first'),
        ('"5", "6+"', '"6.5"', '"6.5" is not a band. Write "5", "6-8" or "9+"'),
        ('{ 99 = "PMI_DontKnow" }', "{ 99 = 7 }", "answers, Sleep, codes: 99 is not a text"),
        ("codes = {", "code = {", "answers, Sleep: code is not a known key"),
        ("concept = 903121", 'concept = "x"', "values, Weight: concept is not a whole number"),
        ("unit_concept = ", "unit_id = ", "values, Weight: unit_id is not a known key"),
        ("values.Score = { concept = 1 }", "values.Score = 1", "values: Score is not a table"),
        ("values.", "questions.", ", tables, measurement: questions is not a known key"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in TABLES
    many = before in ("values.", "person_id = ")
    assert message in refusal(tmp_path, TABLES.replace(before, after, -1 if many else 1))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ('{ person_id = "p", question = "q" }', "columns has question but no answer"),
        ('{ person_id = "p", answer = "a" }', "columns has answer but no question"),
        ('{ question = "q", answer = "a" }', "columns does not say where person_id is"),
        (
            '{ person_id = "p", question = "q", answer = { year = 1, minus = "a" } }',
            "columns makes up answer",
        ),
        (
            '{ person_id = "p", question = "q", answer = "a" }\nquestions = ["x"]',
            "questions stands beside the column question",
        ),
    ],
)
def test_a_plain_table_of_answers_says_who_was_asked_what_and_answered_what(
    tmp_path: Path, columns: str, message: str
) -> None:
    tables = f'[tables.observation]\nfrom = "answers"\ncolumns = {columns}\n'
    assert message in refusal(tmp_path, tables)
