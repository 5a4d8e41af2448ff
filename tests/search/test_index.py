"""Search: what a concept is called decides first, then the band, then the name.

| id | name                          | code   | band    | also called               |
|----|-------------------------------|--------|---------|---------------------------|
| 1  | Type 2 diabetes mellitus      | E11    | 181–200 | Adult-onset diabetes      |
| 2  | Diabetes insipidus            | E23.2  | 41–60   |                           |
| 3  | Gestational diabetes          | O24.4  | 41–60   |                           |
| 4  | Ménière’s disease             | H81.0  | 21–40   |                           |
| 5  | Prediabetes                   | R73.03 | 21–40   | Borderline diabetes       |
| 6  | Essential hypertension        | I10    | 21–40   | ICD9CM 401.9              |
| 7  | Gastro-esophageal reflux      | K21.9  | 61–80   |                           |
| 8  | metformin (a drug)            | 6809   | 81–100  |                           |
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.errors import InputError
from aggregates.release import Concept
from browser import search_store
from browser.search_index import SearchIndex
from tests.layouts.conftest import count


def concept(
    concept_id: int, name: str, code: str, low: int = 21, *synonyms: str, domain: str = "condition"
) -> Concept:
    vocabulary = "ICD10CM" if domain == "condition" else "RxNorm"
    return Concept(domain, concept_id, name, vocabulary, code, "", synonyms, count(low, low + 19))


LISTED = (
    concept(1, "Type 2 diabetes mellitus", "E11", 181, "Adult-onset diabetes"),
    concept(2, "Diabetes insipidus", "E23.2", 41),
    concept(3, "Gestational diabetes", "O24.4", 41),
    concept(4, "Ménière’s disease", "H81.0", 21),
    concept(5, "Prediabetes", "R73.03", 21, "Borderline diabetes"),
    concept(6, "Essential hypertension", "I10", 21, "ICD9CM 401.9"),
    concept(7, "Gastro-esophageal reflux", "K21.9", 61),
    concept(8, "metformin", "6809", 81, domain="drug"),
)


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex(LISTED)


def ids(index: SearchIndex, typed: str, domain: str = "") -> list[int]:
    found = index.shown(index.search(typed, domain), 0, 50)
    return [one.concept.concept_id for one in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("E11", 1),
        ("e 23.2", 2),
        ("e232", 2),
        ("ICD-10-CM E23.2", 2),
        ("401.9", 6),
        ("ICD9 401.9", 6),
        ("RxNorm 6809", 8),
        ("3", 3),  # an OMOP concept id
        ("E11.", 1),
        ("h81", 4),  # codes that begin so
        ("ICD-10 R73", 5),
    ],
)
def test_a_code_in_any_vocabulary_comes_first(index: SearchIndex, typed: str, first: int) -> None:
    assert ids(index, typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("diabetes insipidus", [2]),
        ("insipidus diabetes", [2]),
        ("DIABETES MEL", [1]),
        ("meniere", [4]),
        ("Ménière's disease", [4]),
        ("essential hypertension", [6]),
        ("gastroesophageal reflux", [7]),
        ("gastro esophageal", [7]),
        ("gastro-œsophageal", [7]),
        ("betes", [1, 2, 3, 5]),
    ],
)
def test_names_are_found_by_words_in_any_order_and_by_beginnings(
    index: SearchIndex, typed: str, found: list[int]
) -> None:
    assert ids(index, typed) == found


def test_equally_relevant_concepts_stand_by_band_then_by_name(index: SearchIndex) -> None:
    # "diabetes" is half of two names of one band, half of other names of (1), (8) and (5)
    assert ids(index, "diabetes") == [2, 3, 1, 8, 5]
    assert ids(SearchIndex(LISTED[::-1]), "diabetes") == [2, 3, 1, 8, 5]


@pytest.mark.parametrize("typed", ["high blood pressure", "presión alta", "presion alta", "HBP"])
def test_everyday_words_of_either_language_are_found(index: SearchIndex, typed: str) -> None:
    assert ids(index, typed) == [6]


def test_a_brand_leads_to_its_ingredient_and_says_so(index: SearchIndex) -> None:
    (found,) = index.shown(index.search("glucophage"), 0, 10)
    assert found.concept.concept_id == 8
    assert found.matched == "Glucophage"


def test_what_is_found_by_its_own_name_says_nothing_else(index: SearchIndex) -> None:
    assert index.shown(index.search("metformin"), 0, 10)[0].matched == ""


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("diabtes insipidus", 2),  # a letter left out
        ("hypertenssion", 6),  # a letter too many
        ("metforman", 8),  # another letter
        ("meneire", 4),  # two letters that changed places
        ("gestatoinal diebetes", 3),
        ("gluco phage", 8),  # taken apart
        ("gestatinal dia", 3),  # misspelt and not yet finished
        ("hypetten", 6),
    ],
)
def test_slips_are_forgiven(index: SearchIndex, typed: str, first: int) -> None:
    assert ids(index, typed)[0] == first


def test_words_that_fit_as_typed_are_not_taken_for_slips(index: SearchIndex) -> None:
    assert ids(index, "type") == [1]


def test_results_say_how_they_fit(index: SearchIndex) -> None:
    typed = {"diabetes": "", "diabtes": "spelling", "betes": "inside", "insipidus fever": "some"}
    assert {words: index.search(words).how for words in typed} == typed


def test_a_question_is_answered_by_its_weightier_words(index: SearchIndex) -> None:
    assert ids(index, "How many people over 65 have gestational diabetes?") == [3]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "%_*",
        '"',
        "zzzz qqqq",
        "\x00",
        "' OR 1=1 --",
        "🙂",
        "col:",
        "^",
        "ب" * 50,
    ],
)
def test_what_means_nothing_finds_nothing(index: SearchIndex, typed: str) -> None:
    assert ids(index, typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        'diabetes" OR "x',
        "diabetes AND",
        "diabetes NOT insipidus",
        "{diabetes}:*",
        "name:diabetes",
        "diabetes\x00insipidus",
        "diabetes); DROP TABLE name;--",
        "diabetes*",
        "diabetes + insipidus ^",
    ],
)
def test_the_query_language_of_the_engine_is_never_spoken(index: SearchIndex, typed: str) -> None:
    assert 2 in ids(index, typed)


def test_ten_thousand_characters_are_searched_like_a_few(index: SearchIndex) -> None:
    assert ids(index, "diabetes insipidus " * 500)[0] == 2
    assert ids(index, "x" * 10_000) == []
    assert isinstance(ids(index, "a b c d e f g " * 700), list)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_search(typed: str) -> None:
    results = INDEX.search(typed)
    places = results.places.tolist()
    assert len(set(places)) == len(places)
    assert sum(INDEX.domains(results).values()) == len(places)


INDEX = SearchIndex(LISTED)


def test_an_answer_to_tick_stands_behind_what_it_is_about() -> None:
    condition = concept(1, "Hypertensive disease", "I10", 41, "High blood pressure")
    answer = Concept("survey", 2, "High blood pressure", "PPI", "a", "Answer", (), count(901, 920))
    question = Concept("survey", 3, "How old were you when you were first told of high blood "
                       "pressure?", "PPI", "q", "Question", (), count(901, 920))  # fmt: skip
    index = SearchIndex((condition, answer, question))
    assert ids(index, "high blood pressure")[0] == 1
    assert set(ids(index, "high blood pressure")) == {1, 2, 3}


def test_a_code_that_is_a_word_does_not_outdo_a_name() -> None:
    question = Concept(
        "survey", 3, "Do you use it now?", "PPI", "metformin", "Question", (), count(901, 920)
    )
    index = SearchIndex((*LISTED, question))
    assert ids(index, "metformin") == [8, 3]


def test_a_domain_is_kept_to(index: SearchIndex) -> None:
    assert ids(index, "metformin", "condition") == []
    assert ids(index, "metformin", "drug") == [8]
    assert [one.concept_id for one in index.find("drug", "metfromin")] == [8]
    assert ids(index, "metformin", "no_such_domain") == []


def test_domains_are_counted(index: SearchIndex) -> None:
    assert index.domains(index.search("diabetes")) == {"condition": 4, "drug": 1}
    assert index.domains(index.search("")) == {}


def test_a_concept_that_is_not_listed_answers_like_one_that_does_not_exist() -> None:
    without = SearchIndex(LISTED[:5])
    for typed in ("essential hypertension", "I10", "401.9", "hypertenssion"):
        assert ids(without, typed) == ids(without, "zzzz") == []


def test_an_empty_release_has_no_results() -> None:
    assert ids(SearchIndex(()), "diabetes") == []


def test_a_python_that_cannot_search_text_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    schema = search_store._SCHEMA.replace("fts5", "fts_of_another_time")
    monkeypatch.setattr(search_store, "_SCHEMA", schema)
    with pytest.raises(InputError, match=r"SQLite of this Python: .* has no full-text search"):
        SearchIndex(LISTED[:1])


def test_the_file_of_the_index_goes_with_it() -> None:
    index = SearchIndex(LISTED[:1])
    path = index._store._path
    ids(index, "diabetes")
    assert path.exists()
    del index
    assert not path.exists()
