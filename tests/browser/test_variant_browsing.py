"""Pages of variants in a real browser: both widths, by keyboard, with and without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from aggregates.release import Release
from browser.application import create_app
from layouts.text import catalogue
from tests.browser.conftest import NARROWEST, PHONE, WIDE, Visit, arriving
from tests.browser.test_accessibility import violations
from tests.browser.test_pages import in_language
from tests.browser.threaded import in_a_thread
from tests.browser.variant_releases import genomes

__all__ = ["genomes"]  # fixtures
pytestmark = pytest.mark.chromium
TEXT = catalogue("en")
GENE = "MEGF11"
VARIANT = "22-16067462-C-T"
PAGES = {
    "home": "/",
    "variants": "/variants",
    "list": f"/variants?q=rs3016029%0A{VARIANT}%0A22-5-A-G%0Azzz%0Achr22:16,050,000-16,060,000",
    "region": "/variants?q=22:16050000-16200000&sort=frequent",
    "variant": f"/variants/{VARIANT}",
    "gene": f"/genes/{GENE}?group=afr&frequency=min1",
    "empty": "/genes/PAX3",
    "missing": "/variants/22-5-A-G",
    "search": "/search?q=meg",
}


@pytest.fixture(scope="module")
def site(genomes: Release) -> Iterator[str]:
    """A server in this process."""
    with in_a_thread(create_app([genomes]).server) as address:
        yield address


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Visit]:
    yield from arriving(chromium, site)


@pytest.mark.parametrize("kind", PAGES)
def test_pages_are_accessible(visitor: Visit, kind: str) -> None:
    for language in ("en", "es"):
        page = visitor(WIDE).open(in_language(PAGES[kind], language))
        assert violations(page) == []
        page.set_viewport_size({"width": PHONE, "height": 900})
        assert violations(page) == []


@pytest.mark.parametrize("kind", ["list", "variant", "gene"])
def test_pages_are_accessible_in_the_dark(visitor: Visit, kind: str) -> None:
    page = visitor(WIDE, color_scheme="dark").open(PAGES[kind])
    assert violations(page) == []


@pytest.mark.parametrize("width", [NARROWEST, PHONE, WIDE])
def test_no_page_scrolls_sideways(visitor: Visit, width: int) -> None:
    reader = visitor(width)
    for kind, address in PAGES.items():
        page = reader.open(in_language(address, "es"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
        wider = "b => b.scrollWidth > b.clientWidth && b.tabIndex < 0"
        assert (
            page.evaluate(f"[...document.querySelectorAll('.scroll')].filter({wider}).length") == 0
        )


def test_wide_tables_are_reached_and_scrolled_by_keyboard(visitor: Visit) -> None:
    page = visitor(PHONE).open(PAGES["gene"])
    table = page.get_by_role("region", name=TEXT("variants.scrolls", what=TEXT("variants.table")))
    table.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_targets_are_large_enough_to_hit(visitor: Visit) -> None:
    reader = visitor(PHONE, has_touch=True)
    small = """() => [...document.querySelectorAll('button, select, textarea, nav a, svg a')]
        .map(e => e.getBoundingClientRect())
        .filter(box => box.width && (box.height < 40 || box.width < 24)).length"""
    for kind, address in PAGES.items():
        assert reader.open(address).evaluate(small) == 0, kind


def test_the_track_is_walked_and_followed_by_keyboard(visitor: Visit) -> None:
    page = visitor().open(f"/genes/{GENE}")
    links = page.locator("svg.track-picture a")
    assert links.count() == 12
    page.focus("#sort")
    page.keyboard.press("Tab")  # the button
    for place in range(12):
        page.keyboard.press("Tab")
        expect(links.nth(place)).to_be_focused()
    label = links.nth(11).get_attribute("aria-label")
    assert label is not None
    page.keyboard.press("Enter")
    page.wait_for_url("**/genes/MEGF11?from=*")
    stretch = label.rpartition(": ")[0]
    assert TEXT("gene.within", where=stretch) in page.locator("main").inner_text()
    found = label.rpartition(": ")[2].split()[0]
    assert f"of {found} variants" in page.locator("#results").inner_text()
    page.get_by_role("link", name=TEXT("gene.whole")).click()
    page.wait_for_url(f"**/genes/{GENE}")


def test_the_track_says_the_same_as_its_table(visitor: Visit) -> None:
    page = visitor().open(f"/genes/{GENE}")
    page.get_by_text(TEXT("track.unfold")).click()
    labels = [
        link.get_attribute("aria-label") for link in page.locator("svg.track-picture a").all()
    ]
    rows = page.locator(".track tbody tr").all()
    for label, row in zip(labels, rows, strict=True):
        where, found = row.locator("th").inner_text(), row.locator("td").inner_text()
        assert label is not None
        assert label.startswith(f"{where}: {found} variant")


def test_filters_order_and_pages_work_without_scripts(visitor: Visit) -> None:
    page = visitor(java_script_enabled=False).open(f"/genes/{GENE}")
    page.select_option("#consequence", "missense_variant")
    page.select_option("#group", "afr")
    page.select_option("#sort", "frequent")
    page.click(".controls button")
    expect(page).to_have_url(re.compile("consequence=missense_variant"))
    expect(page.locator("#results")).not_to_contain_text("of 2,367")
    expect(page.locator("#consequence")).to_have_value("missense_variant")
    expect(page.locator('th[aria-sort="descending"]')).to_have_text("African")
    top = page.locator(".variants tbody th a").first
    first = top.inner_text()
    page.locator('nav.paging a[rel="next"]').click()
    expect(page).to_have_url(re.compile("after="))
    expect(top).not_to_have_text(first)
    page.locator('nav.paging a[rel="prev"]').click()
    expect(top).to_have_text(first)


def test_a_pasted_list_is_looked_up(visitor: Visit) -> None:
    page = visitor().open("/variants")
    page.fill("#variants-q", f"rs3016029\n{VARIANT}\nchr22:16,050,000-16,060,000\nnonsense!")
    page.get_by_role("button", name=TEXT("variants.button")).click()
    expect(page.locator(".understood li")).to_have_count(4)
    assert page.locator("#variants-q").input_value().count("\n") == 3


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_contain_text(words)


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_from_a_condition_to_a_gene_to_a_variant_and_back(visitor: Visit, width: int) -> None:
    """By keyboard alone: the search box of the condition's page, the suggestion, the table."""
    reader = visitor(width)
    page = reader.open("/conditions")
    page.locator(".list tbody th a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/conditions/*")
    condition = page.locator("h1").inner_text()
    page.focus("#q")
    page.keyboard.type("FOXP2")
    expect(page.locator("#suggestions-1 li").first).to_contain_text("FOXP2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/genes/FOXP2")
    heading(page, "FOXP2")
    page.locator(".variants tbody th a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/variants/7-*")
    page.locator(".kicker a", has_text="FOXP2").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/genes/FOXP2")
    page.get_by_role("link", name=TEXT("gene.search", symbol="FOXP2")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=FOXP2")
    for _ in range(4):
        page.go_back()
    page.wait_for_url("**/conditions/*")
    heading(page, condition)


def test_variants_are_two_clicks_from_home(visitor: Visit) -> None:
    page = visitor(PHONE).open("/")
    page.locator("header nav a", has_text=TEXT("variants.short")).click()
    heading(page, TEXT("variants.title"))


def test_nothing_is_asked_of_other_sites(visitor: Visit) -> None:
    reader = visitor()
    for address in PAGES.values():
        reader.open(address)
    assert all(url.startswith((reader.site, "data:")) for url in reader.requested)
