"""What the server answers: statuses, headers, downloads, and manners towards odd addresses."""

import copy
import csv
import io
import json
import re

import pytest
from flask.testing import FlaskClient

from aggregates.release import Concept, Release
from browser.application import create_app
from layouts import formatting
from layouts.privacy import ATTACKS, FIGURES, MEASURES
from layouts.text import LANGUAGES, catalogue
from tests.browser.reading import as_read

TEXT = catalogue("en")
CALLBACK = {
    "output": "page.children",
    "outputs": {"id": "page", "property": "children"},
    "changedPropIds": ["url.search"],
}


def asked(client: FlaskClient, path: object, query: object) -> tuple[int, str]:
    inputs = [
        {"id": "url", "property": "pathname", "value": path},
        {"id": "url", "property": "search", "value": query},
    ]
    answer = client.post("/_dash-update-component", json={**CALLBACK, "inputs": inputs})
    return answer.status_code, answer.get_data(as_text=True)


HOSTILE = [
    "/conditions/0",
    "/conditions/-1",
    "/conditions/1e5",
    "/conditions/007",
    "/conditions/99999999999999999999999999",
    "/conditions/9223372036854775808",
    "/conditions/1'%20OR%201=1",
    "/conditions/%3Cscript%3Ealert(1)%3C/script%3E",
    "/conditions/..%2f..%2frelease.json",
    "/conditions/%00",
    "/conditions/1/2",
    "/no-such-page",
    "/static/site.css",
    "/release.json",
    "/?release=no-such-release",
    "/conditions?release=../../etc/passwd",
    "/conditions/12.csv.csv",
    "/conditions/../../etc/passwd",
    "/conditions/%2e%2e/%2e%2e/etc",
    "/conditions/%D9%A1%D9%A2",
    "/conditions/1%0a",
    "/conditions/" + "9" * 3000,
    "/%ff",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_addresses_that_lead_nowhere_are_real_404s(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    body = answer.get_data(as_text=True)
    assert "<h1>" in body
    assert 'role="search"' in body
    assert "<script>alert" not in body
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_rare_concept_and_one_that_does_not_exist_are_answered_alike(
    client: FlaskClient,
) -> None:
    one, other = client.get("/conditions/123"), client.get("/conditions/456")
    assert one.get_data().replace(b"123", b"456") == other.get_data()


def test_a_404_speaks_the_language_asked_for(client: FlaskClient) -> None:
    body = client.get("/no?lang=es").get_data(as_text=True)
    assert catalogue("es")("problem.address.title") in body


@pytest.mark.parametrize(
    ("query", "name"),
    [("page=9999", "page"), ("page=x", "page"), ("sort=rank", "sort"), ("measure=1", "measure")],
)
def test_a_value_that_cannot_be_followed_is_ignored_and_said(
    client: FlaskClient, query: str, name: str
) -> None:
    answer = client.get(f"/conditions?{query}")
    assert answer.status_code == 200
    assert TEXT(f"ignored.{name}") in answer.get_data(as_text=True)


def test_a_crossing_that_no_concept_has_is_ignored_and_said(
    client: FlaskClient, addresses: dict[str, str]
) -> None:
    for cut in ("age*shoe_size", "sex", "<script>"):
        body = client.get(f"{addresses['concept']}?cut={cut}").get_data(as_text=True)
        assert TEXT("ignored.cut") in body
        assert TEXT("crossing.not_published") not in body


def test_a_crossing_below_the_floor_is_said_to_be_withheld(
    client: FlaskClient, release: Release, crossing: str
) -> None:
    rare = release.concepts("condition")[-1]
    assert crossing not in release.cuts("condition", rare.concept_id)
    body = client.get(f"/conditions/{rare.concept_id}?cut={crossing}").get_data(as_text=True)
    assert TEXT("crossing.not_published") in body
    assert TEXT("ignored.cut") not in body


def test_a_trailing_slash_leads_to_the_page_without_one(client: FlaskClient) -> None:
    answer = client.get("/conditions/?sort=name")
    assert answer.status_code == 308
    assert answer.headers["Location"] == "/conditions?sort=name"


def test_every_answer_carries_the_security_headers(
    client: FlaskClient, addresses: dict[str, str]
) -> None:
    for address in (*addresses.values(), "/healthz", "/_dash-layout", "/robots.txt"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "unsafe" not in scripts
        assert "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "Set-Cookie" not in headers


def test_assets_are_fingerprinted_compressed_and_kept_for_ever(client: FlaskClient) -> None:
    body = client.get("/").get_data(as_text=True)
    for marker in ('rel="stylesheet" href="', '<script src="', 'type="image/svg+xml" href="'):
        path = body.split(marker)[1].split('"')[0]
        answer = client.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Encoding"] == "br"


def test_pages_are_compressed_and_revalidated(client: FlaskClient) -> None:
    first = client.get("/", headers={"Accept-Encoding": "br"})
    assert first.headers["Content-Encoding"] == "br"
    tag = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": "br"}
    assert client.get("/", headers=tag).status_code == 304


def test_health_robots_and_icon_answer(client: FlaskClient) -> None:
    assert client.get("/healthz").get_data() == b"ok\n"
    assert b"Disallow: /search" in client.get("/robots.txt").get_data()
    assert client.get("/favicon.ico").status_code == 301


def test_a_concepts_csv_says_what_its_page_says(
    client: FlaskClient, release: Release, concept: Concept
) -> None:
    answer = client.get(f"/conditions/{concept.concept_id}.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    cuts = release.cuts("condition", concept.concept_id)
    assert len(rows) == sum(len(groups) for groups in cuts.values())
    for row in rows:
        groups = {"*".join(group.groups): group.participants for group in cuts[row["cut"]]}
        published = groups[row["group"]]
        assert (int(row["participants_low"]), int(row["participants_high"])) == (
            published.low,
            published.high,
        )


def test_a_lists_csv_holds_the_whole_list(client: FlaskClient, release: Release) -> None:
    content = client.get("/conditions.csv").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(content)))
    listed = [str(concept.concept_id) for concept in release.concepts("condition")]
    assert [row["concept_id"] for row in rows] == listed


def test_pages_are_the_same_bytes_for_the_same_bands(
    release: Release, addresses: dict[str, str]
) -> None:
    one, other = (create_app([release]).server.test_client() for _ in range(2))
    for address in addresses.values():
        assert one.get(address).get_data() == other.get(address).get_data()


def test_a_page_from_the_cache_is_the_same_page(client: FlaskClient, concept: Concept) -> None:
    address = f"/conditions/{concept.concept_id}?measure=share"
    assert client.get(address).get_data() == client.get(address).get_data()


def test_dash_gets_the_live_part_of_the_page_at_the_address(
    client: FlaskClient, concept: Concept
) -> None:
    status, body = asked(client, f"/conditions/{concept.concept_id}", "?measure=share")
    assert status == 200
    drawn = json.loads(body)["response"]["page"]["children"]
    assert drawn["props"]["data-search"] == "?measure=share"
    assert drawn["props"]["children"]["props"]["data-page"] == "concept"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/no-such-page", "", 200),
        ("/conditions/<script>", "?page=-1", 200),
        ("/conditions.csv", "", 204),
        (None, None, 204),
        (["/"], {"a": 1}, 204),
        ("/", None, 200),
    ],
)
def test_dash_is_answered_whatever_address_it_is_told(
    client: FlaskClient, path: object, query: object, status: int
) -> None:
    assert asked(client, path, query)[0] == status


@pytest.fixture(scope="module")
def two_releases(release: Release) -> FlaskClient:
    """The release, and the same one as it might have been published years before."""
    older = copy.copy(release)
    older.id, older.created = "earlier", "2020-02-29"
    return create_app([release, older]).server.test_client()


def test_an_address_without_a_release_shows_the_first_one_served(
    two_releases: FlaskClient, release: Release
) -> None:
    body = two_releases.get("/conditions").get_data(as_text=True)
    assert f"({release.id})" in body
    assert TEXT("site.see_current") not in body


def test_an_address_with_a_release_shows_it_and_so_do_its_links(two_releases: FlaskClient) -> None:
    body = two_releases.get("/conditions?release=earlier").get_data(as_text=True)
    assert "(earlier)" in body
    assert "29 February 2020" in body
    assert TEXT("site.see_current") in body
    links = re.findall(r'<a href="(/(?:conditions|drugs|privacy)[^"]*)"', body)
    assert [link for link in links if "release=earlier" not in link] == [
        "/conditions"
    ]  # see the current one
    assert len(links) > 10
    assert '<input type="hidden" name="release" value="earlier">' in body


def test_the_page_of_releases_shows_all_the_current_one_first(
    two_releases: FlaskClient, release: Release
) -> None:
    body = two_releases.get("/releases").get_data(as_text=True)
    assert body.index(f'id="release-{release.id}"') < body.index('id="release-earlier"')


def test_data_that_a_release_never_collected_is_said_not_to_be_collected(release: Release) -> None:
    without = copy.copy(release)
    without.domains = tuple(domain for domain in release.domains if domain.id != "drug")
    answer = create_app([without]).server.test_client().get("/drugs")
    assert answer.status_code == 404
    assert TEXT("problem.domain.title") in answer.get_data(as_text=True)


STRANGE = [
    "?page=1e9",
    "?page=2&page=x&page=-1",
    "?cut=<script>alert(1)</script>",
    "?q=<script>alert(1)</script>",
    "?q=%00%ff%fe",
    "?q=" + "a" * 10_000,
    "?" + "&".join(f"p{number}={number}" for number in range(1000)),
    "?%00=%00&=&&==",
    "?lang=es&lang=tlh",
]


@pytest.mark.parametrize("path", ["/", "/conditions", "/search", "/privacy"])
@pytest.mark.parametrize("query", STRANGE)
def test_a_strange_query_gets_a_page_with_nothing_of_it_run(
    client: FlaskClient, path: str, query: str
) -> None:
    answer = client.get(path + query)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert len(answer.get_data()) < 100_000


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    got, asked_for = client.get("/conditions"), client.head("/conditions")
    assert asked_for.status_code == 200
    assert asked_for.get_data() == b""
    assert asked_for.headers["ETag"] == got.headers["ETag"]
    assert client.head("/no-such-page").status_code == 404


def test_requests_that_make_no_sense_get_a_short_refusal(client: FlaskClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = client.open("/conditions", method=method)
        assert refused.status_code == 405
        assert "GET" in refused.headers["Allow"]
    assert client.post("/_dash-update-component", data=b"{").status_code in (400, 415)
    assert client.post("/_dash-update-component", data=b"x" * 100_000).status_code in (
        400,
        413,
        415,
    )
    assert client.get("/_dash-component-suites/dash/no.js").status_code == 404


def test_a_page_names_its_canonical_address_and_its_other_language(client: FlaskClient) -> None:
    body = client.get("/conditions?utm_source=x&sort=name&page=1").get_data(as_text=True)
    assert '<link rel="canonical" href="/conditions?sort=name">' in body
    assert 'hreflang="es" href="/conditions?sort=name&amp;lang=es"' in body


def test_the_privacy_page_tells_every_figure_of_the_certificate(
    client: FlaskClient, release: Release
) -> None:
    assert set(release.audit.figures) <= set(FIGURES)
    assert set(release.audit.attacks) <= set(ATTACKS)
    body = client.get("/privacy").get_data(as_text=True)
    for name, value in release.audit.figures.items():
        row = f"{TEXT(f'privacy.figure.{name}')}</th><td>{formatting.number(value, 'en')}</td>"
        assert row in body
    for name, found in release.audit.attacks.items():
        assert f"{TEXT(f'privacy.attack.{name}')}</th>" in body
        numbers = [formatting.number(found[one], "en") for one in MEASURES]
        cells = "".join(f'<td role="cell">{number}</td>' for number in numbers)
        assert not found["attacked"] or cells in body


def test_the_privacy_page_states_the_policys_own_numbers_and_what_is_not_promised(
    client: FlaskClient, release: Release
) -> None:
    policy = release.policy
    for language in LANGUAGES:
        text = catalogue(language)
        body = as_read(client.get(f"/privacy?lang={language}").get_data(as_text=True))
        stated = text(
            "privacy.guarantee.stated",
            threshold=policy.threshold,
            low=policy.protected_low,
            high=policy.protected_high,
        )
        assert stated in body
        different = policy.protected_high - policy.protected_low + 1
        assert text("privacy.guarantee.complement", threshold=20, different=different) in body
        points = ("concepts", "releases", "likelihood", "insiders", "variants", "unlisted")
        for point in ("title", *points):
            assert text(f"privacy.limits.{point}") in body


def test_a_concepts_page_tells_codes_elsewhere_from_other_names(
    client: FlaskClient, release: Release
) -> None:
    coded = next(
        one
        for one in release.concepts("condition")
        if any(name.startswith("ICD9CM ") for name in one.synonyms)
    )
    code = next(name for name in coded.synonyms if name.startswith("ICD9CM ")).split()[1]
    page = client.get(f"/conditions/{coded.concept_id}").get_data(as_text=True)
    assert "Codes elsewhere" in page
    assert f"<li>ICD-9-CM {code}</li>" in page
    assert "ICD9CM" not in page
    found = client.get(f"/search?q={code}").get_data(as_text=True)
    assert f"/conditions/{coded.concept_id}" in found
