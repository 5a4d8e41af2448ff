"""What of a long or wide figure its picture shows: nobody can read a picture of a thousand rows."""

from dataclasses import replace
from typing import Final

from layouts import formatting
from layouts.exhibit import TABLE, Exhibit, Row
from layouts.text import Catalogue

WIDEST: Final = 6  # columns of words
LONGEST: Final = 60  # rows
FIRST: Final = 30  # rows of what is longer


def pictured(exhibit: Exhibit, text: Catalogue) -> Exhibit:
    """The first rows of a long table and the telling columns of a wide one, and a note of both."""
    shown, notes = exhibit, list(exhibit.notes)
    long = exhibit.kind == TABLE or bool(exhibit.whole_table)
    if long and len(exhibit.rows) > LONGEST:
        first, every = (
            formatting.number(number, text.language) for number in (FIRST, len(exhibit.rows))
        )
        notes.insert(0, text("cite.picture_rows", first=first, all=every))
        shown = replace(shown, rows=exhibit.rows[:FIRST], most=exhibit.scale)
    if len(exhibit.columns) > WIDEST:
        told = exhibit.telling or tuple(range(WIDEST))
        notes.insert(0, text("cite.picture_columns"))
        columns = tuple(exhibit.columns[place] for place in told)
        rows = tuple(_cut(row, told) for row in shown.rows)
        shown = replace(shown, columns=columns, rows=rows)
    return replace(shown, notes=tuple(notes))


def _cut(row: Row, told: tuple[int, ...]) -> Row:
    """``told`` counts the row's head as column 0, which always stays."""
    return replace(row, cells=tuple(row.cells[place - 1] for place in told if place))
