"""The columns of a picture: a histogram with its scale, its values and their unit."""

from typing import Final

from layouts import formatting
from layouts.exhibit import Exhibit, Row
from layouts.exhibit_words import blocks
from layouts.histogram import ticks_at
from layouts.picture import BAR, EDGE, INSIDE, LINE, SOFT, Box, Page, Rule, Striped, Words
from layouts.text import Catalogue
from layouts.units import unit_name, value

HEIGHT: Final = 240.0
SMALL: Final = 120.0  # of one of several
SCALE: Final = 64.0  # room for the numbers beside the scale


def draw_columns(page: Page, exhibit: Exhibit, text: Catalogue) -> None:
    """A histogram of everybody, or one for every group, each as high as its own largest bin."""
    page.paragraph(exhibit.heads[1], 13, bold=True, colour=SOFT)
    panels = blocks(exhibit.drawn)
    for head, rows in panels:
        if head:
            page.gap(6)
            page.paragraph(head, 16, bold=True)
        _panel(page, rows, SMALL if len(panels) > 1 else HEIGHT, exhibit.unit, text)


def _panel(page: Page, rows: list[Row], height: float, unit: str, text: Catalogue) -> None:
    tallest = max((row.count.high for row in rows if row.count is not None), default=0)
    top, base = page.y + 14, page.y + 14 + height
    left, room = EDGE + SCALE, INSIDE - SCALE
    for share in (0.0, 0.5, 1.0):
        at = base - height * share
        page.marks.append(Rule(left, at, left + room, at, LINE))
        said = formatting.number(round(tallest * share), text.language)
        page.marks.append(Words(left - 8, at + 5, said, 13, False, SOFT, "end"))
    width = room / max(len(rows), 1)
    for place, row in enumerate(rows):
        if row.count is None or not tallest:
            continue
        low, high = (height * end / tallest for end in (row.count.low, row.count.high))
        x, wide = left + place * width + 0.5, width - 1
        if low:
            page.marks.append(Box(x, base - low, wide, low, BAR))
        if high > low:
            open_ = max(high - low, 2.0)
            page.marks.append(Striped(x, base - low - open_, wide, open_))
    page.marks.append(Rule(left, base, left + room, base, SOFT, 1.5))
    _values(page, rows, left, width, base, text)
    page.marks.append(Words(left + room, base + 36, unit_name(unit, text), 13, False, SOFT, "end"))
    page.y = max(base + 44, top)


def _values(
    page: Page, rows: list[Row], left: float, width: float, base: float, text: Catalogue
) -> None:
    edges = [row.edges[0] for row in rows if row.edges] + [
        row.edges[1] for row in rows[-1:] if row.edges
    ]
    if len(edges) < 4:
        return
    for place in ticks_at(edges):
        x = left + place * width
        page.marks.append(Rule(x, base, x, base + 6, SOFT))
        page.marks.append(Words(x, base + 20, value(edges[place], text), 13, False, SOFT, "middle"))
