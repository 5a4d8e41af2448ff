"""Tables of a CDM that a cohort file makes from other tables or from files.

Each becomes a relation in SQL with the CDM's column names, read like any table of the CDM. Wide
tables, with a column for each question or measured value, become a row for each cell that holds
something. Nothing is copied.
"""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from aggregates.cdm_answers import ANSWERS, answer_code, given_text, questions, refuse_unknown
from aggregates.cdm_sources import (
    DatabaseTables,
    FolderTables,
    TableSource,
    describe,
    file_source,
    literal,
    quoted,
)
from aggregates.cdm_typing import typed
from aggregates.errors import InputError
from aggregates.table_plans import (
    ColumnPlan,
    MeasuredColumn,
    NotCollected,
    NumberIn,
    Questions,
    TablePlan,
)

_NAMES_SHOWN = 12
_VOCABULARY = {
    "concept": ("concept_id", "concept_name", "vocabulary_id", "concept_code", "concept_class_id"),
    "concept_relationship": ("concept_id_1", "concept_id_2", "relationship_id"),
}


class MappedTables:
    """The tables of a CDM, with those of a cohort file in front of its own."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        own: FolderTables | DatabaseTables,
        plans: Mapping[str, TablePlan],
    ) -> None:
        self._connection = connection
        self._own = own
        self._plans = plans

    def names(self) -> Iterable[str]:
        """All tables, in lower case."""
        return {*self._own.names(), *self._plans}

    def makes(self, table: str) -> bool:
        """Whether the cohort file makes the table, column by column."""
        return table in self._plans and bool(self._plans[table].columns)

    def needs(self, table: str) -> Mapping[str, tuple[str, ...]]:
        """Tables and columns that must stand as views before `table` can be read."""
        plan = self._plans.get(table)
        return _VOCABULARY if plan and isinstance(plan.rows, Questions) else {}

    def source(self, table: str) -> TableSource:
        """The table; those that it `needs` stand as views.

        Raises InputError when it cannot be opened, or what a cohort file names is not there.
        """
        plan = self._plans.get(table)
        if plan is None:
            return self._own.source(table)
        source = self._origin(plan)
        columns = _Columns(plan, source)
        if isinstance(plan.rows, Questions):
            refuse_unknown(self._connection, plan, plan.rows)
            relation = _answer_rows(plan.rows, columns)
        elif plan.rows is not None:
            relation = _value_rows(plan.rows, columns)
        elif plan.columns:
            relation = f"(SELECT {columns.mapped()} FROM {source.relation}{columns.only()})"
        else:
            relation = source.relation
        return describe(self._connection, relation, f"{plan.where} (from {source.where})")

    def _origin(self, plan: TablePlan) -> TableSource:
        if isinstance(plan.source, Path):
            if not plan.source.is_file():
                what = f"file names {plan.source}, which does not exist"
                raise InputError(what, plan.where, "Name it from the cohort file's own folder")
            return file_source(self._connection, plan.source)
        names = sorted(self._own.names())
        if plan.source not in names:
            what = f'from names table "{plan.source}", which the CDM does not have'
            raise InputError(what, plan.where, f"Add the table, or use {_some(names)}")
        return self._own.source(plan.source)


class _Columns:
    """The columns of a source as its plan names them."""

    def __init__(self, plan: TablePlan, source: TableSource) -> None:
        self.plan = plan
        self.relation = source.relation
        self._source = source
        self._types = dict(zip(source.headers, source.types, strict=True))

    def header(self, key: str, column: str) -> str:
        """The header that `key` of the plan names: as it stands, or else in another case."""
        alike = [name for name in self._source.headers if name.lower() == column.lower()]
        if column in alike or len(alike) == 1:
            return column if column in alike else alike[0]
        what = f'{key} names column "{column}", which {self._source.where} does not have'
        raise InputError(what, self.plan.where, _nearest(column, self._source.headers))

    def given(self, key: str, column: str) -> str:
        """SQL of the column's text, null where it is blank or no number."""
        header = self.header(key, column)
        return given_text(quoted(header), self._types[header])

    def mapped(self, *without: str) -> str:
        """SQL of the plan's columns under their new names, one selected item each."""
        return ", ".join(
            f"{self._made(name, column)} AS {quoted(name)}"
            for name, column in self.plan.columns.items()
            if name not in without
        )

    def only(self) -> str:
        """SQL of the condition for the rows that the plan keeps."""
        conditions = []
        for column, values in self.plan.only.items():
            header = self.header("only", column)
            listed = ", ".join(map(literal, values))
            conditions.append(f"TRIM({quoted(header)}::VARCHAR) IN ({listed})")
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""

    def _made(self, name: str, column: ColumnPlan) -> str:
        key = f"columns.{name}"
        if isinstance(column, str):
            return quoted(self.header(key, column))
        if isinstance(column, NotCollected):
            return "NULL::BIGINT"
        header = self.header(key, column.column)
        if isinstance(column, NumberIn):
            digits = f"REGEXP_REPLACE({quoted(header)}::VARCHAR, '[^0-9]', '', 'g')"
            return f"TRY_CAST({digits} AS BIGINT)"
        return f"{column.year} - {typed(quoted(header), self._types[header], 'int64')}"


def _answer_rows(rows: Questions, columns: _Columns) -> str:
    """SQL of `observation`: a row for each answer given."""
    if rows.columns:
        cells = []
        for question in rows.columns:
            given = columns.given("questions", question)
            answer = answer_code(given, rows.answers.get(question))
            cells.append((literal(question), given, answer))
    else:
        plan = columns.plan.columns
        question, given = (
            columns.given(f"columns.{name}", str(plan[name])) for name in ("question", "answer")
        )
        branches = "".join(
            f" WHEN LOWER({question}) = LOWER({literal(code)}) THEN {answer_code(given, codes)}"
            for code, codes in rows.answers.items()
        )
        answer = f"CASE{branches} ELSE {given} END" if branches else given
        cells = [(question, given, answer)]
    listed = ", ".join(f"{{'question': {q}, 'given': {g}, 'answer': {a}}}" for q, g, a in cells)
    number = "TRY_CAST(cell.given AS DOUBLE)"
    return (
        f"(SELECT cells.* EXCLUDE (cell){_unknown_date('observation_date', columns)}, "
        "COALESCE(question.concept_id, 0) AS observation_concept_id, "
        "cell.question AS observation_source_value, answer.concept_id AS value_as_concept_id, "
        "cell.answer AS value_source_value, "
        f"CASE WHEN {number} IS NULL THEN cell.given END AS value_as_string, "
        f"{number} AS value_as_number "
        f"FROM (SELECT {columns.mapped('question', 'answer')}, UNNEST([{listed}]) AS cell "
        f"FROM {columns.relation}) AS cells "
        f"LEFT JOIN {questions(rows)} AS question ON question.code = LOWER(cell.question) "
        f"LEFT JOIN {ANSWERS} AS answer ON answer.question_id = question.concept_id "
        "AND answer.text = LOWER(cell.answer) "
        "WHERE cell.question IS NOT NULL AND cell.given IS NOT NULL)"
    )


def _value_rows(rows: tuple[MeasuredColumn, ...], columns: _Columns) -> str:
    """SQL of `measurement`: a row for each measured value."""
    cells = ", ".join(
        f"{{'column': {literal(value.column)}, 'given': {columns.given('values', value.column)}, "
        f"'concept': {value.concept}::BIGINT, "
        f"'unit': {'NULL' if value.unit is None else literal(value.unit)}, "
        f"'unit_concept': {value.unit_concept or 0}::BIGINT}}"
        for value in rows
    )
    return (
        f"(SELECT cells.* EXCLUDE (cell){_unknown_date('measurement_date', columns)}, "
        "cell.concept AS measurement_concept_id, cell.column AS measurement_source_value, "
        "TRY_CAST(cell.given AS DOUBLE) AS value_as_number, NULL::BIGINT AS value_as_concept_id, "
        "cell.given AS value_source_value, cell.unit_concept AS unit_concept_id, "
        "cell.unit AS unit_source_value "
        f"FROM (SELECT {columns.mapped()}, UNNEST([{cells}]) AS cell FROM {columns.relation}) "
        "AS cells WHERE cell.given IS NOT NULL)"
    )


def _unknown_date(name: str, columns: _Columns) -> str:
    """The date of the rows where the plan has none: not known."""
    return "" if name in columns.plan.columns else f", NULL::DATE AS {name}"


def _nearest(column: str, headers: Iterable[str]) -> str:
    """The remedy for a column that is not there.

    All headers are not shown: where a file lacks its header line, they are somebody's record.
    """
    names = {header.lower(): header for header in headers}
    close = difflib.get_close_matches(column.lower(), names, 1)
    return f'Perhaps it is "{names[close[0]]}"' if close else "Name one of its columns"


def _some(names: Iterable[str]) -> str:
    """Names for a message, not all where they are many."""
    shown = list(names)
    more = ", …" if len(shown) > _NAMES_SHOWN else ""
    return ", ".join(shown[:_NAMES_SHOWN]) + more
