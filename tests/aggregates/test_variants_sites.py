"""Counts made elsewhere, annotation and genes: what is read of them, in small files."""

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.variants.alleles import SITES_SCHEMA
from aggregates.variants.genes import Gene, Genes, read_genes
from aggregates.variants.genotypes import open_genotypes
from aggregates.variants.minimal import minimal
from aggregates.variants.sites_table import open_sites_tables
from aggregates.variants.sites_vcf import open_sites_vcf
from aggregates.variants.stream import batches
from tests.aggregates.vcf_text import (
    contig_lines,
    genotypes,
    people,
    row,
    site,
    told,
    write_vcf,
)

FOUR = ["0/1"] * 4


def fields(*names: str) -> list[str]:
    return [
        f"##INFO=<ID={name},Number={'1' if name.startswith('AN') else 'A'},"
        'Type=Integer,Description="">'
        for name in names
    ]


# Sites VCFs

NAMES = [f"{name}{end}" for end in ("", "_afr", "_eur") for name in ("AC", "AN", "nhomalt")]


def info(**counts: object) -> str:
    return ";".join(f"{name}={value}" for name, value in counts.items())


def test_gnomad_counts_of_each_allele_and_people_from_them(tmp_path: Path) -> None:
    said = info(
        AC="30,5", AN=200, nhomalt="4,0", AC_afr="10,5", AN_afr=80, nhomalt_afr="1,0",
        AC_eur="20,0", AN_eur=120, nhomalt_eur="3,0",
    )  # fmt: skip
    path = write_vcf(
        tmp_path / "x.vcf",
        [row("1:5", "A", "C,G", info=said)],
        (),
        [*contig_lines(), *fields(*NAMES)],
    )
    found = told(open_sites_vcf([path], ("afr", "eur")))
    assert found["1-5-A-C"] == [
        *([30, 10, 20], [200, 80, 120], [4, 1, 3]),
        *([26, 9, 17], [100, 40, 60]),
    ]
    assert found["1-5-A-G"][0] == [5, 5, 0]


def test_what_the_groups_leave_is_remaining(tmp_path: Path) -> None:
    said = info(AC=30, AN=200, nhomalt=4, AC_afr=10, AN_afr=80, nhomalt_afr=1)
    path = write_vcf(
        tmp_path / "x.vcf",
        [row("1:5", "A", "C", info=said)],
        (),
        [*contig_lines(), *fields(*NAMES)],
    )
    found = told(open_sites_vcf([path], ("afr", "remaining")))
    assert found["1-5-A-C"][:3] == [[30, 10, 20], [200, 80, 120], [4, 1, 3]]


def test_on_x_people_are_counted_by_sex_where_the_file_tells_it(tmp_path: Path) -> None:
    said = info(AC=30, AN=200, nhomalt=4, AN_female=120, AN_male=80)
    names = ["AC", "AN", "nhomalt", "AN_female", "AN_male"]
    rows = [row("X:50000000", "A", "C", info=said)]
    path = write_vcf(tmp_path / "x.vcf", rows, (), [*contig_lines(), *fields(*names)])
    assert told(open_sites_vcf([path], ()), ("called",)) == {"X-50000000-A-C": [[140]]}
    path = write_vcf(tmp_path / "y.vcf", rows, (), [*contig_lines(), *fields(*names[:3])])
    assert told(open_sites_vcf([path], ()), ("called",)) == {"X-50000000-A-C": [[100]]}


# Tables of sites

GROUPS = ("afr", "eur")


def vat_row(vid: str, **said: object) -> dict[str, object]:
    contig, position, reference, alternative = vid.split("-")
    counts = {}
    for group, scale in (("all", 3), ("afr", 1), ("eur", 2)):
        values = {"ac": 30 * scale, "an": 100 * scale, "af": 0.3, "sc": 25 * scale}
        counts |= {f"gvs_{group}_{end}": value for end, value in values.items()}
    place = {"contig": f"chr{contig}", "position": position}
    alleles = {"ref_allele": reference, "alt_allele": alternative}
    names = ("gene_symbol", "aa_change", "consequence", "dna_change_in_transcript", "dbsnp_rsid")
    more = dict.fromkeys((*names, "is_canonical_transcript", "clinvar_classification"), "")
    return {"vid": vid, "transcript": "", **place, **alleles, **counts, **more, **said}


def write_table(path: Path, rows: Sequence[Mapping[str, object]], parts: int = 1) -> Path:
    """Write a TSV, as several gzip members one after the other where asked for, as exporters do."""
    lines = ["\t".join(rows[0]), *("\t".join(map(str, one.values())) for one in rows)]
    cut = -(-len(lines) // parts)
    members = [lines[at : at + cut] for at in range(0, len(lines), cut)]
    path.write_bytes(
        b"".join(gzip.compress("".join(f"{x}\n" for x in one).encode()) for one in members)
    )
    return path


def test_the_variant_annotation_table_tells_each_variant_once(tmp_path: Path) -> None:
    rows = [
        vat_row("1-100-A-C", transcript="t1", consequence="intron_variant", gene_symbol="G1"),
        vat_row("1-100-A-G", transcript="t1", consequence="intron_variant", gene_symbol="G1"),
        vat_row(
            "1-100-A-C",
            transcript="t2",
            consequence="missense_variant, splice_region_variant",
            gene_symbol="G2",
            dna_change_in_transcript="t2:c.5A>C",
            aa_change="p2:p.(Lys2Thr)",
            dbsnp_rsid="rs12, rs3",
            clinvar_classification="benign, likely benign",
        ),
        vat_row("1-200-AT-A", consequence="intron_variant"),
    ]
    path = write_table(tmp_path / "vat.tsv.bgz", rows, parts=3)
    source = open_sites_tables([path], GROUPS)
    assert source.build == "GRCh38"
    found = told(source)
    assert [*found] == ["1-100-A-C", "1-100-A-G", "1-200-AT-A"]
    # homozygotes are copies less carriers
    assert found["1-100-A-C"] == [
        *([90, 30, 60], [300, 100, 200], [15, 5, 10]),
        *([75, 25, 50], [150, 50, 100]),
    ]
    assert site(source, "1-100-A-C") == {
        "pos": 100, "ref": "A", "alt": "C", "variant_id": "1-100-A-C", "rsid": "rs12",
        "gene": "G2", "consequence": "missense_variant", "hgvs_c": "t2:c.5A>C",
        "hgvs_p": "p2:p.(Lys2Thr)", "clinvar": "benign, likely benign",
    }  # fmt: skip


def test_of_transcripts_as_severe_the_canonical_one_is_told(tmp_path: Path) -> None:
    rows = [
        vat_row(
            "1-100-A-C", consequence="intron_variant", gene_symbol=name, is_canonical_transcript=own
        )
        for name, own in (("G1", "false"), ("G2", "true"))
    ]
    path = write_table(tmp_path / "vat.tsv.gz", rows)
    assert site(open_sites_tables([path], GROUPS), "1-100-A-C")["gene"] == "G2"


def test_our_own_table_as_text_and_as_parquet(tmp_path: Path) -> None:
    one = {
        "contig": "7",
        "pos": 5,
        "ref": "A",
        "alt": "C",
        "gene": "G",
        "ac": 9,
        "an": 20,
        "hom": 1,
    }
    counts = {"g_ac": 9, "g_an": 20, "g_hom": 1}
    people_of = {"carriers": 8, "called": 11, "g_carriers": 8, "g_called": 11}
    bare = write_table(tmp_path / "a.tsv.gz", [one | counts])
    assert told(open_sites_tables([bare], ("g",), "GRCh37"))["7-5-A-C"] == [
        *([9, 9], [20, 20], [1, 1], [8, 8], [10, 10])
    ]
    pq.write_table(pa.Table.from_pylist([one | counts | people_of]), tmp_path / "b.parquet")
    whole = open_sites_tables([tmp_path / "b.parquet"], ("g",), "GRCh37")
    assert told(whole)["7-5-A-C"][3:] == [[8, 8], [11, 11]]
    assert site(whole, "7-5-A-C")["gene"] == "G"


# Annotation

CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
    'Format: Allele|Consequence|SYMBOL|HGVSc|HGVSp|Existing_variation|CLIN_SIG|PICK">'
)
ANN = (
    '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations: '
    "'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | "
    "Transcript_BioType | Rank | HGVS.c | HGVS.p'\">"
)


def annotated(
    folder: Path, header: str, alternatives: str, said: str, ident: str
) -> dict[str, object]:
    line = row("1:100", "AT", alternatives, *FOUR, info=said)
    path = write_vcf(folder / "x.vcf", [line], header=[*contig_lines(), header])
    return site(open_genotypes([path], people(folder)), ident)


def test_vep_the_most_severe_consequence_of_the_own_allele(tmp_path: Path) -> None:
    said = "CSQ=" + ",".join(
        [
            "G|stop_gained|OTHER|||||",  # of the other allele
            "-|intron_variant|FAR|||||1",
            "-|splice_region_variant&frameshift_variant|NEAR|T.1:c.5del|P.1:p.Lys2%3D|rs77&CM1|benign&pathogenic|",
        ]
    )
    found = annotated(tmp_path, CSQ, "A,AG", said, "1-100-AT-A")
    assert found == found | {
        "gene": "NEAR", "consequence": "frameshift_variant", "hgvs_c": "T.1:c.5del",
        "hgvs_p": "P.1:p.Lys2=", "rsid": "rs77", "clinvar": "benign, pathogenic",
    }  # fmt: skip


def test_vep_of_consequences_as_severe_the_picked_one(tmp_path: Path) -> None:
    said = "CSQ=-|intron_variant|FIRST|||||,-|intron_variant|PICKED|||||1"
    assert annotated(tmp_path, CSQ, "A", said, "1-100-AT-A")["gene"] == "PICKED"


def test_snpeff(tmp_path: Path) -> None:
    said = (
        "ANN=A|missense_variant|MODERATE|G1|id|transcript|T.1|protein_coding|1/2|c.5T>A|p.Leu2Gln"
    )
    found = annotated(tmp_path, ANN, "AA", said, "1-101-T-A")
    assert (found["gene"], found["hgvs_c"], found["hgvs_p"]) == ("G1", "c.5T>A", "p.Leu2Gln")


def test_clinvar_and_rsid_of_the_record_itself(tmp_path: Path) -> None:
    header = '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="">'
    found = annotated(tmp_path, header, "A", "CLNSIG=Likely_benign", "1-100-AT-A")
    assert found["clinvar"] == "Likely benign"


# Genes by position


def test_genes_by_position_where_the_input_names_none(tmp_path: Path) -> None:
    table = tmp_path / "genes.tsv"
    lines = [
        "gene_id gene_symbol gene_type chrom start end",
        "E1.3 LONG protein_coding chr1 9 100",  # bases 10 to 100
        "E2.1 SHORT protein_coding 1 49 60",
        "E3.1 RNA lncRNA 1 49 51",
    ]
    table.write_text("".join(one.replace(" ", "\t") + "\n" for one in lines))
    genes = read_genes(table, "GRCh38")
    assert [gene.gene_id for gene in genes.genes] == ["E1", "E3", "E2"]
    rows = [row(f"1:{at}", "A", "C", *FOUR) for at in (9, 10, 50, 60, 61, 100, 101)]
    (batch,) = batches(genotypes(tmp_path, *rows, genes=genes))
    assert batch.sites["gene"].to_pylist() == ["", "LONG", "SHORT", "SHORT", "LONG", "LONG", ""]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 15), st.booleans()), max_size=8),
    st.integers(0, 60),
)
def test_the_gene_at_a_position_is_the_best_of_those_that_span_it(
    spans: list[tuple[int, int, bool]], position: int
) -> None:
    genes = [
        Gene(f"g{at}", f"e{at}", "1", start, start + length, coding)
        for at, (start, length, coding) in enumerate(spans)
    ]
    sites = pa.Table.from_pylist(
        [dict.fromkeys(SITES_SCHEMA.names, "") | {"pos": position}], SITES_SCHEMA
    )
    over = [gene for gene in genes if gene.start <= position <= gene.end]
    over.sort(key=lambda gene: (not gene.coding, gene.end - gene.start, gene.symbol))
    found = Genes.of("GRCh38", genes).filled("1", sites)["gene"].to_pylist()
    assert found == [over[0].symbol if over else ""]


# Minimal alleles

BASES = st.text("AC", min_size=1, max_size=8)


@given(BASES, BASES)
def test_a_minimal_allele_changes_the_same_sequence_and_cannot_be_shorter(
    reference: str, alternative: str
) -> None:
    start, short, other = minimal(100, reference, alternative)
    skipped = start - 100
    after = reference[skipped + len(short) :]
    assert reference[skipped:].startswith(short)
    assert reference[:skipped] + other + after == alternative
    assert minimal(start, short, other) == (start, short, other)
    if min(len(short), len(other)) > 1:
        assert short[-1] != other[-1]
        assert short[0] != other[0]
