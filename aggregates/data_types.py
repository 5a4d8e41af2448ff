"""Who shared which types of data, and which types together.

A type is had by everyone with a record in one of some domains, or with a row in a table. Types are
subjects of the domain ``data_type``. Each exact combination of types is one of
``data_combination``, counted in total only: everyone with any data is in one of them. Types and
combinations are listed whatever their counts, for which there are is known beforehand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.cohort_file_plans import DataType
from aggregates.concepts import Vocabulary
from aggregates.domains import COMBINATION, DATA_TYPE
from aggregates.pairs import Pairs, by_concept
from aggregates.persons import Persons
from aggregates.stable_ids import stable_id
from aggregates.true_counts import Structure
from suppression.tables import Adds, Sum

TYPE_CLASS, COMBINATION_CLASS = "Data type", "Combination"
JOINER = "+"  # between the types of a combination
Members = NDArray[np.int32]


@dataclass(frozen=True)
class Typed:
    """The subjects of a domain of types or combinations."""

    pairs: Pairs
    vocabulary: Vocabulary
    structure: Structure


def type_id(data_type: str) -> int:
    """The subject of a type."""
    return stable_id("data type", data_type)


def combination_id(types: Sequence[str]) -> int:
    """The subject of an exact combination of types."""
    return stable_id("data combination", *types)


def read_members(
    cdm: Cdm, types: Sequence[DataType], persons: Persons, recorded: Mapping[str, Members]
) -> dict[str, Members]:
    """Type -> the persons (n,) who have it, each once, ascending; ``recorded`` is domain -> persons
    with any record of it."""
    found = {}
    for one in types:
        parts = [recorded[domain] for domain in one.domains if domain in recorded]
        if one.table is not None:
            parts.append(_in_table(cdm, one, persons))
        found[one.id] = np.unique(np.concatenate([np.empty(0, np.int32), *parts]))
    return found


def _in_table(cdm: Cdm, one: DataType, persons: Persons) -> Members:
    columns = ["person_id", *([one.column] if one.column else [])]
    table = cdm.table(str(one.table), columns)
    if one.column:
        table = table.filter(table[one.column].cast("string") == ibis.literal(one.value))
    rows = cdm.rows(table.select("person_id").distinct())
    number = persons.numbered(rows["person_id"])
    return number[number >= 0]


def typed(types: Sequence[DataType], members: Mapping[str, Members]) -> Typed:
    """The domain of types. Who has a type is everyone in its only domain, where it has but one."""
    ids = [type_id(one.id) for one in types]
    part_of = {
        one.domains[0]: np.array([[0, type_id(one.id)]], np.int64)
        for one in types
        if len(one.domains) == 1 and one.table is None
    }
    part_of[COMBINATION] = np.array([[0, 0]], np.int64)
    rows = [(type_id(one.id), one.label["en"], one.id) for one in types]
    pairs = _pairs(ids, [members[one.id] for one in types])
    return Typed(
        pairs,
        _vocabulary(rows, TYPE_CLASS, pairs),
        Structure((), np.array(sorted(ids), np.int64), part_of),
    )


def combined(types: Sequence[DataType], members: Mapping[str, Members], persons: int) -> Typed:
    """The domain of exact combinations."""
    code = np.zeros(persons, np.int64)
    for bit, one in enumerate(types):
        code[members[one.id]] |= 1 << bit
    names = {one.id: one.label["en"] for one in types}
    some = [chosen for size in range(1, len(names) + 1) for chosen in combinations(names, size)]
    bits = {name: 1 << bit for bit, name in enumerate(names)}
    ids = {chosen: combination_id(chosen) for chosen in some}
    people = [
        np.flatnonzero(code == sum(bits[name] for name in chosen)).astype(np.int32)
        for chosen in some
    ]
    sums = [
        Sum(DATA_TYPE, type_id(name), tuple(ids[c] for c in some if name in c), Adds.EQUAL)
        for name in names
    ]
    sums.append(Sum(COMBINATION, 0, tuple(ids.values()), Adds.EQUAL))
    links = [(type_id(name), ids[chosen]) for chosen in some for name in chosen]
    part_of = {DATA_TYPE: np.array([(0, 0), *links], np.int64)}
    rows = [
        (ids[chosen], ", ".join(names[name] for name in chosen), JOINER.join(chosen))
        for chosen in some
    ]
    pairs = _pairs(list(ids.values()), people)
    return Typed(
        pairs,
        _vocabulary(rows, COMBINATION_CLASS, pairs),
        Structure(tuple(sums), np.array(sorted(ids.values()), np.int64), part_of),
    )


def domain_parts(types: Sequence[DataType]) -> dict[str, dict[str, NDArray[np.int64]]]:
    """Domain -> the types that everyone with a record of it has, as pairs (type, 0)."""
    found: dict[str, list[tuple[int, int]]] = {}
    for one in types:
        for domain in one.domains:
            found.setdefault(domain, []).append((type_id(one.id), 0))
    return {domain: {DATA_TYPE: np.array(pairs, np.int64)} for domain, pairs in found.items()}


def _pairs(ids: Sequence[int], people: Sequence[Members]) -> Pairs:
    subjects = [np.full(len(some), one, np.int64) for one, some in zip(ids, people, strict=True)]
    return by_concept(
        np.concatenate([np.empty(0, np.int64), *subjects]),
        np.concatenate([np.empty(0, np.int32), *people]),
        None,
    )


def _vocabulary(rows: Sequence[tuple[int, str, str]], kind: str, had: Pairs) -> Vocabulary:
    """Subjects from their id, name and code; those that nobody has count nobody."""
    ids, names, codes = zip(*sorted(rows), strict=True)
    size = len(ids)
    concepts = pa.table(
        {
            "concept_id": pa.array(ids, pa.int64()),
            "concept_name": pa.array(names, pa.string()),
            "vocabulary_id": pa.array([""] * size, pa.string()),
            "concept_code": pa.array(codes, pa.string()),
            "concept_class": pa.array([kind] * size, pa.string()),
            "synonyms": pa.array([[]] * size, pa.list_(pa.string())),
        }
    )
    nothing = pa.array([], pa.int64())
    return Vocabulary(
        concepts,
        tuple(np.intersect1d(had.concept_ids, [one]) for one in ids),
        pa.table({"parent_id": nothing, "child_id": nothing}),
    )
