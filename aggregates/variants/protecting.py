"""From true counts of alleles to rows that may be published; after this nothing true is left."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from aggregates.earlier_variants import EarlierVariants
from aggregates.variant_tables import (
    SHORT,
    STRUCTURAL,
    bands_table,
    table_name,
    variants_schema,
)
from aggregates.variants.alleles import COUNTS, AlleleBatch
from aggregates.variants.cohort_source import VariantSource
from aggregates.variants.copies import copies_at
from suppression.allele_grids import allele_bands
from suppression.allele_ledger import safe_together
from suppression.allele_repair import made_safe
from suppression.alleles import AlleleBands, AlleleCounts, People, listed
from suppression.bands import band_limits
from suppression.policy import Policy


@dataclass(frozen=True)
class Protection:
    """How alleles of a source are protected: for how many people, and beside which releases."""

    opened: VariantSource
    policy: Policy
    earlier: Sequence[EarlierVariants] = ()

    @property
    def people(self) -> People:
        """How many people have genotypes, in bands."""
        return People(*band_limits(self.opened.people, self.policy.widths[0]))

    @property
    def groups(self) -> list[str]:
        """Ids of the ancestry groups that are published."""
        return [group.id for group in self.opened.groups]

    def rows(self, batch: AlleleBatch) -> pa.Table:
        """The rows of a batch that may be published: listed, in bands, safe."""
        true = (getattr(batch, name).astype(np.int64) @ self.opened.fold for name in COUNTS)
        counts = AlleleCounts(*true)
        chosen = np.flatnonzero(listed(counts, self.policy))
        counts = AlleleCounts(*(own[chosen] for own in vars(counts).values()))
        sites = batch.sites.take(pa.array(chosen))
        copies = copies_at(self.opened.source.build, batch.contig, sites["pos"].to_numpy())
        table = table_name(kind_of(batch), batch.contig)
        found = [one.found(table, sites["variant_id"], copies) for one in self.earlier]
        kept = _kept(found, len(chosen))
        bands = allele_bands(counts, copies, self.people, self.policy, *kept)
        safe = made_safe(bands, self.people, self.policy)
        holds = np.ones(len(safe.rows), np.bool_)
        for one, (rows, then) in zip(self.earlier, found, strict=True):
            _, own, earlier = np.intersect1d(safe.rows, rows, return_indices=True)
            now = safe.bands.take(own)
            holds[own] &= safe_together(
                now, then.take(earlier), self.people, one.people, self.policy
            )
        sites = sites.take(pa.array(safe.rows[holds]))
        return self._table(batch, sites, safe.bands.take(holds))

    def _table(self, batch: AlleleBatch, sites: pa.Table, bands: AlleleBands) -> pa.Table:
        found = bands_table(bands, self.groups)
        contig = pa.array([batch.contig] * sites.num_rows, pa.string())
        names = ["contig", *sites.column_names, *found.column_names]
        table = pa.table([contig, *sites.columns, *found.columns], names=names)
        schema = variants_schema(self.groups, kind_of(batch))
        return table.select(schema.names).cast(schema)


def kind_of(batch: AlleleBatch) -> str:
    """The kind of variants in a batch."""
    return STRUCTURAL if batch.structural else SHORT


def _kept(
    found: Sequence[tuple[np.ndarray, AlleleBands]], alleles: int
) -> tuple[AlleleBands, np.ndarray] | tuple[()]:
    """The bands of the release just before, and which alleles it lists."""
    if not found:
        return ()
    rows, then = found[0]
    shape = (3, alleles, then.low.shape[2])
    low, high, known = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(alleles, bool)
    low[:, rows], high[:, rows], known[rows] = then.low, then.high, True
    return AlleleBands(low, high, np.zeros(alleles, np.int64)), known
