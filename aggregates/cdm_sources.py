"""Where the tables of a CDM stand: files in a folder, or tables of a DuckDB database."""

import csv
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from aggregates.cdm_columns import columns_by_name, refuse_missing_header
from aggregates.errors import InputError

TEXT_SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
SUFFIXES = (".parquet", *TEXT_SUFFIXES)


@dataclass(frozen=True)
class TableSource:
    """A table as DuckDB reads it: what to select from, and its headers as they stand."""

    where: str
    relation: str
    headers: tuple[str, ...]
    types: tuple[str, ...]


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def suffix_of(name: str) -> str | None:
    """The ending that says how a file is read, or None."""
    lower = name.lower()
    return next((s for s in sorted(SUFFIXES, key=len, reverse=True) if lower.endswith(s)), None)


def file_source(connection: duckdb.DuckDBPyConnection, path: Path) -> TableSource:
    """The table in a Parquet or text file. Raises InputError when the file cannot be opened."""
    if suffix_of(path.name) == ".parquet":
        relation = f"read_parquet({literal(str(path))}, hive_partitioning = false)"
    else:
        relation = _text_relation(path)
    try:
        return describe(connection, relation, str(path))
    except (duckdb.Error, OSError):
        raise damaged(str(path)) from None


def describe(connection: duckdb.DuckDBPyConnection, relation: str, where: str) -> TableSource:
    """Headers and types of a relation."""
    columns = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    headers, types = tuple(c[0] for c in columns), tuple(c[1] for c in columns)
    return TableSource(where, relation, headers, types)


def damaged(where: str) -> InputError:
    """The error for a file that ends too early or is not what its name says."""
    return InputError(
        "cannot be read: the file is truncated, damaged or not what its name says",
        where,
        "Export or copy the file again",
    )


def _text_relation(path: Path) -> str:
    first_line = _first_line(path)
    separator = "\t" if "\t" in first_line else ","
    quote = '"' if separator == "," or first_line.startswith('"') else ""
    headers = next(csv.reader([first_line], delimiter=separator), [])
    refuse_missing_header(headers, str(path))
    columns_by_name(headers, str(path))
    columns = ", ".join(f"{literal(header)}: 'VARCHAR'" for header in headers)
    return (
        f"read_csv({literal(str(path))}, header = false, skip = 1, auto_detect = false, "
        f"delim = {literal(separator)}, quote = {literal(quote)}, escape = {literal(quote)}, "
        f"columns = {{{columns}}})"
    )


def _first_line(path: Path) -> str:
    try:
        opened = gzip.open if path.name.lower().endswith(".gz") else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            line = file.readline().rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError):
        raise damaged(str(path)) from None
    if not line:
        raise InputError("is empty", str(path), "Write at least the line of column names")
    return line


class FolderTables:
    """Tables of a folder: one file each, named as the table, in any case."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._connection = connection
        self._files: dict[str, list[Path]] = {}
        for path in sorted(folder.iterdir()):
            suffix = suffix_of(path.name)
            if suffix and path.is_file() and not path.name.startswith("."):
                self._files.setdefault(path.name[: -len(suffix)].lower(), []).append(path)

    def names(self) -> Iterable[str]:
        """Tables of the folder, in lower case."""
        return self._files

    def source(self, table: str) -> TableSource:
        """The table's file. Raises InputError when there are two, or it cannot be opened."""
        path, *others = self._files[table]
        if others:
            names = ", ".join(other.name for other in self._files[table])
            what = f"table {table} stands in several files: {names}"
            raise InputError(what, str(path.parent), "Keep one of them")
        return file_source(self._connection, path)


class DatabaseTables:
    """Tables of a DuckDB file, attached for reading only."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        """Raises InputError when the file is no DuckDB database, or is open for writing."""
        self._connection = connection
        self._path = path
        try:
            connection.execute(f"ATTACH {literal(str(path))} AS cdm_file (READ_ONLY)")
        except duckdb.Error:
            raise InputError(
                "is not a DuckDB database that can be read now",
                str(path),
                "Name a folder of tables or a DuckDB file that no other program has open",
            ) from None
        self._relations = self._relations_of_cdm()

    def names(self) -> Iterable[str]:
        """Tables of the database, in lower case."""
        return self._relations

    def source(self, table: str) -> TableSource:
        """The table or view of that name."""
        return describe(self._connection, self._relations[table], f"{self._path}, table {table}")

    def _relations_of_cdm(self) -> dict[str, str]:
        """Table -> its qualified name, in the one schema that holds `person`, or any table."""
        rows = self._connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'cdm_file' "
            "UNION ALL SELECT schema_name, view_name FROM duckdb_views() "
            "WHERE database_name = 'cdm_file' AND NOT internal"
        ).fetchall()
        schemas = sorted({schema for schema, table in rows if table.lower() == "person"})
        if len(schemas) > 1:
            what = f"has a table person in schemas {' and '.join(schemas)}"
            raise InputError(what, str(self._path), "Keep one CDM in the database")
        if not schemas and len({schema for schema, _ in rows}) == 1:
            schemas = [rows[0][0]]  # a cohort file makes `person` from another table
        return {
            table.lower(): f"cdm_file.{quoted(schema)}.{quoted(table)}"
            for schema, table in rows
            if schema in schemas
        }
