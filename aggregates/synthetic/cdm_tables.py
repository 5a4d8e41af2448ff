"""The synthetic cohort's tables in the shape of OMOP CDM 5.4."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.synthetic.concepts import Concept
from aggregates.synthetic.make_up import Population
from aggregates.synthetic.population import People
from aggregates.synthetic.records import Records

FROM_HEALTH_RECORD = 32817  # OMOP type concept "EHR"
VISIT_KINDS = (9202, 9201, 9203)  # outpatient, inpatient, emergency room

EVENT_TABLES = {
    "Condition": ("condition_occurrence", "condition", "condition_start_date"),
    "Drug": ("drug_exposure", "drug", "drug_exposure_start_date"),
    "Measurement": ("measurement", "measurement", "measurement_date"),
    "Procedure": ("procedure_occurrence", "procedure", "procedure_date"),
}
"""Domain -> table, stem of its columns, column of the date."""


def person_table(people: People, population: Population) -> pa.Table:
    """One row per participant. `location_id` is empty where the state is not reported."""
    birth = people.birth_day.astype("datetime64[D]")
    month = birth.astype("datetime64[M]")
    sex = np.array([group.concept_id for group in population.sex])
    race = np.array([group.race_concept_id for group in population.race_ethnicity])
    ethnicity = np.array([group.ethnicity_concept_id for group in population.race_ethnicity])
    return pa.table(
        {
            "person_id": people.person_id,
            "gender_concept_id": sex[people.sex],
            "year_of_birth": birth.astype("datetime64[Y]").astype(np.int64) + 1970,
            "month_of_birth": month.astype(np.int64) % 12 + 1,
            "day_of_birth": (birth - month.astype("datetime64[D]")).astype(np.int64) + 1,
            "birth_datetime": pa.array(birth.astype("datetime64[us]")),
            "race_concept_id": race[people.race_ethnicity],
            "ethnicity_concept_id": ethnicity[people.race_ethnicity],
            "location_id": pa.array(people.state + 1, mask=people.state < 0),
        }
    )


def event_table(
    domain: str, records: Records, people: People, concepts: Sequence[Concept], first_id: int
) -> pa.Table:
    """Records of one domain; ids run from `first_id`."""
    table, stem, date_column = EVENT_TABLES[domain]
    concept_id = np.array([concept.id for concept in concepts], dtype=np.int64)[records.concept]
    codes = pa.array([concept.code for concept in concepts], pa.string())
    day = days(records.day)
    columns = {
        f"{table}_id": np.arange(first_id, first_id + len(records)),
        "person_id": people.person_id[records.person],
        f"{stem}_concept_id": concept_id,
        date_column: day,
    }
    if domain == "Drug":
        columns["drug_exposure_end_date"] = day
    columns |= {
        f"{stem}_type_concept_id": np.full(len(records), FROM_HEALTH_RECORD),
        f"{stem}_source_value": codes.take(pa.array(records.concept)),
        f"{stem}_source_concept_id": concept_id,
    }
    return pa.table(columns)


def observation_period_table(
    people: People, start_day: NDArray[np.int64], first_id: int
) -> pa.Table:
    """From the first record to the end, for the people of `people`."""
    return pa.table(
        {
            "observation_period_id": np.arange(first_id, first_id + len(people)),
            "person_id": people.person_id,
            "observation_period_start_date": days(start_day),
            "observation_period_end_date": days(people.end_day),
            "period_type_concept_id": np.full(len(people), FROM_HEALTH_RECORD),
        }
    )


def visit_table(visits: Records, people: People, first_id: int) -> pa.Table:
    """A few visits of each person, each of one day."""
    day = days(visits.day)
    return pa.table(
        {
            "visit_occurrence_id": np.arange(first_id, first_id + len(visits)),
            "person_id": people.person_id[visits.person],
            "visit_concept_id": np.array(VISIT_KINDS)[visits.concept],
            "visit_start_date": day,
            "visit_end_date": day,
            "visit_type_concept_id": np.full(len(visits), FROM_HEALTH_RECORD),
        }
    )


def rurality_table(people: People) -> pa.Table:
    """Whether each participant lives in a rural place, where it is known where they live."""
    known = people.state >= 0
    rurality = np.where(people.rural[known], "rural", "urban")
    return pa.table(
        {"person_id": people.person_id[known], "rurality": pa.array(rurality, pa.string())}
    )


def death_table(people: People) -> pa.Table:
    """One row per participant who died."""
    return pa.table(
        {
            "person_id": people.person_id[people.died],
            "death_date": days(people.end_day[people.died]),
            "death_type_concept_id": np.full(int(people.died.sum()), FROM_HEALTH_RECORD),
        }
    )


def days(day: NDArray[np.int32] | NDArray[np.int64]) -> pa.Array:
    """Return days since 1970 as Arrow dates."""
    return pa.array(day.astype(np.int32), pa.int32()).cast(pa.date32())
