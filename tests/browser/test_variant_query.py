"""What people type about variants, and what it is understood as."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browser.variants.identifiers import parse_variant_id, trimmed
from browser.variants.query import MOST_ITEMS, Asked, understand
from tests.examples import examples

VARIANT = "22-16050075-A-G"
SPELLINGS = [
    "22-16050075-A-G",
    "chr22-16050075-A-G",
    "CHR22:16050075:A:G",
    "22:16050075 A>G",
    "chr22:16050075A>G",
    "22/16050075/A/G",
    "22_16050075_A_G",
    "22 16050075 A G",
    "22\t16050075\tA\tG",
    "chr22:16,050,075 a>g",
    "chr22:16 050 075 A/G",
    "22:16’050’075:A:G",
    "22:g.16050075A>G",
    "chr22:g.16050075A>G",
    "NC_000022.10:g.16050075A>G",
    "NC_000022:g.16050075A>G",
    "nc_000022.10:G.16050075a>g",
    "NC_000022.10:16050074:A:G",  # SPDI counts from 0
    "  “22-16050075-A-G” ",
    "22–16050075–A–G",  # dashes as word processors make them
    "22:16050075 A→G",
    "chromosome 22 16050075 A G",
    "22-16050075-AT-GT",  # what both alleles share is trimmed
    "22-16050074-CA-CG",
]


def one(typed: str) -> Asked:
    items = understand(typed).items
    assert len(items) == 1, items
    return items[0]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_variant_is_understood_in_every_common_spelling(spelling: str) -> None:
    found = one(spelling)
    assert (found.kind, found.value) == ("variant", VARIANT)


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("rs334", "rsid", "rs334"),
        ("RS 334", "rsid", "rs334"),
        ("BRCA2", "gene", "BRCA2"),
        ("HLA-DRB1", "gene", "HLA-DRB1"),
        ("C1orf112", "gene", "C1orf112"),
        ("ENSG00000139618", "gene", "ENSG00000139618"),
        ("chr22:16,050,000-16,060,000", "region", "22:16050000-16060000"),
        ("22:16050000..16060000", "region", "22:16050000-16060000"),
        ("22 16050000 16060000", "region", "22:16050000-16060000"),
        ("chr 1 : 100 - 200", "region", "1:100-200"),
        ("X:1-5", "region", "X:1-5"),
        ("chrM:1-5", "region", "MT:1-5"),
        ("22:16050075", "region", "22:16050075-16050075"),
        ("chrX", "region", "X"),
        ("VCV000012345.3", "name", "VCV12345"),
        ("rcv000012345", "name", "RCV12345"),
        ("clinvar 12345", "name", "VCV12345"),
        ("ClinVar ID: 12345", "name", "VCV12345"),
        ("NM_004333.6:c.1799T>A", "name", "NM_004333.6:c.1799T>A"),
        ("NM_004333.6(BRAF):c.1799T>A (p.Val600Glu)", "name", "NM_004333.6:c.1799T>A"),
        ("BRAF:p.Val600Glu", "name", "BRAF:p.Val600Glu"),
        ("BRAF c.1799T>A", "name", "BRAF:c.1799T>A"),
        ("BRAF V600E", "name", "BRAF:p.V600E"),
        ("p.Val600Glu", "name", "p.Val600Glu"),
        ("MT-100-A-G", "variant", "MT-100-A-G"),
        ("chrM:100A>G", "variant", "MT-100-A-G"),
        ("1-100-200-DEL", "variant", "1-100-200-DEL"),
        ("1:100-200:<del>", "variant", "1-100-200-DEL"),
        ("1-100-101-INS:ME:ALU-280", "variant", "1-100-101-INS:ME:ALU-280"),
        ("NC_000022.10:g.100_102del", "region", "22:99-102"),
    ],
)
def test_other_things_are_understood(typed: str, kind: str, value: str) -> None:
    found = one(typed)
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    ("typed", "build"),
    [
        ("NC_000022.10:g.16050075A>G", "GRCh37"),
        ("NC_000022.11:g.16050075A>G", "GRCh38"),
        ("NC_000022.9:g.16050075A>G", "NC_000022.9"),  # neither: it is named as it is
        ("NC_012920.1:m.100A>G", ""),  # the same sequence in both
        ("22-16050075-A-G", ""),
    ],
)
def test_the_build_that_a_name_states_is_told(typed: str, build: str) -> None:
    assert one(typed).build == build


@pytest.mark.parametrize(
    "typed",
    ["22-1-A-A", "22:20-10", "23-100-A-G", "22-0-A-G", "22-99999999999-A-G", "!!!", "12345",
     "22-100-A-U", "NC_000099.1:g.5A>G"],
)  # fmt: skip
def test_what_is_none_of_these_is_said_not_to_be_understood(typed: str) -> None:
    assert {item.kind for item in understand(typed).items} <= {"unknown"}


@pytest.mark.parametrize("between", [",", ", ", "\n", " ", ";", "\r\n", ",\n", "\t"])
def test_a_list_is_understood_however_it_is_parted(between: str) -> None:
    things = ["rs334", "chr22:16050075A>G", "BRCA2", "rs5"]
    found = understand(between.join(things)).items
    assert [item.value for item in found] == ["rs334", VARIANT, "BRCA2", "rs5"]


def test_commas_within_positions_part_nothing() -> None:
    found = understand("chr22:16,050,000-16,060,000, chr1:1,000-2,000,rs5").items
    assert [item.value for item in found] == ["22:16050000-16060000", "1:1000-2000", "rs5"]


def test_variants_of_which_the_parts_stand_apart_are_told_apart() -> None:
    found = understand("22 16050075 A G 22 16050115 G A").items
    assert [item.value for item in found] == [VARIANT, "22-16050115-G-A"]


def test_what_stands_in_a_list_twice_is_looked_up_once() -> None:
    assert len(understand("rs5\nRS5\nchr22:16050075A>G\n22-16050075-A-G").items) == 2


def test_a_long_list_is_read_as_far_as_is_said() -> None:
    ids = "\n".join(f"rs{number}" for number in range(1, 10_001))
    found = understand(ids)
    assert len(found.items) == MOST_ITEMS
    assert found.unread == 10_000 - MOST_ITEMS


HOSTILE = [
    "\x00\x01\x02", "'; DROP TABLE variants;--", "A" * 200_000, "1" * 200_000, "22:" * 60_000,
    "9 " * 100_000, "a b " * 50_000, "chr" + "1," * 90_000, "22-1-" + "A" * 190_000 + "-G",
    "c." + "x" * 190_000, "\U0001f9ec" * 1000, "rs" * 90_000, "<script>alert(1)</script>",
    "1-" * 90_000, "p.(((((" * 20_000, "%00%0a", "\ud800", "١٢٣:٤٥٦", "NC_" * 50_000,
    ",".join(["rs1"] * 60_000),
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_bounded(typed: str) -> None:
    start = time.process_time()
    found = understand(typed)
    assert time.process_time() - start < 2
    assert len(found.items) <= MOST_ITEMS
    assert all(len(item.typed) <= 2100 for item in found.items)


@settings(max_examples=examples(300))
@given(st.text(max_size=80))
def test_whatever_is_typed_something_is_said_of_it(typed: str) -> None:
    for item in understand(typed).items:
        assert item.kind in ("variant", "rsid", "region", "name", "gene", "unknown")
        assert item.typed


contigs = st.sampled_from([*map(str, range(1, 23)), "X", "Y", "MT"])
alleles = st.text("ACGT", min_size=1, max_size=6)


@settings(max_examples=examples(300))
@given(contigs, st.integers(1, 2**31 - 20), alleles, alleles, st.sampled_from("-:/_ "))
def test_every_spelling_of_an_allele_leads_to_one_id(
    contig: str, pos: int, ref: str, alt: str, mark: str
) -> None:
    if ref == alt:
        return
    plain = parse_variant_id(f"{contig}-{pos}-{ref}-{alt}")
    assert plain is not None
    spelt = f"chr{contig}{mark}{pos:,}{mark}{ref.lower()}{mark}{alt}"
    assert one(spelt).value == plain.text
    assert parse_variant_id(plain.text) == plain


@settings(max_examples=examples(300))
@given(st.integers(10, 10**6), alleles, alleles, alleles, alleles)
def test_bases_around_an_allele_change_nothing(
    pos: int, before: str, ref: str, alt: str, after: str
) -> None:
    if ref == alt:
        return
    bare = trimmed(pos, ref, alt)
    wide = trimmed(pos - len(before), before + ref + after, before + alt + after)
    if len(ref) == len(alt):
        assert wide == bare
    else:  # an insertion or deletion keeps a base before it
        assert len(wide[1]) - len(wide[2]) == len(ref) - len(alt)
        assert min(len(wide[1]), len(wide[2])) >= 1
