"""Search over everything a release lists, of all domains: relevance, then band, then name.

Built when a release is opened, from the names and bands of listed concepts alone: what is not
listed leaves no trace in it, and two truths that share their bands give the same results.

Steps, the first that finds anything wins: an exact code; all words in what a concept is called
(the last may be unfinished); all words, misspelt; all words inside longer words; some words.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aggregates.questions import OTHER_ANSWERS
from aggregates.release import Concept, Release
from aggregates.release_surveys import VERSION_CLASS, has_page
from aggregates.release_values import by_band
from browser.search_codes import Codes
from browser.search_names import names_of
from browser.search_store import SearchStore
from browser.search_words import STOP_WORDS, core, folded, indexed, stem, told
from browser.spelling import Vocabulary

# Relevance: how much of a name the typed words are, and whose name. Only their order matters.
WHOLE_NAME, WHOLE_OTHER, REWORDED = 90, 85, 80
SHARE: Final = ((0.5, 70), (0.25, 60), (0.0, 50))  # of the words of a name
# Less for one of a question's answers: "High blood pressure" as a thing to tick stands behind the
# condition and behind questions on it.
ANSWER_CLASS, ANSWER = "Answer", 35
OWN: Final = 2  # more for a concept's own name than for another
ACROSS: Final = 45  # words of several names of one concept
UNFINISHED: Final = 8  # less for words that only begin as typed
LEAST_SHARE: Final = 0.3  # of the weight of what was typed, where only some words are found
UNKNOWN: Final = 0.5  # the weight of a word that nothing is called; rare words weigh 5 and more
NEAR_BEST: Final = 0.6  # of the best such share
MOST_WORDS: Final = 10  # of a query; the rest is not looked at

_NAMELESS: Final = (OTHER_ANSWERS, VERSION_CLASS)  # of surveys: all are called the same

Spelt = Callable[[str], Sequence[str]]  # a typed word -> the words it may stand for


@dataclass(frozen=True)
class Found:
    """A concept found. ``matched`` is the other name or code it was found by, if not its name."""

    concept: Concept
    matched: str = ""


@dataclass(frozen=True)
class Results:
    """Places of concepts, best first, with the rows they were found by; -1 for none.

    ``how`` they fit: "" as typed, "spelling" nearly so, "inside" as parts of words, "some" words.
    """

    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    how: str = ""

    def __len__(self) -> int:
        return len(self.places)


NOTHING: Final = Results(np.empty(0, np.int64), np.empty(0, np.int64))


class SearchIndex:
    """The names and codes of concepts, ready to be searched."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = by_band(concepts)
        self.domain_ids = sorted({concept.domain for concept in self.concepts})
        numbers = {domain: number for number, domain in enumerate(self.domain_ids)}
        self._domain = np.array([numbers[concept.domain] for concept in self.concepts], np.int64)
        codes: dict[str, list[int]] = {}
        lines: list[str] = []
        wholes: list[str] = []
        self._shown: list[str] = []  # per row: another name as it is written, or nothing
        places, values, lengths, cores = [], [], [], []
        for place, concept in enumerate(self.concepts):
            names = names_of(concept)
            for code in names.codes:
                codes.setdefault(code, []).append(place)
            called = [
                (names.name, "", WHOLE_NAME),
                *((other, other, WHOLE_OTHER) for other in names.others),
                *((reworded, "", REWORDED) for reworded in names.rewordings),
            ]
            for name, shown, value in called:
                lines.append(indexed(name))
                self._shown.append(shown)
                places.append(place)
                values.append(value)
                lengths.append(len(set(core(name))))
            cores.append(lengths[-len(called)])
            wholes.append(" ".join((*lines[-len(called) :], *map(indexed, names.words))))
        self._place, self._value = np.array(places, np.int64), np.array(values, np.int64)
        self._length, self._core = np.array(lengths, np.float64), np.array(cores, np.float64)
        answers = [concept.concept_class == ANSWER_CLASS for concept in self.concepts]
        self._less = ANSWER * np.array(answers, np.int64)
        self._codes = Codes(codes, self.concepts)
        self.vocabulary = Vocabulary(_counts(wholes))
        parts = [folded(concept.name) for concept in self.concepts]
        self._store = SearchStore({"name": lines, "whole": wholes, "part": parts})

    @classmethod
    def of(cls, release: Release, domains: Iterable[str]) -> "SearchIndex":
        """The index of everything that a release lists in domains and that has a name to seek."""
        return cls(
            concept
            for domain in domains
            for concept in release.concepts(domain)
            if concept.concept_class not in _NAMELESS and has_page(concept)
        )

    def search(self, typed: str, domain: str = "") -> Results:
        """What typed words find, in one domain or in all of them."""
        words = told(typed)[:MOST_WORDS]
        last = folded(typed).split()[-1:]
        unfinished = bool(last) and not typed.endswith(" ") and last[0] not in STOP_WORDS
        spelt = cache(self._alternatives)
        steps: Mapping[str, Callable[[], Results]] = {
            "": lambda: self._all_words(words, [[_begun(word)] for word in words], typed),
            "spelling": lambda: self._respelt(words, unfinished, spelt),
            "inside": lambda: self._inside(typed),
            "some": lambda: self._some_words(words, spelt),
        }
        for how, step in steps.items() if words else ():
            found = self.within(step(), domain)
            if len(found):
                return replace(found, how=how)
        return NOTHING

    def find(self, domain: str, typed: str) -> tuple[Concept, ...]:
        """The concepts of a domain that typed words find, best first."""
        return tuple(self.concepts[place] for place in self.search(typed, domain).places)

    def domains(self, results: Results) -> Mapping[str, int]:
        """How many results each domain has; those without any are left out."""
        counts = np.bincount(self._domain[results.places], minlength=len(self.domain_ids))
        return {name: int(n) for name, n in zip(self.domain_ids, counts, strict=True) if n}

    def within(self, results: Results, domain: str) -> Results:
        """The results of one domain; all of them for no domain, none for one that is not there."""
        if not domain:
            return results
        number = self.domain_ids.index(domain) if domain in self.domain_ids else -1
        chosen = self._domain[results.places] == number
        return replace(results, places=results.places[chosen], rows=results.rows[chosen])

    def shown(self, results: Results, first: int, size: int) -> tuple[Found, ...]:
        """Results from ``first`` (counted from 0) on, at most ``size``."""
        pairs = zip(results.places[first:][:size], results.rows[first:][:size], strict=True)
        return tuple(
            Found(self.concepts[place], self._shown[row] if row >= 0 else "")
            for place, row in pairs
        )

    def _all_words(
        self,
        words: Sequence[str],
        begun: Sequence[Sequence[str]],
        code: str = "",
    ) -> Results:
        """Concepts called so, by alternatives of every word; ``words`` themselves fit best.

        ``code`` is what was typed, where it may be a code.
        """
        coded, worth = self._codes.find(code)
        size, finished = len(words), [[word] for word in words]
        rows = self._store.all_of("name", begun)
        best = self._store.all_of("name", finished)
        value = self._worth(rows, size) - UNFINISHED * ~_among(rows, best, len(self._place))
        across = self._store.all_of("whole", begun)
        best = self._store.all_of("whole", finished)
        fits = _among(across, best, len(self.concepts))
        loose = ACROSS - UNFINISHED * ~fits - UNFINISHED * (size / self._core[across] < 0.5)
        places = np.concatenate([coded, self._place[rows], across])
        found = _ranked(
            places,
            np.maximum(np.concatenate([worth, value, loose]) - self._less[places], 0),
            np.concatenate([np.full(len(coded), -1), rows, np.full(len(across), -1)]),
        )
        own = self._place[rows[self._value[rows] == WHOLE_NAME]]  # need no other name to be shown
        return replace(
            found, rows=np.where(_among(found.places, own, len(self.concepts)), -1, found.rows)
        )

    def _worth(self, rows: NDArray[np.int64], size: int) -> NDArray[np.int64]:
        """The relevance of names that hold all of ``size`` words."""
        share = size / np.maximum(self._length[rows], 1)
        own = OWN * (self._value[rows] == WHOLE_NAME)
        steps = [share >= 1, *(share >= least for least, _ in SHARE)]
        return np.select(steps, [self._value[rows], *(worth + own for _, worth in SHARE)])

    def _respelt(self, words: Sequence[str], unfinished: bool, spelt: Spelt) -> Results:
        """Concepts called nearly so: words misspelt, run together or taken apart."""
        for tried in (words, *_run_together(words)):
            alternatives = [spelt(word) for word in tried]
            if all(alternatives):
                found = self._all_words(tried, alternatives)
                if len(found):
                    return found
        if not (unfinished and words):
            return NOTHING
        begun = [*map(spelt, words[:-1]), self.vocabulary.begun(words[-1])]
        if not all(begun):
            return NOTHING
        return self._all_words(words, begun)

    def _alternatives(self, word: str) -> list[str]:
        known = [_begun(word)] if self.vocabulary.begins(word) else []
        return known + [near for near in self.vocabulary.near(word) if near != word]

    def _inside(self, typed: str) -> Results:
        words = [word for word in folded(typed).split() if word not in STOP_WORDS]
        if not words or min(map(len, words)) < 3:
            return NOTHING
        places = self._store.inside(words[:MOST_WORDS])
        return Results(places, np.full(len(places), -1))

    def _some_words(self, words: Sequence[str], spelt: Spelt) -> Results:
        """Names that hold at least the weightier part of the words; rare words weigh more.

        Words that some name holds are not respelt here, and single letters and digits are passed
        over: what little fits should be what was typed.
        """
        weights, total = np.zeros(len(self._place)), 0.0
        sizes = np.zeros(len(self._place))
        for word in filter(lambda word: len(word) > 1, words):
            known = self.vocabulary.begins(word)
            alternatives = [_begun(word)] if known else spelt(word)
            used = sum(self.vocabulary.count(other.removesuffix("*")) for other in alternatives)
            weight = math.log(1 + len(self._core) / (1 + used)) if used else UNKNOWN
            total += weight
            if alternatives:
                rows = self._store.all_of("name", [alternatives])
                weights[rows] += weight
                sizes[rows] += 1
        best = weights.max(initial=0)
        if not total or best < LEAST_SHARE * total:
            return NOTHING
        rows = np.flatnonzero(weights >= NEAR_BEST * best)
        share = np.minimum(sizes[rows] / np.maximum(self._length[rows], 1), 1)
        value = np.round(50 * weights[rows] / total) + np.round(4 * share) * 5
        return _ranked(self._place[rows], value, rows)


def _ranked(
    places: NDArray[np.int64], values: NDArray[np.number], rows: NDArray[np.int64]
) -> Results:
    """Each place once, by its best value; places are in the order of bands, which breaks ties."""
    if not len(places):
        return NOTHING
    upwards = np.argsort(values[::-1], kind="stable")  # of rows with one value, the first last
    size = int(places.max()) + 1
    value, row = np.full(size, -1.0), np.full(size, -1)
    value[places[::-1][upwards]] = values[::-1][upwards]
    row[places[::-1][upwards]] = rows[::-1][upwards]
    found = np.flatnonzero(value >= 0)
    best = found[np.argsort(-value[found], kind="stable")]
    return Results(best, row[best])


def _among(rows: NDArray[np.int64], others: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    """Which of the rows are among the others; all are below ``size``."""
    member = np.zeros(size, np.bool_)
    member[others] = True
    return member[rows]


def _begun(word: str) -> str:
    """A word that may go on; a single letter or digit may not, for it would begin too many."""
    return f"{word}*" if len(word) > 1 else word


def _run_together(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """The words with two neighbours made one: "heart burn" is "heartburn"."""
    for at in range(len(words) - 1):
        yield (*words[:at], stem(words[at] + words[at + 1]), *words[at + 2 :])


def _counts(lines: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in lines:
        for word in set(line.split()):
            counts[word] = counts.get(word, 0) + 1
    return counts
