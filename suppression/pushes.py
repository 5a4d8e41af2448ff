"""How far hidden cells can be pushed, and which further cells would let them be pushed far enough.

A *target* is a primary and a direction with the amount by which an attacker must be left to think
it larger or smaller than it is. A *witness* is a change of hidden cells that keeps every equation
true and moves the target by that amount; only the cells it uses are kept.
"""

from dataclasses import dataclass

import numpy as np

from suppression.hitting import Cut
from suppression.linked import (
    BoolArray,
    CellArray,
    FloatArray,
    Incidence,
    LinkedTable,
    Protection,
)
from suppression.table_program import InfeasibleError, TableProgram

_HARDLY = 1e-6
_MOVED = 1e-3
_NEARLY = 1e-2
_WHOLLY = 1.0 - 1e-6
_NOTHING = 1e-9
_LEAST_DEMAND = 0.05


@dataclass(frozen=True, eq=False)
class Targets:
    """``cells`` (k,), ``signs`` (k,) +1 or -1, and ``amounts`` (k,) of 1 or more."""

    cells: CellArray
    signs: FloatArray
    amounts: FloatArray

    def __len__(self) -> int:
        return len(self.cells)


def targets_of(table: LinkedTable, protection: Protection) -> Targets:
    """What every primary must be moved by so that the protected counts stay possible."""
    primaries = np.flatnonzero(table.primary)
    up = protection.top - table.counts[primaries]
    down = table.counts[primaries] - protection.low
    cells = np.concatenate([primaries[up > 0], primaries[down > 0]])
    signs = np.repeat([1.0, -1.0], [(up > 0).sum(), (down > 0).sum()])
    amounts = np.concatenate([up[up > 0], down[down > 0]]).astype(np.float64)
    return Targets(cells, signs, amounts)


class Pusher:
    """Pushes targets within a choice of hidden cells, and says what is lacking where that fails.

    By duality: weights ``d`` on the cells, ``d = sign - (a combination of equations)``, limit how
    far a target moves, to what the hidden cells with ``d < 0`` can lose (and nothing if some
    ``d > 0`` is hidden). Where that is short of the amount, the published cells of the
    combination must make up for it: the capacity cut of Fischetti and Salazar 2001, each weight
    limited to the whole demand. As a further cell exceeds the threshold, most are covers.
    """

    def __init__(self, table: LinkedTable, targets: Targets) -> None:
        self._table, self._targets = table, targets
        self._counts = table.counts.astype(np.float64)
        self._always = table.primary | table.virtual
        self._further = table.candidates & ~table.virtual
        self._most = float(targets.amounts.max(initial=1.0))
        self._far = 4.0 * float(table.counts.max(initial=0)) + self._most
        self._program = TableProgram(table.incidence, table.cells, np.zeros(len(table.equations)))

    def allow(self, chosen: FloatArray) -> None:
        """From now on further cells (n,) may move as far as they are chosen, from 0 to 1."""
        whole = self._always | (chosen > _WHOLLY)
        # Published cells may move very little, so that the duals found use few of them.
        share = np.where(self._further, np.maximum(chosen, _HARDLY), 0.0) * self._most
        self._low = np.where(whole, -self._counts, -np.minimum(share, self._counts))
        self._high = np.where(whole, self._far, share)
        self._program.set_bounds(self._low, self._high)

    def push(self, target: int) -> BoolArray | Cut | None:
        """The cells (n,) that a witness moves; else a cut that every pattern satisfies.

        ``None`` where a choice in parts is neither enough nor against any cut.
        """
        at = self._targets.cells[target : target + 1]
        sign = self._targets.signs[target : target + 1]
        amount = self._targets.amounts[target : target + 1]
        # No further than needed: the witness uses fewer cells.
        self._program.set_bounds_of(
            at, np.minimum(sign * amount, 0.0), np.maximum(sign * amount, 0)
        )
        found = self._program.maximise(at, sign)
        self._program.set_bounds_of(at, self._low[at], self._high[at])
        if found.objective > amount[0] - _NEARLY:
            return np.asarray(np.abs(found.values) > _MOVED)
        return self._cut(found.reduced_costs, target)

    def _cut(self, weights: FloatArray, target: int) -> Cut | None:
        weights = np.where(np.abs(weights) < _NOTHING, 0.0, weights)
        cell, sign = self._targets.cells[target], self._targets.signs[target]
        lost = np.where(weights < 0, -weights * self._counts, 0.0)
        lost[cell] = 0.0  # the target's own weight multiplies the amount instead
        needed = self._targets.amounts[target] * (1.0 - sign * weights[cell])
        missing = needed - lost[self._always].sum()
        if missing < _LEAST_DEMAND:
            return None
        share = np.where(weights > 0, 1.0, np.minimum(lost / missing, 1.0))
        cells = np.flatnonzero(self._further & (share > _NOTHING))
        return Cut(cells, share[cells])


class CheapestPush:
    """Moves a target at the least weight of cells that are not hidden yet (Kelly et al. 1992)."""

    def __init__(self, table: LinkedTable, targets: Targets) -> None:
        self._targets, self._table = targets, table
        self._may = table.candidates | table.primary
        self._down = np.where(self._may, table.counts, 0).astype(np.float64)
        self._far = 4.0 * float(table.counts.max(initial=0)) + float(targets.amounts.max(initial=0))
        at = table.incidence  # every cell twice: what it gains, and what it loses
        doubled = Incidence(
            np.concatenate([at.equations, at.equations]),
            np.concatenate([at.cells, at.cells + table.cells]),
            np.concatenate([at.signs, -at.signs]),
        )
        self._program = TableProgram(doubled, 2 * table.cells, np.zeros(len(table.equations)))

    def cells(self, hidden: BoolArray, target: int, *, whole: bool = False) -> BoolArray | None:
        """The cells (n,) that the cheapest witness moves; ``None`` if there is none."""
        up, down = np.where(self._may, self._far, 0.0), self._down.copy()
        low_up, low_down = np.zeros(len(up)), np.zeros(len(up))
        cell, amount = self._targets.cells[target], self._targets.amounts[target]
        if self._targets.signs[target] > 0:
            low_up[cell] = up[cell] = amount
            down[cell] = 0.0
        else:
            low_down[cell] = down[cell] = amount
            up[cell] = 0.0
        self._program.set_bounds(np.concatenate([low_up, low_down]), np.concatenate([up, down]))
        cost = -np.where(hidden, 1e-3, np.maximum(self._table.weights, 1e-3))
        columns, both = np.arange(2 * len(up)), np.concatenate([cost, cost])
        try:
            if whole:
                found = self._program.maximise_whole(columns, both, 0.0)
            else:
                found = self._program.maximise(columns, both)
        except InfeasibleError:
            return None
        return np.asarray((found.values > _MOVED).reshape(2, -1).any(axis=0))
