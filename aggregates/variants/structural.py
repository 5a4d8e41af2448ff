"""Structural variants: symbolic alleles and breakends, with type, length, end and copy number."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregates.variants.alleles import IntArray
from aggregates.variants.counting import ABSENT, MISSING, OTHER, THIS
from aggregates.variants.sites import Annotation, Site, Structure

# SVTYPE as VCF 4.4 (section 1.4.5) and GATK-SV know it; callers write others, such as ALU.
_TYPES = frozenset({"DEL", "DUP", "INS", "INV", "CNV", "BND", "CPX", "CTX", "TRA"})

COPY_NUMBER = "<CNV>"
"""The allele of a site whose genotypes are copy numbers, FORMAT CN, and not alleles."""


def is_structural(alternative: str) -> bool:
    """Whether an allele is symbolic or a breakend, and not a sequence."""
    return alternative.startswith("<") or "[" in alternative or "]" in alternative


def structural_site(
    contig: str, record: Any, alternative: str, number: int, annotation: Annotation
) -> Site:
    """The site of allele `number` of a record; `alternative` is ``<CN3>`` for a copy number.

    Its id is contig-pos-end-TYPE, with the length where it says more: of what does not span
    (insertions), or where the length is not that of the span.
    """
    position = record.POS
    symbol = alternative.strip("<>") if alternative.startswith("<") else "BND"
    end = int(_first(record.INFO.get("END"), 1) or position)
    length = abs(int(_first(record.INFO.get("SVLEN"), number) or 0)) or end - position
    told = str(record.INFO.get("SVTYPE") or "")
    copies = symbol[2:] if symbol.startswith("CN") and symbol[2:].isdigit() else ""
    head = "CNV" if copies else symbol.split(":", 1)[0]
    ident = f"{contig}-{position}-{end}-{symbol}"
    if length != end - position:
        ident += f"-{length}"
    return Site(
        position,
        record.REF.upper(),
        alternative,
        ident if symbol != "BND" else f"{ident}-{record.ID or alternative}",
        annotation,
        Structure(told if told in _TYPES else head, length, end, copies),
    )


def _first(value: Any, number: int) -> Any:
    """An INFO value of one allele: some callers give one per allele, others one in all."""
    if isinstance(value, tuple):
        return value[min(number, len(value)) - 1]
    return value


def copy_states(record: Any, ploidy: IntArray) -> list[tuple[int, NDArray[np.int16]]]:
    """Copy numbers that somebody has and that differ from the person's own ploidy.

    Each with pairs of states (samples,): one slot, so that a carrier counts once. Without FORMAT
    CN there are none, and people who have no such chromosome are not called.
    """
    found = record.format("CN")
    if found is None:
        return []
    copies = np.where(ploidy == 0, -1, found[:, 0])
    usual = np.where(ploidy < 0, 2, ploidy)
    unusual = np.unique(copies[(copies >= 0) & (copies != usual)])
    known = np.where(copies >= 0, OTHER, MISSING)
    return [
        (
            int(state),
            (np.where((copies == state) & (usual != state), THIS, known) << 2 | ABSENT).astype(
                np.int16
            ),
        )
        for state in unusual
    ]
