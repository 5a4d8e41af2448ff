"""The columns of every table of the API: one name means one thing, in CSV and in JSON.

What each means is told by the catalogue, under ``column``; here stands what type it has.
"""

from collections.abc import Sequence
from typing import Any, Final

INTEGER, NUMBER, TEXT, TRUTH = "integer", "number", "string", "boolean"

_INTEGERS: Final = (
    "concept_id", "other_concept_id", "parent_id", "child_id", "module_id", "question_id",
    "asked_after_answer_id", "answer_id", "questions", "versions", "concepts",
    "rows", "bytes", "participants_low", "participants_high", "of_low", "of_high", "before_low",
    "before_high", "after_low", "after_high",
)  # fmt: skip
_NUMBERS: Final = (
    "share_low", "share_high", "bin_low", "bin_high", "lift_low", "lift_high",
    "reference_low", "reference_high", "ratio_low", "ratio_high", "age_standardised_low",
    "age_standardised_high",
)  # fmt: skip
_TRUTHS: Final = ("synthetic", "current")
_TEXTS: Final = (
    "domain", "concept_name", "vocabulary_id", "concept_code", "participants_state", "cut",
    "group", "share_of", "unit", "other_domain", "other_concept_name", "module", "question",
    "answers_each", "answer", "answer_kind", "subject", "dimension", "groups", "label",
    "reference", "reference_of", "reference_year", "reference_stated", "source", "kind",
    "data_types", "release_id", "title", "created", "cutoff_date", "policy", "previous", "citation",
    "license", "table", "path", "sha256", "href", "dimension_label", "cuts", "matched", "page",
    "word", "meaning", "asked", "role", "things", "side", "change", "before_state", "after_state",
)  # fmt: skip
TYPES: Final = {
    **dict.fromkeys(_INTEGERS, INTEGER),
    **dict.fromkeys(_NUMBERS, NUMBER),
    **dict.fromkeys(_TRUTHS, TRUTH),
    **dict.fromkeys(_TEXTS, TEXT),
}
STATES: Final = ("band", "small", "exact", "withheld", "sum")


def typed(column: str, value: object) -> Any:
    """A cell of a CSV as JSON has it: numbers as numbers, nothing as ``null``.

    >>> typed("share_low", "0.1200"), typed("share_low", ""), typed("group", "")
    (0.12, None, '')
    """
    kind = TYPES[column]
    if kind == TEXT:
        return "" if value is None else str(value)
    if value == "" or value is None:
        return None
    if kind == NUMBER:
        return float(str(value))
    return bool(value) if kind == TRUTH else int(str(value))


def as_objects(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[dict[str, Any]]:
    """Rows as JSON objects."""
    return [
        {name: typed(name, value) for name, value in zip(header, row, strict=True)} for row in rows
    ]
