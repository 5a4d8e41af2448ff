"""Suggestions: what the server answers, and the box as people with keys and pointers use it."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from aggregates.release import Concept, Release
from browser.search_index import SearchIndex
from tests.browser.conftest import PHONE, Visit
from tests.browser.test_accessibility import violations


def asked(client: FlaskClient, typed: str, **state: str) -> dict[str, Any]:
    answer = client.get("/search/suggest", query_string={"q": typed, **state})
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    return json.loads(answer.get_data())  # type: ignore[no-any-return]


# --- what the server answers ---------------------------------------------------------------------


def test_a_concept_is_suggested_with_its_band_and_its_address(
    client: FlaskClient, concept: Concept
) -> None:
    first = asked(client, concept.name)["options"][0]
    assert first["name"] == concept.name
    assert first["href"] == f"/conditions/{concept.concept_id}"
    assert f"{concept.participants.low:,}–{concept.participants.high:,}" in first["about"]


def test_the_last_option_leads_to_all_results(client: FlaskClient) -> None:
    options = asked(client, "disease")["options"]
    assert options[-1]["href"] == "/search?q=disease"
    assert len(options) == 9


def test_words_and_addresses_are_in_the_readers_language(client: FlaskClient) -> None:
    said = asked(client, "presión alta", lang="es")
    assert "sugerencia" in said["status"]
    options = said["options"]
    assert all(option["href"].endswith("lang=es") for option in options)
    assert options[0]["about"].startswith("Enfermedad")


@pytest.mark.parametrize("typed", ["", " ", "a", "\x00", "\x00\x01"])
def test_too_little_gets_no_suggestion(client: FlaskClient, typed: str) -> None:
    assert asked(client, typed) == {"options": [], "status": ""}


def test_what_is_not_there_says_so(client: FlaskClient) -> None:
    said = asked(client, "qqqq zzzz")
    assert said["options"] == []
    assert "qqqq zzzz" in said["status"]


@pytest.mark.parametrize("typed", ['"', "NEAR(a b)", "a* OR b", "diabetes'; --", "x" * 10_000])
def test_hostile_words_are_only_words(client: FlaskClient, typed: str) -> None:
    asked(client, typed)


def test_answers_may_be_kept_and_are_checked_by_their_tag(client: FlaskClient) -> None:
    first = client.get("/search/suggest?q=asthma")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get("/search/suggest?q=asthma", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_another_release_is_never_put_in_place_of_the_one_asked_for(client: FlaskClient) -> None:
    assert client.get("/search/suggest?q=asthma&release=other").status_code == 404


def test_nothing_that_is_not_listed_is_suggested(client: FlaskClient, release: Release) -> None:
    listed = {concept.name for domain in release.domains for concept in release.concepts(domain.id)}
    for typed in ("huntington", "disease", "syndrome", "E75.22", "cancer"):
        options = asked(client, typed)["options"]
        assert {option["name"] for option in options[:-1]} <= listed


# --- the page of results -------------------------------------------------------------------------


def test_results_of_all_domains_stand_best_first_with_a_way_to_keep_to_one(
    client: FlaskClient, release: Release
) -> None:
    index = SearchIndex.of(release, ["condition", "drug"])
    results = index.search("pain")
    page = client.get("/search?q=pain").get_data(as_text=True)
    for domain, found in index.domains(results).items():
        assert f"({found})" in page
        kept = client.get(f"/search?q=pain&domain={domain}").get_data(as_text=True)
        assert 'aria-current="true"' in kept
        assert page != kept
    names = [one.concept.name for one in index.shown(results, 0, 25)]
    places = [page.index(f">{name}<") for name in names]
    assert places == sorted(places)


def test_a_domain_that_is_not_there_is_passed_over_and_said(client: FlaskClient) -> None:
    page = client.get("/search?q=pain&domain=planets").get_data(as_text=True)
    assert "There is no such kind of data" in page


def test_results_found_by_another_name_or_by_spelling_say_so(client: FlaskClient) -> None:
    assert "also called “Tylenol”" in client.get("/search?q=tylenol").get_data(as_text=True)
    assert "spelt nearly the same" in client.get("/search?q=tylenoll").get_data(as_text=True)


# --- in a browser --------------------------------------------------------------------------------


def typing(page: Page, words: str) -> None:
    page.locator("#q").press_sequentially(words, delay=20)


def test_suggestions_are_chosen_with_the_keyboard(visitor: Visit, concept: Concept) -> None:
    page = visitor().open("/privacy")
    box = page.locator("#q")
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    typing(page, concept.name)
    listed = page.get_by_role("listbox").first
    expect(listed).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".site-search [role=status]")).to_contain_text("suggestion")
    box.press("ArrowDown")
    chosen = listed.locator("[aria-selected=true]")
    expect(chosen).to_contain_text(concept.name)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    expect(box).to_be_focused()
    box.press("Enter")
    expect(page.locator("h1")).to_have_text(concept.name)


def test_what_is_chosen_stays_chosen_when_a_later_answer_lists_it_too(
    visitor: Visit, concept: Concept
) -> None:
    """A reader may be quicker than the answer to the last letter that they typed."""
    page = visitor().open("/privacy")
    box = page.locator("#q")
    typing(page, concept.name[:-1])
    chosen = page.get_by_role("listbox").first.locator("[aria-selected=true]")
    expect(page.get_by_role("listbox").first).to_be_visible()
    box.press("ArrowDown")
    expect(chosen).to_contain_text(concept.name)
    with page.expect_response(lambda answer: "/search/suggest" in answer.url):
        box.press(concept.name[-1])
    page.wait_for_timeout(200)  # until the answer is shown
    expect(chosen).to_contain_text(concept.name)
    box.press("Enter")
    expect(page.locator("h1")).to_have_text(concept.name)


def test_escape_closes_and_enter_still_searches(visitor: Visit) -> None:
    page = visitor().open("/privacy")
    box = page.locator("#q")
    typing(page, "pain")
    expect(page.get_by_role("listbox").first).to_be_visible()
    box.press("Escape")
    expect(page.locator(".site-search .suggestions")).to_be_hidden()
    expect(box).to_have_value("pain")
    box.press("Enter")
    expect(page.locator("h1")).to_contain_text("pain")
    assert page.url.endswith("/search?q=pain")


def test_up_and_down_go_round_through_the_box(visitor: Visit) -> None:
    page = visitor().open("/privacy")
    box = page.locator("#q")
    typing(page, "pain")
    options = page.locator(".site-search [role=option]")
    expect(options.last).to_be_visible()
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(page.locator(".site-search [aria-selected=true]")).to_have_count(0)
    assert box.get_attribute("aria-activedescendant") is None


def test_suggestions_are_chosen_with_the_pointer_at_375_pixels(
    visitor: Visit, concept: Concept
) -> None:
    page = visitor(PHONE).open("/")
    page.locator("#home-q").press_sequentially(concept.name, delay=20)
    option = page.locator("main [role=option]").first
    expect(option).to_be_visible()
    place = option.bounding_box()
    assert place is not None
    assert place["height"] >= 44
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= PHONE
    option.click()
    expect(page.locator("h1")).to_have_text(concept.name)


def test_leaving_the_box_closes_the_list(visitor: Visit) -> None:
    page = visitor().open("/privacy")
    typing(page, "pain")
    expect(page.get_by_role("listbox").first).to_be_visible()
    page.locator("#q").press("Tab")
    expect(page.locator(".site-search .suggestions")).to_be_hidden()


def test_without_scripts_the_form_searches(visitor: Visit) -> None:
    page = visitor(java_script_enabled=False).open("/privacy")
    assert page.locator("#q").get_attribute("role") is None
    page.fill("#q", "heart attack")
    page.press("#q", "Enter")
    expect(page.locator("h1")).to_contain_text("heart attack")


def test_a_facet_is_followed_with_and_without_dash(visitor: Visit) -> None:
    for scripts in (True, False):
        page = visitor(java_script_enabled=scripts).open("/search?q=pain")
        link = page.locator(".facets a[href*='domain=']").first
        link.click()
        expect(page.locator(".facets a[aria-current]")).to_have_count(1)
        expect(page.locator(".facets a[aria-current][href*='domain=']")).to_be_visible()
        assert "domain=" in page.url


def test_the_open_list_has_no_accessibility_fault(visitor: Visit) -> None:
    page = visitor().open("/privacy")
    typing(page, "pain")
    expect(page.get_by_role("listbox").first).to_be_visible()
    assert violations(page) == []
