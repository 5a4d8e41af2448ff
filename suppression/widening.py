"""Rule ``bands`` on any linked table: each count in its band, widened where an attacker learns.

A cell whose first band includes zero is protected if every count of the window stays possible in
every table that agrees with all bands and equations. Where one does not, the band that holds it
back most, by the dual values of the attacker's programme, goes to the next coarser grid. Costs
and ties are taken from published bands only. The engine of a domain's families does the same for
one- and two-way cuts; this module takes equations of any shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from suppression.bands import IntArray, band_limits, widened
from suppression.linked import CellArray, Protection, linked_table
from suppression.table_program import Solution, TableProgram

_NEARLY = 1e-6
_COARSER = 2


@dataclass(frozen=True, eq=False)
class _Bands:
    low: IntArray
    high: IntArray
    widths: IntArray


@dataclass(frozen=True, eq=False)
class LinkedBands:
    """Bands ``low`` and ``high`` (n,) that protect every small cell, and how many were widened."""

    low: IntArray
    high: IntArray
    widened: int


def audited_bands(
    counts: IntArray, equations: Sequence[CellArray], width: int, window: Protection
) -> LinkedBands:
    """Bands of ``width`` with zero merged, of which as few as duals suggest are widened."""
    table = linked_table(counts, equations, width)
    first = band_limits(counts, width)
    bands = _Bands(*first, np.full(len(counts), width))
    program = TableProgram(table.incidence, table.cells, np.zeros(len(equations)))
    small = np.flatnonzero(bands.low == 0)
    while culprits := _culprits(program, bands, small, window):
        widths = bands.widths.copy()
        widths[list(culprits)] *= _COARSER
        bands = _Bands(*widened(*first, widths), widths)
    return LinkedBands(bands.low, bands.high, int((bands.widths > width).sum()))


def _culprits(
    program: TableProgram, bands: _Bands, cells: CellArray, window: Protection
) -> set[int]:
    """For every end of a window that is out of reach, the band that holds it back most."""
    program.set_bounds(bands.low.astype(np.float64), bands.high.astype(np.float64))
    found: set[int] = set()
    for sign, end in ((1.0, float(window.high)), (-1.0, float(window.low))):
        best = np.full(len(bands.low), -np.inf)  # how far each cell got, in any solution
        together = program.maximise(cells, np.full(len(cells), sign))
        np.maximum(best, sign * together.values, out=best)
        for cell in cells:
            if best[cell] >= sign * end - _NEARLY:
                continue
            solution = program.maximise(np.array([cell]), np.array([sign]))
            np.maximum(best, sign * solution.values, out=best)
            if solution.objective < sign * end - _NEARLY:
                found.add(_binding(solution, bands, int(cell)))
    return found


def _binding(solution: Solution, bands: _Bands, target: int) -> int:
    """The band that holds the target back most and would yield if it were coarser.

    Ties go to the narrower band, then to the earlier cell.
    """
    held = np.abs(solution.reduced_costs).round(9)
    held[target] = 0.0
    coarser_low, coarser_high = widened(bands.low, bands.high, bands.widths * _COARSER)
    at_top = solution.reduced_costs > 0
    yields = np.where(at_top, coarser_high > bands.high, coarser_low < bands.low)
    order = np.lexsort((np.arange(len(held)), bands.widths, -held, ~yields | (held == 0.0)))
    return int(order[0])
