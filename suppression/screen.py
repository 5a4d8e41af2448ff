"""What a few whole tables show at once, in closed form, before counts are pushed one by one.

While whole tables stand for all other subjects of a coupling, it follows without a solver which
counts the cells of one can take (:mod:`suppression.reach`). Each such count stands in whole tables
that fit together, as those that a solver finds do. Most counts get to both ends of their window
that way: with a few tables of each pair first, then with tables of the whole that serve all its
parts (:mod:`suppression.standing`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from suppression.bands import IntArray
from suppression.known import BoolArray, Rows
from suppression.program import PartsProgram
from suppression.reach import Reach
from suppression.standing import Standing
from suppression.star import Star, star_of
from suppression.tables import Adds, TablePlan
from suppression.targets import Targets

# Where the tables lie: the whole's counts as high (1) or as low (-1) as they get, and its parts'.
_TURNS = ((1, -1), (-1, 1), (1, 1))


@dataclass(frozen=True)
class Question:
    """Which of ``values`` (k, 2) the ``cells`` (k,) of a subject can take that lies within ``low``
    and ``high`` (cells,): the ends of the counts ``asked`` (k,) about. ``beside`` is the whole's
    table (cells,) that the answers rest on, where it was not shown with others'."""

    star: Star
    low: IntArray
    high: IntArray
    cells: Rows
    values: IntArray
    asked: Rows
    beside: IntArray | None = None


@dataclass(frozen=True)
class Screened:
    """A coupling under attack: the plans of its subjects and whether they have crossings, what is
    ``known`` of all their cells, and the ``ends`` (2, n) to which counts are to be pushed. ``adds``
    and ``beyond`` as its programme has them."""

    program: PartsProgram
    plans: Sequence[tuple[TablePlan, bool]]
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
        short, family = self.short, self.program.family[self.targets.here]
        for one in range(len(self.plans)):
            about = (family == one) | (self.targets.difference & (one == 0))
            asked = np.flatnonzero(short & about)
            if len(asked):
                yield self._question(one, asked, tables)

    def question_beside(self, table: IntArray) -> Question | None:
        """What would be known of the only part while a ``table`` (cells,) stands for the whole."""
        asked = np.flatnonzero(self.short & (self.program.family[self.targets.here] == 1))
        if not len(asked):
            return None
        tables = np.zeros(self.program.starts[-1], np.int64)
        tables[: len(table)] = table
        return replace(self._question(1, asked, tables), beside=tables)

    def _question(self, one: int, asked: Rows, tables: IntArray) -> Question:
        program, targets = self.program, self.targets
        cells, ends = targets.here[asked], self.ends[:, asked].T
        apart = targets.difference[asked]
        if one:
            values = np.where(apart[:, None], tables[targets.there[asked]][:, None] - ends, ends)
        else:
            values = np.where(apart[:, None], tables[cells][:, None] + ends, ends)
            cells = np.where(apart, targets.there[asked], cells)
        own = slice(program.starts[one], program.starts[one + 1])
        low, high = self._limits(tables, one)
        star = star_of(*self.plans[one])
        return Question(star, low[own], high[own], cells - own.start, values, asked)

    def _limits(self, tables: IntArray, one: int) -> tuple[IntArray, IntArray]:
        """Limits (cells,) of one subject's cells beside the others' tables."""
        low, high = self.known[0].copy(), self.known[1].copy()
        part = np.flatnonzero(self.program.across >= 0)
        whole = self.program.across[part]
        size = self.program.starts[1]
        together = np.bincount(whole, tables[part], size).astype(np.int64)
        complete = np.bincount(whole, minlength=size) == len(self.plans) - 1
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
        if question.beside is not None and possible.any():  # then the whole's table is shown too
            targets, own = self.targets, self.program.family[self.targets.here] == 0
            some = np.flatnonzero(own & ~targets.difference)
            counts = question.beside[targets.here[some]]
            targets.see(some, counts, counts)


def screen(couplings: Sequence[Screened], top: int) -> None:
    """Show what a few tables of each coupling show of the others'; ``top`` is the highest count
    that is asked about."""
    left = list(couplings)
    for whole, part in _TURNS:
        standing = [
            (one, tables)
            for one in left
            if one.short.any()
            for tables in [one.stand(whole, part)]
            if tables is not None  # where it is, pushing counts says so
        ]
        _ask([(one, question) for one, tables in standing for question in one.questions(tables)])
        left = [one for one, _ in standing]
    pairs = [one for one in left if len(one.plans) == 2 and one.adds is None]
    _beside_wholes([one for one in pairs if one.short.any()], top)


def _beside_wholes(pairs: Sequence[Screened], top: int) -> None:
    """Show of parts what tables of their wholes show, each made once for all parts."""
    makers: dict[tuple[int, bool], Standing] = {}
    made: dict[tuple[int, bool, bytes, bytes], list[IntArray]] = {}
    left = []
    for one in pairs:
        plan, crossed = one.plans[0]
        low, high = (end[: one.program.starts[1]] for end in one.known)
        kind = id(plan), crossed
        key = *kind, low.tobytes(), high.tobytes()
        if kind not in makers:
            makers[kind] = Standing(plan, crossed)
        if key not in made:
            made[key] = makers[kind].tables(low, high, top)
        left.append((one, made[key]))
    for turn in range(max(map(len, made.values()), default=0)):
        left = [(one, tables) for one, tables in left if turn < len(tables)]
        asked = [(one, one.question_beside(tables[turn])) for one, tables in left]
        _ask([(one, question) for one, question in asked if question is not None])


def _ask(asked: Sequence[tuple[Screened, Question]]) -> None:
    """Answer questions, all about one kind of star at once, and let the askers learn."""
    for star in {id(question.star): question.star for _, question in asked}.values():
        alike = [(one, question) for one, question in asked if question.star is star]
        answers = _answers(star, [question for _, question in alike])
        for (one, question), possible in zip(alike, answers, strict=True):
            one.learn(question, possible)


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
