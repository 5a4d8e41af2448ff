"""Genotypes counted by ancestry group, in small files that a reader can check by hand."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from cyvcf2 import VCF, Writer
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.variants.genotypes import dosage_batches, open_genotypes
from aggregates.variants.quality import GenotypeQuality
from aggregates.variants.samples import read_samples
from aggregates.variants.stream import batches
from tests.aggregates.vcf_text import everything, genotypes, people, row, site, told, write_vcf

# Groups are afr (c, d) and eur (a, b); a and c are women. Counts are of all, afr, eur.

X, X_SHARED, Y = "X:50000000", "X:1000000", "Y:20000000"


def test_copies_homozygotes_carriers_and_full_calls(tmp_path: Path) -> None:
    source = genotypes(tmp_path, row("1:100", "A", "C", "0/1", "1|1", "./.", "./1"))
    assert told(source) == {"1-100-A-C": [[4, 1, 3], [5, 1, 4], [1, 0, 1], [3, 1, 2], [2, 0, 2]]}


def test_multi_allelic_rows_are_split_and_each_allele_counts_what_is_its_own(
    tmp_path: Path,
) -> None:
    source = genotypes(tmp_path, row("1:100", "A", "C,G", "0/1", "1/2", "2/2", "0/0"))
    found = told(source, ("ac", "an", "hom", "carriers"))
    assert found["1-100-A-C"] == [[2, 0, 2], [8, 4, 4], [0, 0, 0], [2, 0, 2]]
    assert found["1-100-A-G"] == [[3, 2, 1], [8, 4, 4], [1, 1, 0], [2, 1, 1]]


def test_a_spanning_deletion_is_another_called_allele_and_no_row(tmp_path: Path) -> None:
    source = genotypes(tmp_path, row("1:100", "A", "C,*", "0/1", "1/2", "2/2", "./."))
    assert told(source, ("ac", "an")) == {"1-100-A-C": [[2, 0, 2], [6, 2, 4]]}


def test_alleles_are_trimmed_and_sorted_again(tmp_path: Path) -> None:
    rows = [
        row("1:100", "CTTA", "CTTG,C", "0/1", "0/2", "0/0", "0/0"),
        row("1:102", "T", "G", "0/1", "0/0", "0/0", "0/0"),
    ]
    assert [*told(genotypes(tmp_path, *rows))] == ["1-100-CTTA-C", "1-102-T-G", "1-103-A-G"]


def test_an_allele_that_comes_twice_is_kept_where_most_people_are_called(tmp_path: Path) -> None:
    rows = [
        row("1:100", "A", "C", "0/1", "./.", "0/0", "0/0"),
        row("1:100", "A", "C", "0/1", "0/1", "0/0", "0/0"),
        row("1:100", "AT", "CT", "1/1", "./.", "./.", "./."),
    ]
    assert told(genotypes(tmp_path, *rows), ("ac", "called")) == {
        "1-100-A-C": [[2, 0, 2], [4, 2, 2]]
    }


@pytest.mark.parametrize(
    ("place", "calls", "ac", "an", "called"),
    [
        # men have one copy of X; 1/1 is how some callers write it, 0/1 cannot be
        (X, ("0/1", "1", "1/1", "1/1"), [5, 3, 2], [6, 3, 3], [4, 2, 2]),
        (X, ("0/1", "0/1", "1", "./1"), [2, 1, 1], [3, 1, 2], [1, 0, 1]),
        # in a pseudoautosomal region everyone has two
        (X_SHARED, ("0/1", "0/1", "1/1", "1/1"), [6, 4, 2], [8, 4, 4], [4, 2, 2]),
        # women have no Y, whatever is called
        (Y, ("1", "1", "0/1", "0/0"), [1, 0, 1], [2, 1, 1], [2, 1, 1]),
        ("MT:100", ("1/1", "1", "0/1", "0"), [2, 0, 2], [3, 1, 2], [3, 1, 2]),
    ],
)
def test_x_y_and_mitochondria_are_counted_in_the_copies_that_people_have(
    place: str,
    calls: Sequence[str],
    ac: list[int],
    an: list[int],
    called: list[int],
    tmp_path: Path,
) -> None:
    source = genotypes(tmp_path, row(place, "A", "C", *calls))
    ((found_ac, found_an, found_called),) = told(source, ("ac", "an", "called")).values()
    assert (found_ac, found_an, found_called) == (ac, an, called)


def test_who_has_no_known_sex_is_taken_as_the_file_calls_them(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [row(X, "A", "C", "0/1", "1", "1/1", "0/0")])
    source = open_genotypes([path], people(tmp_path, "a g ,b g ,c g ,d g M"))
    ((ac, an, called),) = told(source, ("ac", "an", "called")).values()
    assert (ac[0], an[0], called[0]) == (4, 6, 4)


def test_rows_that_their_file_rejects_are_left_out_unless_accepted(tmp_path: Path) -> None:
    rows = [
        row("1:100:LowQual", "A", "C", *["0/1"] * 4),
        row("1:200:.", "A", "C", *["0/1"] * 4),
    ]
    assert [*told(genotypes(tmp_path, *rows))] == ["1-200-A-C"]
    assert len(told(genotypes(tmp_path, *rows, accepted_filters=None))) == 2


def test_alleles_with_too_few_carriers_need_not_be_told(tmp_path: Path) -> None:
    rows = [
        row("1:100", "A", "C,G", "1/1", "0/2", "0/2", "0/0"),
        row("1:200", "A", "C", "0/0", "0/0", "0/0", "0/0"),
    ]
    assert [*told(genotypes(tmp_path, *rows, least_carriers=2))] == ["1-100-A-G"]


def test_uncertain_genotypes_are_not_called(tmp_path: Path) -> None:
    rows = [
        row(
            "1:100", "A", "C", "0/1:30:12:6,6", "0/1:30:20:19,1", "0/1:10:20:10,10", "1/1:30:.:0,5",
            keys="GT:GQ:DP:AD",
        )
    ]  # fmt: skip
    adjusted = {"quality": GenotypeQuality(gq=20, dp=10, allele_balance=0.2)}
    assert told(genotypes(tmp_path, *rows, **adjusted), ("ac", "an", "called")) == {
        "1-100-A-C": [[1, 0, 1], [2, 0, 2], [1, 0, 1]]
    }


def test_structural_variants_come_apart_with_type_length_and_end(tmp_path: Path) -> None:
    rows = [
        row("1:90", "A", "C", *["0/1"] * 4),
        row("1:100", "N", "<DEL>", *["0/1"] * 4, info="END=600;SVTYPE=DEL;SVLEN=-500"),
        row("1:100", "N", "<INS:ME:ALU>", *["0/1"] * 4, info="SVTYPE=ALU;SVLEN=281"),
        row("1:110", "A", "G", *["0/1"] * 4),
    ]
    source = genotypes(tmp_path, *rows)
    short, structural = everything(source)
    assert (short.structural, len(short), structural.structural) == (False, 2, True)
    assert structural.sites["variant_id"].to_pylist() == [
        "1-100-600-DEL",
        "1-100-100-INS:ME:ALU-281",
    ]
    alu = site(source, "1-100-100-INS:ME:ALU-281")
    assert (alu["sv_type"], alu["sv_length"], alu["sv_end"]) == ("INS", 281, 100)


def test_copy_numbers_count_people(tmp_path: Path) -> None:
    calls = (".:2", ".:3", ".:0", ".:3")
    info = "END=600;SVTYPE=CNV"
    source = genotypes(tmp_path, row("1:100", "N", "<CNV>", *calls, info=info, keys="GT:CN"))
    found = told(source, ("ac", "an", "hom", "carriers", "called"))
    assert found["1-100-600-CN3"] == [[2, 1, 1], [4, 2, 2], [0, 0, 0], [2, 1, 1], [4, 2, 2]]
    assert found["1-100-600-CN0"][3] == [1, 1, 0]
    assert site(source, "1-100-600-CN3")["copy_number"] == "3"


def test_dosages_are_copies_by_person_in_the_order_of_the_samples(tmp_path: Path) -> None:
    source = genotypes(
        tmp_path,
        row("1:100", "CTTA", "CTTG", "0/1", "1/1", "./1", "0/0"),
        row("1:101", "T", "G", "0/0", "0/1", "./.", "0/0"),
    )
    ((batch, dosages),) = dosage_batches(source)
    assert batch.sites["pos"].to_pylist() == [101, 103]
    assert dosages.tolist() == [[0, 1, -1, 0], [1, 2, -1, 0]]


def test_bcf_is_read_as_vcf_is(tmp_path: Path) -> None:
    source = genotypes(tmp_path, row("1:100", "A", "C,G", "0/1", "1/2", "2|2", "./1"))
    template = VCF(str(tmp_path / "x.vcf.gz"))
    writer = Writer(str(tmp_path / "x.bcf"), template, mode="wb")
    for record in template:
        writer.write_record(record)
    writer.close()
    binary = open_genotypes([tmp_path / "x.bcf"], people(tmp_path))
    assert told(binary) == told(source)


def test_a_record_without_genotypes_has_no_calls(tmp_path: Path) -> None:
    source = genotypes(tmp_path, row("1:100", "A", "C", *["5"] * 4, keys="DP"))
    assert told(source, ("ac", "an", "called")) == {"1-100-A-C": [[0, 0, 0]] * 3}


def test_files_of_one_contig_each_are_joined_in_natural_order(tmp_path: Path) -> None:
    files = [
        write_vcf(tmp_path / f"{name}.vcf.gz", [row(f"{name}:5", "A", "C", *["0/1"] * 4)])
        for name in ("10", "2", "X")
    ]
    source = open_genotypes(files, people(tmp_path))
    assert [batch.contig for batch in batches(source)] == ["2", "10", "X"]


def test_contigs_with_chr_and_others_that_are_not_read(tmp_path: Path) -> None:
    rows = [row("chr1:5", "A", "C", *["0/1"] * 4), row("chrUn_1:5", "A", "C", *["0/1"] * 4)]
    path = write_vcf(tmp_path / "x.vcf", rows, header=["##contig=<ID=chr1,length=248956422>"])
    assert [*told(open_genotypes([path], people(tmp_path)))] == ["1-5-A-C"]


def test_samples_without_a_group_are_remaining(tmp_path: Path) -> None:
    assert people(tmp_path, "a eur F,b  M,c afr F").groups == ("afr", "eur", "remaining")


def test_a_table_of_samples_may_have_more_people_than_the_files(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "x.vcf", [row("1:5", "A", "C", "0/1", "1/1")], samples=("d", "a"))
    assert told(open_genotypes([path], people(tmp_path)), ("ac",)) == {"1-5-A-C": [[3, 1, 2]]}


# The theorem: whatever the genotypes, the counts are those of a person-by-person reading.

SEXES = {"F": 0, "M": 1, "": 2}
PLACES = {"1:500": (2, 2), X_SHARED: (2, 2), X: (2, 1), Y: (0, 1), "MT:500": (1, 1)}


def by_hand(call: str, sex: str, place: str, allele: int) -> tuple[int, int, bool, bool, bool]:
    """What one person adds to ac, an, hom, carriers, called; as a person would count it."""
    slots = call.replace("|", "/").split("/")
    female, male = PLACES[place]
    has = {"F": female, "M": male}.get(sex, female if female == male else len(slots))
    if has == 0:
        return 0, 0, False, False, False
    if has == 1 and len(slots) == 2:
        slots = [slots[0]] if slots[0] == slots[1] else ["."]
    copies = slots.count(str(allele))
    called = len(slots) - slots.count(".")
    return copies, called, copies == 2, copies > 0, called == has


@st.composite
def matrices(draw: st.DrawFn) -> tuple[str, int, list[str], list[str], list[list[str]]]:
    """A place, a number of alleles, groups, sexes and genotypes by row."""
    number = draw(st.integers(1, 8))
    alternatives = draw(st.integers(1, 3))
    letter = st.sampled_from([".", *(str(at) for at in range(alternatives + 1))])
    pair = st.builds(lambda one, mark, two: one + mark + two, letter, st.sampled_from("/|"), letter)
    groups = draw(st.lists(st.sampled_from("pqr"), min_size=number, max_size=number))
    sexes = draw(st.lists(st.sampled_from([*SEXES]), min_size=number, max_size=number))
    call = st.one_of(pair, letter)
    row_of = st.lists(call, min_size=number, max_size=number)
    rows = draw(st.lists(row_of, min_size=1, max_size=3))
    return draw(st.sampled_from([*PLACES])), alternatives, groups, sexes, rows


@settings(deadline=None, max_examples=150)
@given(matrices())
def test_counts_of_any_genotypes_are_those_of_a_reading_person_by_person(
    case: tuple[str, int, list[str], list[str], list[list[str]]],
) -> None:
    place, alternatives, groups, sexes, rows = case
    names = [f"s{at}" for at in range(len(groups))]
    contig, start = place.split(":")
    letters = ["C", "G", "T"][:alternatives]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [
            row(f"{contig}:{int(start) + at}", "A", ",".join(letters), *calls)
            for at, calls in enumerate(rows)
        ]
        path = write_vcf(folder / "x.vcf", lines, names)
        table = ",".join(
            f"{one} {group} {sex}" for one, group, sex in zip(names, groups, sexes, strict=True)
        )
        found = told(open_genotypes([path], people(folder, table)))
    order = sorted(set(groups))
    for at, calls in enumerate(rows):
        for allele, letter in enumerate(letters, 1):
            expected = np.zeros((5, 1 + len(order)), dtype=int)
            for call, group, sex in zip(calls, groups, sexes, strict=True):
                adds = np.array(by_hand(call, sex, place, allele), dtype=int)
                expected[:, 0] += adds
                expected[:, 1 + order.index(group)] += adds
            assert found[f"{contig}-{int(start) + at}-A-{letter}"] == expected.tolist()


def test_a_table_of_samples_is_read_from_csv_and_parquet_too(tmp_path: Path) -> None:
    table = pa.table({"s": ["a", "b"], "g": ["x", "y"], "xy": [2, 1]})
    pa.parquet.write_table(table, tmp_path / "s.parquet")
    (tmp_path / "s.csv").write_text("s,g,xy\na,x,2\nb,y,1\n")
    for name in ("s.parquet", "s.csv"):
        found = read_samples(tmp_path / name, "s", "g", "xy")
        assert (found.names, found.groups, found.sex.tolist()) == (("a", "b"), ("x", "y"), [0, 1])
