"""What a cohort file says about tables that are not the CDM's own, parsed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class YearMinus:
    """A year less the whole number in a column: a year of birth from an age."""

    year: int
    column: str


@dataclass(frozen=True)
class NumberIn:
    """The digits of a text in a column as a whole number: a person_id from "HG00096"."""

    column: str


@dataclass(frozen=True)
class NotCollected:
    """A column that the source does not have: nobody's value is known."""


ColumnPlan = str | YearMinus | NumberIn | NotCollected


@dataclass(frozen=True)
class NumberBand:
    """Numbers whose whole part is `low` to `high`, both included; `high` None is no upper end."""

    code: str
    low: int
    high: int | None


@dataclass(frozen=True)
class AnswerCodes:
    """How what was given becomes the code of an answer: by its text first, then by its band."""

    codes: Mapping[str, str] = field(default_factory=dict)
    bands: tuple[NumberBand, ...] = ()


@dataclass(frozen=True)
class Questions:
    """Rows are answers. `columns` of the source are questions, or else there is one row each.

    Without `columns`, the plan's columns `question` and `answer` say which is which. A question is
    the concept of class Question with that code, of `vocabulary` where it is given.
    """

    columns: tuple[str, ...]
    vocabulary: str | None
    answers: Mapping[str, AnswerCodes]


@dataclass(frozen=True)
class MeasuredColumn:
    """A column of measured values: their concept and unit."""

    column: str
    concept: int
    unit: str | None
    unit_concept: int | None


@dataclass(frozen=True)
class TablePlan:
    """A table made from another one of the CDM (`source` is its name), or from a file.

    `columns` is new name -> what it comes from; empty stands for all columns as they are. `rows`
    says what becomes of wide or long tables of answers and of measured values; None keeps rows.
    `only` keeps the rows in which each column named holds one of its values.
    """

    name: str
    where: str
    source: str | Path
    columns: Mapping[str, ColumnPlan]
    rows: Questions | tuple[MeasuredColumn, ...] | None = None
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
