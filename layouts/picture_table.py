"""A table as a picture: its words in columns, a line under every row."""

from collections.abc import Sequence
from typing import Final

from layouts.exhibit import Exhibit
from layouts.picture import EDGE, INK, INSIDE, LINE, SOFT, WIDTH, Page, Rule, Words, broken
from layouts.text import Catalogue

SIZE: Final = 16.0
SMALL: Final = 13.0
STEP: Final = 21.0  # from one line of a cell to the next
GAP: Final = 20.0  # between columns


def draw_table(page: Page, exhibit: Exhibit, _: Catalogue) -> None:
    """Every row in the order of its page; columns as wide as their share of all words."""
    body = [(row.label, *row.cells) for row in exhibit.rows]
    widths = _widths(page, exhibit.columns, body)
    _line(page, exhibit.columns, widths, SMALL)
    for cells in body:
        _line(page, cells, widths, SIZE)


def _widths(page: Page, heads: Sequence[str], body: Sequence[Sequence[str]]) -> list[float]:
    """The widths of columns: what they need, or no more than a fair part of what there is."""
    room = INSIDE - GAP * (len(heads) - 1)
    wanted = [
        max(page.measure(head, SMALL, True), *(page.measure(cell, SIZE, True) for cell in column))
        for head, column in zip(heads, zip(*body, strict=True), strict=True)
    ]
    if sum(wanted) <= room:
        return wanted
    least = room / len(wanted)
    narrow = sum(width for width in wanted if width <= least)
    wide = sum(width for width in wanted if width > least)
    return [width if width <= least else width * (room - narrow) / wide for width in wanted]


def _line(page: Page, cells: Sequence[str], widths: Sequence[float], size: float) -> None:
    head = size == SMALL
    lines = [
        broken(cell, size, head or place == 0, width + 1, page.measure)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    x = float(EDGE)
    for place, (column, width) in enumerate(zip(lines, widths, strict=True)):
        for number, line in enumerate(column):
            if line:
                y = page.y + 20 + number * STEP
                colour = SOFT if head else INK
                page.marks.append(Words(x, y, line, size, head or place == 0, colour))
        x += width + GAP
    page.gap(10 + STEP * max(map(len, lines)))
    page.marks.append(Rule(EDGE, page.y, WIDTH - EDGE, page.y, LINE))
