"""Words as search compares them: without case, accents, plurals and spelling of one country.

Both sides are treated alike, what people type and what concepts are called, so that all of
"Haemorrhoids", "hemorrhoid" and "hémorroïdes" come close. English and Spanish endings are taken
off whatever the language of the page: people mix them.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Words that carry no subject: left out of what is typed, unless nothing else was typed.
_STOPPED = """
a about all and any are as at be been by can cohort count did do does for from had has have
how i in is it many me much my number of on or participant patient people percent percentage
person rate share show taking than that the their there they this to use using was were
what which who whom with you your
al algun con cuanta cuanto de del el en es esta la las lo los mi numero o para participante
persona poblacion por porcentaje que quien se sin su tiene tienen un una y
"""
STOP_WORDS: Final = frozenset(_STOPPED.split())
_POSSESSIVE: Final = re.compile(r"['’´`]s\b")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’´`](?=\w)")  # "can't" is one word
_APOSTROPHES: Final = frozenset("'’´`")
_BETWEEN: Final = re.compile(r"[\W_]+")
_JOINED: Final = re.compile(r"\w+(?:[-‐‑]\w+)+")
_CLAUSE: Final = re.compile(
    r"\b(unspecified|uncomplicated|without|not|organism|initial encounter)\b", re.IGNORECASE
)
_FORM: Final = re.compile(
    r"\[[^\]]*\]|\([^)]*\)|\bin (?:serum|blood|urine|platelet|arterial)\b.*"
    r"|\bby (?:automated|test strip|direct|coagulation|high|calculation|pulse)\b.*"
    r"|\b(?:unspecified|nos|nec|other|encounter for)\b|\bserum/plasma\b",
    re.IGNORECASE,
)


def folded(words: str) -> str:
    """Words without case, accents and punctuation.

    >>> folded("Ménière’s disease, left-ear")
    'meniere disease left ear'
    """
    if not _APOSTROPHES.isdisjoint(words):
        words = _APOSTROPHE.sub("", _POSSESSIVE.sub("", words))
    bare = words.casefold()
    if not bare.isascii():
        apart = unicodedata.normalize("NFKD", bare).casefold()
        bare = "".join(mark for mark in apart if not unicodedata.combining(mark))
    return " ".join(_BETWEEN.sub(" ", bare).split())


@lru_cache(maxsize=2**16)
def stem(word: str) -> str:
    """A folded word in American spelling without the ending of a plural.

    >>> [stem(word) for word in "haemorrhoids allergies tumours pulmones stress".split()]
    ['hemorrhoid', 'allergi', 'tumor', 'pulmon', 'stress']
    """
    word = word.replace("ae", "e").replace("oe", "e")
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            word = word.removesuffix(ending) + instead
            break
    return word.removesuffix("our") + "or" if word.endswith("our") else word


# The first that fits; "y" and "ies" meet in "i", which is also how "allergic" begins.
_ENDINGS: Final = (
    ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ies", "i"), ("ones", "on"),
    ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", ""), ("y", "i"),
)  # fmt: skip


@lru_cache(maxsize=2**14)
def stems(words: str) -> tuple[str, ...]:
    """The stems of all words, in their order."""
    return tuple(stem(word) for word in folded(words).split())


def told(words: str) -> tuple[str, ...]:
    """The stems of what somebody typed, without stop words and repeats; all if nothing is left."""
    all_words = folded(words).split()
    kept = [stem(w) for w in all_words if w not in STOP_WORDS and stem(w) not in STOP_WORDS]
    return tuple(dict.fromkeys(kept or map(stem, all_words)))


@lru_cache(maxsize=2**14)
def core(name: str) -> tuple[str, ...]:
    """The stems of a name without what only qualifies it.

    >>> core("Migraine, unspecified, not intractable, without status migrainosus")
    ('migraine',)
    >>> core("Creatinine [Mass/volume] in Serum or Plasma")
    ('creatinine',)
    """
    first, *clauses = name.split(", ")
    kept = ", ".join([first, *(clause for clause in clauses if not _CLAUSE.search(clause))])
    return told(_FORM.sub(" ", kept)) or told(name)


@lru_cache(maxsize=2**14)
def indexed(name: str) -> str:
    """The words of a name as the index holds them: "x-ray" also as "xray"."""
    joined = (re.sub("[-‐‑]", "", match[0]) for match in _JOINED.finditer(name))
    return " ".join((*stems(name), *(part for words in joined for part in stems(words))))


def compact(code: str) -> str:
    """A code without its punctuation, so that "e119" finds "E11.9".

    >>> compact("E11.9"), compact("4548-4")
    ('e119', '45484')
    """
    return "".join(mark for mark in code.casefold() if mark.isalnum())
