"""Who has what in a synthetic CDM, and who is in which group: what the site never sees."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from aggregates.release import Release
from layouts.scope_address import Thing

TABLES = {
    "condition": ("condition_occurrence", "condition_concept_id"),
    "drug": ("drug_exposure", "drug_concept_id"),
    "physical_measurement": ("measurement", "measurement_concept_id"),
}
GROUPED = ("sex", "age", "race_ethnicity", "rurality")  # what every concept is divided by


class Records:
    """People by what they have and the groups they are in."""

    def __init__(self, cdm: Path) -> None:
        self._cdm = cdm
        links = self._rows("concept_ancestor", "ancestor_concept_id", "descendant_concept_id")
        self._above: dict[int, set[int]] = {}
        for ancestor, descendant in links:
            self._above.setdefault(descendant, set()).add(ancestor)
        people = pq.read_table(cdm / "person.parquet").to_pylist()
        self.everybody: set[int] = {one["person_id"] for one in people}
        self._having = {domain: self._people_of(domain) for domain in TABLES}
        self.groups = {name: self._grouped(name, people) for name in GROUPED}

    def having(self, thing: Thing) -> set[int]:
        """Everybody with a concept or with any below it."""
        return self._having[thing.domain].get(int(thing.id), set())

    def number(self, things: Iterable[Thing], groups: Mapping[str, tuple[str, ...]]) -> int:
        """How many have all of the things and are in one of the groups of each dimension."""
        found = set(self.everybody)
        for thing in things:
            found &= self.having(thing)
        for dimension, chosen in groups.items():
            found &= set().union(*(self.groups[dimension][one] for one in chosen))
        return len(found)

    def _people_of(self, domain: str) -> dict[int, set[int]]:
        having: dict[int, set[int]] = {}
        table, column = TABLES[domain]
        for person, concept in self._rows(table, "person_id", column):
            for one in {concept, *self._above.get(concept, ())}:
                having.setdefault(one, set()).add(person)
        return having

    def _grouped(self, name: str, people: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
        """Who is in which group of a dimension, by the rules in the cohort file beside the CDM.

        The first rule that a person fits counts; whom none fits is in the group of the rest.
        """
        cohort = tomllib.loads((self._cdm / "cohort.toml").read_text("utf-8"))
        plan = next(one for one in cohort["dimensions"] if one["id"] == name)
        source, rules = plan["from"], plan["groups"]
        rest = next(one["id"] for one in rules if one.get("rest"))
        stated: dict[int, object] = {}
        if "table" in source:
            stated = dict(self._rows(source["table"], "person_id", source["column"]))
        found: dict[str, set[int]] = {one["id"]: set() for one in rules}
        for person in people:
            number = person["person_id"]
            if "age" in source:
                value: object = _age(person, cohort["cutoff_date"])
            else:
                value = stated.get(number) if stated else person.get(str(source["person"]))
            fitting = (one["id"] for one in rules if _fits(one, value, person))
            found[next(fitting, rest)].add(number)
        return found

    def _rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        found = pq.read_table(self._cdm / f"{table}.parquet", columns=list(columns))
        return list(zip(*(found[name].to_pylist() for name in columns), strict=True))


def _age(person: Mapping[str, Any], cutoff: date) -> int | None:
    """Whole years on the cut-off date; the synthetic cohort knows every date of birth in full."""
    born = date(person["year_of_birth"], person["month_of_birth"], person["day_of_birth"])
    birthday_to_come = (cutoff.month, cutoff.day) < (born.month, born.day)
    return cutoff.year - born.year - birthday_to_come


def _fits(rule: Mapping[str, Any], value: Any, person: Mapping[str, Any]) -> bool:
    if "min" in rule:
        return bool(rule["min"] <= value <= rule.get("max", value))
    if "when" in rule:
        return all(person[column] in listed for column, listed in rule["when"].items())
    return value in rule.get("values", ())


def listed(release: Release) -> list[Thing]:
    """Every listed concept whose people are counted here.

    Measurements of bodies are a choice among all measurements, so that a broader one counts only
    some of those below it: only those without narrower ones are as the records have them.
    """
    return [
        Thing(domain, str(one.concept_id))
        for domain in TABLES
        for one in release.concepts(domain)
        if domain != "physical_measurement" or not release.narrower(domain, one.concept_id)
    ]
