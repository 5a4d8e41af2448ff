"""The search behind joint limits, beside HiGHS, which the site does not import."""

from itertools import product

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suppression.simplex import Maxima
from suppression.tableau import Boxed
from tests.examples import examples


@st.composite
def problems(draw: st.DrawFn) -> tuple[Boxed, NDArray[np.int64]]:
    """Sums of whole numbers with limits that some whole numbers keep."""
    columns, rows = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    bits = st.lists(st.integers(0, 1), min_size=columns, max_size=columns)
    sums = np.array([draw(bits) for _ in range(rows)], np.int64)
    point = np.array(draw(st.lists(st.integers(0, 40), min_size=columns, max_size=columns)))
    room = np.array(draw(st.lists(st.integers(0, 20), min_size=rows, max_size=rows)))
    value = sums @ point
    most = np.full(columns, 60, np.int64)
    return Boxed(sums, np.maximum(value - room, 0), value + room, most), np.array(draw(bits))


def highs(problem: Boxed, gain: NDArray[np.int64], *, whole: bool = True) -> int:
    model = highspy.Highs()
    model.silent()
    for place, most in enumerate(problem.most):
        model.addVar(0, float(most))
        model.changeColCost(place, float(-gain[place]))
        if whole:
            model.changeColIntegrality(place, highspy.HighsVarType.kInteger)
    for row, low, high in zip(problem.rows, problem.low, problem.high, strict=True):
        places = np.flatnonzero(row).astype(np.int32)
        model.addRow(float(low), float(high), len(places), places, np.ones(len(places)))
    model.run()
    return int(np.floor(-model.getInfo().objective_function_value + 1e-6))


@settings(max_examples=examples(150), deadline=None)
@given(problems())
def test_the_maximum_is_that_of_another_solver(
    made: tuple[Boxed, NDArray[np.int64]],
) -> None:
    problem, gain = made
    maxima = Maxima(problem)
    assert maxima.largest(gain) == highs(problem, gain)
    assert maxima.largest(-gain) == highs(problem, -gain)
    assert maxima.largest(gain) == highs(problem, gain)


def test_what_cannot_be_has_no_maximum() -> None:
    rows = np.array([[1, 1], [1, 0]])
    problem = Boxed(rows, np.array([0, 4]), np.array([3, 5]), np.array([9, 9]))
    assert Maxima(problem).largest(np.array([0, 1])) is None


PEOPLE, ONES, OTHERS, BAND = 700, 8, 10, 20


def large_table(seed: int, rare: float) -> tuple[Boxed, NDArray[np.int64]]:
    """What is published of three things, two of them rare, in groups of two kinds; who has all.

    Everybody, and everybody with data, is counted in each crossing of groups, each thing in each
    group only. Most entries are in none of the sums that are asked for.
    """
    random = np.random.default_rng(seed)
    one = random.choice(ONES, PEOPLE, p=[0.57, 0.41, *[0.02 / (ONES - 2)] * (ONES - 2)])
    other = random.choice(OTHERS, PEOPLE, p=[0.55, 0.2, 0.15, *[0.1 / (OTHERS - 3)] * (OTHERS - 3)])
    data = random.random(PEOPLE) < 0.8
    having = np.stack([data & (random.random(PEOPLE) < part) for part in (rare, 2 * rare, 0.3)])
    some = sorted(product((True, False), repeat=3), key=sum)
    kinds = [(False, False, False, False), *((True, *has) for has in some)]
    cells = list(product(range(ONES), range(OTHERS)))
    rows, counts = [], []

    def publish(who: NDArray[np.bool_], has: list[bool], crossed: bool) -> None:
        groups = list(product((None, *range(ONES)), (None, *range(OTHERS))))
        for first, second in groups:
            if not crossed and first is not None and second is not None:
                continue
            inside = [first in (None, a) and second in (None, b) for a, b in cells]
            rows.append(np.outer(inside, has).ravel())
            there = (first is None) | (one == first), (second is None) | (other == second)
            counts.append(int((who & there[0] & there[1]).sum()))

    publish(np.ones(PEOPLE, bool), [True] * len(kinds), crossed=True)
    publish(data, [kind[0] for kind in kinds], crossed=True)
    for place, who in enumerate(having, start=1):
        publish(who, [kind[place] for kind in kinds], crossed=False)
    step = np.maximum(-(-np.array(counts) // BAND), 1)
    low, high = np.where(step == 1, 0, (step - 1) * BAND + 1), step * BAND
    table = np.array(rows, np.int64)
    most = np.where(table > 0, high[:, None], PEOPLE).min(axis=0)
    asked = [a in (1, 2) and b in (2, 3) for a, b in cells]
    gain = np.outer(asked, [all(kind) for kind in kinds]).ravel().astype(np.int64)
    return Boxed(table, low, high, most), gain


@pytest.mark.parametrize(("seed", "rare"), [(6, 0.05), (10, 0.08)])
def test_a_large_table_in_which_most_steps_change_nothing_is_searched_to_its_end(
    seed: int, rare: float
) -> None:
    """Where the search went round and round, it gave up with a limit that was too wide."""
    problem, gain = large_table(seed, rare)
    most = Maxima(problem).largest(gain)
    assert most == highs(problem, gain, whole=False)
    assert Maxima(problem).largest(-gain) == 0


def test_a_search_that_reaches_what_is_known_tells_no_less() -> None:
    """Then it may stop: whoever knows a limit of 38 learns nothing from a proof of it."""
    problem, gain = large_table(6, 0.05)
    maxima = Maxima(problem)
    most = maxima.largest(gain)
    assert most is not None
    for known in range(most - 2, most + 3):
        found = maxima.largest(gain, known)
        assert found is not None
        assert min(found, known) == min(most, known)
