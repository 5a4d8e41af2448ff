"""Reference figures that ship in data/reference: read once, checked, matched with a release."""

import csv
import itertools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from aggregates.dimension import Dimension
from layouts.representation import Nearby, PublishedTable, Reference, Source
from layouts.text import Catalogue
from suppression.shares import Share

STATE: Final = "state"  # the dimension whose figures are in states.csv
ADULT: Final = 18
STATE_YEAR: Final = "2019"
_AGES: Final = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3})|\+)")
OLDEST: Final = 999  # of the last group, which has no upper limit


@dataclass(frozen=True)
class Figure:
    """A published share and the groups it is of: lists of group ids, or an age range."""

    dimension: str
    match: tuple[tuple[str, ...], ...]
    ages: tuple[int, int] | None
    label: Mapping[str, str]
    reference: Reference

    def groups(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The groups of a release that the figure describes together; empty where none fit."""
        if self.ages is not None:
            return groups_of_ages(self.ages, ids)
        return next((one for one in self.match if set(one) <= set(ids)), ())


@dataclass(frozen=True)
class State:
    """A state: its names, its adults (``None`` outside the 50 states and DC), its tile."""

    name: Mapping[str, str]
    reference: Reference | None
    column: int
    row: int


@dataclass(frozen=True)
class References:
    """Everything in data/reference."""

    figures: tuple[Figure, ...]
    nearby: Mapping[str, tuple[Nearby, ...]]  # by dimension
    states: Mapping[str, State]  # by code, in capitals
    published: tuple[PublishedTable, ...]


@cache
def references() -> References:
    """The figures that ship with the project."""
    folder = files("data").joinpath("reference")
    stated = tomllib.loads(folder.joinpath("us.toml").read_text("utf-8"))
    sources = {
        one["id"]: Source(one["id"], one["citation"], one["year"]) for one in stated["sources"]
    }
    nearby: dict[str, tuple[Nearby, ...]] = {}
    for one in stated["nearby"]:
        told = Nearby(one["id"], one["percent"], sources[one["source"]])
        nearby[one["dimension"]] = (*nearby.get(one["dimension"], ()), told)
    rows = csv.DictReader(folder.joinpath("states.csv").read_text("utf-8").splitlines())
    published = tomllib.loads(folder.joinpath("published.toml").read_text("utf-8"))
    return References(
        tuple(_figure(one, sources) for one in stated["figures"]),
        nearby,
        _states(list(rows), sources["census-2019-age"]),
        tuple(_published(one) for one in published["tables"]),
    )


def group_labels(dimension: Dimension, text: Catalogue) -> dict[str, str]:
    """Group id -> label; a state whose only label is its code gets its name."""
    labels = {group.id: text.label(group.label) for group in dimension.groups}
    if dimension.id == STATE:
        for group, label in labels.items():
            state = references().states.get(group.upper())
            if state is not None and label.upper() == group.upper():
                labels[group] = text.label(state.name)
    return labels


def _figure(stated: Mapping[str, Any], sources: Mapping[str, Source]) -> Figure:
    found, told = _share(stated)
    ages = stated.get("ages")
    return Figure(
        dimension=stated["dimension"],
        match=tuple(tuple(one) for one in stated.get("match", ())),
        ages=(ages[0], ages[1] if len(ages) > 1 else OLDEST) if ages else None,
        label=stated.get("label", {}),
        reference=Reference(
            stated["against"], stated["of_whom"], found, told, sources[stated["source"]]
        ),
    )


def _share(stated: Mapping[str, Any]) -> tuple[Share, tuple[str, ...]]:
    """The range that a published figure leaves, and its digits."""
    if "persons" in stated:
        part = stated["persons"] / stated["of"]
        return Share(part, part), (f"{100 * part:.1f}",)
    if "percents" in stated:
        low, high = (Decimal(end) for end in stated["percents"])
        told = dict.fromkeys(f"{end:.1f}" for end in (low, high))
        return Share(float(low / 100), float(high / 100)), tuple(told)
    percent = Decimal(stated["percent"])
    half = Decimal(1).scaleb(int(percent.as_tuple().exponent)) / 2
    return Share(float((percent - half) / 100), float((percent + half) / 100)), (str(percent),)


def _states(rows: Sequence[Mapping[str, str]], source: Source) -> dict[str, State]:
    counted = f"adults_{STATE_YEAR}"
    whole = sum(int(row[counted]) for row in rows if row[counted])
    states = {}
    for row in rows:
        reference = None
        if row[counted]:
            found, told = _share({"persons": int(row[counted]), "of": whole})
            reference = Reference("us", "adults", found, told, source)
        name = {"en": row["name_en"], "es": row["name_es"]}
        states[row["state"]] = State(name, reference, int(row["column"]), int(row["row"]))
    return states


def _published(stated: Mapping[str, Any]) -> PublishedTable:
    rows = tuple((row["label"], row["persons"]) for row in stated["rows"])
    if sum(persons for _, persons in rows) != stated["of"]:
        raise ValueError(f"published table {stated['id']} does not add up")
    told = (stated["id"], stated["citation"], stated["published"], stated["until"])
    return PublishedTable(*told, stated["of"], rows)


def groups_of_ages(ages: tuple[int, int], ids: Sequence[str]) -> tuple[str, ...]:
    """The groups that together are exactly these ages; none where the cohort has children.

    The figures are of adults: shares of a cohort with children would be of other people.
    """
    bands = {one: band for one in ids if (band := ages_of(one)) is not None}
    if not bands or min(low for low, _ in bands.values()) < ADULT:
        return ()
    inside = sorted(
        (one for one, (low, high) in bands.items() if ages[0] <= low and high <= ages[1]),
        key=lambda one: bands[one],
    )
    ends = [bands[one] for one in inside]
    whole = bool(ends) and ends[0][0] == ages[0] and ends[-1][1] == ages[1]
    joined = all(before[1] + 1 == after[0] for before, after in itertools.pairwise(ends))
    return tuple(inside) if whole and joined else ()


def ages_of(group: str) -> tuple[int, int] | None:
    """The first and the last age of a group of ages; ``None`` for one of another kind."""
    found = _AGES.fullmatch(group)
    if found is None:
        return None
    return int(found[1]), int(found[2]) if found[2] else OLDEST
