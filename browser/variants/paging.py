"""One page of the variants of a stretch, a gene or a search, found by the variant before it."""

from collections.abc import Callable, Sequence

import numpy as np

from browser.variants.scan import Rows
from layouts.variant_rows import VariantPage, VariantRow

Read = Callable[[Sequence[int]], Sequence[VariantRow]]


def page_after(rows: Rows | range, row: int | None, limit: int, read: Read) -> VariantPage:
    """The page of ``rows`` behind ``row``, the first one where that is not among them."""
    first = _place(rows, row) + 1
    shown = tuple(read([int(one) for one in rows[first : first + limit]]))
    more = first + limit < len(rows)
    before: str | None = None
    if first > limit:
        before = read([int(rows[first - limit - 1])])[0].variant_id
    elif first:
        before = ""
    after = shown[-1].variant_id if more and shown else ""
    return VariantPage(shown, len(rows), first + 1, after, before)


def _place(rows: "Rows | range", row: int | None) -> int:
    """The place of a row among rows; -1 where it is not among them."""
    if row is None:
        return -1
    if isinstance(rows, range):
        return rows.index(row) if row in rows else -1
    found = np.flatnonzero(rows == row)
    return int(found[0]) if len(found) else -1
