"""Linear programmes over some cells of a linked table, the others standing still at their counts.

Variables are true counts or changes of counts, as the caller's bounds say. The model is kept:
between solutions only bounds and objective change, so that each starts from the last basis.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from suppression.bands import IntArray
from suppression.linked import BoolArray, CellArray, FloatArray, Incidence, LinkedTable
from suppression.program import SolverError

_WHOLE = 1e-6


@dataclass(frozen=True, eq=False)
class Solution:
    """Values (m,) of the cells and how much each bound holds the objective back (m,)."""

    objective: float
    values: FloatArray
    reduced_costs: FloatArray

    def whole(self) -> IntArray | None:
        """The values if they are whole numbers."""
        near = np.rint(self.values)
        return near.astype(np.int64) if np.abs(self.values - near).max() < _WHOLE else None


class InfeasibleError(SolverError):
    """No values satisfy the bounds and the equations."""


class TableProgram:
    """Maximise over ``columns`` variables whose sums by equation are ``totals`` (equations,)."""

    def __init__(self, at: Incidence, columns: int, totals: FloatArray) -> None:
        self._columns = np.arange(columns, dtype=np.int32)
        self._costly: CellArray = np.zeros(0, np.int32)
        self._solver = highspy.Highs()
        for option, value in {"output_flag": False, "threads": 1, "random_seed": 0}.items():
            self._solver.setOptionValue(option, value)
        self._solver.setOptionValue("presolve", "off")
        self._solver.passModel(_model(at, columns, totals))

    def set_bounds(self, low: FloatArray, high: FloatArray) -> None:
        """Bounds of every column."""
        self._solver.changeColsBounds(len(self._columns), self._columns, low, high)

    def set_bounds_of(self, columns: CellArray, low: FloatArray, high: FloatArray) -> None:
        """Bounds of some columns."""
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), low, high)

    def maximise(self, columns: CellArray, weights: FloatArray) -> Solution:
        """The optimum of ``weights @ values[columns]``; raises if there is none."""
        if len(self._costly):
            nothing = np.zeros(len(self._costly))
            self._solver.changeColsCost(len(self._costly), self._costly, nothing)
        self._costly = columns.astype(np.int32)
        self._solver.changeColsCost(len(columns), self._costly, -weights)
        return self._solved()

    def maximise_whole(self, columns: CellArray, weights: FloatArray, goal: float) -> Solution:
        """As :meth:`maximise` in whole numbers, ending early at ``goal``."""
        relaxed = self.maximise(columns, weights)
        if relaxed.whole() is not None:
            return relaxed
        self._solver.setOptionValue("presolve", "choose")
        self._solver.setOptionValue("objective_target", -goal)
        self._set_kind(highspy.HighsVarType.kInteger)
        try:
            return self._solved()
        finally:
            self._set_kind(highspy.HighsVarType.kContinuous)
            self._solver.setOptionValue("objective_target", -highspy.kHighsInf)
            self._solver.setOptionValue("presolve", "off")

    def _set_kind(self, kind: highspy.HighsVarType) -> None:
        kinds = np.full(len(self._columns), int(kind), np.uint8)
        self._solver.changeColsIntegrality(len(self._columns), self._columns, kinds)

    def _solved(self) -> Solution:
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise InfeasibleError("no table satisfies the bounds")
        fine = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveTarget)
        if status not in fine:
            raise SolverError(f"HiGHS ended with {self._solver.modelStatusToString(status)}")
        found = self._solver.getSolution()
        duals = np.asarray(found.col_dual) if found.dual_valid else np.zeros(len(self._columns))
        objective = -float(self._solver.getInfo().objective_function_value)
        return Solution(objective, np.asarray(found.col_value), -duals)


def sums_of(table: LinkedTable, cells: BoolArray) -> FloatArray:
    """What the true counts of some cells (n,) contribute to each equation (equations,)."""
    at = table.incidence.among(cells)
    sums: FloatArray = np.bincount(
        at.equations, at.signs * table.counts[at.cells], len(table.equations)
    ).astype(np.float64)
    return sums


def among(table: LinkedTable, cells: CellArray) -> Incidence:
    """The equations with the given cells only, renumbered in the order given."""
    position = np.full(table.cells, -1)
    position[cells] = np.arange(len(cells))
    at = table.incidence.among(position >= 0)
    return Incidence(at.equations, position[at.cells], at.signs)


def _model(at: Incidence, columns: int, totals: FloatArray) -> highspy.HighsLp:
    used, rows = np.unique(at.equations, return_inverse=True)
    order = np.argsort(rows, kind="stable")
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(used)
    model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(columns)
    model.row_lower_ = model.row_upper_ = totals[used]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(rows[order], np.arange(len(used) + 1)).astype(np.int32)
    model.a_matrix_.index_ = at.cells[order].astype(np.int32)
    model.a_matrix_.value_ = at.signs[order]
    return model
