"""Releases with variants, for tests: tables in the schema of the release on top of a small release.

Counts are those of 1000 Genomes phase 3 (2,504 people), protected by the listing rule and bands.
Annotation is invented, in real genes: the input has none. Nothing here is a build of a release.
"""

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from aggregates.release import Release
from aggregates.variant_tables import GENES_SCHEMA, STRUCTURAL, variants_schema
from browser.variants.identifiers import trimmed
from suppression.bands import band_limits
from tests.real_data import real

GENOMICS = "genomics"
FILES = ("1kg_p3_8windows_hipster.GRCh37.vcf.gz", "1kg_p3_chr22_16-16.5Mb.GRCh37.vcf.gz")
GROUPS = ("afr", "amr", "eas", "eur", "sas")
LABELS = {
    "afr": ("African", "Africana"),
    "amr": ("Latino or admixed American", "Latina o americana mixta"),
    "eas": ("East Asian", "Asiática oriental"),
    "eur": ("European", "Europea"),
    "sas": ("South Asian", "Asiática meridional"),
}
SITE = ("contig", "pos", "ref", "alt", "variant_id", "rsid", "gene", "consequence", "hgvs_c",
        "hgvs_p", "clinvar")  # fmt: skip
WIDTHS = {"ac": 40, "an": 40, "hom": 20}
# symbol, aliases, contig, start, end on GRCh37
GENES = (
    ("EDAR", ("DL", "ED5"), "2", 109510927, 109605828),
    ("PAX3", ("HUP2", "WS1"), "2", 223064607, 223163715),
    ("MEGF10", ("KIAA1780",), "5", 126626456, 126796886),
    ("AHR", ("bHLHe76",), "7", 17338246, 17385776),
    ("FOXP2", ("SPCH1", "CAGH44"), "7", 113726365, 114333827),
    ("MEGF11", (), "15", 66187633, 66546079),
    ("CYP1A2", ("P3-450",), "15", 75041184, 75048941),
    ("POTEH", ("ACTBL1", "A26C3"), "22", 16256332, 16287937),
    ("OR11H1", (), "22", 16448824, 16449804),
    ("XKR3", ("XRG3",), "22", 17264312, 17302584),
)
CONSEQUENCES = ("intron_variant", "missense_variant", "synonymous_variant", "stop_gained",
                "splice_region_variant&intron_variant", "3_prime_UTR_variant")  # fmt: skip
CLINVAR = ("Benign", "Uncertain significance", "Pathogenic")
Counts = Mapping[str, NDArray[np.int64]]  # "afr_ac" -> one per row; "ac" for everybody


def banded(counts: Counts, groups: Sequence[str] = GROUPS) -> dict[str, NDArray[np.int32]]:
    """The columns of bands of true counts."""
    columns = {}
    for prefix in ("", *(f"{group}_" for group in groups)):
        for kind, width in WIDTHS.items():
            low, high = band_limits(counts[f"{prefix}{kind}"], width)
            columns[f"{prefix}{kind}_low"] = low.astype(np.int32)
            columns[f"{prefix}{kind}_high"] = high.astype(np.int32)
    return columns


@cache
def thousand_genomes() -> dict[str, pa.Table]:
    """The listed alleles of the two files, per contig, banded."""
    places = _group_places()
    rows: list[dict[str, Any]] = []
    for name in FILES:
        samples = None
        with gzip.open(real(GENOMICS) / name, "rt") as lines:
            for line in lines:
                if line.startswith("#CHROM"):
                    samples = line.rstrip("\n").split("\t")[9:]
                    members = {g: np.array([s in p for s in samples]) for g, p in places.items()}
                elif not line.startswith("#"):
                    rows += _alleles(line, members)
    order = sorted(rows, key=lambda row: (int(row["contig"]), row["pos"], row["ref"], row["alt"]))
    unique = {row["variant_id"]: row for row in order}
    contigs: dict[str, list[dict[str, Any]]] = {}
    for row in unique.values():
        contigs.setdefault(row["contig"], []).append(row)
    return {contig: _table(own) for contig, own in contigs.items()}


def _group_places() -> dict[str, set[str]]:
    lines = (real(GENOMICS) / "samples.tsv").read_text().splitlines()
    head = lines[0].split("\t")
    sample, group = head.index("sample"), head.index("super_pop")
    found: dict[str, set[str]] = {name: set() for name in GROUPS}
    for line in lines[1:]:
        cells = line.split("\t")
        found.setdefault(cells[group].lower(), set()).add(cells[sample])
    return {name: found[name] for name in GROUPS}


def _alleles(line: str, members: Mapping[str, NDArray[np.bool_]]) -> list[dict[str, Any]]:
    contig, pos, rsid, ref, alts, _, _, _, _, calls = line.rstrip("\n").split("\t", 9)
    packed = np.frombuffer((calls + "\t").encode(), np.uint8)
    if len(packed) != 4 * len(next(iter(members.values()))):
        return []
    genotypes = packed.reshape(-1, 4)[:, [0, 2]] - ord("0")
    found = []
    for number, alt in enumerate(alts.split(","), 1):
        if not set(alt) <= set("ACGT"):
            continue
        copies = (genotypes == number).sum(axis=1)
        if not 20 < (copies > 0).sum() < len(copies) - 20:
            continue
        place, short, other = trimmed(int(pos), ref, alt)
        row = {"contig": contig, "pos": place, "ref": short, "alt": other,
               "rsid": rsid if rsid.startswith("rs") else "",
               "variant_id": f"{contig}-{place}-{short}-{other}"}  # fmt: skip
        for prefix, inside in (("", slice(None)), *((f"{g}_", m) for g, m in members.items())):
            own = copies[inside]
            row |= {f"{prefix}ac": int(own.sum()), f"{prefix}an": 2 * len(own),
                    f"{prefix}hom": int((own == 2).sum())}  # fmt: skip
        found.append(row)
    return found


def _table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows with invented annotation and bands."""
    sites: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        site = {name: row[name] for name in ("contig", "pos", "ref", "alt", "variant_id", "rsid")}
        site |= dict.fromkeys(("gene", "consequence", "hgvs_c", "hgvs_p", "clinvar"), "")
        for symbol, _, contig, start, end in GENES:
            if contig == row["contig"] and start <= row["pos"] <= end:
                kind = CONSEQUENCES[number % 23 % len(CONSEQUENCES) if number % 23 < 6 else 0]
                site |= {"gene": symbol, "consequence": kind}
                if kind in ("missense_variant", "stop_gained"):
                    residue = (row["pos"] - start) // 30 + 1
                    change = f"c.{3 * residue}{row['ref']}>{row['alt']}"
                    protein = (
                        f"Gly{residue}Asp" if kind == "missense_variant" else f"Gln{residue}Ter"
                    )
                    site["hgvs_c"] = f"NM_0000{number % 89 + 10}.3:{change}"
                    site["hgvs_p"] = f"NP_0000{number % 89 + 10}.3:p.{protein}"
                    site["clinvar"] = f"{CLINVAR[number % 3]} VCV{number + 1000:09d}"
        sites.append(site)
    names = [name for name in rows[0] if name not in SITE]
    counts = {name: np.array([row[name] for row in rows], np.int64) for name in names}
    columns = {name: [site[name] for site in sites] for name in SITE}
    return pa.table({**columns, **banded(counts)}, schema=variants_schema(GROUPS))


def genes_table(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The genes that tests know, with how many listed variants name each."""
    rows = []
    for symbol, aliases, contig, start, end in GENES:
        named = tables[contig]["gene"].to_pylist().count(symbol) if contig in tables else 0
        rows.append({"symbol": symbol, "gene_id": f"ENSG{start:011d}", "aliases": list(aliases),
                     "contig": contig, "start": start, "end": end,
                     "listed_variants": named})  # fmt: skip
    return pa.Table.from_pylist(rows, GENES_SCHEMA)


def deletions(table: pa.Table, most: int = 20) -> pa.Table:
    """The first rows of a table as if each were the deletion of the 500 bases after it."""
    rows = table.slice(0, most).to_pylist()
    made = []
    for row in {one["pos"]: one for one in rows}.values():
        end = row["pos"] + 500
        own = {"alt": "<DEL>", "variant_id": f"{row['contig']}-{row['pos']}-{end}-DEL", "rsid": "",
               "sv_type": "DEL", "sv_length": 500, "sv_end": end, "copy_number": ""}  # fmt: skip
        made.append({**row, **own})
    return pa.Table.from_pylist(made, variants_schema(GROUPS, STRUCTURAL))


def with_variants(
    release: Release,
    folder: Path,
    tables: Mapping[str, pa.Table],
    genes: pa.Table,
    structural: Mapping[str, pa.Table] | None = None,
) -> Release:
    """A release with tables of variants, which are written into a folder of their own."""
    stated = dict(release.about["tables"])
    listed = 0
    named = {f"variants/contig={contig}": table for contig, table in tables.items()}
    for contig, table in (structural or {}).items():
        named[f"structural_variants/contig={contig}"] = table
    for name, table in named.items():
        stated[name] = _write(table, folder, f"{name}/part-0.parquet")
        listed += table.num_rows
    stated["genes"] = _write(genes, folder, "genes.parquet")
    groups = [{"id": g, "label": dict(zip(("en", "es"), LABELS[g], strict=True))} for g in GROUPS]
    about = {
        **release.about,
        "tables": stated,
        "variants": {"build": "GRCh37", "groups": groups, "ancestry_floor": 300,
                     "kinds": ["short"], "genotypes": True, "listed": listed, "quality": {}},
    }  # fmt: skip
    made = object.__new__(Release)
    made.__dict__.update(release.__dict__, about=about, folder=folder)
    return made


def _write(table: pa.Table, folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", row_group_size=65536, use_dictionary=False)
    content = path.read_bytes()
    return {"path": name, "rows": table.num_rows, "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest()}  # fmt: skip
