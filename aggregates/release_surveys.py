"""The surveys of a release: modules, their questions, and the answers to these in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from aggregates.questions import OTHER_ANSWERS, SURVEY
from suppression.bands import Count
from suppression.tables import Adds, Sum

if TYPE_CHECKING:
    from aggregates.release import Concept

MODULE_CLASS: Final = "Module"
QUESTION_CLASS: Final = "Question"
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
    """A module; ``versions`` are subjects, each the people whose latest answers are of it.

    Without ``participants`` it cannot be published how many answered it, though its questions can.
    """

    module_id: int
    name: str
    participants: Count | None
    questions: tuple[SurveyQuestion, ...]
    versions: tuple["Concept", ...]


class Surveys:
    """The domain ``survey`` of a release.

    ``rows`` is its table of questions, ``sums`` are the ties of their answers, ``concepts`` all
    listed subjects by id, ``above`` those directly above each.
    """

    def __init__(
        self,
        rows: pa.Table,
        sums: Sequence[Sum],
        concepts: Mapping[int, "Concept"],
        above: Mapping[int, Sequence[int]],
    ) -> None:
        self._rows = rows.sort_by("position").to_pylist()
        self._sums = {one.whole: one for one in sums}
        self._concepts = concepts
        self._above = above

    @cached_property
    def modules(self) -> tuple[SurveyModule, ...]:
        """The modules in the order of the questionnaire, those without questions last."""
        names = {row["module_id"]: row["module"] for row in self._rows}
        for subject, concept in self._concepts.items():
            if concept.concept_class == MODULE_CLASS:
                names.setdefault(subject, concept.name)
        versions = [one for one in self._concepts.values() if one.concept_class == VERSION_CLASS]
        versions.sort(key=lambda one: (len(one.code), one.code))
        return tuple(
            SurveyModule(
                module,
                name,
                self._concepts[module].participants if module in self._concepts else None,
                tuple(one for one in self.questions.values() if one.module_id == module),
                tuple(one for one in versions if module in self._above.get(one.concept_id, ())),
            )
            for module, name in names.items()
        )

    @cached_property
    def questions(self) -> Mapping[int, SurveyQuestion]:
        """Every question by its id, in order; those without any listed answer last."""
        of_answer = {row["answer_id"]: row["question_id"] for row in self._rows}
        first: dict[int, tuple[int, int]] = {}  # its module, the answer that leads to it
        answers: dict[int, list[int]] = {}
        for row in self._rows:
            first.setdefault(row["question_id"], (row["module_id"], row["parent_answer_id"]))
            answers.setdefault(row["question_id"], []).append(row["answer_id"])
        for question, concept in self._concepts.items():
            if concept.concept_class == QUESTION_CLASS and concept.page[:1] != (question,):
                leading = [one for one in self._above.get(question, ()) if one in of_answer]
                first.setdefault(question, (concept.page[0], leading[0] if leading else 0))
        leads_to: dict[int, list[int]] = {}
        for question, (_, leading_answer) in first.items():
            leads_to.setdefault(leading_answer, []).append(question)
        return {
            question: self._question(
                question,
                module,
                [self._answer(one, leads_to) for one in answers.get(question, ())],
                (of_answer[leading_answer], leading_answer) if leading_answer else None,
            )
            for question, (module, leading_answer) in first.items()
        }

    def _question(
        self,
        question: int,
        module: int,
        answers: Sequence[SurveyAnswer],
        led_by: tuple[int, int] | None,
    ) -> SurveyQuestion:
        tie = self._sums[question]
        listed = {one.concept.concept_id for one in answers}
        return SurveyQuestion(
            module,
            self._concepts[question],
            tuple(answers),
            several=tie.adds is not Adds.EQUAL,
            adds_up=tie.adds is Adds.EQUAL and listed >= set(tie.parts),
            led_by=led_by,
        )

    def _answer(self, answer: int, leads_to: Mapping[int, Sequence[int]]) -> SurveyAnswer:
        concept = self._concepts[answer]
        other = OTHER if concept.concept_class == OTHER_ANSWERS else ANSWER
        kind = KINDS.get(concept.code, other)
        return SurveyAnswer(concept, kind, tuple(leads_to.get(answer, ())))


def has_page(concept: "Concept") -> bool:
    """Whether anything shows a subject: of surveys not, say, an answer whose question cannot."""
    alone = concept.page == (concept.concept_id,)
    return concept.domain != SURVEY or not alone or concept.concept_class == MODULE_CLASS


def pages_of(
    rows: pa.Table, above: Mapping[int, Sequence[int]], classes: Mapping[int, str]
) -> dict[int, Page]:
    """The page on which each subject of a survey stands, as the ids in its address.

    A module has one and so has a question, below its module; an answer stands on the page of its
    question. What else has something ``above`` it stands there, such as a version, or, if its
    class is that of a question, has a page in the same module.

    >>> rows = pa.table({"module_id": [1], "question_id": [2], "answer_id": [3]})
    >>> pages_of(rows, {4: [1], 5: [3]}, {4: "Version", 5: "Question"})
    {1: (1,), 2: (1, 2), 3: (1, 2), 4: (1,), 5: (1, 5)}
    """
    pages: dict[int, Page] = {}
    columns = (rows[name].to_pylist() for name in ("module_id", "question_id", "answer_id"))
    for module, question, answer in zip(*columns, strict=True):
        pages[module] = (module,)
        pages[question] = pages[answer] = (module, question)
    for subject, kind in classes.items():
        if kind == MODULE_CLASS:
            pages[subject] = (subject,)
    for subject, over in above.items():
        known = [pages[one] for one in over if one in pages]
        if subject not in pages and known:
            is_question = classes.get(subject) == QUESTION_CLASS
            pages[subject] = (known[0][0], subject) if is_question else known[0]
    return pages
