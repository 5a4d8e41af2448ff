"""Surveys from records to pages: every address, the files, search, one look at two truths.

The second half walks two truths that share every band:

| people | smoke | a day | sports             | one truth | other truth | band    |
|--------|-------|-------|--------------------|-----------|-------------|---------|
| women  | Yes   | Few   | running, ball games| 150       | 152         | 141–160 |
| women  | No    |       | running            | 250       | 248         | 241–260 |
| women  | rather not say | | not asked       | 10        | 12          | 0–20    |
| men    | Yes   | Many  | ball games         | 70        | 68          | 61–80   |
| men    | No    |       | running            | 130       | 128         | 121–140 |
| men    | skip  |       | none               | 30        | 32          | 21–40   |
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from aggregates.build import build_release
from aggregates.progress import quiet
from aggregates.release import Release, open_release
from aggregates.survey_structure import NO_MODULE
from browser.application import create_app
from browser.surveys import question_of
from layouts import formatting
from layouts.text import LANGUAGES, catalogue
from tests.aggregates.questionnaire import (
    BALL,
    FEW,
    JOB,
    MANY,
    MANY_A_DAY,
    MODULE,
    NO,
    NO_SPORT,
    PREFER_NOT,
    RUNNING,
    SKIP,
    SMOKE,
    SPORTS,
    TODAY,
    YES,
    observation_table,
    people,
    write_questionnaire,
    write_survey_release,
)
from tests.browser.conftest import NARROWEST, PHONE, WIDE, Visit, arriving, served
from tests.browser.reading import as_read
from tests.browser.test_accessibility import violations
from tests.browser.test_pages import in_language

TEXT = catalogue("en")
QUESTION = f"/surveys/{MODULE}/{SMOKE}"
PAGES = {
    "modules": "/surveys",
    "module": f"/surveys/{MODULE}",
    "question": QUESTION,
    "nested": f"/surveys/{MODULE}/{MANY_A_DAY}?cut=age",
    "several": f"/surveys/{MODULE}/{SPORTS}",
    "outside": f"/surveys/{NO_MODULE}/{JOB}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_survey_release(tmp_path_factory.mktemp("surveys") / "made")


@pytest.fixture(scope="module")
def release(folder: Path) -> Release:
    return open_release(folder)


@pytest.fixture(scope="module")
def client(release: Release) -> FlaskClient:
    return create_app([release]).server.test_client()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from served(folder, tmp_path_factory.mktemp("survey-server"))


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Visit]:
    yield from arriving(chromium, site)


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(client, address))))


# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize("address", PAGES.values())
def test_every_page_is_there_in_both_languages(client: FlaskClient, address: str) -> None:
    for language in LANGUAGES:
        assert "{" not in re.sub("<(script|style).*?</", "", text_of(
            client, in_language(address, language)), flags=re.DOTALL).split("<main")[1]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        f"/surveys/{SMOKE}",  # a question is no module
        "/surveys/999",
        "/surveys/tree",
        f"/surveys/{MODULE}/999",
        f"/surveys/{NO_MODULE}/{SMOKE}",  # of another module
        f"/surveys/{MODULE}/{MODULE}",
        f"/surveys/{MODULE}/0{SMOKE}",
        f"/surveys/{MODULE}/values.csv",
        f"/surveys/{SMOKE}.csv",
    ],
)
def test_other_addresses_lead_nowhere(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_answer_has_no_page_of_its_own(client: FlaskClient, release: Release) -> None:
    yes = next(one for one in release.concepts("survey") if one.name == "Yes")
    assert client.get(f"/surveys/{yes.concept_id}").status_code == 404


def test_no_link_of_the_pages_is_broken(client: FlaskClient) -> None:
    """Fragments too: what a link points to stands on the page it leads to."""
    waiting, seen = ["/", "/search?q=yes", "/search?q=smoke", *PAGES.values()], set[str]()
    while waiting:
        page = waiting.pop()
        if page in seen or ".csv" in page or page.startswith("/api/"):
            continue
        seen.add(page)
        answer = client.get(page)
        assert answer.status_code == 200, page
        if answer.mimetype != "text/html":
            continue
        for link in re.findall(r'href="(/[^"]*)"', answer.get_data(as_text=True)):
            path, _, fragment = link.replace("&amp;", "&").partition("#")
            if "/surveys" in path and fragment:
                assert f'id="{fragment}"' in text_of(client, path), link
            waiting.append(path)
    assert len(seen) > 20


def test_a_cut_that_there_is_not_is_passed_over(client: FlaskClient) -> None:
    assert TEXT("ignored.cut") in text_of(client, QUESTION + "?cut=onset_age")
    assert TEXT("survey.by", dimension="Age") in text_of(client, QUESTION + "?cut=age")


def test_where_there_are_no_surveys_there_are_no_pages(tmp_path: Path, ward_release: Path) -> None:
    ward = create_app([open_release(ward_release)]).server.test_client()
    assert ward.get("/surveys").status_code == 404
    assert 'href="/surveys"' not in ward.get("/").get_data(as_text=True)


# ------------------------------------------------------------------ what is said


def test_home_leads_to_the_modules_and_counts_the_questions(client: FlaskClient) -> None:
    home = text_of(client, "/")
    assert f'href="/surveys/{MODULE}"' in home
    assert "4 questions answered by" in home


def test_search_finds_questions_and_leads_answers_to_theirs(client: FlaskClient) -> None:
    found = text_of(client, "/search?q=baker")
    assert f'href="/surveys/{NO_MODULE}/{JOB}#c' in found
    assert "What is your job?" in found
    assert f'href="{QUESTION}"' in text_of(client, "/search?q=do+you+smoke")
    assert ">Any other answer<" not in text_of(client, "/search?q=any+other+answer")
    suggested = client.get("/search/suggest?q=bake").get_json()["options"][0]
    assert suggested["href"].startswith(f"/surveys/{NO_MODULE}/{JOB}#c")


def test_a_question_says_its_finding_and_its_answers(client: FlaskClient, release: Release) -> None:
    page = text_of(client, QUESTION)
    question = release.survey_question(SMOKE)
    assert question is not None
    no = question_of(release, question).answers[1]
    assert f"Most frequent answer: “No” ({formatting.share(no.share, TEXT)})." in page
    for words in ("141–160", "161–180", "Skipped the question", "Prefers not to answer"):
        assert words in page
    assert TEXT("site.small_counts") in as_read(page)
    nested = text_of(client, PAGES["nested"])
    assert "Asked only of those who answered “Yes” to “Do you smoke?”" in nested


def test_versions_stand_on_the_page_of_their_module(client: FlaskClient) -> None:
    page = text_of(client, PAGES["module"])
    assert "Version 1" in page
    assert "Version 2" in page


# ------------------------------------------------------------------ files


def test_the_file_of_a_question_has_every_answer_in_every_group(
    client: FlaskClient, release: Release
) -> None:
    rows = rows_of(client, QUESTION + ".csv")
    groups = 1 + sum(
        len(release.dimension(cut).groups)
        for cut in release.domain("survey").cuts
        if cut != "total"
    )
    assert len(rows) == 5 * groups  # those asked and four answers
    smoke = release.survey_question(SMOKE)
    assert smoke is not None
    for one in smoke.answers:
        own = [row for row in rows if row["answer_id"] == str(one.concept.concept_id)]
        cells = release.cuts("survey", one.concept.concept_id)
        counts = [cell.participants for some in cells.values() for cell in some]
        assert [(int(row["participants_low"]), int(row["participants_high"])) for row in own] == [
            (found.low, found.high) for found in counts
        ]
        assert {row["answer_kind"] for row in own} == {one.kind}


def test_the_page_and_the_file_say_the_same(client: FlaskClient) -> None:
    page = text_of(client, QUESTION + "?cut=sex")
    for row in rows_of(client, QUESTION + ".csv"):
        if row["cut"] in ("total", "sex") and row["share_low"]:
            low, high = float(row["share_low"]), float(row["share_high"])
            known = formatting.share(formatting.Share(low, high), TEXT)
            assert known in page


def test_the_files_of_module_and_modules(client: FlaskClient) -> None:
    rows = rows_of(client, f"/surveys/{MODULE}.csv")
    assert [row["question_id"] for row in rows if row["answer_kind"] == "asked"] == [
        str(SMOKE),
        str(MANY_A_DAY),
        str(SPORTS),
    ]
    assert {row["answers_each"] for row in rows if row["question_id"] == str(SPORTS)} == {"several"}
    led = next(row for row in rows if row["question_id"] == str(MANY_A_DAY))
    assert led["asked_after_answer_id"] in {row["answer_id"] for row in rows}
    modules = rows_of(client, "/surveys.csv")
    assert [(row["module"], row["questions"], row["versions"]) for row in modules] == [
        ("Daily life", "3", "2"),
        ("Questions outside any module", "1", "0"),
    ]


# ------------------------------------------------------------------ in the browser


@pytest.mark.chromium
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PAGES)
def test_pages_are_accessible(visitor: Visit, kind: str, language: str) -> None:
    page = visitor(WIDE).open(in_language(PAGES[kind], language))
    assert violations(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert violations(page) == []


@pytest.mark.chromium
@pytest.mark.parametrize("width", [NARROWEST, PHONE, WIDE])
def test_no_page_scrolls_sideways(visitor: Visit, width: int) -> None:
    reader = visitor(width)
    for kind, address in PAGES.items():
        page = reader.open(in_language(address, "es"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
        wider = (
            "[...document.querySelectorAll('.scroll')].filter(b => b.scrollWidth > b.clientWidth)"
        )
        assert page.evaluate(wider + ".length") == 0, kind


@pytest.mark.chromium
def test_from_home_to_an_answer_without_javascript(visitor: Visit) -> None:
    page = visitor(PHONE, java_script_enabled=False).open("/")
    page.get_by_role("navigation").get_by_role("link", name="Surveys").click()
    page.get_by_role("link", name="Daily life").click()
    page.get_by_role("link", name="How many a day?").click()
    page.get_by_role("link", name="Asked only of those").click()
    expect(page).to_have_url(re.compile(re.escape(QUESTION) + "#"))
    expect(page.locator(":target").get_by_role("rowheader")).to_have_text("Yes")
    page.select_option("#cut", "age")
    page.click(".controls button")
    expect(page).to_have_url(re.compile(r"\?cut=age$"))
    expect(page.locator("#groups")).to_have_text("By group: Age")


@pytest.mark.chromium
def test_dash_shows_another_grouping_and_back_returns_to_the_first(visitor: Visit) -> None:
    page = visitor().open(QUESTION)
    page.select_option("#cut", "age")
    expect(page.locator("#live #groups")).to_have_text("By group: Age")
    assert page.url.endswith("?cut=age")
    page.go_back()
    expect(page.locator("#groups")).to_have_text("By group: Sex")
    assert page.locator("#cut").input_value() == "sex"
    assert violations(page) == []


# ------------------------------------------------------------------ two truths

FEMALE, MALE = 8532, 8507
KINDS: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = (
    (FEMALE, ((SMOKE, YES), (MANY_A_DAY, FEW), (SPORTS, RUNNING), (SPORTS, BALL))),
    (FEMALE, ((SMOKE, NO), (SPORTS, RUNNING))),
    (FEMALE, ((SMOKE, PREFER_NOT),)),
    (MALE, ((SMOKE, YES), (MANY_A_DAY, MANY), (SPORTS, BALL))),
    (MALE, ((SMOKE, NO), (SPORTS, RUNNING))),
    (MALE, ((SMOKE, SKIP), (SPORTS, NO_SPORT))),
)
TRUTHS = ((150, 250, 10, 70, 130, 30), (152, 248, 12, 68, 128, 32))


def made(folder: Path, numbers: Sequence[int]) -> FlaskClient:
    kinds = [kind for kind, number in zip(KINDS, numbers, strict=True) for _ in range(number)]
    records = [
        (person, question, answer)
        for person, (_, answers) in enumerate(kinds, start=1)
        for question, answer in answers
    ]
    folder.mkdir()
    sexes = {"gender_concept_id": [sex for sex, _ in kinds], "year_of_birth": [1960] * len(kinds)}
    cohort = write_questionnaire(
        folder,
        observation_table((TODAY, records)),
        len(kinds),
        person={**people(len(kinds)), **sexes},
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOURCE_DATE_EPOCH", "1767225600")
        build_release(cohort, folder / "release", None, 1, quiet)
    return create_app([open_release(folder / "release")]).server.test_client()  # type: ignore[no-any-return]


def walked(site: FlaskClient) -> dict[str, tuple[int, str, bytes]]:
    answers: dict[str, tuple[int, str, bytes]] = {}
    waiting = ["/", "/search?q=yes", f"{QUESTION}?cut=age", f"{QUESTION}?cut=sex&lang=es"]
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answer = site.get(address)
        answer.headers.pop("Date", None)
        body = answer.get_data()
        answers[address] = (answer.status_code, str(answer.headers), body)
        if answer.mimetype == "text/html":
            links = re.findall(r'href="(/[^"#]*)', body.decode())
            waiting += [link.replace("&amp;", "&") for link in links]
    return answers


def test_two_truths_with_the_same_bands_give_the_same_pages_and_files(tmp_path: Path) -> None:
    one, other = (walked(made(tmp_path / str(place), truth)) for place, truth in enumerate(TRUTHS))
    assert set(one) == set(other)
    for address, answer in one.items():
        assert answer == other[address], address
    kinds = {
        "/surveys",
        f"/surveys/{MODULE}.csv",
        QUESTION,
        QUESTION + ".csv",
        QUESTION + "?lang=es",
    }
    assert kinds < set(one)
