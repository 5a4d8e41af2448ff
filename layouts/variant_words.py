"""How frequencies, places and links of variants are written."""

import math
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import gene_path, variant_path
from layouts.page import Visit
from layouts.text import Catalogue
from layouts.variant_rows import VariantRow
from suppression.shares import Share

MOST_DECIMALS: Final = 5
LONGEST_ALLELE: Final = 12  # bases of one that are shown; the id has them all


def frequency(known: Share | None, text: Catalogue) -> str:
    """A frequency in percent, with as many decimals as its range has to tell: "3.2–3.6 %"."""
    if known is None:
        return text("share.unknown")
    low, high = 100 * known.low, 100 * known.high
    places = _places(high - low)
    if known.low <= 0:
        return text("share.at_most", high=formatting.decimal(high, places, text.language, up=True))
    ends = (
        formatting.decimal(low, places, text.language, down=True),
        formatting.decimal(high, places, text.language, up=True),
    )
    if high >= 100:
        return text("share.at_least", low=ends[0])
    if ends[0] == ends[1]:
        return text("share.about", percent=ends[0])
    return text("share.range", low=ends[0], high=ends[1])


def _places(width: float) -> int:
    """Decimals by which two ends so far apart differ in about two digits."""
    if width <= 0:
        return MOST_DECIMALS
    return min(max(1 - math.floor(math.log10(width)), 0), MOST_DECIMALS)


def place(contig: str, start: int, end: int, visit: Visit) -> str:
    """A place on a contig, as people write it: "chr22:16,050,075–16,060,000"."""
    first = formatting.number(start, visit.text.language)
    last = formatting.number(end, visit.text.language)
    ends = first if start == end else visit.text("count.band", low=first, high=last)
    return f"chr{contig}:{ends}"


def change(row: VariantRow, visit: Visit) -> str:
    """Where and what: "chr22:16,050,075 A>G", long alleles shortened."""
    if row.structure:
        where = place(row.contig, row.pos, max(row.structure.end, row.pos), visit)
        return f"{where} {_shown(row.alt.strip('<>'))}"
    where = place(row.contig, row.pos, row.pos, visit)
    return f"{where} {_shown(row.ref)}>{_shown(row.alt)}"


def _shown(allele: str) -> str:
    return allele if len(allele) <= LONGEST_ALLELE else f"{allele[:LONGEST_ALLELE]}…"


def variant_link(row: VariantRow, visit: Visit) -> Component:
    """The link to a variant's page."""
    return html.A(change(row, visit), href=visit.address.to(variant_path(row.variant_id)).href)


def gene_link(symbol: str, visit: Visit) -> Component:
    """The link to a gene's page."""
    return html.A(html.Em(symbol), href=visit.address.to(gene_path(symbol)).href)


def consequence(terms: str, text: Catalogue) -> str:
    """Consequences in words, where we have them: "missense", else as the release names them."""
    return ", ".join(_consequence(term, text) for term in terms.split("&") if term)


def _consequence(term: str, text: Catalogue) -> str:
    key = f"consequence.{term.casefold()}"
    return text(key) if key in text.sentences else term.replace("_", " ")


@dataclass(frozen=True)
class GroupName:
    """An ancestry group (``""`` for all participants) and what it is called."""

    id: str
    label: str
