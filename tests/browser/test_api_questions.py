"""Questions that are put together, asked by programs: sizes of groups, comparisons, changes.

What a program is told is what the page can be downloaded as, byte for byte; what it asks wrongly
is refused, where a page passes over it and says so.
"""

import csv
import io
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregates.release import Release, open_release
from browser.api.columns import typed
from browser.api.resources import RESOURCES
from browser.application import create_app
from layouts.scope_address import CHOICES, TYPED
from tests.browser.test_api import API, pages, problem
from tests.browser.variant_releases import genomes
from tests.examples import examples
from tests.ward import ARRHYTHMIA, HEART, RARE, SYMPTOM, TWENTY_ONE

__all__ = ["genomes"]  # a fixture
OLD, NEW = "ward-2020-10-01", "ward-2021-10-01"
CHANGES = f"/releases/{NEW}/since/{OLD}"


@pytest.fixture(scope="module")
def site(ward_release: Path, later_release: Path) -> FlaskClient:
    """Two releases of one cohort, the later one as the current one."""
    releases = [open_release(later_release), open_release(ward_release)]
    return create_app(releases).server.test_client()  # type: ignore[no-any-return]


def same_as_the_download(client: FlaskClient, path: str, query: str, many: str = "") -> int:
    """Compare CSV and JSON of the API with the file of the page; how many rows there are."""
    file = client.get(f"{path}.csv?{query}")
    assert file.status_code == 200
    answer = client.get(f"{API}{path}.csv?{query}")
    assert answer.status_code == 200, (query, answer.get_data(as_text=True))
    assert answer.get_data() == file.get_data()
    rows = list(csv.DictReader(io.StringIO(file.get_data(as_text=True))))
    wanted = [{name: typed(name, value) for name, value in row.items()} for row in rows]
    assert list(pages(client, f"{path}?{query}{many}")) == wanted
    return len(wanted)


things = st.lists(st.integers(0, 11), max_size=3, unique=True)
sexes = st.sampled_from([None, "female", "male", "female,male"])


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(asked=things, sex=sexes, beside=st.lists(st.tuples(things, sexes), max_size=3))
def test_the_size_of_a_group_is_what_its_page_can_be_downloaded_as(
    client: FlaskClient,
    release: Release,
    asked: list[int],
    sex: str | None,
    beside: list[tuple[list[int], str | None]],
) -> None:
    listed = [
        f"{domain}.{one.concept_id}"
        for domain in ("condition", "drug")
        for one in release.concepts(domain)[:6]
    ]
    with_ = ",".join(listed[place] for place in asked)
    pairs = [("with", with_)] * bool(with_) + ([("in.sex", sex)] if sex else [])
    for places, other in beside:
        if places or other:
            things_of = ",".join(listed[place] for place in places)
            pairs.append(("also", things_of + (f";sex.{other}" if other else "")))
    rows = same_as_the_download(client, "/scope", urlencode(pairs))
    assert (rows > 0) == bool(pairs)


def test_a_variant_can_be_asked_for_too(genomes: Release) -> None:
    site = create_app([genomes]).server.test_client()
    variant = site.get(f"{API}/variants?q=22:16050000-17000000&limit=1").get_json()["variants"][0]
    query = f"with=variant.{variant['variant_id']},condition.{HEART}"
    assert same_as_the_download(site, "/scope", query) > 2


@pytest.mark.parametrize(
    "query",
    [
        f"a=condition.{HEART}",
        f"a=condition.{HEART}&b=condition.{ARRHYTHMIA}&b-group=sex.male",
        f"a=condition.{HEART}&b=condition.{HEART}&b-release={OLD}&lang=es",
        f"a=condition.{HEART}&b=condition.{ARRHYTHMIA}&cut=sex&release={OLD}",
    ],
)
def test_a_comparison_is_what_its_page_can_be_downloaded_as(site: FlaskClient, query: str) -> None:
    assert same_as_the_download(site, "/compare", query) > 0


@pytest.mark.parametrize("many", ["", "&limit=1", "&limit=3"])
def test_changes_are_what_their_page_can_be_downloaded_as(site: FlaskClient, many: str) -> None:
    assert same_as_the_download(site, CHANGES, "lang=en", many) > 3


def test_json_says_what_its_columns_cannot(site: FlaskClient) -> None:
    """Which side is the greater, what a study can find, whose people changed."""
    pair = f"a=condition.{HEART}&b=condition.{ARRHYTHMIA}&release={OLD}"
    (apart,) = site.get(f"{API}/compare?{pair}").get_json()["pairs"]
    assert (apart["first"], apart["second"], apart["difference"]["greater"]) == ("a", "b", "a")
    assert 0.53 < apart["difference"]["low"] <= apart["difference"]["high"] < 0.56
    turned = f"a=condition.{ARRHYTHMIA}&b=condition.{HEART}&release={OLD}"
    (apart,) = site.get(f"{API}/compare?{turned}").get_json()["pairs"]
    assert apart["difference"]["greater"] == "b"
    changes = site.get(API + CHANGES).get_json()
    assert (changes["before"]["release_id"], changes["after"]["release_id"]) == (OLD, NEW)
    assert changes["before"]["participants"] == {"low": 4721, "high": 4740, "state": "band"}
    assert changes["release"]["id"] == NEW


def test_what_is_supposed_changes_what_a_study_can_find(site: FlaskClient) -> None:
    asked = f"{API}/scope?with=condition.{ARRHYTHMIA}"
    usual = site.get(asked).get_json()
    stricter = site.get(f"{asked}&alpha=5e-8&power=95&controls=1&share=10.5&allele=0.5").get_json()
    assert stricter["rows"] == usual["rows"]
    least = [one["power"]["detectable"]["share"]["low"] for one in (usual, stricter)]
    assert 0.10 < least[0] < least[1]
    (answer,) = usual["answers"]
    assert (answer["asked"], answer["published"]) == (f"condition.{ARRHYTHMIA}", True)


def test_a_concept_over_releases_has_a_row_for_each_with_the_count_of_its_page(
    site: FlaskClient,
) -> None:
    rows = site.get(f"{API}/conditions/{HEART}/releases").get_json()["rows"]
    assert [row["release_id"] for row in rows] == [OLD, NEW]
    for row in rows:
        page = f"/conditions/{HEART}.csv?release={row['release_id']}"
        total = next(csv.DictReader(io.StringIO(site.get(page).get_data(as_text=True))))
        for name in ("participants_low", "participants_high", "share_low", "share_high"):
            assert row[name] == typed(name, total[name])
    older, newer = site.get(f"{API}/conditions/{RARE}/releases").get_json()["rows"]
    assert (older["participants_low"], older["participants_state"]) == (None, "not listed")
    assert newer["participants_state"] != "not listed"
    problem(site.get(f"{API}/conditions/{TWENTY_ONE}/releases"), 404)


def test_a_release_alone_has_one_row(client: FlaskClient, release: Release) -> None:
    concept = release.concepts("condition")[0].concept_id
    (row,) = client.get(f"{API}/conditions/{concept}/releases").get_json()["rows"]
    assert row["release_id"] == release.id


@pytest.mark.parametrize("named", [NEW, OLD])
def test_what_a_release_says_of_itself_is_labelled_as_its_own(
    site: FlaskClient, named: str
) -> None:
    """Whichever release is the current one."""
    told = site.get(f"{API}/releases/{named}").get_json()
    assert told["release"]["id"] == told["about"]["id"] == named
    assert told["release"]["created"] == told["about"]["created"]
    assert site.get(f"{API}/releases/{named}.csv").headers["Cohort-Release"] == named


@pytest.mark.parametrize("ending", ["", ".csv"])
def test_releases_the_wrong_way_round_lead_to_the_right_way(site: FlaskClient, ending: str) -> None:
    answer = site.get(f"{API}/releases/{OLD}/since/{NEW}{ending}?lang=es&limit=2")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{API}{CHANGES}{ending}?lang=es&limit=2"
    assert site.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("/scope?q=heart", 400, "in.*"),
        ("/scope?in.=female", 400, "known here"),
        ("/scope?in.shoe=large", 400, "in.shoe"),
        ("/scope?in.sex=martian", 400, "in.sex"),
        ("/scope?in.sex=female&in.sex=male", 400, "more than once"),
        ("/scope?with=condition.999999999", 400, "with"),
        ("/scope?with=,", 400, "with"),
        ("/scope?with=", 400, "empty"),
        (f"/scope?with=condition.{HEART}&also=;", 400, "also"),
        (f"/scope?{'&'.join([f'also=condition.{HEART}'] * 4)}", 400, "also"),
        ("/scope?alpha=0.5", 400, "alpha"),
        ("/scope?share=0", 400, "share"),
        ("/compare?a=condition.999999999", 400, ": a."),
        ("/compare?a-group=sex.female", 400, "a-group"),
        (f"/compare?a=condition.{HEART}&a-group=sex.martian", 400, ": a, a-group."),
        (f"/compare?a=condition.{HEART}&a-release=other", 400, ": a, a-release."),
        (f"/compare?a=condition.{HEART}&cut=shoe", 400, ": cut."),
        (f"/compare?a=condition.{HEART}&q=lung", 400, "known here"),
        (f"{CHANGES}?release={NEW}", 400, "known here"),
        (f"{CHANGES}?after=nothing", 400, "after"),
        (f"/releases/{OLD}?release={NEW}", 400, "known here"),
        (f"/releases/{OLD}/since/{NEW}?after=%02", 400, "after"),
        (f"/releases/{NEW}/since/{NEW}", 404, ""),
        (f"/releases/{NEW}/since/other", 404, "release"),
        (f"/releases/other/since/{NEW}", 404, "release"),
    ],
)
def test_what_cannot_be_followed_is_refused(
    site: FlaskClient, address: str, status: int, named: str
) -> None:
    assert named in problem(site.get(API + address), status)


def test_a_rare_concept_is_refused_as_one_that_does_not_exist(site: FlaskClient) -> None:
    for asked in ("/scope?with=condition.{}", "/compare?a=condition.{}"):
        told = [
            site.get(API + asked.format(one) + f"&release={OLD}").get_data()
            for one in (RARE, 999_999_999)
        ]
        assert told[0] == told[1]


def test_openapi_describes_every_parameter_of_every_question(site: FlaskClient) -> None:
    for language in ("en", "es"):
        paths = site.get(f"{API}/openapi.json?lang={language}").get_json()["paths"]
        scope = {one["name"]: one for one in paths["/scope"]["get"]["parameters"]}
        assert {"with", "in.sex", "in.age", "also", *CHOICES, *TYPED, "release"} <= set(scope)
        assert scope["with"]["explode"] is False
        assert all(one["description"] for one in scope.values())
        compared = {one["name"] for one in paths["/compare"]["get"]["parameters"]}
        assert {"a", "d", "b-group", "c-release", "cut", "release", "lang"} <= compared
        changes = paths["/releases/{new}/since/{old}"]["get"]
        assert {"200", "304", "308", "400", "404", "429"} <= set(changes["responses"])
        assert [one["name"] for one in changes["parameters"] if one["in"] == "path"] == [
            "new",
            "old",
        ]


def test_what_the_document_allows_is_what_is_accepted(site: FlaskClient) -> None:
    """No parameter is in the table of resources alone, and none in the document alone."""
    paths = site.get(f"{API}/openapi.json").get_json()["paths"]
    for resource in RESOURCES:
        if resource.domains or resource.needs or "<" in resource.pattern:
            continue
        told = {
            "in.*" if one["name"].startswith("in.") else one["name"]
            for one in paths[resource.pattern]["get"]["parameters"]
        }
        assert told == set(resource.accepted)


def test_changes_say_symptoms_are_fewer(site: FlaskClient) -> None:
    rows = {row["concept_id"]: row for row in pages(site, CHANGES)}
    assert rows[SYMPTOM]["change"] == "fewer"
    assert rows[TWENTY_ONE]["after_low"] is None
    assert rows[TWENTY_ONE]["after_state"] == "not listed"
