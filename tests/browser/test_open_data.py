"""The page of data and API, the glossary, and a developer's way from the home page to an answer."""

import json
import re
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from aggregates.release import Release, open_release
from browser.api.resources import RESOURCES
from browser.application import create_app
from browser.glossary import words_in
from layouts.text import LANGUAGES
from tests.browser.conftest import PHONE, Visit
from tests.browser.variant_releases import genomes

__all__ = ["genomes"]  # a fixture
LINK = re.compile(r'href="([^"#]+)"')


# ------------------------------------------------------------------ the page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_that_the_page_gives_answers(client: FlaskClient, language: str) -> None:
    page = client.get(f"/data?lang={language}").get_data(as_text=True)
    links = {link.replace("&amp;", "&") for link in LINK.findall(page)}
    asked = {link for link in links if link.startswith("/api/")}
    assert len(asked) > 15
    for link in asked | {"/glossary", "/privacy"}:
        with client.get(link) as answer:
            assert answer.status_code == 200, link


def test_the_page_names_every_resource_and_every_file(
    client: FlaskClient, release: Release
) -> None:
    page = client.get("/data").get_data(as_text=True)
    for name in ("participants", "dimensions", "releases", "privacy", "glossary"):
        assert f"<code>/api/v1/{name}</code>" in page
    assert "/api/v1/{kind}/{concept_id}/pairs" in page
    for table in release.about["tables"].values():
        assert f"/files/{table['path']}" in page
    for resource in RESOURCES:
        for column in resource.columns:
            assert f"<code>{column}</code>" in page


def test_a_release_with_variants_has_their_addresses_too(genomes: Release) -> None:
    page = create_app([genomes]).server.test_client().get("/data").get_data(as_text=True)
    assert "/api/v1/genes/{symbol}" in page
    assert "/api/v1/regions/{region}" in page


def test_a_release_with_nothing_but_variants_has_examples_too(genomes: Release) -> None:
    served = create_app([genomes]).server.test_client()
    page = served.get("/data").get_data(as_text=True)
    assert re.search(r"/api/v1/(genes|conditions)/[^?<]+\.csv", page)


def test_a_release_without_lists_and_genes_has_examples_too(ward_release: Path) -> None:
    ward = open_release(ward_release)
    bare = object.__new__(Release)
    bare.__dict__.update(ward.__dict__, domains=())
    page = create_app([bare]).server.test_client().get("/data").get_data(as_text=True)
    assert "/api/v1/participants.csv" in page


def test_synthetic_data_are_called_so_and_the_release_is_kept(
    ward_release: Path, release: Release
) -> None:
    client = create_app([open_release(ward_release), release]).server.test_client()
    page = client.get(f"/data?release={release.id}").get_data(as_text=True)
    assert "These are synthetic data." in page
    assert f"/api/v1/conditions?limit=5&amp;release={release.id}" in page
    assert f"/api/v1/releases/{release.id}.zip" in page


# ------------------------------------------------------------------ the glossary


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_has_every_word_in_order_each_with_its_own_address(
    client: FlaskClient, language: str
) -> None:
    page = client.get(f"/glossary?lang={language}").get_data(as_text=True)
    places = [page.find(f'<dt id="{word.key}">') for word in words_in(language)]
    assert -1 not in places
    assert places == sorted(places)
    assert len(places) > 40


def test_a_word_has_the_same_key_in_every_language() -> None:
    keys = [{word.key for word in words_in(language)} for language in LANGUAGES]
    assert keys[0] == keys[1]
    for language in LANGUAGES:
        names = [word.name for word in words_in(language)]
        assert len(set(names)) == len(names), "two words of one name"
    assert len({word.meaning for language in LANGUAGES for word in words_in(language)}) == 2 * len(
        keys[0]
    )


def test_programs_get_the_same_words(client: FlaskClient) -> None:
    rows = client.get("/api/v1/glossary?lang=es").get_json()["rows"]
    wanted = [(word.key, word.name, word.meaning) for word in words_in("es")]
    assert [(row["word"], row["label"], row["meaning"]) for row in rows] == wanted


# ------------------------------------------------------------------ the developer's journey


def test_a_developer_gets_a_first_answer_in_under_a_minute(visitor: Visit) -> None:
    """Home page, "Data and API", the first address: numbers, with what they mean beside them."""
    started = time.monotonic()
    visit = visitor()
    page = visit.open("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Data and API").click()
    expect(page).to_have_url(re.compile(r"/data$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("The data, for you to use")
    first = page.get_by_role("link", name="/api/v1/conditions?limit=5")
    expect(first).to_be_visible()
    address = visit.site + str(first.get_attribute("href"))
    first.click()
    expect(page).to_have_url(re.compile(r"/api/v1/conditions\?limit=5$"))
    with urlopen(address) as answer:  # noqa: S310 - the site of this test
        stated = json.load(answer)
    assert stated["release"]["synthetic"] is True
    assert len(stated["rows"]) == 5
    assert stated["rows"][0]["participants_low"] <= stated["rows"][0]["participants_high"]
    assert time.monotonic() - started < 60


def test_on_a_phone_without_scripts_everything_is_there_and_nothing_runs_off(
    visitor: Visit,
) -> None:
    page = visitor(width=PHONE, java_script_enabled=False).open("/data?lang=es")
    expect(page.get_by_role("link", name=re.compile("^Descargar todo"))).to_be_visible()
    page.get_by_text("Mostrar todas las columnas").click()
    expect(page.get_by_text("El menor número de participantes que permite")).to_be_visible()


@pytest.mark.parametrize("address", ["/data", "/glossary", "/data?lang=es", "/glossary?lang=es"])
def test_no_page_scrolls_sideways_on_a_phone(visitor: Visit, address: str) -> None:
    page = visitor(width=PHONE).open(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_the_whole_release_is_one_click_away(visitor: Visit, release: Release) -> None:
    page = visitor().open("/data")
    with page.expect_download() as started:
        page.get_by_role("link", name=re.compile("^Download everything")).click()
    assert started.value.suggested_filename == f"{release.id}.zip"
