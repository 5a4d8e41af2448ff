"""The size of a group: the limits hold for the records, pages and files say the same.

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
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from aggregates.release import Concept, Release
from browser.query import read_address
from browser.scope_limits import Questions, in_groups
from browser.scope_subjects import Subject, Subjects, carriers, reduced
from browser.shelf import Shelf
from layouts.address import Address
from layouts.scope_address import Asked, Scope, Settings, Thing, scope_href
from layouts.text import catalogue
from layouts.variant_rows import AlleleCounts
from suppression.bands import read_count
from suppression.policy import Policy
from suppression.shares import Sum
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.browser.scope_truth import Records, listed
from tests.examples import examples

SEXES = ({}, {"sex": ("female",)}, {"sex": ("male",)}, {"sex": ("female", "male")})


@pytest.fixture(scope="module")
def records(release_folder: Path) -> Records:
    """The records that the release was counted from."""
    return Records(release_folder.parent / "site-cdm")


@pytest.fixture(scope="module")
def subjects(release: Release) -> Subjects:
    return Subjects(Shelf([release]).current, catalogue("en"))


def found(subjects: Subjects, *things: Thing) -> list[Subject]:
    return [one for thing in things if (one := subjects.find(thing)) is not None]


# ---------------------------------------------------------------- the limits


def test_the_records_are_those_of_the_release(release: Release, records: Records) -> None:
    for thing in listed(release):
        concept = release.concept(thing.domain, int(thing.id))
        assert concept is not None
        true = len(records.having(thing))
        assert concept.participants.low <= true <= concept.participants.high


@pytest.mark.parametrize(("how_many", "questions"), [(1, 25), (2, 20), (3, 6)])
def test_limits_hold_for_random_questions_of_a_synthetic_cohort(
    release: Release, records: Records, subjects: Subjects, how_many: int, questions: int
) -> None:
    """Whatever is asked together, and in whichever sex, the true number lies between."""
    random = np.random.default_rng(how_many)
    things = listed(release)
    for _ in range(examples(questions)):
        asked = [things[place] for place in random.choice(len(things), how_many, replace=False)]
        answers = Questions(subjects)
        for groups in SEXES:
            limits = answers.qualifying(found(subjects, *asked), groups).limits
            true = records.number(asked, groups)
            assert limits.low <= true <= limits.high, (asked, groups)


def test_the_limits_of_the_most_common_things_hold(
    release: Release, records: Records, subjects: Subjects
) -> None:
    """Those of which most is published: pairs, crossings, broader concepts."""
    common = [
        Thing(domain, str(one.concept_id))
        for domain in ("condition", "drug")
        for one in release.concepts(domain)[:5]
    ]
    narrow = 0
    for pair in itertools.combinations(common, 2):
        answers = Questions(subjects)
        for groups in SEXES:
            limits = answers.qualifying(found(subjects, *pair), groups).limits
            assert limits.low <= records.number(pair, groups) <= limits.high, (pair, groups)
            narrow += limits.low > 0
    assert narrow > 20  # they are not all "at most"


def test_all_that_is_published_is_narrower_than_frechet(
    release: Release, subjects: Subjects
) -> None:
    """For a published pair in one sex, where Fréchet's lower limit is nothing."""
    narrower = 0
    for one in release.concepts("condition")[:12]:
        for pair in release.pairs("condition", one.concept_id)[:4]:
            things = found(
                subjects,
                Thing("condition", str(one.concept_id)),
                Thing(pair.concept.domain, str(pair.concept.concept_id)),
            )
            answer = Questions(subjects).qualifying(things, {"sex": ("female",)})
            assert answer.simple.low <= answer.limits.low
            assert answer.limits.high <= answer.simple.high
            narrower += answer.limits != answer.simple
    assert narrower > 10


def test_what_is_published_is_answered_as_published(subjects: Subjects, concept: Concept) -> None:
    thing = Thing("condition", str(concept.concept_id))
    answer = Questions(subjects).qualifying(found(subjects, thing), {})
    assert answer.published == concept.participants
    cells = subjects.release.cuts("condition", concept.concept_id)["sex"]
    answer = Questions(subjects).qualifying(found(subjects, thing), {"sex": ("female",)})
    assert answer.published == next(one.participants for one in cells if one.groups == ("female",))


def test_a_published_pair_is_answered_as_published(release: Release, subjects: Subjects) -> None:
    one = next(c for c in release.concepts("condition") if release.pairs("condition", c.concept_id))
    pair = release.pairs("condition", one.concept_id)[0]
    other = Thing(pair.concept.domain, str(pair.concept.concept_id))
    things = found(subjects, Thing("condition", str(one.concept_id)), other)
    needed = reduced(subjects, things)
    if len(needed) == 2:
        assert Questions(subjects).qualifying(things, {}).published == pair.participants


def test_a_concept_with_one_above_it_is_that_concept(
    release: Release, subjects: Subjects, concept: Concept
) -> None:
    below = release.narrower("condition", concept.concept_id)[0]
    things = found(
        subjects,
        Thing("condition", str(concept.concept_id)),
        Thing("condition", str(below.concept_id)),
    )
    answer = Questions(subjects).qualifying(things, {})
    assert [one.key for one in answer.needed] == [below.concept_id]
    assert answer.published == below.participants


def test_groups_that_are_not_crossed_only_bound_from_above(subjects: Subjects) -> None:
    cells = {
        "total": {(): Sum(100, 100)},
        "sex": {("female",): Sum(60, 60), ("male",): Sum(40, 40)},
        "age": {("18-29",): Sum(30, 30), ("30+",): Sum(70, 70)},
    }
    groups = {"sex": ("female",), "age": ("18-29",)}
    assert in_groups(cells, groups).limits == Sum(0, 30)
    assert in_groups(cells, groups).counted == Sum(30, 30)
    assert in_groups(cells, {"sex": ("female",)}).limits == Sum(60, 60)


def test_carriers_are_copies_less_one_for_each_with_two(release: Release) -> None:
    """81 to 100 copies, 20 or fewer people with two: 61 to 100 carry it."""
    policy: Policy = release.policy
    one = AlleleCounts(
        "", read_count(81, 100, policy), read_count(981, 1000, policy), read_count(0, 20, policy)
    )
    assert carriers(one) == Sum(61, 100)


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
    expect(page.locator("#answer + p")).to_contain_text("among: Female")
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
