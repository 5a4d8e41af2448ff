"""Strict reading of a TOML table: every key is known, every value has the type it must have."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from aggregates.cohort_file_plans import Label
from aggregates.errors import InputError

GROUP_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+<>=.\-]*")
DIMENSION_ID = re.compile(r"[a-z][a-z0-9_]*")
COHORT_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


class Keys:
    """The keys of one TOML table, taken one by one; `end` refuses what nobody took."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.where = where
        self._values = dict(values)
        self._known: list[str] = []

    def has(self, key: str) -> bool:
        """Whether the table has `key`, which thereby counts as known."""
        self._known.append(key)
        return key in self._values

    def has_tables(self, key: str) -> bool:
        """Whether `key` is a list of tables."""
        value = self._values.get(key)
        return isinstance(value, list) and any(isinstance(item, dict) for item in value)

    def is_text(self, key: str) -> bool:
        """Whether `key` holds a text."""
        return isinstance(self._values.get(key), str)

    def is_table(self, key: str) -> bool:
        """Whether `key` is a table."""
        return isinstance(self._values.get(key), dict)

    def has_inside(self, table: str, key: str) -> bool:
        """Whether `table` is a table that has `key`; neither counts as known thereby."""
        inside = self._values.get(table)
        return isinstance(inside, dict) and key in inside

    def refuse(self, key: str, what: str, remedy: str) -> NoReturn:
        """Raise InputError for `key` of this table."""
        raise InputError(f"{key} {what}", self.where, remedy)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank."""
        value = self._take(key, default)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "is not a text", f'Write {key} = "..."')
        return value

    def name(self, key: str, shape: re.Pattern[str]) -> str:
        """An identifier of the given shape."""
        value = self.text(key)
        if not shape.fullmatch(value):
            self.refuse(
                key, f'"{value}" has a character that is not allowed', f"Use {shape.pattern}"
            )
        return value

    def truth(self, key: str, default: bool | None = None) -> bool:
        """A boolean."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.refuse(key, "is neither true nor false", f"Write {key} = true or {key} = false")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(key, "is not a whole number", f"Write {key} = 1, without quotes")
        return value

    def share(self, key: str) -> float:
        """A number from 0 to 1."""
        value = self._take(key, None)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            self.refuse(key, "is not a number from 0 to 1", f"Write {key} = 0.2")
        return float(value)

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, none twice; a single one counts as a list of one."""
        value = self._take(key, None)
        numbers = value if isinstance(value, list) else [value]
        if not numbers or not all(type(number) is int for number in numbers):
            self.refuse(key, "is not a whole number", f"Write {key} = 1 or {key} = [1, 2]")
        self.refuse_twice(key, numbers)
        return tuple(numbers)

    def date(self, key: str) -> datetime.date:
        """A calendar date."""
        value = self._take(key, None)
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            self.refuse(key, "is not a date", f"Write {key} = 2025-10-01, without quotes")
        return value

    def label(self, key: str, default: Label | None = None) -> Label:
        """A text per language; a plain string is English."""
        value = self._take(key, default)
        languages = {"en": value} if isinstance(value, str) else value
        remedy = f'Write {key} = {{ en = "...", es = "..." }}'
        if not isinstance(languages, Mapping) or "en" not in languages:
            self.refuse(key, "has no English text", remedy)
        for language, text in languages.items():
            if not re.fullmatch("[a-z]{2}", language) or not isinstance(text, str) or not text:
                self.refuse(key, f'"{language}" is not a language with its text', remedy)
        return dict(languages)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none twice; a single text counts as a list of one."""
        value = self._take(key, None)
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not texts or not all(isinstance(t, str) for t in texts):
            self.refuse(key, "is not a list of texts", f'Write {key} = ["...", "..."]')
        self.refuse_twice(key, texts)
        return tuple(texts)

    def codes(self, key: str) -> tuple[int, ...] | tuple[str, ...]:
        """A list of values, all whole numbers or all texts, none twice."""
        value = self._take(key, None)
        for kind in (int, str):
            if isinstance(value, list) and value and all(type(code) is kind for code in value):
                self.refuse_twice(key, value)
                return tuple(value)
        return self.refuse(
            key, "is not a list of codes", f'Write {key} = [8507] or {key} = ["F"], of one kind'
        )

    def table(self, key: str) -> "Keys":
        """A table inside this one."""
        value = self._take(key, None)
        if not isinstance(value, dict) or not value:
            self.refuse(key, "is not a table", f"Write {key} = {{ ... }}")
        return Keys(value, f"{self.where}, {key}")

    def tables(self, key: str) -> list["Keys"]:
        """A list of tables, each placed by its `id` in messages."""
        value = self._take(key, None)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            self.refuse(key, "is not a list of tables", f"Write [[{key}]] or {key} = [{{ ... }}]")
        return [
            Keys(item, f"{self.where}, {key} {item.get('id', position)}")
            for position, item in enumerate(value, start=1)
        ]

    def names(self) -> tuple[str, ...]:
        """The keys as they stand in the file."""
        return tuple(self._values)

    def end(self) -> None:
        """Refuse every key that was not asked for."""
        unknown = [key for key in self._values if key not in self._known]
        if unknown:
            known = ", ".join(dict.fromkeys(self._known))
            self.refuse(unknown[0], "is not a known key", f"Known here: {known}")

    def refuse_twice(self, key: str, values: Sequence[object]) -> None:
        """Refuse a list that holds a value twice."""
        for position, value in enumerate(values):
            if value in values[:position]:
                self.refuse(key, f"lists {value!r} twice", "Keep it once")

    def _take(self, key: str, default: object) -> Any:
        self._known.append(key)
        if key not in self._values and default is None:
            self.refuse(key, "is missing", f"Add {key}")
        return self._values.get(key, default)
