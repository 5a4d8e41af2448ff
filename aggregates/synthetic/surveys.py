"""Surveys: who took which module when, and what they answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.answers import Answered, AnswerModel
from aggregates.synthetic.definition import Definition
from aggregates.synthetic.participation import ParticipationModel, Taken
from aggregates.synthetic.population import People
from aggregates.synthetic.traits import Traits


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


def calibrated_surveys(
    definition: Definition,
    traits: Traits,
    people: People,
    joined: NDArray[np.int64],
    random: np.random.Generator,
) -> SurveyModel:
    """Bring about the shares of answers and modules among `people`, whose `traits` gain answers."""
    answers = AnswerModel(definition.modules)
    answers.calibrate(traits, random)
    participation = ParticipationModel(definition.modules)
    participation.calibrate(traits, people, joined, random)
    return SurveyModel(answers, participation)
