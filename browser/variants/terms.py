"""Names of variants that are no ids of ours: HGVS and ClinVar, as an index holds them.

A name is kept as a checksum of 32 bits; whoever looks one up compares the texts afterwards.
"""

import re
from collections.abc import Iterator
from typing import Final
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

CLINVAR_ID: Final = re.compile(
    r"\b(VCV|RCV|SCV)?0*([1-9][0-9]{2,11})(?:\.[0-9]+)?\b", re.IGNORECASE
)
THREE_LETTERS: Final = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E",
    "Gly": "G", "His": "H", "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F",
    "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W", "Tyr": "Y", "Val": "V", "Ter": "*",
}  # fmt: skip
_RESIDUE: Final = re.compile("|".join(THREE_LETTERS), re.IGNORECASE)
_ONE_LETTER: Final = {three.casefold(): one.casefold() for three, one in THREE_LETTERS.items()}


def checksum(name: str) -> int:
    """The number under which a name is kept."""
    return crc32(name.encode())


def bare_hgvs(name: str) -> str:
    """The part of an HGVS name after its reference, folded: one letter per amino acid.

    >>> bare_hgvs("NM_004333.6:c.1799T>A"), bare_hgvs("NP_004324.2:p.(Val600Glu)")
    ('c.1799t>a', 'p.v600e')
    """
    bare = name.rsplit(":", 1)[-1].strip().replace("(", "").replace(")", "").replace("%3D", "=")
    if bare[:2].casefold() == "p.":
        short = _RESIDUE.sub(lambda three: _ONE_LETTER[three[0].casefold()], bare[2:])
        return "p." + short.casefold()
    return bare.casefold()


def reference_of(name: str) -> str:
    """What stands before the colon of an HGVS name, without its version, folded.

    >>> reference_of("NM_004333.6:c.1799T>A"), reference_of("c.1799T>A")
    ('nm_004333', '')
    """
    stem, colon, _ = name.rpartition(":")
    return re.sub(r"\.\d+$", "", stem.strip()).casefold() if colon else ""


def whole_hgvs(name: str) -> str:
    """An HGVS name with its reference, both folded, as far as it has one.

    >>> whole_hgvs("NM_004333.6:c.1799T>A"), whole_hgvs("p.Val600Glu")
    ('nm_004333:c.1799t>a', 'p.v600e')
    """
    before, bare = reference_of(name), bare_hgvs(name)
    return f"{before}:{bare}" if before else bare


def clinvar_keys(text: str) -> Iterator[str]:
    """The ids of ClinVar in a text, without zeros and versions: "vcv12345"; plain numbers too.

    >>> list(clinvar_keys("VCV000012345.3 Pathogenic")), list(clinvar_keys("Benign"))
    (['vcv12345'], [])
    """
    for found in CLINVAR_ID.finditer(text):
        yield (found[1] or "vcv").casefold() + found[2]


def classification(text: str) -> str:
    """What ClinVar says of a variant, without its ids: "Pathogenic".

    >>> classification("Likely_pathogenic, VCV000012345"), classification("RCV000012345")
    ('Likely pathogenic', '')
    """
    said = CLINVAR_ID.sub("", text).replace("_", " ").strip(" ,;|&")
    return said[:1].upper() + said[1:]


def keys_of(text: str, column: str) -> list[str]:
    """The names that a cell of a column goes by."""
    if column == "clinvar":
        return list(clinvar_keys(text))
    return list(dict.fromkeys((bare_hgvs(text), whole_hgvs(text))))


def terms_of(column: pa.StringArray, name: str) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Checksums of all names in a column and their rows in it."""
    given = np.flatnonzero(pc.not_equal(column, "").to_numpy(zero_copy_only=False))
    hashes, rows = [], []
    known: dict[str, list[int]] = {}
    for row, text in zip(given.tolist(), column.take(pa.array(given)).to_pylist(), strict=True):
        if text not in known:
            known[text] = [checksum(key) for key in keys_of(text, name)]
        hashes += known[text]
        rows += [row] * len(known[text])
    return np.array(hashes, np.uint32), np.array(rows, np.int64)
