"""Codes of other vocabularies: which stand among a concept's other names, and how many."""

from pathlib import Path

import pytest

from aggregates.source_codes import MOST_CODES, split_codes, written
from aggregates.synthetic.definition import load_definition
from aggregates.synthetic.fields import read_rows
from aggregates.synthetic.source_codes import COLUMNS
from tests.aggregates.clinic import ASTHMA, CONCEPT, FIBRILLATION, HEART, Table, count, write_clinic

SOURCES: Table = {
    "concept_id": [5001, 5002, 5003, 5004, 5005],
    "concept_name": ["AF", "Atrial fibrillation", "A visit", "Heart things", "Ours"],
    "domain_id": ["Condition"] * 5,
    "vocabulary_id": ["ICD10CM", "ICD9CM", "CPT4", "ICD10CM", "Our hospital"],
    "concept_class_id": [""] * 5,
    "concept_code": ["I48.91", "427.31", "99213", "I51.9", "AF-1"],
}
ALL = {name: [*CONCEPT[name], *SOURCES[name]] for name in CONCEPT}


def relationship(rows: list[tuple[int, int, str]]) -> Table:
    sources, targets, kinds = zip(*rows, strict=True)
    return {
        "concept_id_1": list(sources),
        "concept_id_2": list(targets),
        "relationship_id": list(kinds),
    }


MAPPED = relationship(
    [
        (5001, FIBRILLATION, "Maps to"),
        (5002, FIBRILLATION, "Maps to"),
        (5002, FIBRILLATION, "Maps to"),
        (5003, FIBRILLATION, "Maps to"),
        (5005, FIBRILLATION, "Maps to"),
        (FIBRILLATION, FIBRILLATION, "Maps to"),
        (FIBRILLATION, 5001, "Mapped from"),
        (5004, HEART, "Is a"),
        (5004, 999_999, "Maps to"),
    ]
)


def synonyms(folder: Path, **tables: Table) -> dict[int, list[str]]:
    concepts = count(write_clinic(folder, **tables)).concepts
    pairs = zip(concepts["concept_id"].to_pylist(), concepts["synonyms"].to_pylist(), strict=True)
    return dict(pairs)


def test_codes_that_map_to_a_listed_concept_stand_among_its_other_names(tmp_path: Path) -> None:
    found = synonyms(tmp_path, concept=ALL, concept_relationship=MAPPED)
    # the clinic's own synonym, then codes; no CPT-4, whose terms forbid it, and no local code
    assert found[FIBRILLATION] == ["AF", "ICD10CM I48.91", "ICD9CM 427.31"]
    assert found[HEART] == []  # "Is a" is no mapping
    assert found[ASTHMA] == []


def test_without_relationships_there_are_no_codes(tmp_path: Path) -> None:
    assert synonyms(tmp_path)[FIBRILLATION] == ["AF"]


def test_at_most_so_many_codes_are_listed_in_alphabetical_order(tmp_path: Path) -> None:
    number = MOST_CODES + 20
    ids = list(range(6001, 6001 + number))
    drugs: Table = {
        "concept_id": ids,
        "concept_name": ["A product"] * number,
        "domain_id": ["Drug"] * number,
        "vocabulary_id": ["NDC"] * number,
        "concept_class_id": [""] * number,
        "concept_code": [f"{number - place:011}" for place in range(number)],
    }
    found = synonyms(
        tmp_path,
        concept={name: [*CONCEPT[name], *drugs[name]] for name in CONCEPT},
        concept_relationship=relationship([(one, ASTHMA, "Maps to") for one in ids]),
    )[ASTHMA]
    assert found == [f"NDC {place:011}" for place in range(1, MOST_CODES + 1)]


def test_codes_are_told_from_other_names() -> None:
    names = ("AF", "ICD10CM I48.91", "NDC 00093-7146", "SNOMED CT finding", "LOINC", "HCPCS G0008")
    codes, others = split_codes(names)
    assert codes == ("ICD10CM I48.91", "NDC 00093-7146", "HCPCS G0008")
    assert others == ("AF", "SNOMED CT finding", "LOINC")


@pytest.mark.parametrize(("vocabulary", "code"), [("CPT4", "99213"), ("X", "1"), ("ICD10CM", "")])
def test_what_is_no_code_of_a_public_vocabulary_is_not_written(vocabulary: str, code: str) -> None:
    assert written(vocabulary, code) is None


def test_the_demonstrations_codes_map_to_its_conditions_once_each() -> None:
    conditions = {one.concept.code for one in load_definition().conditions}
    rows = list(read_rows("source_codes.csv", COLUMNS))
    assert len(rows) > 200
    assert {row.text("maps_to") for row in rows} <= conditions
    assert len({row.text("code") for row in rows}) == len(rows)
    taken = {concept.id for concept in load_definition().concepts}
    assert not taken & {int(row.text("id")) for row in rows}
