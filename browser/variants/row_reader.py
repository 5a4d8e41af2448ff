"""From stored rows to variants with bands, and to tables for files."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from browser.variants.contig_file import BATCH, ContigFile
from browser.variants.identifiers import VariantId, site_id
from browser.variants.scan import Rows
from browser.variants.stored import counts_column, stored_columns, to_released
from layouts.variant_rows import ALL, SITE, STRUCTURE, AlleleCounts, Structure, VariantRow
from suppression.bands import Count, read_merged
from suppression.policy import Policy


class RowReader:
    """Reads rows of the files of a store; every count becomes a band of the policy, or raises."""

    def __init__(self, files: Sequence[ContigFile], groups: Sequence[str], policy: Policy) -> None:
        self._files = files
        self._firsts = [file.first for file in files]
        self._groups = tuple(groups)
        self._policy = policy
        self._columns = {kind: stored_columns(groups, kind) for kind in (False, True)}
        self._bands: dict[tuple[int, int], Count] = {}

    def read(self, rows: Sequence[int]) -> list[VariantRow]:
        """Rows by their numbers, in the order asked for; each batch is unpacked once."""
        found: dict[int, VariantRow] = {}
        batches: dict[tuple[int, int], list[int]] = {}
        for row in rows:
            place = int(np.searchsorted(self._firsts, row, "right")) - 1
            batches.setdefault((place, (row - self._firsts[place]) // BATCH), []).append(row)
        for (place, number), own in batches.items():
            file = self._files[place]
            columns = self._columns[file.structural]
            batch, at = file.batch(number, columns), file.first + number * BATCH
            chosen = batch.take(pa.array([row - at for row in own])).to_pydict()
            for position, row in enumerate(own):
                found[row] = self._variant(file.contig, chosen, position)
        return [found[row] for row in rows]

    def table(self, file: ContigFile, rows: Rows) -> pa.Table:
        """Rows of one contig with the columns of the release, in the order of ``rows``."""
        ascending = np.sort(rows)
        columns = self._columns[file.structural]
        parts = [file.batch(0, columns).slice(0, 0)]
        for number in np.unique(ascending // BATCH).tolist():
            first, stop = np.searchsorted(ascending, [number * BATCH, (number + 1) * BATCH])
            own = pa.array(ascending[first:stop] - number * BATCH)
            parts.append(file.batch(number, columns).take(own))
        found = pa.Table.from_batches(parts).select(columns)
        places = pa.array(np.searchsorted(ascending, rows))
        return to_released(found.take(places), file.contig, self._groups)

    def _variant(self, contig: str, columns: dict[str, list[Any]], at: int) -> VariantRow:
        site = {name: columns[name][at] for name in SITE}
        usual = site_id(contig, site["pos"], site["ref"], site["alt"])
        site["variant_id"] = site["variant_id"] or usual
        counts = tuple(
            self._counts(group, columns[counts_column(group)][at]) for group in (ALL, *self._groups)
        )
        structure = None
        if "sv_type" in columns:
            structure = Structure(*(columns[name][at] for name in STRUCTURE))
        return VariantRow(contig, counts=counts, structure=structure, **site)

    def _counts(self, group: str, ends: list[int]) -> AlleleCounts:
        return AlleleCounts(
            group,
            self._count((ends[0], ends[1])),
            self._count((ends[2], ends[3])),
            self._count((ends[4], ends[5])),
        )

    def _count(self, limits: tuple[int, int]) -> Count:
        known = self._bands.get(limits)
        if known is None:
            known = self._bands[limits] = read_merged(*limits, self._policy)
        return known


def row_of(file: ContigFile, wanted: VariantId) -> int | None:
    """The row of an allele within a file; the work is the same for all that are not listed."""
    first, stop = file.row_range(wanted.pos, wanted.pos)
    for number in range(first // BATCH, -(-stop // BATCH)):
        batch, at = file.batch(number, ("alt", "ref", "variant_id")), number * BATCH
        for row in range(max(first - at, 0), min(stop - at, batch.num_rows)):
            ref, alt = batch.column("ref")[row].as_py(), batch.column("alt")[row].as_py()
            stated = batch.column("variant_id")[row].as_py()
            own = stated or site_id(wanted.contig, wanted.pos, ref, alt)
            if own.casefold() == wanted.text.casefold():
                return at + row
    return None
