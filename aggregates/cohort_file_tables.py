"""The [tables] of a cohort file: how tables that are not the CDM's own are shown as such.

[tables.person]                       # another table's columns under the CDM's names
from = "people"
columns = { person_id = "ID", year_of_birth = { year = 2012, minus = "Age" } }

[tables.patients]                     # some of its rows; a number from the digits of a text
from = "samples"
columns = { person_id = { number_in = "sample" }, year_of_birth = { not_collected = true } }
only = { released = ["1"] }

[tables.concept]                      # a file beside the cohort file
file = "vocabulary/concept.csv"

[tables.observation]                  # columns that each hold the answers to one question
from = "people"
columns = { person_id = "ID" }
questions = ["Smoke100", "SleepHours"]
answers.SleepHours = { bands = ["0-5", "6-8", "9+"], codes = { "99" = "PMI_DontKnow" } }

[tables.observation]                  # or a plain table of answers
from = "answers"
columns = { person_id = "ID", question = "item", answer = "response" }

[tables.measurement]                  # columns that each hold one kind of measured value
from = "people"
columns = { person_id = "ID" }
values.Weight = { concept = 903121, unit = "kg", unit_concept = 9529 }
"""

import re
from pathlib import Path

from aggregates.cdm_sources import SUFFIXES, suffix_of
from aggregates.cohort_file_keys import DIMENSION_ID, Keys
from aggregates.table_plans import (
    AnswerCodes,
    ColumnPlan,
    MeasuredColumn,
    NumberBand,
    NotCollected,
    NumberIn,
    Questions,
    TablePlan,
    YearMinus,
)

_BAND = re.compile(r"(\d{1,9})(?:-(\d{1,9})|(\+))?")
_ANSWER_ROWS = ("question", "answer")


def parse_tables(keys: Keys, folder: Path) -> dict[str, TablePlan]:
    """The tables of a cohort file in `folder`, by name; none where it has no [tables]."""
    if not keys.has("tables"):
        return {}
    tables = keys.table("tables")
    plans = {}
    for name in tables.names():
        if not DIMENSION_ID.fullmatch(name):
            tables.refuse(name, "is not a table's name", f"Use {DIMENSION_ID.pattern}")
        plans[name] = _table(name, tables.table(name), folder)
    return plans


def _table(name: str, keys: Keys, folder: Path) -> TablePlan:
    source = _source(keys, folder)
    columns = _columns(keys.table("columns")) if keys.has("columns") else {}
    rows: Questions | tuple[MeasuredColumn, ...] | None = None
    if name == "observation" and (keys.has("questions") or set(_ANSWER_ROWS) & set(columns)):
        rows = _questions(keys, columns)
    elif name == "measurement" and keys.has("values"):
        rows = _values(keys.table("values"))
    if rows is not None and "person_id" not in columns:
        keys.refuse("columns", "does not say where person_id is", 'Add person_id = "..."')
    only = _only(keys.table("only")) if rows is None and columns and keys.has("only") else {}
    keys.end()
    return TablePlan(name, keys.where, source, columns, rows, only)


def _only(keys: Keys) -> dict[str, tuple[str, ...]]:
    return {column: keys.texts(column) for column in keys.names()}


def _source(keys: Keys, folder: Path) -> str | Path:
    if keys.has("from") == keys.has("file"):
        keys.refuse("from", "or file must be given, one of them", "Name a table or a file")
    if keys.has("from"):
        return keys.text("from").lower()
    file = keys.text("file")
    if suffix_of(file) is None:
        keys.refuse("file", f'"{file}" is no kind of table', f"Use {', '.join(SUFFIXES)}")
    return (folder / file).resolve()


def _columns(keys: Keys) -> dict[str, ColumnPlan]:
    columns = {}
    for name in keys.names():
        if not DIMENSION_ID.fullmatch(name):
            keys.refuse(name, "is not a column's name", f"Use {DIMENSION_ID.pattern}")
        columns[name] = _column(name, keys)
    return columns


def _column(name: str, keys: Keys) -> ColumnPlan:
    if keys.is_text(name):
        return keys.text(name)
    if not keys.is_table(name):
        remedy = (
            f'Write {name} = "...", {name} = {{ year = 2012, minus = "..." }}, '
            f'{name} = {{ number_in = "..." }} or {name} = {{ not_collected = true }}'
        )
        keys.refuse(name, "is neither a column nor a year minus a column", remedy)
    made = keys.table(name)
    if made.has("not_collected"):
        made.truth("not_collected")
        made.end()
        return NotCollected()
    if made.has("number_in"):
        digits = NumberIn(made.text("number_in"))
        made.end()
        return digits
    column = YearMinus(made.whole("year"), made.text("minus"))
    made.end()
    return column


def _questions(keys: Keys, columns: dict[str, ColumnPlan]) -> Questions:
    wide = keys.texts("questions") if keys.has("questions") else ()
    given = [name for name in _ANSWER_ROWS if name in columns]
    if wide and given:
        keys.refuse("questions", f"stands beside the column {given[0]}", "Keep one of the two")
    for name in given:
        if not isinstance(columns[name], str):
            keys.refuse("columns", f"makes up {name}", f'Write {name} = "..."')
    if not wide and len(given) < len(_ANSWER_ROWS):
        missing = next(name for name in _ANSWER_ROWS if name not in given)
        keys.refuse("columns", f"has {given[0]} but no {missing}", f'Add {missing} = "..."')
    vocabulary = keys.text("vocabulary") if keys.has("vocabulary") else None
    answers = _answers(keys.table("answers")) if keys.has("answers") else {}
    for question in answers:
        if wide and question not in wide:
            keys.refuse("answers", f"has {question}, which is not asked", "Add it to questions")
    return Questions(wide, vocabulary, answers)


def _answers(keys: Keys) -> dict[str, AnswerCodes]:
    answers = {}
    for question in keys.names():
        own = keys.table(question)
        bands = own.texts("bands") if own.has("bands") else ()
        codes = own.table("codes") if own.has("codes") else None
        texts = {given: codes.text(given) for given in codes.names()} if codes else {}
        own.end()
        answers[question] = AnswerCodes(texts, _bands(bands, own))
    return answers


def _bands(texts: tuple[str, ...], keys: Keys) -> tuple[NumberBand, ...]:
    bands: list[NumberBand] = []
    for text in texts:
        parts = _BAND.fullmatch(text)
        if not parts:
            keys.refuse("bands", f'"{text}" is not a band', 'Write "5", "6-8" or "9+"')
        low = int(parts[1])
        high = None if parts[3] else int(parts[2] or low)
        if high is not None and high < low:
            keys.refuse("bands", f'"{text}" ends before it begins', "Write the lower number first")
        before = bands[-1] if bands else None
        if before and (before.high is None or before.high >= low):
            keys.refuse("bands", f"{before.code} and {text} overlap", "List them in order, apart")
        bands.append(NumberBand(text, low, high))
    return tuple(bands)


def _values(keys: Keys) -> tuple[MeasuredColumn, ...]:
    values = []
    for column in keys.names():
        own = keys.table(column)
        concept = own.whole("concept")
        unit = own.text("unit") if own.has("unit") else None
        unit_concept = own.whole("unit_concept") if own.has("unit_concept") else None
        own.end()
        values.append(MeasuredColumn(column, concept, unit, unit_concept))
    return tuple(values)
