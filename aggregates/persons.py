"""The participants of a cohort: the rows of `person`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aggregates.ages import Integers, birth_keys, date_keys
from aggregates.cdm import Cdm
from aggregates.errors import InputError

_BIRTH = ("month_of_birth", "day_of_birth", "birth_datetime")


@dataclass(frozen=True)
class Persons:
    """Participants in ascending order of person_id, which gives each its number 0..n-1.

    `ids` (n,) int64, any 64-bit values; `birth` (n,) yyyymmdd, 0 where unknown; `columns` the
    columns of `person` that dimensions need, row by row.
    """

    ids: NDArray[np.int64]
    birth: Integers
    columns: pa.Table

    def __len__(self) -> int:
        return len(self.ids)

    def numbered(self, ids: pa.Array | pa.ChunkedArray) -> NDArray[np.int32]:
        """The number of each person_id (n,), -1 where it is null or no participant's."""
        number = self._index.get_indexer(pc.fill_null(ids, 0).to_numpy(zero_copy_only=False))
        number[ids.is_null().to_numpy(zero_copy_only=False)] = -1
        return np.asarray(number, np.int32)

    @cached_property
    def _index(self) -> pd.Index:
        """A hash of the ids."""
        return pd.Index(self.ids)


def read_persons(cdm: Cdm, columns: Sequence[str]) -> Persons:
    """All participants, with the further `columns` of person.

    Raises InputError when the table is empty, or a person_id is missing, no whole number or there
    twice.
    """
    table = cdm.table("person", ["person_id", "year_of_birth", *columns], _BIRTH)
    rows = cdm.rows(table)
    if rows["person_id"].null_count:
        what = "a person_id is missing or is not a whole number of 64 bits"
        raise InputError(what, _where(cdm), "Give each person a number")
    if rows.num_rows == 0:
        raise InputError("has no rows", _where(cdm), "Export the participants")
    rows = rows.take(pc.sort_indices(rows["person_id"]))
    ids = rows["person_id"].to_numpy()
    if (ids[1:] == ids[:-1]).any():
        what = "a person_id stands in several rows"
        raise InputError(what, _where(cdm), "Keep one row per person")
    return Persons(ids, _birth(rows), rows.select(list(dict.fromkeys(columns))))


def _where(cdm: Cdm) -> str:
    return f"{cdm.path}, table person"


def _birth(rows: pa.Table) -> Integers:
    """Dates of birth; birth_datetime fills in the parts that their own columns lack."""
    parts = [_whole(rows[f"{part}_of_birth"]) for part in ("year", "month", "day")]
    stamp = rows["birth_datetime"]
    known = stamp.is_valid().to_numpy()
    stamps = date_keys(stamp.to_numpy().astype("datetime64[D]"), known)
    stamped = [stamps // 10000, stamps // 100 % 100, stamps % 100]
    agrees = (parts[0] == 0) | (parts[0] == stamped[0])
    year, month, day = (
        np.where((part == 0) & agrees, other, part)
        for part, other in zip(parts, stamped, strict=True)
    )
    return birth_keys(year, month, day)


def _whole(column: pa.ChunkedArray) -> Integers:
    values: Integers = pc.fill_null(column, 0).to_numpy()
    return values
