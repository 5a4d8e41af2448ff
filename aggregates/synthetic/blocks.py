"""A block of people, drawn whole and written to the tables of the CDM."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.availability import (
    HEALTH_RECORD,
    SURVEY,
    AvailabilityModel,
    availability_table,
)
from aggregates.synthetic.care import draw_care, first_days_by_code
from aggregates.synthetic.cdm_tables import (
    EVENT_TABLES,
    death_table,
    event_table,
    observation_period_table,
    person_table,
    rurality_table,
    visit_table,
)
from aggregates.synthetic.check_terms import check_terms
from aggregates.synthetic.definition import Definition
from aggregates.synthetic.illness import (
    NEVER,
    IllnessModel,
    calibrated_illness,
    calibration_people,
)
from aggregates.synthetic.measurement_tables import physical_table, record_values
from aggregates.synthetic.participation import draw_joined
from aggregates.synthetic.population import People
from aggregates.synthetic.records import Records, draw_records, draw_visits
from aggregates.synthetic.survey_tables import observation_table, survey_conduct_table
from aggregates.synthetic.surveys import SurveyModel, Surveys, calibrated_surveys
from aggregates.synthetic.table_files import TableFiles
from aggregates.synthetic.traits import Traits
from aggregates.synthetic.values import Usual, draw_usual
from aggregates.synthetic.wearables import write_wearables


@dataclass(frozen=True)
class Models:
    """The definition and what was calibrated for it."""

    definition: Definition
    illness: IllnessModel
    surveys: SurveyModel
    available: AvailabilityModel


def calibrated_models(definition: Definition) -> Models:
    """Bring about the shares of the definition in a fixed population, whatever a user's seed.

    Raises InputError when a term of the definition names nothing that comes before it.
    """
    check_terms(definition)
    illness = calibrated_illness(definition)
    people, random = calibration_people(definition)
    traits = Traits(definition, people, illness.draw(people, random))
    joined = draw_joined(people, random)
    surveys = calibrated_surveys(definition, traits, people, joined, random)
    draw_usual(definition.measured, traits, random)
    available = AvailabilityModel(definition.data_types)
    available.calibrate(traits, joined, random)
    return Models(definition, illness, surveys, available)


def write_block(
    models: Models,
    people: People,
    tables: TableFiles,
    random: np.random.Generator,
    apart: np.random.Generator,
) -> None:
    """Draw what happens to `people`, and write it.

    Illness and care come from `random`; surveys, values and wearables from `apart`, so that one
    does not change with the other.
    """
    definition = models.definition
    tables.write("person", person_table(people, definition.population))
    tables.write("person_rurality", rurality_table(people))
    tables.write("death", death_table(people))
    onset = models.illness.draw(people, random)
    traits = Traits(definition, people, onset)
    joined = draw_joined(people, apart)
    surveys = models.surveys.draw(traits, people, joined, apart)
    _write_surveys(definition, surveys, people, tables)
    usual = draw_usual(definition.measured, traits, apart)
    available = models.available.draw(traits, joined, apart)
    available[SURVEY] = np.logical_or.reduce([taken.taken for taken in surveys.took])
    available[HEALTH_RECORD] = _write_records(
        definition, onset, people, traits, usual, tables, (random, apart)
    )
    visited = available["physical_measurement"]
    first = tables.next_id("measurement")
    physical = physical_table(definition, people, joined, usual, visited, first, apart)
    tables.write("measurement", physical)
    wearers = available["wearable"]
    write_wearables(definition.wearables, people, traits, joined, wearers, tables, apart)
    tables.write("data_availability", availability_table(people, available))


def _write_surveys(
    definition: Definition, surveys: Surveys, people: People, tables: TableFiles
) -> None:
    modules, took = definition.modules, surveys.took
    conduct, first = tables.next_id("survey_conduct"), tables.next_id("observation")
    tables.write("survey_conduct", survey_conduct_table(modules, took, people, conduct))
    tables.write(
        "observation",
        observation_table(modules, took, surveys.answered, people, first, conduct),
    )


def _write_records(
    definition: Definition,
    onset: NDArray[np.int32],
    people: People,
    traits: Traits,
    usual: Usual,
    tables: TableFiles,
    randoms: tuple[np.random.Generator, np.random.Generator],
) -> NDArray[np.bool_]:
    """Write the health records of those who have one, and say who they are."""
    random, apart = randoms
    recorded = np.flatnonzero(people.has_record)
    seen, onset = people.where(people.has_record), onset[:, recorded]
    start_day = np.full(len(seen), NEVER, dtype=np.int64)
    for domain, records in _draw_domains(definition, onset, seen, random):
        concepts = [item.concept for item in (
            definition.conditions if domain == "Condition" else definition.care[domain]
        )]  # fmt: skip
        name = EVENT_TABLES[domain][0]
        table = event_table(domain, records, seen, concepts, tables.next_id(name))
        if domain == "Measurement":
            values = record_values(definition, records, recorded, traits, usual, apart)
            for column, cells in values.items():
                table = table.append_column(column, cells)
        tables.write(name, table)
        np.minimum.at(start_day, records.person, records.day)
    visits = draw_visits(start_day, seen, definition.model.visits["mean_further"], random)
    tables.write("visit_occurrence", visit_table(visits, seen, tables.next_id("visit_occurrence")))
    begun = start_day != NEVER
    first = tables.next_id("observation_period")
    tables.write(
        "observation_period", observation_period_table(seen.where(begun), start_day[begun], first)
    )
    has_record = np.zeros(len(people), dtype=np.bool_)
    has_record[recorded[begun]] = True
    return has_record


def _draw_domains(
    definition: Definition,
    onset: NDArray[np.int32],
    people: People,
    random: np.random.Generator,
) -> Iterator[tuple[str, Records]]:
    constants, curves = definition.model.condition, definition.model.onset
    further = np.array(
        [constants["further_records"] * curves[c.onset].further for c in definition.conditions]
    )
    years = constants["further_years"]
    yield "Condition", draw_records(onset, people, further, years, random)
    first_days = first_days_by_code(definition, onset)
    for domain, items in definition.care.items():
        received = draw_care(definition, items, people, first_days, random)
        further = np.full(len(items), definition.model.care["further_records"])
        yield domain, draw_records(received, people, further, years, random)
