"""Ids of variants: read from any common spelling, written in one."""

import re
from dataclasses import dataclass
from typing import Final

LONGEST_ALLELE: Final = 1000
LAST_POSITION: Final = 2**31 - 1
_ALLELE: Final = f"[ACGTN]{{1,{LONGEST_ALLELE}}}"
CONTIG_NAME: Final = r"(?P<contig>2[0-2]|1[0-9]|0?[1-9]|X|Y|MT|M)"
CONTIG: Final = rf"(?:chr(?:omosome)?[ _]?)?{CONTIG_NAME}"
_POSITION: Final = r"(?P<pos>[0-9]{1,3}(?:[,.' ][0-9]{3}){1,3}|[0-9]{1,10})"
_BETWEEN: Final = r"[-:/_ \t|]+"
VARIANT: Final = re.compile(
    rf"{CONTIG}{_BETWEEN}(?:g\.|m\.)?{_POSITION}(?:{_BETWEEN})?"
    rf"(?P<ref>{_ALLELE})(?:{_BETWEEN}|[ ]?>[ ]?|[ ]*-+>[ ]*)(?P<alt>{_ALLELE})",
    re.IGNORECASE,
)
STRUCTURAL: Final = re.compile(
    rf"{CONTIG}{_BETWEEN}{_POSITION}{_BETWEEN}(?P<end>[0-9]{{1,10}}){_BETWEEN}"
    r"<?(?P<kind>[A-Z]{2,4}[0-9]{0,3}(?:[:_][A-Z0-9]{1,12}){0,3})>?"
    r"(?P<rest>-[\w.:\[\]]{1,80}(?:-[\w.:\[\]]{1,80})?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class VariantId:
    """The canonical id of an allele and the place by which it is found."""

    text: str
    contig: str
    pos: int
    structural: bool = False


def contig_name(typed: str) -> str:
    """A contig as the release names it: no "chr", no leading zero, "MT" for the mitochondrion."""
    name = typed.strip().upper().removeprefix("CHR").lstrip("0")
    return "MT" if name == "M" else name


def position(typed: str) -> int:
    """A position, with or without separators of thousands."""
    return int(re.sub(r"[^0-9]", "", typed))


def trimmed(pos: int, ref: str, alt: str) -> tuple[int, str, str]:
    """An allele without bases that both sides share: first at the end, then at the beginning.

    As far as it goes without the reference sequence (Tan, Abecasis, Kang 2015).

    >>> trimmed(100, "CAG", "CTG"), trimmed(100, "CA", "C"), trimmed(100, "GCA", "GC")
    ((101, 'A', 'T'), (100, 'CA', 'C'), (101, 'CA', 'C'))
    """
    most = min(len(ref), len(alt)) - 1
    end = next((n for n in range(most) if ref[-1 - n] != alt[-1 - n]), most)
    ref, alt = ref[: len(ref) - end], alt[: len(alt) - end]
    most -= end
    start = next((n for n in range(most) if ref[n] != alt[n]), most)
    return pos + start, ref[start:], alt[start:]


def site_id(contig: str, pos: int, ref: str, alt: str) -> str:
    """The id of an allele, as the release writes it."""
    return f"{contig}-{pos}-{ref}-{alt}"


def parse_variant_id(typed: str) -> VariantId | None:
    """The variant that somebody means; ``None`` for what is no id of one.

    >>> parse_variant_id("chr22:16,050,075 a>g").text
    '22-16050075-A-G'
    """
    typed = typed.strip()
    if len(typed) > 2 * LONGEST_ALLELE + 60:
        return None
    if found := VARIANT.fullmatch(typed):
        contig, pos = contig_name(found["contig"]), position(found["pos"])
        ref, alt = found["ref"].upper(), found["alt"].upper()
        if not 0 < pos <= LAST_POSITION or ref == alt:
            return None
        pos, ref, alt = trimmed(pos, ref, alt)
        return VariantId(site_id(contig, pos, ref, alt), contig, pos)
    if found := STRUCTURAL.fullmatch(typed):
        contig, pos = contig_name(found["contig"]), position(found["pos"])
        end, kind = int(found["end"]), found["kind"].upper()
        if not 0 < pos <= LAST_POSITION:
            return None
        return VariantId(f"{contig}-{pos}-{end}-{kind}{found['rest'] or ''}", contig, pos, True)
    return None
