"""The form in which rows are stored, and back: what the release says, in fewer and wider columns.

Unpacking a column costs about the same whatever is in it, so the six numbers of an ancestry group
stand in one column. An id that follows from place and alleles is left out, and so is the contig.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from layouts.variant_rows import ALL, KINDS, SITE, STRUCTURE

ENDS: Final = tuple(f"{kind}_{end}" for kind in KINDS for end in ("low", "high"))
_COUNTS: Final = "counts_"


def counts_column(group: str) -> str:
    """The stored column of a group's counts; ``""`` for all participants."""
    return _COUNTS + group


def stored_columns(groups: Sequence[str], structural: bool) -> tuple[str, ...]:
    """All stored columns."""
    return (*_sites(structural), *(counts_column(group) for group in (ALL, *groups)))


def _sites(structural: bool) -> tuple[str, ...]:
    return (*SITE, *STRUCTURE) if structural else SITE


def to_stored(table: pa.Table, contig: str, groups: Sequence[str]) -> pa.Table:
    """Rows of the release's table as they are stored."""
    ids = pc.if_else(
        pc.equal(table["variant_id"], _usual_ids(table, contig)), "", table["variant_id"]
    )
    place = table.schema.get_field_index("variant_id")
    sites = table.set_column(place, "variant_id", ids).select(
        _sites("sv_type" in table.schema.names)
    )
    for group in (ALL, *groups):
        prefix = f"{group}_" if group else ""
        numbers = np.column_stack([table[f"{prefix}{end}"].to_numpy() for end in ENDS])
        flat = pa.array(np.ascontiguousarray(numbers, np.int32).ravel())
        packed = pa.FixedSizeListArray.from_arrays(flat, len(ENDS))
        sites = sites.append_column(counts_column(group), packed)
    return sites


def to_released(table: pa.Table, contig: str, groups: Sequence[str]) -> pa.Table:
    """Stored rows with the columns of the release."""
    stated = table["variant_id"]
    place = table.schema.get_field_index("variant_id")
    ids = pc.if_else(pc.equal(stated, ""), _usual_ids(table, contig), stated)
    sites = table.set_column(place, "variant_id", ids).select(
        _sites("sv_type" in table.schema.names)
    )
    contigs = pa.array([contig], pa.string()).take(pa.array(np.zeros(table.num_rows, np.int64)))
    released = sites.add_column(0, "contig", contigs)
    for group in (ALL, *groups):
        prefix, numbers = (f"{group}_" if group else ""), counts_of(table, group)
        for number, end in enumerate(ENDS):
            released = released.append_column(
                f"{prefix}{end}", pa.array(np.ascontiguousarray(numbers[:, number]))
            )
    return released


def counts_of(table: pa.Table, group: str) -> NDArray[np.int32]:
    """The numbers of a group, one row each, in the order of ``ENDS``."""
    column = table[counts_column(group)].combine_chunks()
    return np.asarray(column.flatten().to_numpy()).reshape(-1, len(ENDS))


def _usual_ids(table: pa.Table, contig: str) -> pa.ChunkedArray:
    position = pc.cast(table["pos"], pa.string())
    return pc.binary_join_element_wise(contig, position, table["ref"], table["alt"], "-")
