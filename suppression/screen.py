"""What a few whole tables show at once, in closed form, before counts are pushed one by one.

While whole tables stand for all other subjects of a coupling, it follows without a solver which
counts the cells of one can take (:mod:`suppression.reach`). Each such count stands in whole tables
that fit together, as those that a solver finds do. Most counts get to both ends of their window
that way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from suppression.bands import IntArray
from suppression.known import BoolArray, Rows
from suppression.program import PartsProgram
from suppression.reach import Reach
from suppression.star import Star
from suppression.tables import Adds
from suppression.targets import Targets

# Where the tables lie: the whole's counts as high (1) or as low (-1) as they get, and its parts'.
_TURNS = ((1, -1), (-1, 1), (1, 1))


@dataclass(frozen=True)
class Question:
    """Which of ``values`` (k, 2) the ``cells`` (k,) of a subject can take that lies within ``low``
    and ``high`` (cells,): the ends of the counts ``asked`` (k,) about."""

    star: Star
    low: IntArray
    high: IntArray
    cells: Rows
    values: IntArray
    asked: Rows


@dataclass(frozen=True)
class Screened:
    """A coupling under attack: the stars of its subjects, what is ``known`` of all their cells, and
    the ``ends`` (2, n) to which counts are to be pushed. ``adds`` and ``beyond`` as its programme
    has them."""

    program: PartsProgram
    stars: Sequence[Star]
    known: tuple[IntArray, IntArray]
    targets: Targets
    ends: IntArray
    adds: Adds | None
    beyond: int

    @property
    def short(self) -> BoolArray:
        """Which counts are not shown at both ends yet."""
        seen = self.targets.seen
        return np.asarray((seen[0] > self.ends[0]) | (seen[1] < self.ends[1]))

    def stand(self, whole: int, part: int) -> IntArray | None:
        """Whole tables of all subjects; ``None`` where what is published contradicts itself."""
        self.program.solver.set_bounds(*self.known)
        costs = np.where(self.program.family, float(part), float(whole))
        tables = self.program.solver.maximise(costs)
        if tables is not None:
            self.targets.see_all(tables)
        return tables

    def questions(self, tables: IntArray) -> Iterator[Question]:
        """What would be known of each subject while ``tables`` (cells,) stand for all others."""
        program, targets, short = self.program, self.targets, self.short
        family = program.family[targets.here]
        for one, star in enumerate(self.stars):
            asked = np.flatnonzero(short & ((family == one) | (targets.difference & (one == 0))))
            if not len(asked):
                continue
            cells, ends = targets.here[asked], self.ends[:, asked].T
            apart = targets.difference[asked]
            if one:
                values = np.where(
                    apart[:, None], tables[targets.there[asked]][:, None] - ends, ends
                )
            else:
                values = np.where(apart[:, None], tables[cells][:, None] + ends, ends)
                cells = np.where(apart, targets.there[asked], cells)
            own = slice(program.starts[one], program.starts[one + 1])
            low, high = self._limits(tables, one)
            yield Question(star, low[own], high[own], cells - own.start, values, asked)

    def _limits(self, tables: IntArray, one: int) -> tuple[IntArray, IntArray]:
        """Limits (cells,) of one subject's cells beside the others' tables."""
        low, high = self.known[0].copy(), self.known[1].copy()
        part = np.flatnonzero(self.program.across >= 0)
        whole = self.program.across[part]
        size = self.program.starts[1]
        together = np.bincount(whole, tables[part], size).astype(np.int64)
        complete = np.bincount(whole, minlength=size) == len(self.stars) - 1
        beyond = np.full(size, self.beyond)
        beyond[1:] *= self.adds is Adds.COVER
        if one == 0:
            np.maximum.at(low, whole, tables[part])
            full = np.flatnonzero(complete)
            if self.adds is Adds.COVER:
                high[full] = np.minimum(high[full], together[full] + beyond[full])
            if self.adds is Adds.APART:
                low[full] = np.maximum(low[full], together[full] + beyond[full])
            return low, high
        high[part] = np.minimum(high[part], tables[whole])
        full, above = part[complete[whole]], whole[complete[whole]]
        others = together[above] - tables[full]
        if self.adds is Adds.COVER:
            low[full] = np.maximum(low[full], tables[above] - others - beyond[above])
        if self.adds is Adds.APART:
            high[full] = np.minimum(high[full], tables[above] - others - beyond[above])
        return low, high

    def learn(self, question: Question, possible: BoolArray) -> None:
        """Take note of which ends (k, 2) of the counts asked about are possible."""
        first, last = self.ends[:, question.asked]
        low, high = possible.T
        self.targets.see(question.asked[low], first[low], first[low])
        self.targets.see(question.asked[high], last[high], last[high])


def screen(couplings: Sequence[Screened]) -> None:
    """Show what a few tables of each coupling show of the others'."""
    left = list(couplings)
    for whole, part in _TURNS:
        standing = [
            (one, tables)
            for one in left
            if one.short.any()
            for tables in [one.stand(whole, part)]
            if tables is not None  # where it is, pushing counts says so
        ]
        asked = [(one, question) for one, tables in standing for question in one.questions(tables)]
        for star in {id(question.star): question.star for _, question in asked}.values():
            alike = [(one, question) for one, question in asked if question.star is star]
            answers = _answers(star, [question for _, question in alike])
            for (one, question), possible in zip(alike, answers, strict=True):
                one.learn(question, possible)
        left = [one for one, _ in standing]


def _answers(star: Star, questions: Sequence[Question]) -> Iterator[BoolArray]:
    low, high = (np.stack([getattr(one, end) for one in questions]) for end in ("low", "high"))
    sizes = [len(one.cells) for one in questions]
    rows = np.repeat(np.arange(len(questions)), sizes)
    cells = np.concatenate([one.cells for one in questions])
    values = np.concatenate([one.values for one in questions])
    possible = (values >= low[rows, cells][:, None]) & (values <= high[rows, cells][:, None])
    some = np.flatnonzero(possible.any(axis=1))
    possible[some] &= Reach(star, low, high).allows(cells[some], rows[some], values[some])
    yield from np.split(possible, np.cumsum(sizes)[:-1])
