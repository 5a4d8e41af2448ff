"""What concepts are called: everyday words and brands that we ship, codes of other vocabularies."""

import csv
from pathlib import Path

import pytest

from aggregates.release import Concept
from browser.search_names import names_of
from browser.search_words import core, folded, indexed, stem, told
from tests.layouts.conftest import count

SHIPPED = Path(__file__).parents[2] / "data" / "search"


def called(name: str, vocabulary: str = "SNOMED", code: str = "1", *synonyms: str) -> Concept:
    return Concept("condition", 7, name, vocabulary, code, "", synonyms, count(21, 40))


def test_everyday_words_come_by_code_in_any_vocabulary() -> None:
    for vocabulary, code in (("SNOMED", "22298006"), ("ICD10CM", "I21.4"), ("ICD9CM", "410.71")):
        others = names_of(called("No word of it", vocabulary, code)).others
        assert {"heart attack", "ataque al corazón"} <= set(others)


def test_a_range_of_codes_does_not_begin_with_its_first_code() -> None:
    assert "low iron" in names_of(called("x", "ICD10CM", "D50.9")).others
    assert "low iron" not in names_of(called("x", "ICD10CM", "D50-D89")).others


def test_phrases_of_a_name_are_reworded_in_both_languages() -> None:
    names = names_of(called("Malignant neoplasm of breast"))
    assert names.rewordings == ("cancer of breast", "cáncer of mama")
    assert {"cancer", "seno", "pecho"} <= set(names.words)


def test_a_phrase_that_is_the_whole_name_gives_whole_names() -> None:
    assert "brain attack" in names_of(called("Cerebrovascular accident")).others
    assert "brain attack" not in names_of(called("History of cerebrovascular accident")).others


def test_brands_follow_the_ingredients_in_a_drugs_name() -> None:
    others = names_of(called("Acetaminophen 325 MG / Oxycodone 5 MG Oral Tablet", "RxNorm")).others
    assert {"Tylenol", "Percocet", "OxyContin"} <= set(others)
    assert "Advil" not in others


def test_codes_are_told_from_names_and_compared_without_punctuation() -> None:
    names = names_of(called("Fever", "SNOMED", "386661006", "ICD10CM R50.9", "Pyrexia"))
    assert names.codes == ("386661006", "r509")
    assert "Pyrexia" in names.others
    assert "ICD10CM R50.9" not in names.others


@pytest.mark.parametrize("name", ["phrases.csv", "lay_words.csv", "brands.csv"])
def test_the_shipped_lists_hold_no_empty_and_no_repeated_line(name: str) -> None:
    with (SHIPPED / name).open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    assert all(len(row) == len(rows[0]) and all(row) for row in rows)
    keys = [key for row in rows[1:] for key in (row[0].split(";") if name[0] == "p" else row[:1])]
    assert sorted(keys) == sorted(set(keys))


def test_the_shipped_lists_are_broad() -> None:
    words = 0
    for name in ("phrases.csv", "lay_words.csv"):
        with (SHIPPED / name).open(encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        words += sum(len(f"{row['english']};{row['spanish']}".split(";")) for row in rows)
    assert words > 1500


def test_words_are_compared_without_case_accents_plurals_and_british_spelling() -> None:
    assert folded("  Sjögren’s  SYNDROME ") == "sjogren syndrome"
    assert stem("haemoglobin") == stem("hemoglobin")
    assert stem("diarrhoea") == stem("diarrhea")
    assert stem("tumours") == stem("tumor")
    assert stem("allergies") == stem("allergy")
    assert stem("riñones".replace("ñ", "n")) == stem("rinon")
    assert told("How many people have the flu?") == ("flu",)
    assert told("the who") == ("the", "who")  # nothing else was typed
    assert indexed("Plain chest X-ray").split() == ["plain", "chest", "x", "ray", stem("xray")]
    assert core("Pneumonia, unspecified organism") == ("pneumonia",)
