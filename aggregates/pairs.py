"""Who has which concept: the distinct (concept, person) pairs of a domain."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.ages import Integers, age_codes, date_keys
from aggregates.cdm import Cdm
from aggregates.domains import Domain
from aggregates.persons import Persons


@dataclass(frozen=True)
class Pairs:
    """Distinct pairs, concept by concept (compressed sparse rows).

    Concept `concept_ids[i]` (ascending; 0 where a record has no concept) is had by the participants
    numbered `person[start[i]:start[i + 1]]`, each once, ascending. `onset` holds the age code of
    the person's first record of that concept, or None where the domain has no onset.
    """

    concept_ids: NDArray[np.int64]
    start: NDArray[np.int64]
    person: NDArray[np.int32]
    onset: NDArray[np.uint8] | None


def pairs_expression(cdm: Cdm, domain: Domain) -> Any:
    """Portable expression: person_id, concept_id, first date, number of records of each pair."""
    records = cdm.table(domain.table, ["person_id", domain.concept], [domain.date])
    concept = records[domain.concept].fill_null(0)
    return records.group_by(person_id=records.person_id, concept_id=concept).agg(
        first=records[domain.date].min(), records=records.count()
    )


def read_pairs(cdm: Cdm, domain: Domain, persons: Persons) -> tuple[Pairs, int]:
    """The pairs of a domain, and the number of records whose person is unknown."""
    concepts, people = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    onsets, left_out = [np.empty(0, np.uint8)], 0
    for batch in cdm.batches(pairs_expression(cdm, domain)):
        person = persons.numbered(batch["person_id"])
        known = person >= 0
        left_out += int(batch["records"].to_numpy()[~known].sum())
        concepts.append(batch["concept_id"].to_numpy()[known])
        people.append(person[known])
        if domain.has_onset:
            births = persons.birth[person[known]]
            onsets.append(age_codes(births, _first_dates(batch)[known]))
    onset = np.concatenate(onsets) if domain.has_onset else None
    return by_concept(np.concatenate(concepts), np.concatenate(people), onset), left_out


def by_concept(
    concept: NDArray[np.int64], person: NDArray[np.int32], onset: NDArray[np.uint8] | None
) -> Pairs:
    """Pairs sorted by concept and person, from parallel arrays of distinct pairs in any order."""
    concept_ids, row = _codes(concept)
    people = int(person.max()) + 1 if len(person) else 1
    order_key = row * people + person  # int64: concepts * persons overflows int32
    if onset is None:
        order_key.sort()
        person = (order_key % people).astype(np.int32)
    else:
        order = np.argsort(order_key)
        person, onset = person[order], onset[order]
    sizes = np.bincount(row, minlength=len(concept_ids))
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Pairs(concept_ids, start, person, onset)


def some_of(pairs: Pairs, concept_ids: NDArray[np.int64]) -> Pairs:
    """The pairs of those of `concept_ids` that there are, without onset."""
    rows = np.flatnonzero(np.isin(pairs.concept_ids, concept_ids))
    return _taken(pairs.concept_ids, pairs.start[:-1], pairs.start[1:], pairs.person, rows)


def joined(pairs: Pairs, more: Pairs) -> Pairs:
    """The pairs of both, which share no concept, without onset."""
    ids = np.concatenate([pairs.concept_ids, more.concept_ids])
    starts = np.concatenate([pairs.start[:-1], more.start[:-1] + len(pairs.person)])
    ends = np.concatenate([pairs.start[1:], more.start[1:] + len(pairs.person)])
    person = np.concatenate([pairs.person, more.person])
    return _taken(ids, starts, ends, person, np.argsort(ids))


def _taken(
    ids: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    person: NDArray[np.int32],
    rows: NDArray[np.intp],
) -> Pairs:
    """The concepts in `rows`, in that order; row i is `person[starts[i]:ends[i]]`."""
    parts = [person[starts[row] : ends[row]] for row in rows.tolist()]
    start = np.concatenate([[0], np.cumsum((ends - starts)[rows])]).astype(np.int64)
    return Pairs(ids[rows], start, np.concatenate([np.empty(0, np.int32), *parts]), None)


def _codes(concept: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ascending distinct concepts, and each pair's position among them."""
    codes, uniques = pd.factorize(concept, sort=True)
    return np.asarray(uniques, dtype=np.int64), codes.astype(np.int64, copy=False)


def _first_dates(batch: pa.RecordBatch) -> Integers:
    first = batch["first"]
    known = first.is_valid().to_numpy(zero_copy_only=False)
    return date_keys(first.to_numpy(zero_copy_only=False).astype("datetime64[D]"), known)
