"""The subjects of a domain: who has what, what it is called, and which values it has."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.cohort_file_plans import CohortFile, DomainPlan
from aggregates.concepts import Vocabulary, read_named, read_vocabulary
from aggregates.data_types import combined, read_members, typed
from aggregates.domains import DATA_TYPE, DOMAINS
from aggregates.pairs import Pairs, read_pairs, some_of
from aggregates.persons import Persons
from aggregates.quantities import Quantity, Scale
from aggregates.questions import SURVEY
from aggregates.result_subjects import results_apart, with_results
from aggregates.survey_subjects import read_surveys
from aggregates.surveys import question_ids
from aggregates.text_results import read_text_results
from aggregates.true_counts import NO_STRUCTURE, Structure
from aggregates.values import Latest, is_physical, quantities_of, read_latest
from aggregates.wearables import (
    read_daily,
    read_wearers,
    tables_there,
    wearable_vocabulary,
)

MEASUREMENT, PHYSICAL, WEARABLE = "measurement", "physical_measurement", "wearable"
OBSERVATION = "observation"


@dataclass(frozen=True)
class Subjects:
    """A domain as read from the CDM.

    `left_out` maps each table to its number of records whose person is unknown. `scales` has the
    concepts with values, and `latest` reads these values, once. `structure` tells what adds up,
    `questions` has the answers of surveys.
    """

    pairs: Pairs
    vocabulary: Vocabulary
    left_out: Mapping[str, int]
    scales: Mapping[int, Scale]
    latest: Iterator[Latest]
    structure: Structure = NO_STRUCTURE
    questions: pa.Table | None = None

    def rows_of(self, concepts: Collection[int]) -> NDArray[np.int64]:
        """The rows of `pairs` that any of some concepts of the vocabulary count."""
        ids = self.vocabulary.concepts["concept_id"].to_pylist()
        some = [below for one, below in zip(ids, self.vocabulary.descendants, strict=True)
                if one in concepts]  # fmt: skip
        counted = np.unique(np.concatenate([np.empty(0, np.int64), *some]))
        return np.searchsorted(self.pairs.concept_ids, counted)


def read_subjects(
    cohort: CohortFile,
    plan: DomainPlan,
    cdm: Cdm,
    persons: Persons,
    threshold: int,
    recorded: Mapping[str, NDArray[np.int32]],
) -> Subjects:
    """The subjects of one domain of a cohort; counts up to ``threshold`` are not told apart.

    ``recorded`` has the people with any record of each domain read before.

    Raises InputError for what is missing or broken.
    """
    if plan.id == WEARABLE:
        return _wearables(plan, cdm, persons)
    if plan.types:
        return _types(plan, cdm, persons, recorded)
    if plan.id == SURVEY:
        return _surveys(cdm, persons, threshold)
    domain = DOMAINS[plan.id]
    pairs, unknown = read_pairs(cdm, domain, persons)
    left_out = {domain.table: unknown}
    if plan.id == OBSERVATION and any(one.id == SURVEY for one in cohort.domains):
        asked = question_ids(read_named(cdm, pairs.concept_ids))
        pairs = some_of(pairs, np.setdiff1d(pairs.concept_ids, asked))
    if plan.id not in (MEASUREMENT, PHYSICAL):
        vocabulary = read_vocabulary(cdm, domain, pairs.concept_ids)
        return Subjects(pairs, vocabulary, left_out, {}, iter(()))
    quantities = quantities_of(read_named(cdm, pairs.concept_ids))
    physical = [one for one in cohort.domains if one.id == PHYSICAL]
    if physical:
        bodily = _bodily(physical[0], pairs.concept_ids, quantities)
        pairs = some_of(pairs, pairs.concept_ids[bodily == (plan.id == PHYSICAL)])
    own = {one: quantities[one] for one in pairs.concept_ids.tolist() if one in quantities}
    vocabulary = read_vocabulary(cdm, domain, pairs.concept_ids)
    results = read_text_results(cdm, persons, pairs.concept_ids)
    pairs, vocabulary = with_results(pairs, vocabulary, results)
    scales = {concept: quantity.scale for concept, quantity in own.items()}
    latest = read_latest(cdm, persons, own)
    apart = results_apart(plan.id, vocabulary)
    return Subjects(pairs, vocabulary, left_out, scales, latest, apart)


def _bodily(
    plan: DomainPlan, concept_ids: NDArray[np.int64], quantities: Mapping[int, Quantity]
) -> NDArray[np.bool_]:
    """Which concepts are physical measurements: those the cohort file lists, or ours."""
    if plan.concept_ids is not None:
        return np.isin(concept_ids, plan.concept_ids)
    own = [is_physical(one, quantities.get(one)) for one in concept_ids.tolist()]
    return np.array(own, np.bool_)


def _types(
    plan: DomainPlan, cdm: Cdm, persons: Persons, recorded: Mapping[str, NDArray[np.int32]]
) -> Subjects:
    members = read_members(cdm, plan.types, persons, recorded)
    found = (
        typed(plan.types, members)
        if plan.id == DATA_TYPE
        else combined(plan.types, members, len(persons))
    )
    return Subjects(found.pairs, found.vocabulary, {}, {}, iter(()), found.structure)


def _surveys(cdm: Cdm, persons: Persons, threshold: int) -> Subjects:
    found = read_surveys(cdm, persons, threshold)
    left_out = {"observation": found.left_out}
    return Subjects(
        found.pairs, found.vocabulary, left_out, {}, iter(()), found.structure, found.questions
    )


def _wearables(plan: DomainPlan, cdm: Cdm, persons: Persons) -> Subjects:
    tables = tables_there(cdm, plan.tables)
    pairs, left_out = read_wearers(cdm, tables, persons)
    vocabulary = wearable_vocabulary(tables, pairs.concept_ids)
    recorded = pairs.concept_ids.tolist()
    scales = {
        one.concept_id: one.daily.scale
        for one in tables
        if one.daily and one.concept_id in recorded
    }
    return Subjects(pairs, vocabulary, left_out, scales, read_daily(cdm, tables, persons))


def domain_needs(plan: DomainPlan) -> dict[str, list[str]]:
    """Table -> columns that a domain needs; the shipped tables of wearables are all optional."""
    if plan.types:
        return {
            one.table: ["person_id", *([one.column] if one.column else [])]
            for one in plan.types
            if one.table
        }
    if plan.id == SURVEY:
        return {OBSERVATION: ["person_id", "observation_concept_id"]}
    if plan.id == WEARABLE:
        return {one.table: one.columns for one in plan.tables or ()}
    domain = DOMAINS[plan.id]
    dated = [domain.date] if domain.has_onset else []
    return {domain.table: ["person_id", domain.concept, *dated]}
