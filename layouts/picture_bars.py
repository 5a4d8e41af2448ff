"""The bars of a picture: a row per group with its words and its bar, in blocks where it has any."""

from dataclasses import dataclass
from typing import Final

from layouts.exhibit import Exhibit, Row, blocks, drawn_words
from layouts.picture import (
    EDGE,
    INK,
    INSIDE,
    LINE,
    MARK,
    SOFT,
    WIDTH,
    Page,
    Rule,
    Words,
    bar,
    broken,
)
from layouts.text import Catalogue

SIZE: Final = 16.0
STEP: Final = 21.0  # from one line of a label to the next
WIDEST_LABEL: Final = 0.36  # of the picture
GAP: Final = 16.0


@dataclass(frozen=True)
class _Lanes:
    """Where labels end and where words and bars begin."""

    label: float
    words: float
    bars: float

    @property
    def room(self) -> float:
        """The length of the longest bar."""
        return WIDTH - EDGE - self.bars


def draw_bars(page: Page, exhibit: Exhibit, text: Catalogue) -> None:
    """Every row that has a bar, in the order of its page, and those counted apart as words."""
    lanes = _lanes(page, exhibit, text)
    for head, rows in blocks(exhibit.rows):
        if head:
            page.gap(8)
            page.paragraph(head, SIZE, bold=True)
        for row in rows:
            _row(page, exhibit, row, lanes, text)


def _lanes(page: Page, exhibit: Exhibit, text: Catalogue) -> _Lanes:
    labels = [page.measure(row.label, SIZE, False) for row in exhibit.rows]
    label = min(max(labels, default=0.0), WIDEST_LABEL * INSIDE)
    said = [page.measure(drawn_words(exhibit, row, text), SIZE, True) for row in exhibit.rows]
    words = EDGE + label + GAP
    return _Lanes(label, words, words + max(said, default=0.0) + GAP)


def _row(page: Page, exhibit: Exhibit, row: Row, lanes: _Lanes, text: Catalogue) -> None:
    lines = broken(row.label, SIZE, False, lanes.label + 1, page.measure)
    top = page.y
    for place, line in enumerate(lines):
        page.marks.append(Words(EDGE, top + 20 + place * STEP, line, SIZE, False, INK))
    said = drawn_words(exhibit, row, text)
    page.marks.append(Words(lanes.words, top + 20, said, SIZE, True, INK))
    height = 8 + STEP * len(lines)
    if not row.aside:
        _bar(page, exhibit, row, lanes, top)
    below = top + 24.0
    for one in row.compared:
        stated = text("cite.beside", stated=one.stated, of_whom=one.of_whom, year=one.year)
        if one.ratio is not None:
            stated = text("cite.beside_ratio", beside=stated, ratio=one.ratio_words)
        for line in broken(stated, 13, False, WIDTH - EDGE - lanes.words, page.measure):
            below += 17
            page.marks.append(Words(lanes.words, below, line, 13, False, SOFT))
    page.y = max(top + height, below + 6 if row.compared else 0)


def _bar(page: Page, exhibit: Exhibit, row: Row, lanes: _Lanes, top: float) -> None:
    span, scale = exhibit.span(row), exhibit.scale
    if span is None or not scale:
        return
    page.marks.append(Rule(lanes.bars, top + 2, lanes.bars, top + 28, LINE))
    low, high = (lanes.room * end / scale for end in span)
    bar(page, lanes.bars, top + 7, 16, low, high)
    if exhibit.measure != "share":
        return
    for one in row.compared:
        at = lanes.bars + lanes.room * (one.share.low + one.share.high) / 2 / scale
        page.marks.append(Rule(at, top + 3, at, top + 27, MARK, 3))
