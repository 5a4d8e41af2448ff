"""Pages of variants and genes: addresses, what they say, files, and what they never tell."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from aggregates.release import Release, open_release
from browser.application import create_app
from browser.variants.store import VariantStore, open_variants
from layouts import formatting
from layouts.text import LANGUAGES, catalogue
from layouts.variant_rows import VariantRow
from layouts.variant_words import frequency
from suppression.intervals import confidence
from tests.benchmarks.variant_tables import LARGEST, Made, make, release_of
from tests.browser.test_answers import asked
from tests.browser.test_pages import in_language
from tests.browser.variant_releases import client, generated, genomes, store
from tests.real_data import real
from tests.variants import FILES, GROUPS, genes_table, thousand_genomes, with_variants

__all__ = ["client", "generated", "genomes", "store"]  # fixtures
TEXT = catalogue("en")
GENE = "MEGF11"
REGION = "22:16050000-16200000"


@pytest.fixture(scope="module")
def variant(store: VariantStore) -> VariantRow:
    """A variant with everything that can be said of one."""
    return next(row for row in store.gene_page(GENE, limit=5000).rows if row.hgvs_p)


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def pages(variant: VariantRow) -> list[str]:
    return [
        "/variants",
        f"/variants?q={GENE}",
        f"/variants?q={variant.rsid},{variant.variant_id},22-5-A-G,nonsense,chr22:1-20000000,{GENE}",
        f"/variants?q={REGION}",
        f"/variants?q={REGION}&sort=frequent&group=afr&frequency=min5",
        "/variants?q=chr22",
        f"/variants/{variant.variant_id}",
        f"/genes/{GENE}",
        f"/genes/{GENE}?consequence=missense_variant&sort=homozygotes",
        f"/genes/{GENE}?from=66200000&to=66300000",
        "/genes/PAX3",
        f"/search?q={GENE}",
        "/search?q=meg&domain=gene",
    ]


# ------------------------------------------------------------------ addresses


def test_every_page_is_there_in_both_languages(client: FlaskClient, variant: VariantRow) -> None:
    for address in pages(variant):
        for language in LANGUAGES:
            page = text_of(client, in_language(address, language)).split("<main")[1]
            assert "{" not in page.split('<template id="dash"')[0], address
            assert page.count("<h1") == 1


def test_other_spellings_lead_to_the_page_of_the_one_id(
    client: FlaskClient, variant: VariantRow
) -> None:
    row = variant
    for spelt in (
        f"chr{row.variant_id}", f"{row.contig}:{row.pos}:{row.ref}:{row.alt}",
        f"{row.contig}-{row.pos:,}-{row.ref.lower()}-{row.alt}",
        f"{row.contig}:{row.pos}{row.ref}%3E{row.alt}",
        f"{row.contig}/{row.pos}/{row.ref}/{row.alt}",
    ):  # fmt: skip
        answer = client.get(f"/variants/{spelt}?lang=es")
        assert answer.status_code == 308, spelt
        assert answer.headers["Location"] == f"/variants/{row.variant_id}?lang=es"
    moved = client.get(f"/variants/chr{row.variant_id}.json").headers["Location"]
    assert moved == f"/variants/{row.variant_id}.json"
    assert client.get("/genes/spch1").headers["Location"] == "/genes/FOXP2"
    assert client.get("/genes/spch1.csv").headers["Location"] == "/genes/FOXP2.csv"


@pytest.mark.parametrize(
    "address",
    ["/variants/hello", "/variants/22-5-A-A", "/variants/22-0-A-G", "/variants/rs5",
     "/variants/<script>", "/variants/%00", "/variants/" + "A" * 5000, "/variants/22-1-A-G.xml",
     "/variants/1/2/3", "/variants/a/b/c/d", "/genes", "/genes/NOPE", "/genes/%00", "/genes/'",
     "/genes/..%2f..", "/genes/FOXP2.txt", "/variants/22-1-" + "A" * 3000 + "-G"],
)  # fmt: skip
def test_other_addresses_lead_nowhere(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.get_data(as_text=True)


HOSTILE = [
    "q=%00%01", "q='; DROP TABLE x;--", "q=" + "A" * 20_000, "q=" + "rs1," * 5_000, "q=%ff%fe",
    "q=<script>alert(1)</script>", "q=" + "%0a".join(f"rs{n}" for n in range(1, 10_001)),
    "q=22:1-2147483647", "q=chr1:99999999999-1", "q=" + "22:" * 2000,
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_searches_are_answered(client: FlaskClient, query: str) -> None:
    for kind in ("", ".csv", ".json", ".parquet"):
        answer = client.get(f"/variants{kind}?{query}")
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.get_data() or kind == ".json"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("group=martian", "group"), ("consequence=<x>", "consequence"),
        ("frequency=rare", "frequency"),
        ("sort=size", "sort"), ("from=10", "from"), ("from=20&to=10", "from"), ("to=x", "to"),
        ("after=22-1-A-G", "after"), ("after=%3Cscript%3E!", "after"), ("clinvar=%00", "clinvar"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_said(client: FlaskClient, query: str, name: str) -> None:
    page = text_of(client, f"/genes/{GENE}?{query}")
    assert TEXT(f"ignored.{name}") in page
    assert f'rel="canonical" href="/genes/{GENE}"' in page


def test_no_link_of_the_pages_is_broken(client: FlaskClient, variant: VariantRow) -> None:
    """From each page, every kind of link once; fragments stand on the pages they lead to."""
    waiting, seen, kinds = pages(variant), set[str](), dict[str, int]()
    while waiting:
        page = waiting.pop()
        path = page.partition("?")[0]
        kind = " ".join((*path.split("/")[1:2], *re.findall(r"[?&](\w+)=", page)))
        if page in seen or kinds.get(kind, 0) >= 2:
            continue
        seen.add(page)
        kinds[kind] = kinds.get(kind, 0) + 1
        if re.search(r"\.(csv|json|parquet)", page):
            assert client.get(page).status_code == 200, page
            continue
        for link in re.findall(r'href="(/[^"]*)"', text_of(client, page)):
            path, _, fragment = link.replace("&amp;", "&").partition("#")
            if fragment and path.startswith(("/variants", "/genes")):
                assert f'id="{fragment}"' in text_of(client, path), link
            if path.startswith(("/variants", "/genes")):
                waiting.append(path)
    assert len(seen) > 25


def test_where_there_are_no_variants_there_are_no_pages(ward_release: Path) -> None:
    ward = create_app([open_release(ward_release)]).server.test_client()
    for path in (
        "/variants",
        "/variants?q=rs5",
        "/variants/22-5-A-G",
        f"/genes/{GENE}",
        "/variants.csv",
    ):
        answer = ward.get(path)
        assert answer.status_code == 404
        assert TEXT("problem.domain.title") in answer.get_data(as_text=True)
    assert 'href="/variants"' not in ward.get("/").get_data(as_text=True)
    assert "/genes/" not in ward.get(f"/search?q={GENE}").get_data(as_text=True)


def test_home_and_every_page_lead_to_variants(client: FlaskClient) -> None:
    home = text_of(client, "/")
    assert home.split("<main")[0].count('href="/variants"') == 1
    assert 'href="/variants"' in home.split("<main")[1]
    assert f'href="/genes/{GENE}"' in home
    assert 'aria-current="true"' in text_of(client, f"/genes/{GENE}").split("<main")[0]


# ------------------------------------------------------------------ what is never told


def unlisted_alleles(store: VariantStore) -> Iterator[tuple[str, str]]:
    """Alleles that people of the cohort carry and that are not listed, each with one of the same
    place that nobody carries."""
    with gzip.open(real("genomics") / FILES[1], "rt") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            contig, pos, _, ref, alt = line.split("\t", 5)[:5]
            if len(ref) != 1 or len(alt) != 1:
                continue
            carried = f"{contig}-{pos}-{ref}-{alt}"
            other = next(base for base in "ACGT" if base not in (ref, alt))
            if store.variant(carried) is None:
                yield carried, f"{contig}-{pos}-{ref}-{other}"


def test_an_allele_that_is_not_listed_is_answered_exactly_like_one_never_seen(
    client: FlaskClient, store: VariantStore
) -> None:
    pairs = unlisted_alleles(store)
    for _ in range(8):
        carried, never = next(pairs)
        for address in (
            "/variants/{}", "/variants/{}?lang=es", "/variants/{}.csv", "/variants/{}.json",
            "/variants/chr{}", "/variants?q={}", "/variants.csv?q={}", "/variants.json?q={}",
            "/variants?q={}%0Ars5", "/search?q={}", "/search/suggest?q={}",
        ):  # fmt: skip
            one, other = (client.get(address.format(name)) for name in (carried, never))
            assert one.status_code == other.status_code
            spelt = other.get_data().replace(never.encode(), carried.encode())
            # where and what, as people write it
            place = f"{never.split('-')[2]}&gt;{never.split('-')[3]}".encode()
            assert place not in spelt
            assert one.get_data() == spelt, address
            same = {"Content-Length", "Cache-Control", "Content-Type"}
            assert {k: v for k, v in one.headers.items() if k in same} == {
                k: v for k, v in other.headers.items() if k in same
            }
        bodies = [asked(client, f"/variants/{name}", "") for name in (carried, never)]
        assert bodies[0][0] == bodies[1][0]
        assert bodies[0][1].replace(carried, "") == bodies[1][1].replace(never, "")


def test_what_is_not_shown_is_worded_so_that_it_does_not_tell_why(client: FlaskClient) -> None:
    answer = client.get("/variants/22-5-A-G")
    assert answer.status_code == 404
    page = answer.get_data(as_text=True)
    assert TEXT("problem.variant.explained") in page
    listed = text_of(client, "/variants?q=22-5-A-G")
    assert TEXT("variants.answer.not_shown") in listed
    assert TEXT("variants.why_not_shown", threshold=20) in listed


def test_rows_of_one_position_are_never_counted_beyond_the_listed(
    client: FlaskClient, store: VariantStore
) -> None:
    carried, _ = next(unlisted_alleles(store))
    contig, pos, _, _ = carried.split("-")
    page = text_of(client, f"/variants?q={contig}:{pos}")
    assert TEXT("variants.none_listed") in page


# ------------------------------------------------------------------ what is said


def test_a_variant_says_its_counts_and_frequencies_as_far_as_bands_tell(
    client: FlaskClient, variant: VariantRow
) -> None:
    page = text_of(client, f"/variants/{variant.variant_id}")
    for counts in variant.counts:
        for count in (counts.alleles, counts.called, counts.homozygotes):
            assert formatting.count(count, TEXT) in page
        assert frequency(counts.frequency, TEXT) in page
        assert frequency(confidence(counts.alleles, counts.called), TEXT) in page
    for words in (variant.rsid, variant.hgvs_c, variant.hgvs_p, variant.clinvar, "GRCh37"):
        assert escape(words, quote=False) in page
    assert TEXT("ancestry.title") in page
    assert TEXT("ancestry.lowered") in page
    assert TEXT("ancestry.floor", floor="300") in page
    assert TEXT("site.synthetic") in page


def test_the_most_frequent_group_is_named_only_where_bands_tell_it(
    client: FlaskClient, store: VariantStore
) -> None:
    told = set()
    for row in store.gene_page("MEGF10", limit=60).rows:
        known = [one.frequency for one in row.counts[1:]]
        most = max(range(5), key=lambda at: known[at].low)  # type: ignore[union-attr]
        certain = all(
            known[at].high < known[most].low  # type: ignore[union-attr]
            for at in range(5) if at != most
        )  # fmt: skip
        page = text_of(client, f"/variants/{row.variant_id}")
        assert (TEXT("variant.most_frequent_unknown") not in page) == certain
        told.add(certain)
    assert told == {True, False}


def test_structural_variants_have_pages_and_stand_beside_the_others(
    client: FlaskClient, store: VariantStore
) -> None:
    row = store.structural("22", 1, 2**31 - 1)[0]
    region = text_of(client, f"/variants?q=22:{row.pos}-{row.pos + 100}")
    assert TEXT("variants.caption_structural") in region
    assert f'href="/variants/{row.variant_id}"' in region
    page = text_of(client, f"/variants/{row.variant_id}")
    assert TEXT("variant.term.sv_length") in page
    assert "gnomad" not in page  # names structural variants in its own way
    stated = json.loads(text_of(client, f"/variants/{row.variant_id}.json"))
    assert (stated["sv_type"], stated["sv_length"]) == ("DEL", 500)


def test_links_lead_out_and_nothing_is_loaded_from_there(
    client: FlaskClient, variant: VariantRow
) -> None:
    page = text_of(client, f"/variants/{variant.variant_id}")
    gnomad = f"gnomad.broadinstitute.org/variant/{variant.variant_id}?dataset=gnomad_r2_1"
    for site in ("www.ncbi.nlm.nih.gov/snp/", "www.ncbi.nlm.nih.gov/clinvar/",
                 "grch37.ensembl.org", gnomad):  # fmt: skip
        assert f'href="https://{site}' in page
    assert not re.search(r'(src|action)="https?:', page)


def test_a_list_says_of_each_thing_what_it_was_understood_as(
    client: FlaskClient, variant: VariantRow
) -> None:
    other_build = "NC_000022.11:g.16050075A%3EG"
    things = (variant.rsid, "spch1", other_build, REGION, "zzz", "!!", variant.hgvs_p)
    page = text_of(client, f"/variants?q={'%0A'.join(things)}")
    assert TEXT("variants.kind.rsid", value=variant.rsid) in page
    assert 'href="/genes/FOXP2"' in page
    assert TEXT("variants.answer.other_build", build="GRCh38") in page
    assert TEXT("variants.answer.no_gene") in page
    assert TEXT("variants.answer.unknown") in page
    assert TEXT("variants.kind.name", value=variant.hgvs_p) in page
    assert page.count(f'href="/variants/{variant.variant_id}"') >= 3


def test_a_gene_alone_is_shown_with_its_variants(client: FlaskClient) -> None:
    page = text_of(client, "/variants?q=megf11&consequence=missense_variant")
    assert f'href="/genes/{GENE}"' in page
    own = text_of(client, f"/genes/{GENE}?consequence=missense_variant")
    found = re.search(r"1–50 of [0-9,]+ variants", own)
    assert found is not None
    assert found[0] in page
    rows = client.get("/variants.parquet?q=megf11&consequence=missense_variant").get_data()
    whole = client.get(f"/genes/{GENE}.parquet?consequence=missense_variant").get_data()
    assert rows == whole


def test_the_pages_of_a_gene_hold_every_listed_variant_once(
    client: FlaskClient, store: VariantStore
) -> None:
    address, found, steps = f"/genes/{GENE}?sort=frequent&group=eas", [], 0
    while address:
        page = text_of(client, address)
        table = page.split("<tbody>")[-1]
        found += re.findall(r'<th scope="row"><a href="/variants/([^"?]+)', table)
        link = re.search(r'href="([^"]*)#results" rel="next"', page)
        address = link[1].replace("&amp;", "&") if link else ""
        steps += 1
    assert steps == -(-2367 // 50)
    assert len(found) == len(set(found)) == 2367
    whole = store.gene_page(GENE, sort="frequent", limit=5000)
    assert set(found) == {row.variant_id for row in whole.rows}


def test_a_gene_of_any_size_is_shown_and_downloaded_whole(
    tmp_path_factory: pytest.TempPathFactory, ward_release: Path
) -> None:
    made = make(520_000, tmp_path_factory.mktemp("large"))
    tables = {"2": pq.read_table(made.folder / "variants/contig=2/part-0.parquet")}
    genes = pq.read_table(made.folder / "genes.parquet")
    folder = tmp_path_factory.mktemp("large-release")
    release = with_variants(open_release(ward_release), folder, tables, genes)
    client = create_app([release]).server.test_client()
    page = text_of(client, f"/genes/{LARGEST}?sort=rare")
    assert "1–50 of 40,000 variants" in page
    content = client.get(f"/genes/{LARGEST}.parquet?frequency=min1").get_data()
    kept = pq.read_table(io.BytesIO(content))
    assert 0 < kept.num_rows < 40_000
    lines = client.get(f"/genes/{LARGEST}.csv").get_data().count(b"\n")
    assert lines == 40_001


# ------------------------------------------------------------------ files


def test_a_variants_csv_and_json_say_what_its_page_says(
    client: FlaskClient, variant: VariantRow
) -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(client, f"/variants/{variant.variant_id}.csv"))))
    assert [row["ancestry_group"] for row in rows] == ["all", *GROUPS]
    stated = json.loads(text_of(client, f"/variants/{variant.variant_id}.json"))
    assert stated["build"] == "GRCh37"
    for row, counts in zip(rows, variant.counts, strict=True):
        assert (int(row["ac_low"]), int(row["ac_high"])) == (
            counts.alleles.low,
            counts.alleles.high,
        )
        assert counts.frequency is not None
        assert float(row["frequency_low"]) == pytest.approx(counts.frequency.low, abs=1e-6)
        told = stated["counts"][row["ancestry_group"]]
        assert told["an"] == {"low": counts.called.low, "high": counts.called.high}


def test_files_of_a_gene_hold_the_whole_result_in_its_order(
    client: FlaskClient, store: VariantStore
) -> None:
    query = "?consequence=missense_variant&sort=frequent&group=afr&frequency=min1"
    table = pq.read_table(io.BytesIO(client.get(f"/genes/{GENE}.parquet{query}").get_data()))
    ids = table["variant_id"].to_pylist()
    rows = list(csv.DictReader(io.StringIO(text_of(client, f"/genes/{GENE}.csv{query}"))))
    assert [row["variant_id"] for row in rows] == ids
    stated = json.loads(text_of(client, f"/genes/{GENE}.json{query}"))
    assert [one["variant_id"] for one in stated["variants"]] == ids[:50]
    assert stated["found"] == len(ids) > 0
    assert set(table["consequence"].to_pylist()) == {"missense_variant"}
    names = [name for name in table.schema.names if name.endswith(("_low", "_high"))]
    assert len(names) == 36
    page = text_of(client, f"/genes/{GENE}{query}")
    assert f"1–{min(50, len(ids))} of {len(ids)} variant" in page


def test_files_of_a_search_hold_what_was_found(client: FlaskClient, variant: VariantRow) -> None:
    query = f"?q={variant.rsid},22-5-A-G,{variant.variant_id}"
    rows = list(csv.DictReader(io.StringIO(text_of(client, f"/variants.csv{query}"))))
    assert [row["variant_id"] for row in rows] == [variant.variant_id]
    stated = json.loads(text_of(client, f"/variants.json{query}"))
    assert [one["state"] for one in stated["understood"]] == ["found", "not_shown", "found"]
    region = client.get(f"/variants.parquet?q={REGION}").get_data()
    assert pq.read_table(io.BytesIO(region)).num_rows > 50


def test_large_answers_are_not_kept_and_small_ones_are_the_same_again(client: FlaskClient) -> None:
    for address in (f"/genes/{GENE}", f"/genes/{GENE}.csv", f"/genes/{GENE}.parquet"):
        assert client.get(address).get_data() == client.get(address).get_data()


# ------------------------------------------------------------------ the search of the site


def test_search_and_suggestions_lead_to_genes_and_variants(
    client: FlaskClient, variant: VariantRow
) -> None:
    assert f'href="/genes/{GENE}"' in text_of(client, f"/search?q={GENE.lower()}")
    both = text_of(client, "/search?q=MEG")
    assert "/genes/MEGF10" in both
    assert "/genes/MEGF11" in both
    facet = text_of(client, "/search?q=meg&domain=gene")
    assert TEXT("domain.gene.name") in facet
    options = client.get("/search/suggest?q=spch").get_json()["options"]
    assert [one["href"] for one in options] == ["/genes/FOXP2"]
    assert options[0]["matched"] == TEXT("search.called", name="SPCH1")
    first = client.get(f"/search/suggest?q={variant.rsid}").get_json()["options"][0]
    assert first["href"] == f"/variants?q={variant.rsid}"
    assert f'href="/variants?q={variant.rsid}"' in text_of(client, f"/search?q={variant.rsid}")


def test_words_of_a_sentence_are_no_genes_unless_they_look_like_symbols(
    client: FlaskClient,
) -> None:
    assert "/genes/" not in text_of(client, "/search?q=heart+dl").split("<main")[1]
    assert "/genes/FOXP2" in text_of(client, "/search?q=heart+FOXP2")


def test_generated_releases_can_be_opened(generated: Made) -> None:
    assert open_variants(release_of(generated)) is not None


def test_tables_of_genes_count_what_is_listed(genomes: Release) -> None:
    tables = thousand_genomes()
    stated = {row["symbol"]: row["listed_variants"] for row in genes_table(tables).to_pylist()}
    store = open_variants(genomes)
    assert store is not None
    for symbol, listed in stated.items():
        gene = store.gene(symbol)
        assert gene is not None
        assert gene.listed == listed
