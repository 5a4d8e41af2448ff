"""Generated tables of variants in the schema of a release, of any size, for the benchmark.

Positions, spectrum of frequencies, genes and consequences are drawn to be like those of genomes:
most alleles are rare, half of all variants lie in genes, one gene of each contig has 2,000
and one 40,000.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from aggregates.policies import shipped_policy
from aggregates.release import Release
from aggregates.variant_tables import GENES_SCHEMA, variants_schema
from suppression.bands import band_limits
from tests.variants import GROUPS, LABELS, WIDTHS

SEED = 5
CHUNK = 2**20
# megabases, GRCh38
LENGTHS = {
    "1": 249, "2": 242, "3": 198, "4": 190, "5": 182, "6": 171, "7": 159, "8": 145, "9": 138,
    "10": 134, "11": 135, "12": 133, "13": 114, "14": 107, "15": 102, "16": 90, "17": 83,
    "18": 80, "19": 59, "20": 64, "21": 47, "22": 51, "X": 156,
}  # fmt: skip
PEOPLE = {"afr": 56_000, "amr": 45_000, "eas": 23_000, "eur": 133_000, "sas": 22_000}
CONSEQUENCES = {
    "intron_variant": 0.78, "3_prime_UTR_variant": 0.06, "missense_variant": 0.05,
    "synonymous_variant": 0.04, "5_prime_UTR_variant": 0.03, "splice_region_variant": 0.02,
    "stop_gained": 0.01, "frameshift_variant": 0.01,
}  # fmt: skip
CODING = ("missense_variant", "synonymous_variant", "stop_gained", "frameshift_variant")
CLINVAR = ("Benign", "Likely benign", "Uncertain significance", "Pathogenic")
OF_2000, LARGEST = "GENE2000", "TTN"


@dataclass(frozen=True)
class Made:
    """Tables in a folder; ``sample`` holds some variants of them, to be asked for."""

    folder: Path
    rows: int
    tables: dict[str, dict[str, Any]]
    sample: list[tuple[str, str]]  # variant id, rsID
    genes: list[str]


def make(rows: int, folder: Path) -> Made:
    """Write tables with about so many variants into a folder."""
    draw = np.random.default_rng(SEED)
    tables: dict[str, dict[str, Any]] = {}
    sample: list[tuple[str, str]] = []
    genes: list[dict[str, Any]] = []
    written = 0
    for contig, length in LENGTHS.items():
        own = round(rows * length / sum(LENGTHS.values()))
        name = f"variants/contig={contig}"
        path = folder / f"{name}/part-0.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(
            path, variants_schema(GROUPS), compression="zstd", use_dictionary=False
        ) as writer:
            for chunk in _chunks(contig, length, own, written, genes, draw):
                writer.write_table(chunk, row_group_size=65536)
                some = draw.integers(0, chunk.num_rows, max(400 * chunk.num_rows // rows, 1))
                named = chunk.select(["variant_id", "rsid"]).take(pa.array(some)).to_pylist()
                sample += [(one["variant_id"], one["rsid"]) for one in named]
        about = {"path": f"{name}/part-0.parquet", "rows": own, "sha256": f"{rows}-{contig}"}
        tables[name] = about
        written += own
    pq.write_table(pa.Table.from_pylist(genes, GENES_SCHEMA), folder / "genes.parquet")
    tables["genes"] = {"path": "genes.parquet", "rows": len(genes), "sha256": f"{rows}-genes"}
    near = [one["symbol"] for one in genes if one["symbol"].startswith(OF_2000)]
    return Made(folder, written, tables, sample, near)


def release_of(made: Made) -> Release:
    """A release of nothing but these tables."""
    groups = [{"id": g, "label": {"en": LABELS[g][0], "es": LABELS[g][1]}} for g in GROUPS]
    about = {
        "id": f"generated-{made.rows}", "title": {"en": "Generated"}, "created": "2026-01-01",
        "cutoff_date": "2026-01-01", "synthetic": True, "previous": None, "source": {},
        "citation": "", "license": "", "tables": made.tables,
        "variants": {"build": "GRCh38", "groups": groups, "ancestry_floor": 20_000,
                     "kinds": ["short"], "genotypes": False, "listed": made.rows, "quality": {}},
    }  # fmt: skip
    return Release(made.folder, about, shipped_policy("all-of-us"), (), {}, {}, {})


def _chunks(
    contig: str,
    length: int,
    rows: int,
    before: int,
    genes: list[dict[str, Any]],
    draw: np.random.Generator,
) -> Iterator[pa.Table]:
    mean_gap = length * 1_000_000 / (rows + 1)
    gaps = draw.geometric(min(1 / mean_gap, 0.9), rows)
    positions = np.minimum(10_000 + np.cumsum(gaps - (draw.random(rows) < 0.02)), 2**31 - 2)
    numbers = _genes(contig, positions, genes, draw)
    names = pa.array([one["symbol"] for one in genes])
    for first in range(0, rows, CHUNK):
        part = slice(first, min(first + CHUNK, rows))
        yield _chunk(contig, positions[part], numbers[part], names, before + first, draw)


def _genes(
    contig: str,
    positions: NDArray[np.int64],
    genes: list[dict[str, Any]],
    draw: np.random.Generator,
) -> NDArray[np.int64]:
    """The number of each row's gene in ``genes``; -1 between genes, which are as long as these."""
    found = np.full(len(positions), -1, np.int64)
    at = 0
    planned = [(LARGEST, 40_000)] if contig == "2" else []
    planned.append((f"{OF_2000}-{contig}", 2_000))
    while at < len(positions) - 1:
        if planned:
            symbol, size = planned.pop(0)
        else:
            usual = np.log(len(positions) / 3000)
            symbol, size = f"G{len(genes):05d}", int(draw.lognormal(usual, 1)) + 1
        stop = min(at + size, len(positions))
        found[at:stop] = len(genes)
        genes.append({
            "symbol": symbol, "gene_id": f"ENSG{len(genes):011d}", "aliases": [f"{symbol}-ALIAS"],
            "contig": contig, "start": int(positions[at]), "end": int(positions[stop - 1]),
            "listed_variants": stop - at,
        })  # fmt: skip
        at = stop + int(draw.integers(1, 2 * size + 2))
    return found


def _chunk(
    contig: str,
    positions: NDArray[np.int64],
    genes: NDArray[np.int64],
    names: pa.Array,
    before: int,
    draw: np.random.Generator,
) -> pa.Table:
    rows = len(positions)
    bases = np.array(list("ACGT"))
    first = draw.integers(0, 4, rows)
    ref, alt = bases[first], bases[(first + draw.integers(1, 4, rows)) % 4]
    # unique numbers in no order of position
    every = np.arange(before, before + rows, dtype=np.int64)
    numbers = pa.array((every * 2_147_483_629 + 17) % 4_000_000_007 + 1)
    columns: dict[str, Any] = {
        "contig": pa.array([contig] * rows),
        "pos": pa.array(positions.astype(np.int32)),
        "ref": pa.array(ref),
        "alt": pa.array(alt),
    }
    place = pc.cast(columns["pos"], pa.string())
    columns["variant_id"] = pc.binary_join_element_wise(contig, place, ref, alt, "-")
    columns["rsid"] = pc.binary_join_element_wise("rs", pc.cast(numbers, pa.string()), "")
    inside = genes >= 0
    columns["gene"] = _texts(inside, names.take(pa.array(np.maximum(genes, 0))))
    kinds = draw.choice(len(CONSEQUENCES), rows, p=list(CONSEQUENCES.values()))
    terms = np.array(list(CONSEQUENCES))[kinds]
    columns["consequence"] = pa.array(np.where(inside, terms, "intergenic_variant"))
    coding = inside & np.isin(terms, CODING)
    codon = positions % 30_000
    columns["hgvs_c"] = _texts(coding, _named("NM_", genes, ":c.", codon, ref, ">", alt))
    columns["hgvs_p"] = _texts(coding, _named("NP_", genes, ":p.Gly", codon // 3, "Asp"))
    columns["clinvar"] = _texts(coding & (draw.random(rows) < 0.2),
                                pa.array(np.array(CLINVAR)[draw.integers(0, 4, rows)]))  # fmt: skip
    return pa.table({**columns, **_bands(rows, draw)}, schema=variants_schema(GROUPS))


def _named(*parts: Any) -> pa.Array:
    texts = [
        pc.cast(pa.array(one), pa.string()) if isinstance(one, np.ndarray) else one for one in parts
    ]
    return pc.binary_join_element_wise(*texts, "")


def _texts(given: NDArray[np.bool_], texts: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(given), texts, "")


def _bands(rows: int, draw: np.random.Generator) -> dict[str, NDArray[np.int32]]:
    """Alleles as rare as genomes have them, apart between groups, banded."""
    common = np.exp(draw.uniform(np.log(4e-5), np.log(0.95), rows) * draw.choice([1.0, 1.3], rows))
    columns, sums = {}, {kind: np.zeros(rows, np.int64) for kind in WIDTHS}
    for group, people in PEOPLE.items():
        frequency = np.clip(common * np.exp(draw.normal(0, 0.7, rows)), 0, 0.99)
        called = 2 * people - 2 * draw.integers(0, 60, rows)
        counts = {"an": called, "ac": (called * frequency).astype(np.int64)}
        counts["hom"] = (counts["ac"] * frequency / 2).astype(np.int64)
        for kind, width in WIDTHS.items():
            sums[kind] += counts[kind]
            low, high = band_limits(counts[kind], width)
            columns[f"{group}_{kind}_low"] = low.astype(np.int32)
            columns[f"{group}_{kind}_high"] = high.astype(np.int32)
    for kind, width in WIDTHS.items():
        low, high = band_limits(sums[kind], width)
        columns[f"{kind}_low"] = low.astype(np.int32)
        columns[f"{kind}_high"] = high.astype(np.int32)
    return columns
