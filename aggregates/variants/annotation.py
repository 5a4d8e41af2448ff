"""What the records of a file say of their alleles: VEP, SnpEff, ClinVar and rsIDs."""

import re
from typing import Any

from aggregates.variants.sites import Annotation
from aggregates.variants.vcf_file import Header


class Annotator:
    """Reads the annotation of alleles of one file."""

    def __init__(self, header: Header) -> None:
        self.where = str(header.path)

    def of(self, record: Any, number: int) -> Annotation:
        """What the record says of its allele `number` (1 for the first alternative)."""
        return Annotation(rsid=_rsid(record.ID))


_RSID = re.compile(r"\brs\d+\b")


def _rsid(ids: str | None) -> str:
    found = _RSID.search(ids) if ids else None
    return found.group() if found else ""
