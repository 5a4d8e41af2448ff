"""Tables of sites with counts by ancestry group: our own form, and the Variant Annotation Table.

Their columns are told in table_files.py. Rows of one contig, position and alleles are one allele;
of its transcripts the one with the most severe consequence is told, of equals the canonical one. In
the VAT homozygotes are gvs_*_ac - gvs_*_sc: who carries two copies counts twice in the first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from aggregates.errors import InputError
from aggregates.variants.builds import LENGTHS, RANK, agreed_build, contig_name
from aggregates.variants.consequences import most_severe
from aggregates.variants.genes import Genes, of_build
from aggregates.variants.minimal import minimal
from aggregates.variants.reading import BATCH, Extents
from aggregates.variants.site_counts import Told, site_batch
from aggregates.variants.sites import Annotation, Site
from aggregates.variants.sorting import Piece, Sorter
from aggregates.variants.table_files import Form, blocks, count_starts, form_of

_END = 1 << 31


@dataclass(frozen=True)
class SitesTable:
    """Tables of sites, checked as far as their headers go."""

    files: tuple[tuple[Path, Form], ...]
    build: str
    groups: tuple[str, ...]
    genes: Genes | None
    least_carriers: int

    def parts(self, processes: int) -> "Iterator[TablePart]":
        """The work, by file."""
        for path, form in self.files:
            yield TablePart(path, form, self.build, self.groups, self.genes, self.least_carriers)


def open_sites_tables(
    files: Sequence[Path],
    groups: Sequence[str],
    build: str = "",
    genes: Genes | None = None,
    least_carriers: int = 0,
) -> SitesTable:
    """Check that tables (TSV, compressed or not, or Parquet) count all and each of `groups`.

    `build` must be said for our own form; the VAT is GRCh38. Rows must be sorted by position.
    """
    if not files:
        raise InputError("names no file", "variants", "Name tables of sites")
    forms = tuple((path, form_of(path, groups)) for path in files)
    agreed = agreed_build({str(path): form.build or None for path, form in forms}, build)
    return SitesTable(forms, agreed, tuple(groups), of_build(genes, agreed), least_carriers)


@dataclass(frozen=True)
class TablePart:
    """One table."""

    path: Path
    form: Form
    build: str
    groups: tuple[str, ...]
    genes: Genes | None
    least_carriers: int

    @property
    def where(self) -> str:
        """The file."""
        return str(self.path)

    def read(self, tally: Counter[str], extents: Extents) -> Iterator[Piece]:
        """Sorted pieces; `extents` is told the first and last row of each contig."""
        sorter, contig = Sorter(tally), ""
        sites: list[Site] = []
        told: list[Told] = []
        for name, rows in self._alleles(tally, extents):
            position = int(rows[0][self.form.position])
            if sites and (name != contig or len(sites) >= BATCH):
                floor = position if name == contig else _END
                yield from self._sorted(sorter, contig, sites, told, floor)
                sites, told = [], []
            if name != contig:
                yield from sorter.rest()
                contig = name
            sites.append(_site(self.form, contig, rows))
            told.append(self._told(rows[0]))
        if sites:
            yield from self._sorted(sorter, contig, sites, told, _END)

    def _sorted(
        self, sorter: Sorter, contig: str, sites: list[Site], told: list[Told], floor: int
    ) -> Iterator[Piece]:
        batch = site_batch(contig, sites, told, self.build, self.groups, self.where, self.genes)
        kept = (batch.carriers[:, 0] >= self.least_carriers).nonzero()[0]
        if len(kept):
            yield from sorter.push(Piece(batch.take(kept)), floor)

    def _told(self, row: Mapping[str, Any]) -> Told:
        starts = count_starts(self.form, self.groups)
        columns = {end: [row[f"{start}{end}"] or 0 for start in starts] for end in self.form.counts}
        if "sc" in columns:
            homs = [ac - sc for ac, sc in zip(columns["ac"], columns["sc"], strict=True)]
            return Told(columns["ac"], columns["an"], homs, columns["sc"])
        known: list[list[Any]] = [
            [row.get(f"{start}{end}") for start in starts] for end in self.form.more
        ]
        carriers, called = (None if None in one else one for one in known)
        return Told(columns["ac"], columns["an"], columns["hom"], carriers, called)

    def _alleles(
        self, tally: Counter[str], extents: Extents
    ) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
        """Rows of one allele after the other, with the name of its contig."""
        held: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        place: tuple[str, int] = ("", 0)
        seen: set[str] = set()
        for row in self._rows(tally):
            now = str(row[self.form.contig]), int(row[self.form.position])
            if now != place:
                yield from self._of_place(place[0], held)
                self._check_order(place, now, seen)
                held, place = {}, now
                contig = contig_name(now[0])
                if contig is not None:
                    extents[contig] = extents.get(contig, (now[1],))[0], now[1]
            key = str(row[self.form.reference]), str(row[self.form.alternative])
            held.setdefault(key, []).append(row)
        yield from self._of_place(place[0], held)

    @staticmethod
    def _of_place(
        name: str, held: dict[tuple[str, str], list[Mapping[str, Any]]]
    ) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
        contig = contig_name(name)
        if contig is not None:
            for rows in held.values():
                yield contig, rows

    def _check_order(self, before: tuple[str, int], now: tuple[str, int], seen: set[str]) -> None:
        same = now[0] == before[0]
        if now[1] < before[1] if same else now[0] in seen:
            raise InputError(
                f"is not sorted by contig and position: {now[0]} is out of order",
                self.where,
                "Sort it",
            )
        seen.add(now[0])
        contig = contig_name(now[0])
        length = LENGTHS[self.build][RANK[contig]] if contig and contig != "MT" else _END
        if not 1 <= now[1] <= length:
            raise InputError(
                f"has a position beyond the end of contig {now[0]}",
                self.where,
                "Check the reference build of the table",
            )

    def _rows(self, tally: Counter[str]) -> Iterator[Mapping[str, Any]]:
        form = self.form
        carriers = f"{form.everyone}sc" if "sc" in form.counts else f"{form.everyone}ac"
        # nobody carries less than one copy, so copies bound carriers from above
        least = self.least_carriers
        for block in blocks(self.path, form, self.groups):
            tally["records"] += block.num_rows
            kept = block.filter(pc.greater_equal(block[carriers], least)) if least else block
            yield from kept.to_pylist()


def _site(form: Form, contig: str, rows: list[Mapping[str, Any]]) -> Site:
    row = min(rows, key=lambda one: _severity(form, one)) if len(rows) > 1 else rows[0]
    said = {ours: row.get(theirs) or "" for ours, theirs in form.annotation.items()}
    if said["consequence"]:
        said["consequence"] = most_severe(said["consequence"])[1]
    said["rsid"] = said["rsid"].split(",")[0].strip()
    start, short, other = minimal(
        int(row[form.position]), row[form.reference].upper(), row[form.alternative].upper()
    )
    return Site(start, short, other, f"{contig}-{start}-{short}-{other}", Annotation(**said))


def _severity(form: Form, row: Mapping[str, Any]) -> tuple[int, bool]:
    terms = row.get(form.annotation["consequence"]) or ""
    return most_severe(terms)[0], str(row.get(form.canonical)).lower() != "true"
