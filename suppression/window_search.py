"""The search for patterns that keep a window of counts possible, and for bounds from below.

Patterns that protect come from a choice of the master programme by *mending* (what a target still
lacks is hidden where it costs least) and *pruning* (a further cell that every target can do
without is published again), and are improved in neighbourhoods, where the master decides about
some cells and the others stand.
"""

from dataclasses import dataclass

import numpy as np

from suppression.hitting import Cut, HittingSet, lonely_cell_cuts
from suppression.linked import (
    BoolArray,
    CellArray,
    FloatArray,
    LinkedTable,
    Protection,
    UnprotectableError,
)
from suppression.pushes import CheapestPush, Pusher, targets_of

_MASTER_SECONDS = 20.0
_ROUNDS = 40
_CUTS_A_ROUND = 20


@dataclass(frozen=True, eq=False)
class Protected:
    """A pattern that protects: ``hidden`` (n,) and the cells each witness moves (targets, n)."""

    hidden: BoolArray
    moves: BoolArray


def hidden_by(table: LinkedTable, chosen: FloatArray) -> BoolArray:
    """The pattern (n,) of a whole choice of further cells."""
    return table.primary | table.virtual | (chosen > 0.5)


class WindowSearch:
    """Searches patterns of one table that protect, and bounds from below."""

    def __init__(self, table: LinkedTable, protection: Protection, seed: int = 0) -> None:
        self.table, self.targets = table, targets_of(table, protection)
        self.master = HittingSet(table, _MASTER_SECONDS)
        self.master.add(lonely_cell_cuts(table))
        self.pusher = Pusher(table, self.targets)
        self.cheapest = CheapestPush(table, self.targets)
        self.random = np.random.default_rng(seed)
        self.bound = 0.0

    @property
    def everything(self) -> CellArray:
        """All targets."""
        return np.arange(len(self.targets))

    def tighten_relaxed(self) -> bool:
        """Add the cuts that the relaxed master falls short of; says whether there were any."""
        choice = self.master.relaxed()
        self.bound = max(self.bound, choice.bound)
        return self.master.add(self.cuts(choice.chosen, self.everything)) > 0

    def tighten_whole(self, seconds: float) -> BoolArray | None:
        """One whole choice of the master, as a pattern; the cuts it falls short of are added."""
        choice = self.master.whole(seconds)
        if choice is None:
            return None
        self.bound = max(self.bound, choice.bound)
        self.master.add(self.cuts(np.rint(choice.chosen), self.everything))
        return hidden_by(self.table, choice.chosen)

    def cuts(self, chosen: FloatArray, targets: CellArray) -> list[Cut]:
        """The cuts of some targets that a choice (n,) falls short of."""
        self.pusher.allow(chosen)
        found = (self.pusher.push(int(target)) for target in targets)
        return [cut for cut in found if isinstance(cut, Cut) and cut.short_of(chosen)]

    def mended(self, hidden: BoolArray) -> Protected:
        """The pattern with what its targets lack, hidden where it costs least."""
        hidden = hidden.copy()
        moves = np.zeros((len(self.targets), self.table.cells), np.bool_)
        self.pusher.allow(hidden.astype(np.float64))
        lacking = []
        for target in self.everything:
            found = self.pusher.push(int(target))
            if isinstance(found, np.ndarray):
                moves[target] = found
            else:
                lacking.append(int(target))
        for target in self.random.permutation(lacking):
            witness = self.cheapest.cells(hidden, int(target))
            if witness is None:
                raise UnprotectableError("a primary cannot be protected by hiding cells")
            moves[target] = witness
            hidden |= witness
        return Protected(hidden, moves)

    def pruned(self, pattern: Protected) -> Protected:
        """The pattern without further cells that it can do without, the least used first."""
        further = np.flatnonzero(pattern.hidden & self.table.candidates & ~self.table.virtual)
        use = pattern.moves[:, further].sum(axis=0)
        noise = self.random.random(len(further))
        for cell in further[np.lexsort((noise, use, -self.table.weights[further]))]:
            hidden = pattern.hidden.copy()
            hidden[cell] = False
            if self.master.accepts(hidden):
                pattern = self.checked(pattern, hidden) or pattern
        return pattern

    def checked(
        self, pattern: Protected, hidden: BoolArray, most_cuts: int = 1
    ) -> Protected | None:
        """``hidden`` as a pattern that protects, given one that does; ``None`` if it does not."""
        lost = pattern.moves[:, ~hidden].any(axis=1)
        moves = pattern.moves.copy()
        self.pusher.allow(hidden.astype(np.float64))
        cuts: list[Cut] = []
        for target in np.flatnonzero(lost):
            found = self.pusher.push(int(target))
            if isinstance(found, np.ndarray):
                moves[target] = found
            elif found is None:
                return None
            else:
                cuts.append(found)
                if len(cuts) >= most_cuts:
                    break
        self.master.add(cuts)
        return None if cuts else Protected(hidden, moves)

    def improved(self, pattern: Protected, free: BoolArray) -> Protected:
        """The best pattern found when only ``free`` cells (n,) may change."""
        best = pattern
        self.master.fix(pattern.hidden, free)
        for _ in range(_ROUNDS):
            choice = self.master.whole(2.0)
            if choice is None or choice.bound > self.table.loss(best.hidden) - 1e-6:
                break
            hidden = hidden_by(self.table, choice.chosen)
            if self.table.loss(hidden) > self.table.loss(best.hidden) - 1e-6:
                break
            found = self.checked(pattern, hidden, _CUTS_A_ROUND)
            if found is not None:
                best = found
            elif self.master.accepts(hidden):
                break  # what is lacking is beyond the cuts we find
        self.master.fix(pattern.hidden, np.ones(self.table.cells, np.bool_))
        return best

    def neighbourhood(self, size: int) -> BoolArray:
        """About ``size`` candidates near a random one, by equations that connect them."""
        at, table = self.table.incidence, self.table
        near = np.zeros(table.cells, np.bool_)
        near[self.random.choice(np.flatnonzero(table.candidates))] = True
        while (near & table.candidates).sum() < size:
            rows = np.zeros(len(table.equations), np.bool_)
            rows[at.equations[near[at.cells]]] = True
            # Of the equations around, a random part: whole shells would grow too fast.
            rows &= self.random.random(len(rows)) < 0.3
            before = near.sum()
            near[at.cells[rows[at.equations]]] = True
            if near.sum() == before and near.all():
                break
        return near
