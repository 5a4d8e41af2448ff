"""The tree of a domain: every place has an address, no page is heavy, and the keyboard is enough.

The clinic here has disease (900) with 110 rare diseases (1001 to 1110) below it, and two more:
heart (100) and lung disease (200), both above heart-lung disease (300).
"""

import re

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from aggregates.build import build_release
from aggregates.progress import quiet
from aggregates.release import Concept, Release, open_release
from browser.application import create_app
from browser.tree import LEVEL, NODES, sent_levels, way_to
from layouts.text import catalogue
from tests.aggregates.clinic import day, write_clinic
from tests.browser.conftest import PHONE, Visit

TEXT = catalogue("en")
DISEASE, HEART, LUNG, BOTH = 900, 100, 200, 300
RARE = list(range(1001, 1111))
HEAVIEST = 250_000  # bytes of HTML before compression, of which about a tenth travels


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("wide")
    people, persons, conditions = list(range(400)), [], []
    for place, concept in enumerate(RARE):  # 30 people each
        persons += [(place * 7 + person) % 400 for person in range(30)]
        conditions += [concept] * 30
    persons += people[:100] + people[:80] + people[:60]
    conditions += [HEART] * 100 + [LUNG] * 80 + [BOTH] * 60
    names = {DISEASE: "Disease", HEART: "Heart disease", LUNG: "Lung disease", BOTH: "Heart-lung"}
    names |= {concept: f"Rare disease {concept}" for concept in RARE}
    links = [(DISEASE, below) for below in (HEART, LUNG, BOTH, *RARE)]
    links += [(HEART, BOTH), (LUNG, BOTH), *((concept, concept) for concept in names)]
    cohort = write_clinic(
        folder,
        person={
            "person_id": people,
            "gender_concept_id": [8532] * 400,
            "year_of_birth": [1960] * 400,
            "month_of_birth": [1] * 400,
            "day_of_birth": [1] * 400,
            "race_concept_id": [8527] * 400,
            "ethnicity_concept_id": [0] * 400,
            "location_id": [1] * 400,
        },
        condition_occurrence={
            "person_id": persons,
            "condition_concept_id": conditions,
            "condition_start_date": [day("2015-06-30")] * len(persons),
        },
        concept={
            "concept_id": list(names),
            "concept_name": list(names.values()),
            "domain_id": ["Condition"] * len(names),
            "vocabulary_id": ["Test"] * len(names),
            "concept_class_id": ["Finding"] * len(names),
            "concept_code": [str(concept) for concept in names],
        },
        concept_ancestor={
            "ancestor_concept_id": [above for above, _ in links],
            "descendant_concept_id": [below for _, below in links],
        },
        concept_synonym=None,
    )
    build_release(cohort, folder / "release", None, 1, quiet)
    return open_release(folder / "release")


@pytest.fixture(scope="module")
def wide(clinic: Release) -> FlaskClient:
    return create_app([clinic]).server.test_client()  # type: ignore[no-any-return]


def body(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_concept_with_several_parents_stands_under_each(
    clinic: Release, wide: FlaskClient
) -> None:
    for above, other in ((HEART, LUNG), (LUNG, HEART)):
        (level,) = [
            found
            for place, found in sent_levels(clinic, "condition", (DISEASE, above)).items()
            if place == (DISEASE, above)
        ]
        assert [concept.concept_id for concept in level] == [BOTH]
        assert f"/conditions/tree?open={other}#here" in body(wide, f"/conditions/tree?open={above}")


def test_the_way_to_a_concept_goes_by_the_largest_band(clinic: Release) -> None:
    both = clinic.concept("condition", BOTH)
    assert both is not None
    assert way_to(clinic, "condition", both) == (DISEASE, HEART, BOTH)


def test_a_very_long_level_is_cut_but_never_before_the_opened_concept(
    clinic: Release, wide: FlaskClient
) -> None:
    below = clinic.narrower("condition", DISEASE)
    assert len(below) > LEVEL
    last = below[-1].concept_id
    page = body(wide, f"/conditions/tree?open={last}")
    assert f'href="/conditions/{last}"' in page
    assert f'href="/conditions/{below[LEVEL].concept_id}"' not in page
    rest = len(below) - LEVEL - 1
    assert TEXT.plural("tree.rest_below", rest, number=rest) in page


def test_children_that_add_to_more_are_explained_by_their_bands(wide: FlaskClient) -> None:
    assert "because one person can have several" in body(wide, f"/conditions/tree?open={DISEASE}")


def test_every_concept_can_be_opened_and_stands_in_its_place(
    client: FlaskClient, release: Release
) -> None:
    for concept in release.concepts("condition"):
        page = body(client, f"/conditions/tree?open={concept.concept_id}")
        (marked,) = re.findall(r'<(?:li|summary)[^>]*id="here"[^>]*>(.*?)</(?:li|summary)>', page)
        assert concept.name.replace("&", "&amp;") in marked
        assert len(page) < HEAVIEST


def test_no_page_sends_more_than_the_way_and_what_there_is_room_for(release: Release) -> None:
    for concept in release.concepts("condition"):
        way = way_to(release, "condition", concept)
        levels = sent_levels(release, "condition", way)
        beyond = sum(len(found) for place, found in levels.items() if place != way[: len(place)])
        assert beyond <= NODES
        assert all(way[:depth] in levels for depth in range(len(way)))


def test_a_number_under_which_nothing_is_published_is_ignored_and_said(
    client: FlaskClient,
) -> None:
    page = body(client, "/conditions/tree?open=123")
    assert TEXT("ignored.open") in page
    assert page == body(client, "/conditions/tree?open=456")
    assert TEXT("ignored.open") in body(client, "/conditions/tree?open=x")


def test_lists_and_concepts_lead_to_the_tree(client: FlaskClient, concept: Concept) -> None:
    assert 'href="/conditions/tree"' in body(client, "/conditions")
    place = f'href="/conditions/tree?open={concept.concept_id}#here"'
    assert place in body(client, f"/conditions/{concept.concept_id}")


@pytest.mark.chromium
def test_the_keyboard_alone_unfolds_and_folds_the_tree_on_a_phone(
    visitor: Visit, release: Release
) -> None:
    page = visitor(PHONE).open("/conditions/tree")
    top = page.locator(".tree > li").first
    summary = top.locator("summary").first
    while not summary.evaluate("node => node === document.activeElement"):
        page.keyboard.press("Tab")
    expect(summary).to_be_in_viewport()
    child = release.narrower("condition", release.top("condition")[0].concept_id)[0]
    name = top.get_by_text(child.name, exact=True).first
    expect(name).to_be_hidden()
    page.keyboard.press("Enter")
    expect(name).to_be_visible()
    page.keyboard.press("Tab")
    expect(top.locator(".links a").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(name).to_be_hidden()


@pytest.mark.chromium
def test_the_link_to_a_place_brings_the_reader_to_it(visitor: Visit, concept: Concept) -> None:
    for javascript in (True, False):
        page = visitor(PHONE, java_script_enabled=javascript).open(
            f"/conditions/tree?open={concept.concept_id}#here"
        )
        expect(page.locator("#here")).to_be_in_viewport()
        expect(page.locator("#here")).to_contain_text(concept.name)
