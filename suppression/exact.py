"""Complementary suppression, level *exact*: no primary cell follows from the published ones.

The fewest further cells (by weight) such that every primary lies on a circulation of hidden
cells. The condition is solved as a hitting-set programme with cuts on demand: first what single
equations ask for, then, for a primary that all equations together still give away, the lightest
combination that gives it away. On the tables that methods are compared on, the first programme's
relaxation is nearly whole, so that optima of tens of thousands of cells are proven in seconds.

True counts steer nothing but which cells are primary or zero, and the weights if these are made
from them, as is usual with this classical method.
"""

import numpy as np

from suppression.circuits import determined, determining_cells
from suppression.doubt import kept_in_doubt
from suppression.hitting import Choice, HittingSet, cover, lonely_cell_cuts
from suppression.linked import BoolArray, LinkedTable, Pattern, UnprotectableError


def hide_exactly(table: LinkedTable, seconds: float = 60.0) -> Pattern:
    """As :func:`hide_against_equations`, and safe from attackers who know that counts are whole."""
    pattern = hide_against_equations(table, seconds)
    return Pattern(kept_in_doubt(table, pattern.hidden), pattern.bound)


def hide_against_equations(table: LinkedTable, seconds: float = 60.0) -> Pattern:
    """The least loss that keeps every primary from being determined by equations.

    ``bound`` of the pattern equals its loss when that is proven; ``seconds`` limits each solution
    of the master programme. Raises :class:`UnprotectableError`.
    """
    master = HittingSet(table, seconds)
    master.add(lonely_cell_cuts(table))
    bound = 0.0
    while True:
        choice = _choose(master)
        bound = max(bound, choice.bound)
        hidden = table.primary | table.virtual | (choice.chosen > 0.5)
        given_away = np.flatnonzero(determined(table, hidden) & table.primary)
        if not len(given_away):
            return Pattern(without_idle_cells(table, hidden), bound)
        combinations = [determining_cells(table, hidden, int(cell)) for cell in given_away]
        if not all(len(cells) for cells in combinations):
            raise UnprotectableError("a primary has no cell beside it that may be hidden")
        master.add(cover(cells) for cells in combinations)


def _choose(master: HittingSet) -> Choice:
    choice = master.whole()
    if choice is None:
        raise UnprotectableError("no choice of further cells protects every primary")
    return choice


def without_idle_cells(table: LinkedTable, hidden: BoolArray) -> BoolArray:
    """The pattern without further cells that are determined and so protect nothing."""
    idle = determined(table, hidden) & ~table.primary & ~table.virtual
    return hidden & ~idle
