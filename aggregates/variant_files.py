"""The files of variants in a release folder: all there, none more, unchanged, of the right shape."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from aggregates.errors import ReleaseRefused
from aggregates.release_format import file_sha256
from aggregates.variant_tables import (
    FOLDERS,
    GENES,
    PART,
    STRUCTURAL,
    group_ids,
    is_of_variants,
    kind_and_contig,
    schema_of,
)

_REBUILD = "Build the release again, or fetch an unchanged copy"


def check_variant_files(folder: Path, about: Mapping[str, Any]) -> None:
    """Raise :class:`ReleaseRefused` for the first file of variants that is not as stated."""
    stated = {name: own for name, own in about["tables"].items() if is_of_variants(name)}
    expected = {_path(name): name for name in stated}
    for found in FOLDERS.values():
        for path in sorted((folder / found).rglob("*")):
            if path.is_file() and path.relative_to(folder).as_posix() not in expected:
                raise ReleaseRefused("is not listed", str(path), _REBUILD)
    for name, own in stated.items():
        _check(folder, name, own, schema_of(name, group_ids(about)))
    if stated and GENES not in stated:
        raise ReleaseRefused("has no table of genes", str(folder), _REBUILD)
    rows = {name: own["rows"] for name, own in stated.items() if name != GENES}
    structural = any(name.startswith(FOLDERS[STRUCTURAL]) for name in rows)
    if stated and (
        about["variants"]["listed"] != sum(rows.values())
        or (STRUCTURAL in about["variants"]["kinds"]) != structural
    ):
        raise ReleaseRefused("its variants contradict its tables", str(folder), _REBUILD)


def _path(name: str) -> str:
    return f"{name}/{PART}" if kind_and_contig(name) else f"{name}.parquet"


def _check(folder: Path, name: str, stated: Mapping[str, Any], schema: pa.Schema) -> None:
    path = folder / _path(name)
    if stated["path"] != _path(name):
        raise ReleaseRefused(f"table {name!r} is not listed", str(folder), _REBUILD)
    if not path.is_file():
        raise ReleaseRefused("is missing", str(path), _REBUILD)
    if path.stat().st_size != stated["bytes"] or file_sha256(path) != stated["sha256"]:
        raise ReleaseRefused("does not match its checksum", str(path), _REBUILD)
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowException):
        raise ReleaseRefused("cannot be read as Parquet", str(path), _REBUILD) from None
    if file.schema_arrow != schema:
        raise ReleaseRefused("has other columns than the format", str(path), _REBUILD)
    if file.metadata.num_rows != stated["rows"]:
        raise ReleaseRefused("has other rows than stated", str(path), _REBUILD)
