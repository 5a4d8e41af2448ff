"""What wearables recorded: each table is a subject, and most have a value per participant."""

from collections.abc import Iterator, Sequence
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.concepts import Vocabulary
from aggregates.errors import InputError
from aggregates.pairs import Pairs, by_concept
from aggregates.persons import Persons
from aggregates.values import Latest
from aggregates.wearable_tables import Daily, WearableTable, shipped_wearables

WEARABLE = "Wearable"  # the concept class of a table


def tables_there(cdm: Cdm, tables: Sequence[WearableTable] | None) -> tuple[WearableTable, ...]:
    """The tables a cohort file names, or those of the shipped ones that the source has.

    Raises InputError where there is none.
    """
    if tables is not None:
        return tuple(tables)
    there = tuple(one for one in shipped_wearables().values() if cdm.has(one.table))
    if not there:
        names = ", ".join(one.table for one in shipped_wearables().values())
        raise InputError(
            "has no table of wearables",
            str(cdm.path),
            f"Add one of {names}, name yours in the cohort file, or leave wearable out of domains",
        )
    return there


def read_wearers(
    cdm: Cdm, tables: Sequence[WearableTable], persons: Persons
) -> tuple[Pairs, dict[str, int]]:
    """Who has a row in which table, and each table's number of rows whose person is unknown."""
    concepts, people, left_out = [np.empty(0, np.int64)], [np.empty(0, np.int32)], {}
    for one in tables:
        rows = cdm.table(one.table, ["person_id"])
        left_out[one.table] = 0
        for batch in cdm.batches(rows.group_by("person_id").agg(records=rows.count())):
            person = persons.numbered(batch["person_id"])
            left_out[one.table] += int(batch["records"].to_numpy()[person < 0].sum())
            people.append(person[person >= 0])
            concepts.append(np.full(len(people[-1]), one.concept_id, np.int64))
    return by_concept(np.concatenate(concepts), np.concatenate(people), None), left_out


def wearable_vocabulary(tables: Sequence[WearableTable], recorded: NDArray[np.int64]) -> Vocabulary:
    """The tables that anyone has a row in, as concepts without a hierarchy."""
    listed = sorted(
        (one.concept_id, one.name) for one in tables if one.concept_id in recorded.tolist()
    )
    ids = np.array([concept for concept, _ in listed], np.int64)
    texts = pa.array([""] * len(ids), pa.string())
    concepts = pa.table(
        {
            "concept_id": ids,
            "concept_name": pa.array([name for _, name in listed], pa.string()),
            "vocabulary_id": texts,
            "concept_code": texts,
            "concept_class": pa.array([WEARABLE] * len(ids), pa.string()),
            "synonyms": pa.array([[]] * len(ids), pa.list_(pa.string())),
        }
    )
    nothing = pa.array([], pa.int64())
    hierarchy = pa.table({"parent_id": nothing, "child_id": nothing})
    return Vocabulary(concepts, tuple(ids[row : row + 1] for row in range(len(ids))), hierarchy)


def read_daily(cdm: Cdm, tables: Sequence[WearableTable], persons: Persons) -> Iterator[Latest]:
    """The value of every participant and table: the mean of plausible days.

    Someone without a plausible day is implausible: above where the mean of all days is, else below.
    """
    for one in tables:
        if one.daily is None:
            continue
        for batch in cdm.batches(_means(cdm, one.table, one.daily)):
            person = persons.numbered(batch["person_id"])
            here = person >= 0
            value, known = _values(batch, one.daily)
            concept = np.full(int(here.sum()), one.concept_id, np.int64)
            yield Latest(person[here], concept, value[here], known[here])


def _means(cdm: Cdm, name: str, daily: Daily) -> Any:
    """Portable expression: person_id, the mean of plausible days and the mean of all days."""
    table = cdm.table(name, ["person_id", daily.date, daily.value])
    value = table[daily.value]
    number = value if value.type().is_floating() else value.try_cast("float64")
    rows = table.select("person_id", day=table[daily.date], number=number)
    of_day = rows.number.sum() if daily.day == "sum" else rows.number.mean()
    days = rows.group_by("person_id", "day").agg(number=of_day)
    low, high = daily.plausible
    plausible = (days.number >= low) & (days.number < high)
    return days.group_by("person_id").agg(
        plausible=ibis.ifelse(plausible, days.number, ibis.null("float64")).mean(),
        everything=days.number.mean(),
    )


def _values(batch: pa.RecordBatch, daily: Daily) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    everything = pc.fill_null(batch["everything"], 0.0).to_numpy(zero_copy_only=False)
    outside = np.where(everything >= daily.plausible[1], np.inf, -np.inf)
    mean = pc.fill_null(batch["plausible"], 0.0).to_numpy(zero_copy_only=False) * daily.factor
    has_mean = batch["plausible"].is_valid().to_numpy(zero_copy_only=False)
    known = batch["everything"].is_valid().to_numpy(zero_copy_only=False)
    return np.where(has_mean, mean, outside), known
