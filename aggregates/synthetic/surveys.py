"""Surveys: who took which module when, and what they answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.answers import Answered, AnswerModel
from aggregates.synthetic.definition import Definition
from aggregates.synthetic.illness import IllnessModel, calibration_people
from aggregates.synthetic.participation import ParticipationModel, Taken, draw_joined
from aggregates.synthetic.population import People
from aggregates.synthetic.questions import own_answers
from aggregates.synthetic.traits import Traits, check_terms


@dataclass(frozen=True)
class Surveys:
    """All that was asked and answered: modules taken, in order, and answers by question."""

    took: Sequence[Taken]
    answered: Mapping[str, Answered]


@dataclass(frozen=True)
class SurveyModel:
    """How people answer, and who takes which module."""

    answers: AnswerModel
    participation: ParticipationModel

    def draw(
        self,
        traits: Traits,
        people: People,
        joined: NDArray[np.int64],
        random: np.random.Generator,
    ) -> Surveys:
        """Draw the surveys of `people`; `traits` gains their answers."""
        answered = self.answers.draw(traits, random)
        return Surveys(self.participation.draw(traits, people, joined, random), answered)


def calibrated_surveys(definition: Definition, illness: IllnessModel) -> SurveyModel:
    """Set the shares of answers and modules in a fixed population, whatever the user's seed.

    Raises InputError when a term of a survey file names nothing that comes before it.
    """
    check_survey_terms(definition)
    people, random = calibration_people(definition)
    traits = Traits(definition, people, illness.draw(people, random))
    answers = AnswerModel(definition.modules)
    answers.calibrate(traits, random)
    participation = ParticipationModel(definition.modules)
    participation.calibrate(traits, people, draw_joined(people, random), random)
    return SurveyModel(answers, participation)


def check_survey_terms(definition: Definition) -> None:
    """Raise InputError when a term names neither a trait nor an answer that came before."""
    known: set[str] = set()
    for module in definition.modules:
        for question in module.questions:
            where = f"data/demo/surveys, question {question.code}"
            terms = [*question.terms, *(name for a in question.answers for name in a.terms)]
            check_terms(terms, known, definition, where)
            known |= {f"said.{answer.code}" for answer in own_answers(question)}
            if question.kind in ("scale", "number"):
                known.add(f"score.{question.code}")
    for module in definition.modules:
        check_terms(module.terms, known, definition, f"data/demo/surveys, module {module.code}")
