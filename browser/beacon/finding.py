"""How many listed variants answer a query. What is not listed cannot be found: it is not here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa

from browser.beacon.alleles import Traits, forms, is_plain
from browser.beacon.asked import Asked
from browser.beacon.errors import BeaconError
from browser.beacon.places import build_of, contig_of
from browser.variants.contig_file import BATCH, ContigFile
from browser.variants.identifiers import LONGEST_ALLELE, parse_variant_id, site_id
from browser.variants.query import understand
from browser.variants.store import MOST_SCANNED, VariantStore
from layouts.variant_rows import VariantRow

MOST_AT_PLACE: Final = 1000  # alleles of one position
_SITE: Final = ("pos", "ref", "alt")
_STRUCTURE: Final = ("pos", "sv_end", "sv_type", "sv_length")
Site = tuple[int, str, str]
Inside = Callable[[Any, Any], Any]  # of arrays of starts and ends: which of them are meant


@dataclass(frozen=True)
class Found:
    """The number of listed variants found, and they themselves where single ones were asked for."""

    number: int
    rows: tuple[VariantRow, ...] = ()


def find(store: VariantStore, asked: Asked) -> Found:
    """What answers a query. Raises :class:`BeaconError` where it cannot be followed here."""
    assembly = asked.text("assemblyId")
    if assembly and build_of(assembly) != store.build:
        raise BeaconError("assembly", build=store.build)
    if asked.text("geneId"):
        return _of_gene(store, asked)
    if asked.text("genomicAlleleShortForm"):
        rows = _named(store, asked.text("genomicAlleleShortForm"))
        return _single([row for row in rows if asked.traits.short(row.ref, row.alt)])
    if not asked.start:
        return Found(store.listed)
    contig = contig_of(asked.text("referenceName"), store.build, assembly)
    ref, alt = asked.traits.ref, asked.traits.alt
    if len(asked.start) == 2:
        return Found(_bracketed(store, contig, asked))
    whole = ref is not None and asked.end == (asked.start[0] + len(ref),)
    if alt is not None and (not asked.end or whole):
        return _single(_alleles(store, contig, asked.start[0], asked.traits))
    return Found(_overlapping(store, contig, asked.start[0], asked.end[0], asked.traits))


def by_id(store: VariantStore, variant_id: str) -> Found:
    """A variant by its id; raises :class:`BeaconError` for what is no id of one."""
    if parse_variant_id(variant_id) is None:
        raise BeaconError("variant_id")
    row = store.variant(variant_id)
    return _single([row] if row else [])


def _single(rows: Sequence[VariantRow]) -> Found:
    return Found(len(rows), tuple(rows))


def _alleles(store: VariantStore, contig: str, start: int, traits: Traits) -> list[VariantRow]:
    """Listed alleles at a place (counted from 0) that are, or fit, the one asked for."""
    ref, alt = traits.ref, traits.alt or ""
    if ref is None or not is_plain(ref + alt):
        rows = store.region(contig, start + 1, start + 1, limit=MOST_AT_PLACE).rows
        return [row for row in rows if traits.short(row.ref, row.alt)]
    file, wanted = store.file(contig), forms(start, ref, alt)
    if file is None or not wanted or ref == alt:
        return []
    places = [place for place, _, _ in wanted]  # a row has a base before it where one is missing
    first, stop = file.row_range(min(places), max(places) + 1)
    longer, more = len(alt) - len(ref), replace(traits, ref=None, alt=None)
    ids = [
        site_id(contig, *site)
        for site in _sites(file, first, stop)
        if len(site[2]) - len(site[1]) == longer
        and wanted & forms(site[0] - 1, *site[1:])
        and more.short(*site[1:])
    ]
    return [row for row in store.variants(ids) if row]


def _named(store: VariantStore, name: str) -> list[VariantRow]:
    """Variants of an HGVS name, or of an allele written out."""
    items = understand(name).items
    one = items[0] if len(items) == 1 else None
    if one is None or one.kind not in ("variant", "name"):
        raise BeaconError("name")
    if one.build and one.build != store.build:
        raise BeaconError("assembly", build=store.build)
    if one.kind == "name":
        return store.by_name(one.value)
    row = store.variant(one.value)
    return [row] if row else []


def _of_gene(store: VariantStore, asked: Asked) -> Found:
    """Variants that name a gene, and structural ones of which a base lies in it."""
    gene, change = store.gene(asked.text("geneId")), asked.text("aminoacidChange")
    if gene is None:
        return Found(0)
    if change:
        rows = store.by_name(f"{gene.symbol}:p.{change.removeprefix('p.')}")
        return _single([row for row in rows if asked.traits.short(row.ref, row.alt)])
    number = _structural(store, gene.contig, gene.start - 1, gene.end, asked.traits)
    found = store.gene_scanned(gene.symbol)
    if found is None:
        return Found(number)
    file, scanned = found
    if not asked.traits.any:
        return Found(number + len(scanned.rows))
    if len(scanned.rows) > MOST_SCANNED:
        raise BeaconError("narrow", most=MOST_SCANNED)
    own, first = set(scanned.rows.tolist()), int(scanned.rows[0]) if len(scanned.rows) else 0
    stop = int(scanned.rows[-1]) + 1 if own else 0
    sites = enumerate(_sites(file, first, stop), first)
    return Found(
        number + sum(at in own and asked.traits.short(ref, alt) for at, (_, ref, alt) in sites)
    )


def _overlapping(store: VariantStore, contig: str, start: int, end: int, traits: Traits) -> int:
    """Variants with a base in a half-open stretch counted from 0."""
    number = _structural(store, contig, start, end, traits)
    file = store.file(contig)
    if file is None:
        return number
    # Those that begin before the stretch, and reach into it by the bases they replace.
    before, _ = file.row_range(max(start + 1 - LONGEST_ALLELE, 1), start)
    first, stop = file.row_range(start + 1, end)
    for pos, ref, alt in _sites(file, before, first):
        number += pos - 1 + len(ref) > start and traits.short(ref, alt)
    if not traits.any:
        return number + stop - first
    if stop - first > MOST_SCANNED:
        raise BeaconError("narrow", most=MOST_SCANNED)
    return number + sum(traits.short(ref, alt) for _, ref, alt in _sites(file, first, stop))


def _bracketed(store: VariantStore, contig: str, asked: Asked) -> int:
    """Variants that begin in one stretch and end in another."""
    (first_start, last_start), (first_end, last_end) = asked.start, asked.end
    number = _structures(
        store, contig, last_start, asked.traits,
        lambda start, end: (start >= first_start) & (start < last_start)
        & (end >= first_end) & (end < last_end),
    )  # fmt: skip
    file = store.file(contig)
    if file is None:
        return number
    first, stop = file.row_range(first_start + 1, last_start)
    if stop - first > MOST_SCANNED:
        raise BeaconError("narrow", most=MOST_SCANNED)
    for pos, ref, alt in _sites(file, first, stop):
        inside = first_end <= pos - 1 + len(ref) < last_end
        number += inside and asked.traits.short(ref, alt)
    return number


def _structural(store: VariantStore, contig: str, start: int, end: int, traits: Traits) -> int:
    """Structural variants with a base in a half-open stretch counted from 0."""
    inside = lambda low, high: (low < end) & (high > start)  # noqa: E731
    return _structures(store, contig, end, traits, inside)


def _structures(store: VariantStore, contig: str, end: int, traits: Traits, inside: Inside) -> int:
    """Structural variants that begin before ``end`` and whose half-open stretches are inside.

    Their rows stand at the base before the event, as VCF has it; what has no length stands for
    that base.
    """
    file, number = store.file(contig, structural=True), 0
    if file is None:
        return 0
    _, stop = file.row_range(1, end + 1)
    for batch in _batches(file, 0, stop, _STRUCTURE):
        start, last = (batch.column(name).to_numpy().astype(np.int64) for name in _STRUCTURE[:2])
        empty = last <= start
        found = batch.filter(pa.array(inside(start - empty, np.where(empty, start, last))))
        kinds, lengths = (found.column(name).to_pylist() for name in _STRUCTURE[2:])
        number += sum(map(traits.structural, kinds, lengths))
    return number


def _sites(file: ContigFile, first: int, stop: int) -> Iterator[Site]:
    """Position, reference and alternative of rows of a contig."""
    for batch in _batches(file, first, stop, _SITE):
        yield from zip(*(batch.column(name).to_pylist() for name in _SITE), strict=True)


def _batches(
    file: ContigFile, first: int, stop: int, names: tuple[str, ...]
) -> Iterator[pa.RecordBatch]:
    """Columns of rows of a contig, batch by batch."""
    if stop <= first:
        return
    for number in range(first // BATCH, -(-stop // BATCH)):
        batch, at = file.batch(number, names), number * BATCH
        low, high = max(first - at, 0), min(stop - at, batch.num_rows)
        yield batch.slice(low, high - low)
