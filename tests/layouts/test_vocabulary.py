"""Vocabularies bear the names that people know them by."""

import pytest

from layouts.vocabulary import known_as


@pytest.mark.parametrize(
    ("vocabulary_id", "name"),
    [("ICD10CM", "ICD-10-CM"), ("SNOMED", "SNOMED CT"), ("RxNorm", "RxNorm"), ("local", "local")],
)
def test_a_vocabulary_is_named_as_people_know_it(vocabulary_id: str, name: str) -> None:
    assert known_as(vocabulary_id) == name
