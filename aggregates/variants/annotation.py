"""What the records of a file say of their alleles: VEP, SnpEff, ClinVar and rsIDs.

Of several transcripts the one counts whose consequence is most severe (consequences.py); of equals
the one that the annotator picked (VEP PICK), then MANE Select, then canonical, then the first.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from aggregates.variants.consequences import most_severe
from aggregates.variants.sites import Annotation
from aggregates.variants.vcf_file import Header

# VEP writes CSQ (gnomAD renames it `vep`), SnpEff ANN. Each describes its columns in the header.
_FIELDS = ("CSQ", "vep", "ANN")
_DESCRIBED = re.compile(r"(?:Format:|annotations:)\s*'?([^\"']+)")

# Our names of what both write, by theirs in small letters.
_NAMES = {
    **{"allele": "allele", "allele_num": "number", "consequence": "consequence"},
    **{"annotation": "consequence", "symbol": "gene", "gene_name": "gene"},
    **{"hgvsc": "hgvs_c", "hgvs.c": "hgvs_c", "hgvsp": "hgvs_p", "hgvs.p": "hgvs_p"},
    **{"clin_sig": "clinvar", "clinvar_clnsig": "clinvar", "clinvar": "clinvar_id"},
    **{"existing_variation": "ids", "pick": "pick", "mane_select": "mane"},
    **{"canonical": "canonical"},
}
_RSID = re.compile(r"\brs\d+\b")


class Annotator:
    """Reads the annotation of alleles of one file."""

    def __init__(self, header: Header) -> None:
        self.where = str(header.path)
        self._field, self._columns = _transcript_columns(header)
        info = header.fields("INFO")
        self._clinvar = tuple(name for name in ("CLNSIG", "CLNACC") if name in info)

    def of(self, record: Any, number: int) -> Annotation:
        """What the record says of its allele `number` (1 for the first alternative)."""
        said = self._transcript(record, number)
        clinvar = " ".join(filter(None, (said.get("clinvar", ""), said.get("clinvar_id", ""))))
        return Annotation(
            said.get("gene", ""),
            said.get("consequence", ""),
            unquote(said.get("hgvs_c", "")),
            unquote(said.get("hgvs_p", "")),
            (clinvar or self._own_clinvar(record)).replace("&", ", ").replace("_", " "),
            _rsid(record.ID) or _rsid(said.get("ids", "")),
        )

    def _transcript(self, record: Any, number: int) -> Mapping[str, str]:
        text = record.INFO.get(self._field) if self._field else None
        if not text:
            return {}
        best: tuple[tuple[Any, ...], dict[str, str]] | None = None
        names = _spellings(record.REF, record.ALT, number)
        for place, entry in enumerate(str(text).split(",")):
            said = dict(zip(self._columns, entry.split("|"), strict=False))
            if len(record.ALT) > 1 and not _is_of(said, names, number):
                continue
            severity, said["consequence"] = most_severe(said.get("consequence", ""))
            unpicked = [not said.get(mark) for mark in ("pick", "mane", "canonical")]
            named = said.get("allele", "") in names
            rank = (not named, severity, *unpicked, place)
            if best is None or rank < best[0]:
                best = rank, said
        return {} if best is None else best[1]

    def _own_clinvar(self, record: Any) -> str:
        found = (record.INFO.get(name) for name in self._clinvar)
        return " ".join(_text(value) for value in found if value)


def _transcript_columns(header: Header) -> tuple[str, tuple[str, ...]]:
    for name in _FIELDS:
        start = f"##INFO=<ID={name},"
        for line in header.text.splitlines():
            described = _DESCRIBED.search(line) if line.startswith(start) else None
            if described is not None:
                columns = (part.strip().lower() for part in described.group(1).split("|"))
                return name, tuple(_NAMES.get(one, f"unused {one}") for one in columns)
    return "", ()


def _spellings(reference: str, alternatives: list[str], number: int) -> tuple[str, str]:
    """How SnpEff and VEP name an allele: whole, and without the first base that all share."""
    whole = alternatives[number - 1]
    everyone = [reference, *alternatives]
    lengths = {len(one) for one in everyone}
    shared = len(lengths) > 1 and len({one[:1] for one in everyone}) == 1
    return whole, (whole[1:] or "-") if shared else whole


def _is_of(said: Mapping[str, str], names: tuple[str, str], number: int) -> bool:
    if said.get("number"):
        return said["number"] == str(number)
    return said.get("allele", "") in names


def _rsid(ids: str | None) -> str:
    found = _RSID.search(ids) if ids else None
    return found.group() if found else ""


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
