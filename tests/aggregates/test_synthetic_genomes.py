"""Genomes of the synthetic cohort: whose they are, what they look like, and that they are drawn."""

import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates.synthetic import write_synthetic_cdm
from aggregates.synthetic.bgzip import BgzipWriter
from aggregates.synthetic.fields import read_toml
from aggregates.synthetic.genomes import GENOMES, SAMPLES
from aggregates.synthetic.sites import demo_genes, draw_sites
from aggregates.variants.alleles import AlleleBatch
from aggregates.variants.genotypes import open_genotypes
from aggregates.variants.samples import Samples, read_samples
from aggregates.variants.stream import batches


@pytest.fixture(scope="module")
def cdm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("genomes") / "cdm"
    write_synthetic_cdm(2_000, 1, out)
    return out


@pytest.fixture(scope="module")
def samples(cdm: Path) -> Samples:
    return read_samples(cdm / SAMPLES, group="ancestry")


@pytest.fixture(scope="module")
def found(cdm: Path, samples: Samples) -> list[AlleleBatch]:
    return list(batches(open_genotypes([cdm / GENOMES], samples)))


def test_those_who_gave_a_genome_have_one(cdm: Path, samples: Samples) -> None:
    available = pq.read_table(cdm / "data_availability.parquet")
    gave = available.filter(pc.equal(available["data_type"], "genome"))["person_id"].to_pylist()
    assert samples.names == tuple(map(str, sorted(gave)))
    assert set(samples.groups) <= set(read_toml("genomes.toml")["groups"])


def test_they_have_no_part_in_the_streams_of_the_other_tables(
    cdm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregates.synthetic.cdm_folder.write_genomes", lambda *_: None)
    write_synthetic_cdm(2_000, 1, tmp_path / "without")
    for path in (tmp_path / "without").iterdir():
        assert path.read_bytes() == (cdm / path.name).read_bytes(), path.name


def test_variants_are_in_real_genes_and_have_no_rsid(found: list[AlleleBatch]) -> None:
    genes = {gene.symbol: gene for gene in demo_genes()}
    for batch in found:
        for site in batch.sites.to_pylist():
            gene = genes[site["gene"]]
            assert (gene.contig, site["rsid"]) == (batch.contig, "")
            assert gene.start <= site["pos"] <= gene.end
            assert site["hgvs_c"].startswith(f"SYN-{gene.symbol}.1:c.")
            assert site["clinvar"] == "" or site["clinvar"].endswith("(synthetic)")


def test_rare_variants_are_the_most_and_damaging_ones_are_rarer(found: list[AlleleBatch]) -> None:
    share = np.concatenate([batch.ac[:, 0] / batch.an[:, 0] for batch in found])
    kinds = [kind for batch in found for kind in batch.sites["consequence"].to_pylist()]
    assert np.mean(share < 0.01) > np.mean(share > 0.1) > 0.1
    damaging = np.isin(kinds, ["stop_gained", "frameshift_variant", "splice_donor_variant"])
    assert 0 < np.mean(damaging) < 0.1
    assert np.mean(share[damaging]) < 0.2 * np.mean(share)


def test_men_have_one_copy_of_x(found: list[AlleleBatch], samples: Samples) -> None:
    (batch,) = (one for one in found if one.contig == "X")
    most = 2 * len(samples.names) - int(np.sum(samples.sex == 1))
    assert 0.97 * most < batch.an[:, 0].max() <= most


def test_frequencies_of_groups_differ_as_far_as_the_model_says() -> None:
    model = read_toml("genomes.toml")
    sites = draw_sites(model, 4_000, np.random.default_rng(1))
    frequencies = np.array([site.frequencies for site in sites])
    mean = frequencies.mean(axis=1)
    common = (mean > 0.2) & (mean < 0.8)
    spread = frequencies[common].var(axis=1, ddof=1) / (mean * (1 - mean))[common]
    assert 0.05 < spread.mean() < 0.12


@given(st.lists(st.binary(max_size=200_000), max_size=3))
def test_bgzip_unpacks_to_what_was_written(parts: list[bytes]) -> None:
    file = BytesIO()
    with BgzipWriter(file) as out:
        for part in parts:
            out.write(part)
    rest, found = file.getvalue(), b""
    while rest:
        unpacker = zlib.decompressobj(31)
        block = unpacker.decompress(rest)
        assert len(block) <= 1 << 16
        found, rest = found + block, unpacker.unused_data
    assert found == b"".join(parts)
