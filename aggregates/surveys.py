"""Surveys: who answered which question how, from `observation` in the shape of the PPI vocabulary.

A row is one answer of one person to one question (a concept of class Question):
value_as_concept_id, else value_as_string, else value_as_number, numbers in ranges. Of a question
that a person answered more than once the latest day counts, with all answers of that day. A
question that more than a few people gave several answers to has several, which is decided from
bands; of any other, the last recorded one counts.
"""

from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.number_answers import in_range
from aggregates.persons import Persons
from suppression.bands import band_limits

QUESTION_CLASS = "Question"
NO_ANSWER = ""
_FEW = 20  # people with two answers by mistake; no policy we ship calls more than 20 small
_FEW_OF = 100  # one in so many of those who answered


@dataclass(frozen=True)
class Answered:
    """The answers to one question: `answers` (a,) as the CDM has them, "#id" for a concept, "" for
    none; `person` and `answer` (n,) who gave which, by number; whether people gave `several`."""

    question: int
    answers: tuple[str, ...]
    person: NDArray[np.int32]
    answer: NDArray[np.int32]
    several: bool


def question_ids(concepts: pa.Table) -> NDArray[np.int64]:
    """The concepts that are questions, of rows of `concept`."""
    asked = pc.fill_null(pc.equal(concepts["concept_class_id"], QUESTION_CLASS), False)
    return np.sort(concepts.filter(asked)["concept_id"].to_numpy())


def recorded_concepts(cdm: Cdm) -> NDArray[np.int64]:
    """The concepts that `observation` has records of, ascending; never 0."""
    table = cdm.table("observation", ["observation_concept_id"])
    rows = cdm.rows(table.filter(table.observation_concept_id.notnull()).distinct())
    ids = rows["observation_concept_id"].to_numpy()
    return np.sort(ids[ids != 0])


def read_answers(
    cdm: Cdm, persons: Persons, questions: NDArray[np.int64]
) -> tuple[list[Answered], int]:
    """The answers to each of some questions, and the number of records of unknown persons."""
    words: dict[str, int] = {}
    parts: list[NDArray[np.int64]] = []
    left_out = 0
    wanted = pa.table({"concept_id": questions})
    for batch in cdm.batches(_latest_answers(cdm), wanted=wanted):
        person = persons.numbered(batch["person_id"])
        of_cohort = person >= 0
        left_out += int(batch["records"].to_numpy()[~of_cohort].sum())
        texts = batch["words"].dictionary_encode()
        ranges = map(in_range, texts.dictionary.to_pylist())
        known = [words.setdefault(text, len(words)) for text in ranges]
        code = np.array(known, np.int64)[texts.indices.to_numpy()]
        last = batch["last"].to_numpy()
        rows = np.stack([batch["question"].to_numpy(), person, code, last], axis=1)
        parts.append(rows[of_cohort])
    rows = np.concatenate([np.empty((0, 4), np.int64), *parts])
    rows = _latest_of_each(rows)
    asked, starts = np.unique(rows[:, 0], return_index=True)
    texts_by_code = list(words)
    pieces = zip(asked.tolist(), np.split(rows, starts[1:]), strict=True)
    return [_answered(question, own, texts_by_code) for question, own in pieces], left_out


def _latest_of_each(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows (n, 4) of question, person, answer, record: the last of each answer, sorted by question,
    person and record. Two numbers may be one answer."""
    rows = rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0]))]
    is_last = np.append((rows[1:, :3] != rows[:-1, :3]).any(axis=1), True)[: len(rows)]
    rows = rows[is_last]
    return rows[np.lexsort((rows[:, 3], rows[:, 1], rows[:, 0]))]


def _answered(question: int, rows: NDArray[np.int64], texts: list[str]) -> Answered:
    """One question, from rows (n, 4) of question, person, answer, record, sorted by these."""
    person = rows[:, 1]
    is_last = np.append(person[1:] != person[:-1], True)
    doubled = len(np.unique(person[~is_last]))
    low, high = band_limits(np.array([doubled, is_last.sum()]), _FEW)
    several = bool(_FEW_OF * low[0] > high[1])
    kept = rows if several else rows[is_last]
    codes, answer = np.unique(kept[:, 2], return_inverse=True)
    answers = tuple(texts[code] for code in codes.tolist())
    return Answered(
        question, answers, kept[:, 1].astype(np.int32), answer.astype(np.int32), several
    )


def _latest_answers(cdm: Cdm) -> Any:
    """Portable expression: person_id, question, words, last, records of each distinct answer of a
    person's latest day; besides the CDM it names `wanted` (concept_id)."""
    table = cdm.table(
        "observation",
        ["person_id", "observation_concept_id"],
        [
            *("observation_id", "observation_date"),
            *("value_as_concept_id", "value_as_string", "value_as_number"),
        ],
    )
    wanted = ibis.table({"concept_id": "int64"}, name="wanted")
    table = table.semi_join(wanted, table.observation_concept_id == wanted.concept_id)
    answer = table.value_as_concept_id.fill_null(0)
    number = table.value_as_number
    whole = ibis.ifelse(number == number.floor(), number.cast("int64").cast("string"),
                        number.cast("string"))  # fmt: skip
    words = ibis.ifelse(
        answer != 0,
        ibis.literal("#") + answer.cast("string"),
        ibis.coalesce(table.value_as_string, whole, ibis.literal(NO_ANSWER)),
    )
    own = table.select(
        "person_id",
        question=table.observation_concept_id,
        words=words,
        date=table.observation_date.fill_null(ibis.date(1, 1, 1)),
        record=table.observation_id.fill_null(0),
    )
    place = ibis.rank().over(group_by=[own.person_id, own.question], order_by=[ibis.desc(own.date)])
    latest = own.mutate(place=place)
    latest = latest.filter(latest.place == 0)
    return latest.group_by("person_id", "question", "words").agg(
        last=latest.record.max(), records=latest.count()
    )
