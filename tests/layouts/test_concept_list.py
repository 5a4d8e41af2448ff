"""Lists: an empty one says why, and never looks like a list without matches."""

from dataclasses import replace

import pytest

from browser.rendering import render
from layouts.concept import ListedConcept
from layouts.concept_list import ListFacts, list_page
from layouts.page import Visit
from tests.layouts.conftest import count


@pytest.fixture
def facts() -> ListFacts:
    concept = ListedConcept("drug", 7, "metformin", "RxNorm", "6809", count(21, 40), None)
    return ListFacts("drug", count(21, 40), 20, 1, 1, 1, 1, 1, (concept,), concept)


def test_a_list_of_nothing_says_that_nothing_is_listed(facts: ListFacts, visit: Visit) -> None:
    empty = replace(facts, listed=0, found=0, concepts=(), largest=None)
    page = list_page(empty, visit)
    written = render([page.fixed, page.live])
    assert visit.text("list.empty", threshold=20) in written
    assert "<form" not in written
    assert "<table" not in written


def test_a_filter_without_matches_keeps_the_form(facts: ListFacts, visit: Visit) -> None:
    searching = replace(visit, address=visit.address.but(q="zzz"))
    page = list_page(replace(facts, found=0, concepts=()), searching)
    assert visit.text("list.none", q="zzz") in render(page.live)
    assert 'value="zzz"' in render(page.fixed)


def test_what_dash_draws_holds_no_form_field(facts: ListFacts, visit: Visit) -> None:
    live = render(list_page(facts, visit).live)
    assert not any(f"<{tag}" in live for tag in ("input", "select", "form", "button"))
    assert "metformin" in live


def test_a_concepts_name_is_said_to_be_english_on_a_spanish_page(
    facts: ListFacts, visit: Visit
) -> None:
    live = render(list_page(facts, visit).live)
    marked = '<span lang="en">metformin</span>' in live
    assert marked == (visit.text.language != "en")
