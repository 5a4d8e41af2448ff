"""Complementary suppression, level *window*: the protected counts of every primary stay possible.

Branch and cut in two halves (Fischetti and Salazar 2001): the master programme gives choices that
satisfy all cuts known and a lower bound on any pattern, the attacker gives the cuts that a choice
falls short of. Where time ends before the two meet, the pattern protects all the same, and the
bound tells how far from the least loss it can be at most.

True counts steer the choice, as in this classical method everywhere: what an attacker can derive
depends on how much each hidden cell can lose.
"""

import time

import numpy as np

from suppression.bands import IntArray
from suppression.linked import (
    BoolArray,
    CellArray,
    LinkedTable,
    Pattern,
    Protection,
    UnprotectableError,
)
from suppression.pushes import CheapestPush, Targets, targets_of
from suppression.table_attacker import attack
from suppression.window_search import Protected, WindowSearch

_STARTS = 2
_NEAR = 60
_TRIES = 1_000_000
_FOR_BOUNDS = 0.2
_FOR_STARTS = 0.5
_MASTER_SECONDS = 2.0


def hide_for_window(
    table: LinkedTable, protection: Protection, seconds: float, seed: int = 0
) -> Pattern:
    """Further cells to hide so that every primary is protected, at little loss.

    ``seconds`` of processor time are spent on bounds and improvements; the first pattern is
    finished however long it takes. Raises :class:`UnprotectableError`.
    """
    started = time.process_time()

    def spent(share: float) -> bool:
        return time.process_time() - started > share * seconds

    search = WindowSearch(table, protection, seed)
    while not spent(_FOR_BOUNDS) and search.tighten_relaxed():
        pass
    best = _start(search)
    for _ in range(_STARTS - 1):
        if not spent(_FOR_STARTS):
            best = min(best, _start(search), key=lambda found: table.loss(found.hidden))
    for _ in range(_TRIES):
        if spent(1.0) or search.bound > table.loss(best.hidden) - 1.0 + 1e-6:
            break
        found = search.improved(best, search.neighbourhood(_NEAR))
        if found is not best:
            best = search.pruned(found)
    hidden = whole_number_proof(table, best.hidden, protection)
    return Pattern(hidden, search.bound)


def _start(search: WindowSearch) -> Protected:
    hidden = search.tighten_whole(_MASTER_SECONDS)
    if hidden is None:
        hidden = search.table.primary | search.table.virtual
    return search.pruned(search.mended(hidden))


def whole_number_proof(table: LinkedTable, hidden: BoolArray, protection: Protection) -> BoolArray:
    """The pattern with what it takes that every protected end has a whole-number table.

    In tables of three dimensions the linear relaxation can promise an attacker's doubt that whole
    numbers do not keep.
    """
    targets = targets_of(table, protection)
    cheapest = CheapestPush(table, targets)
    while True:
        ranges = attack(table, hidden, protection, table.primary)
        open_targets = _open(targets, ranges.low, ranges.high, protection)
        if not len(open_targets):
            return hidden
        for target in open_targets:
            witness = cheapest.cells(hidden, int(target), whole=True)
            if witness is None:
                raise UnprotectableError("a primary cannot be protected by hiding cells")
            hidden = hidden | witness


def _open(targets: Targets, low: IntArray, high: IntArray, protection: Protection) -> CellArray:
    reached_up = high[targets.cells] >= protection.top
    reached_down = low[targets.cells] <= protection.low
    return np.flatnonzero(~np.where(targets.signs > 0, reached_up, reached_down))
