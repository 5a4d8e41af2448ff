"""The glossary: the words that have a fixed meaning here, each at an address of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit

GLOSSARY = "/glossary"


@dataclass(frozen=True)
class Word:
    """A word: its key, the same in every language, its name and what it means in one language."""

    key: str
    name: str
    meaning: str


@dataclass(frozen=True)
class GlossaryFacts:
    """All words, in alphabetical order."""

    words: tuple[Word, ...]


def glossary_page(facts: GlossaryFacts, visit: Visit) -> Page:
    """The page of the glossary."""
    text = visit.text
    title = text("glossary.title")
    lead = text("glossary.lead", number=formatting.number(len(facts.words), text.language))
    sections = [
        _letter(letter, list(words))
        for letter, words in groupby(facts.words, lambda word: word.name[0].upper())
    ]
    return Page(
        title=title,
        description=lead,
        fixed=html.Div([html.H1(title), html.P(lead, className="lead")], className="hero"),
        live=live_root(visit, "glossary", title, lead, ignored_note(visit), *sections),
        status=lead,
        name="glossary",
    )


def _letter(letter: str, words: list[Word]) -> Component:
    terms = [part for word in words for part in _defined(word)]
    return html.Section(
        [html.H2(letter, id=f"letter-{letter.lower()}"), html.Dl(terms, className="glossary")],
        **{"aria-labelledby": f"letter-{letter.lower()}"},
    )


def _defined(word: Word) -> list[Component]:
    link = html.A(word.name, href=f"#{word.key}")
    return [html.Dt(link, id=word.key), html.Dd(list(_marked(word.meaning)))]


def _marked(meaning: str) -> Iterator[Component | str]:
    """What stands between backticks is code, as in GLOSSARY.md."""
    for place, part in enumerate(re.split("`([^`]*)`", meaning)):
        if part:
            yield html.Code(part) if place % 2 else part
