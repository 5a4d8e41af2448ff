"""Search: exact codes first, then names, then synonyms; ties by band, then by name."""

from types import SimpleNamespace
from typing import Any

import pytest

from aggregates.release import Concept
from browser.matching import ConceptIndex, folded
from tests.layouts.conftest import count


def concept(concept_id: int, name: str, code: str, low: int = 21, *synonyms: str) -> Concept:
    return Concept(
        "condition", concept_id, name, "ICD10CM", code, "", synonyms, count(low, low + 19)
    )


@pytest.fixture
def index() -> ConceptIndex:
    listed = (
        concept(1, "Type 2 diabetes mellitus", "E11", 181, "Adult-onset diabetes"),
        concept(2, "Diabetes insipidus", "E23.2", 41),
        concept(3, "Gestational diabetes", "O24.4", 41),
        concept(4, "Ménière’s disease", "H81.0", 21),
        concept(5, "Prediabetes", "R73.03", 21, "Borderline diabetes"),
        concept(6, "Hypertension", "I10", 21, "High blood pressure"),
    )
    release: Any = SimpleNamespace(
        domains=(SimpleNamespace(id="condition"),), concepts=lambda domain: listed
    )
    return ConceptIndex(release)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("E11", [1]),
        ("e 23.2", [2]),
        ("e232", [2]),
        ("3", [3]),
        ("diabetes", [2, 1, 3, 5]),
        ("DIABETES MEL", [1]),
        ("mellitus type", [1]),
        ("meniere", [4]),
        ("Ménière's disease", [4]),
        ("blood pressure", [6]),
        ("press", [6]),
        ("betes", [1, 2, 3, 5]),
        ("nothing at all", []),
        ("", []),
        ("%_*", []),
    ],
)
def test_matches_come_best_first(index: ConceptIndex, typed: str, ids: list[int]) -> None:
    assert [found.concept_id for found in index.find("condition", typed)] == ids


def test_folding_removes_accents_case_and_punctuation() -> None:
    assert folded("  Sjögren’s  SYNDROME ") == "sjogren s syndrome"
