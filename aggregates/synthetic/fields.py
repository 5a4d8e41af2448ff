"""Strict reading of the CSV and TOML files that define the synthetic cohort."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from aggregates.errors import InputError

_REMEDY = "Correct the file, or install the package again"


def demo_file(name: str) -> Traversable:
    """Return the shipped file `data/demo/<name>`."""
    return files("data") / "demo" / name


def read_toml(name: str) -> dict[str, Any]:
    """Return the shipped TOML file as a dictionary."""
    return tomllib.loads(demo_file(name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Row:
    """One line of a CSV file, which knows where it stands when a cell cannot be used."""

    file: str
    line: int
    cells: Mapping[str, str]

    def refuse(self, column: str, what: str) -> InputError:
        """Return the error that names this line and column."""
        return InputError(
            f"{column} {what}: {self.cells[column]!r}",
            f"data/demo/{self.file} line {self.line}",
            _REMEDY,
        )

    def text(self, column: str) -> str:
        """Return a cell that must not be empty."""
        value = self.cells[column]
        if not value or value != value.strip():
            raise self.refuse(column, "is empty or padded")
        return value

    def words(self, column: str) -> tuple[str, ...]:
        """Return the items of a cell separated by semicolons, without repeats."""
        items = tuple(item.strip() for item in self.cells[column].split(";") if item.strip())
        if len({item.casefold() for item in items}) != len(items):
            raise self.refuse(column, "repeats an item")
        return items

    def number(self, column: str, low: float, high: float, default: float | None = None) -> float:
        """Return a number between `low` and `high`, both included."""
        text = self.cells[column]
        if not text and default is not None:
            return default
        try:
            value = float(text)
        except ValueError:
            raise self.refuse(column, "is not a number") from None
        if not low <= value <= high:
            raise self.refuse(column, f"is not between {low} and {high}")
        return value

    def pairs(self, column: str, low: float, high: float) -> dict[str, float]:
        """Return a cell of the form `name:number;name:number`."""
        pairs: dict[str, float] = {}
        for item in self.words(column):
            match = re.fullmatch(r"([^:]+):(-?[0-9.]+)", item)
            if match is None or match[1] in pairs or not low <= float(match[2]) <= high:
                raise self.refuse(column, f"needs name:number between {low} and {high}")
            pairs[match[1]] = float(match[2])
        return pairs


def read_rows(name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the lines of `data/demo/<name>`, whose header must be exactly `columns`."""
    lines = demo_file(name).read_text(encoding="utf-8").splitlines()
    reader = csv.reader(lines, strict=True)
    where = f"data/demo/{name}"
    if tuple(next(reader, [])) != columns:
        raise InputError(f"the columns are not {', '.join(columns)}", where, _REMEDY)
    for cells in reader:
        if len(cells) != len(columns):
            raise InputError(
                f"has {len(cells)} cells in place of {len(columns)}",
                f"{where} line {reader.line_num}",
                _REMEDY,
            )
        yield Row(name, reader.line_num, dict(zip(columns, cells, strict=True)))
