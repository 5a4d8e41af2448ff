"""Race and ethnicity by age, and where people live by both: by state, in town or country."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.make_up import Population, RaceEthnicityGroup

_MIDDLE_AGE, _YEARS = 55.0, 15.0
_SPREAD = 1.1  # standard deviation of age, in units of 15 years


def draw_race(
    groups: Sequence[RaceEthnicityGroup], age: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.intp]:
    """Draw the group of each person, (people,): some are younger than others."""
    slopes = np.array([group.per_15_years for group in groups])[:, None]
    shares = np.array([group.share for group in groups])[:, None]
    # The mean of exp(a normal variable) is exp(half its variance): keep shares as stated.
    away = slopes * (age - _MIDDLE_AGE) / _YEARS - (slopes * _SPREAD) ** 2 / 2
    ends = np.cumsum(shares * np.exp(away), axis=0)
    place = random.random(len(age)) * ends[-1]
    race: NDArray[np.intp] = (place >= ends[:-1]).sum(axis=0)
    return race


def state_at(
    population: Population, race: NDArray[np.intp], place: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return the state at `place` (0 to 1) among those of people of the same group."""
    state = np.empty(len(race), dtype=np.intp)
    for number, group in enumerate(population.race_ethnicity):
        chosen = race == number
        ratios = np.array([group.regions.get(region, 1.0) for region in population.state_regions])
        ends = np.cumsum(np.array(population.state_shares) * ratios)
        state[chosen] = np.searchsorted(ends, place[chosen] * ends[-1], side="right")
    return state


def draw_rural(
    population: Population,
    race: NDArray[np.intp],
    state: NDArray[np.intp],
    random: np.random.Generator,
) -> NDArray[np.bool_]:
    """Say who lives in a rural place: (people,)."""
    share = np.array(population.state_rural)[state]
    ratio = np.array([group.rural for group in population.race_ethnicity])[race]
    rural: NDArray[np.bool_] = (
        random.random(len(race)) * (1 - share + share * ratio) < share * ratio
    )
    return rural
