"""SQL that gives a column its CDM type, whatever type it was exported with."""

from aggregates.cdm_columns import ColumnType

_WHOLE = r"'^\s*([+-]?\d+)(?:\.0*)?\s*$'"


def typed(column: str, stored: str, wanted: ColumnType) -> str:
    """An SQL expression of type `wanted` from a quoted column of DuckDB type `stored`.

    Values that are not of that type become null: text that is no number or date, a fraction in a
    key, infinity and "not a number". Dates are accepted as dates, timestamps, `2020-01-31`, with
    or without a time, `20200131`.
    """
    if wanted == "int64":
        return _whole_number(column, stored)
    if wanted == "float64":
        return _number(column, stored)
    if wanted == "date":
        return _date(column, stored)
    return f"NULLIF(TRIM(CAST({column} AS VARCHAR)), '')"


def _whole_number(column: str, stored: str) -> str:
    if stored == "VARCHAR":
        return f"TRY_CAST(REGEXP_EXTRACT({column}, {_WHOLE}, 1) AS BIGINT)"
    if stored in ("FLOAT", "DOUBLE") or stored.startswith("DECIMAL"):
        return f"CASE WHEN {column} = FLOOR({column}) THEN TRY_CAST({column} AS BIGINT) END"
    return f"TRY_CAST({column} AS BIGINT)"


def _number(column: str, stored: str) -> str:
    text = f"TRIM({column})" if stored == "VARCHAR" else column
    number = f"TRY_CAST({text} AS DOUBLE)"
    # not ISNAN: DuckDB 2.0 folds it to false where a Parquet file's minimum and maximum, which pass
    # over NaN, are known
    return f"CASE WHEN ISFINITE({number}) THEN {number} END"


def _date(column: str, stored: str) -> str:
    if stored == "VARCHAR":
        return f"COALESCE(TRY_CAST({column} AS DATE), {_compact_date(column)})"
    if stored.endswith("INT") or stored == "INTEGER":
        return _compact_date(f"CAST({column} AS VARCHAR)")
    return f"TRY_CAST({column} AS DATE)"


def _compact_date(text: str) -> str:
    return f"TRY_CAST(TRY_STRPTIME({text}, '%Y%m%d') AS DATE)"
