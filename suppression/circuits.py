"""Which hidden cells the equations alone give away, and which further cells would prevent it.

A hidden cell is determined by the published ones exactly if it lies on no circulation of hidden
cells: no change of hidden cells that leaves every equation true moves it (in a table of two
dimensions: an edge on no cycle, Gusfield 1988; in general: a coloop of the matroid of the hidden
columns). One random circulation tells all of them at once: it is zero there and, with probability
one, nowhere else.
"""

import highspy
import numpy as np

from suppression.linked import BoolArray, CellArray, FloatArray, Incidence, LinkedTable
from suppression.program import SolverError

_STILL = 1e-7
_PRECISE = 1e-13


def determined(table: LinkedTable, hidden: BoolArray, seed: int = 0) -> BoolArray:
    """The hidden cells (n,) whose value follows from the published ones by the equations."""
    moves = np.random.default_rng(seed).uniform(1.0, 2.0, table.cells)
    moves *= np.where(np.arange(table.cells) % 2, 1.0, -1.0)
    at = table.incidence.among(hidden)
    flow = moves - _spread(at, _multipliers(at, moves, len(table.equations)), table.cells)
    return hidden & (np.abs(flow) < _STILL)


def _gather(at: Incidence, values: FloatArray, rows: int) -> FloatArray:
    return np.bincount(at.equations, at.signs * values[at.cells], rows).astype(np.float64)


def _spread(at: Incidence, multipliers: FloatArray, cells: int) -> FloatArray:
    return np.bincount(at.cells, at.signs * multipliers[at.equations], cells).astype(np.float64)


def _multipliers(at: Incidence, moves: FloatArray, rows: int) -> FloatArray:
    """Least-squares multipliers of the equations for ``moves``, by conjugate gradients."""
    cells = len(moves)
    multipliers = np.zeros(rows)
    residual = _gather(at, moves, rows)
    direction, square = residual.copy(), float(residual @ residual)
    enough = square * _PRECISE**2
    for _ in range(20 * (rows + 10)):
        if square <= enough:
            return multipliers
        image = _gather(at, _spread(at, direction, cells), rows)
        step = square / float(direction @ image)
        multipliers += step * direction
        residual -= step * image
        before, square = square, float(residual @ residual)
        direction = residual + square / before * direction
    raise SolverError("conjugate gradients did not settle")


def determining_cells(table: LinkedTable, hidden: BoolArray, cell: int) -> CellArray:
    """Published candidates of which one at least must be hidden so that ``cell`` is not determined.

    A combination of equations in which ``cell`` is the only hidden one; the fewer published cells
    it has, the more it demands. It is looked for near the cell first, and further away until one
    is found.
    """
    near = np.zeros(table.cells, np.bool_)
    near[cell] = True
    equations = np.zeros(len(table.equations), np.bool_)
    everything = table.incidence
    while True:
        before = int(equations.sum())
        equations[everything.equations[near[everything.cells]]] = True
        near[everything.cells[equations[everything.equations]]] = True
        near &= hidden
        found = _combination(table, hidden, cell, np.flatnonzero(equations))
        if found is not None:
            return found
        if int(equations.sum()) == before:
            raise SolverError(f"cell {cell} is not determined by the equations")


def _combination(
    table: LinkedTable, hidden: BoolArray, cell: int, equations: CellArray
) -> CellArray | None:
    """The published candidates of the lightest combination of these equations, if there is one."""
    cells, columns = np.unique(
        np.concatenate([table.equations[row] for row in equations]), return_inverse=True
    )
    rows = np.repeat(np.arange(len(equations)), [len(table.equations[row]) for row in equations])
    signs = -np.ones(len(columns))
    signs[np.flatnonzero(np.diff(rows, prepend=-1))] = 1.0
    solver = _silent()
    # Primal: a flow of at most 1 through each candidate that pushes `cell`; its duals are the
    # multipliers sought. Hidden cells are free, other published cells may not count: free of cost.
    free = highspy.kHighsInf
    limit = np.where(hidden[cells], free, np.where(table.candidates[cells], 1.0, 0.0))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cells), len(equations)
    model.col_cost_ = np.where(cells == cell, -1.0, 0.0)
    model.col_lower_, model.col_upper_ = -limit, limit
    model.row_lower_ = model.row_upper_ = np.zeros(len(equations))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(rows, np.arange(len(equations) + 1)).astype(np.int32)
    model.a_matrix_.index_ = columns.astype(np.int32)
    model.a_matrix_.value_ = signs
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None  # unbounded: within these equations alone the cell can move
    weight = np.abs(np.asarray(solver.getSolution().col_dual))
    found: CellArray = cells[(weight > _STILL) & table.candidates[cells] & ~hidden[cells]]
    return found


def _silent() -> highspy.Highs:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver
