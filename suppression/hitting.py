"""The master programme of cell suppression: which further cells to hide, at the least loss.

Every cut says that of some cells enough must be hidden (Fischetti and Salazar 2001). The
programme starts with what single equations ask for; what several of them ask for together is
added as an attacker finds it. Its optimum is a lower bound on any pattern, because it knows
only part of what a pattern must satisfy.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np

from suppression.linked import BoolArray, CellArray, FloatArray, LinkedTable, UnprotectableError
from suppression.program import SolverError


@dataclass(frozen=True, eq=False)
class Cut:
    """``weights @ hidden[cells] >= demand`` for every pattern that protects."""

    cells: CellArray
    weights: FloatArray
    demand: float = 1.0

    def key(self) -> tuple[bytes, bytes, float]:
        """Equal for cuts that say the same."""
        return self.cells.tobytes(), np.round(self.weights, 6).tobytes(), self.demand

    def short_of(self, chosen: FloatArray) -> bool:
        """Whether ``chosen`` (n,) falls short of the demand."""
        return bool(self.weights @ chosen[self.cells] < self.demand - 1e-4)


def cover(cells: CellArray) -> Cut:
    """At least one of ``cells`` must be hidden."""
    return Cut(cells, np.ones(len(cells)))


def lonely_cell_cuts(table: LinkedTable) -> Iterable[Cut]:
    """No equation may have one hidden cell only: it would follow from the others.

    For further cells this loses nothing: one that follows from others protects nothing.
    """
    for cells in table.equations:
        chosen = cells[table.candidates[cells]]
        primaries = int(table.primary[cells].sum())
        if primaries == 1:
            yield cover(chosen)
        if primaries == 0:
            weights = np.ones(len(chosen))
            for position in range(len(chosen)):
                alone = weights.copy()
                alone[position] = -1.0
                yield Cut(chosen, alone, 0.0)


@dataclass(frozen=True)
class Choice:
    """Values of the candidates (n,), 0 or 1 if whole, and a lower bound on the loss."""

    chosen: FloatArray
    bound: float


@dataclass(frozen=True, eq=False)
class _Pool:
    """Cuts as one sparse matrix."""

    rows: CellArray
    cells: CellArray
    weights: FloatArray
    demands: FloatArray

    @staticmethod
    def of(cuts: list[Cut]) -> "_Pool":
        nothing = np.zeros(0)
        return _Pool(
            np.repeat(np.arange(len(cuts)), [len(cut.cells) for cut in cuts]),
            np.concatenate([*(cut.cells for cut in cuts), nothing]).astype(np.intp),
            np.concatenate([*(cut.weights for cut in cuts), nothing]),
            np.array([cut.demand for cut in cuts]),
        )

    def satisfied(self, hidden: BoolArray) -> bool:
        met = np.bincount(self.rows, self.weights * hidden[self.cells], len(self.demands))
        return bool((met >= self.demands - 1e-4).all())


class HittingSet:
    """Cells to hide (n,) that satisfy all cuts so far, at the least loss."""

    def __init__(self, table: LinkedTable, seconds: float) -> None:
        self._cells = table.cells
        self._columns = np.arange(table.cells, dtype=np.int32)
        self._limits = table.candidates.astype(np.float64)
        self._seconds = seconds
        self._known: dict[tuple[bytes, bytes, float], Cut] = {}
        self._pool = _Pool.of([])
        self._solver = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("random_seed", 0)
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        model = highspy.HighsLp()
        model.num_col_ = table.cells
        model.col_cost_ = table.weights
        model.col_lower_ = np.zeros(table.cells)
        model.col_upper_ = self._limits
        model.a_matrix_.start_ = np.zeros(table.cells + 1, np.int32)
        self._solver.passModel(model)

    def add(self, cuts: Iterable[Cut]) -> int:
        """Add cuts that are not known yet; returns how many."""
        fresh = {cut.key(): cut for cut in cuts}
        new = [cut for key, cut in fresh.items() if key not in self._known]
        if new:
            self._known.update(fresh)
            # Cuts that demand nothing only spare useless cells: a pattern need not satisfy them.
            self._pool = _Pool.of([cut for cut in self._known.values() if cut.demand > 0])
            starts = np.cumsum([0, *(len(cut.cells) for cut in new)])
            self._solver.addRows(
                len(new),
                np.array([cut.demand for cut in new]),
                np.full(len(new), highspy.kHighsInf),
                int(starts[-1]),
                starts[:-1].astype(np.int32),
                np.concatenate([cut.cells for cut in new]).astype(np.int32),
                np.concatenate([cut.weights for cut in new]),
            )
        return len(new)

    def accepts(self, hidden: BoolArray) -> bool:
        """Whether a pattern (n,) satisfies every cut known."""
        return self._pool.satisfied(hidden)

    def relaxed(self) -> Choice:
        """The optimum when cells may be hidden in part."""
        self._set_kind(highspy.HighsVarType.kContinuous)
        choice = self._solved()
        if choice is None:
            raise UnprotectableError("not even all cells together protect every primary")
        return choice

    def whole(self, seconds: float | None = None) -> Choice | None:
        """The best choice found within the time allowed; ``None`` if there is none."""
        self._set_kind(highspy.HighsVarType.kInteger)
        return self._solved(seconds)

    def _set_kind(self, kind: highspy.HighsVarType) -> None:
        kinds = np.full(self._cells, int(kind), np.uint8)
        self._solver.changeColsIntegrality(self._cells, self._columns, kinds)

    def _solved(self, seconds: float | None = None) -> Choice | None:
        clock = self._solver.getRunTime() + (self._seconds if seconds is None else seconds)
        self._solver.setOptionValue("time_limit", clock)
        self._solver.run()
        status = self._solver.getModelStatus()
        info = self._solver.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        late = status == highspy.HighsModelStatus.kTimeLimit
        if late and info.primal_solution_status != 2:
            return None
        if not late and status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"HiGHS ended with {self._solver.modelStatusToString(status)}")
        values = np.asarray(self._solver.getSolution().col_value)
        whole = info.mip_dual_bound if info.mip_node_count >= 0 else info.objective_function_value
        return Choice(values, float(whole))
