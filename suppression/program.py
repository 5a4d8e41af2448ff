"""Linear and integer programmes over the cells of one family, solved by HiGHS.

One model is kept per family: between solutions only costs and bounds change, so that each solve
starts from the last basis (Fischer and Salazar 2001 audit linked tables in the same way).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import highspy
import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.tables import Adds, TablePlan

FloatArray = NDArray[np.float64]
_DUAL, _PRIMAL = 1, 4  # simplex strategies of HiGHS


_ANSWERS = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)


class SolverError(RuntimeError):
    """HiGHS ended without an answer (neither optimal nor infeasible)."""


@dataclass(frozen=True)
class Row:
    """``low <= weights @ cells[columns] <= high``."""

    columns: NDArray[np.intp]
    weights: FloatArray
    low: float = 0.0
    high: float = 0.0


@lru_cache(maxsize=256)
def equations(plan: TablePlan, crossed: bool, shift: int = 0) -> tuple[Row, ...]:
    """``whole - sum of parts = 0`` for every tie of a subject whose cells start at ``shift``."""
    return tuple(
        Row(
            np.concatenate(([tie.whole], tie.parts)) + shift,
            np.concatenate(([1.0], np.full(len(tie.parts), -1.0))),
        )
        for tie in plan.ties(crossed)
    )


class CellProgram:
    """Cells within bounds that satisfy rows. Bounds and costs have shape (cells,)."""

    def __init__(self, cells: int, rows: Sequence[Row]) -> None:
        self._cells, self._strategy = cells, _DUAL
        self._columns = np.arange(cells, dtype=np.int32)
        self._solver = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("random_seed", 0)
        self._solver.setOptionValue("simplex_strategy", _DUAL)
        self._solver.passModel(_model(cells, rows))
        self._duals: FloatArray = np.zeros(cells)

    def expect_new_costs(self) -> None:
        """Between most solutions costs change and bounds do not: the last basis stays feasible."""
        self._strategy = _PRIMAL
        self._solver.setOptionValue("simplex_strategy", _PRIMAL)

    def set_bounds(self, low: IntArray, high: IntArray) -> None:
        """Give every cell its bounds; ``low`` may not exceed ``high``."""
        self._solver.changeColsBounds(
            self._cells, self._columns, low.astype(np.float64), high.astype(np.float64)
        )

    def maximise(self, cost: FloatArray) -> IntArray | None:
        """A whole-number table that maximises ``cost @ cells``, or ``None`` if there is none.

        The linear optimum is taken where it is whole (always, for a network of cells); otherwise
        integer programming decides.
        """
        self._solver.changeColsCost(self._cells, self._columns, -cost)
        values = self._run()
        if values is None:
            return None
        self._duals = np.asarray(self._solver.getSolution().col_dual)[: self._cells]
        whole = np.rint(values).astype(np.int64)
        if np.abs(values - whole).max(initial=0) < 1e-6:
            return whole
        return self._integer()

    def relaxed(self, cost: FloatArray) -> FloatArray | None:
        """As :meth:`maximise`, with counts that need not be whole."""
        self._solver.changeColsCost(self._cells, self._columns, -cost)
        return self._run()

    def binding(self) -> FloatArray:
        """Reduced cost of every cell at the last linear optimum: positive where its lower bound
        holds the optimum back, negative where its upper one does."""
        return self._duals

    def _integer(self) -> IntArray | None:
        kinds = highspy.HighsVarType
        self._set_kind(kinds.kInteger)
        values = self._run()
        self._set_kind(kinds.kContinuous)
        return None if values is None else np.rint(values).astype(np.int64)

    def _set_kind(self, kind: highspy.HighsVarType) -> None:
        self._solver.changeColsIntegrality(
            self._cells, self._columns, np.full(self._cells, int(kind), np.uint8)
        )

    def _run(self) -> FloatArray | None:
        self._solver.run()
        status = self._solver.getModelStatus()
        if status not in _ANSWERS:  # from the last basis, in rare cases: once more, from none
            self._solver.clearSolver()
            self._solver.setOptionValue("simplex_strategy", _DUAL)
            self._solver.run()
            self._solver.setOptionValue("simplex_strategy", self._strategy)
            status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"HiGHS ended with {self._solver.modelStatusToString(status)}")
        return np.asarray(self._solver.getSolution().col_value)[: self._cells]


class _Families:
    """The cells of families, one family behind the other, and the equations of each."""

    def __init__(self, families: Sequence[tuple[TablePlan, bool]]) -> None:
        self.sizes = [plan.cell_count(crossed) for plan, crossed in families]
        self.starts = np.cumsum([0, *self.sizes]).tolist()
        self.rows = [
            row
            for (plan, crossed), start in zip(families, self.starts[:-1], strict=True)
            for row in equations(plan, crossed, start)
        ]
        self.across = np.full(self.starts[-1], -1, np.intp)

    def tie(self, lower: int, upper: int, cells: NDArray[np.intp]) -> None:
        """No cell of one family exceeds that of another which ``cells`` names, -1 for none."""
        known = cells[: self.sizes[lower]]
        here = np.flatnonzero((known >= 0) & (known < self.sizes[upper]))
        self.across[self.starts[lower] + here] = self.starts[upper] + known[here]


class ChainProgram:
    """The cells of families each of which is part of the one before, and what ties them.

    ``families`` are plans, with crossings or not; ``across`` gives, for each family after the
    first, the cell of the one before that each of its cells may not exceed, -1 where there is none.
    ``starts`` is where each family's cells begin, ``across`` holds the same cells by position.
    """

    def __init__(
        self, families: Sequence[tuple[TablePlan, bool]], across: Sequence[NDArray[np.intp]]
    ) -> None:
        joined = _Families(families)
        for level, cells in enumerate(across, start=1):
            joined.tie(level, level - 1, cells)
        self.starts, self.across = joined.starts, joined.across
        self.rows = [*joined.rows, *_less(self.across)]
        self.solver = CellProgram(self.starts[-1], self.rows)


class PartsProgram:
    """A subject and one or more that are part of it.

    The whole's cells come first; ``starts`` is where each family's cells begin, and ``across``
    gives for each cell that of the whole which it may not exceed, -1 where there is none. ``adds``
    tells how the parts add up, if that is known, in every cell that all of them publish; at least
    so many people as are ``beyond`` all parts, the whole's total has besides; at most so many has
    every count of it where the parts cover it. For every cell,
    ``family`` and ``cell`` tell where it lies, ``column`` and ``cut`` are the plan's numbers of it.
    """

    def __init__(
        self,
        whole: tuple[TablePlan, bool],
        parts: Sequence[tuple[TablePlan, bool]],
        cells: NDArray[np.intp],
        adds: Adds | None = None,
        beyond: int = 0,
    ) -> None:
        families = [whole, *parts]
        joined = _Families(families)
        for part in range(1, len(families)):
            joined.tie(part, 0, cells)
        self.starts, self.across = joined.starts, joined.across
        self.family = np.repeat(np.arange(len(families)), joined.sizes)
        self.cell = np.concatenate([np.arange(size) for size in joined.sizes])
        self.column, self.cut = (
            np.concatenate([own[:size] for own, size in zip(some, joined.sizes, strict=True)])
            for some in zip(*((plan.column_of, plan.cut_of) for plan, _ in families), strict=True)
        )
        self.rows = [*joined.rows, *_less(self.across)]
        if adds is not None:
            self.rows += self._sums(adds, len(parts), beyond)
        self.solver = CellProgram(self.starts[-1], self.rows)
        self.solver.expect_new_costs()

    def _sums(self, adds: Adds, parts: int, beyond: int) -> Iterator[Row]:
        limits = {Adds.EQUAL: (0.0, 0.0), Adds.COVER: (-np.inf, 0.0), Adds.APART: (0.0, np.inf)}
        for cell in range(self.starts[1]):
            found = np.flatnonzero(self.across == cell)
            if len(found) == parts:
                weights = np.concatenate(([1.0], np.full(parts, -1.0)))
                least, most = limits[adds]
                if adds is Adds.COVER:
                    most += beyond
                else:
                    least += 0 if cell else beyond
                yield Row(np.concatenate(([cell], found)), weights, least, most)


def _less(across: NDArray[np.intp]) -> list[Row]:
    """Each cell is at most the one that ``across`` names."""
    less = np.array([1.0, -1.0])
    return [
        Row(np.array([int(across[cell]), cell]), less, 0, np.inf)
        for cell in np.flatnonzero(across >= 0).tolist()
    ]


def _model(cells: int, rows: Sequence[Row]) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_ = cells
    model.num_row_ = len(rows)
    model.col_cost_ = np.zeros(cells)
    model.col_lower_ = np.zeros(cells)
    model.col_upper_ = np.zeros(cells)
    model.row_lower_ = np.array([row.low for row in rows], np.float64)
    model.row_upper_ = np.array([row.high for row in rows], np.float64)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row.columns) for row in rows)]).astype(np.int32)
    columns = [row.columns for row in rows] or [np.zeros(0, np.intp)]
    model.a_matrix_.index_ = np.concatenate(columns).astype(np.int32)
    model.a_matrix_.value_ = np.concatenate([row.weights for row in rows] or [np.zeros(0)])
    return model
