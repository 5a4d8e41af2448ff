"""Facts of the page of variants: what a search was understood as, and what it finds."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa

from aggregates.variant_statements import USUAL_FLOOR
from browser.page_request import PageMissingError, PageRequest
from browser.variants.facts import group_names, store_of
from browser.variants.query import Asked, understand
from browser.variants.scan import POSITION
from browser.variants.store import MOST_SCANNED, TooManyError, VariantStore
from browser.variants.stretch_facts import (
    filters_of,
    nothing_of,
    span_of,
    stretch_of,
)
from layouts.variant_rows import Gene
from layouts.variant_stretch import Stretch
from layouts.variants import Answer, VariantsFacts

LARGEST: Final = 24  # genes that the page begins with


def variants_facts(request: PageRequest) -> VariantsFacts:
    """What was asked for, thing by thing, and the variants found."""
    store = store_of(request)
    asked = understand(request.address.q)
    answers = tuple(_answer(one, store) for one in asked.items)
    alone = answers[0] if len(answers) == 1 else None
    stretch = None
    if alone is not None and alone.region:
        stretch = _stretch(request, store, *alone.region)
        structural = tuple(store.structural(*alone.region))
        stretch = replace(stretch, structural=structural)
    elif alone is not None and alone.gene:
        stretch = _gene_stretch(request, store, alone.gene)
    return VariantsFacts(
        build=store.build,
        listed=store.listed,
        groups=group_names(request, store),
        genes=() if request.address.q else tuple(store.genes.largest(LARGEST)),
        answers=answers,
        unread=asked.unread,
        stretch=stretch,
        threshold=request.release.policy.threshold,
        ancestry_floor=store.ancestry_floor,
        floor_lowered=store.ancestry_floor < USUAL_FLOOR,
    )


def variants_table_facts(request: PageRequest) -> pa.Table:
    """The whole result of a search, with the columns of the release.

    Raises ``PageMissingError`` for a region with more variants than one file holds: these are in
    the release's own files.
    """
    store = store_of(request)
    items = understand(request.address.q).items
    if len(items) == 1 and items[0].kind == "region":
        one = items[0]
        if store.file(one.contig) is None:
            return _no_rows(store)
        try:
            scanned = store.scanned(
                one.contig, one.start, one.end, filters_of(request, store), request.address.sort
            )
        except TooManyError:
            raise PageMissingError("too_many") from None
        return store.table(one.contig, scanned.rows)
    gene = store.gene(items[0].value) if len(items) == 1 and items[0].kind == "gene" else None
    if gene is not None:
        filters = filters_of(request, store)
        found = store.gene_scanned(gene.symbol, filters, request.address.sort)
        return store.table(found[0].contig, found[1].rows) if found else _no_rows(store)
    rows = [row.variant_id for one in items for row in _answer(one, store).rows]
    return store.table_of(list(dict.fromkeys(rows)))


def _no_rows(store: VariantStore) -> pa.Table:
    return store.table(store.contigs[0], np.empty(0, np.int64))


def _stretch(
    request: PageRequest, store: VariantStore, contig: str, start: int, end: int
) -> Stretch:
    filters = filters_of(request, store)
    file = store.file(contig)
    if file is None:
        return nothing_of(request, store)
    try:
        scanned = store.scanned(contig, start, end, filters, request.address.sort)
    except TooManyError:
        after = request.address.stated("after")
        page = store.region(contig, start, end, sort=POSITION, after=after, limit=request.per_page)
        names = group_names(request, store)
        return Stretch(page, page.found, names, {}, {}, None, narrow=True, most=MOST_SCANNED)
    whole = end >= 2**31 - 1
    first = int(scanned.positions[0]) if whole and len(scanned.positions) else start
    span = span_of(request, scanned.positions, first, first if whole else end)
    return stretch_of(request, store, file, scanned, span)


def _gene_stretch(request: PageRequest, store: VariantStore, gene: Gene) -> Stretch:
    """The variants of a gene that is all that was asked for, as its own page has them."""
    filters = filters_of(request, store)
    found = store.gene_scanned(gene.symbol, filters, request.address.sort)
    if found is None:
        return nothing_of(request, store)
    file, scanned = found
    span = span_of(request, scanned.positions, gene.start, gene.end)
    return stretch_of(request, store, file, scanned, span, gene.exons)


def _answer(one: Asked, store: VariantStore) -> Answer:
    """What comes of one thing asked for."""
    if one.build and one.build != store.build:
        return Answer("other_build", one.kind, one.typed, one.value, build=one.build)
    return _ANSWERS[one.kind](one, store)


def _variant(one: Asked, store: VariantStore) -> Answer:
    row = store.variant(one.value)
    return _named(one, (row,) if row else ())


def _rsid(one: Asked, store: VariantStore) -> Answer:
    return _named(one, tuple(store.by_rsid(one.value)))


def _name(one: Asked, store: VariantStore) -> Answer:
    return _named(one, tuple(store.by_name(one.value)))


def _named(one: Asked, rows: tuple[object, ...]) -> Answer:
    state = "found" if rows else "not_shown"
    return Answer(state, one.kind, one.typed, one.value, rows=rows)  # type: ignore[arg-type]


def _gene(one: Asked, store: VariantStore) -> Answer:
    gene = store.gene(one.value)
    state = "gene" if gene else "no_gene"
    return Answer(state, one.kind, one.typed, one.value, gene=gene)


def _region(one: Asked, store: VariantStore) -> Answer:
    file = store.file(one.contig)
    first, stop = file.row_range(one.start, one.end) if file else (0, 0)
    region = (one.contig, one.start, one.end)
    return Answer("region", one.kind, one.typed, one.value, region=region, found=stop - first)


def _unknown(one: Asked, _: VariantStore) -> Answer:
    return Answer("unknown", one.kind, one.typed, one.value)


_ANSWERS: Final[Mapping[str, Callable[[Asked, VariantStore], Answer]]] = {
    "variant": _variant,
    "rsid": _rsid,
    "name": _name,
    "gene": _gene,
    "region": _region,
    "unknown": _unknown,
}
