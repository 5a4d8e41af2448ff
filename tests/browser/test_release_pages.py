"""Pages over several releases: what changed, old addresses, the line of a concept."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from aggregates.release import open_release
from browser.application import create_app
from layouts.text import catalogue
from tests.browser.conftest import PHONE, WIDE, Visit, arriving, served
from tests.browser.test_accessibility import violations
from tests.ward import ARRHYTHMIA, HEART, RARE, SYMPTOM, TWENTY, TWENTY_ONE

OLD, NEW = "ward-2020-10-01", "ward-2021-10-01"
CHANGES = f"/releases/{NEW}/since/{OLD}"
TEXT = catalogue("en")


@pytest.fixture(scope="module")
def site(ward_release: Path, later_release: Path) -> FlaskClient:
    releases = [open_release(later_release), open_release(ward_release)]
    return create_app(releases).server.test_client()


def page(site: FlaskClient, address: str, status: int = 200) -> str:
    answer = site.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_what_changed_is_told_by_bands_alone(site: FlaskClient) -> None:
    shown = page(site, CHANGES)
    assert "More participants: 4,721–4,740 before, 9,441–9,460 now." in shown
    assert "4 surely have more participants than before" in shown
    assert "One surely has fewer participants than before." in shown
    assert shown.index("Heart disease") < shown.index("Arrhythmia") < shown.index("Symptom")
    assert TEXT("changes.no_definitions") in shown
    assert f'href="/conditions/{TWENTY_ONE}?release={OLD}"' in shown  # withdrawn: where it was
    assert TEXT("site.synthetic") in shown


def test_the_file_has_every_change(site: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(page(site, f"{CHANGES}.csv"))))
    told = {(int(row["concept_id"]), row["change"]) for row in rows}
    assert {(HEART, "more"), (ARRHYTHMIA, "more"), (SYMPTOM, "fewer")} < told
    assert {(RARE, "new"), (TWENTY, "new"), (TWENTY_ONE, "withdrawn")} < told
    withdrawn = next(row for row in rows if row["change"] == "withdrawn")
    assert (withdrawn["before_low"], withdrawn["before_high"]) == ("21", "40")
    assert (withdrawn["after_low"], withdrawn["after_state"]) == ("", "not listed")


def test_releases_named_in_the_wrong_order_lead_to_the_right_one(site: FlaskClient) -> None:
    answer = site.get(f"/releases/{OLD}/since/{NEW}?lang=es")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{CHANGES}?lang=es"


def test_releases_that_are_not_served_have_no_changes(site: FlaskClient) -> None:
    page(site, f"/releases/{NEW}/since/ward-1999-10-01", 404)
    page(site, f"/releases/{NEW}/since/{NEW}", 404)


def test_the_page_of_releases_leads_to_what_changed(site: FlaskClient) -> None:
    shown = page(site, "/releases")
    assert f'href="{CHANGES}"' in shown
    assert shown.index(f">{OLD}<small") < shown.index(f">{NEW}</a>")  # the earliest data first
    assert TEXT("releases.statement.denominator") in shown


def test_an_address_of_an_old_release_keeps_working(site: FlaskClient) -> None:
    assert "Takayasu arteritis" in page(site, f"/conditions/{TWENTY_ONE}?release={OLD}")
    missing = page(site, f"/conditions/{TWENTY_ONE}", 404)
    assert TEXT("problem.elsewhere.one") in missing
    assert f'href="/conditions/{TWENTY_ONE}?release={OLD}"' in missing
    assert TEXT("problem.elsewhere.one") not in page(site, "/conditions/999", 404)


def test_what_no_release_lists_is_answered_alike_whatever_the_reason(site: FlaskClient) -> None:
    rare, nothing = (page(site, f"/conditions/{one}?release={OLD}", 404) for one in (998, 999))
    assert rare.replace("998", "999") == nothing


def test_a_concept_shows_its_bands_over_the_releases(site: FlaskClient) -> None:
    shown = page(site, f"/conditions/{HEART}")
    assert f"Surely more: 1,701–1,720 participants in {OLD}, 3,401–3,420 in {NEW}." in shown
    compared = f"/compare?a=condition.{HEART}&amp;a-release={OLD}&amp;b=condition.{HEART}"
    assert f'href="{compared}"' in shown
    new = page(site, f"/conditions/{RARE}")
    assert f"Only {NEW} lists it." in new
    assert TEXT("over.not_listed") in new


def test_one_release_alone_has_no_line(ward_release: Path) -> None:
    alone = create_app([open_release(ward_release)]).server.test_client()
    assert TEXT("over.title") not in page(alone, f"/conditions/{HEART}")
    assert TEXT("releases.in_order") not in page(alone, "/releases")


def test_two_truths_that_share_bands_give_the_same_pages_over_releases(
    site: FlaskClient, later_release: Path, twin_release: Path
) -> None:
    """The first release is replaced by that of another truth with the same bands."""
    releases = [open_release(later_release), open_release(twin_release)]
    twin = create_app(releases).server.test_client()
    sides = f"a=condition.{HEART}&a-release={OLD}&b=condition.{HEART}&cut=age"
    for address in (
        *(CHANGES, f"{CHANGES}.csv", "/releases", f"/conditions/{HEART}", f"/conditions/{RARE}"),
        *(f"/conditions/{TWENTY_ONE}", f"/compare?{sides}", f"/compare.csv?{sides}&lang=es"),
    ):
        assert site.get(address).get_data() == twin.get(address).get_data(), address


@pytest.fixture(scope="module")
def address(
    ward_release: Path, later_release: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    yield from served(later_release, tmp_path_factory.mktemp("years"), ward_release)


@pytest.fixture
def reader(chromium: Browser, address: str) -> Iterator[Visit]:
    yield from arriving(chromium, address)


@pytest.mark.chromium
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_from_a_concept_to_a_comparison_without_javascript(reader: Visit, width: int) -> None:
    page = reader(width, java_script_enabled=False).open(f"/conditions/{HEART}")
    page.get_by_role("link", name="Compare it with something else").click()
    page.get_by_role("searchbox", name="Add something to compare it with").fill("arrhythmia")
    page.get_by_role("button", name="Search").last.click()
    page.get_by_role("link", name="Arrhythmia", exact=True).click()
    expect(page).to_have_url(
        re.compile(rf"/compare\?a=condition.{HEART}&b=condition.{ARRHYTHMIA}$")
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Heart disease and Arrhythmia")
    expect(page.locator(".lead.finding")).to_contain_text("is more common than “Arrhythmia”")
    page.get_by_label("Among whom: Arrhythmia").select_option("sex.female")
    page.get_by_label("In which release: Heart disease").select_option(OLD)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        f"Arrhythmia (Female, release {NEW})"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.chromium
@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_over_releases_scrolls_sideways(reader: Visit, width: int, language: str) -> None:
    visitor = reader(width)
    for path in ("/releases", CHANGES, f"/conditions/{HEART}", f"/conditions/{TWENTY_ONE}"):
        page = visitor.open(f"{path}?lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        wider = (
            "[...document.querySelectorAll('.scroll')].filter(b => b.scrollWidth > b.clientWidth)"
        )
        assert page.evaluate(wider + ".length") == 0, path


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_over_releases_are_accessible(reader: Visit, language: str) -> None:
    visitor = reader(PHONE)
    sides = f"a=condition.{HEART}&a-release={OLD}&b=condition.{HEART}"
    for path in ("/releases", CHANGES, f"/conditions/{HEART}", f"/compare?{sides}"):
        page = visitor.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert violations(page) == [], path
        page.locator("summary").evaluate_all(
            "all => all.forEach(one => one.parentElement.open = true)"
        )
        assert violations(page) == [], path
