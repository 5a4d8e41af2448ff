"""Complementary suppression, level *window*: the protected counts of every primary stay possible.

In the spirit of branch and cut (Fischetti and Salazar 2001), but block by block: the master
programme gives choices that satisfy all cuts known and a lower bound, the attacker gives the cuts
that a choice falls short of. Gaps between programme and whole choices add up over a table, and the
work to close them multiplies; in blocks that share no cell it only adds up. Their bounds add up to
one for the table, and their patterns, joined and mended, are improved one neighbourhood at a time,
where the master decides about some cells and the others stand. Where time ends before bound and
loss meet, the pattern protects all the same, and the bound tells how far from the least loss it
can be at most.

True counts steer the choice, as in this classical method everywhere: what an attacker can derive
depends on how much each hidden cell can lose.
"""

import time

import numpy as np

from suppression.bands import IntArray
from suppression.blocks import block_table, blocks
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
from suppression.window_search import Protected, WindowSearch, neighbourhood, with_the_rest_decided

_BLOCK = 200
_NEAR = (30, 90)
_TRIES = 1_000_000
_FOR_BLOCKS = 0.5
_FOR_NEIGHBOURS = 0.4
_STARTS = 4
_SECONDS_NEAR = 12.0


def hide_for_window(
    table: LinkedTable, protection: Protection, seconds: float, seed: int = 0
) -> Pattern:
    """Further cells to hide so that every primary is protected, at little loss.

    ``seconds`` of processor time are spent on bounds and improvements; the first pattern is
    finished however long it takes. Raises :class:`UnprotectableError`.
    """
    ends = time.process_time() + seconds
    joined = _block_by_block(table, protection, _FOR_BLOCKS * seconds, seed)
    search = WindowSearch(table, protection, seed)
    pattern = search.pruned(search.mended(joined.hidden))
    for _ in range(_STARTS - 1):  # what is mended first is left to chance
        if time.process_time() < ends - _FOR_NEIGHBOURS * seconds:
            other = search.pruned(search.mended(joined.hidden))
            pattern = min(pattern, other, key=lambda one: table.loss(one.hidden))
    pattern = _improved(table, pattern, protection, joined.bound, ends, seed)
    return Pattern(whole_number_proof(table, pattern.hidden, protection), joined.bound)


def _block_by_block(
    table: LinkedTable, protection: Protection, seconds: float, seed: int
) -> Pattern:
    """The blocks' patterns together, and the sum of their bounds.

    Blocks of few candidates go first: what they leave of their share is for those that need more.
    """
    hidden, bound = table.primary | table.virtual, 0.0
    parts = [cells for cells in blocks(table, _BLOCK) if table.primary[cells].any()]
    parts.sort(key=lambda cells: int(table.candidates[cells].sum()))
    ends = time.process_time() + seconds
    for number, cells in enumerate(parts):
        share = (ends - time.process_time()) / (len(parts) - number)
        found = WindowSearch(block_table(table, cells), protection, seed).least(max(share, 0.0))
        bound += found.bound
        if found.pattern is not None:
            hidden[cells] |= found.pattern.hidden
    return Pattern(hidden, bound)


def _improved(
    table: LinkedTable,
    pattern: Protected,
    protection: Protection,
    bound: float,
    ends: float,
    seed: int,
) -> Protected:
    """A pattern of less loss, by deciding again about some cells at a time until ``ends``."""
    random = np.random.default_rng(seed)
    for number in range(_TRIES):
        left = ends - time.process_time()
        if left <= 0 or table.loss(pattern.hidden) <= bound + 1e-6:
            break
        free = neighbourhood(table, int(random.integers(*_NEAR)), random)
        part = with_the_rest_decided(table, pattern.hidden, free)
        now = part.loss(pattern.hidden)
        near = WindowSearch(part, protection, seed + number, below=now, known=pattern)
        pattern = near.least(min(_SECONDS_NEAR, left), first=True).pattern or pattern
    return pattern


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
