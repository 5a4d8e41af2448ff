"""Facts of a gene's page and of the files of its variants."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from aggregates.variant_statements import USUAL_FLOOR
from browser.page_request import PageMissingError, PageMovedError, PageRequest
from browser.variants.contig_file import ContigFile
from browser.variants.facts import store_of
from browser.variants.scan import Scanned
from browser.variants.store import VariantStore
from browser.variants.stretch_facts import filters_of, nothing_of, span_of, stretch_of
from layouts.address import gene_path
from layouts.gene import GeneFacts
from layouts.variant_rows import Gene


def gene_facts(request: PageRequest) -> GeneFacts:
    """A gene, and the page of its variants that the address asks for.

    Another of its names leads to the page under its symbol; raises ``PageMissingError`` for a name
    that no gene of the release has.
    """
    store = store_of(request)
    gene = _gene(request, store)
    within = _within(request)
    found = _scanned(request, store, gene, within)
    if found is None:
        stretch = nothing_of(request, store)
    else:
        file, scanned = found
        span = within or span_of(request, scanned.positions, gene.start, gene.end)
        stretch = stretch_of(request, store, file, scanned, span, gene.exons)
    place = within or (gene.start, gene.end)
    stretch = replace(stretch, structural=tuple(store.structural(gene.contig, *place)))
    return GeneFacts(
        gene=gene,
        stretch=stretch,
        within=within,
        build=store.build,
        ancestry_floor=store.ancestry_floor,
        floor_lowered=store.ancestry_floor < USUAL_FLOOR,
    )


def gene_table_facts(request: PageRequest) -> pa.Table:
    """The whole result of a gene's page, in its order, with the columns of the release."""
    store = store_of(request)
    gene = _gene(request, store)
    found = _scanned(request, store, gene, _within(request))
    if found is None:
        return store.table(store.contigs[0], np.empty(0, np.int64))
    file, scanned = found
    return store.table(file.contig, scanned.rows)


def _gene(request: PageRequest, store: VariantStore) -> Gene:
    typed = request.arguments["symbol"]
    gene = store.gene(typed)
    if gene is None:
        raise PageMissingError("gene")
    if gene.symbol != typed:
        kind = request.address.path.rpartition("/")[2].removeprefix(typed)  # such as ".csv"
        raise PageMovedError(gene_path(gene.symbol) + kind)
    return gene


def _scanned(
    request: PageRequest, store: VariantStore, gene: Gene, within: tuple[int, int] | None
) -> tuple[ContigFile, Scanned] | None:
    filters = filters_of(request, store)
    return store.gene_scanned(gene.symbol, filters, request.address.sort, within)


def _within(request: PageRequest) -> tuple[int, int] | None:
    """The part of the gene that is looked at, if the address states one that is one."""
    start, end = (request.address.stated(name) for name in ("from", "to"))
    if not start and not end:
        return None
    if not start or not end or not int(start) <= int(end) < 2**31:
        request.ignored.update(("from", "to"))
        return None
    return int(start), int(end)
