"""Modules, questions and answers as subjects of the domain ``survey``.

An answer that so few gave that it is not listed goes to "any other answer", so that the answers to
a question of one answer add up to all who were asked. A question has that row, whatever its count,
unless its vocabulary names all answers there are and every one of them is listed: then everybody
knows that there is no other. Where answers are named, those that are not do not count. A question
that only one answer leads to counts those of its people who gave that answer, if the question of
that answer is common enough to be listed. Answers are numbered by question and answer, the same in
every release.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.concepts import Vocabulary, read_named, synonyms_of
from aggregates.pairs import Pairs, by_concept
from aggregates.persons import Persons
from aggregates.questions import SURVEY
from aggregates.release_format import QUESTIONS_SCHEMA
from aggregates.stable_ids import stable_id
from aggregates.survey_questions import (
    Question,
    answer_id,
    followed,
    of_the_questionnaire,
    question_of,
)
from aggregates.survey_structure import (
    NO_MODULE,
    Named,
    SurveyStructure,
    led_by,
    read_structure,
)
from aggregates.survey_versions import read_versions
from aggregates.surveys import (
    question_ids,
    read_answers,
    recorded_concepts,
)
from aggregates.true_counts import Structure
from suppression.tables import Adds, Sum

_UNKNOWN = Named("Questions outside any module", "", "", "Module")


@dataclass(frozen=True)
class Surveys:
    """The domain as counting needs it, and the table of questions."""

    pairs: Pairs
    vocabulary: Vocabulary
    structure: Structure
    questions: pa.Table
    left_out: int


def read_surveys(cdm: Cdm, persons: Persons, threshold: int) -> Surveys:
    """The surveys of a CDM; answers of at most ``threshold`` people are not told apart."""
    questions = question_ids(read_named(cdm, recorded_concepts(cdm)))
    answered, left_out = read_answers(cdm, persons, questions)
    of_concepts = {int(text[1:]) for one in answered for text in one.answers if text[:1] == "#"}
    structure = read_structure(cdm, questions, np.array(sorted(of_concepts), np.int64))
    known = [of_the_questionnaire(one, structure, threshold) for one in answered]
    common = {one.question for one in known if len(np.unique(one.person)) > threshold}
    structure = led_by(structure, common)
    asked = followed({one.question: one for one in known}, structure)
    found = {one: question_of(own, structure, threshold) for one, own in asked.items()}
    order = _in_order(found, structure)
    versions = read_versions(cdm, persons, _members(found, structure), threshold)
    return Surveys(
        by_concept(*_pairs(found, versions), None),
        _vocabulary(cdm, found, structure, versions),
        _structure(found, versions),
        _table(order, found, structure),
        left_out,
    )


def _members(
    found: Mapping[int, Question], structure: SurveyStructure
) -> dict[int, NDArray[np.int32]]:
    """Who answered any question of each module."""
    parts: dict[int, list[NDArray[np.int32]]] = {}
    for question, own in found.items():
        people = [answer.person for answer in own.answers]
        parts.setdefault(structure.module[question], []).extend(people)
    return {module: np.unique(np.concatenate(people)) for module, people in parts.items()}


Versions = Mapping[int, Mapping[str, NDArray[np.int32]]]


def _version_id(module: int, version: str) -> int:
    return stable_id("version", module, version)


def _pairs(
    found: Mapping[int, Question], versions: Versions
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Subject and person of every answer and version, in parallel."""
    parts = [(one.subject, one.person) for own in found.values() for one in own.answers]
    parts += [
        (_version_id(module, version), people)
        for module, some in versions.items()
        for version, people in some.items()
    ]
    subjects = [np.full(len(people), subject, np.int64) for subject, people in parts]
    return (
        np.concatenate([np.empty(0, np.int64), *subjects]),
        np.concatenate([np.empty(0, np.int32), *(people for _, people in parts)]),
    )


def _leading_answer(question: int, structure: SurveyStructure) -> int:
    """The subject of the answer that leads to a question; 0 where none does."""
    leading = structure.leading.get(question)
    return answer_id(leading[0], f"#{leading[1]}") if leading is not None else 0


def _edges(
    found: Mapping[int, Question], structure: SurveyStructure, versions: Versions
) -> Iterator[tuple[int, int]]:
    """(parent, child) of modules, questions, answers and versions."""
    for question, own in found.items():
        yield _leading_answer(question, structure) or structure.module[question], question
        for answer in own.answers:
            yield question, answer.subject
    for module, some in versions.items():
        for version in some:
            yield module, _version_id(module, version)


def _vocabulary(
    cdm: Cdm, found: Mapping[int, Question], structure: SurveyStructure, versions: Versions
) -> Vocabulary:
    named: dict[int, Named] = {}
    below: dict[int, set[int]] = {}
    for question, own in found.items():
        module = structure.module[question]
        named[module] = structure.concepts.get(module, _UNKNOWN)
        named[question] = structure.concepts[question]
        for answer in own.answers:
            if not len(answer.person):
                continue
            below[answer.subject] = {answer.subject}
            below.setdefault(question, set()).add(answer.subject)
            below.setdefault(module, set()).add(answer.subject)
        named.update({answer.subject: answer.named for answer in own.answers})
    for module, some in versions.items():
        for version in some:
            subject = _version_id(module, version)
            named[subject] = Named(f"Version {version}", "", version, "Version")
            below[subject] = {subject}
    ids = sorted(named)
    texts = [[getattr(named[one], part) for one in ids] for part in Named.__dataclass_fields__]
    names = ["concept_id", "concept_name", "vocabulary_id", "concept_code", "concept_class"]
    concepts = pa.table([pa.array(ids, pa.int64()), *texts], names=names)
    return Vocabulary(
        concepts.append_column("synonyms", synonyms_of(cdm, concepts)),
        tuple(np.array(sorted(below.get(one, ())), np.int64) for one in ids),
        _edge_table(sorted(set(_edges(found, structure, versions)))),
    )


def _edge_table(edges: list[tuple[int, int]]) -> pa.Table:
    columns = [pa.array([edge[end] for edge in edges], pa.int64()) for end in (0, 1)]
    return pa.table(columns, names=["parent_id", "child_id"])


def _structure(found: Mapping[int, Question], versions: Versions) -> Structure:
    """What adds up. Who gave a listed answer is not counted as giving any other, even where people
    may give several: each listed answer stands apart from that row."""
    sums = [
        Sum(
            SURVEY,
            question,
            tuple(answer.subject for answer in own.answers),
            Adds.COVER if own.several else Adds.EQUAL,
        )
        for question, own in found.items()
    ]
    sums += [
        Sum(SURVEY, question, (answer.subject, own.answers[-1].subject), Adds.APART)
        for question, own in found.items()
        if own.several and own.open
        for answer in own.answers[:-1]
    ]
    sums += [
        Sum(SURVEY, module, tuple(_version_id(module, one) for one in some), Adds.APART)
        for module, some in versions.items()
    ]
    others = [own.answers[-1].subject for own in found.values() if own.open]
    return Structure(tuple(sums), np.array(sorted(others), np.int64))


def _in_order(found: Mapping[int, Question], structure: SurveyStructure) -> list[int]:
    """Questions by module and id, those that an answer leads to right behind that question."""
    behind: dict[int, list[int]] = {}
    for question in sorted(found):
        leading = structure.leading.get(question)
        if leading is not None:
            behind.setdefault(leading[0], []).append(question)
    led = {one for some in behind.values() for one in some}
    first = sorted((structure.module[one] == NO_MODULE, structure.module[one], one)
                   for one in found if one not in led)  # fmt: skip
    order: list[int] = []
    ahead = [question for _, _, question in reversed(first)]
    while ahead:
        order.append(ahead.pop())
        ahead += reversed(behind.get(order[-1], []))
    return order


def _table(order: list[int], found: Mapping[int, Question], structure: SurveyStructure) -> pa.Table:
    rows: list[dict[str, object]] = []
    for question in order:
        module = structure.module[question]
        for answer in found[question].answers:
            rows.append(
                {
                    "module_id": module,
                    "module": structure.concepts.get(module, _UNKNOWN).name,
                    "question_id": question,
                    "question": structure.concepts[question].name,
                    "answer_id": answer.subject,
                    "answer": answer.named.name,
                    "parent_answer_id": _leading_answer(question, structure),
                    "position": len(rows),
                }
            )
    return pa.Table.from_pylist(rows, schema=QUESTIONS_SCHEMA)
