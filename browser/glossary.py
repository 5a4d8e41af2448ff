"""Facts of the glossary: every word that has a fixed meaning here, in the reader's language."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from browser.downloads import Rows
from browser.page_request import PageRequest
from layouts.glossary import GlossaryFacts, Word


def glossary_facts(request: PageRequest) -> GlossaryFacts:
    """The words in alphabetical order."""
    return GlossaryFacts(words_in(request.address.language))


@cache
def words_in(language: str) -> tuple[Word, ...]:
    """The words of ``data/glossary.toml`` in a language, in its alphabetical order."""
    stored = tomllib.loads(files("data").joinpath("glossary.toml").read_text("utf-8"))
    words = (Word(key, *languages[language]) for key, languages in stored.items())
    return tuple(sorted(words, key=lambda word: _sorted_as(word.name)))


def glossary_rows(facts: GlossaryFacts) -> Rows:
    """One row per word. ``word`` is the same in every language."""
    yield ("word", "label", "meaning")
    for word in facts.words:
        yield (word.key, word.name, word.meaning)


def _sorted_as(name: str) -> str:
    """A name without accents: they do not count in the alphabetical order of Spanish."""
    return "".join(
        mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark)
    ).casefold()
