"""How questions stand in modules, and below the answers that lead to them.

From `concept_relationship`, "PPI parent code of": module, (topic,) question, answer, nested
question. A question without a module stands in one for all such.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.concepts import CONCEPT_COLUMNS, read_named
from aggregates.stable_ids import stable_id

PARENT_OF = "PPI parent code of"
MODULE_CLASS, ANSWER_CLASS = "Module", "Answer"
NO_REAL_ANSWER = ("PMI_Skip", "PMI_PreferNotToAnswer", "PMI_DontKnow")  # possible to any question
NO_MODULE = stable_id("module", "none")
_DEEPEST = 20


@dataclass(frozen=True)
class Named:
    """A concept's texts."""

    name: str
    vocabulary: str
    code: str
    kind: str


@dataclass(frozen=True)
class SurveyStructure:
    """The module of each question, and the (question, answer concept) that leads to it, if any.

    `leads` has all such pairs that the vocabulary knows; which of them lead, :func:`led_by` tells.
    `options` has the answers that the questionnaire allows, of those questions of which the
    vocabulary names any but skipping and the like: to others people write a number or words.
    `concepts` names modules, questions and answers.
    """

    module: Mapping[int, int]
    leading: Mapping[int, tuple[int, int]]
    leads: Mapping[int, Sequence[tuple[int, int]]]
    options: Mapping[int, frozenset[int]]
    concepts: Mapping[int, Named]


def read_structure(
    cdm: Cdm, questions: NDArray[np.int64], answers: NDArray[np.int64]
) -> SurveyStructure:
    """The structure of some questions, none led to; `answers` are concepts to be named too."""
    links = _links(cdm)
    above: dict[int, list[int]] = {}
    for parent, child in links:
        above.setdefault(child, []).append(parent)
    ids = np.unique(np.concatenate([questions, answers, np.array(links, np.int64).ravel()]))
    concepts = {
        row["concept_id"]: Named(
            row["concept_name"], row["vocabulary_id"] or "", row["concept_code"] or "",
            row["concept_class_id"] or "",
        )
        for row in read_named(cdm, ids).select(list(CONCEPT_COLUMNS)).to_pylist()
    }  # fmt: skip
    asked = set(questions.tolist())
    leads = {
        question: [
            (over, answer)
            for answer in above.get(question, ())
            if _kind(concepts, answer) == ANSWER_CLASS
            for over in above.get(answer, ())
            if over in asked and over != question
        ]
        for question in questions.tolist()
    }
    module = {question: _module(question, above, concepts) for question in questions.tolist()}
    options: dict[int, set[int]] = {}
    for parent, child in links:
        if parent in asked and _kind(concepts, child) == ANSWER_CLASS:
            options.setdefault(parent, set()).add(child)
    named = {
        question: frozenset(some)
        for question, some in options.items()
        if any(concepts[one].code not in NO_REAL_ANSWER for one in some)
    }
    return SurveyStructure(module, {}, leads, named, concepts)


def led_by(structure: SurveyStructure, common: Set[int]) -> SurveyStructure:
    """The structure where only `common` questions, which many answered, lead to others.

    Were it any question that somebody answered, what stands below it would tell that somebody did.
    """
    leading = {}
    for question, leads in structure.leads.items():
        found = [lead for lead in leads if lead[0] in common]
        if len(found) == 1:  # an answer that several questions share tells not which one leads on
            leading[question] = found[0]
    _untie(leading)
    return replace(structure, leading=leading)


def _untie(leading: dict[int, tuple[int, int]]) -> None:
    """Drop what would make a question lead to itself, in place."""
    for question in sorted(leading):
        seen, at = {question}, leading[question][0]
        while at in leading:
            if at in seen:
                del leading[at]
                break
            seen.add(at)
            at = leading[at][0]


def _kind(concepts: Mapping[int, Named], concept: int) -> str:
    return concepts[concept].kind if concept in concepts else ""


def _module(
    question: int, above: Mapping[int, Sequence[int]], concepts: Mapping[int, Named]
) -> int:
    """The nearest module above a question, the lowest id where there are several."""
    level, seen = {question}, {question}
    for _ in range(_DEEPEST):
        level = {over for one in level for over in above.get(one, ())} - seen
        seen |= level
        if modules := [one for one in level if _kind(concepts, one) == MODULE_CLASS]:
            return min(modules)
    return NO_MODULE


def _links(cdm: Cdm) -> list[tuple[int, int]]:
    if not cdm.has("concept_relationship"):
        return []
    table = cdm.table("concept_relationship", ["concept_id_1", "concept_id_2", "relationship_id"])
    table = table.filter(table.relationship_id == PARENT_OF)
    kept = table.filter(table.concept_id_1.notnull() & table.concept_id_2.notnull())
    rows: pa.Table = cdm.rows(kept.select("concept_id_1", "concept_id_2").distinct())
    pairs = zip(rows["concept_id_1"].to_pylist(), rows["concept_id_2"].to_pylist(), strict=True)
    return sorted(pairs)
