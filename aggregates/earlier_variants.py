"""Variants of earlier releases, to be found again by their ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aggregates.errors import InputError
from aggregates.release_check import CheckedRelease
from aggregates.variant_tables import VARIANTS, band_columns, read_bands, stated_people
from suppression.alleles import AlleleBands, People, Rows
from suppression.bands import IntArray


@dataclass(frozen=True)
class EarlierVariants:
    """The tables of variants of an earlier release with the same build and ancestry groups."""

    folder: Path
    tables: Mapping[str, Mapping[str, Any]]
    groups: tuple[str, ...]
    people: People

    def found(self, table: str, ids: pa.ChunkedArray, copies: IntArray) -> tuple[Rows, AlleleBands]:
        """Rows of ``ids`` that the earlier release lists, and their bands there."""
        if table not in self.tables:
            rows = np.zeros(0, np.intp)
            empty = np.zeros((3, 0, 1 + len(self.groups)), np.int64)
            return rows, AlleleBands(empty, empty, copies[rows])
        then = _read(self.folder / self.tables[table]["path"], self.groups)
        position = pc.index_in(ids, value_set=then["variant_id"].combine_chunks())
        known = position.is_valid().to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(known)
        chosen = then.take(position.filter(pa.array(known)).combine_chunks())
        return rows, read_bands(chosen, self.groups, copies[rows])


@lru_cache(maxsize=4)
def _read(path: Path, groups: tuple[str, ...]) -> pa.Table:
    return pq.read_table(path, columns=["variant_id", *band_columns(groups)], partitioning=None)


def earlier_variants(
    about: Mapping[str, Any], where: str, earlier: Sequence[CheckedRelease]
) -> list[EarlierVariants]:
    """Those of the earlier releases that have any, the newest first.

    ``about`` is what the new release states of its variants. Raises InputError where build or
    ancestry groups are others: bands of two partitions cannot be proved together.
    """
    found = []
    for release in earlier:
        then = release.about.get(VARIANTS)
        if then is None:
            continue
        for key, own in (("build", about["build"]), ("groups", _ids(about))):
            before = then["build"] if key == "build" else _ids(then)
            if own != before:
                raise InputError(
                    f"variants have another {key.removesuffix('s')} than the release before it",
                    where,
                    "Keep the build, the ancestry groups and ancestry_floor",
                )
        groups = tuple(_ids(then))
        found.append(
            EarlierVariants(release.folder, release.about["tables"], groups, stated_people(then))
        )
    return found


def _ids(variants: Mapping[str, Any]) -> list[str]:
    return [group["id"] for group in variants["groups"]]
