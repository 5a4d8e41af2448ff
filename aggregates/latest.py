"""The latest of a person's rows, or whichever stands first in another order."""

from collections.abc import Sequence
from typing import Any

import ibis


def foremost(rows: Any, of: Sequence[str], order: Sequence[str]) -> Any:
    """Portable expression: of the rows alike in the columns `of` the one that is greatest by the
    columns `order`, the first of these first."""
    place = ibis.row_number().over(
        group_by=[rows[column] for column in of],
        order_by=[ibis.desc(rows[column]) for column in order],
    )
    ranked = rows.mutate(place=place)
    return ranked.filter(ranked.place == 0)
