"""An advocate with a committee tomorrow: from a question to a slide with its citation.

Starts at "/" and does what somebody does who has never been here: searches, follows links by what
they say, copies the citation, keeps the picture. It must take under two minutes; a test that waits
for pages as a reader does takes seconds, so the steps are counted too.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from werkzeug.wrappers import Response

from aggregates.release import Concept, Release
from tests.browser.conftest import PHONE, WIDE, Visit, Visitor, arriving
from tests.browser.test_accessibility import violations
from tests.browser.threaded import in_a_thread

pytestmark = pytest.mark.chromium

ARTICLE = """<!doctype html><html lang="en"><title>An article</title><body style="margin:0">
<h1>An article</h1>{framed}</body></html>"""


@contextmanager
def article_with(framed: str) -> Iterator[str]:
    """The address of a page on another site that frames something of ours."""
    article = Response(ARTICLE.format(framed=framed), content_type="text/html; charset=utf-8")
    with in_a_thread(article) as address:
        yield f"{address}/"


@pytest.fixture
def advocate(chromium: Browser, site: str) -> Iterator[Visit]:
    yield from arriving(chromium, site)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_from_question_to_slide_with_citation_in_under_two_minutes(
    advocate: Visit, release: Release, concept: Concept, tmp_path: Path, width: int
) -> None:
    started = time.monotonic()
    reader: Visitor = advocate(width, accept_downloads=True)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open("/")
    page.get_by_role("combobox", name="Search by name, everyday word or code").fill(concept.name)
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name=concept.name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(concept.name)
    figure = page.get_by_role("region", name=re.compile("women"))
    finding = figure.get_by_role("heading").inner_text()
    figure.get_by_role("link", name="Cite").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(finding)

    page.get_by_role("button", name="Copy: APA").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    citation = page.evaluate("navigator.clipboard.readText()")
    for part in (finding, concept.name, release.id, "synthetic data", f"{reader.site}/figures/"):
        assert part in citation

    with page.expect_download() as kept:
        page.get_by_role("link", name="PNG", exact=True).click()
    slide = tmp_path / kept.value.suggested_filename
    kept.value.save_as(slide)
    assert release.id in slide.name
    with Image.open(slide) as image:
        assert image.width == 1920
        assert finding in image.info["Title"]
        assert release.id in image.info["Source"]
    assert time.monotonic() - started < 120

    address = re.search(r"http\S+$", citation)
    assert address
    page.goto(address[0])  # what the citation names leads back to the figure
    expect(page.get_by_role("heading", level=1)).to_have_text(finding)


def test_without_a_script_the_citation_and_the_files_are_there_too(
    advocate: Visit, concept: Concept, release: Release
) -> None:
    page = advocate(java_script_enabled=False).open(f"/conditions/{concept.concept_id}")
    page.get_by_role("link", name="Cite").first.click()
    expect(page.get_by_role("region", name="APA", exact=True)).to_contain_text(release.id)
    for name in ("PNG", "SVG", "CSV", "JSON"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    page.get_by_label("Bars show").select_option("share")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"\?measure=share$"))


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_snippet_shows_the_figure_in_an_article_of_another_site(
    advocate: Visit, concept: Concept, width: int
) -> None:
    reader = advocate(width)
    page = reader.open(f"/figures/conditions/{concept.concept_id}/by-sex")
    snippet = page.get_by_role("region", name="HTML for your own page").inner_text()
    with article_with(snippet) as address:
        article = reader.open(address)
        check_article(reader, article)


def check_article(reader: Visitor, article: Page) -> None:
    framed = article.frame_locator("iframe")
    expect(framed.get_by_role("table")).to_be_visible()
    expect(framed.get_by_text("Source: ")).to_be_visible()
    expect(framed.get_by_text("Synthetic data: no real people")).to_be_visible()
    frame = article.frames[1]
    assert frame.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with reader.context.expect_page() as opened:
        framed.get_by_role("link", name="The figure with its table, citation and files").click()
    expect(opened.value).to_have_url(re.compile("/figures/conditions/"))


def test_other_pages_cannot_be_framed(chromium: Browser, site: str) -> None:
    with article_with(f'<iframe src="{site}/conditions"></iframe>') as address:
        context = chromium.new_context()
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text))
        page.goto(address)
        expect(page.frame_locator("iframe").locator("main")).to_have_count(0)
        page.wait_for_timeout(500)
        assert any("frame-ancestors 'none'" in words for words in refused)
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("figure", ["by-age", "by-sex-age?lang=es"])
def test_a_frame_is_accessible(advocate: Visit, concept: Concept, figure: str, scheme: str) -> None:
    reader = advocate(PHONE, color_scheme=scheme)
    assert violations(reader.open(f"/embed/conditions/{concept.concept_id}/{figure}")) == []


def test_a_figure_prints_with_its_citation_and_without_its_controls(
    advocate: Visit, concept: Concept
) -> None:
    page = advocate().open(f"/figures/conditions/{concept.concept_id}/by-age")
    page.emulate_media(media="print")
    expect(page.get_by_role("region", name="APA", exact=True)).to_be_visible()
    expect(page.get_by_role("img").first).to_be_visible()
    for hidden in (".controls", ".copy", ".tools", ".site-search", ".contents"):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
