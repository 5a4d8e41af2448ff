"""Real files of other kinds: genotype qualities, gnomAD's sites, structural variants."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from cyvcf2 import VCF

from aggregates.errors import InputError
from aggregates.variants.alleles import AlleleBatch
from aggregates.variants.genes import read_genes
from aggregates.variants.genotypes import open_genotypes
from aggregates.variants.quality import GenotypeQuality
from aggregates.variants.samples import Samples, read_samples
from aggregates.variants.sites_vcf import open_sites_vcf
from aggregates.variants.stream import batches
from tests.real_data import real

pytestmark = pytest.mark.real_data

GNOMAD = ("afr", "amr", "asj", "eas", "fin", "nfe", "oth", "sas")


def made_up_samples(folder: Path, vcf: Path) -> Samples:
    """The samples of a file, every other one in the same group."""
    path = folder / "samples.tsv"
    rows = [f"{name}\tg{at % 2}\t" for at, name in enumerate(VCF(str(vcf)).samples)]
    path.write_text("sample\tgroup\tsex\n" + "\n".join(rows) + "\n")
    return read_samples(path)


def by_id(found: list[AlleleBatch]) -> dict[str, tuple[int, int]]:
    """AC and AN of all by variant id."""
    return {
        ident: (int(batch.ac[at, 0]), int(batch.an[at, 0]))
        for batch in found
        for at, ident in enumerate(batch.sites["variant_id"].to_pylist())
    }


# Genotype quality. The file's header names no contigs, so its build has to be said.

HAIL = "genomics/hail_sample_chr20_100samples_GQ_DP.GRCh37.vcf.gz"


def test_a_header_without_contigs_needs_the_build_and_no_more(tmp_path: Path) -> None:
    path = real(HAIL)
    samples = made_up_samples(tmp_path, path)
    with pytest.raises(InputError, match="Say build"):
        open_genotypes([path], samples)
    source = open_genotypes([path], samples, build="GRCh37", accepted_filters=None)
    found = by_id(list(batches(source)))
    told = {
        f"20-{record.POS}-{record.REF}-{record.ALT[0]}": (record.INFO["AC"], record.INFO["AN"])
        for record in VCF(str(path))
        if len(record.ALT) == 1 and record.is_snp
    }
    assert len(told) > 200
    assert {ident: found[ident] for ident in told} == told


def test_genotype_qualities_filter_as_a_reading_of_each_genotype_does(tmp_path: Path) -> None:
    path = real(HAIL)
    least = GenotypeQuality(gq=20, dp=10, allele_balance=0.2)
    source = open_genotypes(
        [path], made_up_samples(tmp_path, path), "GRCh37", least, accepted_filters=None
    )
    found = by_id(list(batches(source)))
    changed = 0
    for record in VCF(str(path)):
        if len(record.ALT) > 1 or not record.is_snp:
            continue
        depths, reads = record.format("DP")[:, 0], record.format("AD")
        qualities = record.format("GQ")[:, 0]
        ac = an = dropped = 0
        for at, (one, two, _) in enumerate(record.genotypes):
            if one < 0 or two < 0:
                continue
            good = qualities[at] >= 20 and depths[at] >= 10
            if one != two:
                good = good and reads[at][1] >= 0.2 * reads[at].sum()
            ac, an, dropped = ac + good * (one + two), an + good * 2, dropped + (not good)
        assert found[f"20-{record.POS}-{record.REF}-{record.ALT[0]}"] == (ac, an)
        changed += dropped > 0
    assert changed > 50


# gnomAD


def test_gnomad_sites_are_read_as_they_stand() -> None:
    path = real("genomics/gnomad_r2.1.1_exomes_100sites.GRCh37.sites.vcf.gz")
    (batch,) = batches(open_sites_vcf([path], GNOMAD, accepted_filters=None))
    records = list(VCF(str(path)))
    assert len(batch) == len(records) == 100
    for at, record in enumerate(records):
        for name, counts in (("AC", batch.ac), ("AN", batch.an), ("nhomalt", batch.hom)):
            told = [record.INFO.get(name), *(record.INFO.get(f"{name}_{one}") for one in GNOMAD)]
            assert counts[at].tolist() == told
    assert batch.sites["pos"].to_pylist() == [record.POS for record in records]
    assert set(batch.sites["gene"].to_pylist()) == {"DDX11L1"}
    assert {"intron_variant", "non_coding_transcript_exon_variant"} <= set(
        batch.sites["consequence"].to_pylist()
    )
    passing = open_sites_vcf([path], GNOMAD)
    assert sum(map(len, batches(passing))) == 31


# Structural variants

SV = "genomics/gatksv_1kg156_chr22_chrY.GRCh38.sv.vcf.gz"


def test_structural_variants_have_type_length_end_and_copy_number() -> None:
    samples = read_samples(real("genomics/samples.tsv"), group="super_pop")
    tally: Counter[str] = Counter()
    genes = read_genes(real("genomics/genes_grch38.ensembl.tsv.gz"), "GRCh38")
    source = open_genotypes([real(SV)], samples, genes=genes)
    found = list(batches(source, tally=tally))
    assert [(batch.contig, batch.structural) for batch in found] == [("22", True), ("Y", True)]
    types = Counter(kind for batch in found for kind in batch.sites["sv_type"].to_pylist())
    assert set(types) == {"DEL", "DUP", "INS", "CPX", "CNV"}
    assert tally["filtered"] == 115  # breakends that GATK-SV calls UNRESOLVED
    first = found[0].sites.to_pylist()[0]
    assert (first["variant_id"], first["sv_length"]) == ("22-10510000-10694100-DEL", 184_100)
    ids = [ident for batch in found for ident in batch.sites["variant_id"].to_pylist()]
    assert len(ids) == len(set(ids))
    copies = [one for batch in found for one in batch.sites.to_pylist() if one["copy_number"]]
    assert len(copies) > 100
    assert {one["alt"] for one in copies} >= {"<CN0>", "<CN1>", "<CN3>"}
    assert found[0].sites["gene"].to_pylist().count("") < len(found[0])


def test_nobody_without_a_y_is_counted_on_it() -> None:
    samples = read_samples(real("genomics/samples.tsv"), group="super_pop")
    source = open_genotypes([real(SV)], samples)
    men = int(np.sum(source.rules.samples.sex == 1))
    *_, batch = batches(source)
    assert batch.contig == "Y"
    assert batch.called[:, 0].max() <= men
    assert batch.hom.max() == 0
