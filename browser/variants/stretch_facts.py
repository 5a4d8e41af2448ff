"""From a scan of a gene or a region to what its page shows."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from browser.page_request import PageRequest
from browser.variants.contig_file import ContigFile
from browser.variants.facts import group_names
from browser.variants.scan import Scanned, severity
from browser.variants.state import FREQUENCIES
from browser.variants.store import MOST_SCANNED, VariantStore
from layouts.variant_rows import Filters, VariantPage
from layouts.variant_stretch import Stretch
from layouts.variant_track import COLUMNS, Track


def filters_of(request: PageRequest, store: VariantStore) -> Filters:
    """The filters that an address states. A group that the release has not is passed over."""
    address = request.address
    group = address.stated("group")
    if group and group not in [one.id for one in store.groups]:
        request.ignored.add("group")
        group = ""
    least, most = FREQUENCIES.get(address.stated("frequency"), (None, None))
    return Filters(address.stated("consequence"), address.stated("clinvar"), group, least, most)


def span_of(
    request: PageRequest, positions: NDArray[np.int32], start: int, end: int
) -> tuple[int, int]:
    """The stretch that a track shows: what is named, and whatever lies outside it."""
    if len(positions):
        return min(start, int(positions[0])), max(end, int(positions[-1]))
    return start, end


def stretch_of(
    request: PageRequest,
    store: VariantStore,
    file: ContigFile,
    scanned: Scanned,
    span: tuple[int, int],
    exons: tuple[tuple[int, int], ...] = (),
) -> Stretch:
    """What a page shows of rows that were scanned."""
    page = page_of(request, store, file, scanned)
    return Stretch(
        page=page,
        total=scanned.total,
        groups=group_names(request, store),
        consequences=_by_severity(scanned.consequences),
        clinvar=dict(sorted(scanned.clinvar.items())),
        track=_track(file.contig, scanned.positions, span, exons),
        most=MOST_SCANNED,
    )


def nothing_of(request: PageRequest, store: VariantStore) -> Stretch:
    """What a page shows of a gene or region without listed variants."""
    page = VariantPage((), 0, 1, "", None)
    return Stretch(page, 0, group_names(request, store), {}, {}, None)


def page_of(
    request: PageRequest, store: VariantStore, file: ContigFile, scanned: Scanned
) -> VariantPage:
    """The page that begins where the address says; the first where there is no such place."""
    after = request.address.stated("after")
    page = store.page_of(file, scanned, after, request.per_page)
    if after and page.first == 1:
        request.ignored.add("after")
    return page


def _by_severity(found: Mapping[str, int]) -> dict[str, int]:
    """Single consequences, most severe first, each with the variants that have it."""
    counts: dict[str, int] = {}
    for terms, number in found.items():
        for term in terms.split("&"):
            counts[term] = counts.get(term, 0) + number
    return dict(sorted(counts.items(), key=lambda one: (severity(one[0]), one[0])))


def _track(
    contig: str,
    positions: NDArray[np.int32],
    span: tuple[int, int],
    exons: tuple[tuple[int, int], ...],
) -> Track:
    start, end = span
    size = end - start + 1
    places = (positions.astype(np.int64) - start) * COLUMNS // size
    inside = places[(places >= 0) & (places < COLUMNS)]
    counts = np.bincount(inside, minlength=COLUMNS)
    return Track(contig, start, end, tuple(int(one) for one in counts), exons)
