"""Who has what in a synthetic CDM, read from its records: what the site never sees."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow.parquet as pq

from aggregates.release import Release
from layouts.scope_address import Thing

TABLES = {"condition": "condition_occurrence", "drug": "drug_exposure"}
SEXES = {8532: "female", 8507: "male", 0: "not_reported"}


class Records:
    """People by what they have and the groups they are in."""

    def __init__(self, cdm: Path) -> None:
        self._cdm = cdm
        links = self._rows("concept_ancestor", "ancestor_concept_id", "descendant_concept_id")
        self._above: dict[int, set[int]] = {}
        for ancestor, descendant in links:
            self._above.setdefault(descendant, set()).add(ancestor)
        people = self._rows("person", "person_id", "gender_concept_id")
        self.everybody = {person for person, _ in people}
        self.sex: dict[str, set[int]] = {}
        for person, sex in people:
            self.sex.setdefault(SEXES.get(sex, "other"), set()).add(person)
        self._having = {domain: self._people_of(domain) for domain in TABLES}

    def having(self, thing: Thing) -> set[int]:
        """Everybody with a concept or with any below it."""
        return self._having[thing.domain].get(int(thing.id), set())

    def number(self, things: Iterable[Thing], groups: Mapping[str, tuple[str, ...]]) -> int:
        """How many have all of the things and are of one of the sexes."""
        found = set(self.everybody)
        for thing in things:
            found &= self.having(thing)
        for sexes in groups.values():
            found &= set().union(*(self.sex.get(one, set()) for one in sexes))
        return len(found)

    def _people_of(self, domain: str) -> dict[int, set[int]]:
        having: dict[int, set[int]] = {}
        for person, concept in self._rows(TABLES[domain], "person_id", f"{domain}_concept_id"):
            for one in {concept, *self._above.get(concept, ())}:
                having.setdefault(one, set()).add(person)
        return having

    def _rows(self, table: str, *columns: str) -> list[tuple[int, ...]]:
        found = pq.read_table(self._cdm / f"{table}.parquet", columns=list(columns))
        return list(zip(*(found[name].to_pylist() for name in columns), strict=True))


def listed(release: Release) -> list[Thing]:
    """Every listed concept of the domains that are counted here."""
    return [
        Thing(domain, str(one.concept_id)) for domain in TABLES for one in release.concepts(domain)
    ]
