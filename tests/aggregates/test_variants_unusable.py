"""Unusable variant files: one clear line that names the file and what to do, and no batch."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from aggregates.errors import InputError
from aggregates.variants.genes import read_genes
from aggregates.variants.genotypes import open_genotypes
from aggregates.variants.quality import GenotypeQuality
from aggregates.variants.samples import read_samples
from aggregates.variants.sites_table import open_sites_tables
from aggregates.variants.sites_vcf import open_sites_vcf
from aggregates.variants.stream import batches
from tests.aggregates.vcf_text import contig_lines, genotypes, people, row, write_vcf

FOUR = ["0/1"] * 4


def refused(read: Callable[[], object], *words: str) -> None:
    """It is refused in one line that has these words."""
    with pytest.raises(InputError) as caught:
        read()
    said = str(caught.value)
    assert "\n" not in said
    assert re.fullmatch(r"\S[^:]*: .+\. [A-Z].+\.", said), said
    for word in words:
        assert word in said


def read_all(path: Path, **options: object) -> Callable[[], object]:
    def read() -> object:
        source = open_genotypes([path], people(path.parent), **options)  # type: ignore[arg-type]
        return list(batches(source))

    return read


def test_a_bgzip_file_that_is_cut_off(tmp_path: Path) -> None:
    rows = [row(f"1:{at}", "A", "C", *FOUR) for at in range(1, 20_000)]
    path = write_vcf(tmp_path / "x.vcf.gz", rows)
    whole = path.read_bytes()
    for size in (len(whole) - 28, len(whole) - 1, len(whole) // 2, 30):
        path.write_bytes(whole[:size])
        refused(read_all(path), "x.vcf.gz", "cut off")
    # the mark of the end alone does not make it whole
    path.write_bytes(whole[: len(whole) // 2] + whole[-28:])
    refused(read_all(path), "x.vcf.gz", "cut off")


def test_a_line_with_too_few_genotypes(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [row("1:5", "A", "C", "0/1", "0/1")])
    refused(read_all(path), "x.vcf", "not VCF")


def test_what_is_no_vcf_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "x.vcf").write_text("nothing\n")
    refused(read_all(tmp_path / "x.vcf"), "is not a VCF or BCF file")
    refused(read_all(tmp_path / "y.vcf"), "is not there")


def test_samples_that_the_table_does_not_have_are_told_by_column_not_by_name(
    tmp_path: Path,
) -> None:
    path = write_vcf(tmp_path / "x.vcf", [], samples=("a", "b", "secret", "other"))
    refused(read_all(path), "2 of its 4 samples", "sample column 3", "samples.tsv")
    with pytest.raises(InputError) as caught:
        read_all(path)()
    assert "secret" not in str(caught.value)


def test_contigs_in_another_order_than_the_header_says(tmp_path: Path) -> None:
    rows = [row("2:5", "A", "C", *FOUR), row("1:5", "A", "C", *FOUR)]
    refused(read_all(write_vcf(tmp_path / "x.vcf", rows)), "contigs in the wrong order", "1", "2")


def test_a_contig_that_comes_again(tmp_path: Path) -> None:
    rows = [row(f"{name}:5", "A", "C", *FOUR) for name in ("1", "2", "1")]
    path = write_vcf(tmp_path / "x.vcf", rows, header=["##reference=GRCh38"])
    refused(read_all(path), "contigs in the wrong order")


def test_positions_that_are_not_sorted(tmp_path: Path) -> None:
    rows = [row("1:5", "A", "C", *FOUR), row("1:4", "A", "C", *FOUR)]
    refused(read_all(write_vcf(tmp_path / "x.vcf", rows)), "not sorted", "bcftools sort")


def test_two_builds_in_two_files(tmp_path: Path) -> None:
    files = [
        write_vcf(tmp_path / f"{build}.vcf", [], header=contig_lines(build))
        for build in ("GRCh37", "GRCh38")
    ]
    refused(lambda: open_genotypes(files, people(tmp_path)), "GRCh38.vcf", "GRCh37.vcf says GRCh37")


def test_two_builds_in_one_header(tmp_path: Path) -> None:
    mixed = contig_lines("GRCh37")[:3] + contig_lines("GRCh38")[3:]
    refused(read_all(write_vcf(tmp_path / "x.vcf", [], header=mixed)), "GRCh37 and of GRCh38")


def test_a_build_that_we_do_not_know(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [], header=["##contig=<ID=chr1,length=248387328>"])
    refused(read_all(path, build="GRCh38"), "neither GRCh37 nor GRCh38")


def test_another_build_than_declared(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [])
    refused(read_all(path, build="GRCh37"), "GRCh38", "the cohort file says GRCh37")


def test_a_build_that_nothing_tells(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [row("1:5", "A", "C", *FOUR)], header=[])
    refused(read_all(path), "x.vcf", "reference build", "Say build")
    assert len(list(batches(open_genotypes([path], people(tmp_path), build="GRCh37")))) == 1


def test_a_position_that_the_build_does_not_have(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [row("22:51000000", "A", "C", *FOUR)], header=[])
    refused(read_all(path, build="GRCh38"), "beyond the end of contig 22")


def test_files_that_overlap(tmp_path: Path) -> None:
    files = [
        write_vcf(tmp_path / f"{at}.vcf", [row(f"1:{at}", "A", "C", *FOUR) for at in (at, 50 + at)])
        for at in (1, 2)
    ]
    refused(
        lambda: list(batches(open_genotypes(files, people(tmp_path)))), "2.vcf", "1.vcf holds too"
    )


def test_files_of_different_samples(tmp_path: Path) -> None:
    files = [write_vcf(tmp_path / f"{name}.vcf", [], samples=(name, "d")) for name in ("a", "b")]
    refused(lambda: open_genotypes(files, people(tmp_path)), "b.vcf", "other samples than")


def test_sex_chromosomes_without_a_sex(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [row("X:50000000", "A", "C", *FOUR)])
    (tmp_path / "s.tsv").write_text("sample\tgroup\na\tg\nb\tg\nc\tg\nd\tg\n")
    source = open_genotypes([path], read_samples(tmp_path / "s.tsv"))
    refused(lambda: list(batches(source)), "chromosome X", "s.tsv does not tell the sex")


def test_genotypes_of_three_copies(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [row("1:5", "A", "C", "0/0/1", *FOUR[1:])])
    refused(read_all(path), "3 copies")


def test_a_quality_that_the_file_does_not_tell(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [])
    text = path.read_text().replace("##FORMAT=<ID=GQ,", "##FORMAT=<ID=QQ,")
    path.write_text(text)
    refused(read_all(path, quality=GenotypeQuality(gq=20)), "no FORMAT field GQ")


# The table of samples and of genes


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ("sample\tgroup\na\tg\na\th\n", "twice"),
        ("sample\tpopulation\na\tg\n", "no column group"),
        ("", "cannot be read"),
    ],
)
def test_an_unusable_table_of_samples(table: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text(table)
    refused(lambda: read_samples(tmp_path / "s.tsv"), "s.tsv", word)


def test_a_group_that_the_cohort_file_does_not_name(tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text("sample\tgroup\na\tg\nb\tsas\n")
    refused(lambda: read_samples(tmp_path / "s.tsv", groups=("g",)), "holds sas")


def test_genes_of_another_build(tmp_path: Path) -> None:
    genes = tmp_path / "g.tsv"
    genes.write_text("gene_id\tgene_symbol\tgene_type\tchrom\tstart\tend\n")
    own = read_genes(genes, "GRCh37")
    refused(lambda: genotypes(tmp_path, genes=own), "GRCh37", "GRCh38")


# Counts that were made elsewhere

INFO = [
    *contig_lines(),
    *(
        f'##INFO=<ID={name}{end},Number={number},Type=Integer,Description="">'
        for end in ("", "_afr", "_eur")
        for name, number in (("AC", "A"), ("AN", "1"), ("nhomalt", "A"))
    ),
]
GOOD = (
    "AC=60;AN=200;nhomalt=10;AC_afr=20;AN_afr=80;nhomalt_afr=4;AC_eur=40;AN_eur=120;nhomalt_eur=6"
)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("AC_afr=20", "AC_afr=-1"), "negative count"),
        (("AN_afr=80", "AN_afr=8"), "below the allele count"),
        (("nhomalt_eur=6", "nhomalt_eur=30"), "more homozygotes"),
        (("AN_eur=120", "AN_eur=100"), "do not add up"),
    ],
)
def test_counts_that_cannot_be_in_a_sites_vcf(
    wrong: tuple[str, str], said: str, tmp_path: Path
) -> None:
    rows = [row("1:5", "A", "C", info=GOOD), row("1:6", "A", "C", info=GOOD.replace(*wrong))]
    path = write_vcf(tmp_path / "x.vcf", rows, (), INFO)
    refused(lambda: list(batches(open_sites_vcf([path], ("afr", "eur")))), "x.vcf", said, "at 1:6")


def test_a_sites_vcf_without_a_group(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [], (), INFO)
    refused(lambda: open_sites_vcf([path], ("afr", "eas")), "AC_eas")


NAMES = ("contig", "pos", "ref", "alt", "ac", "an", "hom", "g_ac", "g_an", "g_hom")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1 6 A C 5 10 -1 5 10 -1", "negative count in column hom"),
        ("1 6 A C 5 4 1 5 4 1", "below the allele count"),
        ("1 4 A C 5 10 1 5 10 1", "not sorted"),
        ("1 6 A C 5 10 1 5 10 x", "cannot be read"),
        ("1 6 A C 5 10", "cannot be read"),
        ("1 300000000 A C 5 10 1 5 10 1", "beyond the end"),
        ("1 6 A C 5 10 1 4 10 1", "do not add up"),
    ],
)
def test_unusable_rows_of_a_table_of_sites(line: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    lines = [NAMES, ["1", "5", "A", "C", "5", "10", "1", "5", "10", "1"], line.split()]
    path.write_text("".join("\t".join(one) + "\n" for one in lines))
    # also where a filter would leave the row out
    for least in (0, 100 if "column" in said or "below" in said else 0):
        source = open_sites_tables([path], ("g",), "GRCh38", least_carriers=least)
        refused(lambda source=source: list(batches(source)), "x.tsv", said)


def test_a_table_of_sites_without_a_column(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("\t".join(NAMES) + "\n")
    refused(lambda: open_sites_tables([tmp_path / "x.tsv"], ("g", "h"), "GRCh38"), "h_ac")
    refused(lambda: open_sites_tables([tmp_path / "x.tsv"], ("g",)), "reference build")


def test_a_compressed_table_that_is_cut_off(tmp_path: Path) -> None:
    rows = [f"1\t{at}\tA\tC\t5\t10\t1\t5\t10\t1\n" for at in range(1, 90_000)]
    whole = gzip.compress(("\t".join(NAMES) + "\n" + "".join(rows)).encode())
    path = tmp_path / "x.tsv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    refused(lambda: list(batches(open_sites_tables([path], ("g",), "GRCh38"))), "cut off")
