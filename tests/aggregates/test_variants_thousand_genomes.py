"""Real truth: the frequencies that 1000 Genomes published beside its genotypes."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from cyvcf2 import VCF

from aggregates.variants.genotypes import Genotypes, open_genotypes
from aggregates.variants.minimal import minimal
from aggregates.variants.samples import read_samples
from aggregates.variants.stream import batches
from tests.real_data import real

GROUPS = ("AFR", "AMR", "EAS", "EUR", "SAS")
FILES = ("1kg_p3_chr22_16-16.5Mb.GRCh37.vcf.gz", "1kg_p3_8windows_hipster.GRCh37.vcf.gz")

pytestmark = pytest.mark.real_data


def opened(*names: str) -> Genotypes:
    samples = read_samples(real("genomics/samples.tsv"), group="super_pop", groups=GROUPS)
    return open_genotypes([real(f"genomics/{name}") for name in names], samples)


def published(path: Path) -> dict[tuple[object, ...], list[float]]:
    """AC, AN and the five groups' AF of every allele, as the INFO column has them."""
    found = {}
    for record in VCF(str(path)):
        for number, alternative in enumerate(record.ALT):
            values = [record.INFO.get(name) for name in ("AC", *(f"{one}_AF" for one in GROUPS))]
            own = [value[number] if isinstance(value, tuple) else value for value in values]
            key = minimal(record.POS, record.REF, alternative)
            if alternative.startswith("<"):
                key = record.POS, record.REF, alternative
            found[record.CHROM, *key] = [own[0], record.INFO.get("AN"), *own[1:]]
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_group_of_every_allele_has_the_published_count_and_frequency(name: str) -> None:
    expected = published(real(f"genomics/{name}"))
    seen = 0
    for batch in batches(opened(name)):
        columns = (batch.sites[name].to_pylist() for name in ("pos", "ref", "alt"))
        keys = zip(*columns, strict=True)
        theirs = np.array([expected[batch.contig, *key] for key in keys])
        seen += len(batch)
        np.testing.assert_array_equal(batch.ac[:, 0], theirs[:, 0])
        np.testing.assert_array_equal(batch.an[:, 0], theirs[:, 1])
        # published with four decimals
        np.testing.assert_allclose(batch.ac[:, 1:] / batch.an[:, 1:], theirs[:, 2:], atol=5.1e-5)
        np.testing.assert_array_equal(batch.ac[:, 1:].sum(axis=1), batch.ac[:, 0])
    assert seen == len(expected)


def test_contigs_come_in_natural_order_and_positions_ascend() -> None:
    positions: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for batch in batches(opened(*FILES)):
        positions[batch.contig, batch.structural] += batch.sites["pos"].to_pylist()
    assert list(dict.fromkeys(contig for contig, _ in positions)) == [
        "2",
        "4",
        "5",
        "7",
        "15",
        "22",
    ]
    assert all(found == sorted(found) for found in positions.values())


def test_two_processes_find_what_one_finds() -> None:
    one, two = (list(batches(opened(*FILES), processes)) for processes in (1, 2))
    for ours, theirs in zip(one, two, strict=True):
        assert ours.sites == theirs.sites
        np.testing.assert_array_equal(ours.carriers, theirs.carriers)
