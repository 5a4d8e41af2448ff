"""What couples families, as an attacker reads it from a release: who is part of whom.

Everybody with a concept has the concepts above it, is among those with any record of the domain,
and among all participants; where nobody leaves, everybody counted in an earlier release is counted
in a later one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.policy import Policy
from suppression.tables import Adds, DomainTables, Sum

_UNLIMITED = np.int64(1) << 40
_ROUNDS = 12
_MOST_TOGETHER = 200


class Kind(StrEnum):
    """What is left when one subject is taken from another."""

    COMPLEMENT = "complement"  # everyone, or everyone in the domain, minus a subject
    ROLLUP = "rollup_difference"  # an ancestor minus a descendant
    GROWTH = "growth"  # a later release minus an earlier one
    SUM = "sum_of_parts"  # all that make up another, such as the answers to a question


@dataclass(frozen=True)
class Coupling:
    """Rows (k, m): one of the table ``upper`` and, part of it, one or more of ``lower``.

    ``cells`` (n,) is the upper table's cell for each of the lower's, -1 where they do not count
    the same people. ``adds`` tells how the parts add up, where it is known. ``lost`` parts are not
    listed: where parts are equal to the whole, although each exceeds the threshold, where they
    cover it, because none does.
    """

    kind: Kind
    upper: str
    lower: str
    rows: NDArray[np.intp]
    cells: NDArray[np.intp]
    adds: Adds | None = None
    lost: int = 0

    def beyond(self, policy: Policy) -> int:
        """How many people the whole has in parts that are not listed: at least, where parts are
        equal to it; at most, and in every group, where they cover it."""
        return self.lost * (policy.threshold + (self.adds is not Adds.COVER))

    @property
    def is_the_same(self) -> bool:
        """Whether the only part has everybody of the whole: what is left is nobody, as all know."""
        return self.adds in (Adds.COVER, Adds.EQUAL) and self.rows.shape[1] == 2 and not self.lost


def couplings(tables: Mapping[str, DomainTables]) -> tuple[Coupling, ...]:
    """All couplings of one release; ``tables`` starts with the cohort."""
    return tuple(_couplings(tables))


def _couplings(tables: Mapping[str, DomainTables]) -> Iterator[Coupling]:
    cohort = next(iter(tables))
    top = np.zeros((1, 2), np.intp)
    # the cohort is part of nothing: it is attacked with itself, where every difference is zero
    yield Coupling(Kind.COMPLEMENT, cohort, cohort, top, np.full(tables[cohort].plan.cells, -1))
    for name, found in tables.items():
        if name == cohort:
            continue
        yield Coupling(Kind.COMPLEMENT, cohort, name, top, same_people(tables[cohort], found))
        cells = same_people(found, found)
        is_whole = found.above[:, 0] == 0
        for kind, here in ((Kind.COMPLEMENT, is_whole), (Kind.ROLLUP, ~is_whole)):
            yield from _together(kind, (name, name), found, found.above[here], cells)
        for upper in found.part_of:
            rows = found.parts_of(tables[upper])
            cells = same_people(tables[upper], found)
            yield from _together(Kind.ROLLUP, (upper, name), found, rows, cells)
        yield from _sums(tables, name, found)


def _together(
    kind: Kind,
    names: tuple[str, str],
    lower: DomainTables,
    rows: NDArray[np.intp],
    cells: NDArray[np.intp],
) -> Iterator[Coupling]:
    """Pairs of rows (k, 2). Those of one subject that have a total only are attacked together:
    nothing but the subject itself ties them."""
    ordered = rows[np.argsort(rows[:, 0], kind="stable")]  # one whole's parts share work on it
    if lower.plan.cells > 1:
        if len(rows):
            yield Coupling(kind, *names, ordered, cells)
        return
    alike: dict[int, list[list[int]]] = {}
    starts = np.flatnonzero(np.diff(ordered[:, 0], prepend=-1))
    for some in np.split(ordered, starts[1:]) if len(ordered) else []:
        for start in range(0, len(some), _MOST_TOGETHER):
            parts = some[start : start + _MOST_TOGETHER, 1].tolist()
            alike.setdefault(len(parts), []).append([int(some[0, 0]), *parts])
    for found in alike.values():
        yield Coupling(kind, *names, np.array(found, np.intp), cells)


def _sums(tables: Mapping[str, DomainTables], name: str, found: DomainTables) -> Iterator[Coupling]:
    """The sums of one table, those of one shape together."""
    alike: dict[tuple[str, Adds, int, int], list[list[int]]] = {}
    for one in (*found.sums, *found.covers):
        parts = found.rows_of(np.array(one.parts, np.int64))
        adds = known_sum(one, len(parts) == int((parts >= 0).sum()))
        whole = int(tables[one.within].rows_of(np.array([one.whole]))[0])
        if adds is not None and whole >= 0 and (parts >= 0).any():
            rows = [whole, *parts[parts >= 0].tolist()]
            key = one.within, adds, len(rows), _lost(one, parts, found)
            alike.setdefault(key, []).append(rows)
    for (upper, adds, _, lost), rows in alike.items():
        cells = same_people(tables[upper], found)
        yield Coupling(Kind.SUM, upper, name, np.array(rows, np.intp), cells, adds, lost)


def _lost(one: Sum, rows: NDArray[np.intp], found: DomainTables) -> int:
    """How many parts, which together are the whole, were listed for their size and are no more;
    how many that cover it together with others never were."""
    if one.adds is Adds.COVER:
        return one.others
    if one.adds is not Adds.EQUAL:
        return 0
    return int((~np.isin(np.array(one.parts)[rows < 0], found.always)).sum())


def known_sum(one: Sum, complete: bool) -> Adds | None:
    """What is known of the listed parts of a sum: with some that are not listed, less."""
    if complete:
        return one.adds
    return None if one.adds is Adds.COVER else Adds.APART


def same_people(upper: DomainTables, lower: DomainTables) -> NDArray[np.intp]:
    """For each cell of a lower table the upper one's cell that counts the same people, or -1."""
    cells = np.full(lower.plan.cells, -1, np.intp)
    for cut in lower.plan.cuts:
        if cut.id in upper.plan.slices and lower.plan.shared.issuperset(cut.dimensions):
            there = upper.plan.slices[cut.id]
            cells[lower.plan.slices[cut.id]] = np.arange(there.start, there.stop)
    return cells


def coupled_limits(
    tables: Mapping[str, DomainTables], policy: Policy, links: Sequence[Coupling] | None = None
) -> dict[str, tuple[IntArray, IntArray]]:
    """Limits (n, cells) of every count after propagation along equations and couplings."""
    links = couplings(tables) if links is None else links
    limits = {name: own_limits(found, policy) for name, found in tables.items()}
    for _ in range(_ROUNDS):
        before = _room(limits)
        for name, found in tables.items():
            _along_equations(found, *limits[name])
        for link in links:
            _along(link, tables, limits, limits, policy)
        contradictory = any((low > high).any() for low, high in limits.values())
        if contradictory or _room(limits) == before:
            break  # bands that contradict each other would drive limits apart without end
    return limits


def told_limits(
    tables: Mapping[str, DomainTables],
    limits: Mapping[str, tuple[IntArray, IntArray]],
    links: Sequence[Coupling],
    policy: Policy,
) -> dict[str, tuple[IntArray, IntArray]]:
    """What of ``limits`` (n, cells) each count is told by those it is coupled with, in one step."""
    told = {
        name: (np.zeros_like(low), np.full_like(high, _UNLIMITED))
        for name, (low, high) in limits.items()
    }
    for link in links:
        _along(link, tables, limits, told, policy)
    return told


def _room(limits: Mapping[str, tuple[IntArray, IntArray]]) -> int:
    return sum(int(high.sum()) - int(low.sum()) for low, high in limits.values())


def own_limits(tables: DomainTables, policy: Policy) -> tuple[IntArray, IntArray]:
    """The published bands, and the rules by which concepts are listed and crossings published."""
    low, high = tables.low.copy(), tables.high.copy()
    listed, crossed = tables.by_size, tables.crossed
    low[listed, 0] = np.maximum(low[listed, 0], policy.threshold + 1)
    if tables.plan.crossings:
        below = policy.first_crossed - 1
        low[crossed, 0] = np.maximum(low[crossed, 0], below + 1)
        high[~crossed, 0] = np.minimum(high[~crossed, 0], below)
    return low, high


def _along_equations(tables: DomainTables, low: IntArray, high: IntArray) -> None:
    """A whole is the sum of its parts: each equation once, in place."""
    for crossed in (False, True):
        rows = np.flatnonzero(tables.crossed == crossed)
        for tie in tables.plan.ties(crossed) if len(rows) else ():
            cells = np.concatenate([[tie.whole], tie.parts])
            least, most = low[np.ix_(rows, cells)], high[np.ix_(rows, cells)]
            least[:, 0] = np.maximum(least[:, 0], least[:, 1:].sum(axis=1))
            most[:, 0] = np.minimum(most[:, 0], most[:, 1:].sum(axis=1))
            others_most = most[:, 1:].sum(axis=1, keepdims=True) - most[:, 1:]
            others_least = least[:, 1:].sum(axis=1, keepdims=True) - least[:, 1:]
            low[np.ix_(rows, cells[1:])] = np.maximum(least[:, 1:], least[:, :1] - others_most)
            high[np.ix_(rows, cells[1:])] = np.minimum(most[:, 1:], most[:, :1] - others_least)
            low[rows, tie.whole], high[rows, tie.whole] = least[:, 0], most[:, 0]


def _along(
    link: Coupling,
    tables: Mapping[str, DomainTables],
    limits: Mapping[str, tuple[IntArray, IntArray]],
    told: Mapping[str, tuple[IntArray, IntArray]],
    policy: Policy,
) -> None:
    """A part is no larger than its whole: what follows from ``limits``, in place in ``told``."""
    shared = np.flatnonzero(link.cells >= 0)
    if not len(shared):
        return
    if link.adds is not None:
        everywhere = link.adds is Adds.COVER
        beyond = np.where(everywhere | (link.cells[shared] == 0), link.beyond(policy), 0)
        _along_sum(link, link.adds, shared, beyond, tables, limits, told)
        return
    parts = link.rows.shape[1] - 1
    upper = np.ix_(np.repeat(link.rows[:, 0], parts), link.cells[shared])
    lower = np.ix_(link.rows[:, 1:].ravel(), shared)
    both = tables[link.upper].published[upper] & tables[link.lower].published[lower]
    least = np.where(both, limits[link.lower][0][lower], 0)
    np.maximum.at(told[link.upper][0], upper, least)
    most = np.where(both, limits[link.upper][1][upper], _UNLIMITED)
    np.minimum.at(told[link.lower][1], lower, most)


def _along_sum(
    link: Coupling,
    adds: Adds,
    shared: NDArray[np.intp],
    beyond: IntArray,
    tables: Mapping[str, DomainTables],
    limits: Mapping[str, tuple[IntArray, IntArray]],
    told: Mapping[str, tuple[IntArray, IntArray]],
) -> None:
    """Parts against their whole in every cell that all of them publish, from ``limits``, in place
    in ``told``. ``beyond`` (cells,) are in none of these parts: at least, or, where they cover the
    whole, at most."""
    upper = np.ix_(link.rows[:, 0], link.cells[shared])
    lower = (link.rows[:, 1:, None], shared[None, None, :])
    known = tables[link.upper].published[upper] & tables[link.lower].published[lower].all(axis=1)
    whole_low, whole_high = (end[upper] for end in limits[link.upper])
    low, high = (end[lower] for end in limits[link.lower])
    if adds is not Adds.APART:  # the whole is at most its parts together
        room = beyond if adds is Adds.COVER else 0
        most = np.where(known, high.sum(axis=1) + room, _UNLIMITED)
        np.minimum.at(told[link.upper][1], upper, most)
        others = high.sum(axis=1, keepdims=True) - high + room
        least = np.where(known[:, None], whole_low[:, None] - others, 0)
        np.maximum.at(told[link.lower][0], lower, least)
    if adds is not Adds.COVER:  # the whole is at least its parts together
        least = low.sum(axis=1) + beyond
        np.maximum.at(told[link.upper][0], upper, np.where(known, least, 0))
        others = least[:, None] - low
        most = np.where(known[:, None], whole_high[:, None] - others, _UNLIMITED)
        np.minimum.at(told[link.lower][1], lower, most)
