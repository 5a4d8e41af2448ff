"""Words of a release that are spelt nearly like a typed one.

Nearness is optimal string alignment: letters left out, put in, changed, or two that changed places
(Damerau 1964 found four in five misspellings to be one of these), by rapidfuzz.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST: Final = 4  # letters; words that are shorter have too many neighbours
ONE_SLIP: Final = 7  # letters up to which one slip is forgiven; two in longer words
MOST: Final = 6  # words tried in place of one


class Vocabulary:
    """The words that the names of a release are made of, and how many names hold each."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._words = sorted(counts)
        self._by_length: dict[int, list[str]] = {}
        for word in self._words:
            if not any(mark.isdigit() for mark in word):
                self._by_length.setdefault(len(word), []).append(word)

    def count(self, word: str) -> int:
        """How many names hold the word."""
        return self._counts.get(word, 0)

    def begins(self, beginning: str) -> bool:
        """Whether some word begins so."""
        at = bisect_left(self._words, beginning)
        return at < len(self._words) and self._words[at].startswith(beginning)

    def near(self, word: str) -> tuple[str, ...]:
        """The words nearest to one in spelling, the most used first; none for short words."""
        if len(word) < SHORTEST or not word.isalpha():
            return ()
        slips = 1 if len(word) <= ONE_SLIP else 2
        lengths = range(len(word) - slips, len(word) + slips + 1)
        found: dict[int, list[str]] = {}
        for choices in (self._by_length.get(length, []) for length in lengths):
            for at, slip in _within(word, choices, slips):
                found.setdefault(slip, []).append(choices[at])
        return self._best(found, word)

    def begun(self, word: str) -> tuple[str, ...]:
        """The words of which a beginning is spelt nearly like one that is still being typed."""
        if len(word) < SHORTEST or not word.isalpha():
            return ()
        size = len(word)
        longer = [w for length, words in self._by_length.items() if length > size for w in words]
        found = [longer[at] for at, _ in _within(word, [choice[:size] for choice in longer], 1)]
        return self._best({1: found} if found else {}, word)

    def _best(self, found: Mapping[int, list[str]], word: str) -> tuple[str, ...]:
        if not found:
            return ()
        nearest = found[min(found)]
        ranked = sorted(nearest, key=lambda near: (near[0] != word[0], -self._counts[near], near))
        return tuple(ranked[:MOST])


def _within(word: str, choices: Sequence[str], slips: int) -> list[tuple[int, int]]:
    """The places of choices that are at most so many slips from a word, each with its number."""
    found = process.extract(
        word, choices, scorer=OSA.distance, processor=None, score_cutoff=slips, limit=None
    )
    return [(at, int(slip)) for _, slip, at in found]
