"""Witness tables: whole tables that agree with everything published and show a cell low or high.

If every target of a family has a witness in which it is at most ``protected_low`` and one over
the same denominator in which it is at least ``protected_high``, no attacker can rule out a count
between them. With at most two crossings the cells over one denominator form a network: the
difference of two whole tables is a sum of cycles of ones (Ahuja, Magnanti and Orlin 1993, theorem
3.5), and applying the cycles one by one passes through every whole number between. With more, all
around one dimension of at most three groups, the same holds while the total stays, or while every
group of that dimension grows with it: either one of them gains or one loses, or all take from the
total, so every crossing pairs the same groups unit by unit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.families import Family
from suppression.joint import (
    floor_multipliers,
    joint_binding,
    joint_still,
    joint_witness,
    proven_floor,
)
from suppression.policy import Policy
from suppression.program import CellProgram, FloatArray, equations
from suppression.targets import Kind, Target, fitting_tables, targets_of, window

_ZERO = 1e-9


@dataclass(frozen=True)
class Failure:
    """A target that an attacker can narrow.

    ``side`` is -1 where the subject's cell cannot be low enough, 1 where not high enough.
    ``binding`` names the cells whose published bounds hold it back and at which end.
    """

    kind: Kind
    cell: int
    side: int
    binding: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Floor:
    """A proof that a cell of a widened band is not small.

    Rows are the denominator's equations, the family's own, and for every shared cell that it does
    not exceed the denominator's. Taking ``multipliers`` (rows,) times the rows from the cell
    leaves a sum of cells whose bands alone keep it above the threshold (weak duality).
    """

    cell: int
    multipliers: IntArray


@dataclass(frozen=True)
class Evidence:
    """Witness tables of one family (m, n) and the denominator tables they stand on (m, 2).

    The two are the same but for tables that stand on both of two different ones. Positions from
    the number of common denominator tables on mean the family's own ``wholes`` (k, cells), which
    were found together with its witnesses and stand on the tables ``above`` (k,).
    """

    tables: IntArray
    denominators: IntArray
    wholes: IntArray
    above: IntArray
    floors: tuple[Floor, ...]
    failures: tuple[Failure, ...]
    programs: int


def find_witnesses(family: Family, policy: Policy, enough: int | None = None) -> Evidence:
    """Search witnesses for every target of a family; failures name what stands in the way.

    A target is tried over several tables of the denominator before it counts as failed. With
    ``enough`` the search ends at that many failures: repair needs to know no more.
    """
    search = _Search(family, policy)
    whole = family.denominator
    vacant = [
        cell for cell in family.mirrored.tolist() if whole is not None and not whole.low[cell]
    ]
    shown = {(Kind.MIRRORED, cell) for cell in search.stand_still(vacant)}
    wanted = [
        (*target, fitting_tables(family, *target, policy))
        for target in targets_of(family)
        if target not in shown
    ]
    failures: dict[tuple[Kind, int], Failure] = {}
    for attempt in range(max((len(tables) for _, _, tables in wanted), default=0) or 1):
        groups: dict[int, list[tuple[Kind, int]]] = {}
        for kind, cell, tables in wanted:
            if attempt < max(len(tables), 1):
                groups.setdefault(tables[attempt] if tables else -1, []).append((kind, cell))
        for table, cells in groups.items():
            for target in cells:
                failures.pop(target, None)
            found = search.run(table, cells)
            failures.update({(failure.kind, failure.cell): failure for failure in found})
        wanted = [one for one in wanted if one[:2] in failures]
    return search.evidence(_real_failures(search, failures.values(), enough))


def _real_failures(
    search: "_Search", failures: Iterable[Failure], enough: int | None
) -> list[Failure]:
    """The failures that no other argument resolves."""
    real: list[Failure] = []
    for failure in failures:
        if not search.not_small(failure) and not search.found_jointly(failure):
            real.append(search.explained(failure))
        if len(real) == enough:
            break
    return real


class _Search:
    """One family's model, the witnesses found so far and the targets that failed."""

    def __init__(self, family: Family, policy: Policy) -> None:
        self._family = family
        self._policy = policy
        self._program = CellProgram(len(family.low), equations(family.plan, family.crossed))
        self._tables: list[IntArray] = []
        self._denominators: list[tuple[int, int]] = []
        self._wholes: list[IntArray] = []
        self._above: list[int] = []
        self._floors: list[Floor] = []
        self._totals: dict[int, int] = {}

    def evidence(self, failures: Iterable[Failure]) -> Evidence:
        cells = len(self._family.low)
        return Evidence(
            np.array(self._tables, np.int64).reshape(-1, cells),
            np.array(self._denominators, np.int64).reshape(-1, 2),
            np.array(self._wholes, np.int64),
            np.array(self._above, np.int64),
            tuple(self._floors),
            tuple(failures),
            self._program.solved,
        )

    def run(self, table: int, cells: Sequence[tuple[Kind, int]]) -> list[Failure]:
        """Find witnesses over one denominator table, many targets with each programme."""
        if table < 0:
            return [Failure(kind, cell, self._missing_side(kind, cell), ()) for kind, cell in cells]
        low, high = self._bounds(table)
        if (low > high).any():
            return [Failure(kind, cell, 1, ()) for kind, cell in cells]
        self._program.set_bounds(low, high)
        if self._family.star:
            self._fix_total(table, low, high)
        found: list[IntArray] = []
        failures: list[Failure] = []
        targets = [self._target(*cell, table) for cell in cells if cell[0] is not Kind.ADJOINING]
        for side in (-1, 1):
            targets = self._push(targets, side, found, failures)
        for kind, cell in cells:
            if kind is Kind.ADJOINING:
                self._spread(cell, found, failures)
        self._tables += found
        self._denominators += [(table, table)] * len(found)
        return failures

    def stand_still(self, cells: Iterable[int]) -> set[int]:
        """Show complements open by one table that stands while the denominator moves.

        Between two tables of the denominator its cell takes every count, and so does the
        complement of a cell that stays. Returns the cells for which this works.
        """
        open_cells = set[int]()
        whole = self._family.denominator
        if whole is None:
            return open_cells
        pairs: dict[tuple[int, int], list[int]] = {}
        for cell in cells:
            counts = whole.tables[:, whole.cell[cell]]
            least = self._first(counts <= self._policy.protected_low)
            most = self._first(counts >= self._policy.protected_high)
            for pair in product(least, most):
                if whole.above[pair[0]] == whole.above[pair[1]] and whole.joins(*pair):
                    pairs.setdefault(pair, []).append(cell)
        for pair, asked in pairs.items():
            if not open_cells.issuperset(asked):
                open_cells |= self._stand_on(pair, asked)
        return open_cells

    def _first(self, fitting: NDArray[np.bool_]) -> list[int]:
        """The first two of the denominator's tables that fit."""
        first: list[int] = np.flatnonzero(fitting)[:2].tolist()
        return first

    def _stand_on(self, pair: tuple[int, int], cells: Sequence[int]) -> set[int]:
        low, first = self._bounds(pair[0])
        high = np.minimum(first, self._bounds(pair[1])[1])
        if (low > high).any():
            return set()
        self._program.set_bounds(low, high)
        cost = np.zeros(len(low))
        cost[list(cells)] = -1
        table = self._program.maximise(cost)
        still = set() if table is None else {cell for cell in cells if table[cell] == 0}
        if table is not None and still:
            self._tables.append(table)
            self._denominators.append(pair)
        return still

    def not_small(self, failure: Failure) -> bool:
        """Prove that a cell which cannot be low is above the threshold: nothing to hide."""
        family, cell = self._family, failure.cell
        if failure.kind is not Kind.SMALL or failure.side > 0:
            return False
        multipliers = floor_multipliers(family, cell)
        if multipliers is None:
            return False
        proven = proven_floor(family, cell, multipliers) > self._policy.threshold
        if proven:
            self._floors.append(Floor(cell, multipliers))
        return proven

    def found_jointly(self, failure: Failure) -> bool:
        """Search a table of the denominator together with the two witnesses that stand on it."""
        whole = self._family.denominator
        if whole is None:
            return False
        found = joint_witness(self._family, failure.kind, failure.cell, self._policy)
        if found is None and failure.kind is Kind.MIRRORED:
            found = joint_still(self._family, failure.cell, self._policy)
        if found is None:
            return False
        first = len(whole.tables) + len(self._wholes)
        last = first + len(found.wholes) - 1
        self._wholes += list(found.wholes)
        self._above += [found.above] * len(found.wholes)
        self._tables += list(found.witnesses)
        self._denominators += [(first, last)] * len(found.witnesses)
        return True

    def explained(self, failure: Failure) -> Failure:
        """The failure with the bounds that hold it back while the denominator moves freely."""
        for side in (failure.side, -failure.side):
            binding = joint_binding(self._family, failure.kind, failure.cell, side, self._policy)
            if any(cell for cell, _ in binding):
                return replace(failure, side=side, binding=binding)
        return failure

    def _missing_side(self, kind: Kind, cell: int) -> int:
        """No table of the denominator fits: it is always too large (1) or too small (-1)."""
        low, _ = window(self._family, kind, cell, self._policy)
        whole = self._family.denominator
        return -1 if whole is not None and whole.high[cell] < low else 1

    def _bounds(self, table: int) -> tuple[IntArray, IntArray]:
        family = self._family
        if family.denominator is None:
            return family.low, family.high
        return family.low, np.minimum(family.high, family.denominator.limits(table))

    def _target(self, kind: Kind, cell: int, table: int) -> Target:
        low, high = self._policy.protected_low, self._policy.protected_high
        if kind is Kind.SMALL or self._family.denominator is None:
            return Target(kind, cell, low, high)
        whole = int(self._family.denominator.limits(table)[cell])
        return Target(kind, cell, whole - high, whole - low)

    def _spread(self, cell: int, found: list[IntArray], failures: list[Failure]) -> None:
        """Let a cell take as many counts as the protected window has, wherever they lie."""
        wanted = self._policy.protected_high - self._policy.protected_low
        for side in (-1, 1):
            counts = [int(table[cell]) for table in found]
            if counts and max(counts) - min(counts) >= wanted:
                return
            cost = np.zeros(len(self._family.low))
            cost[cell] = side
            table = self._program.maximise(cost)
            if table is None:
                break
            found.append(table)
        counts = [int(table[cell]) for table in found]
        if not counts or max(counts) - min(counts) < wanted:
            holding = self._holding(found[-1]) if found else ()
            failures.append(Failure(Kind.ADJOINING, cell, 1, holding))

    def _push(
        self, targets: list[Target], side: int, found: list[IntArray], failures: list[Failure]
    ) -> list[Target]:
        """Push targets down (-1) or up (1); returns those that got there, in order."""
        pending = [target for target in targets if not _met(target, side, found)]
        reached = [target for target in targets if target not in pending]
        together = True
        while pending:
            pushed = pending if together else pending[:1]
            table = self._program.maximise(self._cost(pushed, side))
            if table is None:
                failures += [Failure(one.kind, one.cell, side, ()) for one in pending]
                break
            met = [target for target in pending if _met(target, side, [table])]
            if met:
                found.append(table)
                reached += met
                pending = [target for target in pending if target not in met]
            elif not together:
                first = pending.pop(0)
                failures.append(Failure(first.kind, first.cell, side, self._holding(table)))
            together = bool(met)
        return reached

    def _cost(self, targets: Sequence[Target], side: int) -> FloatArray:
        cost = np.zeros(len(self._family.low))
        cost[[target.cell for target in targets]] = side
        return cost

    def _fix_total(self, table: int, low: IntArray, high: IntArray) -> None:
        """Keep one total for all witnesses over a denominator's table, now and when it is tried
        again, as the argument for stars of crossings asks."""
        if table not in self._totals:
            some = self._program.maximise(np.zeros(len(low)))
            if some is None:
                return
            self._totals[table] = int(some[0])
        low, high = low.copy(), high.copy()
        low[0] = high[0] = self._totals[table]
        self._program.set_bounds(low, high)

    def _holding(self, table: IntArray) -> tuple[tuple[int, int], ...]:
        """Cells whose own published bound holds the last optimum back, by the dual values."""
        return self._family.held(table, np.abs(self._program.binding()) > _ZERO)


def _met(target: Target, side: int, tables: Sequence[IntArray]) -> bool:
    if side < 0:
        return any(table[target.cell] <= target.down for table in tables)
    return any(table[target.cell] >= target.up for table in tables)
