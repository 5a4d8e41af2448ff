"""Alleles as Beacon writes them: 0-based, any padding or none, with wildcards. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Letters for several bases (IUPAC-IUB 1984); N stands for any.
_LETTERS: Final = {
    "U": "T", "N": "[ACGTN]", "R": "[AG]", "Y": "[CT]", "S": "[CG]", "W": "[AT]", "K": "[GT]",
    "M": "[AC]", "B": "[CGT]", "D": "[AGT]", "H": "[ACT]", "V": "[ACG]",
}  # fmt: skip
BASES: Final = re.compile(r"[ACGTUNRYSWKMBDHV]{0,1000}")
_PLAIN: Final = re.compile("[ACGT]*")
SHORT_TYPES: Final = ("SNP", "SNV", "MNP", "INDEL", "INS", "DEL")
STRUCTURAL_TYPES: Final = ("DEL", "DUP", "INS", "INV", "CNV", "BND", "CPX", "CTX")
TYPES: Final = tuple(dict.fromkeys((*SHORT_TYPES, *STRUCTURAL_TYPES)))
Form = tuple[int, str, str]


def is_plain(bases: str) -> bool:
    """Whether bases have no wildcards."""
    return _PLAIN.fullmatch(bases) is not None


@lru_cache(1024)
def _pattern(bases: str) -> re.Pattern[str]:
    return re.compile("".join(_LETTERS.get(one, one) for one in bases))


def fits(bases: str, wanted: str) -> bool:
    """Whether bases fit others that may hold wildcards."""
    return _pattern(wanted).fullmatch(bases) is not None


def forms(start: int, ref: str, alt: str) -> frozenset[Form]:
    """All that remains of an allele when the bases that both sides share are trimmed off.

    ``start`` counts from 0. Two spellings of an allele, padded or not, have a form in common; in a
    repeat there is one form for each place that the padding covers.

    >>> sorted(forms(99, "CA", "C")), sorted(forms(9, "AAA", "AA"))
    ([(100, 'A', '')], [(9, 'A', ''), (10, 'A', ''), (11, 'A', '')])
    """
    shorter = min(len(ref), len(alt))
    before = next((n for n in range(shorter) if ref[n] != alt[n]), shorter)
    after = next((n for n in range(shorter) if ref[-1 - n] != alt[-1 - n]), shorter)
    least = max(shorter - after, 0) if before + after > shorter else before
    return frozenset(
        (start + trimmed, *_without(trimmed, min(after, shorter - trimmed), ref, alt))
        for trimmed in range(least, before + 1)
    )


def _without(before: int, after: int, ref: str, alt: str) -> tuple[str, str]:
    return ref[before : len(ref) - after], alt[before : len(alt) - after]


@dataclass(frozen=True)
class Traits:
    """What variants of a stretch or a gene must be like; ``None`` or empty for anything."""

    ref: str | None = None
    alt: str | None = None
    kind: str = ""
    least: int | None = None
    most: int | None = None

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return self != Traits()

    def short(self, ref: str, alt: str) -> bool:
        """Whether a sequence allele is like this."""
        if self.ref is not None and not fits(ref, self.ref):
            return False
        if self.alt is not None and not fits(alt, self.alt):
            return False
        if self.kind and not _is_kind(ref, alt, self.kind):
            return False
        return self._any_size or self._sized(_length(ref, alt))

    def structural(self, kind: str, length: int) -> bool:
        """Whether a structural variant is like this: it has no bases that could fit."""
        if self.ref is not None or self.alt is not None:
            return False
        if self.kind and kind.upper().partition(":")[0] != self.kind:
            return False
        return self._sized(abs(length))

    @property
    def _any_size(self) -> bool:
        return self.least is None and self.most is None

    def _sized(self, length: int) -> bool:
        return (self.least is None or length >= self.least) and (
            self.most is None or length <= self.most
        )


def _is_kind(ref: str, alt: str, kind: str) -> bool:
    if kind in ("SNP", "SNV"):
        return len(ref) == len(alt) == 1
    if kind == "MNP":
        return len(ref) == len(alt) > 1
    if kind == "INDEL":
        return len(ref) != len(alt)
    return len(ref) > len(alt) if kind == "DEL" else kind == "INS" and len(alt) > len(ref)


def _length(ref: str, alt: str) -> int:
    """Bases that are replaced, inserted or deleted."""
    _, ref, alt = next(iter(forms(0, ref, alt)))
    return max(len(ref), len(alt))
