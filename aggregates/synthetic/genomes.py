"""Genomes of the synthetic participants who gave theirs: a VCF and a table of samples.

They have a random stream of their own, so that the tables of the CDM do not depend on them.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from aggregates.synthetic.bgzip import BgzipWriter
from aggregates.synthetic.fields import read_toml
from aggregates.synthetic.sites import DrawnSite, draw_sites
from aggregates.variants.builds import CONTIGS, LENGTHS

GENOMES, SAMPLES = "genomes.vcf.gz", "samples.tsv"

_STREAM = 1 << 31  # no block of people has this number
_CELLS = 1 << 20
_HISPANIC = 38003563
_SEXES = {8532: "female", 8507: "male"}
_CSQ = "Allele|Consequence|SYMBOL|HGVSc|HGVSp|CLIN_SIG"


def write_genomes(folder: Path, seed: int, progress: Callable[[float], None] | None = None) -> None:
    """Write GENOMES and SAMPLES beside the CDM in `folder`, which has its people already.

    The same people and seed give the same files. `progress` is told the share done.
    """
    model = read_toml("genomes.toml")
    random = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAM,)))
    people = _with_genome(folder)
    groups = [*model["groups"]]
    group = _draw_groups(people, model["ancestry"], groups, random)
    sexes = [_SEXES.get(one, "") for one in people["gender_concept_id"].to_pylist()]
    names = [str(person) for person in people["person_id"].to_pylist()]
    rows = zip(names, (groups[at] for at in group), sexes, strict=True)
    lines = ["\t".join(row) for row in [("sample", "ancestry", "sex"), *rows]]
    (folder / SAMPLES).write_text("\n".join(lines) + "\n", encoding="utf-8")
    number = int(min(model["sites"], max(100, model["genotypes"] // max(1, len(group)))))
    sites = draw_sites(model, number, random)
    male = np.array([sex == "male" for sex in sexes], dtype=bool)
    with (folder / GENOMES).open("wb") as file, BgzipWriter(file) as out:
        out.write(_header(model["build"], names))
        step = max(1, _CELLS // max(1, len(group)))
        for start in range(0, len(sites), step):
            some = sites[start : start + step]
            out.write(_lines(some, group, male, float(model["missing"]), random))
            if progress is not None:
                progress(min(1.0, (start + step) / len(sites)))


def _with_genome(folder: Path) -> pa.Table:
    """The people who have a genome, by person_id."""
    available = pq.read_table(folder / "data_availability.parquet")
    chosen = available.filter(pc.equal(available["data_type"], "genome"))["person_id"]
    people = pq.read_table(folder / "person.parquet")
    return people.filter(pc.is_in(people["person_id"], chosen.combine_chunks())).sort_by(
        "person_id"
    )


def _draw_groups(
    people: pa.Table,
    ancestry: Mapping[str, Mapping[str, float]],
    groups: Sequence[str],
    random: np.random.Generator,
) -> NDArray[np.int64]:
    ethnicity = people["ethnicity_concept_id"].to_numpy()
    race = people["race_concept_id"].to_numpy()
    said = np.where(ethnicity == _HISPANIC, ethnicity, race)
    drawn = random.random(len(said))
    found = np.zeros(len(said), dtype=np.int64)
    for concept in np.unique(said):
        shares = ancestry.get(str(concept), ancestry["other"])
        edges = np.cumsum([shares.get(group, 0.0) for group in groups])
        own = said == concept
        found[own] = np.searchsorted(edges[:-1], drawn[own], side="right")
    return found


def _header(build: str, samples: list[str]) -> bytes:
    contigs = zip(CONTIGS, LENGTHS[build], strict=False)
    lines = [
        "##fileformat=VCFv4.3",
        "##source=Synthetic genomes of Cohort Browser: nobody real, no real variant",
        *(f"##contig=<ID=chr{name},length={length}>" for name, length in contigs),
        f'##INFO=<ID=CSQ,Number=.,Type=String,Description="Synthetic annotation. Format: {_CSQ}">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        "\t".join(
            ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples]
        ),
    ]
    return ("\n".join(lines) + "\n").encode()


def _lines(
    sites: list[DrawnSite],
    group: NDArray[np.int64],
    male: NDArray[np.bool_],
    missing: float,
    random: np.random.Generator,
) -> bytes:
    """Lines of the VCF. Men's calls on X are written as two copies of the same allele."""
    shape = len(sites), len(group)
    limits = np.array([site.frequencies for site in sites]) * (1 << 16)
    chance = limits.round().astype(np.uint32)[:, group]
    draws = random.integers(0, 1 << 16, (2, *shape), dtype=np.uint16)
    copies = draws < chance
    single = np.array([site.gene.contig == "X" for site in sites])[:, None] & male
    copies[1] = np.where(single, copies[0], copies[1])
    cells = np.empty((*shape, 4), dtype=np.uint8)
    cells[:] = np.frombuffer(b"\t0/0", dtype=np.uint8)
    cells[:, :, 1] += copies[0]
    cells[:, :, 3] += copies[1]
    uncalled = random.random(shape, dtype=np.float32) < missing
    cells[uncalled] = np.frombuffer(b"\t./.", dtype=np.uint8)
    return b"".join(
        _site_columns(site) + cells[row].tobytes() + b"\n" for row, site in enumerate(sites)
    )


def _site_columns(site: DrawnSite) -> bytes:
    allele = site.alternative if len(site.reference) == 1 else "-"
    said = (allele, site.consequence, site.gene.symbol, site.hgvs_c, site.hgvs_p, site.clinvar)
    info = "|".join(said).replace(" ", "_").replace("=", "%3D")
    columns = (
        f"chr{site.gene.contig}",
        str(site.position),
        ".",
        site.reference,
        site.alternative,
        ".",
        "PASS",
        f"CSQ={info}",
        "GT",
    )
    return "\t".join(columns).encode()
