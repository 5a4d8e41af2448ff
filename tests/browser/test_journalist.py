"""Questions that a journalist asks, each answered from the home page in under a minute.

Every test starts at "/" and does what a reader would do who has never been here: types everyday
words into the search box, follows links by what they say, reads headings, sentences and cells. No
address is typed and no part of a page is found by how it is built. The people are invented, so
the answers are compared in shape, never in number.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from aggregates.build import build_release
from aggregates.progress import quiet
from aggregates.synthetic.cdm_folder import write_synthetic_cdm
from tests.browser.conftest import BUILDERS, PHONE, SEED, WIDE, Visit, arriving, served
from tests.journalist import cut_down

pytestmark = pytest.mark.chromium

PEOPLE = 8000
BAND = r"[0-9,]+–[0-9,]+"
SHARE = r"(?:about [0-9]+|[0-9]+–[0-9]+)\s%"
TIMES = r"(?:about )?[0-9.]+(?: to [0-9.]+)? times"


@pytest.fixture(scope="session")
def newsroom_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of a cut-down cohort; test processes that run side by side build it once."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    cdm, release = shared / "newsroom-cdm", shared / "newsroom-release"
    with (shared / "newsroom-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not release.exists():
            write_synthetic_cdm(PEOPLE, SEED, cdm)
            build_release(cut_down(cdm), release, None, BUILDERS, quiet)
    return release


@pytest.fixture(scope="session")
def newsroom(newsroom_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server process that serves it."""
    yield from served(newsroom_folder, tmp_path_factory.mktemp("newsroom-server"))


@pytest.fixture
def journalist(chromium: Browser, newsroom: str) -> Iterator[Visit]:
    """Makes visitors of that site."""
    yield from arriving(chromium, newsroom)


@pytest.fixture(params=[WIDE, PHONE])
def home(request: pytest.FixtureRequest, journalist: Visit) -> Page:
    """The home page as it opens, at a desk and on a phone."""
    return journalist(request.param).open("/")


def search(page: Page, words: str, label: str = "Search by name, everyday word or code") -> None:
    """Type words into the large search box of the home page and press Enter."""
    page.get_by_role("combobox", name=label).fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def follow(page: Page, words: str) -> None:
    """Follow the first link that says so; where it leads to a page, wait for it."""
    page.get_by_role("main").get_by_role("link", name=words, exact=True).first.click()
    page.wait_for_load_state()


def row(within: Locator, name: str) -> Locator:
    """The row of the first table that has a row of that name."""
    head = within.page.get_by_role("rowheader", name=name, exact=True)
    return within.get_by_role("row").filter(has=head).first


def section(page: Page, name: str) -> Locator:
    """A part of the page by its heading."""
    return page.get_by_role("region", name=name)


def test_what_share_are_black_and_how_does_that_compare_with_the_country(home: Page) -> None:
    search(home, "African American")
    follow(home, "Race and ethnicity")
    told = row(section(home, "Race and ethnicity"), "Black or African American").inner_text()
    assert re.search(SHARE, told)
    assert "12.1 %\nUS, all ages, 2020" in told.replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(rf"{TIMES}\s+as in the US", told)


def test_how_many_have_major_depression_and_how_many_of_them_are_65_and_over(home: Page) -> None:
    search(home, "major depression")
    follow(home, "Major depressive disorder, recurrent")
    hero = home.get_by_role("main").inner_text()
    assert re.search(rf"participants\s+{BAND}", hero)
    older = home.get_by_text(re.compile("^65 and over: "))
    assert re.match(
        rf"65 and over: {BAND} participants, {SHARE} of all who are counted here\.",
        older.inner_text(),
    )


def test_what_share_of_rural_participants_gave_a_genome(home: Page) -> None:
    follow(home, "Who they are, compared with the United States")
    follow(home, "What each group has shared")
    finding = home.get_by_role("heading", name=re.compile(r"^Genome: .*Rural place"))
    assert re.search(rf"{SHARE} \(Rural place\)", finding.inner_text())


def test_how_many_are_in_a_group_that_is_underrepresented(home: Page) -> None:
    follow(home, "Who they are, compared with the United States")
    lead = home.get_by_text("are known to belong to at least one group")
    assert re.match(rf"{BAND} participants are known to belong to at least one", lead.inner_text())
    assert re.search(SHARE, lead.inner_text())


def test_what_share_have_a_high_school_education_or_less(home: Page) -> None:
    search(home, "high school")
    follow(home, "Education")
    told = row(section(home, "Education"), "High school diploma or less").inner_text()
    assert re.search(rf"{BAND}\s+{SHARE}", told)
    assert "US, 25 and over, 2021" in told


def test_do_women_have_depression_more_often_than_men(home: Page) -> None:
    search(home, "depression")
    follow(home, "Depressive episode")
    finding = home.get_by_role("link", name=re.compile("^More common in women"))
    assert re.fullmatch(
        rf"More common in women \({SHARE}\) than in men \({SHARE}\)", finding.inner_text()
    )


def test_which_conditions_people_with_type_2_diabetes_have_most(home: Page) -> None:
    search(home, "type 2 diabetes")
    follow(home, "Type 2 diabetes mellitus")
    others = section(home, "What else they have on record")
    table = others.get_by_role("table", name="Most common among them")
    first = table.get_by_role("row").nth(1).inner_text()
    assert re.search(rf"{SHARE}\s+{TIMES.replace(' to ', '–')}", first)
    names = table.get_by_role("rowheader").all_inner_texts()
    assert {"Essential (primary) hypertension", "Overweight and obesity"} & set(names)


def test_what_is_the_usual_systolic_blood_pressure_at_65_to_74(home: Page) -> None:
    search(home, "systolic blood pressure")
    follow(home, "Systolic blood pressure")
    values = section(home, "Values")
    group = values.get_by_role("heading", name="65–74")
    told = group.locator("xpath=following-sibling::p[1]")
    assert re.fullmatch(r"Middle value: 1[0-9]{2} to below 1[0-9]{2}\smmHg", told.inner_text())


def test_how_many_steps_a_day_those_with_a_wearable_take(home: Page) -> None:
    search(home, "steps a day")
    follow(home, "Daily activity (steps)")
    finding = home.get_by_role("link", name=re.compile("At least half have a value between"))
    assert re.search(r"between [0-9,]+ and [0-9,]+\ssteps a day", finding.inner_text())


def test_what_share_smoke_now(home: Page) -> None:
    """Asked only of those who ever smoked, so the share of everyone is what answers it."""
    search(home, "do you smoke")
    follow(home, "Do you smoke cigarettes now?")
    told = row(home.get_by_role("main"), "Every day").inner_text()
    assert re.search(rf"{BAND}\s+{SHARE} of everyone in the module\s+{SHARE}", told)


def test_who_has_a_health_record_a_genome_and_a_wearable_together(home: Page) -> None:
    home.get_by_role("navigation", name="Sections").get_by_role("link", name="Data types").click()
    told = home.get_by_text(re.compile("^Health record, genome and wearable together: "))
    assert re.search(rf"{BAND} participants \({SHARE}\)", told.inner_text())


def test_how_many_have_high_blood_pressure_asked_in_spanish(home: Page) -> None:
    home.get_by_role("link", name="Español").click()
    search(home, "presión alta", "Buscar por nombre, palabra de uso corriente o código")
    follow(home, "Essential (primary) hypertension")
    expect(
        home.get_by_role("heading", level=2, name="Quiénes lo tienen registrado")
    ).to_be_visible()
    told = home.get_by_role("main").inner_text()
    assert re.search("participantes\\s+[0-9\N{NARROW NO-BREAK SPACE}]+–[0-9]", told)
