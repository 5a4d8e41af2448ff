"""The store of a release's variants: opened in milliseconds, without a copy.

Derived once from the published Parquet (:mod:`browser.variants.derive`) into a private folder that
is named by the checksums of the tables it comes from. What a release does not list leaves no trace
here, so an allele that is not listed and one that was never seen take the same way to the same end.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from aggregates.release import Release
from browser.variants.cache_folder import derived
from browser.variants.contig_file import BATCH, ContigFile
from browser.variants.derive import INDEX, Source, derive, is_whole
from browser.variants.gene_names import GeneNames
from browser.variants.identifiers import parse_variant_id
from browser.variants.name_index import NameIndex, is_called
from browser.variants.paging import page_after
from browser.variants.row_reader import RowReader, row_of
from browser.variants.scan import POSITION, SORTS, Rows, Scanned, scan
from browser.variants.terms import bare_hgvs, clinvar_keys, reference_of, whole_hgvs
from layouts.variant_rows import (
    Filters,
    Gene,
    Group,
    VariantPage,
    VariantRow,
)

FORMAT: Final = "4"  # of the derived files; another one derives them anew
SHORT, STRUCTURAL = "variants/contig=", "structural_variants/contig="  # tables, then the contig
MOST_SCANNED: Final = 250_000  # rows that one question may filter or sort
MOST_STRUCTURAL: Final = 200  # structural variants of one stretch
NO_FILTERS: Final = Filters()


class TooManyError(ValueError):
    """A stretch with more variants than one question may filter or sort."""


def open_variants(release: Release) -> "VariantStore | None":
    """The store of a release; ``None`` where it has no variants. Derives it the first time."""
    tables = release.about["tables"]
    names = [name for name in tables if name.startswith((SHORT, STRUCTURAL))]
    if not names or "variants" not in release.about:
        return None
    sources = [
        Source(
            name.rpartition("=")[2],
            release.folder / tables[name]["path"],
            name.startswith(STRUCTURAL),
        )
        for name in names
    ]
    genes = release.folder / tables["genes"]["path"] if "genes" in tables else None
    sums = [(name, tables[name]["sha256"]) for name in (*names, *(("genes",) if genes else ()))]
    groups = [one["id"] for one in release.about["variants"]["groups"]]
    key = hashlib.sha256(json.dumps([FORMAT, BATCH, groups, sums]).encode()).hexdigest()[:40]
    make = lambda folder: derive(sources, genes, groups, folder)  # noqa: E731
    folder = derived(key, make)
    if not is_whole(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder = derived(key, make)
    return VariantStore(folder, release)


class VariantStore:
    """Listed variants of a release, by id, rsID, name, place and gene. Counts are bands."""

    def __init__(self, folder: Path, release: Release) -> None:
        about: dict[str, Any] = release.about["variants"]
        self.build: str = about["build"]
        self.groups = tuple(Group(one["id"], one["label"]) for one in about["groups"])
        self.ancestry_floor: int = about["ancestry_floor"]
        self.listed: int = about["listed"]
        self._folder = folder
        self._names = NameIndex(folder)
        stated = json.loads((folder / INDEX).read_text())["contigs"]
        self._files = [
            ContigFile(
                folder / f"{number}.arrow",
                one["contig"],
                one["first"],
                one["rows"],
                np.load(folder / f"{number}-starts.npy"),
                one["structural"],
            )
            for number, one in enumerate(stated)
        ]
        self._contigs = {file.contig: file for file in self._files if not file.structural}
        self._structural = {file.contig: file for file in self._files if file.structural}
        groups = [group.id for group in self.groups]
        self._reader = RowReader(self._files, groups, release.policy)

    @property
    def contigs(self) -> tuple[str, ...]:
        """The contigs with listed variants, in the order of the release."""
        return tuple(self._contigs)

    @cached_property
    def genes(self) -> GeneNames:
        """The genes by name."""
        return GeneNames(self._folder)

    def variant(self, variant_id: str) -> VariantRow | None:
        """A listed variant by its id in any common spelling; ``None`` for any other allele."""
        row = self._row_of(variant_id)
        return None if row is None else self._reader.read([row])[0]

    def variants(self, ids: Sequence[str]) -> list[VariantRow | None]:
        """Variants by their ids, in the order asked for."""
        rows = [self._row_of(one) for one in ids]
        known = [row for row in rows if row is not None]
        read = dict(zip(known, self._reader.read(known), strict=True))
        return [None if row is None else read[row] for row in rows]

    def by_rsid(self, rsid: str) -> list[VariantRow]:
        """The variants of an rsID, in order of place; at most ``MOST_NAMED``."""
        return self._reader.read(self._names.by_rsid(rsid))

    def by_name(self, name: str) -> list[VariantRow]:
        """The variants of an HGVS c. or p. name, or of an id of ClinVar; at most ``MOST_NAMED``.

        What stands before a colon, a transcript, protein or gene, must fit too.
        """
        keys = list(clinvar_keys(name)) if ":" not in name else []
        before = reference_of(name)
        gene = self.genes.find(before) if before else None
        if keys:
            rows = self._names.by_term(keys[0])
        elif gene is not None:
            rows = self._names.by_term(bare_hgvs(name), self.genes.rows(gene))
        else:
            rows = self._names.by_term(whole_hgvs(name))
        return [row for row in self._reader.read(rows) if is_called(row, name)]

    def gene(self, name: str) -> Gene | None:
        """The gene of a symbol, an id or an alias, in any case."""
        number = self.genes.find(name)
        return None if number is None else self.genes.gene(number)

    def region(
        self,
        contig: str,
        start: int,
        end: int,
        filters: Filters = NO_FILTERS,
        sort: str = POSITION,
        after: str = "",
        limit: int = 50,
    ) -> VariantPage:
        """Variants at ``start`` to ``end``, both included, counted from 1.

        Raises :class:`TooManyError` where filters or an order would need more rows
        than one question may ask for.
        """
        if contig not in self._contigs:
            return VariantPage((), 0, 1, "", None)
        file = self._contigs[contig]
        if filters.any or sort != POSITION:
            scanned = self.scanned(contig, start, end, filters, sort)
            return self.page_of(file, scanned, after, limit)
        first, stop = file.row_range(start, end)
        return self._page(file, range(first, stop), after, limit)

    def structural(self, contig: str, start: int, end: int) -> list[VariantRow]:
        """Structural variants of which any base lies in a stretch; at most ``MOST_STRUCTURAL``."""
        file = self._structural.get(contig)
        if file is None:
            return []
        found: list[int] = []
        _, stop = file.row_range(1, end)
        for number in range(-(-stop // BATCH)):
            batch = file.batch(number, ("pos", "sv_end"))
            ends = np.maximum(batch["sv_end"].to_numpy(), batch["pos"].to_numpy())
            rows = np.flatnonzero(ends >= start) + number * BATCH
            found += [file.first + int(row) for row in rows if row < stop]
        return self._reader.read(found[:MOST_STRUCTURAL])

    def gene_page(
        self,
        symbol: str,
        filters: Filters = NO_FILTERS,
        sort: str = POSITION,
        after: str = "",
        limit: int = 50,
    ) -> VariantPage:
        """Variants of a gene."""
        scanned = self.gene_scanned(symbol, filters, sort)
        if scanned is None:
            return VariantPage((), 0, 1, "", None)
        return self.page_of(*scanned, after, limit)

    def gene_scanned(
        self,
        symbol: str,
        filters: Filters = NO_FILTERS,
        sort: str = POSITION,
        within: tuple[int, int] | None = None,
    ) -> tuple[ContigFile, Scanned] | None:
        """All rows of a gene that pass, in order; ``None`` for a gene without variants.

        ``within`` keeps to a stretch of positions, ends included.
        """
        number = self.genes.find(symbol)
        if number is None:
            return None
        gene, (first, stop) = self.genes.gene(number), self.genes.rows(number)
        file = self._contigs.get(gene.contig)
        if file is None or stop <= first:
            return None
        first, stop = first - file.first, stop - file.first
        if within:
            low, high = file.row_range(*within)
            first = max(first, low)
            stop = max(min(stop, high), first)
        return file, scan(file, first, stop, gene.symbol, filters, _known(sort))

    def scanned(
        self,
        contig: str,
        start: int,
        end: int,
        filters: Filters = NO_FILTERS,
        sort: str = POSITION,
    ) -> Scanned:
        """All rows of a stretch that pass, in order; raises :class:`TooManyError`."""
        file = self._contigs[contig]
        first, stop = file.row_range(start, end)
        if stop - first > MOST_SCANNED:
            raise TooManyError
        return scan(file, first, stop, "", filters, _known(sort))

    def file(self, contig: str, structural: bool = False) -> ContigFile | None:
        """The rows of a contig; ``None`` where no variant of it is listed."""
        return (self._structural if structural else self._contigs).get(contig)

    def page_of(self, file: ContigFile, scanned: Scanned, after: str, limit: int) -> VariantPage:
        """A page of rows that were scanned."""
        return self._page(file, scanned.rows, after, limit)

    def table(self, contig: str, rows: Rows) -> pa.Table:
        """Rows of a contig as the release gives them, for files; in the order of ``rows``."""
        return self._reader.table(self._contigs[contig], rows)

    def table_of(self, ids: Sequence[str]) -> pa.Table:
        """Listed variants by their ids as the release gives them, contig by contig."""
        rows = [row for row in map(self._row_of, ids) if row is not None]
        tables = [self._reader.table(self._files[0], np.empty(0, np.int64))]
        for file in self._files:
            own = [row - file.first for row in rows if 0 <= row - file.first < file.rows]
            if own and not file.structural:
                tables.append(self._reader.table(file, np.array(own, np.int64)))
        return pa.concat_tables(tables)

    def _page(self, file: ContigFile, rows: Rows | range, after: str, limit: int) -> VariantPage:
        last = self._row_of(after) if after else None
        local = None if last is None else last - file.first

        def read(some: Sequence[int]) -> Sequence[VariantRow]:
            return self._reader.read([row + file.first for row in some])

        return page_after(rows, local, limit, read)

    def _row_of(self, variant_id: str) -> int | None:
        """The number of a listed variant. The work is the same for all that are not listed."""
        wanted = parse_variant_id(variant_id)
        if wanted is None:
            return None
        files = self._structural if wanted.structural else self._contigs
        file = files.get(wanted.contig)
        if file is None:
            return None
        row = row_of(file, wanted)
        return None if row is None else file.first + row


def _known(sort: str) -> str:
    return sort if sort in SORTS else POSITION
