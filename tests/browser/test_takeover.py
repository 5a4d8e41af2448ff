"""Dash takes over at the first use of a live control, and nothing the reader did is lost."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from aggregates.release import Concept, Release
from tests.browser.conftest import Visit

pytestmark = pytest.mark.chromium


def taken_over(page: Page) -> None:
    page.wait_for_selector("#copy", state="detached")
    expect(page.locator("#live [data-page]")).to_be_visible()


def woken(page: Page) -> Page:
    """The page with Dash in charge, as after a first use of a control some time ago."""
    page.focus("form[data-live] select")
    taken_over(page)
    return page


def figure(cut: str) -> str:
    return "#live #by-" + cut.replace("*", "-").replace("_", "-")


def test_a_first_action_is_answered_by_dash_or_the_browser_whoever_is_there_first(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    page = visitor().open(addresses["concept"])
    page.select_option("#cut", crossing)
    expect(page.locator(figure(crossing).replace("#live", "main"))).to_be_visible()
    expect(page.locator("#cut")).to_have_value(crossing)


def test_choosing_a_crossing_draws_it_and_keeps_it_in_the_address(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    page = woken(visitor().open(addresses["concept"]))
    page.select_option("#cut", crossing)
    expect(page.locator(figure(crossing))).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(f"?cut={crossing}") + "$"))
    expect(page.locator("#status")).not_to_be_empty()


def test_back_and_forward_walk_through_the_views(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    page = woken(visitor().open(addresses["concept"]))
    page.select_option("#cut", crossing)
    expect(page.locator(figure(crossing))).to_be_visible()
    page.select_option("#measure", "share")
    expect(page.locator("#live .figures .by-share").first).to_be_visible()
    page.go_back()
    expect(page.locator("#live .figures .by-share")).to_have_count(0)
    expect(page.locator("#measure")).to_have_value("")
    page.go_back()
    expect(page.locator(figure(crossing))).to_have_count(0)
    expect(page.locator("#cut")).to_have_value("")
    page.go_forward()
    expect(page.locator(figure(crossing))).to_be_visible()
    expect(page.locator("#cut")).to_have_value(crossing)


def test_share_or_count_changes_what_the_bars_show(
    visitor: Visit, addresses: dict[str, str]
) -> None:
    reader = visitor()
    page = woken(reader.open(addresses["concept"]))
    page.select_option("#measure", "share")
    expect(page.locator("#live .figures .by-share").first).to_be_visible()
    before = len(reader.requested)
    page.select_option("#measure", "")
    expect(page.locator("#live .figures .by-share")).to_have_count(0)
    assert not [url for url in reader.requested[before:] if url.endswith(page.url)]


def test_a_list_is_sorted_filtered_and_paged(visitor: Visit, release: Release) -> None:
    concepts = release.concepts("condition")
    by_name = sorted(concepts, key=lambda concept: (concept.name.casefold(), concept.concept_id))
    page = woken(visitor().open("/conditions"))
    first = page.locator("tbody th a").first
    page.locator("thead a").first.click()
    expect(first).to_have_text(by_name[0].name)
    expect(page.locator("#sort")).to_have_value("name")
    page.select_option("#sort", "")
    expect(first).to_have_text(concepts[0].name)
    word = concepts[-1].name.split()[0]
    page.fill("#filter", word)
    page.press("#filter", "Enter")
    expect(page.locator("#results")).to_contain_text(word)
    expect(page).to_have_url(re.compile(r"q=" + re.escape(word)))
    page.fill("#filter", "")
    page.click(".controls button")
    expect(first).to_have_text(concepts[0].name)


def test_paging_moves_the_reader_to_the_top_of_the_list(visitor: Visit, release: Release) -> None:
    concepts = release.concepts("condition")
    if len(concepts) <= 50:
        pytest.skip("the release of the tests has one page of conditions")
    page = woken(visitor().open("/conditions"))
    page.locator(".paging a").last.click()
    expect(page.locator("tbody th a").first).to_have_text(concepts[50].name)
    expect(page.locator("#results")).to_be_focused()
    page.go_back()
    expect(page.locator("tbody th a").first).to_have_text(concepts[0].name)


def test_the_keyboard_alone_is_enough(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    page = visitor().open(addresses["concept"])
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()
    for _ in range(page.locator(".findings a").count() + 6):  # past these and a few other links
        if page.evaluate("document.activeElement.id") == "cut":
            break
        page.keyboard.press("Tab")
    expect(page.locator("#cut")).to_be_focused()
    taken_over(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#live .figure").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?cut="))
    expect(page.locator("#cut")).to_be_focused()


def test_typed_text_survives_the_takeover(visitor: Visit, addresses: dict[str, str]) -> None:
    page = visitor().open(addresses["concept"])
    page.locator("#q").press_sequentially("asth")
    page.locator("#measure").dispatch_event("pointerdown")
    taken_over(page)
    expect(page.locator("#q")).to_have_value("asth")
    expect(page.locator("#q")).to_be_focused()


def test_nothing_of_dash_is_loaded_before_it_is_needed(
    visitor: Visit, addresses: dict[str, str]
) -> None:
    reader = visitor()
    page = reader.open(addresses["concept"])
    page.locator("#q").fill("asthma")
    page.locator("#q").blur()  # or its suggestions may open over the heading
    page.mouse.wheel(0, 2000)
    page.locator("main h1").click()
    page.wait_for_timeout(300)
    assert not [url for url in reader.requested if "_dash" in url]


def test_a_finding_leads_to_its_figure_before_and_after_dash_has_taken_over(
    visitor: Visit, addresses: dict[str, str]
) -> None:
    page = visitor().open(addresses["concept"])
    for take_over in (False, True):
        if take_over:
            woken(page)
        link = page.locator(".findings a").last
        place = str(link.get_attribute("href"))
        link.click()
        expect(page.locator(place)).to_be_in_viewport()
        expect(page).to_have_url(re.compile(re.escape(place) + "$"))
        expect(page.locator(".figure").first).to_be_visible()


def test_two_tabs_of_one_reader_do_not_disturb_each_other(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    reader = visitor()
    one, other = (woken(reader.open(addresses["concept"])) for _ in range(2))
    one.select_option("#cut", crossing)
    other.select_option("#measure", "share")
    expect(one.locator(figure(crossing))).to_be_visible()
    expect(other.locator("#live .figures .by-share").first).to_be_visible()
    expect(one.locator("#live .figures .by-share")).to_have_count(0)
    expect(other.locator(figure(crossing))).to_have_count(0)


def test_no_other_host_is_ever_asked_not_even_after_the_takeover(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    reader = visitor()
    page = woken(reader.open(addresses["concept"]))
    page.select_option("#cut", crossing)
    expect(page.locator(figure(crossing))).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert any("_dash" in url for url in reader.requested)
    assert [url for url in reader.requested if not url.startswith(reader.site + "/")] == []
    config = json.loads(str(page.locator("#_dash-config").last.text_content()))
    assert config["disable_version_check"] is True
    assert not {"python_version", "dash_version", "dash_version_url"} & set(config)


def test_the_two_renderers_draw_the_same_page(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    reader = visitor()
    drawn = """selector => {
        const walk = node => node.nodeType === 3 ? node.textContent : [
            node.tagName,
            [...node.attributes].filter(a => !a.name.startsWith('data-dash'))
                .map(a => a.name + '=' + a.value.replace(/[ ;]/g, '')).sort().join(' '),
            [...node.childNodes].map(walk),
        ];
        const root = document.querySelector(selector + ' [data-page]');
        root.normalize();
        return JSON.stringify(walk(root));
    }"""
    for kind in ("concept", "list"):
        page = reader.open(addresses[kind])
        by_server = page.evaluate(drawn, "#copy")
        page.focus("#measure")
        taken_over(page)
        assert page.evaluate(drawn, "#live") == by_server


def test_an_action_before_dash_is_there_is_answered_by_the_browser(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    reader = visitor()
    reader.context.route("**/_dash-layout", lambda route: None)  # never answered
    page = reader.open(addresses["concept"])
    page.select_option("#cut", crossing)
    expect(page.locator("#copy .figure").first).to_be_visible()
    expect(page.locator(figure(crossing).replace("#live", "#copy"))).to_be_visible(timeout=8000)
    expect(page).to_have_url(re.compile(re.escape(f"cut={crossing}")))


def test_when_dash_cannot_be_loaded_the_browser_answers(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    reader = visitor()
    reader.context.route("**/_dash-component-suites/**", lambda route: route.abort())
    page = reader.open(addresses["concept"])
    page.select_option("#cut", crossing)
    expect(page.locator(figure(crossing).replace("#live", "#copy"))).to_be_visible()
    reader.complaints.clear()  # the browser reports the scripts that this test kept away


def test_a_reader_who_saves_data_is_never_sent_dash(
    visitor: Visit, addresses: dict[str, str], crossing: str
) -> None:
    reader = visitor()
    reader.context.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    )
    page = reader.open(addresses["concept"])
    page.select_option("#cut", crossing)
    page.click(".controls button")
    expect(page.locator(figure(crossing).replace("#live", "#copy"))).to_be_visible()
    assert not [url for url in reader.requested if "_dash" in url]


def test_switching_language_keeps_the_view(
    visitor: Visit, addresses: dict[str, str], concept: Concept, crossing: str
) -> None:
    page = woken(visitor().open(addresses["concept"]))
    page.select_option("#cut", crossing)
    expect(page.locator(figure(crossing))).to_be_visible()
    page.click("a[data-switch]")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page).to_have_url(re.compile(re.escape(f"cut={crossing}")))
    expect(page.locator("h1")).to_have_text(concept.name)
