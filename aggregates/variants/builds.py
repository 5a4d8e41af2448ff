"""Reference builds: names and lengths of contigs, and where X and Y are diploid in everyone."""

import re
from collections.abc import Iterable, Mapping

from aggregates.errors import InputError

CONTIGS = (*(str(number) for number in range(1, 23)), "X", "Y", "MT")
"""The contigs we read, in natural order. Others (decoys, unplaced, HLA) are left out."""

RANK = {name: rank for rank, name in enumerate(CONTIGS)}

GRCH37, GRCH38 = "GRCh37", "GRCh38"

# Lengths in bases of 1 to 22, X, Y. Genome Reference Consortium, GRCh37.p13 (2013) and GRCh38.p14
# (2022), https://www.ncbi.nlm.nih.gov/grc/human/data; patches do not change them. MT has the same
# length in both and tells nothing.
LENGTHS: Mapping[str, tuple[int, ...]] = {
    GRCH37: (
        *(249250621, 243199373, 198022430, 191154276, 180915260, 171115067, 159138663, 146364022),
        *(141213431, 135534747, 135006516, 133851895, 115169878, 107349540, 102531392, 90354753),
        *(81195210, 78077248, 59128983, 63025520, 48129895, 51304566, 155270560, 59373566),
    ),
    GRCH38: (
        *(248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636),
        *(138394717, 133797422, 135086622, 133275309, 114364328, 107043718, 101991189, 90338345),
        *(83257441, 80373285, 58617616, 64444167, 46709983, 50818468, 156040895, 57227415),
    ),
}

# Pseudoautosomal regions, 1-based and inclusive: there everyone has two copies. Genome Reference
# Consortium, https://www.ncbi.nlm.nih.gov/grc/human (regions PAR#1 and PAR#2 of each build).
PSEUDOAUTOSOMAL: Mapping[tuple[str, str], tuple[tuple[int, int], ...]] = {
    (GRCH37, "X"): ((60_001, 2_699_520), (154_931_044, 155_260_560)),
    (GRCH37, "Y"): ((10_001, 2_649_520), (59_034_050, 59_363_566)),
    (GRCH38, "X"): ((10_001, 2_781_479), (155_701_383, 156_030_895)),
    (GRCH38, "Y"): ((10_001, 2_781_479), (56_887_903, 57_217_415)),
}

_SPELLINGS = {
    GRCH37: re.compile(r"grch37|hg19|b37|hs37d5|g1k_v37", re.IGNORECASE),
    GRCH38: re.compile(r"grch38|hg38|hs38", re.IGNORECASE),
}


def contig_name(name: str) -> str | None:
    """The plain name of a contig as files write it; None for one that we do not read.

    >>> [contig_name(one) for one in ("chr1", "22", "chrM", "GL000191.1")]
    ['1', '22', 'MT', None]
    """
    plain = name.removeprefix("chr")
    plain = "MT" if plain == "M" else plain
    return plain if plain in RANK else None


def diploid_in_all(build: str, contig: str, position: int) -> bool:
    """Whether both sexes have two copies there: an autosome, or a pseudoautosomal region."""
    if contig in ("X", "Y"):
        return any(low <= position <= high for low, high in PSEUDOAUTOSOMAL[build, contig])
    return contig != "MT"


def build_of(lengths: Iterable[tuple[str, int]], header: str, where: str) -> str | None:
    """The build that a file's contig lengths show, else the words of its header; None if neither.

    `lengths` are (contig, bases), `header` lines such as ``##reference``. Raises InputError if
    the file contradicts itself.
    """
    found, told = set(), False
    for name, length in lengths:
        contig = contig_name(name)
        if contig is not None and contig != "MT":
            told = True
            rank = RANK[contig]
            found |= {build for build, known in LENGTHS.items() if known[rank] == length}
    if told and not found:
        raise InputError(
            "its contigs have the lengths of neither GRCh37 nor GRCh38",
            where,
            "Lift it over to one of them first",
        )
    if not told:
        found = {build for build, words in _SPELLINGS.items() if words.search(header)}
    if len(found) > 1:
        raise InputError(
            "its header names contigs of GRCh37 and of GRCh38",
            where,
            "Keep one reference build in a file; lift the other over first",
        )
    return next(iter(found), None)


def agreed_build(found: Mapping[str, str | None], declared: str) -> str:
    """The one build of all files, `found` by file; `declared` is '' or what the operator says.

    Raises InputError where two differ, where one differs from what is declared, or where nothing
    tells.
    """
    if declared and declared not in LENGTHS:
        raise InputError(
            f"{declared} is not a build that we know", "build", "Write GRCh37 or GRCh38"
        )
    agreed, first = declared, "the cohort file"
    for where, build in found.items():
        if build is None:
            continue
        if agreed and build != agreed:
            raise InputError(
                f"its header is of {build}, but {first} says {agreed}",
                where,
                "Keep one reference build in a cohort; lift the others over first",
            )
        agreed, first = build, first if agreed else where
    if not agreed:
        raise InputError(
            "does not tell its reference build: the header has no contig lengths",
            next(iter(found), "build"),
            "Say build = GRCh37 or GRCh38 in the cohort file",
        )
    return agreed
