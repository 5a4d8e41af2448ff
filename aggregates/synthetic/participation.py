"""When participants joined, which survey modules they took, when, and in which version."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.population import DAYS_PER_YEAR, People
from aggregates.synthetic.questions import Module
from aggregates.synthetic.traits import Traits

FIRST_DAY = date(2018, 5, 6)
"""The day from which participants joined: when the programme opened to the whole country."""

_ADULT = 18
_ENGAGEMENT = 1.5  # log odds of taking a module, per standard deviation of a person's habit
_AFTER_START_DAYS = 200.0  # mean time from a module's first day until earlier participants take it


@dataclass(frozen=True)
class Taken:
    """Who took a module: per person, in the order of people. Days count from 1970."""

    taken: NDArray[np.bool_]
    day: NDArray[np.int64]
    version: NDArray[np.intp]  # index into Module.versions


@dataclass
class ParticipationModel:
    """The modules with the threshold above which people take each."""

    modules: Sequence[Module]
    thresholds: list[float] = field(default_factory=list)

    def draw(
        self, traits: Traits, people: People, joined: NDArray[np.int64], random: np.random.Generator
    ) -> list[Taken]:
        """Return who took each module. Nobody takes a later one without the first."""
        return self._run(traits, people, joined, random, calibrate=False)

    def calibrate(
        self, traits: Traits, people: People, joined: NDArray[np.int64], random: np.random.Generator
    ) -> None:
        """Set the thresholds so that the share of `people` with each module is as asked for."""
        self._run(traits, people, joined, random, calibrate=True)

    def _run(
        self,
        traits: Traits,
        people: People,
        joined: NDArray[np.int64],
        random: np.random.Generator,
        calibrate: bool,
    ) -> list[Taken]:
        habit = _ENGAGEMENT * random.standard_normal(len(people))
        took: list[Taken] = []
        for number, module in enumerate(self.modules):
            day = _draw_day(module, joined, random)
            willing = habit + traits.weigh(module.terms) + random.logistic(size=len(people))
            possible = day <= people.end_day
            if took:
                possible &= took[0].taken
            if calibrate:
                share = min(module.share * len(people) / max(possible.sum(), 1), 1.0)
                self.thresholds.append(float(np.quantile(willing[possible], 1 - share)))
            taken = possible & (willing >= self.thresholds[number])
            first_days = np.array([_day(since) for since in module.versions.values()])
            version = np.searchsorted(first_days, day, side="right") - 1
            took.append(Taken(taken, day, np.maximum(version, 0)))
        return took


def draw_joined(people: People, random: np.random.Generator) -> NDArray[np.int64]:
    """Draw the day on which each person joined: as an adult, before the end."""
    adult = people.birth_day + np.ceil(_ADULT * DAYS_PER_YEAR).astype(np.int64)
    start = np.minimum(np.maximum(_day(FIRST_DAY), adult), people.end_day)
    room = people.end_day - start
    # Squaring puts more of them into the first years.
    joined: NDArray[np.int64] = start + np.floor(random.random(len(people)) ** 1.5 * room).astype(
        np.int64
    )
    return joined


def _draw_day(
    module: Module, joined: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.int64]:
    """Draw the day of a module: some time after joining, and after the module began."""
    wait = random.exponential(module.delay_days, len(joined)) if module.delay_days else 0.0
    start = _day(module.since)
    later = start + random.exponential(_AFTER_START_DAYS, len(joined))
    day: NDArray[np.float64] = np.where(joined + wait >= start, joined + wait, later)
    return day.astype(np.int64)


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days
