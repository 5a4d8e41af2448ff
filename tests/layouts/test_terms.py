"""Terms lead to the glossary: once on a page, where they are first met, to a word that is there."""

import re

import pytest
from dash import html

from browser.glossary import words_in
from browser.rendering import render
from layouts.address import Address
from layouts.page import ReleaseFacts, Visit
from layouts.terms import SENTENCES, with_terms, words_of
from layouts.text import LANGUAGES, catalogue

ASKED = [(sentence, term) for sentence, terms in SENTENCES.items() for term in terms]


def visit_in(language: str) -> Visit:
    release = ReleaseFacts("r-2021", {"en": "R"}, "2022-01-01", "2021-10-01", True, True, ())
    address = Address(path="/conditions", release="r-2021", language=language)
    return Visit(address, catalogue(language), release)


@pytest.fixture(params=LANGUAGES)
def visit(request: pytest.FixtureRequest) -> Visit:
    return visit_in(request.param)


@pytest.mark.parametrize(("sentence", "term"), ASKED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_link_leads_to_a_word_of_the_glossary(sentence: str, term: str, language: str) -> None:
    text = catalogue(language)
    assert term in {word.key for word in words_in(language)}
    assert words_of(text.sentences[sentence], term, text) != "", "the sentence has no such words"


def test_every_form_of_a_term_is_in_use() -> None:
    """Words in the catalogue that no sentence has would promise a link that never comes."""
    for language in LANGUAGES:
        text = catalogue(language)
        stated = {key.removeprefix("term.") for key in text.sentences if key.startswith("term.")}
        assert stated == {term.replace("-", "_") for _, term in ASKED}
        for term in {term for _, term in ASKED}:
            used = {words_of(text.sentences[one], term, text) for one, of in ASKED if of == term}
            assert used == set(text(f"term.{term.replace('-', '_')}").split(" | "))


def test_a_sentence_leads_to_its_terms_in_the_same_language_and_release(visit: Visit) -> None:
    (made,) = with_terms([html.P(visit.text("site.small_counts"))], visit)
    links = re.findall(r'<a class="term" href="([^"]*)">', render(made))
    asked = "lang=es&amp;" if visit.text.language == "es" else ""
    places = [f"/glossary?{asked}release=r-2021#{term}" for term in ("band", "small-count")]
    assert sorted(map(_unordered, links)) == sorted(map(_unordered, places))
    assert re.sub("<[^>]*>", "", render(made)) == visit.text("site.small_counts")


def test_a_term_leads_there_once_on_a_page(visit: Visit) -> None:
    rule = visit.text("site.small_counts")
    first, second = with_terms([html.P(rule), html.Div(html.P(rule))], visit)
    assert render(first).count("<a") == 2
    assert render(second) == render(html.Div(html.P(rule)))


def test_doing_it_again_changes_nothing(visit: Visit) -> None:
    parts = [html.P(visit.text(key)) for key in ("figure.reading", "site.small_counts")]
    once = with_terms(parts, visit)
    assert [render(part) for part in with_terms(once, visit)] == [render(part) for part in once]


def test_what_was_given_is_left_as_it_was(visit: Visit) -> None:
    part = html.Div([html.P(visit.text("site.synthetic"))])
    before = render(part)
    (made,) = with_terms([part], visit)
    assert render(part) == before != render(made)


def test_sentences_with_names_and_numbers_lead_there_too(visit: Visit) -> None:
    words = visit.text("site.release", title="A release", id="r", cutoff="1", created="2")
    (made,) = with_terms([html.P(words)], visit)
    assert re.findall(r"#([a-z-]+)", render(made)) == ["release", "cutoff-date"]
    assert re.sub("<[^>]*>", "", render(made)) == words


def test_names_links_and_headings_are_never_touched(visit: Visit) -> None:
    rule = visit.text("site.synthetic")
    for part in (
        html.P("Synthetic human insulin, a concept of this release"),
        html.P(html.A(rule, href="/")),
        html.H2(rule),
        html.Button(rule),
    ):
        assert with_terms([part], visit) == [part]


def _unordered(href: str) -> tuple[str, ...]:
    return tuple(sorted(re.split(r"[?#]|&amp;", href)))
