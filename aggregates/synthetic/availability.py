"""Who has which types of data: consent, samples and devices hang together and on who people are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.synthetic.data_types import DataType
from aggregates.synthetic.population import People
from aggregates.synthetic.traits import Traits

Available = dict[str, NDArray[np.bool_]]

HEALTH_RECORD, SURVEY = "ehr", "survey"
"""Types that follow from other tables, listed with the others."""

_MIDDLE = 18_628  # 2021-01-01 in days since 1970
_TWO_YEARS = 730.5
_HALVINGS = 40


@dataclass
class AvailabilityModel:
    """The types of data with the intercept of each."""

    types: Sequence[DataType]
    intercepts: dict[str, float] = field(default_factory=dict)

    def draw(
        self, traits: Traits, joined: NDArray[np.int64], random: np.random.Generator
    ) -> Available:
        """Return who has each type: (people,) each; `traits` gains `recent` and `has.<id>`."""
        return self._run(traits, joined, random, calibrate=False)

    def calibrate(
        self, traits: Traits, joined: NDArray[np.int64], random: np.random.Generator
    ) -> None:
        """Set the intercepts so that shares among the people of `traits` are as asked for."""
        self._run(traits, joined, random, calibrate=True)

    def _run(
        self,
        traits: Traits,
        joined: NDArray[np.int64],
        random: np.random.Generator,
        calibrate: bool,
    ) -> Available:
        traits.add("recent", (joined - _MIDDLE) / _TWO_YEARS)
        available: Available = {}
        for kind in self.types:
            possible = np.ones(traits.people, dtype=np.bool_)
            for needed in kind.needs:
                possible &= available[needed]
            log_odds = traits.weigh(kind.terms)
            if calibrate:
                wanted = kind.share * traits.people
                self.intercepts[kind.id] = _intercept(log_odds[possible], wanted)
            chance = 1 / (1 + np.exp(-log_odds - self.intercepts[kind.id]))
            has = possible & (random.random(traits.people) < chance)
            available[kind.id] = has
            traits.add(f"has.{kind.id}", has)
        return available


def availability_table(people: People, available: Available) -> pa.Table:
    """One row per person and type of data that they have, by person."""
    has = np.stack(list(available.values()), axis=1)
    person, kind = np.nonzero(has)
    names = pa.array(list(available), pa.string())
    return pa.table(
        {"person_id": people.person_id[person], "data_type": names.take(pa.array(kind))}
    )


def _intercept(log_odds: NDArray[np.float64], wanted: float) -> float:
    low, high = -30.0, 30.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-log_odds - middle))).sum() < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
