"""Genotypes to counts by ancestry group, per CPU second: real ones beside the checkout, or drawn.

``python -m tests.benchmarks genotypes [VCF SAMPLES GROUP]``. Beside it the time htslib takes to
read the records at all, and the count of the same genotypes with cyvcf2's own allele list.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
from cyvcf2 import VCF
from rich.console import Console
from rich.table import Table

from aggregates.synthetic import write_synthetic_cdm
from aggregates.synthetic.genomes import GENOMES, SAMPLES, write_genomes
from aggregates.variants.genotypes import Genotypes, open_genotypes
from aggregates.variants.samples import read_samples
from aggregates.variants.stream import batches
from tests.real_data import REAL_DATA

THOUSAND_GENOMES = (
    "1kg_p3_8windows_hipster.GRCh37.vcf.gz",
    "1kg_p3_chr22_16-16.5Mb.GRCh37.vcf.gz",
)
BCFTOOLS = 6.0
"""Million genotypes per CPU second of bcftools +fill-tags, measured elsewhere on the same files."""

DRAWN = 20_000


def cpu(work: Callable[[], object]) -> float:
    """Least CPU seconds of three runs, of this process."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def read_only(path: Path) -> int:
    """Let htslib read every record; how many there are."""
    return sum(1 for _ in VCF(str(path)))


def counted_plainly(path: Path, groups: np.ndarray) -> list[list[int]]:
    """Copies of the first allele by group, from cyvcf2's lists of genotypes."""
    counts = []
    for record in islice(VCF(str(path)), 200):
        own = [0] * (int(groups.max()) + 1)
        for one, group in zip(record.genotypes, groups.tolist(), strict=True):
            own[group] += one[:2].count(1)
        counts.append(own)
    return counts


def add_rows(table: Table, source: Genotypes) -> None:
    """Measure one source of one or more files."""
    people = len(source.rules.samples.names)
    records = sum(read_only(one.path) for one in source.headers)
    work = {
        "count all by ancestry group": lambda: sum(map(len, batches(source))),
        "htslib reads the records": lambda: [read_only(one.path) for one in source.headers],
    }
    for name, one in work.items():
        seconds = cpu(one)
        rate = records * people / seconds / 1e6
        table.add_row(
            source.headers[0].path.name,
            f"{records:,} × {people:,}",
            name,
            f"{seconds:.2f}",
            f"{rate:.1f}",
            f"{rate / BCFTOOLS:.1f}",
        )
    seconds = cpu(lambda: counted_plainly(source.headers[0].path, source.rules.samples.group))
    rate = 200 * people / seconds / 1e6
    table.add_row(
        "",
        f"200 × {people:,}",
        "the same in plain Python",
        *(f"{seconds:.2f}", f"{rate:.1f}", f"{rate / BCFTOOLS:.1f}"),
    )


def main(arguments: list[str]) -> None:
    """Print the table."""
    table = Table("file", "genotypes", "work", "CPU seconds", "million / CPU s", "÷ bcftools")
    folder = REAL_DATA / "genomics"
    if arguments:
        vcf, samples, group = arguments
        add_rows(table, open_genotypes([Path(vcf)], read_samples(Path(samples), group=group)))
    elif folder.exists():
        samples_of = read_samples(folder / "samples.tsv", group="super_pop")
        add_rows(table, open_genotypes([folder / one for one in THOUSAND_GENOMES], samples_of))
    with tempfile.TemporaryDirectory() as name:
        cdm = Path(name) / "cdm"
        write_synthetic_cdm(DRAWN, 1, cdm)
        seconds = cpu(lambda: write_genomes(cdm, 1))
        source = open_genotypes([cdm / GENOMES], read_samples(cdm / SAMPLES, group="ancestry"))
        add_rows(table, source)
        table.add_row(GENOMES, "", f"draw and write those of {DRAWN:,} people", f"{seconds:.2f}")
    Console(width=140).print(table)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"largest memory of the process: {memory:,.0f} MB\n")
