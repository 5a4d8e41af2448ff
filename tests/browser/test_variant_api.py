"""The API of variants: JSON and CSV, keys of pages, batches, and errors that programs can read."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aggregates.release import Release, open_release
from browser.api.batch import MOST
from browser.application import create_app
from browser.variants.store import VariantStore
from tests.browser.variant_releases import client, genomes

__all__ = ["client", "genomes"]  # fixtures
API = "/api/v1"
GENE = "MEGF11"
VARIANT = "22-16067462-C-T"
REGION = "22:16050000-16200000"
UNLISTED = "22-16050036-A-C"


def problem(answer: TestResponse, status: int) -> str:
    """The detail of a problem, after a look at its form."""
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    stated = json.loads(answer.get_data())
    assert stated["status"] == status
    assert stated["type"]
    assert stated["title"]
    return str(stated["detail"])


# ------------------------------------------------------------------ what pages say, for programs


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (f"/variants/{VARIANT}", f"/variants/{VARIANT}.json"),
        (f"/variants/{VARIANT}.csv", f"/variants/{VARIANT}.csv"),
        (f"/genes/{GENE}", f"/genes/{GENE}.json"),
        (f"/genes/{GENE}.csv?frequency=min5", f"/genes/{GENE}.csv?frequency=min5"),
        (f"/genes/{GENE}.parquet", f"/genes/{GENE}.parquet"),
        (f"/variants?q={REGION}&sort=rare", f"/variants.json?q={REGION}&sort=rare"),
        (f"/variants?q={VARIANT},{GENE}", f"/variants.json?q={VARIANT},{GENE}"),
        (f"/regions/{REGION}", f"/variants.json?q={REGION}"),
        (f"/regions/{REGION}.csv", f"/variants.csv?q={REGION}"),
    ],
)
def test_the_api_says_what_the_files_of_pages_say(
    client: FlaskClient, address: str, page: str
) -> None:
    answer = client.get(API + address)
    assert answer.status_code == 200
    assert answer.get_data() == client.get(page).get_data()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(API + address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", [f"/genes/{GENE}?sort=frequent", f"/regions/{REGION}?"])
def test_following_the_next_page_finds_every_variant_once(
    client: FlaskClient, address: str
) -> None:
    at, found = f"{API}{address}&limit=100", []
    while at:
        answer = client.get(at)
        stated = answer.get_json()
        found += [one["variant_id"] for one in stated["variants"]]
        link = answer.headers.get("Link", "")
        assert bool(link) == bool(stated["after"])
        at = link.partition(">")[0].lstrip("<")
    assert len(found) == len(set(found)) == stated["found"] > 100


def test_other_spellings_lead_to_the_one_address(client: FlaskClient) -> None:
    answer = client.get(f"{API}/variants/chr22:16067462-C-T")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{API}/variants/{VARIANT}"
    alias = client.get(f"{API}/genes/megf11?limit=7")
    assert alias.headers["Location"] == f"{API}/genes/{GENE}?limit=7"


def test_an_allele_that_is_not_listed_is_answered_as_one_never_seen(client: FlaskClient) -> None:
    answers = [client.get(f"{API}/variants/{one}") for one in (UNLISTED, "22-5-A-G", "7-1-A-T")]
    assert "in too few people to show, or it was not seen" in problem(answers[0], 404)
    assert len({answer.get_data() for answer in answers}) == 1


# ------------------------------------------------------------------ batches


def test_a_batch_is_a_list_in_json_or_lines_of_text(client: FlaskClient) -> None:
    ids = [VARIANT, "chr22:16067462 C>T", "22-5-A-G", "nonsense", "rs3016029"]
    answer = client.post(f"{API}/variants", json=ids)
    stated = answer.get_json()
    states = [one["state"] for one in stated["answers"]]
    assert states[:4] == ["found", "found", "not_shown", "unknown"]
    assert [one["asked"] for one in stated["answers"]] == ids
    single = client.get(f"{API}/variants/{VARIANT}").get_json()
    assert stated["answers"][0]["variants"][0]["counts"] == single["counts"]
    assert client.post(f"{API}/variants", json={"ids": ids}).get_data() == answer.get_data()
    lines = client.post(f"{API}/variants", data="\r\n".join(ids), content_type="text/plain")
    assert lines.get_data() == answer.get_data()
    content = client.post(f"{API}/variants.csv", json=ids[:4]).get_data(as_text=True)
    assert [row["variant_id"] for row in csv.DictReader(io.StringIO(content))] == [VARIANT]


def test_answers_say_which_release_they_are_from_and_whether_it_is_synthetic(
    client: FlaskClient, genomes: Release
) -> None:
    for address in (f"/variants/{VARIANT}", f"/genes/{GENE}", f"/variants?q={GENE}"):
        stated = client.get(API + address).get_json()["release"]
        assert stated["id"] == genomes.id
        assert stated["synthetic"] is genomes.synthetic
    posted = client.post(f"{API}/variants", json=[VARIANT]).get_json()["release"]
    assert posted["citation"] == genomes.citation
    table = client.get(f"{API}/genes/{GENE}.parquet")
    assert table.headers["Cohort-Release"] == genomes.id
    assert table.headers["Cohort-Synthetic"] == ("?1" if genomes.synthetic else "?0")


def test_a_batch_answers_a_thousand_ids_and_no_more(client: FlaskClient) -> None:
    ids = [f"22-{16_050_000 + number}-A-G" for number in range(MOST)]
    assert len(client.post(f"{API}/variants", json=ids).get_json()["answers"]) == MOST
    assert str(MOST) in problem(client.post(f"{API}/variants", json=[*ids, VARIANT]), 400)


def test_a_batch_tells_an_allele_that_is_not_listed_from_none_never_seen(
    client: FlaskClient,
) -> None:
    answers = client.post(f"{API}/variants", json=[UNLISTED, "22-5-A-G"]).get_json()["answers"]
    for one in answers:
        one.pop("asked")
    assert answers[0] == answers[1] == {"state": "not_shown", "variants": []}


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"[1]", b"{}", b'{"ids": "x"}', b"[[", b"\xff\xfe", b"[" * 100_000, b"null"],
)
def test_bodies_that_are_no_lists_are_problems(client: FlaskClient, body: bytes) -> None:
    problem(client.post(f"{API}/variants", data=body, content_type="application/json"), 400)


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    problem(client.post(f"{API}/variants", data=b"x" * 600_000, content_type="text/plain"), 413)


# ------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("/variants", 400, "q is missing"),
        ("/variants?q=1&frequensy=min5", 400, "frequency"),
        (f"/genes/{GENE}?frequency=often", 400, "frequency"),
        (f"/genes/{GENE}?group=martians", 400, "group"),
        (f"/genes/{GENE}?limit=1001", 400, "1000"),
        (f"/genes/{GENE}?limit=0", 400, "1000"),
        (f"/genes/{GENE}?after=22-5-A-G", 400, "after"),
        ("/genes/NOSUCHGENE", 404, ""),
        ("/variants/nonsense", 400, "22-16050075-A-G"),
        ("/regions/nonsense", 400, "22:16050000"),
        ("/nonsense", 404, ""),
        ("/variants/%00%ff", 400, ""),
        (f"/variants/{VARIANT}?sort=rare", 400, "release"),
        (f"/genes/{GENE}?limit=7&limit=8", 400, "more than once"),
        (f"/genes/{GENE}?limit=", 400, "empty"),
        (f"/genes/{GENE}?release=other", 404, "release"),
        (f"/variants?q={'A' * 7000}", 400, "6000"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    client: FlaskClient, address: str, status: int, named: str
) -> None:
    assert named in problem(client.get(API + address), status)


def test_problems_are_told_in_spanish(client: FlaskClient) -> None:
    assert "Falta q" in problem(client.get(f"{API}/variants?lang=es"), 400)


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.put(f"{API}/variants")
    problem(answer, 405)
    assert "POST" in answer.headers["Allow"]


def test_other_sites_may_ask_before_they_post(client: FlaskClient) -> None:
    answer = client.options(f"{API}/variants")
    assert answer.status_code == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


def test_what_breaks_is_a_problem_too(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ArithmeticError("a bug")

    monkeypatch.setattr(VariantStore, "variant", broken)
    problem(client.get(f"{API}/variants/{VARIANT}"), 500)
    answer = client.get(f"/beacon/v2/g_variants/{VARIANT}")
    assert answer.status_code == answer.get_json()["error"]["errorCode"] == 500
    assert "a bug" not in answer.get_data(as_text=True)
    assert "failed" in caplog.text


def test_a_release_without_variants_says_so(ward_release: object) -> None:
    client = create_app([open_release(ward_release)]).server.test_client()  # type: ignore[arg-type]
    for address in (f"/genes/{GENE}", f"/variants?q={GENE}", f"/variants/{VARIANT}"):
        assert "no data of this kind" in problem(client.get(API + address), 404)
    problem(client.post(f"{API}/variants", json=[VARIANT]), 404)
