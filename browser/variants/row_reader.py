"""From stored rows to variants with bands, and to tables for files."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from browser.variants.contig_file import BATCH, ContigFile
from browser.variants.derive import with_ids
from browser.variants.identifiers import site_id
from browser.variants.scan import Rows
from layouts.variant_rows import ALL, KINDS, SITE, AlleleCounts, VariantRow, count_columns
from suppression.bands import Count, read_count
from suppression.policy import Policy


class RowReader:
    """Reads rows of the files of a store; every count becomes a band of the policy, or raises."""

    def __init__(self, files: Sequence[ContigFile], groups: Sequence[str], policy: Policy) -> None:
        self._files = files
        self._firsts = [file.first for file in files]
        self._groups = ((ALL, ""), *((group, f"{group}_") for group in groups))
        self._policy = policy
        self._columns = (*SITE, *count_columns(groups))
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
            batch, at = file.batch(number, self._columns), file.first + number * BATCH
            chosen = batch.take(pa.array([row - at for row in own])).to_pydict()
            for position, row in enumerate(own):
                found[row] = self._variant(file.contig, chosen, position)
        return [found[row] for row in rows]

    def table(self, file: ContigFile, rows: Rows) -> pa.Table:
        """Rows of one contig with the columns of the release, in the order of ``rows``."""
        ascending = np.sort(rows)
        parts = [file.batch(0, self._columns).slice(0, 0)]
        for number in np.unique(ascending // BATCH).tolist():
            first, stop = np.searchsorted(ascending, [number * BATCH, (number + 1) * BATCH])
            own = pa.array(ascending[first:stop] - number * BATCH)
            parts.append(file.batch(number, self._columns).take(own))
        found = pa.Table.from_batches(parts).select(self._columns)
        return with_ids(found.take(pa.array(np.searchsorted(ascending, rows))), file.contig)

    def _variant(self, contig: str, columns: dict[str, list[Any]], at: int) -> VariantRow:
        site = {name: columns[name][at] for name in SITE}
        usual = site_id(contig, site["pos"], site["ref"], site["alt"])
        site["variant_id"] = site["variant_id"] or usual
        counts = tuple(
            AlleleCounts(group, *(self._count(columns, f"{prefix}{kind}", at) for kind in KINDS))
            for group, prefix in self._groups
        )
        return VariantRow(contig, counts=counts, **site)

    def _count(self, columns: dict[str, list[Any]], name: str, at: int) -> Count:
        limits = columns[f"{name}_low"][at], columns[f"{name}_high"][at]
        known = self._bands.get(limits)
        if known is None:
            known = self._bands[limits] = read_count(*limits, self._policy)
        return known
