"""A small cohort with genotypes: its files, and how to build it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from aggregates.build import build_release

PEOPLE = 400
COHORT = """
id = "genomes"
title = "Genomes of the tests"
synthetic = true
cutoff_date = {date}
cdm = "."
citation = "The tests"
license = "CC0-1.0"
domains = ["data_type"]
types = [{{ id = "genome", label = "Genome", table = "given", column = "kind", value = "genome" }}]

[[dimensions]]
id = "sex"
label = "Sex"
from = {{ person = "sex" }}
groups = [{{ id = "female", values = ["female"] }}, {{ id = "male", values = ["male"] }}]

[variants]
build = "GRCh38"
genotypes = ["*.vcf"]
samples = {{ file = "samples.tsv", ancestry = "ancestry", sex = "sex", person = "sample" }}
genes = {{ file = "genes.tsv", build = "GRCh38" }}
ancestry_floor = 100
{more}
groups = [{{ id = "one", label = "One" }}, {{ id = "two", label = "Two" }}, {{ id = "few" }}]
"""
GENES = "gene_id\tgene_symbol\tgene_type\tchrom\tstart\tend\nG1\tABC\tprotein_coding\t1\t0\t5000\n"
Alleles = Mapping[tuple[str, int], Sequence[int]]  # copies that each person has


def ancestries() -> list[str]:
    """200 people of one group, 150 of another, 50 of a third."""
    return ["one"] * 200 + ["two"] * 150 + ["few"] * 50


def drawn(share: float, seed: int) -> list[int]:
    """Copies of an allele that so many have."""
    return np.random.default_rng(seed).binomial(2, share, PEOPLE).tolist()


def carried_by(people: int, copies: int = 1) -> list[int]:
    """An allele that the first so many people have."""
    return [copies] * people + [0] * (PEOPLE - people)


USUAL: Alleles = {
    **{("1", 1000 + 10 * at): drawn(0.02 + at / 60, at) for at in range(30)},
    ("2", 700): carried_by(21),
    ("2", 701): carried_by(60, 2),
    ("3", 50): carried_by(5),
}


def write_genomes(folder: Path, alleles: Alleles, date: str = "2025-01-01", more: str = "") -> Path:
    """The CDM, genotypes and cohort file of the tests; the cohort file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [str(1000 + person) for person in range(PEOPLE)]
    sexes = ["female" if person % 2 else "male" for person in range(PEOPLE)]
    _lines(folder / "person.csv", "person_id,year_of_birth,sex",
           (f"{name},1980,{sex}" for name, sex in zip(names, sexes, strict=True)))  # fmt: skip
    _lines(folder / "given.csv", "person_id,kind", (f"{name},genome" for name in names))
    _lines(folder / "concept.csv", "concept_id,concept_name,domain_id,vocabulary_id,"
           "concept_class_id,standard_concept,concept_code", ())  # fmt: skip
    rows = zip(names, ancestries(), sexes, strict=True)
    _lines(folder / "samples.tsv", "sample\tancestry\tsex", map("\t".join, rows))
    (folder / "genes.tsv").write_text(GENES)
    calls = ("0/0", "0/1", "1/1")
    fields = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *names]
    contigs = [f"##contig=<ID={contig}>" for contig in ("1", "2", "3")]
    head = ["##fileformat=VCFv4.2", *contigs]
    head += ['##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">', "\t".join(fields)]
    body = (
        "\t".join(
            [contig, str(at), ".", "A", "G", ".", "PASS", ".", "GT", *(calls[c] for c in own)]
        )
        for (contig, at), own in sorted(alleles.items())
    )
    (folder / "genomes.vcf").write_text("\n".join([*head, *body]) + "\n")
    cohort = folder / "cohort.toml"
    cohort.write_text(COHORT.format(date=date, more=more))
    return cohort


def _lines(path: Path, head: str, rows: "map[str] | Sequence[str] | object") -> None:
    path.write_text("\n".join([head, *rows]) + "\n")  # type: ignore[misc]


def built(cohort: Path, out: Path, *previous: Path) -> Path:
    """The release of a cohort."""
    build_release(cohort, out, None, 1, lambda *_: None, previous)
    return out
