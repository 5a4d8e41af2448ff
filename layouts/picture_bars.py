"""The bars of a picture: a row per group with its words and its bar, in blocks where it has any."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from layouts import formatting
from layouts.exhibit import Exhibit, Row
from layouts.exhibit_words import beside_words, blocks, drawn_words, other_words
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
from layouts.representation import TRIALS
from layouts.text import Catalogue

SIZE: Final = 16.0
SMALL: Final = 13.0
STEP: Final = 21.0  # from one line of a label to the next
WIDEST_LABEL: Final = 0.36  # of the picture
GAP: Final = 16.0


@dataclass(frozen=True)
class _Lanes:
    """Where labels end, where the words of a bar and of the other measure begin, and bars."""

    label: float
    words: float
    other: float
    bars: float

    @property
    def room(self) -> float:
        """The length of the longest bar."""
        return WIDTH - EDGE - self.bars


def draw_bars(page: Page, exhibit: Exhibit, text: Catalogue) -> None:
    """Every row in the order of its page; those counted apart have words and no bar."""
    lanes = _lanes(page, exhibit, text)
    _heads(page, exhibit, lanes)
    for head, rows in blocks(exhibit.rows):
        if head:
            page.gap(8)
            page.paragraph(head, SIZE, bold=True)
        for row in rows:
            _row(page, exhibit, row, lanes, text)


def _lanes(page: Page, exhibit: Exhibit, text: Catalogue) -> _Lanes:
    def widest(words: Iterable[str], bold: bool = False) -> float:
        return max((page.measure(one, SIZE, bold) for one in words), default=0.0)

    label = min(widest(row.label for row in exhibit.rows), WIDEST_LABEL * INSIDE)
    said = widest((drawn_words(exhibit, row, text) for row in exhibit.rows), True)
    beside = widest(other_words(exhibit, row, text) for row in exhibit.rows)
    heads = [_widest_word(page, head) for head in _measures(exhibit)]
    words = EDGE + label + GAP
    other = words + max(said, heads[0]) + GAP
    bars = other + (max(beside, heads[1]) + GAP if beside else 0)
    return _Lanes(label, words, other, bars)


def _measures(exhibit: Exhibit) -> tuple[str, str]:
    """The heads of the two columns of words: of what the bars show, then of the other measure."""
    count, share = exhibit.heads[1:]
    return (share, count) if exhibit.measure == "share" else (count, share)


def _widest_word(page: Page, words: str) -> float:
    return max(page.measure(word, SMALL, True) for word in words.split())


def _heads(page: Page, exhibit: Exhibit, lanes: _Lanes) -> None:
    """The heads of the columns of words, at the foot of the lines that the longer one needs."""
    drawn, other = _measures(exhibit)
    columns = [(lanes.words, drawn, lanes.other - GAP - lanes.words, True)]
    if lanes.bars > lanes.other:
        columns.append((lanes.other, other, lanes.bars - GAP - lanes.other, False))
    lines = [
        (x, broken(head, SMALL, True, room + 1, page.measure), bold)
        for x, head, room, bold in columns
    ]
    most = max(len(broken_head) for _, broken_head, _ in lines)
    for x, head, bold in lines:
        for place, line in enumerate(head):
            y = page.y + (most - len(head) + place + 1) * 16
            page.marks.append(Words(x, y, line, SMALL, bold, SOFT))
    page.gap(16.0 * most + 4)


def _row(page: Page, exhibit: Exhibit, row: Row, lanes: _Lanes, text: Catalogue) -> None:
    lines = broken(row.label, SIZE, False, lanes.label + 1, page.measure)
    top = page.y
    for place, line in enumerate(lines):
        page.marks.append(Words(EDGE, top + 20 + place * STEP, line, SIZE, False, INK))
    said, beside = drawn_words(exhibit, row, text), other_words(exhibit, row, text)
    page.marks.append(Words(lanes.words, top + 20, said, SIZE, True, INK))
    if beside:
        page.marks.append(Words(lanes.other, top + 20, beside, SIZE, False, SOFT))
    if not row.aside:
        _bar(page, exhibit, row, lanes, top)
    page.y = max(top + 8 + STEP * len(lines), _compared(page, row, lanes, top + 24, text))


def _compared(page: Page, row: Row, lanes: _Lanes, top: float, text: Catalogue) -> float:
    """Published figures in words under a row; where the next row may begin."""
    below = top
    said = [beside_words(one, text) for one in row.compared]
    if row.lift is not None:
        said.append(text("cite.lift", lift=formatting.lift(row.lift, text)))
    for words in said:
        for line in broken(words, SMALL, False, WIDTH - EDGE - lanes.words, page.measure):
            below += 17
            page.marks.append(Words(lanes.words, below, line, SMALL, False, SOFT))
    return below + 6 if said else 0.0


def beside_mark(against: str, x: float, y: float) -> list[Rule]:
    """The mark of a figure beside a bar: a solid line, or a dashed one for trials."""
    if against != TRIALS:
        return [Rule(x, y, x, y + 24, INK, 3)]
    return [Rule(x, y + dash, x, y + dash + 6, MARK, 3) for dash in (0, 9, 18)]


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
        if not one.marked:
            continue
        at = lanes.bars + lanes.room * (one.share.low + one.share.high) / 2 / scale
        page.marks += beside_mark(one.against, at, top + 3)
