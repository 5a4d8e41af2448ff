"""Column names and types of a CDM, whatever an export made of them.

Names are compared in lower case. A name wrapped in a function, as SQL exports leave it
(`date(birth_datetime,'unixepoch')`), stands for the column inside. Types follow the name.
"""

import re
from collections.abc import Sequence
from typing import Literal

from aggregates.errors import InputError

ColumnType = Literal["int64", "float64", "date", "string"]

_COLUMN = re.compile(r"[a-z_][a-z0-9_]*")
_WRAPPED = re.compile(r"[a-z_]+\(\s*([a-z_][a-z0-9_]*)\s*(?:,.*)?\)")
_VALUE = re.compile(r"\s*(?:[+-]?[\d.,:/\-]+(?:[ T].*)?)?\s*")
_TEXT_IDS = frozenset(
    {"domain_id", "vocabulary_id", "concept_class_id", "relationship_id", "unique_device_id"}
)
_WHOLE_NUMBERS = frozenset(
    {
        *("year_of_birth", "month_of_birth", "day_of_birth"),
        *("concept_id_1", "concept_id_2", "min_levels_of_separation"),
    }
)
_NUMBERS = frozenset(
    {
        *("value_as_number", "range_low", "range_high"),
        *("steps", "resting_heart_rate", "minute_asleep", "minute_in_bed"),
    }
)


def normalise(header: str) -> str | None:
    """The CDM column a header stands for, or None where it cannot be understood.

    >>> normalise("PERSON_ID"), normalise("date(birth_datetime,'unixepoch')"), normalise("a b")
    ('person_id', 'birth_datetime', None)
    """
    name = header.strip().strip('"').lower()
    if _COLUMN.fullmatch(name):
        return name
    wrapped = _WRAPPED.fullmatch(name)
    return wrapped.group(1) if wrapped else None


def column_type(name: str) -> ColumnType:
    """The type of a CDM column: keys and parts of dates are whole numbers, most others are text.

    >>> column_type("person_id"), column_type("birth_datetime"), column_type("domain_id")
    ('int64', 'date', 'string')
    >>> column_type("value_as_number")
    'float64'
    """
    if name in _TEXT_IDS:
        return "string"
    if name.endswith(("_id", "_id_1", "_id_2")) or name in _WHOLE_NUMBERS:
        return "int64"
    if name in _NUMBERS:
        return "float64"
    return "date" if name == "date" or name.endswith(("_date", "_datetime")) else "string"


def refuse_missing_header(headers: Sequence[str], where: str) -> None:
    """Raise InputError when the first line of a text file holds values, not column names.

    The line itself is not shown: it may be a participant's record.
    """
    for position, header in enumerate(headers, start=1):
        if _VALUE.fullmatch(header):
            raise InputError(
                f"has no header line: field {position} of its first line is not a column name",
                where,
                "Write the CDM's column names in the first line",
            )


def columns_by_name(headers: Sequence[str], where: str) -> dict[str, str]:
    """CDM column name -> header, for every header that can be understood.

    Raises InputError when two headers stand for the same column.
    """
    columns: dict[str, str] = {}
    for header in headers:
        name = normalise(header)
        if name is None:
            continue
        if name in columns:
            what = f"has column {name} twice, as {columns[name]} and {header}"
            raise InputError(what, where, "Keep one of them")
        columns[name] = header
    return columns


def missing_column(
    name: str, table: str, headers: Sequence[str], where: str, made: bool = False
) -> InputError:
    """The error for a column that is not there; it names headers that were not understood.

    `made` tables are those that a cohort file makes.
    """
    unclear = [header for header in headers if normalise(header) is None]
    hint = f"; not understood: {', '.join(repr(header) for header in unclear)}" if unclear else ""
    return InputError(
        f"table {table} has no column {name}{hint}",
        where,
        "Add it to columns" if made else f"Name the column {name} as the CDM does",
    )
