"""Which drugs, measurements and procedures people receive, and when.

Care comes without an indication (screening, over-the-counter medicines) with a probability of
its own inside an age span, and with a stated probability after each condition that prompts it.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.definition import ONLY_MEN, ONLY_WOMEN, Care, Definition
from aggregates.synthetic.illness import NEVER, day_of_year, first_of, rows_of
from aggregates.synthetic.population import DAYS_PER_YEAR, People


def first_days_by_code(
    definition: Definition, onset: NDArray[np.int32]
) -> Mapping[str, NDArray[np.int32]]:
    """Return the first day of every condition, or group of conditions, that prompts care."""
    codes = {
        code for items in definition.care.values() for item in items for code in item.prompted_by
    }
    return {code: first_of(onset, rows_of(code, definition.conditions)) for code in sorted(codes)}


def draw_care(
    definition: Definition,
    items: Sequence[Care],
    people: People,
    first_days: Mapping[str, NDArray[np.int32]],
    random: np.random.Generator,
) -> NDArray[np.int32]:
    """Return the day of each first record: (items, people), NEVER where there is none."""
    constants = definition.model.care
    tendency = (
        constants["background_loading"] * people.factors[definition.model.factors.index("care")]
    )
    # The mean of exp(a normal variable) is exp(half its variance): keep probabilities as stated.
    tendency = np.exp(tendency - constants["background_loading"] ** 2 / 2)
    days = np.full((len(items), len(people)), NEVER, dtype=np.int32)
    for row, item in enumerate(items):
        days[row] = _background(item, people, tendency, constants["background_years"], random)
        for code, probability in item.prompted_by.items():
            first = first_days[code]
            prompted = _prompted(item, people, first, probability, constants, random)
            np.minimum(days[row], prompted, out=days[row])
        if item.women in (ONLY_WOMEN, ONLY_MEN):
            days[row, people.woman != (item.women == ONLY_WOMEN)] = NEVER
    return days


def _background(
    item: Care,
    people: People,
    tendency: NDArray[np.float32],
    years: float,
    random: np.random.Generator,
) -> NDArray[np.int32]:
    """Draw care without an indication, evenly over the last years in which the age is right."""
    start, end = _span(item, people, years)
    ratio = 1.0 if item.women in (ONLY_WOMEN, ONLY_MEN) else np.sqrt(item.women)
    by_sex = np.where(people.woman, ratio, 1 / ratio)
    chance = item.background * by_sex * tendency
    received = (random.random(len(people)) < chance) & (start < end)
    day = start + random.random(len(people)) * (end - start)
    return np.where(received, day, NEVER).astype(np.int32)


def _span(
    item: Care, people: People, years: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    youngest, oldest = item.ages
    start = np.maximum(
        people.birth_day + youngest * DAYS_PER_YEAR, people.end_day - years * DAYS_PER_YEAR
    )
    if item.since is not None:
        start = np.maximum(start, day_of_year(item.since))
    start = np.maximum(start, people.birth_day)
    end = np.minimum(people.end_day, people.birth_day + oldest * DAYS_PER_YEAR)
    return start, end


def _prompted(
    item: Care,
    people: People,
    first: NDArray[np.int32],
    probability: float,
    constants: Mapping[str, float],
    random: np.random.Generator,
) -> NDArray[np.int32]:
    """Draw care after a condition, soon after it as a rule and never after the end."""
    ill = np.flatnonzero(first != NEVER)
    ill = ill[random.random(len(ill)) < probability]
    start = first[ill].astype(float)
    if item.since is not None:
        start = np.maximum(start, day_of_year(item.since))
    end = people.end_day[ill]
    delay = random.exponential(constants["delay_years"] * DAYS_PER_YEAR, len(ill))
    evenly = random.random(len(ill)) * (end - start)
    day = start + np.where(start + delay <= end, delay, evenly)
    days = np.full(len(people), NEVER, dtype=np.int32)
    days[ill[start <= end]] = day[start <= end].astype(np.int32)
    return days
