"""Results in words: "> 8", "Norm", "Positive". They become concepts below the one they are of.

A participant has one such result of a concept at most, the latest by date. A record has a result in
words when it has no number, or only a bound of one (operator_concept_id): the concept in
value_as_concept_id, else value_source_value where that is short and no number. Values in words may
be anything, so one that few people have in common is dropped at once, before it is a subject.
"""

from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.concepts import read_named
from aggregates.errors import InputError
from aggregates.latest import foremost
from aggregates.pairs import Pairs, by_concept
from aggregates.persons import Persons
from aggregates.stable_ids import stable_id
from aggregates.values import EQUALS

LONGEST = 60  # characters; longer texts are notes
FEWEST = 10  # no policy we ship publishes a count of fewer: cdc-wonder withholds 1 to 9
_NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?$"


@dataclass(frozen=True)
class TextResults:
    """Results in words: ids, the concept and the words of each, and who has which.

    `result_ids` (r,) ascend; `parents` (r,) are concept ids; `pairs` lists the participants of
    each result, by its id.
    """

    result_ids: NDArray[np.int64]
    parents: NDArray[np.int64]
    words: tuple[str, ...]
    pairs: Pairs


def read_text_results(cdm: Cdm, persons: Persons, concept_ids: NDArray[np.int64]) -> TextResults:
    """The results in words of some concepts of `measurement`."""
    known: dict[tuple[int, str], int] = {}
    codes, people = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    wanted = pa.table({"concept_id": concept_ids})
    for batch in cdm.batches(_latest_words(cdm), wanted=wanted):
        person = persons.numbered(batch["person_id"])
        of_cohort = person >= 0
        local, distinct = _distinct(batch)
        numbers = np.array([known.setdefault(one, len(known)) for one in distinct], np.int64)
        codes.append(numbers[local][of_cohort])
        people.append(person[of_cohort])
    return _results(list(known), np.concatenate(codes), np.concatenate(people), cdm)


def _distinct(batch: pa.RecordBatch) -> tuple[NDArray[np.intp], list[tuple[int, str]]]:
    """The distinct (concept, words) of a batch, and each row's position among them."""
    words = batch["words"].dictionary_encode()
    texts, concept = words.dictionary.to_pylist(), batch["concept_id"].to_numpy()
    concepts, place = np.unique(concept, return_inverse=True)
    key = place * max(len(texts), 1) + words.indices.to_numpy()
    keys, local = np.unique(key, return_inverse=True)
    distinct = [(int(concepts[one // len(texts)]), texts[one % len(texts)]) for one in keys]
    return local, distinct


def _latest_words(cdm: Cdm) -> Any:
    """Portable expression: person_id, concept_id, words; `words` is "#id" for a concept.

    Besides the CDM it names `wanted` (concept_id).
    """
    table = cdm.table(
        "measurement",
        ["person_id", "measurement_concept_id"],
        [
            "measurement_id",
            "measurement_date",
            "value_as_number",
            "operator_concept_id",
            "value_as_concept_id",
            "value_source_value",
        ],
    )
    bound = ~table.operator_concept_id.fill_null(0).isin([0, EQUALS])
    text = table.value_source_value
    is_text = text.notnull() & (text.length() <= LONGEST) & ~text.re_search(_NUMBER)
    answer = table.value_as_concept_id.fill_null(0)
    words = ibis.ifelse(
        answer != 0,
        ibis.literal("#") + answer.cast("string"),
        ibis.ifelse(is_text, text, ibis.null("string")),
    )
    own = table.select(
        "person_id",
        concept_id=table.measurement_concept_id.fill_null(0),
        words=words,
        worded=table.value_as_number.isnull() | bound,
        date=table.measurement_date.fill_null(ibis.date(1, 1, 1)),
        record=table.measurement_id.fill_null(0),
    )
    wanted = ibis.table({"concept_id": "int64"}, name="wanted")
    own = own.semi_join(wanted, "concept_id")
    own = own.filter(own.worded & own.words.notnull() & (own.concept_id != 0))
    latest = foremost(own, ("person_id", "concept_id"), ("date", "record", "words"))
    return latest.select("person_id", "concept_id", "words")


def _results(
    found: list[tuple[int, str]],
    code: NDArray[np.int64],
    person: NDArray[np.int32],
    cdm: Cdm,
) -> TextResults:
    """The results that enough people share, each with the words that people read."""
    common = np.bincount(code, minlength=len(found)) >= FEWEST
    names = _concept_names(cdm, [words for _, words in found if words.startswith("#")])
    kept = [
        (stable_id("result", concept, words), concept, names.get(words, words), number)
        for number, (concept, words) in enumerate(found)
        if common[number] and (not words.startswith("#") or words in names)
    ]
    kept.sort()
    id_of = np.zeros(len(found), np.int64)
    for result, _, _, number in kept:
        id_of[number] = result
    if len(np.unique(id_of[id_of > 0])) < len(kept):
        what = "two results in words get the same id"
        raise InputError(what, f"{cdm.path}, table measurement", "Reword one of them")
    of_kept = id_of[code] > 0
    return TextResults(
        np.array([one[0] for one in kept], np.int64),
        np.array([one[1] for one in kept], np.int64),
        tuple(one[2] for one in kept),
        by_concept(id_of[code][of_kept], person[of_kept], None),
    )


def _concept_names(cdm: Cdm, keys: list[str]) -> dict[str, str]:
    """Key "#id" -> name of the concept, for those that have a name."""
    ids = np.array(sorted({int(key[1:]) for key in keys}), np.int64)
    rows = read_named(cdm, ids)
    columns = (rows["concept_id"].to_pylist(), rows["concept_name"].to_pylist())
    return {f"#{concept}": name for concept, name in zip(*columns, strict=True)}
