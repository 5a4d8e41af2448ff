"""Puts every participant in exactly one group of each dimension."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aggregates.ages import UNKNOWN, age_codes, date_key
from aggregates.cdm import Cdm
from aggregates.cohort_file_plans import (
    AgeDimension,
    AnyDimension,
    CodedDimension,
    CohortFile,
    LocationColumn,
    ObservationAnswer,
    PersonColumns,
    PersonTable,
    Rule,
)
from aggregates.errors import InputError
from aggregates.persons import Persons

Groups = NDArray[np.uint8]
_NOWHERE = -1


def person_columns(cohort: CohortFile) -> tuple[str, ...]:
    """The columns of `person` that the cohort's dimensions need."""
    columns: list[str] = []
    for plan in cohort.dimensions:
        if isinstance(plan, CodedDimension) and isinstance(plan.source, PersonColumns):
            columns += plan.source.columns
        elif isinstance(plan, CodedDimension) and isinstance(plan.source, LocationColumn):
            columns.append("location_id")
    return tuple(dict.fromkeys(columns))


def table_needs(cohort: CohortFile) -> dict[str, list[str]]:
    """Table -> columns that the cohort's dimensions need."""
    needs = {"person": ["person_id", "year_of_birth", *person_columns(cohort)]}
    for plan in cohort.dimensions:
        source = plan.source if isinstance(plan, CodedDimension) else None
        if isinstance(source, LocationColumn):
            needs.setdefault("location", ["location_id"]).append(source.column)
        elif isinstance(source, ObservationAnswer):
            needs["observation"] = ["person_id", "observation_concept_id", "value_as_concept_id"]
        elif isinstance(source, PersonTable):
            needs.setdefault(source.table, ["person_id"]).append(source.column)
    return needs


def assign_groups(cohort: CohortFile, cdm: Cdm, persons: Persons) -> dict[str, Groups]:
    """Dimension id -> group numbers (n,) of all participants, for every person dimension.

    Raises InputError where a person is in no group and the dimension has no group with `rest`.
    """
    groups: dict[str, Groups] = {}
    for plan in cohort.person_dimensions:
        if isinstance(plan, AgeDimension):
            ages = age_codes(persons.birth, date_key(cohort.cutoff_date))
            groups[plan.dimension.id] = band_of_age(plan)[ages]
        elif isinstance(plan, CodedDimension):
            groups[plan.dimension.id] = _coded_groups(plan, cohort, cdm, persons)
    for plan in cohort.person_dimensions:
        if isinstance(plan, AnyDimension):
            groups[plan.dimension.id] = any_groups(plan, groups)
    return groups


def any_groups(plan: AnyDimension, groups: Mapping[str, Groups]) -> Groups:
    """Group numbers (n,) from those of the other dimensions, one array (n,) each."""

    def within(chosen: Mapping[str, tuple[int, ...]]) -> NDArray[np.bool_]:
        found = [np.isin(groups[dimension], numbers) for dimension, numbers in chosen.items()]
        return np.any(found, axis=0) if found else np.zeros(1, np.bool_)

    without = plan.no if plan.not_known is None else plan.not_known
    placed = np.where(within(plan.unknown), without, plan.no)
    return np.where(within(plan.listed), plan.yes, placed).astype(np.uint8)


def band_of_age(plan: AgeDimension) -> Groups:
    """Group number by age code, (256,). Unknown ages and those in no band are in `rest`."""
    lookup = np.full(int(UNKNOWN) + 1, plan.rest, dtype=np.uint8)
    for band in plan.bands:
        lookup[band.low + 1 : min(band.high + 2, int(UNKNOWN))] = band.group
    return lookup


def _coded_groups(plan: CodedDimension, cohort: CohortFile, cdm: Cdm, persons: Persons) -> Groups:
    source = plan.source
    if isinstance(source, PersonColumns):
        placed = _first_match(plan.rules, persons.columns)
    elif isinstance(source, LocationColumn):
        placed = _first_match(plan.rules, _locations(source.column, cdm, persons))
    else:
        placed = _answers(plan, source, cdm, persons)
    nowhere = placed == _NOWHERE
    if plan.rest is not None:
        placed[nowhere] = plan.rest
    elif nowhere.any():
        raise InputError(
            "some participants are in none of its groups",
            f"{cohort.path}, dimensions {plan.dimension.id}",
            "List the values that are missing, or give a group rest = true",
        )
    return placed.astype(np.uint8)


def _first_match(rules: Sequence[Rule], columns: pa.Table) -> NDArray[np.int16]:
    """Group number by row: that of the first rule all of whose columns match, or -1."""
    placed = np.full(columns.num_rows, _NOWHERE, dtype=np.int16)
    for rule in reversed(rules):
        matches = np.ones(columns.num_rows, dtype=np.bool_)
        for column, values in rule.when.items():
            kind = pa.int64() if isinstance(values[0], int) else pa.string()
            cells = columns[column].cast(kind) if kind == pa.string() else _whole(columns[column])
            matches &= pc.is_in(cells, value_set=pa.array(values, kind)).to_numpy()
        placed[matches] = rule.group
    return placed


def _whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column compared with whole numbers; text that is no number matches none."""
    if not pa.types.is_string(column.type):
        return column.cast(pa.int64())
    numbers = pc.match_substring_regex(column, r"^[+-]?\d{1,18}$")
    return pc.if_else(numbers, column, None).cast(pa.int64())


def _locations(column: str, cdm: Cdm, persons: Persons) -> pa.Table:
    """The location's column for each participant, null where there is none."""
    locations = cdm.rows(cdm.table("location", ["location_id", column]).distinct())
    ids = locations["location_id"]
    if pc.count_distinct(ids, mode="all").as_py() < len(ids):
        what = f"a location_id stands in several rows with different {column}"
        raise InputError(what, f"{cdm.path}, table location", "Keep one row per location")
    known = locations.filter(ids.is_valid())
    found = pd.Index(known["location_id"].to_numpy()).get_indexer(
        pc.fill_null(persons.columns["location_id"], 0).to_numpy()
    )
    missing = (found < 0) | persons.columns["location_id"].is_null().to_numpy()
    return known.select([column]).take(pa.array(found, mask=missing))


def _answers(
    plan: CodedDimension, source: ObservationAnswer | PersonTable, cdm: Cdm, persons: Persons
) -> NDArray[np.int16]:
    """Group number by participant from rows that each give one answer of one person.

    Answers that no group lists do not count. Those of more than one group put the person in the
    group `several`, or else nowhere.
    """
    rows, column = _answer_rows(source, cdm)
    person = persons.numbered(rows["person_id"])
    group = _first_match(plan.rules, rows.select([column]))
    counts = (person >= 0) & (group >= 0)
    pairs = np.unique(np.stack([person[counts], group[counts]], axis=1), axis=0)
    placed = np.full(len(persons), _NOWHERE, dtype=np.int16)
    placed[pairs[:, 0]] = pairs[:, 1]
    several = np.bincount(pairs[:, 0], minlength=len(persons)) > 1
    placed[several] = _NOWHERE if plan.several is None else plan.several
    return placed


def _answer_rows(source: ObservationAnswer | PersonTable, cdm: Cdm) -> tuple[pa.Table, str]:
    if isinstance(source, PersonTable):
        return cdm.rows(cdm.table(source.table, ["person_id", source.column])), source.column
    needs = ["person_id", "observation_concept_id", "value_as_concept_id"]
    table = cdm.table("observation", needs)
    asked = table.filter(table.observation_concept_id.isin(source.questions))
    answers = asked.select("person_id", "value_as_concept_id").distinct()
    return cdm.rows(answers), "value_as_concept_id"
