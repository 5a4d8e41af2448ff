"""Understanding what somebody typed about variants: one thing, or a list of things.

Pure: it knows spellings, not what a release lists. Whatever is typed, the work is bounded, and what
is not understood is handed back as such.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from browser.variants.identifiers import (
    CONTIG,
    CONTIG_NAME,
    LAST_POSITION,
    VariantId,
    contig_name,
    parse_variant_id,
    position,
    site_id,
    trimmed,
)

MOST_CHARACTERS: Final = 200_000
MOST_ITEMS: Final = 200
LONGEST_ITEM: Final = 2100
REPEATED: Final = 4  # so often may each thing of a list stand in it
MOST_WORDS: Final = 6  # of one item: "chr 22 16050075 A G"
ANY_BUILD: Final = ""

_NUMBER: Final = r"(?:[0-9]{1,3}(?:[,' ][0-9]{3}){1,3}|[0-9]{1,10})"
_REGION: Final = re.compile(
    rf"{CONTIG}[ ]?[:_ |-][ ]?(?:g\.)?(?P<start>{_NUMBER})"
    rf"(?:[ ]?(?:-|\.\.|_|:|[ ]|to)[ ]?(?P<end>{_NUMBER}))?",
    re.IGNORECASE,
)
_WHOLE_CONTIG: Final = re.compile(rf"chr(?:omosome)?[ _]?{CONTIG_NAME}", re.IGNORECASE)
_RSID: Final = re.compile(r"rs[ #:]?([1-9][0-9]{0,9})", re.IGNORECASE)
_CLINVAR: Final = re.compile(
    r"(?:(VCV|RCV|SCV)0*([1-9][0-9]{0,11})(?:\.[0-9]+)?"
    r"|clinvar[ :#]*(?:variation[ ]?)?(?:id[ :#]*)?0*([1-9][0-9]{0,11}))",
    re.IGNORECASE,
)
_ACCESSION: Final = re.compile(
    r"(?P<accession>NC_[0-9]{6})(?:\.(?P<version>[0-9]{1,3}))?", re.IGNORECASE
)
_GENOMIC: Final = re.compile(
    r"(?:g\.|m\.)(?P<pos>[0-9,]{1,13})(?:_(?P<end>[0-9,]{1,13}))?(?P<change>.*)", re.IGNORECASE
)
_SUBSTITUTION: Final = re.compile(r"([ACGT])>([ACGT])", re.IGNORECASE)
_SPDI: Final = re.compile(r"([0-9]{1,10}):([ACGTN]{1,1000}):([ACGTN]{1,1000})", re.IGNORECASE)
_HGVS: Final = re.compile(
    r"(?:(?P<reference>[A-Za-z][\w.-]{0,40}?)(?:\((?P<gene>[\w.-]{1,30})\))?[: ][ ]?)?"
    r"(?P<change>[cnp]\.[^\s:;]{2,400})(?:[ ]\(p\.[^\s]{2,400}\))?"
)
_PROTEIN: Final = re.compile(
    r"(?P<gene>[A-Za-z][A-Za-z0-9.-]{1,20})[ :](?P<change>(?:[A-Z]|[A-Z][a-z]{2})[0-9]{1,5}"
    r"(?:[A-Z]|[A-Z][a-z]{2}|\*|fs\S{0,12}|del|dup))"
)
_GENE: Final = re.compile(r"[A-Za-z][A-Za-z0-9@._-]{0,39}")
# The sequences of the two builds differ by their version alone (NCBI assembly reports).
_VERSIONS: Final = {
    build: tuple(map(int, versions.split()))
    for build, versions in (
        ("GRCh37", "10 11 11 11 9 11 13 10 11 10 9 11 10 8 9 9 10 9 9 10 8 10 10 9"),
        ("GRCh38", "11 12 12 12 10 12 14 11 12 11 10 12 11 9 10 10 11 10 10 11 9 11 11 10"),
    )
}
_MITOCHONDRION: Final = "NC_012920"  # the same sequence in both builds
_ODD: Final = str.maketrans({
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "→": ">", "›": ">", "\t": " ",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "“": " ", "”": " ", '"': " ",
})  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One thing somebody asks for.

    ``kind`` is ``variant``, ``rsid``, ``region``, ``name`` (HGVS or ClinVar), ``gene`` (if there
    is one of that name) or ``unknown``. ``value`` is its one spelling; a region has ``contig``,
    ``start`` and ``end``, both included. ``build`` is the one that it names, if it names any.
    """

    kind: str
    typed: str
    value: str = ""
    contig: str = ""
    start: int = 0
    end: int = 0
    build: str = ANY_BUILD


@dataclass(frozen=True)
class Understanding:
    """What was understood, in the order typed and each thing once; ``unread`` items were left."""

    items: tuple[Asked, ...]
    unread: int = 0


def understand(typed: str, most: int = MOST_ITEMS) -> Understanding:
    """What somebody means by a word, an id or a pasted list.

    >>> [(one.kind, one.value) for one in understand("rs123, chr22:16050075 A>G\\nBRCA2").items]
    [('rsid', 'rs123'), ('variant', '22-16050075-A-G'), ('gene', 'BRCA2')]
    """
    items: dict[tuple[str, str, str], Asked] = {}
    pieces, read = list(_pieces(typed[:MOST_CHARACTERS])), 0
    for number, piece in enumerate(pieces):
        for one in _read_piece(piece):
            read += 1
            if len(items) >= most or read > REPEATED * most:
                return Understanding(tuple(items.values()), len(pieces) - number)
            items.setdefault((one.kind, one.value or one.typed, one.build), one)
    return Understanding(tuple(items.values()))


def _pieces(typed: str) -> Iterator[str]:
    """Lines, and parts of lines between commas that are no separators of thousands."""
    plain = unicodedata.normalize("NFKC", typed).translate(_ODD)
    for line in re.split(r"[\n\r;]+", plain):
        shown = "".join(mark if mark.isprintable() else " " for mark in line)
        bare = " ".join(shown.split()).strip(" ,")
        if not bare:
            continue
        if len(bare) <= LONGEST_ITEM and _read_one(bare):
            yield bare
            continue
        for part in re.split(r"(?<![0-9]),|,(?![0-9]{3}(?![0-9]))", bare):
            if part.strip(" ,"):
                yield part.strip(" ,")


def _read_piece(piece: str) -> Iterator[Asked]:
    """The things in a piece: all of it, else the longest runs of words that mean something."""
    words = piece.split(" ")
    at = 0
    while at < len(words):
        for size in range(min(MOST_WORDS, len(words) - at), 0, -1):
            part = " ".join(words[at : at + size])
            found = _read_one(part) if len(part) <= LONGEST_ITEM else None
            if found:
                yield found
                at += size
                break
        else:
            yield Asked("unknown", words[at][:LONGEST_ITEM])
            at += 1


def _read_one(part: str) -> Asked | None:
    for read in _READERS:
        found = read(part)
        if found:
            return found
    return None


def _variant(part: str) -> Asked | None:
    found = parse_variant_id(part)
    return _asked_variant(part, found) if found else None


def _asked_variant(part: str, found: VariantId, build: str = ANY_BUILD) -> Asked:
    return Asked("variant", part, found.text, found.contig, found.pos, found.pos, build)


def _region(part: str) -> Asked | None:
    if whole := _WHOLE_CONTIG.fullmatch(part):
        contig = contig_name(whole["contig"])
        return Asked("region", part, contig, contig, 1, LAST_POSITION)
    found = _REGION.fullmatch(part)
    if not found:
        return None
    start = position(found["start"])
    end = position(found["end"]) if found["end"] else start
    return _asked_region(part, contig_name(found["contig"]), start, end)


def _asked_region(
    part: str, contig: str, start: int, end: int, build: str = ANY_BUILD
) -> Asked | None:
    if not 0 < start <= end <= LAST_POSITION:
        return None
    return Asked("region", part, f"{contig}:{start}-{end}", contig, start, end, build)


def _rsid(part: str) -> Asked | None:
    found = _RSID.fullmatch(part)
    return Asked("rsid", part, f"rs{found[1]}") if found else None


def _clinvar(part: str) -> Asked | None:
    found = _CLINVAR.fullmatch(part)
    if not found:
        return None
    return Asked("name", part, f"{(found[1] or 'VCV').upper()}{found[2] or found[3]}")


def _accession(part: str) -> Asked | None:
    """HGVS and SPDI on a sequence of a chromosome: "NC_000022.10:g.16050075A>G"."""
    stem, colon, change = part.partition(":")
    named = _ACCESSION.fullmatch(stem.strip())
    if named:
        place, build = sequence(named["accession"].upper(), named["version"])
    elif _GENOMIC.fullmatch(change.strip()) and _WHOLE_CONTIG.fullmatch(f"chr{_plain(stem)}"):
        place, build = contig_name(_plain(stem)), ANY_BUILD
    else:
        return None
    if not colon or not place:
        return None
    change = change.strip()
    if spdi := _SPDI.fullmatch(change):  # counts from 0
        if not named:
            return None
        return _allele(part, place, int(spdi[1]) + 1, spdi[2], spdi[3], build)
    found = _GENOMIC.fullmatch(change)
    if not found or not found["pos"].strip(","):
        return None
    start = position(found["pos"])
    end = position(found["end"]) if found["end"] and found["end"].strip(",") else start
    if bases := _SUBSTITUTION.fullmatch(found["change"].strip()):
        return _allele(part, place, start, bases[1], bases[2], build)
    # What is deleted or doubled cannot be written without the reference: the place is shown.
    return _asked_region(part, place, max(start - 1, 1), end, build)


def _plain(contig: str) -> str:
    return re.sub("^chr(omosome)?[ _]?", "", contig.strip(), flags=re.IGNORECASE)


def _allele(part: str, contig: str, pos: int, ref: str, alt: str, build: str) -> Asked | None:
    if ref.upper() == alt.upper() or not 0 < pos <= LAST_POSITION:
        return None
    pos, ref, alt = trimmed(pos, ref.upper(), alt.upper())
    return _asked_variant(part, VariantId(site_id(contig, pos, ref, alt), contig, pos), build)


def sequence(accession: str, version: str | None) -> tuple[str, str]:
    """The contig of a sequence and the build that its version belongs to; empty if unknown."""
    if accession == _MITOCHONDRION:
        return "MT", ANY_BUILD
    number = int(accession.removeprefix("NC_"))
    if not 1 <= number <= 24:
        return "", ANY_BUILD
    contig = {23: "X", 24: "Y"}.get(number, str(number))
    builds = {str(own[number - 1]): build for build, own in _VERSIONS.items()}
    if version is None:
        return contig, ANY_BUILD
    return contig, builds.get(version, f"{accession}.{version}")


def _hgvs(part: str) -> Asked | None:
    if found := _HGVS.fullmatch(part):
        reference = found["reference"] or found["gene"] or ""
        value = f"{reference}:{found['change']}" if reference else found["change"]
        return Asked("name", part, value)
    if found := _PROTEIN.fullmatch(part):
        return Asked("name", part, f"{found['gene']}:p.{found['change']}")
    return None


def _gene(part: str) -> Asked | None:
    return Asked("gene", part, part) if _GENE.fullmatch(part) else None


_READERS: Final[tuple[Callable[[str], Asked | None], ...]] = (
    _rsid, _clinvar, _accession, _variant, _region, _hgvs, _gene,
)  # fmt: skip
