"""The search behind joint limits, beside HiGHS, which the site does not import."""

import highspy
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suppression.simplex import Boxed, Maxima
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


def highs(problem: Boxed, gain: NDArray[np.int64]) -> int:
    model = highspy.Highs()
    model.silent()
    for place, most in enumerate(problem.most):
        model.addVar(0, float(most))
        model.changeColCost(place, float(-gain[place]))
        model.changeColIntegrality(place, highspy.HighsVarType.kInteger)
    for row, low, high in zip(problem.rows, problem.low, problem.high, strict=True):
        places = np.flatnonzero(row).astype(np.int32)
        model.addRow(float(low), float(high), len(places), places, np.ones(len(places)))
    model.run()
    return -round(model.getInfo().objective_function_value)


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
