"""The API over everything that the site shows: one way to each number, for people and programs."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from aggregates.release import Concept, Release, open_release
from browser.api.columns import TYPES, typed
from browser.api.resources import RESOURCES, addresses, find
from browser.application import create_app
from layouts.address import DOMAIN_PATHS
from tests.examples import examples

API = "/api/v1"
PARTICIPANTS = ("participants_low", "participants_high")


def problem(answer: TestResponse, status: int) -> str:
    """The detail of a problem, after a look at its form (RFC 9457)."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    stated = json.loads(answer.get_data())
    assert stated["status"] == status
    return str(stated["detail"])


def pages(client: FlaskClient, address: str) -> Iterator[dict[str, object]]:
    """The rows of an address and of all that ``next`` leads to."""
    at = API + address
    while at:
        stated = client.get(at).get_json()
        yield from stated["rows"]
        at = stated["next"]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# ------------------------------------------------------------------ the numbers of the pages


@pytest.fixture(scope="module")
def concept_ids(release: Release) -> list[tuple[str, int]]:
    """Every concept with a page of its own."""
    return [
        (one.id, concept.concept_id)
        for one in release.domains
        if one.id in DOMAIN_PATHS and one.id != "survey"
        for concept in release.concepts(one.id)
    ]


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_concept_says_number_for_number_what_its_page_can_be_downloaded_as(
    client: FlaskClient, concept_ids: list[tuple[str, int]], data: st.DataObject
) -> None:
    domain, concept_id = data.draw(st.sampled_from(concept_ids))
    ending = data.draw(st.sampled_from(("", "/pairs", "/values")))
    path = f"{DOMAIN_PATHS[domain]}/{concept_id}{ending}"
    download = client.get(f"{path}.csv").get_data(as_text=True)
    assert client.get(f"{API}{path}.csv").get_data(as_text=True) == download
    wanted = [{name: typed(name, value) for name, value in row.items()} for row in table(download)]
    many = "?limit=1000" if ending == "/pairs" else ""
    assert list(pages(client, path + many)) == wanted


@pytest.mark.parametrize("path", ["/conditions", "/drugs", "/diversity", "/data-types"])
def test_a_list_is_the_download_of_its_page(client: FlaskClient, path: str) -> None:
    download = client.get(f"{path}.csv")
    answer = client.get(f"{API}{path}.csv")
    if download.status_code == 404:  # a release without the kind of data
        problem(answer, 404)
        return
    assert answer.get_data() == download.get_data()
    rows = list(pages(client, path))
    assert len(rows) == len(table(download.get_data(as_text=True)))


def test_a_filtered_list_is_that_of_the_page(client: FlaskClient, concept: Concept) -> None:
    word = concept.name.split()[0]
    page = client.get(f"/conditions.csv?q={word}&sort=name").get_data(as_text=True)
    rows = list(pages(client, f"/conditions?q={word}&sort=name"))
    assert [row["concept_id"] for row in rows] == [int(row["concept_id"]) for row in table(page)]
    assert concept.concept_id in {row["concept_id"] for row in rows}


def test_a_search_finds_what_the_search_page_lists_in_the_same_order(
    client: FlaskClient, concept: Concept
) -> None:
    word = concept.name.split()[0]
    rows = list(pages(client, f"/search?q={word}&limit=7"))
    page = client.get(f"/search?q={word}").get_data(as_text=True)
    places = [page.find(f'href="{row["page"]}"') for row in rows[:20]]
    assert -1 not in places
    assert places == sorted(places)
    only = list(pages(client, f"/search?q={word}&domain=drug"))
    assert {row["domain"] for row in only} <= {"drug"}


def test_all_participants_are_those_of_the_release(client: FlaskClient, release: Release) -> None:
    rows = client.get(f"{API}/participants").get_json()["rows"]
    cells = [(row["cut"], row["group"], row[PARTICIPANTS[0]], row[PARTICIPANTS[1]]) for row in rows]
    wanted = [
        (cut, "*".join(cell.groups), cell.participants.low, cell.participants.high)
        for cut, counts in release.cuts("cohort", 0).items()
        for cell in counts
    ]
    assert cells == wanted


def test_the_hierarchy_is_that_of_the_concepts_pages(client: FlaskClient, concept: Concept) -> None:
    below = [
        row["child_id"]
        for row in pages(client, "/conditions/hierarchy?limit=500")
        if row["parent_id"] == concept.concept_id
    ]
    stated = client.get(f"{API}/conditions/{concept.concept_id}").get_json()["concept"]
    listed = [one["concept_id"] for one in (*stated["narrower"], *stated["results"])]
    assert sorted(below) == sorted(listed) != []


def test_every_resource_has_the_columns_that_it_states(client: FlaskClient) -> None:
    """The table of resources is what OpenAPI and the reference are made of."""
    concept = client.get(f"{API}/conditions?limit=1").get_json()["rows"][0]["concept_id"]
    release = client.get(API).get_json()["release"]["id"]
    seen = set()
    for resource in RESOURCES:
        for pattern, _ in addresses(resource):
            path = pattern.replace("<concept_id>", str(concept)).replace("<release_id>", release)
            query = "?q=a" if resource.name == "search" else ""
            answer = client.get(f"{API}{path}.csv{query}")
            if answer.status_code == 200:
                header = answer.get_data(as_text=True).partition("\r\n")[0]
                assert tuple(header.split(",")) == resource.columns
                seen.add(resource.name)
        assert set(resource.columns) <= set(TYPES)
    assert {"concepts", "concept", "values", "pairs", "releases", "participants"} <= seen
    assert {"scope", "compare", "over_releases"} <= seen


# ------------------------------------------------------------------ pages of lists


@settings(max_examples=examples(10), deadline=None)
@given(limit=st.integers(1, 60))
def test_following_next_gives_every_row_once_in_the_order_of_the_list(limit: int) -> None:
    client, whole = _LISTS["client"], _LISTS["whole"]
    rows = list(pages(client, f"/conditions?limit={limit}"))
    assert rows == whole


_LISTS: dict[str, object] = {}


@pytest.fixture(autouse=True, scope="module")
def _lists(client: FlaskClient) -> None:
    """What the property above compares with: hypothesis takes no fixtures of other scopes."""
    _LISTS["client"] = client
    _LISTS["whole"] = list(pages(client, "/conditions?limit=1000"))


def test_the_next_page_stands_in_the_body_and_in_the_link_header(client: FlaskClient) -> None:
    answer = client.get(f"{API}/conditions?limit=2&lang=es")
    following = answer.get_json()["next"]
    assert answer.headers["Link"] == f'<{following}>; rel="next"'
    assert "lang=es" in following
    assert "limit=2" in following
    last = client.get(f"{API}/conditions?limit=1000")
    assert last.get_json()["next"] is None
    assert "Link" not in last.headers


def test_a_csv_is_whole_unless_a_page_is_asked_for(client: FlaskClient) -> None:
    whole = table(client.get(f"{API}/conditions.csv").get_data(as_text=True))
    part = client.get(f"{API}/conditions.csv?limit=3")
    assert table(part.get_data(as_text=True)) == whole[:3]
    assert ".csv?" in part.headers["Link"]


# ------------------------------------------------------------------ what every answer has


def test_every_answer_says_which_release_it_is_from(client: FlaskClient, release: Release) -> None:
    for path in ("", "/conditions", "/participants", "/privacy", "/releases", "/glossary"):
        stated = client.get(API + path).get_json()["release"]
        assert stated["id"] == release.id
        assert stated["synthetic"] is True
        assert stated["citation"] == release.citation
    headers = client.get(f"{API}/conditions.csv").headers
    assert headers["Cohort-Release"] == release.id
    assert headers["Cohort-Synthetic"] == "?1"
    assert client.get(headers["Cohort-Description"]).status_code == 200


@pytest.mark.parametrize(
    "path", ["", "/openapi.json", "/conditions", "/conditions.csv", "/privacy"]
)
def test_an_answer_that_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    answer = client.get(API + path)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(API + path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.get_data() == b""
    head = client.head(API + path)
    assert head.headers["ETag"] == answer.headers["ETag"]
    assert head.headers["Cache-Control"] == "public, max-age=300"


def test_scripts_of_other_sites_may_read_it(client: FlaskClient) -> None:
    answer = client.get(f"{API}/conditions", headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Link" in answer.headers["Access-Control-Expose-Headers"]
    before = client.options(f"{API}/conditions", headers={"Origin": "https://example.org"})
    assert "GET" in before.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("/nonsense", 404, ""),
        ("/conditions/999999999", 404, "cannot be told apart"),
        ("/conditions/x", 404, ""),
        ("/conditions/1/nonsense", 404, ""),
        ("/privacy.csv", 404, ""),
        ("/conditions?limti=3", 400, "limit"),
        ("/conditions?limit=0", 400, "1000"),
        ("/conditions?limit=1001", 400, "1000"),
        ("/conditions?limit=1&limit=2", 400, "more than once"),
        ("/conditions?q=", 400, "empty"),
        ("/conditions?q=%20%09", 400, "empty"),
        ("/conditions?q=%1C", 400, "empty"),  # white space in Python, not so in JSON Schema
        ("/conditions?q=%C2%85", 400, "empty"),
        ("/conditions?q=%EF%BB%BF", 400, "empty"),  # the other way round
        ("/conditions?sort=size", 400, "sort"),
        ("/conditions?after=nothing", 400, "after"),
        ("/conditions?lang=fr", 400, "lang"),
        ("/conditions?release=other", 404, "release"),
        ("/search", 400, "q is missing"),
        ("/search?q=a&domain=martian", 400, "domain"),
        ("/search?q=a&domain=observation", 404, "no data of this kind"),
        (f"/search?q={'a' * 500}", 400, "200"),
        ("/participants?limit=5", 400, "release"),
        ("/releases/other", 404, "release"),
        ("/releases/other.zip", 404, "release"),
        ("/openapi.json?x=1", 400, "lang"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    client: FlaskClient, address: str, status: int, named: str
) -> None:
    assert named in problem(client.get(API + address), status)


def test_problems_are_told_in_spanish(client: FlaskClient) -> None:
    assert "Falta q" in problem(client.get(f"{API}/search?lang=es"), 400)


def test_a_rare_concept_is_answered_as_one_that_does_not_exist(client: FlaskClient) -> None:
    answers = {client.get(f"{API}/conditions/{one}").get_data() for one in (7, 999_999_999)}
    assert len(answers) == 1


# ------------------------------------------------------------------ several releases


def test_an_earlier_release_answers_under_its_own_name(
    ward_release: object, release: Release
) -> None:
    ward = open_release(ward_release)  # type: ignore[arg-type]
    client = create_app([ward, release]).server.test_client()
    listed = client.get(f"{API}/releases").get_json()["rows"]
    assert [row["release_id"] for row in listed] == [ward.id, release.id]
    assert [row["current"] for row in listed] == [True, False]
    own = client.get(f"{API}/conditions?release={release.id}&limit=1").get_json()
    assert own["release"]["id"] == release.id
    assert f"release={release.id}" in own["next"]


def test_paths_of_resources_are_told_apart() -> None:
    assert find("/conditions").resource.name == "concepts"  # type: ignore[union-attr]
    assert find("/conditions/hierarchy").resource.name == "hierarchy"  # type: ignore[union-attr]
    assert find("/surveys/1/2").resource.name == "survey_question"  # type: ignore[union-attr]
    assert find("/data-types").resource.name == "data_types"  # type: ignore[union-attr]
    assert find("/conditions/") is None
