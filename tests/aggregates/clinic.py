"""A CDM of six people that a reader can count by hand, and its cohort file.

| person | sex    | born        | race  | conditions (first date)                        |
|--------|--------|-------------|-------|------------------------------------------------|
| -7     | female | 1960-05-20  | white | atrial fibrillation (2000-05-19), again later  |
| 2      | female | 1980-02-29  | black | heart failure (2010-01-01), arrhythmia (2011)  |
| 3      | male   | 1990-10-01  | white | a record without a concept                     |
| 4      | male   | 1990-10-02  | white | asthma (2020-06-30)                            |
| 5      | 0      | 2001        | 0     | nothing                                        |
| 2**62  | female | 1950-01-01  | Hisp. | atrial fibrillation (1990-01-01)               |

Heart disease (100) has arrhythmia (110) with atrial fibrillation (111) below it, and heart failure
(120). Clinical finding (900) is above all of them, of another domain; 105 has no name.
"""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from aggregates.cdm import Cdm
from aggregates.cohort_file import load_cohort
from aggregates.count_cohort import count_cohort
from aggregates.progress import quiet
from aggregates.true_counts import DomainCounts, TrueCounts

LAST = 2**62
HEART, ARRHYTHMIA, FIBRILLATION, FAILURE, ASTHMA = 100, 110, 111, 120, 200

Table = Mapping[str, Sequence[object]]


def day(text: str) -> datetime.date:
    """A date from its ISO text."""
    return datetime.date.fromisoformat(text)


PERSON: Table = {
    "person_id": [-7, 2, 3, 4, 5, LAST],
    "gender_concept_id": [8532, 8532, 8507, 8507, 0, 8532],
    "year_of_birth": [1960, 1980, 1990, 1990, 2001, 1950],
    "month_of_birth": [5, 2, 10, 10, None, 1],
    "day_of_birth": [20, 29, 1, 2, None, 1],
    "race_concept_id": [8527, 8516, 8527, 8527, 0, 8527],
    "ethnicity_concept_id": [0, 0, 0, 0, 0, 38003563],
    "location_id": [1, 2, 1, 3, None, 1],
}
CONDITIONS: Table = {
    "person_id": [-7, -7, 2, 2, 3, 4, LAST],
    "condition_concept_id": [111, 111, 120, 110, 0, 200, 111],
    "condition_start_date": [
        day("2000-05-19"),
        day("2003-01-01"),
        day("2010-01-01"),
        day("2011-01-01"),
        day("2012-01-01"),
        day("2020-06-30"),
        day("1990-01-01"),
    ],
}
CONCEPT: Table = {
    "concept_id": [0, 100, 105, 110, 111, 120, 200, 900],
    "concept_name": [
        "No matching concept",
        "Heart disease",
        None,
        "Arrhythmia",
        "Atrial fibrillation",
        "Heart failure",
        "Asthma",
        "Clinical finding",
    ],
    "domain_id": ["Metadata", *["Condition"] * 6, "Observation"],
    "vocabulary_id": ["None", *["Test"] * 7],
    "concept_class_id": ["Undefined", *["Finding"] * 7],
    "concept_code": ["0", "A", "B", "C", "D", "E", "F", "G"],
}
_LINKS = [
    *[(concept, concept) for concept in (100, 105, 110, 111, 120, 200, 900)],
    *[(900, concept) for concept in (100, 105, 110, 111, 120, 200)],
    *[(100, concept) for concept in (105, 110, 111, 120)],
    *[(105, 110), (105, 111), (110, 111)],
]
CONCEPT_ANCESTOR: Table = {
    "ancestor_concept_id": [ancestor for ancestor, _ in _LINKS],
    "descendant_concept_id": [descendant for _, descendant in _LINKS],
}
CONCEPT_SYNONYM: Table = {
    "concept_id": [111, 111, 111, 100],
    "concept_synonym_name": ["AF", "Atrial fibrillation", "AF", None],
}

COHORT = """\
id = "clinic"
title = "Clinic"
synthetic = true
cutoff_date = 2020-10-01
cdm = "."
citation = "Invented."
license = "CC0-1.0"
domains = ["condition"]

[[dimensions]]
id = "sex"
label = "Sex"
from = { person = "gender_concept_id" }
groups = [
  { id = "female", values = [8532] },
  { id = "male", values = [8507] },
  { id = "not_reported", rest = true },
]

[[dimensions]]
id = "age"
label = "Age"
from = { age = "at_cutoff" }
groups = [
  { id = "0-29", max = 29 },
  { id = "30+", min = 30 },
  { id = "not_reported", rest = true },
]

[[dimensions]]
id = "onset_age"
label = "Age at first record"
from = { age = "at_onset" }
groups = [
  { id = "0-39", max = 39 },
  { id = "40+", min = 40 },
  { id = "not_known", rest = true },
]
"""


def write_clinic(folder: Path, **tables: Table | None) -> Path:
    """Write the clinic as Parquet, with `tables` in place of its own, None to leave one out.

    Returns the cohort file.
    """
    own: dict[str, Table | None] = {
        "person": PERSON,
        "condition_occurrence": CONDITIONS,
        "concept": CONCEPT,
        "concept_ancestor": CONCEPT_ANCESTOR,
        "concept_synonym": CONCEPT_SYNONYM,
    }
    for name, table in {**own, **tables}.items():
        if table is not None:
            pq.write_table(pa.table(dict(table)), folder / f"{name}.parquet")
    cohort = folder / "cohort.toml"
    cohort.write_text(COHORT, encoding="utf-8")
    return cohort


def changed(table: Table, **columns: Sequence[object]) -> Table:
    """The table with some columns replaced."""
    return {**table, **columns}


def count(cohort_file: Path, cdm: Path | None = None) -> TrueCounts:
    """Count a cohort."""
    cohort = load_cohort(cohort_file, cdm)
    with Cdm(cohort.cdm, cohort.tables) as opened:
        return count_cohort(cohort, opened, quiet)


def counted(domain: DomainCounts, cut: str) -> dict[int, object]:
    """Concept id -> its counts in a cut, as plain numbers and lists."""
    rows = domain.tables[cut].tolist()
    return dict(zip(domain.concept_ids.tolist(), rows, strict=True))
