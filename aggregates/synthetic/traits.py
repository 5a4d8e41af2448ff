"""What answers and values depend on: named columns with one number per person.

`age` (in units of 15 years from 55), `age2` (its square), `young` (under 30), `old` (65 and over),
`oldest` (80 and over), `woman`, `rural`, `sex.<id>`, `race.<id>`, `region.<id>`, the latent factors
of model.toml, and `ill.<code>` (ever had a condition whose code is or begins so). Survey questions
add `said.<answer>` and `score.<question>` (place on a scale, standardised) for what comes after,
values add `value.<quantity>`, and availability of data `recent` and `has.<type>`.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.definition import Definition
from aggregates.synthetic.illness import NEVER, first_of, rows_of
from aggregates.synthetic.population import People

Column = NDArray[np.float32]


class Traits:
    """Named columns of one number per person, which later answers are added to."""

    def __init__(self, definition: Definition, people: People, onset: NDArray[np.int32]) -> None:
        """`onset` (conditions, people) is the first day of each condition."""
        self._conditions = definition.conditions
        self._onset = onset
        self._columns = _of_people(definition, people)
        self.people = len(people)

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns and name.startswith("ill."):
            rows = rows_of(name.removeprefix("ill."), self._conditions)
            self._columns[name] = (first_of(self._onset, rows) != NEVER).astype(np.float32)
        return self._columns[name]

    def add(self, name: str, column: NDArray[np.generic]) -> None:
        """Let later terms use `column` (people,)."""
        self._columns[name] = column.astype(np.float32)

    def weigh(self, terms: Mapping[str, float]) -> NDArray[np.float64]:
        """Return the sum of the named columns, each by its weight: (people,)."""
        total = np.zeros(self.people)
        for name, weight in terms.items():
            total += weight * self[name]
        return total


def _of_people(definition: Definition, people: People) -> dict[str, Column]:
    population = definition.population
    years = people.age_at_end
    age = (years - 55) / 15
    columns = {
        "age": age, "age2": age**2, "young": years < 30, "old": years >= 65, "oldest": years >= 80,
        "woman": people.woman, "rural": people.rural,
    }  # fmt: skip
    columns |= dict(zip(definition.model.factors, people.factors, strict=True))
    for number, sex in enumerate(population.sex):
        columns[f"sex.{sex.id}"] = people.sex == number
    for number, race in enumerate(population.race_ethnicity):
        columns[f"race.{race.id}"] = people.race_ethnicity == number
    region_of_state = np.array([*population.state_regions, ""])  # the last: state not reported
    for region in population.regions:
        columns[f"region.{region}"] = region_of_state[people.state] == region
    return {name: column.astype(np.float32) for name, column in columns.items()}
