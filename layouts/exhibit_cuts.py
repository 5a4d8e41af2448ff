"""Exhibits of cuts: a subject by its groups, and by two groupings at once."""

from collections.abc import Sequence

from layouts.cells import Cell, Figure
from layouts.exhibit import Exhibit, Row
from layouts.figure import added_sentence
from layouts.findings import finding
from layouts.text import Catalogue


def exhibit_of_cut(
    shown: Figure, path: str, subject: str, measure: str, text: Catalogue
) -> Exhibit:
    """The exhibit of a figure on the page ``path``, drawn by ``measure``."""
    crossed = len(shown.labels) > 1
    grouping = shown.labels[0]
    if crossed:
        grouping = text("figure.crossed", first=shown.labels[0], second=shown.labels[1])
    heads = (
        shown.labels[0],
        text("figure.participants"),
        text(f"figure.share_of_{shown.share_of}"),
    )
    notes = [] if shown.added is None else [added_sentence(shown.added, text)]
    return Exhibit(
        id=shown.html_id,
        path=path,
        title=finding(shown, measure, text),
        subject=subject,
        grouping=grouping,
        cut=shown.cut,
        heads=heads,
        rows=tuple(_crossed(shown.cells) if crossed else map(_row, shown.cells)),
        measure=measure or "count",
        notes=tuple(notes),
        switch=True,
        cut_shown=shown.cut if crossed else "",
    )


def _row(cell: Cell) -> Row:
    return Row(cell.labels[0], cell.groups, cell.participants, cell.share)


def _crossed(cells: Sequence[Cell]) -> list[Row]:
    """As on the page: a block per group of the second dimension."""
    order = {label: place for place, label in enumerate(dict.fromkeys(c.labels[1] for c in cells))}
    return [
        Row(cell.labels[0], cell.groups, cell.participants, cell.share, block=cell.labels[1])
        for cell in sorted(cells, key=lambda cell: order[cell.labels[1]])
    ]
