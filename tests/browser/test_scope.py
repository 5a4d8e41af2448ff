"""The size of a group: addresses, pages and files say the same; the limits: test_scope_limits.py.

| on the page                             | comes from                                       |
|-----------------------------------------|--------------------------------------------------|
| a range such as 1,241–1,260             | a count that is published as such                |
| "at least 563 and at most 1,540"        | limits of everything that is published together  |
| "at most 340"                           | the same, where there may be nobody              |
"""

import csv
import io
import itertools
import re

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from aggregates.release import Concept, Release
from browser.application import create_app
from browser.query import read_address
from layouts.address import Address
from layouts.scope_address import Asked, Scope, Settings, Thing, scope_href
from layouts.text import catalogue
from suppression.joint_counts import Programme
from tests.browser.conftest import PHONE, WIDE, Visit

# ---------------------------------------------------------------- addresses


def test_an_address_holds_the_whole_state() -> None:
    scope = Scope(
        Asked((Thing("drug", "5"),), (("age", ("65-74", "85+")),)),
        (
            Asked((Thing("condition", "1"), Thing("condition", "2"))),
            Asked((), (("sex", ("male",)),)),
        ),
        Settings(alpha="5e-8", share="2.5"),
    )
    href = scope_href(Address(language="es"), scope)
    path, _, query = href.partition("?")
    address, ignored = read_address(path, query)
    assert not ignored
    assert address.href == href


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("with=nothing", "with"),
        ("with=condition.1,condition.2,condition.3,condition.4", "with"),
        ("in.sex=<b>", "in"),
        ("also=x;y;z", "also"),
        ("alpha=0.2", "alpha"),
        ("share=150", "share"),
        ("share=0", "share"),
        ("allele=-1", "allele"),
        ("controls=9", "controls"),
    ],
)
def test_what_cannot_be_followed_is_named(query: str, ignored: str) -> None:
    assert read_address("/scope", query)[1] == {ignored}


def test_things_named_one_by_one_are_asked_for_together() -> None:
    one_by_one = read_address("/scope", "with=condition.1&with=drug.2")
    assert one_by_one == read_address("/scope", "with=condition.1,drug.2")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("query", ["with=condition.999", "in.sex=nobody", "also=drug.1;sex.x"])
def test_what_the_release_does_not_know_is_left_out_and_said(
    client: FlaskClient, query: str, language: str
) -> None:
    answer = client.get(f"/scope?{query}&lang={language}")
    assert answer.status_code == 200
    assert catalogue(language)("ignored.title") in answer.get_data(as_text=True)


def test_a_report_of_nothing_is_no_page(client: FlaskClient) -> None:
    assert client.get("/scope/report").status_code == 404
    assert client.get("/scope/report?with=condition.999").status_code == 404


# ---------------------------------------------------------------- pages and files


@pytest.fixture(scope="module")
def question(release: Release) -> str:
    """Two conditions that are published as a pair, in women: an answer with limits."""
    for one in release.concepts("condition"):
        for pair in release.pairs("condition", one.concept_id):
            if pair.participants.low > 60 and pair.concept.domain == "drug":
                things = f"condition.{one.concept_id},drug.{pair.concept.concept_id}"
                return f"with={things}&in.sex=female"
    pytest.fail("no pair of a condition and a drug is published")


def test_the_file_says_what_the_page_says(client: FlaskClient, question: str) -> None:
    page = client.get(f"/scope?{question}").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(client.get(f"/scope.csv?{question}").get_data(True))))
    answer = rows[0]
    assert answer["role"] == "answer"
    ends = [f"{int(answer[f'participants_{end}']):,}" for end in ("low", "high")]
    heading = re.search(r'<h2 id="answer">([^<]*)</h2>', page)
    assert heading is not None
    numbers = re.findall(r"[0-9][0-9,]*", heading[1])
    assert numbers == [one for one in ends if one != "0"]
    for row in rows:
        high = f"{int(row['participants_high']):,}"
        assert high in page


def test_numbers_up_to_the_threshold_are_not_shown(client: FlaskClient, release: Release) -> None:
    rare = release.concepts("condition")[-6:]
    for one, other in itertools.combinations(rare, 2):
        things = f"condition.{one.concept_id},condition.{other.concept_id}"
        text = client.get(f"/scope.csv?with={things}").get_data(as_text=True)
        for row in csv.DictReader(io.StringIO(text)):
            assert not 0 < int(row["participants_low"]) <= 20
            assert int(row["participants_high"]) >= 20


def test_the_report_has_all_that_a_committee_asks_for(client: FlaskClient, question: str) -> None:
    for language in ("en", "es"):
        text = catalogue(language)
        page = client.get(f"/scope/report?{question}&lang={language}").get_data(as_text=True)
        for key in ("summary", "definition.title", "methods.title", "next.title", "cite.title"):
            assert text(f"scope.report.{key}") in page
        for key in ("scope.steps.title", "scope.power.title", "scope.report.synthetic"):
            assert text(key) in page
        assert "demo-2025-10-01" in page


def test_a_question_is_worked_out_once_whoever_asks(
    release: Release, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page, its file, the report, a figure and the API; in either language and order."""
    site = create_app([release]).server.test_client()
    page = site.get(f"/scope?{question}")
    searched = []
    limits = Programme.limits
    monkeypatch.setattr(
        Programme, "limits", lambda *asked: searched.append(asked) or limits(*asked)
    )
    things, _, groups = question.removeprefix("with=").partition("&")
    turned = f"with={','.join(reversed(things.split(',')))}&{groups}&power=90"
    for address in ("/scope.csv", "/scope/report", "/figures/scope/answer", "/api/v1/scope"):
        for asked in (question, f"{question}&lang=es", turned):
            assert site.get(f"{address}?{asked}").status_code == 200
    file = site.get(f"/scope.csv?{question}").get_data()
    assert site.get(f"/api/v1/scope.csv?{question}").get_data() == file
    assert page.status_code == 200
    assert not searched
    assert site.get(f"/scope?{question}&in.age=65-74").status_code == 200
    assert searched  # another question is


def test_questions_stay_side_by_side(client: FlaskClient, question: str) -> None:
    page = client.get(f"/scope?{question}").get_data(as_text=True)
    keep = re.search(r'href="(/scope\?also=[^"]*)"', page)
    assert keep is not None
    kept = client.get(keep[1].replace("&amp;", "&")).get_data(as_text=True)
    assert catalogue("en")("scope.beside.title") in kept
    take = re.search(r'href="(/scope\?with=[^"]*)"', kept)
    assert take is not None
    assert client.get(take[1].replace("&amp;", "&")).status_code == 200


# ---------------------------------------------------------------- a researcher


@pytest.mark.chromium
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_researcher_gets_from_the_home_page_to_a_report(visitor: Visit, width: int) -> None:
    """Are there enough women with high blood pressure on a given drug, and what could be found?"""
    page = visitor(width).open("/")
    page.get_by_role("link", name="Is the cohort large enough?", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is the cohort large enough?")
    find = page.get_by_role("textbox", name="A condition, drug, measurement")
    search = page.get_by_role("searchbox", name="A condition, drug, measurement")
    (find.or_(search)).fill("high blood pressure")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=re.compile(r"Add .*hypertension", re.IGNORECASE)).first.click()
    expect(page.locator("#answer")).to_contain_text("qualify")
    page.get_by_role("combobox", name="Sex at birth").select_option("Female")
    page.get_by_text("What the study should find").click()
    page.get_by_role("textbox", name="Share among controls").fill("25")
    page.get_by_role("button", name="Show how many qualify").click()
    expect(page.locator("#answer + p")).to_contain_text("limited to: Female")
    expect(page.locator("#power ~ p.finding")).to_contain_text("25 %")
    page.get_by_role("link", name="Keep this and ask another beside it").click()
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    page.get_by_role("combobox", name="Age", exact=True).select_option("65 and over")
    page.get_by_role("button", name="Show how many qualify").click()
    expect(page.locator("table.questions tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Open the feasibility report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Feasibility report")
    for part in ("In short", "How this was worked out", "Methods", "Next steps toward access"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()
    expect(page.get_by_text("The participants of this release are invented.")).to_be_visible()
    address = page.url
    again = visitor(width).open(address.removeprefix(page.url.split("/scope")[0]))
    expect(again.locator("#answer")).to_have_text(page.locator("#answer").inner_text())


@pytest.mark.chromium
def test_the_report_prints_without_forms_and_controls(visitor: Visit, concept: Concept) -> None:
    page = visitor().open(f"/scope/report?with=condition.{concept.concept_id}")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Methods")).to_be_visible()
    expect(page.locator("header nav")).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")
