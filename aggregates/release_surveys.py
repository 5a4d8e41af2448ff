"""The surveys of a release: modules, their questions, and the answers to these in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from aggregates.questions import OTHER_ANSWERS
from suppression.tables import Adds, Sum

if TYPE_CHECKING:
    from aggregates.release import Concept

MODULE_CLASS: Final = "Module"
VERSION_CLASS: Final = "Version"
ANSWER, OTHER = "answer", "other"
KINDS: Final = {  # codes of the PPI vocabulary for what is no answer to the question itself
    "PMI_DontKnow": "dont_know",
    "PMI_PreferNotToAnswer": "prefer_not",
    "PMI_Skip": "skip",
}
Page = tuple[int, ...]


@dataclass(frozen=True)
class SurveyAnswer:
    """An answer to one question.

    ``kind`` is "answer"; "dont_know", "prefer_not" or "skip"; or "other", for all that are too
    rare to be listed together. ``leads_to`` are the questions asked of those who gave it.
    """

    concept: "Concept"
    kind: str
    leads_to: tuple[int, ...]


@dataclass(frozen=True)
class SurveyQuestion:
    """A question with its listed answers in the order of the questionnaire.

    ``several`` answers may have been possible. With ``adds_up`` everybody asked gave exactly one
    of the answers listed here. ``led_by`` are the question and the answer that lead here, if any.
    """

    module_id: int
    concept: "Concept"
    answers: tuple[SurveyAnswer, ...]
    several: bool
    adds_up: bool
    led_by: tuple[int, int] | None


@dataclass(frozen=True)
class SurveyModule:
    """A module; ``versions`` are subjects, each the people whose latest answers are of it."""

    concept: "Concept"
    questions: tuple[SurveyQuestion, ...]
    versions: tuple["Concept", ...]


class Surveys:
    """The domain ``survey`` of a release.

    ``rows`` is its table of questions, ``sums`` are the ties of their answers, ``concept`` finds a
    listed subject by its id and ``below`` those directly below it.
    """

    def __init__(
        self,
        rows: pa.Table,
        sums: Sequence[Sum],
        concept: Callable[[int], "Concept"],
        below: Callable[[int], Sequence["Concept"]],
    ) -> None:
        self._rows = rows.sort_by("position").to_pylist()
        self._sums = {one.whole: one for one in sums}
        self._concept = concept
        self._below = below

    @cached_property
    def modules(self) -> tuple[SurveyModule, ...]:
        """The modules in the order of the questionnaire."""
        ids = dict.fromkeys(row["module_id"] for row in self._rows)
        return tuple(
            SurveyModule(
                self._concept(module),
                tuple(one for one in self.questions.values() if one.module_id == module),
                tuple(sorted(
                    (one for one in self._below(module) if one.concept_class == VERSION_CLASS),
                    key=lambda one: (len(one.code), one.code),
                )),
            )
            for module in ids
        )  # fmt: skip

    @cached_property
    def questions(self) -> Mapping[int, SurveyQuestion]:
        """Every question by its id, in order."""
        answers: dict[int, list[int]] = {}
        leads_to: dict[int, list[int]] = {}
        of_answer = {row["answer_id"]: row["question_id"] for row in self._rows}
        first = {}
        for row in self._rows:
            question = row["question_id"]
            if question not in first:
                first[question] = row
                leads_to.setdefault(row["parent_answer_id"], []).append(question)
            answers.setdefault(question, []).append(row["answer_id"])
        return {
            question: self._question(
                row, [self._answer(one, leads_to) for one in answers[question]], of_answer
            )
            for question, row in first.items()
        }

    def _question(
        self,
        row: Mapping[str, int],
        answers: Sequence[SurveyAnswer],
        of_answer: Mapping[int, int],
    ) -> SurveyQuestion:
        tie = self._sums[row["question_id"]]
        leading = row["parent_answer_id"]
        listed = {one.concept.concept_id for one in answers}
        return SurveyQuestion(
            row["module_id"],
            self._concept(row["question_id"]),
            tuple(answers),
            several=tie.adds is not Adds.EQUAL,
            adds_up=tie.adds is Adds.EQUAL and listed >= set(tie.parts),
            led_by=(of_answer[leading], leading) if leading in of_answer else None,
        )

    def _answer(self, answer: int, leads_to: Mapping[int, Sequence[int]]) -> SurveyAnswer:
        concept = self._concept(answer)
        other = OTHER if concept.concept_class == OTHER_ANSWERS else ANSWER
        kind = KINDS.get(concept.code, other)
        return SurveyAnswer(concept, kind, tuple(leads_to.get(answer, ())))


def pages_of(rows: pa.Table, above: Mapping[int, Sequence[int]]) -> dict[int, Page]:
    """The page on which each subject of a survey stands, as the ids in its address.

    A module has one and so has a question, below its module; an answer stands on the page of its
    question. What else has something ``above`` it, such as a version, stands on that page.

    >>> rows = pa.table({"module_id": [1], "question_id": [2], "answer_id": [3]})
    >>> pages_of(rows, {4: [1]})
    {1: (1,), 2: (1, 2), 3: (1, 2), 4: (1,)}
    """
    pages: dict[int, Page] = {}
    columns = (rows[name].to_pylist() for name in ("module_id", "question_id", "answer_id"))
    for module, question, answer in zip(*columns, strict=True):
        pages[module] = (module,)
        pages[question] = pages[answer] = (module, question)
    for subject, over in above.items():
        if subject not in pages and over[0] in pages:
            pages[subject] = pages[over[0]]
    return pages
