"""Codes of ICD-9-CM that mean the demonstration's conditions, as a vocabulary maps them."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from aggregates.synthetic.concepts import Concept
from aggregates.synthetic.fields import read_rows

COLUMNS = ("id", "vocabulary_id", "code", "name", "maps_to")
CLASS = "5-dig billing code"  # what OMOP calls the narrowest codes of ICD-9-CM


def with_source_codes(
    tables: dict[str, pa.Table], concepts: Sequence[Concept]
) -> dict[str, pa.Table]:
    """The vocabulary tables with non-standard concepts more, and how these map to the others."""
    standard = {concept.code: concept.id for concept in concepts if concept.domain == "Condition"}
    sources, targets, rows = [], [], []
    for row in read_rows("source_codes.csv", COLUMNS):
        if row.text("maps_to") not in standard:
            raise row.refuse("maps_to", "is not the code of a condition")
        sources.append(int(row.number("id", 2_015_000_001, 2_015_999_999)))
        targets.append(standard[row.text("maps_to")])
        rows.append((row.text("name"), row.text("vocabulary_id"), row.text("code")))
    names, vocabularies, codes = zip(*rows, strict=True)
    size = len(rows)
    added = {
        "concept_id": sources,
        "concept_name": names,
        "domain_id": ["Condition"] * size,
        "vocabulary_id": vocabularies,
        "concept_class_id": [CLASS] * size,
        "standard_concept": [None] * size,
        "concept_code": codes,
        "valid_start_date": [date(1970, 1, 1)] * size,
        "valid_end_date": [date(2099, 12, 31)] * size,
        "invalid_reason": [None] * size,
    }
    concept = tables["concept"]
    more = pa.table(
        {name: pa.array(added[name], concept[name].type) for name in concept.schema.names}
    )
    return tables | {
        "concept": pa.concat_tables([concept, more]),
        "vocabulary": _with_vocabularies(tables["vocabulary"], sorted(set(vocabularies))),
        "concept_relationship": pa.concat_tables(
            [tables["concept_relationship"], _relationships(sources, targets)]
        ),
    }


def _with_vocabularies(table: pa.Table, ids: Sequence[str]) -> pa.Table:
    last = table.slice(table.num_rows - 1)
    for vocabulary in ids:
        named = {"vocabulary_id": vocabulary, "vocabulary_name": vocabulary}
        cells = [
            pa.array([named[name]], column.type) if name in named else column
            for name, column in zip(last.schema.names, last.columns, strict=True)
        ]
        table = pa.concat_tables([table, pa.table(cells, names=table.schema.names)])
    return table


def _relationships(sources: Sequence[int], targets: Sequence[int]) -> pa.Table:
    size = len(sources)
    return pa.table(
        {
            "concept_id_1": pa.array(sources, pa.int64()),
            "concept_id_2": pa.array(targets, pa.int64()),
            "relationship_id": ["Maps to"] * size,
            "valid_start_date": pa.array([date(1970, 1, 1)] * size, pa.date32()),
            "valid_end_date": pa.array([date(2099, 12, 31)] * size, pa.date32()),
            "invalid_reason": pa.array([None] * size, pa.string()),
        }
    )
