"""How many participants qualify: published where it is, else the limits of all that is published.

The programme of :mod:`suppression.joint_counts` is solved over the cells of the groups asked for,
and again over these crossed with each other dimension; every time its limits hold, and what they
leave together is the answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from flask_caching import Cache
from numpy.typing import NDArray

from browser.scope_subjects import TOTAL, Cells, Subject, Subjects, reduced
from suppression.bands import Count
from suppression.joint_counts import (
    ContradictionError,
    Counted,
    Programme,
    Relations,
    Table,
    frechet,
    within,
)
from suppression.shares import Sum

LARGEST: Final = 130_000  # entries of one programme: less than a quarter of a second
LARGEST_FURTHER: Final = 50_000  # of one that only may narrow the limits

Groups = Mapping[str, tuple[str, ...]]  # dimension -> groups of it, any of them


@dataclass(frozen=True)
class Found:
    """How many qualify. ``published`` is the count where it is published as such.

    ``simple`` are Fréchet's limits, from the narrowest published count of each thing; ``used`` is
    how many published counts the programme went by.
    """

    limits: Sum
    published: Count | Sum | None
    simple: Sum
    used: int
    needed: tuple[Subject, ...]


class Questions:
    """Answers questions of one release; what was worked out for one serves the next.

    With a cache it also serves whoever asks the same later, be it of a page, a file or the API.
    """

    def __init__(self, subjects: Subjects, cache: Cache | None = None) -> None:
        self.subjects = subjects
        self._cache = cache
        self._tables: dict[tuple[object, ...], _Tables] = {}

    def qualifying(
        self, things: Sequence[Subject], groups: Groups, *, further: bool = True
    ) -> Found:
        """How many have all of the things and are in one of the groups of each dimension.

        Not ``further``: only the dimensions of the groups are looked at, which is quicker.
        """
        needed = reduced(self.subjects, things)
        simple = _simple(self.subjects, needed, groups)
        published = _published(self.subjects, needed, groups)
        if published is not None:
            own = Sum(published.low, published.high)
            return Found(own, published, simple, 1, needed)
        limits, used = self._kept(needed, groups, simple, further)
        return Found(limits, None, simple, used, needed)

    def _kept(
        self, things: Sequence[Subject], groups: Groups, simple: Sum, further: bool
    ) -> tuple[Sum, int]:
        """What is left of the simple limits, and how many counts that goes by, from the cache."""
        if self._cache is None:
            return self._narrowed(things, groups, simple, further)
        asked = sorted(one.node for one in things), sorted(groups.items()), further
        key = f"limits {self.subjects.release.id} {asked}"
        found: tuple[int, int, int] | None = self._cache.get(key)
        if found is None:
            limits, used = self._narrowed(things, groups, simple, further)
            found = limits.low, limits.high, used
            self._cache.set(key, found)
        low, high, used = found
        return Sum(low, high), used

    def _narrowed(
        self, things: Sequence[Subject], groups: Groups, simple: Sum, further: bool
    ) -> tuple[Sum, int]:
        key = tuple(one.node for one in things)
        if key not in self._tables:
            self._tables[key] = _Tables(self.subjects, things)
        together = frozenset(range(len(things)))
        limits, used = [simple], 0
        for programme, mask, whole in self._tables[key].of(groups, further):
            try:
                found = programme.limits(together, mask, within(limits))
            except ContradictionError:
                continue  # a fault of the release; what else is known still holds
            limits.append(found if whole else Sum(0, found.high))
            used = max(used, len(programme.table.known))
        return within(limits), used


def _published(subjects: Subjects, things: Sequence[Subject], groups: Groups) -> Count | Sum | None:
    """The count that is published as such, if it is."""
    if len(things) == 2 and not groups:
        return subjects.published_pair(*things)
    if len(things) > 1 or any(len(chosen) != 1 for chosen in groups.values()):
        return None
    cells = things[0].cells if things else subjects.everybody
    return _cell(cells, {name: chosen[0] for name, chosen in groups.items()})


def _cell(cells: Cells, group: Mapping[str, str]) -> Count | Sum | None:
    if not group:
        return cells[TOTAL][()]
    for cut, counts in cells.items():
        names = cut.split("*")
        if set(names) == set(group) and len(names) == len(group):
            return counts.get(tuple(group[name] for name in names))
    return None


@dataclass(frozen=True)
class Narrowest:
    """The published count of a thing that says most of it in some groups.

    ``counted`` are people in the groups of the dimensions ``of``; ``limits`` are what follows for
    people in all of the groups.
    """

    counted: Count | Sum
    of: frozenset[str]
    limits: Sum


def in_groups(cells: Cells, groups: Groups) -> Narrowest:
    """The narrowest limits that one cut gives for people in the groups.

    Groups of dimensions that the cut does not have are let go, so that only its upper limit holds.
    """
    total = cells[TOTAL][()]
    best = Narrowest(total, frozenset(), Sum(0 if groups else total.low, total.high))
    for cut, counts in cells.items():
        names = frozenset(cut.split("*"))
        if cut == TOTAL or not names <= set(groups):
            continue
        chosen = [
            one
            for key, one in counts.items()
            if all(group in groups[name] for name, group in zip(cut.split("*"), key, strict=True))
        ]
        summed = Sum(sum(one.low for one in chosen), sum(one.high for one in chosen))
        limits = Sum(summed.low if names == set(groups) else 0, summed.high)
        if (limits.high, -limits.low) < (best.limits.high, -best.limits.low):
            best = Narrowest(chosen[0] if len(chosen) == 1 else summed, names, limits)
    return best


def _simple(subjects: Subjects, things: Sequence[Subject], groups: Groups) -> Sum:
    whole = in_groups(subjects.everybody, groups).limits
    if not things:
        return whole
    return frechet([in_groups(one.cells, groups).limits for one in things], whole)


class _Tables:
    """The programmes of a question: one for each set of dimensions."""

    def __init__(self, subjects: Subjects, things: Sequence[Subject]) -> None:
        self._subjects = subjects
        self._things = tuple(things)
        self._programmes: dict[tuple[tuple[str, ...], int], Programme | None] = {}
        self._pairs = {
            (first, second): found
            for first, second in combinations(range(len(things)), 2)
            if (found := subjects.together(things[first], things[second])) is not None
        }

    def of(
        self, groups: Groups, further: bool
    ) -> Iterator[tuple[Programme, NDArray[np.bool_], bool]]:
        """Tables with the cells asked for, and whether these are all of the groups."""
        asked = tuple(groups)
        chosen = self._made(asked, LARGEST)
        if chosen is None:
            for fewer in range(len(asked) - 1, 0, -1):
                for some in combinations(asked, fewer):
                    table = self._made(some, LARGEST)
                    if table is not None:
                        yield table, self._mask(some, groups), False
        else:
            yield chosen, self._mask(asked, groups), True
        for other in self._further(asked) if further else ():
            table = self._made((*asked, other), LARGEST_FURTHER)
            if table is not None:
                yield table, self._mask((*asked, other), groups), True

    def _further(self, asked: Sequence[str]) -> list[str]:
        return [
            name
            for name in self._subjects.dimensions()
            if name not in asked and all(name in one.cells for one in self._things)
        ]

    def _made(self, dimensions: tuple[str, ...], largest: int) -> Programme | None:
        """The programme over dimensions, with the denominators if it stays small enough."""
        key = (dimensions, largest)
        if key not in self._programmes:
            self._programmes[key] = self._make(dimensions, largest)
        return self._programmes[key]

    def _make(self, dimensions: tuple[str, ...], largest: int) -> Programme | None:
        domains = dict.fromkeys(
            one.thing.domain for one in self._things if not one.is_variant and one.key
        )
        for others in ([self._subjects.denominator(one) for one in domains], []):
            table = self._table(dimensions, (*self._things, *others))
            if table.size <= largest:
                return Programme(table)
        return None

    def _table(self, dimensions: Sequence[str], everything: Sequence[Subject]) -> Table:
        above = [self._subjects.above(one) for one in everything]
        places = range(len(everything))
        implied = frozenset(
            (less, more)
            for less in places
            for more in places
            if less != more and everything[more].node in above[less]
        )
        apart = frozenset(
            (first, second)
            for first, second in combinations(range(len(self._things)), 2)
            if self._subjects.apart(everything[first], everything[second])
        )
        known = [*self._counted(frozenset(), self._subjects.everybody, dimensions)]
        for place, one in enumerate(everything):
            known += self._counted(frozenset({place}), one.cells, dimensions)
        everywhere = np.ones(self._cells(dimensions), bool)
        for pair, found in self._pairs.items():
            known.append(Counted(frozenset(pair), everywhere, found.low, found.high))
        return Table(len(everything), Relations(implied, apart), tuple(known))

    def _counted(
        self, things: frozenset[int], cells: Cells, dimensions: Sequence[str]
    ) -> Iterator[Counted]:
        for cut, counts in cells.items():
            names = cut.split("*") if cut != TOTAL else []
            if not set(names) <= set(dimensions):
                continue
            for key, one in counts.items():
                mask = self._mask(
                    dimensions, {name: (group,) for name, group in zip(names, key, strict=True)}
                )
                yield Counted(things, mask, one.low, one.high)

    def _groups(self, dimension: str) -> list[str]:
        return [key[0] for key in self._subjects.everybody[dimension]]

    def _cells(self, dimensions: Sequence[str]) -> int:
        return int(np.prod([len(self._groups(name)) for name in dimensions], dtype=np.int64))

    def _mask(self, dimensions: Sequence[str], groups: Groups) -> NDArray[np.bool_]:
        """Which cells of the dimensions (row-major) are in the groups; all for one not named."""
        mask = np.ones(1, bool)
        for name in dimensions:
            inside = [name not in groups or one in groups[name] for one in self._groups(name)]
            mask = np.logical_and.outer(mask, np.array(inside, bool)).ravel()
        return mask
