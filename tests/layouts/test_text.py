"""The catalogues: every language says everything, and nothing is said that no page uses."""

import ast
import re
import string
from pathlib import Path

import pytest

from layouts.text import LANGUAGES, catalogue

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "layouts").rglob("*.py"), *(ROOT / "browser").rglob("*.py")]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def key_patterns() -> list[re.Pattern[str]]:
    """Every string of the source that may be a key, formatted parts matching one or more steps."""
    patterns = []
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                patterns.append(re.compile(re.escape(node.value) + r"(\.one|\.other)?"))
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z0-9_]+"
                    for part in node.values
                ]
                if isinstance(node.values[0], ast.Constant):
                    patterns.append(re.compile("".join(parts)))
    return patterns


def test_languages_have_the_same_keys() -> None:
    english, *others = (catalogue(language).sentences for language in LANGUAGES)
    for other in others:
        assert set(other) == set(english)


def test_languages_have_the_same_placeholders() -> None:
    english = catalogue("en").sentences
    for language in LANGUAGES:
        for key, sentence in catalogue(language).sentences.items():
            assert placeholders(sentence) == placeholders(english[key]), (language, key)


def test_every_sentence_is_used_by_a_page() -> None:
    patterns = key_patterns()
    unused = [
        key
        for key in catalogue("en").sentences
        if not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert unused == []


def test_no_sentence_is_empty_or_untranslated() -> None:
    english, spanish = catalogue("en").sentences, catalogue("es").sentences
    assert all(sentence.strip() for sentence in (*english.values(), *spanish.values()))
    names = {key for key in english if key.startswith(("site.", "language.", "month.", "concept."))}
    same = {key for key in english if english[key] == spanish[key] and placeholders(english[key])}
    formulas = {"count.band", "share.range", "home.title", "values.column", "search.facet"}
    formulas |= {
        "privacy.membership.share",
        "diversity.types.contrast",
        "cite.title",
        "cite.pairs",
        "cite.stated",
        "cite.beside",
        "cite.beside_ratio",
        "cite.beside_undated",
        "reference.share",
        "reference.range",
        "scope.description",
        "scope.kind.coded",
        "compare.answer_of",
        "compare.apart",
        "compare.group_option",
        "changes.from_to",
        "open_data.addresses.of",
    }
    assert same - names - formulas == set()


def test_a_missing_key_or_placeholder_raises() -> None:
    text = catalogue("en")
    with pytest.raises(KeyError):
        text("no.such.key")
    with pytest.raises(KeyError):
        text("count.small")


def test_a_label_without_translation_stays_english() -> None:
    assert catalogue("es").label({"en": "Female", "es": "Mujer"}) == "Mujer"
    assert catalogue("es").label({"en": "Female"}) == "Female"
