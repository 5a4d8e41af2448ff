"""The synthetic cohort's tables that depend on no participant: vocabulary, places, source."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from aggregates.synthetic.concepts import Concept, ancestry
from aggregates.synthetic.definition import Definition
from aggregates.synthetic.questions import Module
from aggregates.synthetic.survey_tables import relationship_table, survey_concepts

ENGLISH, SPANISH = 4180186, 4182511  # OMOP language concepts
SURVEY_VOCABULARY = "PPI"  # participant-provided information
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
        "concept": pa.concat_tables(
            [_concept_table(concepts), _survey_concept_table(definition.modules)]
        ),
        "concept_relationship": relationship_table(definition.modules),
        "concept_ancestor": _ancestor_table(concepts),
        "concept_synonym": _synonym_table(concepts),
        "vocabulary": _vocabulary_table(concepts),
        "cdm_source": _source_table(definition.population.cutoff_date),
    }


def _concept_table(concepts: Sequence[Concept]) -> pa.Table:
    valid_from, valid_to = date(1970, 1, 1), date(2099, 12, 31)
    return pa.table(
        {
            "concept_id": pa.array([c.id for c in concepts], pa.int64()),
            "concept_name": pa.array([c.name for c in concepts], pa.string()),
            "domain_id": pa.array([c.domain for c in concepts], pa.string()),
            "vocabulary_id": pa.array([c.vocabulary_id for c in concepts], pa.string()),
            "concept_class_id": pa.array([c.concept_class for c in concepts], pa.string()),
            "standard_concept": pa.array(["S" if c.standard else "C" for c in concepts]),
            "concept_code": pa.array([c.code for c in concepts], pa.string()),
            "valid_start_date": pa.array([valid_from] * len(concepts), pa.date32()),
            "valid_end_date": pa.array([valid_to] * len(concepts), pa.date32()),
            "invalid_reason": pa.array([None] * len(concepts), pa.string()),
        }
    )


def _survey_concept_table(modules: Sequence[Module]) -> pa.Table:
    """Modules, topics, questions and answers, of the programme's own vocabulary "PPI"."""
    rows = survey_concepts(modules)
    return pa.table(
        {
            "concept_id": pa.array([concept_id for concept_id, *_ in rows], pa.int64()),
            "concept_name": pa.array([name for _, name, *_ in rows], pa.string()),
            "domain_id": ["Observation"] * len(rows),
            "vocabulary_id": [SURVEY_VOCABULARY] * len(rows),
            "concept_class_id": pa.array([kind for *_, kind, _ in rows], pa.string()),
            "standard_concept": ["S"] * len(rows),
            "concept_code": pa.array([code for *_, code in rows], pa.string()),
            "valid_start_date": pa.array([date(1970, 1, 1)] * len(rows), pa.date32()),
            "valid_end_date": pa.array([date(2099, 12, 31)] * len(rows), pa.date32()),
            "invalid_reason": pa.array([None] * len(rows), pa.string()),
        }
    )


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
    ids = sorted({*(concept.vocabulary_id for concept in concepts), SURVEY_VOCABULARY})
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
