"""axe-core finds nothing on any page: both languages, both widths, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from aggregates.release import Release
from layouts.text import LANGUAGES
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.browser.test_pages import KINDS, in_language

pytestmark = pytest.mark.chromium

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_accessible(
    visitor: Visit, addresses: dict[str, str], kind: str, language: str
) -> None:
    page = visitor(WIDE).open(in_language(addresses[kind], language))
    assert violations(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert violations(page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_accessible_in_the_dark(
    visitor: Visit, addresses: dict[str, str], kind: str
) -> None:
    page = visitor(WIDE, color_scheme="dark").open(addresses[kind])
    assert violations(page) == []


SIZED = ("", "/report", "/answer", "/beside", "/by-age", "/power", "/power-alleles")


@pytest.mark.parametrize(("language", "width"), [("en", WIDE), ("es", PHONE)])
@pytest.mark.parametrize("place", SIZED)
def test_the_size_of_a_group_and_its_figures_are_accessible(
    visitor: Visit, release: Release, place: str, language: str, width: int
) -> None:
    """Three questions side by side: one with limits, one of a single group, one of few people."""
    common, *_, rare = [f"condition.{one.concept_id}" for one in release.concepts("condition")]
    drug = f"drug.{release.concepts('drug')[0].concept_id}"
    asked = f"with={common},{drug}&in.sex=female&also=;age.65-74&also={rare}&lang={language}"
    root = "/scope" if place in ("", "/report") else "/figures/scope"
    page = visitor(width).open(f"{root}{place}?{asked}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []


def test_a_page_is_accessible_after_dash_has_taken_over(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    page = visitor().open(addresses["concept"])
    page.focus("#cut")
    page.wait_for_selector("#copy", state="detached")
    page.select_option("#cut", crossing)
    page.wait_for_selector("#live .crossed")
    assert violations(page) == []
