"""What answers and values depend on: named columns with one number per person.

`age` (in units of 15 years from 55), `age2` (its square), `young` (under 30), `old` (65 and over),
`oldest` (80 and over), `woman`, `rural`, `sex.<id>`, `race.<id>`, `region.<id>`, the latent factors
of model.toml, `ill.<code>` (ever had a condition whose code is or begins so), and, from the survey
questions that came before, `said.<answer>` and `score.<question>` (place on a scale, standardised).
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from aggregates.errors import InputError
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


def check_terms(
    terms: Iterable[str], known: Iterable[str], definition: Definition, where: str
) -> None:
    """Raise InputError when a term is neither a trait of people nor in `known`."""
    possible = {*_names(definition), *known}
    for name in terms:
        ill = name.startswith("ill.") and len(
            rows_of(name.removeprefix("ill."), definition.conditions)
        )
        if not ill and name not in possible:
            raise InputError(f"{name} is no trait of people", where, "Correct the name in terms")


def _names(definition: Definition) -> set[str]:
    population = definition.population
    return {
        "age", "age2", "young", "old", "oldest", "woman", "rural", *definition.model.factors,
        *(f"sex.{group.id}" for group in population.sex),
        *(f"race.{group.id}" for group in population.race_ethnicity),
        *(f"region.{region}" for region in population.regions),
    }  # fmt: skip


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
