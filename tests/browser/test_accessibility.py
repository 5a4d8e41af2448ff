"""axe-core finds nothing on any page: both languages, both widths, light and dark."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from aggregates.release import Release, open_release
from browser.application import create_app
from layouts.text import LANGUAGES
from tests.aggregates.questionnaire import write_survey_release
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.browser.test_pages import KINDS, in_language
from tests.browser.threaded import in_a_thread
from tests.browser.variant_releases import genomes
from tests.ward import HEART

__all__ = ["genomes"]  # fixtures
pytestmark = pytest.mark.chromium

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


# Figures of pages that need a release of their own, or two of them.
FIGURES = {
    "gene": "/figures/genes/MEGF11/variants",
    "region": "/figures/variants/variants?q=22%3A16050000-16200000",
    "answers": "/figures/surveys/1/10/answers",
    "answers-by-group": "/figures/surveys/1/10/by-sex",
    "releases": f"/figures/conditions/{HEART}/over",
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


@pytest.fixture(scope="module")
def figures(
    genomes: Release,
    ward_release: Path,
    later_release: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, str]]:
    """Where each of the figures is served, by its kind."""
    asked = open_release(write_survey_release(tmp_path_factory.mktemp("asked") / "surveys"))
    both = [open_release(later_release), open_release(ward_release)]
    served = [([genomes], "gene", "region"), ([asked], "answers", "answers-by-group")]
    with ExitStack() as sites:
        found = {}
        for releases, *kinds in (*served, (both, "releases")):
            site = sites.enter_context(in_a_thread(create_app(releases).server))
            found |= {kind: site + FIGURES[kind] for kind in kinds}
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FIGURES)
def test_pages_of_figures_are_accessible(
    visitor: Visit, figures: dict[str, str], kind: str, language: str
) -> None:
    page = visitor(WIDE).open(in_language(figures[kind], language))
    assert violations(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
