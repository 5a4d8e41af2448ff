"""The synthetic cohort's tables that depend on no participant: vocabulary, places, source."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from aggregates.synthetic.concepts import Concept, ancestry
from aggregates.synthetic.definition import Definition
from aggregates.synthetic.measured import Measured
from aggregates.synthetic.survey_tables import relationship_table, survey_concepts

ENGLISH, SPANISH = 4180186, 4182511  # OMOP language concepts
PROGRAMME = "PPI"  # vocabulary of what participants provide, in the programme's own concepts
RESULT_NAMES = {9189: "Negative", 9191: "Positive"}
VOCABULARY_VERSION = "Cohort Browser demonstration concepts 2025-10-01"


def fixed_tables(definition: Definition) -> dict[str, pa.Table]:
    """Return the tables that do not depend on participants: vocabulary, places, source."""
    concepts = definition.concepts
    states = definition.population.states
    return {
        "location": pa.table(
            {
                "location_id": pa.array(range(1, len(states) + 1), pa.int64()),
                "state": pa.array(states, pa.string()),
                "country_source_value": pa.array(["US"] * len(states), pa.string()),
            }
        ),
        "concept": _concept_table(definition),
        "concept_relationship": relationship_table(definition.modules),
        "concept_ancestor": _ancestor_table(concepts),
        "concept_synonym": _synonym_table(concepts),
        "vocabulary": _vocabulary_table(concepts),
        "cdm_source": _source_table(definition.population.cutoff_date),
    }


ConceptRow = tuple[int, str, str, str, str, str, str]
"""Columns of `concept`: id, name, domain, vocabulary, class, standard, code."""


def _concept_table(definition: Definition) -> pa.Table:
    rows: list[ConceptRow] = [
        (c.id, c.name, c.domain, c.vocabulary_id, c.concept_class, "S" if c.standard else "C",
         c.code)
        for c in definition.concepts
    ]  # fmt: skip
    rows += [
        (concept_id, name, "Observation", PROGRAMME, kind, "S", code)
        for concept_id, name, kind, code in survey_concepts(definition.modules)
    ]
    rows += _measured_concepts(definition.measured)
    ids, names, domains, vocabularies, classes, standards, codes = zip(*rows, strict=True)
    valid_from, valid_to = date(1970, 1, 1), date(2099, 12, 31)
    return pa.table(
        {
            "concept_id": pa.array(ids, pa.int64()),
            "concept_name": pa.array(names, pa.string()),
            "domain_id": pa.array(domains, pa.string()),
            "vocabulary_id": pa.array(vocabularies, pa.string()),
            "concept_class_id": pa.array(classes, pa.string()),
            "standard_concept": pa.array(standards, pa.string()),
            "concept_code": pa.array(codes, pa.string()),
            "valid_start_date": pa.array([valid_from] * len(rows), pa.date32()),
            "valid_end_date": pa.array([valid_to] * len(rows), pa.date32()),
            "invalid_reason": pa.array([None] * len(rows), pa.string()),
        }
    )


def _measured_concepts(measured: Measured) -> list[ConceptRow]:
    """The programme's physical measurements, units, and results that are concepts."""
    rows: dict[int, ConceptRow] = {}
    for quantity in measured.quantities:
        own = quantity.physical
        if own is not None:
            rows[own.concept_id] = (own.concept_id, own.name, "Measurement", PROGRAMME,
                                    "Clinical Observation", "S", own.code)  # fmt: skip
        for unit in quantity.units:
            rows[unit.concept_id] = (unit.concept_id, unit.spelled[0], "Unit", "UCUM", "Unit", "S",
                                     unit.code)  # fmt: skip
    for outcome in (each for outcomes in measured.results.values() for each in outcomes):
        if outcome.concept_id:
            name = RESULT_NAMES[outcome.concept_id]
            rows[outcome.concept_id] = (outcome.concept_id, name, "Meas Value", PROGRAMME,
                                        "Answer", "S", name.casefold())  # fmt: skip
    return list(rows.values())


def _ancestor_table(concepts: Sequence[Concept]) -> pa.Table:
    ancestors, descendants, levels = zip(*ancestry(concepts), strict=True)
    return pa.table(
        {
            "ancestor_concept_id": pa.array(ancestors, pa.int64()),
            "descendant_concept_id": pa.array(descendants, pa.int64()),
            "min_levels_of_separation": pa.array(levels, pa.int64()),
            "max_levels_of_separation": pa.array(levels, pa.int64()),
        }
    )


def _synonym_table(concepts: Sequence[Concept]) -> pa.Table:
    rows = [
        (concept.id, name, language)
        for concept in concepts
        for language, names in ((ENGLISH, concept.english), (SPANISH, concept.spanish))
        for name in names
    ]
    ids, names, languages = zip(*rows, strict=True)
    return pa.table(
        {
            "concept_id": pa.array(ids, pa.int64()),
            "concept_synonym_name": pa.array(names, pa.string()),
            "language_concept_id": pa.array(languages, pa.int64()),
        }
    )


def _vocabulary_table(concepts: Sequence[Concept]) -> pa.Table:
    ids = sorted({*(concept.vocabulary_id for concept in concepts), PROGRAMME, "UCUM"})
    return pa.table(
        {
            "vocabulary_id": pa.array(["None", *ids], pa.string()),
            "vocabulary_name": pa.array(["OMOP Standardized Vocabularies", *ids], pa.string()),
            "vocabulary_reference": pa.array(["data/demo/SOURCES.toml"] * (len(ids) + 1)),
            "vocabulary_version": pa.array([VOCABULARY_VERSION] * (len(ids) + 1)),
            "vocabulary_concept_id": pa.array([0] * (len(ids) + 1), pa.int64()),
        }
    )


def _source_table(cutoff: date) -> pa.Table:
    return pa.table(
        {
            "cdm_source_name": ["Synthetic demonstration cohort"],
            "cdm_source_abbreviation": ["synthetic-demo"],
            "cdm_holder": ["Cohort Browser"],
            "source_description": ["Synthetic people. No row describes a real person."],
            "source_release_date": pa.array([cutoff], pa.date32()),
            "cdm_release_date": pa.array([cutoff], pa.date32()),
            "cdm_version": ["5.4"],
            "vocabulary_version": [VOCABULARY_VERSION],
        }
    )
