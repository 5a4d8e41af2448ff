"""The full-text tables of one release: SQLite FTS5, in a file of their own that is only read.

SQLite FTS5 because it comes with Python, is maintained, answers a query in well under a
millisecond and needs no service. What people type never becomes part of a statement or of FTS5's
query language: queries are put together here of folded words, which are letters and digits only.
"""

import contextlib
import os
import sqlite3
import tempfile
import threading
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aggregates.errors import InputError

TABLES: Final = ("name", "whole")  # rows: one name of a concept; all that a concept is called
PART: Final = "part"  # the letters of names, three by three: what stands inside words
_SCHEMA: Final = """
CREATE VIRTUAL TABLE name USING fts5(words, content='', tokenize="unicode61 remove_diacritics 0",
    prefix='1 2 3', detail=none);
CREATE VIRTUAL TABLE whole USING fts5(words, content='', tokenize="unicode61 remove_diacritics 0",
    prefix='1 2 3', detail=none);
CREATE VIRTUAL TABLE part USING fts5(words, content='', tokenize=trigram);
"""

Alternatives = Sequence[str]  # words, "*" behind one that may go on


class SearchStore:
    """Row numbers by words. Rows count from 0, in the order given."""

    def __init__(self, rows: dict[str, Iterable[str]]) -> None:
        """Write the rows of every table; the file goes when the store does."""
        handle, name = tempfile.mkstemp(prefix="cohort-browser-search-", suffix=".db")
        os.close(handle)
        self._path = Path(name)
        self._lock = threading.Lock()
        self._open: list[tuple[int, sqlite3.Connection]] = []  # one, of the process that opened it
        weakref.finalize(self, _remove, self._path, self._open, os.getpid())
        with contextlib.closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            _make_tables(connection)
            for table, lines in rows.items():
                statement = f"INSERT INTO {table}(rowid, words) VALUES (?, ?)"
                connection.executemany(statement, enumerate(lines, 1))
            for table in rows:
                connection.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")
            connection.execute("COMMIT")

    def all_of(self, table: str, words: Sequence[Alternatives]) -> NDArray[np.int64]:
        """The rows that hold one alternative of every word, ascending."""
        return self._rows(table, " AND ".join(_either(alternatives) for alternatives in words))

    def inside(self, words: Sequence[str]) -> NDArray[np.int64]:
        """The rows whose names hold every run of letters, each at least three long, ascending."""
        return self._rows(PART, " AND ".join(f'"{word}"' for word in words))

    def _rows(self, table: str, query: str) -> NDArray[np.int64]:
        # As one text: a frequent word stands in thousands of rows, each a tuple to Python else.
        statement = f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?"
        with self._lock:
            (rows,) = self._connection().execute(statement, (query,)).fetchone()
        return np.fromstring(rows or "", np.int64, sep=",") - 1

    def _connection(self) -> sqlite3.Connection:
        """A connection of this process: SQLite forbids using one across a fork."""
        if not self._open or self._open[0][0] != os.getpid():
            address = f"file:{self._path}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._open[:] = [(os.getpid(), connection)]
        return self._open[0][1]


def _make_tables(connection: sqlite3.Connection) -> None:
    """Begin to write; raises ``InputError`` where this Python's SQLite cannot search text."""
    try:
        connection.executescript("BEGIN;" + _SCHEMA)
    except sqlite3.OperationalError as error:
        raise InputError(
            f"{sqlite3.sqlite_version} has no full-text search ({error})",
            "SQLite of this Python",
            "Use a Python with SQLite 3.34 or later and FTS5",
        ) from error


def _either(alternatives: Alternatives) -> str:
    parts = [
        f'"{word.removesuffix("*")}"' + (" *" if word.endswith("*") else "")
        for word in alternatives
    ]
    return f"({' OR '.join(parts)})"


def _remove(path: Path, opened: list[tuple[int, sqlite3.Connection]], owner: int) -> None:
    """Close the connection of this process; the process that wrote the file removes it."""
    for process, connection in opened:
        if process == os.getpid():
            connection.close()
    if os.getpid() == owner:
        path.unlink(missing_ok=True)
