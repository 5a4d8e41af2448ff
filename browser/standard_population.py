"""The standard population in data/reference: read once, checked, divided into a release's ages."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from browser.reference_figures import OLDEST, ages_of
from layouts.representation import Source


@dataclass(frozen=True)
class StandardPopulation:
    """How many people of each whole year of age, from 0 on; the last stands for all above it."""

    persons: tuple[int, ...]
    source: Source

    def within(self, ages: tuple[int, int]) -> int:
        """The people from one age to another, both included."""
        return sum(self.persons[ages[0] : ages[1] + 1])


@cache
def standard_population() -> StandardPopulation:
    """The population of the United States in 2020."""
    folder = files("data").joinpath("reference")
    stated = tomllib.loads(folder.joinpath("standard.toml").read_text("utf-8"))
    rows = list(csv.DictReader(folder.joinpath(stated["file"]).read_text("utf-8").splitlines()))
    persons = tuple(int(row["persons"]) for row in rows)
    if [int(row["age"]) for row in rows] != [*range(len(rows))]:
        raise ValueError(f"{stated['file']} does not list every age once, from 0 on")
    if sum(persons) != stated["persons"]:
        raise ValueError(f"{stated['file']} does not add up to {stated['persons']}")
    return StandardPopulation(persons, Source("us-2020-ages", stated["citation"], stated["year"]))


def weights(groups: Sequence[str]) -> Mapping[str, int]:
    """Group of ages -> people of the standard population; nothing unless they join without gaps.

    What is no group of ages, such as "not_reported", has no weight. The last group is open upwards
    in the standard population as in the release.
    """
    found = {group: ages for group in groups if (ages := ages_of(group)) is not None}
    ordered = sorted(found.values())
    joined = all(before[1] + 1 == after[0] for before, after in pairwise(ordered))
    if len(ordered) < 2 or not joined:
        return {}
    population = standard_population()
    oldest = len(population.persons) - 1
    if oldest <= ordered[-1][1] != OLDEST:
        return {}
    return {group: population.within(ages) for group, ages in found.items()}
