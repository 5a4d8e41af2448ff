"""Values of measurements: one for each participant and concept, counted in fixed bins.

A participant's value is the latest one by date that has a number, a unit the quantity understands
and a plausible size; else the latest implausible one; else there is no value in a known unit.
Undated values come before all dated ones. Of several on one day the last recorded one counts (by
measurement_id). A bound such as "> 60" (operator_concept_id) is no number: see text_results.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.counting import Cells, Counts
from aggregates.latest import foremost
from aggregates.persons import Persons
from aggregates.quantities import Quantity, Scale, also_physical, shipped_quantities
from aggregates.true_counts import DomainCounts, ValueCounts

EQUALS = 4172703  # OMOP concept of the operator "="
_VALUE_CUTS = frozenset({"sex", "age"})


@dataclass(frozen=True)
class Latest:
    """Participants, concepts and values (n,) of one batch; `known` is false without a value."""

    person: NDArray[np.int32]
    concept: NDArray[np.int64]
    value: NDArray[np.float64]
    known: NDArray[np.bool_]


def quantities_of(concepts: pa.Table) -> dict[int, Quantity]:
    """Concept id -> quantity, for those rows of `concept` that record one."""
    by_code = {code: one for one in shipped_quantities() for code in one.loinc}
    by_id = {number: one for one in shipped_quantities() for number in one.concept_ids}
    found = {}
    columns = ("concept_id", "concept_name", "vocabulary_id", "concept_code")
    for concept, name, vocabulary, code in zip(
        *(concepts[c].to_pylist() for c in columns), strict=True
    ):
        own = by_id.get(concept)
        if vocabulary == "LOINC" and code in by_code:
            found[concept] = by_code[code]
        elif own is not None and own.word in name.lower():
            found[concept] = own
    return found


def is_physical(concept: int, quantity: Quantity | None) -> bool:
    """Whether a concept is a physical measurement where the cohort file does not say which are."""
    return concept in also_physical() or (quantity is not None and quantity.physical)


def latest_expression(cdm: Cdm) -> Any:
    """Portable expression: person_id, concept_id, value of each pair; null for no usable value.

    Besides the CDM it names `wanted` (concept_id) and `accepted` (concept_id, unit, factor, shift,
    low, high): what `accepted_units` gives.
    """
    wanted = ibis.table({"concept_id": "int64"}, name="wanted")
    accepted = ibis.table(_ACCEPTED, name="accepted")
    records = _records(cdm).semi_join(wanted, "concept_id")
    units = accepted.rename(of_concept="concept_id", of_unit="unit")
    same = (records.concept_id == units.of_concept) & (records.unit == units.of_unit)
    joined = records.left_join(units, same)
    value = ibis.ifelse(joined.exact, joined.number * joined.factor + joined["shift"], ibis.null())
    valued = joined.mutate(value=value.cast("float64"))
    plausible = (valued.value >= valued.low) & (valued.value < valued.high)
    state = ibis.ifelse(valued.value.isnull(), 0, ibis.ifelse(plausible, 2, 1))
    valued = valued.mutate(state=state)
    order = ("state", "date", "record", "value")
    latest = foremost(valued, ("person_id", "concept_id"), order)
    return latest.select("person_id", "concept_id", "value")


_ACCEPTED = {
    "concept_id": "int64",
    "unit": "string",
    "factor": "float64",
    "shift": "float64",
    "low": "float64",
    "high": "float64",
}


def accepted_units(quantities: Mapping[int, Quantity]) -> pa.Table:
    """The units in which each concept is understood, with the limits of what is plausible."""
    rows = [
        (concept, unit, conversion.factor, conversion.offset, *quantity.scale.plausible)
        for concept, quantity in quantities.items()
        for unit, conversion in quantity.accepted.items()
    ]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(_ACCEPTED)
    kinds = [pa.int64(), pa.string(), *[pa.float64()] * 4]
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    return pa.table(arrays, names=list(_ACCEPTED))


def _records(cdm: Cdm) -> Any:
    """person_id, concept_id, number, exact, unit, date, record of every measurement.

    Missing dates and numbers of records become the least there are, so that order never depends on
    where an engine puts nulls.
    """
    table = cdm.table(
        "measurement",
        ["person_id", "measurement_concept_id"],
        [
            "measurement_id",
            "measurement_date",
            "value_as_number",
            "operator_concept_id",
            "unit_concept_id",
            "unit_source_value",
        ],
    )
    unit_id = table.unit_concept_id.fill_null(0)
    spelled = table.unit_source_value.lower().fill_null("")
    return table.select(
        "person_id",
        concept_id=table.measurement_concept_id,
        number=table.value_as_number,
        exact=table.operator_concept_id.fill_null(0).isin([0, EQUALS]),
        unit=ibis.ifelse(unit_id != 0, ibis.literal("#") + unit_id.cast("string"), spelled),
        date=table.measurement_date.fill_null(ibis.date(1, 1, 1)),
        record=table.measurement_id.fill_null(0),
    )


def read_latest(cdm: Cdm, persons: Persons, quantities: Mapping[int, Quantity]) -> Iterator[Latest]:
    """The latest value of every participant and concept, a batch at a time."""
    wanted = pa.table({"concept_id": pa.array(list(quantities), pa.int64())})
    tables = {"wanted": wanted, "accepted": accepted_units(quantities)}
    for batch in cdm.batches(latest_expression(cdm), **tables):
        person, value = persons.numbered(batch["person_id"]), batch["value"]
        of_cohort = person >= 0
        yield Latest(
            person[of_cohort],
            batch["concept_id"].to_numpy(zero_copy_only=False)[of_cohort],
            pc.fill_null(value, 0.0).to_numpy(zero_copy_only=False)[of_cohort],
            value.is_valid().to_numpy(zero_copy_only=False)[of_cohort],
        )


def value_cells(cells: Mapping[str, Cells]) -> dict[str, Cells]:
    """The cuts in which values are counted: sex and age, where there are such.

    Not crossed: the bins of a concept add up to it in every cell, and small cells would follow too
    closely from the large ones beside them.
    """
    return {cut: one for cut, one in cells.items() if cut in _VALUE_CUTS}


def count_values(
    domain: str,
    latest: Iterator[Latest],
    scales: Mapping[int, Scale],
    cells: Mapping[str, Cells],
    persons: int,
) -> ValueCounts:
    """Participants in every bin of every concept of `scales`, by total and each of `cells`.

    `latest` holds each participant at most once for each concept. Only concepts of `scales` count.
    """
    concepts = np.array(sorted(scales), np.int64)
    bins = _all_bins(concepts, scales)
    first = np.searchsorted(bins["concept_id"].to_numpy(), concepts)
    tables = {cut: np.zeros((1 + len(bins), *one.shape), np.int64) for cut, one in cells.items()}
    total = np.zeros(1 + len(bins), np.int64)
    anyone = np.zeros(persons, np.bool_)
    for batch in latest:
        row = np.zeros(len(batch.person), np.int64)
        for start, concept in zip(first.tolist(), concepts.tolist(), strict=True):
            own = np.flatnonzero(batch.concept == concept)
            row[own] = 1 + start + scales[concept].bin_of(batch.value[own], batch.known[own])
        counted = row > 0
        person, row = batch.person[counted], row[counted]
        anyone[person] = True
        total += np.bincount(row, minlength=len(total))
        _add(tables, row, person, cells)
    members = np.flatnonzero(anyone)
    total[0] = len(members)
    _add(tables, np.zeros(len(members), np.int64), members, cells)
    return ValueCounts(domain, bins, {"total": total, **tables})


def completed(
    values: ValueCounts, whole: DomainCounts, anyone: Mapping[str, Counts]
) -> ValueCounts:
    """Values of which the bins of each concept add up to everyone whom the concept counts.

    Who has a narrower concept only has no value of this one: they join those without a value in a
    known unit. Otherwise the bins would tell that somebody has a narrower concept which so few
    have that it is not listed. ``anyone`` is cut -> (1, *groups): those with any of the concepts.
    """
    concepts = values.bins["concept_id"].to_numpy()
    without = 1 + np.flatnonzero(pc.equal(values.bins["unit"], "").to_numpy())
    at = np.searchsorted(whole.concept_ids, concepts[without - 1])
    first = 1 + np.searchsorted(concepts, concepts[without - 1])
    tables = {cut: found.copy() for cut, found in values.tables.items()}
    for cut, found in tables.items():
        valued = np.stack([found[start:end].sum(axis=0)
                           for start, end in zip(first, without, strict=True)])  # fmt: skip
        found[without] = whole.tables[cut][at] - valued
        found[0] = anyone[cut][0]
    return ValueCounts(values.domain, values.bins, tables)


def _add(
    tables: Mapping[str, NDArray[np.int64]],
    row: NDArray[np.int64],
    person: NDArray[np.integer],
    cells: Mapping[str, Cells],
) -> None:
    """Add participants, each in one row, to the tables of all cuts."""
    for cut, one in cells.items():
        size = int(np.prod(one.shape))
        place = row * size + one.code[person]
        counts = np.bincount(place, minlength=tables[cut].size)
        table = tables[cut]
        table += counts.reshape(table.shape)


def _all_bins(concepts: NDArray[np.int64], scales: Mapping[int, Scale]) -> pa.Table:
    """concept_id, unit, bin_low, bin_high of all concepts, one after the other."""
    parts: Sequence[pa.Table] = [
        bins.add_column(0, "concept_id", pa.array([concept] * len(bins), pa.int64()))
        for concept in concepts.tolist()
        for bins in (scales[concept].bins(),)
    ]
    return pa.concat_tables(parts).combine_chunks() if parts else _NO_BINS


_NO_BINS = pa.table(
    {
        "concept_id": pa.array([], pa.int64()),
        "unit": pa.array([], pa.string()),
        "bin_low": pa.array([], pa.float64()),
        "bin_high": pa.array([], pa.float64()),
    }
)
