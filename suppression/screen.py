"""What one whole table of a pair shows at once, in closed form, before counts are pushed singly.

Under a whole table of the upper subject, as high as it gets, it follows without a solver which
counts the lower one's cells can take (:mod:`suppression.reach`); above a whole table of the lower
one, as low as it gets, the same of the upper one's. Each such count stands in two whole tables that
fit, as those of a solver do. Most counts get to both ends of their window that way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from suppression.bands import IntArray
from suppression.known import BoolArray, Rows
from suppression.reach import Reach
from suppression.star import Star


@dataclass(frozen=True)
class Question:
    """Which of ``values`` (k, 2) the ``cells`` (k,) of a subject can take that lies within ``low``
    and ``high`` (cells,)."""

    star: Star
    low: IntArray
    high: IntArray
    cells: Rows
    values: IntArray


class Asking(Protocol):
    """An attack on a pair."""

    def question(self, family: int) -> Question | None:
        """What it would know of its upper (0) or its lower (1) subject."""

    def learn(self, family: int, possible: BoolArray) -> None:
        """Take note of which values (k, 2) of the question are possible."""


def screen(attacks: Sequence[Asking]) -> None:
    """Answer what all attacks ask of their lower subjects, then of their upper ones."""
    for family in (1, 0):
        asked = [
            (attack, question)
            for attack in attacks
            for question in [attack.question(family)]
            if question is not None and len(question.cells)
        ]
        for star in {id(question.star): question.star for _, question in asked}.values():
            alike = [(attack, question) for attack, question in asked if question.star is star]
            for (attack, _), possible in zip(
                alike, _answers(star, [question for _, question in alike]), strict=True
            ):
                attack.learn(family, possible)


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
