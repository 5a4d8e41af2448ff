"""Matching typed words with concepts: exact code, name, beginnings, all words, synonyms.

Ranks depend on names, codes and bands only. Accents and case are folded away on both sides.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aggregates.release import Concept, Release

EXACT_CODE: Final = 0
EXACT_NAME: Final = 1
NAME_BEGINS: Final = 2
NAME_WORDS: Final = 3  # every typed word begins a word of the name
SYNONYM_WORDS: Final = 4
NAME_CONTAINS: Final = 5  # every typed word is somewhere in the name
SYNONYM_CONTAINS: Final = 6


def folded(words: str) -> str:
    """Words without case, accents and punctuation between them.

    >>> folded("Ménière’s disease, left-ear")
    'meniere s disease left ear'
    """
    bare = unicodedata.normalize("NFKD", words.casefold())
    kept = (mark for mark in bare if not unicodedata.combining(mark))
    return " ".join("".join(mark if mark.isalnum() else " " for mark in kept).split())


@dataclass(frozen=True)
class _Entry:
    concept: Concept
    codes: frozenset[str]
    name: str  # folded, with a space before it, so that " x" finds the beginning of a word
    synonyms: tuple[str, ...]


class ConceptIndex:
    """The names, synonyms and codes of a release, folded once, in the order of its bands."""

    def __init__(self, release: Release) -> None:
        self._entries: Mapping[str, Sequence[_Entry]] = {
            domain.id: tuple(_entry(concept) for concept in release.concepts(domain.id))
            for domain in release.domains
        }

    def find(self, domain: str, typed: str) -> tuple[Concept, ...]:
        """The concepts that match, best rank first, then by band, then by name."""
        words = folded(typed)
        if not words:
            return ()
        code = _compact(typed)
        ranked: dict[int, list[Concept]] = {}
        for entry in self._entries[domain]:
            rank = _rank(entry, code, words)
            if rank is not None:
                ranked.setdefault(rank, []).append(entry.concept)
        return tuple(concept for rank in sorted(ranked) for concept in ranked[rank])


def _entry(concept: Concept) -> _Entry:
    codes = frozenset({_compact(concept.code), str(concept.concept_id)})
    synonyms = tuple(" " + folded(synonym) for synonym in concept.synonyms)
    return _Entry(concept, codes, " " + folded(concept.name), synonyms)


def _compact(code: str) -> str:
    """A code without its punctuation, so that E119 finds E11.9."""
    return "".join(mark for mark in code.casefold() if mark.isalnum())


def _rank(entry: _Entry, code: str, words: str) -> int | None:
    if code in entry.codes:
        return EXACT_CODE
    if entry.name == " " + words:
        return EXACT_NAME
    if entry.name.startswith(" " + words):
        return NAME_BEGINS
    each = words.split()
    if all(f" {word}" in entry.name for word in each):
        return NAME_WORDS
    if _any_has(entry.synonyms, (f" {word}" for word in each)):
        return SYNONYM_WORDS
    if all(word in entry.name for word in each):
        return NAME_CONTAINS
    return SYNONYM_CONTAINS if _any_has(entry.synonyms, each) else None


def _any_has(synonyms: Sequence[str], parts: Iterable[str]) -> bool:
    sought = tuple(parts)
    return any(all(part in synonym for part in sought) for synonym in synonyms)
