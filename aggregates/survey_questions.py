"""The questions of surveys with their answers: which of them are listed, and who gave each.

An answer that so few gave that it is not listed goes to "any other answer". Where the vocabulary of
a question names its answers, those that are not named do not count; a question that only one answer
leads to counts those of its people who gave that answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aggregates.number_answers import lower_end
from aggregates.questions import OTHER_ANSWERS
from aggregates.stable_ids import stable_id
from aggregates.survey_structure import NO_REAL_ANSWER, Named, SurveyStructure
from aggregates.surveys import NO_ANSWER, Answered


@dataclass(frozen=True)
class Answer:
    """A subject: an answer to a question, and who gave it (n,)."""

    subject: int
    named: Named
    person: NDArray[np.int32]


@dataclass(frozen=True)
class Question:
    """A question with its listed answers in order, any other answer last where it is ``open``."""

    question: int
    answers: tuple[Answer, ...]
    several: bool
    open: bool


def of_the_questionnaire(own: Answered, structure: SurveyStructure, threshold: int) -> Answered:
    """A question without answers that its vocabulary, if it names any, does not know.

    Skipping and the like is possible everywhere, whether the vocabulary says so or not; where at
    most ``threshold`` people did, and it does not, they do not count.
    """
    options = structure.options.get(own.question)
    if options is None:
        return own
    counts = np.bincount(own.answer, minlength=len(own.answers))
    known = [
        code
        for code, text in enumerate(own.answers)
        if text[:1] == "#"
        and (int(text[1:]) in options
             or (_is_no_answer(text, structure) and counts[code] > threshold))
    ]  # fmt: skip
    kept = np.isin(own.answer, known)
    return replace(own, person=own.person[kept], answer=own.answer[kept])


def _is_no_answer(text: str, structure: SurveyStructure) -> bool:
    """Whether an answer is skipping, preferring not to answer, or not knowing."""
    named = structure.concepts.get(int(text[1:])) if text[:1] == "#" else None
    return named is not None and named.code in NO_REAL_ANSWER


def followed(answered: Mapping[int, Answered], structure: SurveyStructure) -> dict[int, Answered]:
    """The questions with the people who gave the answer that leads to each."""
    found: dict[int, Answered] = {}

    def follow(question: int) -> Answered:
        if question not in found:
            own = answered[question]
            leading = structure.leading.get(question)
            if leading is not None:
                before, text = follow(leading[0]), f"#{leading[1]}"
                at = before.answers.index(text) if text in before.answers else -1
                kept = np.isin(own.person, before.person[before.answer == at])
                own = replace(own, person=own.person[kept], answer=own.answer[kept])
            found[question] = own
        return found[question]

    for question in answered:
        follow(question)
    return found


def question_of(own: Answered, structure: SurveyStructure, threshold: int) -> Question:
    """A question with its answers, as far as more than ``threshold`` people gave each."""
    counts = np.bincount(own.answer, minlength=len(own.answers))
    named = [_named(text, structure) for text in own.answers]
    listed = [code for code, name in enumerate(named) if name and counts[code] > threshold]
    listed.sort(key=lambda code: _rank(own.answers[code], structure))
    answers = [
        Answer(
            answer_id(own.question, own.answers[code]),
            named[code] or _OTHER,
            own.person[own.answer == code],
        )
        for code in listed
    ]
    options = structure.options.get(own.question)
    if options is not None and {f"#{one}" for one in options} <= {own.answers[c] for c in listed}:
        return Question(own.question, tuple(answers), own.several, open=False)
    shown = own.person[np.isin(own.answer, listed)]
    others = np.setdiff1d(own.person, shown).astype(np.int32)
    other = Answer(stable_id("other answers", own.question), _OTHER, others)
    return Question(own.question, (*answers, other), own.several, open=True)


_OTHER = Named("Any other answer", "", "", OTHER_ANSWERS)


def _named(text: str, structure: SurveyStructure) -> Named | None:
    if text == NO_ANSWER:
        return None
    if text.startswith("#"):
        found = structure.concepts.get(int(text[1:]))
        return found and Named(found.name, found.vocabulary, found.code, "Answer")
    return Named(text, "", "", "Answer")


def _rank(text: str, structure: SurveyStructure) -> tuple[int, float, str]:
    """Concepts in the order of their ids, numbers by size, other texts by name; "skip" last."""
    if text.startswith("#"):
        concept = structure.concepts[int(text[1:])]
        last = NO_REAL_ANSWER  # stand below the real answers
        return (last.index(concept.code) + 2 if concept.code in last else 0, int(text[1:]), "")
    number = lower_end(text)
    return (1, float("inf"), text) if number is None else (1, number, "")


def answer_id(question: int, text: str) -> int:
    """The subject that an answer to a question is, the same in every release."""
    return stable_id("answer", question, text)
