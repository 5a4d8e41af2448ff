"""The clinic's people again, with measurements that a reader can count by hand.

HbA1c (31) and systolic blood pressure (41) have their LOINC codes; 903133 is a height of the
programme's own vocabulary, 51 a test without values of a known kind. Bins of HbA1c start at 4.5 %
in steps of 0.2; of systolic pressure at 80 mmHg in steps of 2.
"""

from collections.abc import Sequence
from pathlib import Path

from aggregates.true_counts import TrueCounts, ValueCounts
from tests.aggregates.clinic import CONCEPT, Table, count, day, write_clinic

A1C, SYSTOLIC, CULTURE, HEIGHT = 31, 41, 51, 903133
PERCENT, MMOL_PER_MOL, MG_PER_DL, MM_HG = 8554, 9579, 8840, 8876
GREATER = 4172704  # operator ">"

Row = dict[str, object]

_CONCEPTS: dict[str, Sequence[object]] = {
    "concept_id": [A1C, SYSTOLIC, CULTURE, HEIGHT, 9191],
    "concept_name": ["Hemoglobin A1c", "Systolic", "Culture", "Height", "Positive"],
    "domain_id": [*["Measurement"] * 4, "Meas Value"],
    "vocabulary_id": ["LOINC", "LOINC", "SNOMED", "PPI", "SNOMED"],
    "concept_class_id": ["Lab Test", "Clinical Observation", "Procedure", "Question", "Qualifier"],
    "concept_code": ["4548-4", "8480-6", "1", "height", "2"],
}
CONCEPTS: Table = {name: [*CONCEPT[name], *_CONCEPTS[name]] for name in CONCEPT}
_COLUMNS = {
    "person_id": None,
    "measurement_concept_id": A1C,
    "measurement_date": day("2020-01-01"),
    "value_as_number": None,
    "unit_concept_id": None,
    "unit_source_value": None,
    "operator_concept_id": None,
    "value_as_concept_id": None,
    "value_source_value": None,
}


def measured(person: int, number: float | None = None, **columns: object) -> Row:
    """A row of `measurement`: HbA1c in percent on 2020-01-01 unless `columns` say otherwise."""
    unit = {} if "unit_concept_id" in columns else {"unit_concept_id": PERCENT}
    return {"person_id": person, "value_as_number": number, **unit, **columns}


def laboratory(
    folder: Path, rows: Sequence[Row], domains: str = '["measurement"]', **tables: Table | None
) -> TrueCounts:
    """Count a clinic with these measurements, numbered as they come, in these domains."""
    columns = {name: [row.get(name, default) for row in rows] for name, default in _COLUMNS.items()}
    columns["measurement_id"] = list(range(1, len(rows) + 1))
    kept: dict[str, Table | None] = {"measurement": columns, "concept": CONCEPTS, **tables}
    cohort = write_clinic(folder, **kept)
    text = cohort.read_text(encoding="utf-8").replace('["condition"]', domains)
    cohort.write_text(text, encoding="utf-8")
    return count(cohort)


Bin = tuple[str, float, float]


def filled(values: ValueCounts, concept: int, cut: str = "total") -> dict[Bin, object]:
    """The bins of a concept in which anyone is: (unit, low, high) -> counts."""
    table = values.tables[cut][1:]
    return {
        (row["unit"], row["bin_low"], row["bin_high"]): counts.tolist()
        for row, counts in zip(values.bins.to_pylist(), table, strict=True)
        if row["concept_id"] == concept and counts.any()
    }
