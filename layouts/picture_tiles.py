"""A map of tiles as a picture: a square per row that has a place, with a sign beside its colour."""

from typing import Final

from layouts.exhibit import Exhibit
from layouts.picture import (
    BAR,
    EDGE,
    GROUND,
    INK,
    INSIDE,
    LINE,
    ON_WARM,
    PAPER,
    SOFT,
    WARM,
    WARM_LINE,
    Box,
    Page,
    Triangle,
    Words,
    broken,
)
from layouts.text import Catalogue

GAP: Final = 4.0
LARGEST: Final = 72.0
KEY: Final = 22.0  # side of a tile of the key
_POINTING: Final = {"▲": True, "▼": False}  # signs that the picture's type has no letter for
# The colours of a kind of tile: its ground, its edge, what is written on it.
_COLOURS: Final = {
    "over": (BAR, BAR, PAPER),
    "under": (WARM, WARM_LINE, ON_WARM),
    "alike": (GROUND, BAR, INK),
    "small": (PAPER, LINE, SOFT),
    "open": (PAPER, SOFT, INK),
}


def draw_tiles(page: Page, exhibit: Exhibit, _: Catalogue) -> None:
    """The tiles in their places, then what each kind of them means."""
    columns = max(tile.column for tile in exhibit.tiles)
    side = min(LARGEST, (INSIDE - GAP * (columns - 1)) / columns)
    top = page.y + 8
    for tile in exhibit.tiles:
        x, y = (
            start + (place - 1) * (side + GAP)
            for start, place in ((float(EDGE), tile.column), (top, tile.line))
        )
        ink = _ground(page, tile.kind, x, y, side)
        page.marks.append(
            Words(x + side / 2, y + side * 0.44, tile.code, side * 0.28, True, ink, "middle")
        )
        _sign(page, tile.sign, x + side / 2, y + side * 0.68, side * 0.26, ink)
    page.y = top + max(tile.line for tile in exhibit.tiles) * (side + GAP) + 10
    kinds = dict.fromkeys((one.kind, one.sign, one.words) for one in exhibit.tiles)
    for kind, sign, words in kinds:
        _key(page, kind, sign, words)


def _key(page: Page, kind: str, sign: str, words: str) -> None:
    ink = _ground(page, kind, EDGE, page.y, KEY)
    _sign(page, sign, EDGE + KEY / 2, page.y + KEY / 2, KEY * 0.6, ink)
    lines = broken(words, 14, False, INSIDE - KEY - 12, page.measure)
    for number, line in enumerate(lines):
        y = page.y + 16 + 18 * number
        page.marks.append(Words(EDGE + KEY + 12, y, line, 14, False, SOFT))
    page.gap(max(KEY, 18.0 * len(lines)) + 6)


def _ground(page: Page, kind: str, x: float, y: float, side: float) -> str:
    """Draws the square of a tile; gives the colour of what is written on it."""
    ground, edge, ink = _COLOURS[kind]
    page.marks.append(Box(x, y, side, side, edge))
    page.marks.append(Box(x + 1.5, y + 1.5, side - 3, side - 3, ground))
    return ink


def _sign(page: Page, sign: str, x: float, y: float, size: float, ink: str) -> None:
    """The sign around a point."""
    if sign in _POINTING:
        page.marks.append(Triangle(x, y, size * 0.8, _POINTING[sign], ink))
    else:
        page.marks.append(Words(x, y + size * 0.36, sign, size, True, ink, "middle"))
