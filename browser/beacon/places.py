"""Names of assemblies and of their sequences, as Beacon clients give them."""

import re
from typing import Final

from browser.beacon.errors import BeaconError
from browser.variants.identifiers import CONTIG_NAME, contig_name
from browser.variants.query import sequence

_GRC: Final = re.compile(r"(?:GRCh|b)(37|38)(?:\.p\d{1,2})?|hg(19|38)", re.IGNORECASE | re.ASCII)
# Versions of GCF_000001405 and GCA_000001405: GRCh37 up to .25 and .14, GRCh38 after (NCBI).
_ACCESSION: Final = re.compile(r"GC([FA])_000001405\.([1-9]\d?)", re.IGNORECASE | re.ASCII)
_LAST_37: Final = {"F": 25, "A": 14}
_BUILDS: Final = {"37": "GRCh37", "19": "GRCh37", "38": "GRCh38"}
_CONTIG: Final = re.compile(rf"(?:chr(?:omosome)?)?{CONTIG_NAME}", re.IGNORECASE | re.ASCII)
_SEQUENCE: Final = re.compile(
    r"(?:refseq:)?(NC_[0-9]{6})(?:\.([0-9]{1,3}))?", re.IGNORECASE | re.ASCII
)


def build_of(assembly: str) -> str:
    """The build of an assembly by any of its names; empty for one that is not known.

    >>> build_of("hg19"), build_of("GRCh38.p13"), build_of("GCF_000001405.25"), build_of("T2T")
    ('GRCh37', 'GRCh38', 'GRCh37', '')
    """
    if found := _GRC.fullmatch(assembly.strip()):
        return _BUILDS[found[1] or found[2]]
    if found := _ACCESSION.fullmatch(assembly.strip()):
        return "GRCh37" if int(found[2]) <= _LAST_37[found[1].upper()] else "GRCh38"
    return ""


def contig_of(name: str, build: str, assembly: str = "") -> str:
    """The contig that a reference name means in a build.

    Raises :class:`BeaconError` for a name that is not known and for a sequence of another build:
    "no" would be a wrong answer about an allele that has other coordinates here. So would it be
    for ``chrM`` of hg19, which is another sequence (NC_001807) than that of GRCh37.
    """
    if name.strip().upper() in ("CHRM", "M") and assembly.strip().lower().startswith("hg19"):
        raise BeaconError("assembly", build=build)
    if found := _CONTIG.fullmatch(name.strip()):
        return contig_name(found[1])
    if found := _SEQUENCE.fullmatch(name.strip()):
        contig, own = sequence(found[1].upper(), found[2])
        if own and own != build:
            raise BeaconError("assembly", build=build)
        if contig:
            return contig
    raise BeaconError("reference")
