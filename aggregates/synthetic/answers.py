"""What people answer: one question after another, each by logistic models of what came before.

Shares of answers are those of the question files in a fixed calibration population; intercepts and
thresholds that bring them about depend on no seed of a user. Everybody has an answer to everything
that the branching leads them to; who takes a module and who leaves a question out comes after.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.questions import SKIP, Amount, Module, Question, own_answers
from aggregates.synthetic.traits import Traits

GIVEN = 0
"""In `Answered.left_out`: the question was answered."""

_RETICENCE = 0.7  # log odds of leaving a question out, per standard deviation of a person's habit
_IMPOSSIBLE = -60.0  # log odds
_ROUNDS = 12  # of bringing shares about


@dataclass(frozen=True)
class Answered:
    """The answers to one question, for all people whether they take its module or not."""

    question: Question
    chosen: NDArray[np.bool_]  # (answers, people)
    number: NDArray[np.float64] | None  # (people,), where the answer is a number
    asked: NDArray[np.bool_]  # (people,), whether the branching leads there
    left_out: NDArray[np.int64]  # (people,): GIVEN, or concept id of how it was left out


@dataclass
class AnswerModel:
    """The modules with the intercepts of their answers, by code of the question."""

    modules: Sequence[Module]
    intercepts: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def draw(self, traits: Traits, random: np.random.Generator) -> dict[str, Answered]:
        """Return what everybody answers, by code of the question; `traits` gains the answers."""
        return self._run(traits, random, calibrate=False)

    def calibrate(self, traits: Traits, random: np.random.Generator) -> dict[str, Answered]:
        """Set the intercepts so that shares among the people of `traits` are as asked for."""
        return self._run(traits, random, calibrate=True)

    def _run(
        self, traits: Traits, random: np.random.Generator, calibrate: bool
    ) -> dict[str, Answered]:
        reticence = random.standard_normal(traits.people)
        answered: dict[str, Answered] = {}
        given: dict[str, NDArray[np.bool_]] = {}
        for question in (q for module in self.modules for q in module.questions):
            asked = np.ones(traits.people, dtype=np.bool_)
            if question.after:
                asked = np.logical_or.reduce([given[code] for code in question.after])
            left_out = _left_out(question, reticence, random)
            log_odds = _log_odds(question, traits)
            if calibrate:
                self.intercepts[question.code] = _intercepts(question, log_odds[:, asked], random)
            answer = _draw(
                question, log_odds, self.intercepts[question.code], asked, left_out, random
            )
            answered[question.code] = answer
            _remember(answer, traits, given)
        return answered


def _draw(
    question: Question,
    log_odds: NDArray[np.float64],
    intercepts: NDArray[np.float64],
    asked: NDArray[np.bool_],
    left_out: NDArray[np.int64],
    random: np.random.Generator,
) -> Answered:
    if question.amount is not None:
        none = np.zeros((0, len(asked)), dtype=np.bool_)
        number = _draw_number(question.amount, log_odds[0] + intercepts[0], random)
        return Answered(question, none, number, asked, left_out)
    chosen = _draw_choices(question, log_odds, intercepts, random) & asked
    silent = ~chosen.any(axis=0) & (left_out == GIVEN)
    return Answered(question, chosen, None, asked, np.where(silent, SKIP, left_out))


def _remember(answer: Answered, traits: Traits, given: dict[str, NDArray[np.bool_]]) -> None:
    """Let later questions depend on the answers, and be asked after those that were given."""
    question = answer.question
    for row, option in enumerate(question.answers):
        if option in own_answers(question):
            traits.add(f"said.{option.code}", answer.chosen[row])
            given[option.code] = answer.chosen[row] & (answer.left_out == GIVEN)
    if question.kind == "scale":
        shares = np.array([option.share for option in question.answers])
        places = np.arange(len(shares))
        mean = shares @ places
        spread = max(float(np.sqrt(shares @ (places - mean) ** 2)), 1e-6)
        place = np.where(answer.asked, (places @ answer.chosen - mean) / spread, 0.0)
        traits.add(f"score.{question.code}", place)
    elif answer.number is not None and question.amount is not None:
        place = (answer.number - question.amount.mean) / question.amount.sd
        traits.add(f"score.{question.code}", np.where(answer.asked, place, 0.0))


def _left_out(
    question: Question, reticence: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.int64]:
    """Say who leaves the question out, and how; some people do so more often than others."""
    place = random.random(len(reticence))
    left = np.full(len(reticence), GIVEN, dtype=np.int64)
    end = np.zeros(len(reticence))
    for concept_id, share in question.left_out.items():
        if share > 0:
            # The mean of exp(a normal variable) is exp(half its variance): keep shares as stated.
            chance = share * np.exp(_RETICENCE * reticence - _RETICENCE**2 / 2)
            left[(place >= end) & (place < end + chance)] = concept_id
            end += chance
    return left


def _log_odds(question: Question, traits: Traits) -> NDArray[np.float64]:
    """Return what traits add: (answers, people), or (1, people) on a scale and for a number."""
    if question.kind in ("scale", "number"):
        return traits.weigh(question.terms)[None, :]
    common = traits.weigh(question.terms)
    return np.stack([common + traits.weigh(answer.terms) for answer in question.answers])


def _intercepts(
    question: Question, log_odds: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.float64]:
    """Find the intercepts, or thresholds of a scale, that bring the shares about."""
    shares = np.array([answer.share for answer in question.answers])
    if question.kind == "number":
        return np.array([-log_odds.mean()])
    if question.kind == "scale":
        spread = log_odds[0] + random.logistic(size=log_odds.shape[1])
        thresholds: NDArray[np.float64] = np.quantile(spread, np.cumsum(shares)[:-1])
        return thresholds
    intercepts = np.where(shares > 0, np.log(np.maximum(shares, 1e-12)), _IMPOSSIBLE)
    if question.kind == "one":
        for _ in range(_ROUNDS):
            intercepts += np.log(shares / _softmax(log_odds + intercepts[:, None]).mean(axis=1))
        return intercepts
    certain = np.log1p(-np.minimum(shares, 1 - 1e-12))
    intercepts -= certain
    if question.kind == "many":
        for _ in range(_ROUNDS):
            now = _many_shares(log_odds + intercepts[:, None], _alone(question))
            intercepts += np.log(shares / now)
    return intercepts


def _many_shares(weighed: NDArray[np.float64], alone: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the expected shares of `_draw_many`: (answers,)."""
    chance = _logistic(weighed)
    together = np.prod(1 - chance[alone], axis=0)  # of choosing none of those that stand alone
    nothing = np.prod(1 - chance[~alone], axis=0)
    others = together * (chance[~alone] + nothing * _softmax(weighed[~alone]))
    shares = np.empty(len(weighed))
    shares[alone] = chance[alone].mean(axis=1)
    shares[~alone] = others.mean(axis=1)
    return shares


def _draw_number(
    amount: Amount, above_mean: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.float64]:
    drawn = amount.mean + above_mean + amount.sd * random.standard_normal(len(above_mean))
    number: NDArray[np.float64] = np.rint(np.clip(drawn, amount.low, amount.high))
    return number


def _draw_choices(
    question: Question,
    log_odds: NDArray[np.float64],
    intercepts: NDArray[np.float64],
    random: np.random.Generator,
) -> NDArray[np.bool_]:
    """Draw who chooses what: (answers, people)."""
    if question.kind == "scale":
        place = np.searchsorted(
            intercepts, log_odds[0] + random.logistic(size=log_odds.shape[1]), side="right"
        )
        on_scale: NDArray[np.bool_] = np.arange(len(question.answers))[:, None] == place
        return on_scale
    weighed = log_odds + intercepts[:, None]
    if question.kind == "one":
        return _draw_one(weighed, _alone(question), question.second, random)
    return _draw_many(weighed, _alone(question), question.kind == "many", random)


def _draw_many(
    weighed: NDArray[np.float64],
    alone: NDArray[np.bool_],
    at_least_one: bool,
    random: np.random.Generator,
) -> NDArray[np.bool_]:
    """Draw any number of answers; one that stands alone leaves no room for others."""
    chosen = random.random(weighed.shape) < _logistic(weighed)
    if at_least_one:
        reach = np.where(alone[:, None], -np.inf, weighed + random.gumbel(size=weighed.shape))
        numbers = np.arange(len(weighed))[:, None]
        chosen |= (numbers == reach.argmax(axis=0)) & ~chosen.any(axis=0)
    by_itself = chosen & alone[:, None]
    return np.where(by_itself.any(axis=0), by_itself, chosen)


def _draw_one(
    weighed: NDArray[np.float64],
    alone: NDArray[np.bool_],
    second: float,
    random: np.random.Generator,
) -> NDArray[np.bool_]:
    """Draw one answer for each person, and a second one for some who may have two."""
    numbers = np.arange(len(weighed))[:, None]
    # The largest of log odds plus Gumbel noise is a draw in proportion to the odds.
    reach = weighed + random.gumbel(size=weighed.shape)
    first = reach.argmax(axis=0)
    chosen: NDArray[np.bool_] = numbers == first
    if second > 0:
        next_one = np.where(chosen, -np.inf, reach).argmax(axis=0)
        two = (random.random(len(first)) < second) & ~alone[first] & ~alone[next_one]
        chosen |= two & (numbers == next_one)
    return chosen


def _alone(question: Question) -> NDArray[np.bool_]:
    return np.array([answer.alone for answer in question.answers])


def _logistic(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    chance: NDArray[np.float64] = 1 / (1 + np.exp(-log_odds))
    return chance


def _softmax(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.exp(log_odds - log_odds.max(axis=0))
    shares: NDArray[np.float64] = weights / weights.sum(axis=0)
    return shares
