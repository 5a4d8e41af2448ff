"""Codes of any vocabulary, as people type them: "E11.9", "e119", "ICD-10 E11.9", "4548-4"."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import islice, takewhile
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aggregates.release import Concept
from browser.search_words import compact

# Relevance, on the scale of browser.search_index: a code outdoes every name; one that is a word,
# such as "insulin" for a question on it, stands behind whole names, a beginning behind half ones.
CODE, CODE_WORD, CODE_BEGINS = 100, 75, 65
SHORTEST, MOST = 3, 50  # characters of a beginning; codes that begin so

_VOCABULARY: Final = re.compile(
    r"^(icd[ -]?(10|9)([ -]?(cm|pcs))?|loinc|rxnorm|snomed([ -]?ct)?|hcpcs|ndc|atc|cvx|omop"
    r"|code|concept( id)?)[ :#]+",
    re.IGNORECASE,
)


class Codes:
    """Which concepts, by their places, have a code; OMOP's concept ids count as codes too."""

    def __init__(self, codes: Mapping[str, list[int]], concepts: Sequence[Concept]) -> None:
        self._codes = codes
        self._order = sorted(codes)
        self._ids: dict[str, list[int]] = {}
        for place, concept in enumerate(concepts):
            self._ids.setdefault(str(concept.concept_id), []).append(place)

    def find(self, typed: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places of concepts with a code, else of codes that begin so; their relevance."""
        tried = (compact(_VOCABULARY.sub("", typed.strip())), compact(typed))
        for known in (self._codes, self._ids):
            for code in tried:
                if code in known:
                    return _alike(known[code], CODE if _has_digit(code) else CODE_WORD)
        begun = tried[0]
        if len(begun) < SHORTEST or not _has_digit(begun):
            return _alike([], CODE)
        longer = takewhile(
            lambda code: code.startswith(begun), self._order[bisect_left(self._order, begun) :]
        )
        found = [place for code in islice(longer, MOST) for place in self._codes[code]]
        return _alike(found, CODE_BEGINS)


def _has_digit(code: str) -> bool:
    return any(map(str.isdigit, code))


def _alike(places: list[int], worth: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.array(places, np.int64), np.full(len(places), worth)
