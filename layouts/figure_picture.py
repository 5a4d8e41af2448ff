"""The picture of a figure: title, bars or columns, key, source and note.

Nothing outside the picture is needed to read it: on a slide it keeps its source, its release and
the label of synthetic data.
"""

from typing import Final

from layouts.citation import permanent_address
from layouts.exhibit import BARS, COLUMNS, TABLE, TILES, Exhibit
from layouts.page import Visit
from layouts.picture import (
    EDGE,
    INSIDE,
    LINE,
    ON_TAG,
    SOFT,
    TAG,
    WIDTH,
    Box,
    Measure,
    Page,
    Picture,
    Rule,
    Words,
    bar,
    broken,
)
from layouts.picture_bars import beside_mark, draw_bars
from layouts.picture_columns import draw_columns
from layouts.picture_part import pictured
from layouts.picture_table import draw_table
from layouts.picture_tiles import draw_tiles
from layouts.provenance import about_numbers, invented, source_words

_DRAWN: Final = {BARS: draw_bars, COLUMNS: draw_columns, TABLE: draw_table, TILES: draw_tiles}


def draw(exhibit: Exhibit, visit: Visit, measure: Measure) -> Picture:
    """The picture of a figure. ``measure`` gives the width of words in the picture's own type."""
    page, shown = Page(measure), pictured(exhibit, visit.text)
    _head(page, exhibit, visit)
    _DRAWN[exhibit.kind](page, shown, visit.text)
    source = _foot(page, shown, visit)
    return Picture(
        WIDTH,
        round(page.y + EDGE),
        tuple(page.marks),
        exhibit.title,
        described(exhibit, visit),
        source,
        visit.text.language,
    )


def described(exhibit: Exhibit, visit: Visit) -> str:
    """A picture in a sentence or two, for those who listen."""
    text, shown = visit.text, pictured(exhibit, visit.text)
    told = {"named": exhibit.named, "finding": exhibit.title}
    if exhibit.kind == TABLE:
        return text("cite.described_table", **told, rows=len(shown.rows))
    if exhibit.kind == TILES:
        return text("cite.described_tiles", **told, rows=len(exhibit.tiles))
    return text("cite.described", **told, rows=len(shown.drawn), measured=measured(exhibit))


def measured(exhibit: Exhibit) -> str:
    """What the bars stand for, as the table heads it."""
    return exhibit.heads[2 if exhibit.measure == "share" else 1]


def _head(page: Page, exhibit: Exhibit, visit: Visit) -> None:
    if invented(exhibit, visit):
        _tag(page, visit.text("cite.synthetic"))
    page.paragraph(exhibit.title, 27, bold=True)
    page.gap(6)
    page.paragraph(exhibit.named, 18, colour=SOFT)
    page.gap(10)


def _tag(page: Page, words: str) -> None:
    width = page.measure(words, 14, True) + 24
    page.marks.append(Box(EDGE, page.y - 8, width, 26, TAG))
    page.marks.append(Words(EDGE + 12, page.y + 10, words, 14, True, ON_TAG))
    page.gap(26)


def _foot(page: Page, exhibit: Exhibit, visit: Visit) -> str:
    """Key, notes, rule for small counts, source; gives the source's words."""
    text = visit.text
    page.gap(14)
    if exhibit.banded and exhibit.kind != TILES:
        _key(page, text("figure.reading"))
    for against in exhibit.against if exhibit.kind != TILES else ():
        page.marks += beside_mark(against, EDGE + 29, page.y)
        page.marks.append(
            Words(EDGE + 70, page.y + 17, text(f"diversity.reading.{against}"), 13.5, False, SOFT)
        )
        page.gap(26)
    for note in (*exhibit.notes, *about_numbers(exhibit, visit)):
        page.paragraph(note, 13.5, colour=SOFT)
    for citation in exhibit.citations:
        page.paragraph(text("cite.compared", citation=citation), 13.5, colour=SOFT)
    page.gap(10)
    page.marks.append(Rule(EDGE, page.y, WIDTH - EDGE, page.y, LINE))
    page.gap(4)
    source = source_words(exhibit, visit)
    page.paragraph(source, 13.5, bold=True, colour=SOFT)
    page.paragraph(permanent_address(exhibit, visit), 13.5, colour=SOFT)
    return source


def _key(page: Page, words: str) -> None:
    """How a bar is read, beside one."""
    page.gap(4)
    bar(page, EDGE, page.y + 4, 12, 34, 58)
    lines = broken(words, 13.5, False, INSIDE - 70, page.measure)
    for line in lines:
        page.y += 18
        page.marks.append(Words(EDGE + 70, page.y - 4, line, 13.5, False, SOFT))
    page.gap(4)
