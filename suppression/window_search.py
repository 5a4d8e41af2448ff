"""The search for patterns that keep a window of counts possible, and for bounds from below.

An implicit hitting set (Moreno-Centeno and Karp 2013): the master programme chooses the least loss
that satisfies all cuts known, a lower bound; what the choice falls short of gives new cuts, each
shortened to cells none of which can be spared. The choice then *grows* by a cell of each new cut,
and again, until it protects: that gives many cuts for one solution of the master, and a pattern.
Patterns are improved by *pruning*: a further cell that every target can do without is published
again.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from time import process_time

import numpy as np

from suppression.hitting import Cut, HittingSet, cover, lonely_cell_cuts
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
_RELAXED_ROUNDS = 30
_ALMOST = 1e-6


@dataclass(frozen=True, eq=False)
class Protected:
    """A pattern that protects: ``hidden`` (n,) and the cells each witness moves (targets, n)."""

    hidden: BoolArray
    moves: BoolArray


@dataclass(frozen=True)
class Least:
    """The best pattern found, if any is better than asked, and the bound proven."""

    pattern: Protected | None
    bound: float


class WindowSearch:
    """Searches patterns of one table that protect, and bounds from below.

    ``below`` is the loss that a pattern must stay under to be of interest. ``known`` protects when
    all that may be hidden is: targets whose witnesses move nothing undecided need no second look.
    """

    def __init__(
        self,
        table: LinkedTable,
        protection: Protection,
        seed: int = 0,
        below: float = np.inf,
        known: Protected | None = None,
    ) -> None:
        self.table, self.targets = table, targets_of(table, protection)
        self.master = HittingSet(table, _MASTER_SECONDS)
        self.master.add(lonely_cell_cuts(table))
        self.pusher = Pusher(table, self.targets)
        self.random = np.random.default_rng(seed)
        self.bound, self._below = 0.0, below
        self._best: Protected | None = None
        self._known = known
        self._further = table.candidates & ~table.virtual
        self._whole_losses = bool((table.weights % 1.0 == 0).all())

    @cached_property
    def cheapest(self) -> CheapestPush:
        """The cheapest witnesses."""
        return CheapestPush(self.table, self.targets)

    @property
    def lacking(self) -> CellArray:
        """The targets that primaries and virtual cells alone do not protect."""
        return self._without_further[0]

    @cached_property
    def _without_further(self) -> tuple[CellArray, BoolArray]:
        """The lacking targets, and the cells (targets, n) that witnesses of the others move."""
        moves = np.zeros((len(self.targets), self.table.cells), np.bool_)
        asked = np.arange(len(self.targets))
        if self._known is not None:
            moves = self._known.moves.copy()
            asked = np.flatnonzero(moves[:, self._further].any(axis=1))
        self.pusher.allow(np.zeros(self.table.cells))
        lacking = []
        for target in asked:
            found = self.pusher.push(int(target))
            moves[target] = found if isinstance(found, np.ndarray) else False
            if not isinstance(found, np.ndarray):
                lacking.append(target)
        return np.array(lacking, np.intp), moves

    def least(self, seconds: float, *, first: bool = False) -> Least:
        """The least loss, or what is known of it after ``seconds`` of processor time.

        With ``first``, the first pattern of a loss ``below`` what was asked will do.
        """
        ends = process_time() + seconds
        for _ in range(_RELAXED_ROUNDS):
            if self._settled or not self._tighten_relaxed():
                break
        while not self._settled and process_time() < ends:
            choice = self.master.whole(max(ends - process_time(), 1.0))
            if choice is None:
                break
            self._raise_bound(choice.bound)
            if self._settled:
                break
            cuts, grown = self.grown(hidden_by(self.table, choice.chosen))
            learnt = self.master.add(cuts)
            if self.table.loss(grown.hidden) < self._below - _ALMOST:
                self._keep(self.pruned(grown))
                if first:
                    break
            if not learnt:
                break  # it protects, or what it lacks is beyond the cuts we find
        return Least(self._best, self.bound)

    @property
    def _settled(self) -> bool:
        """Whether nothing below what is wanted is left to be found."""
        wanted = self._below - 1.0 if self._whole_losses else self._below - 2.0 * _ALMOST
        return self.bound > wanted + _ALMOST

    def _keep(self, pattern: Protected) -> None:
        self._best, self._below = pattern, self.table.loss(pattern.hidden)

    def _raise_bound(self, bound: float) -> None:
        rounded = float(np.ceil(bound - _ALMOST)) if self._whole_losses else bound
        self.bound = max(self.bound, rounded)

    def _tighten_relaxed(self) -> bool:
        choice = self.master.relaxed()
        self._raise_bound(choice.bound)
        return self.master.add(self.cuts(choice.chosen)) > 0

    def cuts(self, chosen: FloatArray) -> list[Cut]:
        """Cuts that a choice (n,) in parts falls short of."""
        self.pusher.allow(chosen)
        found = ((int(target), self.pusher.push(int(target))) for target in self.lacking)
        short = [(at, cut) for at, cut in found if isinstance(cut, Cut) and cut.short_of(chosen)]
        return [self._shortened(at, cut) for at, cut in short]

    def _shortened(self, target: int, cut: Cut) -> Cut:
        """A cover of as few of the cut's cells as its target leaves without protection.

        All other cells hidden, cells of the cut are hidden too, one by one, while the target
        stays unprotected: at least one of those left must be hidden.
        """
        left = np.zeros(self.table.cells, np.bool_)
        left[cut.cells] = True
        for cell in self.random.permutation(cut.cells):
            if left[cell]:
                rest = self._further & ~left
                rest[cell] = True
                self.pusher.allow(rest.astype(np.float64))
                found = self.pusher.push(target)
                if isinstance(found, Cut):
                    still = np.zeros(self.table.cells, np.bool_)
                    still[found.cells] = True
                    left &= still
        return cover(np.flatnonzero(left))

    def grown(self, hidden: BoolArray) -> tuple[list[Cut], Protected]:
        """A pattern that protects, hiding more, and cuts that ``hidden`` (n,) falls short of."""
        hidden, cuts = hidden.copy(), list[Cut]()
        moves = self._without_further[1].copy()
        left = self.lacking
        while len(left):
            self.pusher.allow(hidden.astype(np.float64))
            found = [(int(target), self.pusher.push(int(target))) for target in left]
            for target, witness in found:
                if isinstance(witness, np.ndarray):
                    moves[target] = witness
            short = [(target, cut) for target, cut in found if isinstance(cut, Cut)]
            new = [self._shortened(target, cut) for target, cut in short]
            cuts += new
            hidden |= self._hitting(new)
            for target, nothing in found:
                if nothing is None:  # hardly anything is lacking: no cut shows it
                    hidden |= self._cheapest_moves(hidden, target)
            left = np.array([at for at, one in found if not isinstance(one, np.ndarray)], np.intp)
        return cuts, Protected(hidden, moves)

    def _hitting(self, covers: list[Cut]) -> BoolArray:
        """Cells (n,) of which each cover has one, those that most covers share first."""
        chosen = np.zeros(self.table.cells, np.bool_)
        while covers:
            cells = np.concatenate([one.cells for one in covers])
            if not len(cells):
                raise UnprotectableError("a primary cannot be protected by hiding cells")
            use = np.bincount(cells, minlength=self.table.cells)
            gain = (use + 0.5 * self.random.random(len(use))) / np.maximum(self.table.weights, 1e-3)
            cell = int(np.argmax(np.where(use > 0, gain, 0.0)))
            chosen[cell] = True
            covers = [one for one in covers if len(one.cells) == 0 or cell not in one.cells]
        return chosen

    def _cheapest_moves(self, hidden: BoolArray, target: int) -> BoolArray:
        witness = self.cheapest.cells(hidden, target)
        if witness is None:
            raise UnprotectableError("a primary cannot be protected by hiding cells")
        return witness

    def mended(self, hidden: BoolArray) -> Protected:
        """The pattern with what its targets lack, hidden where it costs least."""
        hidden, moves = hidden.copy(), self._without_further[1].copy()
        self.pusher.allow(hidden.astype(np.float64))
        found = {int(target): self.pusher.push(int(target)) for target in self.lacking}
        for target, witness in found.items():
            if isinstance(witness, np.ndarray):
                moves[target] = witness
        lacking = [at for at, witness in found.items() if not isinstance(witness, np.ndarray)]
        for target in self.random.permutation(np.array(lacking, np.intp)):
            moves[target] = self._cheapest_moves(hidden, int(target))
            hidden |= moves[target]
        return Protected(hidden, moves)

    def pruned(self, pattern: Protected) -> Protected:
        """The pattern without further cells that it can do without, the least used first."""
        further = np.flatnonzero(pattern.hidden & self._further)
        use = pattern.moves[:, further].sum(axis=0)
        noise = self.random.random(len(further))
        for cell in further[np.lexsort((noise, use, -self.table.weights[further]))]:
            hidden = pattern.hidden.copy()
            hidden[cell] = False
            if self.master.accepts(hidden):
                pattern = self._checked(pattern, hidden) or pattern
        return pattern

    def _checked(self, pattern: Protected, hidden: BoolArray) -> Protected | None:
        """``hidden`` as a pattern that protects, given one that does; ``None`` if it does not."""
        lost = pattern.moves[:, ~hidden].any(axis=1)
        moves = pattern.moves.copy()
        self.pusher.allow(hidden.astype(np.float64))
        for target in np.flatnonzero(lost):
            found = self.pusher.push(int(target))
            if not isinstance(found, np.ndarray):
                self.master.add([found] if found is not None else [])
                return None
            moves[target] = found
        return Protected(hidden, moves)


def hidden_by(table: LinkedTable, chosen: FloatArray) -> BoolArray:
    """The pattern (n,) of a whole choice of further cells."""
    return table.primary | table.virtual | (chosen > 0.5)


def with_the_rest_decided(table: LinkedTable, hidden: BoolArray, free: BoolArray) -> LinkedTable:
    """The table when only the ``free`` cells (n,) may differ from the pattern ``hidden``."""
    stays = hidden & ~free & ~table.primary & ~table.virtual
    return replace(
        table,
        hideable=table.hideable & free,
        virtual=table.virtual | stays,
        weights=np.where(stays, 0.0, table.weights),
    )


def neighbourhood(table: LinkedTable, size: int, random: np.random.Generator) -> BoolArray:
    """About ``size`` candidates near a random one, by equations that connect them."""
    at = table.incidence
    near = np.zeros(table.cells, np.bool_)
    near[random.choice(np.flatnonzero(table.candidates))] = True
    while (near & table.candidates).sum() < size:
        rows = np.zeros(len(table.equations), np.bool_)
        rows[at.equations[near[at.cells]]] = True
        # Of the equations around, a random part: whole shells would grow too fast.
        rows &= random.random(len(rows)) < 0.3
        before = near.sum()
        near[at.cells[rows[at.equations]]] = True
        if near.sum() == before and near.all():
            break
    return near
