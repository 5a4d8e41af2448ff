"""Who falls ill of what, and when: correlated conditions by logistic risk.

The log odds of ever having a condition are an intercept plus the log share of its onset curve
passed by the person's age, sex, race and ethnicity where documented, latent factors, and the
conditions that raise its risk. Each intercept is set so that the condition's prevalence in a
fixed calibration population is the one of conditions.csv; it depends on no seed of a user.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from aggregates.errors import InputError
from aggregates.synthetic.definition import ONLY_MEN, ONLY_WOMEN, Condition, Definition
from aggregates.synthetic.population import DAYS_PER_YEAR, People, draw_id_key, draw_people

NEVER = np.int32(2**31 - 1)
"""Day of a first record that never comes."""

_CALIBRATION_PEOPLE = 6_000
_CALIBRATION_SEED = 20_251_001


@dataclass(frozen=True)
class IllnessModel:
    """Conditions in an order in which causes come before effects, with their intercepts."""

    definition: Definition
    order: tuple[int, ...]  # positions in definition.conditions
    raised_by: tuple[tuple[tuple[NDArray[np.intp], float], ...], ...]  # by position: rows, log odds
    loadings: NDArray[np.float32]  # (conditions, factors)
    race_log_odds: NDArray[np.float32]  # (conditions, groups)
    intercepts: NDArray[np.float64]  # (conditions,)

    def draw(self, people: People, random: np.random.Generator) -> NDArray[np.int32]:
        """Return the day of each first record: (conditions, people), NEVER where there is none."""
        return _run(self, people, random, calibrate=False)


def calibrated_illness(definition: Definition) -> IllnessModel:
    """Set every condition's intercept so that its prevalence is the one asked for."""
    conditions = definition.conditions
    raised_by = tuple(_causes(condition, conditions) for condition in conditions)
    races = definition.population.race_ethnicity
    model = IllnessModel(
        definition=definition,
        order=_causes_first(conditions, raised_by),
        raised_by=raised_by,
        loadings=_loadings(definition),
        race_log_odds=np.log(
            np.array([[c.races.get(race.id, 1.0) for race in races] for c in conditions])
        ).astype(np.float32),
        intercepts=np.zeros(len(conditions)),
    )
    people, random = calibration_people(definition)
    _run(model, people, random, calibrate=True)
    return model


def calibration_people(definition: Definition) -> tuple[People, np.random.Generator]:
    """Draw the fixed population in which shares are brought about, and what to go on with."""
    random = np.random.default_rng(_CALIBRATION_SEED)
    numbers = np.arange(_CALIBRATION_PEOPLE)
    key = draw_id_key(random)
    return draw_people(definition.population, definition.model, numbers, key, random), random


def first_of(onset: NDArray[np.int32], rows: NDArray[np.intp]) -> NDArray[np.int32]:
    """Return the first day of any of the conditions in `rows`: (people,)."""
    first: NDArray[np.int32] = onset[rows[0]] if len(rows) == 1 else onset[rows].min(axis=0)
    return first


def rows_of(code: str, conditions: Sequence[Condition]) -> NDArray[np.intp]:
    """Return the positions of the conditions whose code is or begins with `code`."""
    return np.flatnonzero([condition.concept.code.startswith(code) for condition in conditions])


def day_of_year(year: int) -> int:
    """Return the first of January in days since 1970."""
    return (date(year, 1, 1) - date(1970, 1, 1)).days


def _run(
    model: IllnessModel, people: People, random: np.random.Generator, calibrate: bool
) -> NDArray[np.int32]:
    conditions = model.definition.conditions
    age = people.age_at_end
    curves = model.definition.model.onset
    shares = {name: curve.share_by(age) for name, curve in curves.items()}
    faded = {name: curve.faded(age) for name, curve in curves.items()}
    onset = np.full((len(conditions), len(people)), NEVER, dtype=np.int32)
    traits = model.loadings @ people.factors
    for row in model.order:
        condition = conditions[row]
        causes = [(first_of(onset, rows), odds) for rows, odds in model.raised_by[row]]
        log_odds = traits[row] + model.race_log_odds[row][people.race_ethnicity]
        log_odds += _log_or_never(shares[condition.onset]) - faded[condition.onset]
        log_odds += _sex_log_odds(condition, people)
        for first, odds in causes:
            log_odds[first != NEVER] += odds
        if condition.since is not None:
            log_odds[people.end_day <= day_of_year(condition.since)] = -np.inf
        if calibrate:
            model.intercepts[row] = _intercept(log_odds, condition.prevalence)
        risk = _logistic(log_odds + model.intercepts[row])
        ill = np.flatnonzero(random.random(len(people), dtype=np.float32) < risk)
        onset[row, ill] = _onset_days(
            model, condition, people, ill, shares[condition.onset][ill],
            [first[ill] for first, _ in causes], random,
        )  # fmt: skip
    return onset


def _onset_days(
    model: IllnessModel,
    condition: Condition,
    people: People,
    ill: NDArray[np.intp],
    share: NDArray[np.float64],
    causes: list[NDArray[np.int32]],
    random: np.random.Generator,
) -> NDArray[np.int32]:
    """Draw when it began: along the onset curve, after its causes, not before it existed."""
    curve = model.definition.model.onset[condition.onset]
    birth, end = people.birth_day[ill], people.end_day[ill]
    day = birth + np.floor(curve.age_at(random.random(len(ill)) * share) * DAYS_PER_YEAR)
    for first in causes:
        later = first + random.random(len(ill)) * (end - first)
        too_late = (later - birth) / DAYS_PER_YEAR > curve.last_age
        day = np.where((first != NEVER) & (day < first) & ~too_late, later, day)
    if condition.since is not None:
        start = np.maximum(day_of_year(condition.since), birth)
        day = np.where(day < start, start + random.random(len(ill)) * (end - start), day)
    return np.clip(day, birth, end).astype(np.int32)


def _intercept(log_odds: NDArray[np.float64], prevalence: float) -> float:
    """Find by bisection the intercept at which the mean risk is the prevalence."""
    low, high = -30.0, 15.0
    possible = log_odds[np.isfinite(log_odds)]
    wanted = prevalence * len(log_odds)
    for _ in range(24):
        middle = (low + high) / 2
        if _logistic(possible + middle).sum() < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _logistic(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    risk: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(log_odds, -80, 80)))
    risk[np.isneginf(log_odds)] = 0
    return risk


def _log_or_never(share: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        logarithm: NDArray[np.float64] = np.log(share)
    return logarithm


def _sex_log_odds(condition: Condition, people: People) -> NDArray[np.float64]:
    """Return log odds by sex, half of the ratio on either side; -inf for who never has it."""
    if condition.women in (ONLY_WOMEN, ONLY_MEN):
        may = people.woman if condition.women == ONLY_WOMEN else ~people.woman
        return np.where(may, 0.0, -np.inf)
    half = float(np.log(condition.women)) / 2
    return np.where(people.woman, half, -half)


def _loadings(definition: Definition) -> NDArray[np.float32]:
    names = definition.model.factors
    care = definition.model.condition["care_loading"]
    loadings = np.array([[c.factors.get(f, 0.0) for f in names] for c in definition.conditions])
    loadings[:, names.index("care")] += care
    return loadings.astype(np.float32)


def _causes(
    condition: Condition, conditions: Sequence[Condition]
) -> tuple[tuple[NDArray[np.intp], float], ...]:
    return tuple(
        (rows_of(code, conditions), float(np.log(odds)))
        for code, odds in condition.raised_by.items()
    )


def _causes_first(
    conditions: Sequence[Condition],
    raised_by: Sequence[Sequence[tuple[NDArray[np.intp], float]]],
) -> tuple[int, ...]:
    graph = {
        row: [int(cause) for rows, _ in causes for cause in rows]
        for row, causes in enumerate(raised_by)
    }
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        codes = " > ".join(conditions[row].concept.code for row in error.args[1])
        raise InputError(
            f"these conditions raise each other's risk in a circle: {codes}",
            "data/demo/conditions.csv",
            "Take one of them out of raised_by",
        ) from None
