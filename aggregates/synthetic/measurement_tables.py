"""Measurements with values, in the shape of OMOP CDM 5.4."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.synthetic.cdm_tables import days
from aggregates.synthetic.definition import Definition
from aggregates.synthetic.population import People
from aggregates.synthetic.records import Records
from aggregates.synthetic.traits import Traits
from aggregates.synthetic.values import (
    Usual,
    all_texts,
    nothing_written,
    write_results,
    write_values,
)

FROM_EXAMINATION = 44818701  # OMOP type concept "From physical examination"
_MOST_DAYS_AFTER_JOINING = 30


def record_values(
    definition: Definition,
    records: Records,
    recorded: NDArray[np.intp],
    traits: Traits,
    usual: Usual,
    random: np.random.Generator,
) -> dict[str, pa.Array]:
    """Return the columns of values of the records of measurements.

    `recorded` holds the places, among the people of `traits` and `usual`, of the people that
    `records.person` counts.
    """
    measured = definition.measured
    texts = all_texts(measured)
    written = nothing_written(len(records), texts)
    person = recorded[records.person]
    place = {item.concept.code: n for n, item in enumerate(definition.care["Measurement"])}
    for quantity in measured.quantities:
        rows = np.flatnonzero(np.isin(records.concept, [place[code] for code in quantity.codes]))
        values = usual[quantity.id][person[rows]]
        written.put(rows, write_values(quantity, values, measured.slips, texts, random))
    for code, outcomes in measured.results.items():
        rows = np.flatnonzero(records.concept == place[code])
        written.put(rows, write_results(outcomes, traits, person[rows], texts, random))
    return written.table_columns()


def physical_table(
    definition: Definition,
    people: People,
    joined: NDArray[np.int64],
    usual: Usual,
    measured_people: NDArray[np.bool_],
    first_id: int,
    random: np.random.Generator,
) -> pa.Table:
    """Return the physical measurements taken when people join: one row per person and quantity.

    `measured_people` (people,) says who was measured. Some quantities of a person are left out.
    """
    measured = definition.measured
    texts = all_texts(measured)
    quantities = [quantity for quantity in measured.quantities if quantity.physical is not None]
    after = random.integers(0, _MOST_DAYS_AFTER_JOINING, len(people))
    day = np.minimum(joined + after, people.end_day)
    done = measured_people & (random.random((len(quantities), len(people))) < 0.97)
    which, person = np.nonzero(done)
    written = nothing_written(len(person), texts)
    for number, quantity in enumerate(quantities):
        rows = np.flatnonzero(which == number)
        values = usual[quantity.id][person[rows]]
        written.put(rows, write_values(quantity, values, measured.slips, texts, random))
    ids = np.array([q.physical.concept_id for q in quantities if q.physical is not None])[which]
    codes = pa.array([q.physical.code for q in quantities if q.physical is not None], pa.string())
    columns = {
        "measurement_id": np.arange(first_id, first_id + len(person)),
        "person_id": people.person_id[person],
        "measurement_concept_id": ids,
        "measurement_date": days(day[person]),
        "measurement_type_concept_id": np.full(len(person), FROM_EXAMINATION),
        "measurement_source_value": codes.take(pa.array(which)),
        "measurement_source_concept_id": ids,
    }
    return pa.table(columns | written.table_columns())
