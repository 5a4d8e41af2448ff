"""A CDM with planted counts that a reader would recognise anywhere, and its cohort file.

Everybody in a cell of sex and age is interchangeable, and a concept belongs to the first so many
of each cell, so a matrix of counts (sex by age) says all. `FIRST` and `SECOND` are two truths that
share every band: nothing published may tell one from the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Matrix = NDArray[np.int64]

SEXES = (8532, 8507, 0)  # female, male, not reported
BIRTH_YEARS = (1994, 1974, 1944, None)  # under 30, 30 to 59, 60 and over, not reported
FIRST_PERSON = 731_000_000_001
BIRTHDAY, ONSET = "05-23", "2011-03-09"

HEART, ARRHYTHMIA, RARE, TWENTY, TWENTY_ONE = 4401, 4402, 4403, 4404, 4405
TWO_HUNDRED, CROSSED, PINCHED, SYMPTOM, ASPIRIN = 4406, 4407, 4408, 4409, 9901
NAMES = {
    HEART: "Heart disease",
    ARRHYTHMIA: "Arrhythmia",
    RARE: "Moyamoya disease",
    TWENTY: "Kawasaki disease",
    TWENTY_ONE: "Takayasu arteritis",
    TWO_HUNDRED: "Gout",
    CROSSED: "Migraine",
    PINCHED: "Sarcoidosis",
    SYMPTOM: "Symptom",
    ASPIRIN: "Aspirin",
}
LISTED = {
    "condition": [HEART, ARRHYTHMIA, TWENTY_ONE, TWO_HUNDRED, CROSSED, PINCHED, SYMPTOM],
    "drug": [ASPIRIN],
}
UNLISTED = [RARE, TWENTY]


@dataclass(frozen=True)
class Truth:
    """True counts, sex by age: of the participants and of every concept's own records."""

    people: Matrix
    conditions: Mapping[int, Matrix]
    drugs: Mapping[int, Matrix]

    @property
    def telling(self) -> list[int]:
        """Planted counts that are no end of a band and stand for nothing else."""
        tables = (self.people, *self.conditions.values(), *self.drugs.values())
        sums = [
            value
            for table in tables
            for part in (table.sum(), table.sum(axis=0), table.sum(axis=1), table)
            for value in np.atleast_1d(part).ravel().tolist()
        ]
        return sorted({value for value in sums if value > 300 and value % 20 not in (0, 1)})


def _matrix(*rows: tuple[int, ...]) -> Matrix:
    return np.array(rows, np.int64)


def _same() -> dict[int, Matrix]:
    return {
        RARE: _matrix((4, 5, 3, 0), (2, 2, 1, 0), (0, 0, 0, 0)),
        TWENTY: _matrix((6, 4, 3, 0), (3, 2, 2, 0), (0, 0, 0, 0)),
        TWENTY_ONE: _matrix((6, 5, 3, 0), (3, 2, 2, 0), (0, 0, 0, 0)),
        TWO_HUNDRED: _matrix((43, 37, 31, 0), (29, 31, 29, 0), (0, 0, 0, 0)),
        CROSSED: _matrix((43, 37, 32, 0), (29, 31, 29, 0), (0, 0, 0, 0)),
        # 21 in three ages of 61 to 80 leave at most 17 for the fourth: its band must be widened
        PINCHED: _matrix((11, 12, 13, 0), (10, 9, 8, 0), (0, 0, 0, 0)),
    }


FIRST = Truth(
    people=_matrix((613, 1171, 1096, 7), (419, 733, 667, 6), (5, 7, 3, 2)),
    conditions={
        HEART: _matrix((64, 333, 547, 3), (43, 217, 489, 2), (1, 2, 1, 0)),
        ARRHYTHMIA: _matrix((13, 47, 103, 1), (9, 51, 87, 0), (0, 1, 1, 0)),
        SYMPTOM: _matrix((314, 594, 552, 3), (214, 371, 334, 4), (2, 3, 1, 1)),
        **_same(),
    },
    drugs={ASPIRIN: _matrix((31, 312, 433, 2), (23, 191, 372, 1), (1, 1, 1, 0))},
)
SECOND = Truth(
    people=_matrix((615, 1173, 1098, 8), (417, 735, 668, 5), (4, 9, 2, 1)),
    conditions={
        HEART: _matrix((66, 334, 548, 4), (42, 218, 488, 1), (2, 1, 2, 0)),
        ARRHYTHMIA: _matrix((14, 48, 104, 0), (10, 50, 86, 1), (0, 2, 0, 0)),
        SYMPTOM: _matrix((315, 595, 551, 4), (215, 372, 333, 3), (1, 4, 2, 1)),
        **_same(),
    },
    drugs={ASPIRIN: _matrix((30, 313, 432, 1), (24, 192, 371, 2), (0, 2, 1, 0))},
)
OTHER = Truth(
    people=FIRST.people * 2,
    conditions={concept: 2 * counts for concept, counts in FIRST.conditions.items()},
    drugs=FIRST.drugs,
)

# A year on: twice as many people, so that most concepts have more. One has fewer, one and the drug
# as many; two are new to the list, and one is too rare to stay on it.
LATER = Truth(
    people=FIRST.people * 2,
    conditions={
        **{concept: 2 * counts for concept, counts in FIRST.conditions.items()},
        RARE: 4 * FIRST.conditions[RARE],
        TWENTY_ONE: FIRST.conditions[TWENTY_ONE] // 3,
        SYMPTOM: FIRST.conditions[SYMPTOM] // 2,
        CROSSED: FIRST.conditions[CROSSED],
    },
    drugs=FIRST.drugs,
)

COHORT = """\
id = "ward"
title = { en = "Ward", es = "Sala" }
synthetic = true
cutoff_date = 2020-10-01
cdm = "."
citation = "Invented."
license = "CC0-1.0"
domains = ["condition", "drug"]
crossings = ["sex*age"]

[[dimensions]]
id = "sex"
label = { en = "Sex", es = "Sexo" }
from = { person = "gender_concept_id" }
groups = [
  { id = "female", label = { en = "Female", es = "Mujer" }, values = [8532] },
  { id = "male", label = { en = "Male", es = "Hombre" }, values = [8507] },
  { id = "not_reported", label = { en = "Not reported", es = "No informado" }, rest = true },
]

[[dimensions]]
id = "age"
label = { en = "Age", es = "Edad" }
from = { age = "at_cutoff" }
groups = [
  { id = "0-29", max = 29 },
  { id = "30-59", min = 30, max = 59 },
  { id = "60+", min = 60 },
  { id = "not_reported", label = { en = "Not reported", es = "No informado" }, rest = true },
]

[[dimensions]]
id = "onset_age"
label = { en = "Age at first record", es = "Edad en el primer registro" }
from = { age = "at_onset" }
groups = [
  { id = "0-29", max = 29 },
  { id = "30+", min = 30 },
  { id = "not_known", label = { en = "Not known", es = "No se sabe" }, rest = true },
]
"""


def write_ward(folder: Path, truth: Truth = FIRST) -> Path:
    """Write the CDM of a truth into a new folder; returns its cohort file."""
    folder.mkdir(parents=True)
    first = FIRST_PERSON + np.cumsum([0, *truth.people.ravel()[:-1]]).reshape(truth.people.shape)
    tables = {
        "person": _persons(truth.people),
        "condition_occurrence": _records("condition", "start_date", truth.conditions, first),
        "drug_exposure": _records("drug", "exposure_start_date", truth.drugs, first),
        "concept": _concepts(),
        "concept_ancestor": pa.table(
            {
                "ancestor_concept_id": [*NAMES, HEART, HEART],
                "descendant_concept_id": [*NAMES, ARRHYTHMIA, RARE],
            }
        ),
    }
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    cohort = folder / "cohort.toml"
    cohort.write_text(COHORT, encoding="utf-8")
    return cohort


def write_wide_ward(folder: Path, concepts: int = 400) -> Path:
    """A ward with so many concepts that its audit keeps several processes busy for seconds."""
    more = [50_000 + number for number in range(concepts)]
    conditions = {**FIRST.conditions, **dict.fromkeys(more, FIRST.conditions[HEART])}
    cohort = write_ward(folder, Truth(FIRST.people, conditions, FIRST.drugs))
    named = pq.read_table(folder / "concept.parquet")
    rows = [dict(named.to_pylist()[0], concept_id=concept) for concept in more]
    pq.write_table(
        pa.concat_tables([named, pa.Table.from_pylist(rows, named.schema)]),
        folder / "concept.parquet",
    )
    return cohort


def _persons(people: Matrix) -> pa.Table:
    sex, year = (np.repeat(axis.ravel(), people.ravel()) for axis in np.indices(people.shape))
    years = [BIRTH_YEARS[at] for at in year.tolist()]
    month, day = (int(part) for part in BIRTHDAY.split("-"))
    return pa.table(
        {
            "person_id": FIRST_PERSON + np.arange(people.sum()),
            "gender_concept_id": np.array(SEXES)[sex],
            "year_of_birth": pa.array(years, pa.int64()),
            "month_of_birth": [None if born is None else month for born in years],
            "day_of_birth": [None if born is None else day for born in years],
        }
    )


def _records(domain: str, date: str, concepts: Mapping[int, Matrix], first: Matrix) -> pa.Table:
    persons, ids = [], []
    for concept, counts in concepts.items():
        for start, count in zip(first.ravel().tolist(), counts.ravel().tolist(), strict=True):
            persons += range(start, start + count)
        ids += [concept] * int(counts.sum())
    dates = pa.array([ONSET] * len(ids)).cast(pa.date32())
    return pa.table({"person_id": persons, f"{domain}_concept_id": ids, f"{domain}_{date}": dates})


def _concepts() -> pa.Table:
    return pa.table(
        {
            "concept_id": list(NAMES),
            "concept_name": list(NAMES.values()),
            "domain_id": ["Drug" if concept == ASPIRIN else "Condition" for concept in NAMES],
            "vocabulary_id": ["Test"] * len(NAMES),
            "concept_class_id": ["Finding"] * len(NAMES),
            "concept_code": [f"T{concept}" for concept in NAMES],
        }
    )
