"""An allele of a record as a site: where it lies, in its shortest form, and what is said of it."""

from typing import Any

from aggregates.variants.annotation import Annotator
from aggregates.variants.minimal import minimal
from aggregates.variants.sites import Site
from aggregates.variants.structural import structural_site


def site_of(
    contig: str,
    record: Any,
    number: int,
    annotator: Annotator,
    structural: bool,
    alternative: str = "",
) -> Site:
    """The site of allele `number` of a record, or of another `alternative`, a copy number."""
    alternative = alternative or record.ALT[number - 1]
    annotation = annotator.of(record, number)
    if structural:
        return structural_site(contig, record, alternative, number, annotation)
    start, short, other = minimal(record.POS, record.REF.upper(), alternative.upper())
    return Site(start, short, other, f"{contig}-{start}-{short}-{other}", annotation)
