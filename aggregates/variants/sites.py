"""What is said of an allele besides its counts, gathered row by row into a table."""

from dataclasses import dataclass

import pyarrow as pa

from aggregates.variants.alleles import SITES_SCHEMA, STRUCTURAL_SCHEMA


@dataclass(frozen=True)
class Annotation:
    """What the input says of an allele; '' where it says nothing."""

    gene: str = ""
    consequence: str = ""
    hgvs_c: str = ""
    hgvs_p: str = ""
    clinvar: str = ""
    rsid: str = ""


NOTHING = Annotation()


@dataclass(frozen=True)
class Structure:
    """Type, length, end and copy number of a structural variant."""

    sv_type: str
    length: int
    end: int
    copy_number: str


@dataclass(frozen=True)
class Site:
    """One allele of one contig."""

    position: int
    reference: str
    alternative: str
    variant_id: str
    annotation: Annotation = NOTHING
    structure: Structure | None = None


def sites_table(sites: list[Site]) -> pa.Table:
    """Sites of one kind, in the order given, by SITES_SCHEMA or STRUCTURAL_SCHEMA."""
    columns: dict[str, list[object]] = {
        "pos": [site.position for site in sites],
        "ref": [site.reference for site in sites],
        "alt": [site.alternative for site in sites],
        "variant_id": [site.variant_id for site in sites],
    }
    for name in ("rsid", "gene", "consequence", "hgvs_c", "hgvs_p", "clinvar"):
        columns[name] = [getattr(site.annotation, name) for site in sites]
    structures = [site.structure for site in sites if site.structure is not None]
    if not structures:
        return pa.table(columns, schema=SITES_SCHEMA)
    columns["sv_type"] = [one.sv_type for one in structures]
    columns["sv_length"] = [one.length for one in structures]
    columns["sv_end"] = [one.end for one in structures]
    columns["copy_number"] = [one.copy_number for one in structures]
    return pa.table(columns, schema=STRUCTURAL_SCHEMA)
