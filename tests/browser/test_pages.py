"""Every page reads without JavaScript, at every width, in both languages."""

import re

import pytest
from playwright.sync_api import expect

from aggregates.release import Concept, Release
from layouts import formatting
from layouts.text import LANGUAGES, catalogue
from tests.browser.conftest import NARROWEST, PHONE, WIDE, Visit

pytestmark = pytest.mark.chromium

KINDS = (
    "home",
    "list",
    "concept",
    "crossing",
    "figure",
    "tree",
    "search",
    "privacy",
    "releases",
    "problem",
    "diversity",
    "compare",
)


def in_language(address: str, language: str) -> str:
    return address + ("&" if "?" in address else "?") + f"lang={language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_every_page_shows_its_content(
    visitor: Visit, addresses: dict[str, str], release: Release, concept: Concept, language: str
) -> None:
    text = catalogue(language)
    reader = visitor(java_script_enabled=False)
    expected = {
        "home": formatting.count(release.participants, text),
        "list": release.concepts("condition")[0].name,
        "concept": formatting.count(concept.participants, text),
        "crossing": text("concept.narrower"),
        "figure": text("cite.cite.how"),
        "tree": concept.name,
        "search": concept.name,
        "privacy": text("privacy.audit.passed"),
        "releases": release.id,
        "problem": text("problem.address.explained"),
        "diversity": text("diversity.published.title"),
        "compare": text("compare.aged_title"),
    }
    for kind, words in expected.items():
        page = reader.open(in_language(addresses[kind], language))
        assert words in page.locator("main").inner_text(), kind
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1


def test_every_page_says_which_release_it_shows_and_that_it_is_synthetic(
    visitor: Visit, addresses: dict[str, str], release: Release
) -> None:
    text = catalogue("en")
    reader = visitor(java_script_enabled=False)
    for kind, address in addresses.items():
        footer = reader.open(address).locator("footer").inner_text()
        assert release.id in footer, kind
        assert formatting.day(release.cutoff_date, text) in footer
        assert text("site.small_counts") in footer
        assert (text("site.synthetic") in footer) == release.synthetic


@pytest.mark.parametrize("width", [NARROWEST, PHONE, WIDE])
def test_no_page_scrolls_sideways(visitor: Visit, addresses: dict[str, str], width: int) -> None:
    reader = visitor(width)
    for kind, address in addresses.items():
        page = reader.open(in_language(address, "es"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
        wider = (
            "[...document.querySelectorAll('.scroll')].filter(b => b.scrollWidth > b.clientWidth)"
        )
        assert page.evaluate(wider + ".length") == 0, kind


def test_controls_work_without_javascript(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    page = visitor(java_script_enabled=False).open(addresses["concept"])
    page.select_option("#cut", crossing)
    page.select_option("#measure", "share")
    page.click(".controls button")
    expect(page).to_have_url(re.compile(re.escape(f"?measure=share&cut={crossing}") + "$"))
    expect(page.locator("#by-" + crossing.replace("*", "-").replace("_", "-"))).to_have_count(1)
    expect(page.locator("#measure")).to_have_value("share")


def test_targets_are_large_enough_to_hit(visitor: Visit, addresses: dict[str, str]) -> None:
    reader = visitor(PHONE, has_touch=True)
    small = """() => [...document.querySelectorAll('button, input, select, nav a')]
        .filter(e => e.type !== 'hidden').map(e => e.getBoundingClientRect())
        .filter(box => box.width && (box.height < 40 || box.width < 24)).length"""
    for kind, address in addresses.items():
        assert reader.open(address).evaluate(small) == 0, kind
