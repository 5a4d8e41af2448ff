"""Everything a concept is called: its names, everyday words, brands, codes in any vocabulary.

Everyday words and brands are facts that we ship (`data/search/`, sources in its README): by code,
by phrases that stand in a concept's name, and by ingredient. They are put beside concepts that a
release lists, so a word can never tell of a concept that is not listed.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from aggregates.release import Concept
from aggregates.source_codes import split_codes
from browser.search_words import compact, core, stems

_LONGEST_PHRASE: Final = 8  # words


@dataclass(frozen=True)
class Phrase:
    """A phrase of medical names, as stems, and what people call it."""

    english: tuple[str, ...]
    spanish: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All everyday words for it."""
        return (*self.english, *self.spanish)


@dataclass(frozen=True)
class Names:
    """What a concept is called.

    ``others`` are whole other names, ``rewordings`` the name in everyday words and for no eye,
    ``words`` everyday words for parts of the name, ``codes`` compact codes, its own first.
    """

    name: str
    others: tuple[str, ...]
    rewordings: tuple[str, ...]
    words: tuple[str, ...]
    codes: tuple[str, ...]


def names_of(concept: Concept) -> Names:
    """Everything that search knows a concept by."""
    codes, synonyms = split_codes(concept.synonyms)
    found = list(_phrases_in(concept.name))
    told = core(concept.name)
    whole = (p for at, end, p in found if set(stems(concept.name)[at:end]) >= set(told))
    others = (*synonyms, *_by_code(concept), *_brands(concept.name), *_all_words(whole))
    elsewhere = (code.partition(" ")[2] for code in codes)
    return Names(
        concept.name,
        tuple(dict.fromkeys(others)),
        tuple(_rewordings(concept.name, found)),
        tuple(_all_words(phrase for _, _, phrase in found)),
        tuple(dict.fromkeys(filter(None, map(compact, (concept.code, *elsewhere))))),
    )


def _all_words(phrases: Iterable[Phrase]) -> Iterable[str]:
    """All everyday words of phrases, each once."""
    return dict.fromkeys(word for phrase in phrases for word in phrase.words)


def _rows(name: str) -> Iterator[dict[str, tuple[str, ...]]]:
    """The lines of a CSV file of `data/search`, each cell a list."""
    text = (files("data") / "search" / name).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield {
            column: tuple(filter(None, (item.strip() for item in cell.split(";"))))
            for column, cell in row.items()
        }


@cache
def _phrases() -> Mapping[tuple[str, ...], Phrase]:
    return {
        stems(phrase): Phrase(row["english"], row["spanish"])
        for row in _rows("phrases.csv")
        for phrase in row["phrase"]
    }


@cache
def _lay_words() -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Everyday words by "vocabulary code", and by the beginning of a code where it ends in *.

    A range of codes, such as the chapter "D50-D89", does not begin with "D50".
    """
    exact: dict[str, list[str]] = {}
    begins: dict[str, list[str]] = {}
    for row in _rows("lay_words.csv"):
        words = [*row["english"], *row["spanish"]]
        for code in "".join(row["codes"]).split("|"):
            kind = begins if code.endswith("*") else exact
            kind.setdefault(code.rstrip(".*"), []).extend(words)
    return exact, begins


@cache
def _brand_names() -> Mapping[str, list[tuple[tuple[tuple[str, ...], ...], str]]]:
    """By the first word of each ingredient: all ingredients and a brand that holds them."""
    brands: dict[str, list[tuple[tuple[tuple[str, ...], ...], str]]] = {}
    for row in _rows("brands.csv"):
        ingredients = tuple(stems(name) for name in row["ingredients"])
        for first in {ingredient[0] for ingredient in ingredients}:
            brands.setdefault(first, []).extend((ingredients, brand) for brand in row["brands"])
    return brands


def _by_code(concept: Concept) -> list[str]:
    exact, begins = _lay_words()
    stated = f"{concept.vocabulary_id} {concept.code}"
    found = list(exact.get(stated, ()))
    for end in range(len(concept.vocabulary_id) + 2, len(stated) + 1):
        if stated[end : end + 1] != "-":
            found += begins.get(stated[:end], ())
    return found


def _brands(name: str) -> list[str]:
    """The brands of which a drug's name states an ingredient."""
    words = stems(name)
    found = []
    for word in dict.fromkeys(words):
        for ingredients, brand in _brand_names().get(word, ()):
            if any(_holds(words, ingredient) for ingredient in ingredients):
                found.append(brand)
    return found


def _holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    size = len(part)
    return any(words[at : at + size] == part for at in range(len(words) - size + 1))


def _phrases_in(name: str) -> Iterator[tuple[int, int, Phrase]]:
    """Where phrases stand in a name: first word, word after the last, phrase. All, overlaps too."""
    words, phrases = stems(name), _phrases()
    for size in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            phrase = phrases.get(words[at : at + size])
            if phrase:
                yield at, at + size, phrase


def _rewordings(name: str, found: list[tuple[int, int, Phrase]]) -> Iterator[str]:
    """The name with its phrases replaced by everyday words, longest phrases first, per language.

    "Malignant neoplasm of breast" becomes "cancer of breast", so that it is as good a match of
    "breast cancer" as a name that says so.
    """
    for language in ("english", "spanish"):
        words = list(stems(name))
        free = [True] * len(words)
        for at, end, phrase in found:
            everyday = getattr(phrase, language)
            if everyday and all(free[at:end]):
                free[at:end] = [False] * (end - at)
                words[at:end] = [everyday[0], *[""] * (end - at - 1)]
        if not all(free):
            yield " ".join(filter(None, words))
