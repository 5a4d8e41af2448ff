"""A figure in a frame of another site: its title, its table of bars, its source, and no more."""

from html import escape

from dash import html
from dash.development.base_component import Component

from layouts.citation import permanent_address
from layouts.exhibit import COLUMNS, EMBED, FIGURES, TABLE, TILES, Exhibit, FigureFacts
from layouts.exhibit_table import exhibit_table, subject_of
from layouts.exhibit_words import whole_title
from layouts.figure_picture import described
from layouts.notes import live_root, reading_note
from layouts.page import Page, Visit
from layouts.provenance import about_numbers, invented, source_words

ROW = 40  # pixels of a frame; what does not fit can be scrolled
AROUND = 330


def embed_page(facts: FigureFacts, visit: Visit) -> Page:
    """The page for a frame. ``facts`` are those of the figure's own page."""
    exhibit = facts.exhibit
    text = visit.text
    tag = html.P(text("cite.synthetic"), className="tag") if invented(exhibit, visit) else None
    named = [subject_of(exhibit, visit)]
    if exhibit.grouping:
        named += [" · ", exhibit.grouping]
    body: list[Component | None] = [
        tag,
        html.H1(exhibit.title),
        None if exhibit.kind == TABLE else html.P(named, className="lead"),  # its caption says it
        _drawn(exhibit, visit),
        reading_note(visit) if exhibit.banded and exhibit.kind != TILES else None,
        *(html.P(words, className="reading") for words in about_numbers(exhibit, visit)),
        _source(exhibit, visit),
    ]
    title = whole_title(exhibit, text)
    return Page(
        title=title,
        description=described(exhibit, visit),
        fixed=html.Div(),
        live=live_root(visit, "embed", title, title, *body),
        status=title,
        name="embed",
    )


def _drawn(exhibit: Exhibit, visit: Visit) -> Component:
    """Bars as a table; a histogram or a map as its picture, which is hard to read as rows."""
    if exhibit.kind not in (COLUMNS, TILES):
        return exhibit_table(exhibit, visit)
    path = permanent_address(exhibit, visit).removeprefix(visit.origin)
    stem, question, query = path.partition("?")
    source = f"{stem}.svg{question}{query}"
    return html.Img(src=source, alt=described(exhibit, visit), width="960")


def _source(exhibit: Exhibit, visit: Visit) -> Component:
    text = visit.text
    words = source_words(exhibit, visit)
    href = permanent_address(exhibit, visit)
    link = html.A(text("cite.whole"), href=href, rel="noopener")
    return html.P([words, " ", link], className="source")


def embed_snippet(exhibit: Exhibit, visit: Visit) -> str:
    """The HTML that puts a figure into a page of another site."""
    address = permanent_address(exhibit, visit).replace(FIGURES, EMBED, 1)
    height = AROUND + ROW * min(len(exhibit.rows), 14)
    title = whole_title(exhibit, visit.text)
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" '
        f'width="100%" height="{height}" style="border:0" loading="lazy"></iframe>'
    )
