"""Survey answers in the shape of OMOP CDM 5.4: observation, survey_conduct and their concepts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.synthetic.answers import GIVEN, Answered
from aggregates.synthetic.cdm_tables import days
from aggregates.synthetic.participation import Taken
from aggregates.synthetic.population import People
from aggregates.synthetic.questions import (
    DONT_KNOW,
    PREFER_NOT,
    SKIP,
    Module,
    Question,
    own_answers,
)  # fmt: skip

FROM_SURVEY = 45905771  # OMOP type concept "Observation Recorded from a Survey"
NO_ANSWER = {
    SKIP: ("PMI_Skip", "Skip"),
    PREFER_NOT: ("PMI_PreferNotToAnswer", "Prefer not to answer"),
    DONT_KNOW: ("PMI_DontKnow", "Don't know"),
}
"""The programme's codes and names of answers that are none."""

PARENT_OF = "PPI parent code of"
_NUMBER = 0  # no concept: the answer is a number


@dataclass(frozen=True)
class _Rows:
    """Answers as rows; every array has one entry per row."""

    person: NDArray[np.intp]
    question: NDArray[np.intp]  # place among all questions
    answer: NDArray[np.int64]  # concept id, 0 for a number
    code: NDArray[np.intp]  # place in the list of codes
    number: NDArray[np.float64]  # nan where the answer is none


def survey_conduct_table(
    modules: Sequence[Module], took: Sequence[Taken], people: People, first_id: int
) -> pa.Table:
    """One row per person and module taken, by module and then person."""
    person = np.concatenate([np.flatnonzero(taken.taken) for taken in took])
    module = np.repeat(np.arange(len(modules)), [int(taken.taken.sum()) for taken in took])
    day = days(np.concatenate([taken.day[taken.taken] for taken in took]))
    versions = [
        number
        for each, taken in zip(modules, took, strict=True)
        for number in np.array(list(each.versions))[taken.version[taken.taken]].tolist()
    ]
    ids = np.array([each.concept_id for each in modules])
    codes = pa.array([each.code for each in modules], pa.string())
    return pa.table(
        {
            "survey_conduct_id": np.arange(first_id, first_id + len(person)),
            "person_id": people.person_id[person],
            "survey_concept_id": ids[module],
            "survey_start_date": day,
            "survey_end_date": day,
            "survey_source_value": codes.take(pa.array(module)),
            "survey_source_concept_id": ids[module],
            "survey_version_number": pa.array(versions, pa.string()),
        }
    )


def observation_table(
    modules: Sequence[Module],
    took: Sequence[Taken],
    answered: Mapping[str, Answered],
    people: People,
    first_id: int,
    first_conduct_id: int,
) -> pa.Table:
    """One row per answer chosen, by person, day and question; skips are rows of their own.

    `first_conduct_id` is the id of the first row of `survey_conduct_table` of the same people.
    """
    codes = _Codes(modules)
    parts, module_days, conducts = [], [], []
    for module, taken in zip(modules, took, strict=True):
        conduct = first_conduct_id - 1 + np.cumsum(taken.taken)
        first_conduct_id += int(taken.taken.sum())
        for question in module.questions:
            rows = _rows(answered[question.code], _was_asked(module, taken, question), codes)
            parts.append(rows)
            module_days.append(taken.day[rows.person])
            conducts.append(conduct[rows.person])
    rows = _Rows(*(np.concatenate([vars(part)[name] for part in parts])
                   for name in _Rows.__dataclass_fields__))  # fmt: skip
    day, conduct = np.concatenate(module_days), np.concatenate(conducts)
    order = np.lexsort((rows.answer, rows.question, day, rows.person))
    rows = _Rows(*(column[order] for column in vars(rows).values()))
    return _table(rows, codes, people.person_id, day[order], conduct[order], first_id)


def _table(
    rows: _Rows,
    codes: "_Codes",
    person_id: NDArray[np.int64],
    day: NDArray[np.int64],
    conduct: NDArray[np.int64],
    first_id: int,
) -> pa.Table:
    count = len(rows.person)
    question_id = codes.question_ids[rows.question]
    return pa.table(
        {
            "observation_id": np.arange(first_id, first_id + count),
            "person_id": person_id[rows.person],
            "observation_concept_id": question_id,
            "observation_date": days(day),
            "observation_type_concept_id": np.full(count, FROM_SURVEY),
            "value_as_number": pa.array(rows.number, mask=np.isnan(rows.number)),
            "value_as_concept_id": rows.answer,
            "observation_source_value": codes.question_codes.take(pa.array(rows.question)),
            "observation_source_concept_id": question_id,
            "value_source_concept_id": rows.answer,
            "value_source_value": codes.answer_codes.take(
                pa.array(rows.code, mask=rows.answer == _NUMBER)
            ),
            "observation_event_id": conduct,
        }
    )


class _Codes:
    """Codes of questions and answers, and where each stands."""

    def __init__(self, modules: Sequence[Module]) -> None:
        questions = [question for module in modules for question in module.questions]
        self.question = {question.code: place for place, question in enumerate(questions)}
        self.question_ids = np.array([question.concept_id for question in questions])
        self.question_codes = pa.array(list(self.question), pa.string())
        codes = [code for code, _ in NO_ANSWER.values()]
        codes += [answer.code for question in questions for answer in question.answers]
        self.answer = {code: place for place, code in enumerate(dict.fromkeys(codes))}
        self.answer_codes = pa.array(list(self.answer), pa.string())


def _was_asked(module: Module, taken: Taken, question: Question) -> NDArray[np.bool_]:
    versions = np.array([number in question.versions for number in module.versions])
    asked: NDArray[np.bool_] = taken.taken & versions[taken.version]
    return asked


def _rows(answered: Answered, taken: NDArray[np.bool_], codes: _Codes) -> _Rows:
    question = answered.question
    asked = answered.asked & taken
    given = asked & (answered.left_out == GIVEN)
    persons, answers, places, numbers = [], [], [], []
    for row, answer in enumerate(question.answers):
        person = np.flatnonzero(answered.chosen[row] & given)
        persons.append(person)
        answers.append(np.full(len(person), answer.concept_id))
        places.append(np.full(len(person), codes.answer[answer.code]))
        numbers.append(np.full(len(person), np.nan))
    if answered.number is not None:
        person = np.flatnonzero(given)
        persons.append(person)
        answers.append(np.full(len(person), _NUMBER))
        places.append(np.zeros(len(person), dtype=np.intp))
        numbers.append(answered.number[person])
    person = np.flatnonzero(asked & ~given)
    left = answered.left_out[person]
    known = np.array(list(NO_ANSWER))
    persons.append(person)
    answers.append(left)
    places.append((left[:, None] == known).argmax(axis=1))
    numbers.append(np.full(len(person), np.nan))
    person = np.concatenate(persons)
    place = np.full(len(person), codes.question[question.code])
    return _Rows(
        person, place, np.concatenate(answers), np.concatenate(places), np.concatenate(numbers)
    )


def survey_concepts(modules: Sequence[Module]) -> list[tuple[int, str, str, str]]:
    """Return (concept id, name, class, code) of modules, topics, questions and answers."""
    rows: dict[int, tuple[str, str, str]] = {}
    for module in modules:
        rows[module.concept_id] = (module.name, "Module", module.code)
        for key, (topic_id, name) in module.topics.items():
            rows[topic_id] = (name, "Topic", f"{module.code}_{key}")
        for question in module.questions:
            rows[question.concept_id] = (question.text, "Question", question.code)
            for answer in question.answers:
                rows[answer.concept_id] = (answer.text, "Answer", answer.code)
    for concept_id, (code, name) in NO_ANSWER.items():
        rows[concept_id] = (name, "Answer", code)
    return [(concept_id, *row) for concept_id, row in rows.items()]


def relationship_table(modules: Sequence[Module]) -> pa.Table:
    """Module > topic > question > answer > nested question, each with its reverse."""
    links = [link for module in modules for link in _links(module)]
    parents = pa.array([parent for parent, _ in links], pa.int64())
    children = pa.array([child for _, child in links], pa.int64())
    return pa.table(
        {
            "concept_id_1": pa.chunked_array([parents, children]),
            "concept_id_2": pa.chunked_array([children, parents]),
            "relationship_id": [PARENT_OF] * len(links) + ["Has PPI parent code"] * len(links),
            "valid_start_date": pa.array([date(1970, 1, 1)] * 2 * len(links), pa.date32()),
            "valid_end_date": pa.array([date(2099, 12, 31)] * 2 * len(links), pa.date32()),
            "invalid_reason": pa.array([None] * 2 * len(links), pa.string()),
        }
    )


def _links(module: Module) -> Iterator[tuple[int, int]]:
    ids = {a.code: a.concept_id for q in module.questions for a in own_answers(q)}
    for topic_id, _ in module.topics.values():
        yield module.concept_id, topic_id
    for question in module.questions:
        for code in question.after:
            yield ids[code], question.concept_id
        if not question.after:
            topic = module.topics.get(question.topic or "")
            yield (topic[0] if topic else module.concept_id), question.concept_id
        for answer in question.answers:
            yield question.concept_id, answer.concept_id
        for concept_id, share in question.left_out.items():
            if concept_id != SKIP and share > 0:  # skipping is not on offer: it is done
                yield question.concept_id, concept_id
