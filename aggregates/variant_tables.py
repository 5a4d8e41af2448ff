"""The tables of variants of a release: names, columns, and bands in them.

Read by the site as well: nothing here knows a true count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from suppression.alleles import AC, AN, HOM, AlleleBands, People
from suppression.bands import IntArray

VARIANTS, MEMBERSHIP = "variants", "membership"
"""Keys that only a release of variants has: of release.json, and of its audit."""

SHORT, STRUCTURAL = "short", "structural"
FOLDERS: Final[Mapping[str, str]] = {SHORT: "variants", STRUCTURAL: "structural_variants"}
GENES: Final = "genes"
COUNTS: Final = (("ac", AC), ("an", AN), ("hom", HOM))
PART: Final = "part-0.parquet"

_SITE: Final = ("ref", "alt", "variant_id", "rsid", "gene", "consequence", "hgvs_c", "hgvs_p",
                "clinvar")  # fmt: skip
_STRUCTURE: Final = [
    ("sv_type", pa.string()),
    ("sv_length", pa.int32()),
    ("sv_end", pa.int32()),
    ("copy_number", pa.string()),
]
GENES_SCHEMA: Final = pa.schema(
    [
        ("symbol", pa.string()),
        ("gene_id", pa.string()),
        ("aliases", pa.list_(pa.string())),
        ("contig", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("listed_variants", pa.int32()),
    ]
)


@dataclass(frozen=True)
class PublishedVariants:
    """What release.json says of variants: the key ``variants``, their ``tables``, and the measure
    of ``membership`` where there were genotypes."""

    about: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]]
    membership: Mapping[str, Any] | None = None


def table_name(kind: str, contig: str) -> str:
    """The name of a table in release.json, which is also its folder."""
    return f"{FOLDERS[kind]}/contig={contig}"


def kind_and_contig(name: str) -> tuple[str, str] | None:
    """The kind and contig of a table of variants, or None for any other table."""
    for kind, folder in FOLDERS.items():
        if name.startswith(f"{folder}/contig="):
            return kind, name.removeprefix(f"{folder}/contig=")
    return None


def is_of_variants(name: str) -> bool:
    """Whether a table stands in a release for its variants only."""
    return name == GENES or kind_and_contig(name) is not None


def variants_schema(groups: Sequence[str], kind: str = SHORT) -> pa.Schema:
    """The columns of a table of variants with these ancestry groups."""
    fields = [("contig", pa.string()), ("pos", pa.int32()), *((one, pa.string()) for one in _SITE)]
    if kind == STRUCTURAL:
        fields += _STRUCTURE
    return pa.schema([*fields, *((name, pa.int32()) for name in band_columns(groups))])


def schema_of(name: str, groups: Sequence[str]) -> pa.Schema:
    """The columns of a table that :func:`is_of_variants`."""
    found = kind_and_contig(name)
    return variants_schema(groups, found[0]) if found else GENES_SCHEMA


def band_columns(groups: Sequence[str]) -> list[str]:
    """Columns of bands: everyone's first, then those of each group."""
    return [
        f"{prefix}{count}_{end}"
        for prefix in ("", *(f"{group}_" for group in groups))
        for count, _ in COUNTS
        for end in ("low", "high")
    ]


def bands_table(bands: AlleleBands, groups: Sequence[str]) -> pa.Table:
    """Bands as columns."""
    arrays = []
    for cell in range(1 + len(groups)):
        for _, count in COUNTS:
            for limit in (bands.low, bands.high):
                arrays.append(pa.array(limit[count, :, cell].astype(np.int32)))
    return pa.table(arrays, names=band_columns(groups))


def read_bands(table: pa.Table, groups: Sequence[str], copies: IntArray) -> AlleleBands:
    """The bands that :func:`bands_table` wrote."""
    columns = [table.column(name).to_numpy() for name in band_columns(groups)]
    values = np.array(columns, np.int64).reshape(1 + len(groups), len(COUNTS), 2, table.num_rows)
    low, high = (values[:, :, end].transpose(1, 2, 0) for end in range(2))
    return AlleleBands(low, high, copies)


def group_ids(about: Mapping[str, Any]) -> list[str]:
    """Ids of the ancestry groups of a release with variants, in order."""
    return [group["id"] for group in about["variants"]["groups"]]


def stated_people(variants: Mapping[str, Any]) -> People:
    """How many people have genotypes: everyone, and each group."""
    ends = [variants["participants"], *(one["participants"] for one in variants["groups"])]
    low, high = (np.array([one[end] for one in ends], np.int64) for end in ("low", "high"))
    return People(low, high)
