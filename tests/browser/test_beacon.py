"""The Beacon: its documents, queries against a reading of the table, errors, and its silence."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.release import Release, open_release
from browser.application import create_app
from browser.beacon.alleles import forms
from browser.beacon.asked import LARGEST_PAGE
from browser.beacon.places import build_of
from browser.variants.store import VariantStore
from layouts.variant_rows import VariantRow
from tests.browser import beacon_schemas as schemas
from tests.browser.beacon_framework import departures
from tests.browser.variant_releases import client, genomes, store
from tests.examples import examples
from tests.variants import GROUPS, deletions, thousand_genomes

__all__ = ["client", "genomes", "store"]  # fixtures
BEACON = "/beacon/v2"
GENE = "MEGF11"
UNLISTED = {"referenceName": "22", "start": 16050035, "referenceBases": "A", "alternateBases": "C"}
NEVER_SEEN = {"referenceName": "22", "start": 4, "referenceBases": "A", "alternateBases": "C"}
VARIANT = {"referenceName": "22", "start": 16067461, "referenceBases": "C", "alternateBases": "T"}
DOCUMENTS = {
    "": schemas.INFO,
    "/": schemas.INFO,
    "/info": schemas.INFO,
    "/service-info": schemas.SERVICE,
    "/configuration": schemas.CONFIGURATION,
    "/map": schemas.MAP,
    "/entry_types": schemas.ENTRY_TYPES,
    "/filtering_terms": schemas.TERMS,
    "/datasets": schemas.COLLECTIONS,
}
FRAMEWORK = {
    "": "responses/beaconInfoResponse",
    "/": "responses/beaconInfoResponse",
    "/info": "responses/beaconInfoResponse",
    "/service-info": "responses/ga4gh-service-info-1-0-0-schema",
    "/configuration": "responses/beaconConfigurationResponse",
    "/map": "responses/beaconMapResponse",
    "/entry_types": "responses/beaconEntryTypesResponse",
    "/filtering_terms": "responses/beaconFilteringTermsResponse",
    "/datasets": "responses/beaconCollectionsResponse",
}


def get(client: FlaskClient, query: Mapping[str, Any], **frame: str) -> dict[str, Any]:
    """A valid answer to a GET."""
    answer = client.get(f"{BEACON}/g_variants", query_string={**query, **frame})
    stated: dict[str, Any] = json.loads(answer.get_data())
    assert answer.status_code == 200, stated
    boolean = frame.get("requestedGranularity") == "boolean"
    assert schemas.problems(stated, schemas.BOOLEAN if boolean else schemas.COUNT) == []
    kind = "Resultsets" if "response" in stated else "Boolean" if boolean else "Count"
    assert departures(stated, f"responses/beacon{kind}Response") == []
    return stated


def number(client: FlaskClient, **query: Any) -> int:
    return int(get(client, query)["responseSummary"]["numTotalResults"])


def error(client: FlaskClient, query: Mapping[str, Any], status: int = 400) -> str:
    answer = client.get(f"{BEACON}/g_variants", query_string=query)
    stated = json.loads(answer.get_data())
    assert answer.status_code == status == stated["error"]["errorCode"]
    assert schemas.problems(stated, schemas.ERROR) == []
    assert departures(stated, "responses/beaconErrorResponse") == []
    return str(stated["error"]["errorMessage"])


# ------------------------------------------------------------------ documents


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_are_as_the_schemas_have_them(client: FlaskClient, path: str) -> None:
    answer = client.get(BEACON + path)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert schemas.problems(answer.get_json(), DOCUMENTS[path]) == []
    assert departures(answer.get_json(), FRAMEWORK[path]) == []
    again = client.get(BEACON + path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def _without(answer: dict[str, Any], path: str) -> dict[str, Any]:
    *steps, last = path.split(".")
    broken = deepcopy(answer)
    inner = broken
    for step in steps:
        inner = inner[step]
    del inner[last]
    return broken


@pytest.mark.parametrize(
    "path",
    ["meta", "meta.beaconId", "meta.returnedGranularity", "meta.receivedRequestSummary.pagination",
     "responseSummary.exists", "responseSummary.numTotalResults"],
)  # fmt: skip
def test_the_schemas_catch_what_is_missing(client: FlaskClient, path: str) -> None:
    broken = _without(get(client, VARIANT), path)
    assert schemas.problems(broken, schemas.COUNT) != []
    if path != "responseSummary.numTotalResults":  # which the framework does not ask for
        assert departures(broken, "responses/beaconCountResponse") != []


def test_the_schemas_catch_what_is_wrong(client: FlaskClient) -> None:
    answer = get(client, VARIANT)
    for change in (
        {"responseSummary": {"exists": "yes", "numTotalResults": 1}},
        {"responseSummary": {"exists": True, "numTotalResults": -1}},
        {"responseSummary": {"exists": True, "numTotalResults": 1, "countPrecision": "about"}},
        {"meta": {**answer["meta"], "returnedGranularity": "some"}},
        {"response": {"resultSets": [{"id": "x", "exists": True}]}},
    ):
        assert schemas.problems({**answer, **change}, schemas.COUNT) != []
    assert schemas.problems({"meta": answer["meta"], "error": {}}, schemas.ERROR) != []


def test_it_says_that_data_are_synthetic_where_they_are(
    client: FlaskClient, genomes: Release
) -> None:
    assert genomes.synthetic
    told = client.get(f"{BEACON}/info").get_json()["response"]
    assert told["environment"] == "test"
    answers = (told, get(client, VARIANT), get(client, NEVER_SEEN))
    for answer in answers:
        assert answer["info"]["synthetic"] is True
        assert "synthetic" in answer["info"]["data"]
    status = client.get(f"{BEACON}/configuration").get_json()["response"]["maturityAttributes"]
    assert status == {"productionStatus": "TEST"}


def test_the_operator_names_the_beacon(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = client.get(f"{BEACON}/info", base_url="https://browser.example.org").get_json()
    assert named["response"]["id"] == "org.example.browser.beacon"
    monkeypatch.setenv("COHORT_BROWSER_BEACON_ID", "org.example.study")
    monkeypatch.setenv("COHORT_BROWSER_ORGANIZATION", "The Study")
    told = client.get(f"{BEACON}/info").get_json()
    assert told["meta"]["beaconId"] == told["response"]["id"] == "org.example.study"
    assert told["response"]["organization"]["name"] == "The Study"


def test_the_map_leads_to_what_answers(client: FlaskClient) -> None:
    for one in client.get(f"{BEACON}/map").get_json()["response"]["endpointSets"].values():
        assert client.get(one["rootUrl"].removeprefix("http://localhost")).status_code == 200
        single = one.get("singleEntryUrl", "")
        if single:
            address = single.replace("{id}", "22-16067462-C-T").removeprefix("http://localhost")
            assert client.get(address).get_json()["responseSummary"]["exists"] is True


# ------------------------------------------------------------------ single alleles


def rows_of(store: VariantStore) -> list[VariantRow]:
    return [
        row
        for contig in store.contigs
        for row in store.region(contig, 1, 2**31 - 1, limit=10**6).rows
    ]


def test_every_listed_allele_is_found_at_its_place_and_at_no_other(
    client: FlaskClient, store: VariantStore
) -> None:
    rows = rows_of(store)
    indels = [row for row in rows if len(row.ref) != len(row.alt)]
    assert len(indels) > 20
    for row in [*rows[:: len(rows) // 60], *indels[:: len(indels) // 40]]:
        asked = {"referenceName": f"chr{row.contig}", "referenceBases": row.ref,
                 "alternateBases": row.alt, "assemblyId": "GRCh37"}  # fmt: skip
        answer = get(client, {**asked, "start": row.pos - 1})
        assert answer["responseSummary"]["numTotalResults"] == 1
        told = answer["response"]["resultSets"][0]["info"]["variants"][0]
        assert told["variantInternalId"] == row.variant_id
        for step in (-1, 1):
            if store.variant(f"{row.contig}-{row.pos + step}-{row.ref}-{row.alt}") is None:
                near = {**asked, "start": row.pos - 1 + step}
                shifted = forms(row.pos - 1 + step, row.ref, row.alt)
                if not shifted & forms(row.pos - 1, row.ref, row.alt):
                    assert get(client, near)["responseSummary"]["exists"] is False


def test_an_allele_is_found_without_padding_and_with_more_of_it(
    client: FlaskClient, store: VariantStore
) -> None:
    row = next(row for row in rows_of(store) if len(row.ref) == 1 < len(row.alt))
    place = {"referenceName": row.contig, "assemblyId": "hg19"}
    bare = {**place, "start": row.pos, "referenceBases": "", "alternateBases": row.alt[1:]}
    padded = {**place, "start": row.pos - 1, "referenceBases": row.ref + "GG",
              "alternateBases": row.alt + "GG"}  # fmt: skip
    for query in (bare, padded):
        assert get(client, query)["responseSummary"]["numTotalResults"] == 1
    dashed = {**bare, "referenceBases": "-"}
    assert get(client, dashed)["responseSummary"]["exists"] is True


@given(
    start=st.integers(5, 100), ref=st.text("ACGT", max_size=5), alt=st.text("ACGT", max_size=5),
    before=st.text("ACGT", max_size=4), after=st.text("ACGT", max_size=4),
)  # fmt: skip
@settings(max_examples=examples(200), deadline=None)
def test_padding_never_changes_which_allele_is_meant(
    start: int, ref: str, alt: str, before: str, after: str
) -> None:
    padded = forms(start - len(before), before + ref + after, before + alt + after)
    if ref != alt:
        assert forms(start, ref, alt) & padded


def test_wildcards_stand_for_bases(client: FlaskClient) -> None:
    place = {"referenceName": "22", "start": 16067461}
    assert number(client, **place, referenceBases="C", alternateBases="Y") == 1
    assert number(client, **place, referenceBases="N", alternateBases="N") == 1
    assert number(client, **place, referenceBases="C", alternateBases="R") == 0
    assert number(client, **place, alternateBases="T") == 1


@pytest.mark.parametrize(
    "name", ["22", "chr22", "Chr22", "refseq:NC_000022.10", "NC_000022.10", "NC_000022"]
)
def test_contigs_go_by_many_names(client: FlaskClient, name: str) -> None:
    assert number(client, **{**VARIANT, "referenceName": name}) == 1


@pytest.mark.parametrize(
    ("name", "build"),
    [("GRCh37", "GRCh37"), ("grch37.p13", "GRCh37"), ("hg19", "GRCh37"), ("b37", "GRCh37"),
     ("GCF_000001405.13", "GRCh37"), ("GCA_000001405.14", "GRCh37"), ("GRCh38", "GRCh38"),
     ("hg38", "GRCh38"), ("GCF_000001405.39", "GRCh38"), ("GCA_000001405.15", "GRCh38"),
     ("NCBI36", ""), ("hg37", ""), ("GRCh19", ""), ("", "")],
)  # fmt: skip
def test_assemblies_go_by_many_names(name: str, build: str) -> None:
    assert build_of(name) == build


def test_another_assembly_is_an_error_and_not_a_no(client: FlaskClient) -> None:
    for other in ("GRCh38", "hg38", "T2T-CHM13"):
        assert "GRCh37" in error(client, {**VARIANT, "assemblyId": other})
    assert "GRCh37" in error(client, {**VARIANT, "referenceName": "NC_000022.11"})
    mitochondrion = {**VARIANT, "referenceName": "chrM", "start": 100}
    assert "GRCh37" in error(client, {**mitochondrion, "assemblyId": "hg19"})
    assert number(client, **mitochondrion, assemblyId="GRCh37") == 0


def test_bands_of_single_variants_are_declared_as_such(
    client: FlaskClient, store: VariantStore
) -> None:
    answer = get(client, VARIANT)
    assert answer["responseSummary"]["countPrecision"] == "exact"
    told = answer["response"]["resultSets"][0]
    assert told["info"]["countPrecision"] == "imprecise"
    row = store.variant("22-16067462-C-T")
    assert row is not None
    people = told["info"]["variants"][0]["populations"]
    assert [one["population"] for one in people] == ["all", *GROUPS]
    for one, counts in zip(people, row.counts, strict=True):
        assert one["alleleCount"] == {"low": counts.alleles.low, "high": counts.alleles.high}
        assert one["homozygotes"]["high"] > one["homozygotes"]["low"]


# ------------------------------------------------------------------ listing


def silent(answer: dict[str, Any]) -> bytes:
    """An answer without what it repeats of the question."""
    del answer["meta"]["receivedRequestSummary"]["requestParameters"]
    return json.dumps(answer).encode()


@pytest.mark.parametrize("granularity", ["boolean", "count", "record"])
@pytest.mark.parametrize("include", ["HIT", "MISS", "ALL", "NONE"])
def test_an_allele_that_is_not_listed_is_answered_as_one_never_seen(
    client: FlaskClient, granularity: str, include: str
) -> None:
    frame = {"requestedGranularity": granularity, "includeResultsetResponses": include}
    answers = [silent(get(client, query, **frame)) for query in (UNLISTED, NEVER_SEEN)]
    assert answers[0] == answers[1]
    by_id = [
        client.get(f"{BEACON}/g_variants/{one}", query_string=frame).get_data()
        for one in ("22-16050036-A-C", "22-5-A-C")
    ]
    assert by_id[0] == by_id[1]


# ------------------------------------------------------------------ stretches and genes


def spans(store: VariantStore, contig: str) -> Iterator[tuple[int, int, str, str]]:
    """Half-open stretches counted from 0: of short variants, then of deletions."""
    for row in store.region(contig, 1, 2**31 - 1, limit=10**6).rows:
        yield row.pos - 1, row.pos - 1 + len(row.ref), row.ref, row.alt
    if contig == "22":
        for row in deletions(thousand_genomes()["22"]).to_pylist():
            yield row["pos"], row["sv_end"], "", "<DEL>"


@pytest.fixture(scope="module")
def everything(store: VariantStore) -> list[tuple[int, int, str, str]]:
    return list(spans(store, "22"))


@given(st.data())
@settings(max_examples=examples(60), deadline=None)
def test_ranges_find_what_overlaps_them(
    client: FlaskClient, everything: list[tuple[int, int, str, str]], data: st.DataObject
) -> None:
    near = data.draw(st.sampled_from(everything))[data.draw(st.integers(0, 1))]
    start = max(near + data.draw(st.integers(-3, 3)), 0)
    end = start + data.draw(st.integers(1, 3000))
    inside = [one for one in everything if one[0] < end and one[1] > start]
    place = {"referenceName": "22", "start": start, "end": end}
    assert number(client, **place) == len(inside)
    assert number(client, **place, variantType="SNP") == sum(
        len(one[2]) == len(one[3]) == 1 for one in inside
    )
    assert number(client, **place, variantType="DEL") == sum(
        one[3] == "<DEL>" or len(one[2]) > len(one[3]) for one in inside
    )
    assert number(client, **place, alternateBases="T") == sum(one[3] == "T" for one in inside)
    assert number(client, **place, variantMinLength=300) == sum(one[3] == "<DEL>" for one in inside)


@given(st.data())
@settings(max_examples=examples(40), deadline=None)
def test_brackets_find_what_begins_and_ends_in_them(
    client: FlaskClient, everything: list[tuple[int, int, str, str]], data: st.DataObject
) -> None:
    begins, ends, *_ = data.draw(st.sampled_from(everything[-20:]))
    first, last = (max(begins + data.draw(st.integers(*one)), 0) for one in ((-900, 1), (2, 900)))
    least, most = ends + data.draw(st.integers(-900, 1)), ends + data.draw(st.integers(2, 900))
    found = sum(first <= one[0] < last and least <= one[1] < most for one in everything)
    place = {"referenceName": "22", "start": f"{first},{last}", "end": f"{least},{most}"}
    assert number(client, **place) == found


def test_one_base_is_the_half_open_stretch_around_it(client: FlaskClient) -> None:
    for start, end, found in ((16067461, 16067462, 1), (16067462, 16067463, 0)):
        assert number(client, referenceName="22", start=start, end=end, alternateBases="T") == found


def test_a_gene_query_counts_what_the_genes_page_lists(
    client: FlaskClient, store: VariantStore
) -> None:
    gene = store.gene(GENE)
    assert gene is not None
    assert number(client, geneId=GENE) == gene.listed == 2367
    assert number(client, geneId=GENE.lower(), assemblyId="hg19") == gene.listed
    rows = store.gene_page(GENE, limit=5000).rows
    snps = sum(len(row.ref) == len(row.alt) == 1 for row in rows)
    assert number(client, geneId=GENE, variantType="SNV") == snps
    assert number(client, geneId="NOSUCHGENE") == 0


def test_names_of_alleles_are_understood(client: FlaskClient, store: VariantStore) -> None:
    rows = store.gene_page(GENE, limit=5000).rows
    row = next(row for row in rows if row.hgvs_p and len(row.ref) == len(row.alt) == 1)
    short = f"NC_0000{row.contig}.{9 if row.contig == '15' else 10}:g.{row.pos}{row.ref}>{row.alt}"
    assert number(client, genomicAlleleShortForm=short) == 1
    assert number(client, genomicAlleleShortForm=short, variantType="SNP") == 1
    assert number(client, genomicAlleleShortForm=short, variantType="DEL") == 0
    assert number(client, genomicAlleleShortForm=row.hgvs_c) >= 1
    change = row.hgvs_p.rsplit(":", 1)[-1].removeprefix("p.")
    assert number(client, geneId=GENE, aminoacidChange=change) >= 1


def test_a_query_for_everything_counts_what_is_listed(
    client: FlaskClient, store: VariantStore
) -> None:
    assert number(client) == store.listed


# ------------------------------------------------------------------ the frame of an answer


def test_granularity_is_what_is_asked_or_the_finest_offered(client: FlaskClient) -> None:
    yes = get(client, VARIANT, requestedGranularity="boolean")
    assert yes["responseSummary"] == {"exists": True}
    assert "resultsCount" not in json.dumps(yes)
    for wanted in ("record", "aggregated"):
        query = {**VARIANT, "requestedGranularity": wanted}
        answer = client.get(f"{BEACON}/g_variants", query_string=query).get_json()
        assert schemas.problems(answer, schemas.COUNT) == []
        # the framework has since dropped the second, which is said back to who still asks for it
        said_back = departures(answer, "responses/beaconResultsetsResponse")
        assert [wanted in one for one in said_back] == [True] * (wanted == "aggregated")
        assert answer["meta"]["returnedGranularity"] == "count"
        assert answer["meta"]["receivedRequestSummary"]["requestedGranularity"] == wanted
        assert wanted in answer["info"]["granularity"]


@pytest.mark.parametrize(
    ("include", "hit", "miss"), [("HIT", 1, 0), ("MISS", 0, 1), ("ALL", 1, 1), ("NONE", None, None)]
)
def test_result_sets_are_included_as_asked(
    client: FlaskClient, include: str, hit: int | None, miss: int | None
) -> None:
    for query, expected in ((VARIANT, hit), (NEVER_SEEN, miss)):
        answer = get(client, query, includeResultsetResponses=include)
        sets = answer.get("response", {}).get("resultSets")
        assert (None if sets is None else len(sets)) == expected
        if sets is not None:
            assert schemas.problems(answer, schemas.RESULT_SETS) == []


def test_test_mode_and_pagination_are_said_back(client: FlaskClient) -> None:
    answer = get(client, VARIANT, testMode="true", skip="2", limit="50")
    assert answer["meta"]["testMode"] is True
    summary = answer["meta"]["receivedRequestSummary"]
    assert summary["pagination"] == {"skip": 2, "limit": 50}
    assert summary["requestParameters"]["g_variant"]["start"] == [16067461]
    assert str(LARGEST_PAGE) in error(client, {**VARIANT, "limit": LARGEST_PAGE + 1})


def test_a_post_says_the_same_as_a_get(client: FlaskClient) -> None:
    parameters = {**VARIANT, "start": [VARIANT["start"]]}
    query = {"requestedGranularity": "count", "pagination": {"skip": 0, "limit": 10}}
    bodies: list[dict[str, Any]] = [
        {"meta": {"apiVersion": "2.0"}, "query": {**query, "requestParameters": parameters}},
        {"meta": {}, "query": {"requestParameters": {"g_variant": parameters}}},
        {"query": {"requestParameters": VARIANT, "filters": [], "testMode": False}},
    ]
    for body in bodies:
        answer = client.post(f"{BEACON}/g_variants", json=body)
        assert answer.get_json() == get(client, VARIANT)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.post(f"{BEACON}/g_variants").get_json() == get(client, {})


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"referenceName": "22", "start": 5}, "alternateBases"),
        ({"referenceName": "22"}, "start"),
        ({"start": 5, "alternateBases": "A"}, "referenceName"),
        ({**VARIANT, "referenceName": "chr99"}, "referenceName"),
        ({**VARIANT, "referenceName": "../../etc/passwd"}, "referenceName"),
        ({**VARIANT, "start": -1}, "start"),
        ({**VARIANT, "start": 2**31}, "start"),
        ({**VARIANT, "start": "1e9"}, "start"),
        ({**VARIANT, "start": "１"}, "start"),
        ({**VARIANT, "start": "1,2,3"}, "start"),
        ({**VARIANT, "start": 10, "end": 10}, "start and end"),
        ({**VARIANT, "start": 10, "end": "12,14"}, "start and end"),
        ({"referenceName": "22", "start": "12,10", "end": "20,30"}, "start and end"),
        ({**VARIANT, "alternateBases": "<script>"}, "alternateBases"),
        ({**VARIANT, "alternateBases": "A" * 1001}, "alternateBases"),
        ({**VARIANT, "referenceBases": "(A+)+"}, "referenceBases"),
        ({**VARIANT, "variantType": "SOMETHING"}, "variantType"),
        ({**VARIANT, "geneId": GENE}, "one of them"),
        ({"variantType": "SNP"}, "geneId"),
        ({"aminoacidChange": "V600E"}, "geneId"),
        ({"geneId": "A" * 3000}, "geneId"),
        ({"geneId": "A\x00B"}, "geneId"),
        ({"genomicAlleleShortForm": "whatever"}, "HGVS"),
        ({**VARIANT, "mateName": "21"}, "not known"),
        ({**VARIANT, "filters": "HP:0000001"}, "no filters"),
        ({**VARIANT, "requestedGranularity": "all"}, "requestedGranularity"),
        ({**VARIANT, "includeResultsetResponses": "SOME"}, "includeResultsetResponses"),
        ({**VARIANT, "testMode": "maybe"}, "testMode"),
        ({**VARIANT, "skip": "-3"}, "skip"),
        ({f"x{number}": "1" for number in range(100)}, "too many"),
    ],
)
def test_what_cannot_be_followed_is_an_error(
    client: FlaskClient, query: Mapping[str, Any], named: str
) -> None:
    assert named in error(client, query)


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'"x"', b"[" * 50_000, b'{"query": []}', b'{"query": {"requestParameters": 5}}',
     b'{"query": {"requestParameters": {"start": true, "referenceName": "22"}}}',
     b'{"query": {"requestParameters": {"start": [1.5], "referenceName": "22"}}}',
     b'{"query": {"requestParameters": {"start": ["x"], "referenceName": "22"}}}',
     b'{"query": {"requestParameters": {"start": [[1]], "referenceName": "22"}}}',
     b'{"query": {"requestParameters": {"geneId": ["MEGF11"]}}}',
     b'{"query": {"requestParameters": {"geneId": {}}}}',
     b'{"query": {"requestParameters": {"g_variant": []}}}',
     b'{"query": {"pagination": {"limit": 1e99}}}', b'{"query": {"pagination": 3}}',
     b'{"query": {"filters": [{"id": "HP:0000001"}]}}', b'{"query": {"testMode": 7}}',
     b'{"query": {"requestedGranularity": ["count"]}}', b"\xff\xfe", b"9" * 5000],
)  # fmt: skip
def test_bodies_that_cannot_be_followed_are_errors(client: FlaskClient, body: bytes) -> None:
    answer = client.post(f"{BEACON}/g_variants", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert schemas.problems(answer.get_json(), schemas.ERROR) == []


@given(st.dictionaries(st.sampled_from(
    ["start", "end", "referenceName", "alternateBases", "geneId", "variantMinLength", "limit"]),
    st.text(max_size=30)))  # fmt: skip
@settings(max_examples=examples(80), deadline=None)
def test_whatever_is_asked_is_answered_or_refused(
    client: FlaskClient, query: dict[str, str]
) -> None:
    for answer in (
        client.get(f"{BEACON}/g_variants", query_string=query),
        client.post(f"{BEACON}/g_variants", json={"query": {"requestParameters": query}}),
    ):
        assert answer.status_code in (200, 400)
        known = schemas.COUNT if answer.status_code == 200 else schemas.ERROR
        assert schemas.problems(answer.get_json(), known) == []


def test_errors_of_the_server_have_the_same_form(client: FlaskClient) -> None:
    for answer, status in (
        (client.get(f"{BEACON}/individuals"), 404),
        (client.put(f"{BEACON}/g_variants"), 405),
        (client.post(f"{BEACON}/info"), 405),
        (client.post(f"{BEACON}/g_variants", data=b"x" * 70_000), 413),
        (client.get(f"{BEACON}/g_variants/nonsense"), 400),
    ):
        assert answer.status_code == status
        assert schemas.problems(answer.get_json(), schemas.ERROR) == []
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_release_without_variants_says_so(ward_release: Path) -> None:
    client = create_app([open_release(ward_release)]).server.test_client()
    assert "no variants" in error(client, VARIANT, 404)
    for path, schema in DOCUMENTS.items():
        answer = client.get(BEACON + path)
        assert answer.status_code == 200
        assert schemas.problems(answer.get_json(), schema) == []
    assert client.get(f"{BEACON}/datasets").get_json()["response"] == {"collections": []}
