"""Opens an OMOP CDM 5.3 or 5.4 and runs portable counting expressions on it.

Expressions are Ibis expressions on unbound tables with the CDM's own names and types; here they
are compiled to DuckDB's SQL. Each table becomes a view that gives every export the same shape:
lower-case names, int64 keys, dates, text. A key or date that cannot be read is null there.
"""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import duckdb
import ibis
import ibis.backends.sql.compilers  # loaded here, where Ctrl-C cannot leave it half loaded
import ibis.expr.operations as ops
import pyarrow as pa

from aggregates.cdm_columns import column_type, columns_by_name, missing_column
from aggregates.cdm_mapped import MappedTables
from aggregates.cdm_sources import DatabaseTables, FolderTables, TableSource, damaged, quoted
from aggregates.cdm_typing import typed
from aggregates.errors import InputError, raise_all
from aggregates.table_plans import TablePlan

Result = TypeVar("Result")

_BATCH_ROWS = 1 << 20
_OF_THE_PROGRAM = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ConnectionException,
    duckdb.ParserException,
    duckdb.SyntaxException,
)


class Cdm:
    """An open CDM. Use it as a context manager."""

    def __init__(self, path: Path, tables: Mapping[str, TablePlan] | None = None) -> None:
        """Open the folder or DuckDB file at `path`. Raises InputError when it is neither.

        `tables` are those that a cohort file makes, by name; they stand in front of the CDM's own.
        """
        self.path = path
        self._views: dict[str, tuple[TableSource, dict[str, str]]] = {}
        self._spill = str(Path(tempfile.gettempdir()) / f"cohort-browser-{uuid.uuid4().hex}")
        self._cleaning = ExitStack()
        try:
            # the folder is promised away before it is made: Ctrl-C may come between any two steps
            self._cleaning.callback(shutil.rmtree, self._spill, ignore_errors=True)
            Path(self._spill).mkdir(mode=0o700)
            self._connection = duckdb.connect(
                config={
                    "temp_directory": self._spill,
                    "autoinstall_known_extensions": "false",
                    "preserve_insertion_order": "false",
                }
            )
            self._cleaning.callback(self._connection.close)
            self._queries = ThreadPoolExecutor(1, "query")
            self._cleaning.callback(self._queries.shutdown)
            own = _tables_at(self._connection, path)
            self._tables = MappedTables(self._connection, own, tables or {})
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Cdm":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and remove what it spilled to disk."""
        self._cleaning.close()

    def has(self, table: str) -> bool:
        """Whether the CDM has the table."""
        return table in self._tables.names()

    def require(self, needs: Mapping[str, Sequence[str]]) -> None:
        """Raise one InputError that names every missing table and column of `needs`, or return."""
        errors: list[InputError] = []
        for table, columns in needs.items():
            if self.has(table):
                source, known = self._view(table)
                missing = [column for column in columns if column not in known]
                made = self._tables.makes(table)
                errors += [
                    missing_column(c, table, source.headers, source.where, made) for c in missing
                ]
            else:
                errors.append(self._missing_table(table))
        raise_all(errors)

    def table(self, name: str, columns: Sequence[str], optional: Sequence[str] = ()) -> Any:
        """An unbound Ibis table with `columns`, and `optional` ones, null where they are missing.

        Raises InputError when the table or one of `columns` is missing.
        """
        self.require({name: columns})
        _, known = self._view(name)
        names = list(dict.fromkeys([*columns, *optional]))
        table = ibis.table({c: column_type(c) for c in names if c in known}, name=name)
        absent = {c: ibis.null(column_type(c)) for c in names if c not in known}
        return table.mutate(**absent) if absent else table

    def rows(self, expression: Any, **tables: pa.Table) -> pa.Table:
        """All rows of an expression. `tables` are Arrow tables it names beside the CDM's own."""
        with self._beside(tables):
            reader = self._reader(expression)
            return pa.Table.from_batches(self._read(reader, expression), reader.schema)

    def batches(self, expression: Any, **tables: pa.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, a batch at a time, in no order. `tables` as for `rows`."""
        with self._beside(tables):
            yield from self._read(self._reader(expression), expression)

    @contextmanager
    def _beside(self, tables: Mapping[str, pa.Table]) -> Iterator[None]:
        """The CDM with Arrow tables beside its own."""
        for name, rows in tables.items():
            self._connection.register(name, rows)
        try:
            yield
        finally:
            for name in tables:
                self._connection.unregister(name)

    def _reader(self, expression: Any) -> pa.RecordBatchReader:
        with self._user_errors(expression):
            query = str(ibis.to_sql(expression, dialect="duckdb"))
            return self._run(lambda: self._connection.sql(query).to_arrow_reader(_BATCH_ROWS))

    def _read(self, reader: pa.RecordBatchReader, expression: Any) -> Iterator[pa.RecordBatch]:
        with self._user_errors(expression):
            while (batch := self._run(lambda: next(reader, None))) is not None:
                yield batch

    def _run(self, step: Callable[[], Result]) -> Result:
        """The result of a step of a query, taken in a thread of its own.

        DuckDB looks for Ctrl-C between its own tasks only, and not at all while another of its
        threads does the work; Python's wait ends at once.
        """
        try:
            return self._queries.submit(step).result()
        except KeyboardInterrupt:  # which may come before the step is known to have been taken up
            idle = self._queries.submit(lambda: None)
            while not idle.done():  # an interrupt before the query has begun is forgotten
                self._connection.interrupt()
                wait([idle], timeout=0.1)
            raise

    @contextmanager
    def _user_errors(self, expression: Any) -> Iterator[None]:
        """Turn a failed query into the user's error."""
        try:
            yield
        except (duckdb.Error, OSError, pa.ArrowException, RuntimeError) as error:
            raise self._unreadable(error, expression) from None

    def _unreadable(self, error: Exception, expression: Any) -> Exception:
        """The user's error behind a failed query; its own text may hold a record, so is dropped."""
        if isinstance(error, duckdb.OutOfMemoryException) or self._spill in str(error):
            return InputError(
                "counting needs more memory or temporary disk space than there is",
                str(self.path),
                "Free some, or set TMPDIR to a larger disk",
            )
        if isinstance(error, _OF_THE_PROGRAM) or type(error) is RuntimeError:
            return error
        names = [table.name for table in expression.op().find(ops.UnboundTable)]
        return damaged(" or ".join(self._views[n][0].where for n in names if n in self._views))

    def _view(self, table: str) -> tuple[TableSource, dict[str, str]]:
        """Source of a table and its columns by CDM name; makes the view when first asked."""
        if table not in self._views:
            self.require(self._tables.needs(table))
            source = self._tables.source(table)
            columns = columns_by_name(source.headers, source.where)
            types = dict(zip(source.headers, source.types, strict=True))
            selected = ", ".join(
                f"{typed(quoted(header), types[header], column_type(name))} AS {quoted(name)}"
                for name, header in columns.items()
            )
            if columns:
                view = f"CREATE VIEW {quoted(table)} AS SELECT {selected} FROM {source.relation}"
                self._connection.execute(view)
            self._views[table] = source, columns
        return self._views[table]

    def _missing_table(self, table: str) -> InputError:
        return InputError(
            f"has no table {table}",
            str(self.path),
            f"Add it ({table}.parquet, {table}.csv or {table}.csv.gz), "
            "or leave what needs it out of the cohort file",
        )


def _tables_at(
    connection: duckdb.DuckDBPyConnection, path: Path
) -> "FolderTables | DatabaseTables":
    if path.is_dir():
        return FolderTables(connection, path)
    if path.is_file():
        return DatabaseTables(connection, path)
    raise InputError("does not exist", str(path), "Name a folder of tables or a DuckDB file")
