"""Tables of a subject by itself that serve the attack beside all its parts."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.program import CellProgram, equations
from suppression.standing import Standing
from suppression.tables import TablePlan
from tests.examples import examples
from tests.suppression.small_cohorts import SEX_AGE, counts_of, plan_of

STAR = plan_of({"sex": 3, "age": 4, "race": 3}, ["sex*age", "sex*race"])


@given(
    seed=st.integers(0, 1 << 30),
    persons=st.integers(1, 400),
    width=st.integers(1, 40),
    plan=st.sampled_from([SEX_AGE, STAR]),
)
@settings(max_examples=examples(60))
def test_every_small_count_gets_as_high_as_is_asked_or_as_it_can(
    seed: int, persons: int, width: int, plan: TablePlan
) -> None:
    random = np.random.default_rng(seed)
    groups = {
        cut.id: random.integers(cut.cells, size=persons)
        for cut in plan.cuts
        if len(cut.dimensions) == 1
    }
    truth = np.array(counts_of(plan, groups, np.ones(persons, np.bool_)))
    low = np.maximum(truth - random.integers(0, width, len(truth)), 0)
    high = truth + random.integers(0, width, len(truth))
    tables = np.array(Standing(plan, crossed=True).tables(low, high, 18)).reshape(-1, len(truth))
    assert ((low <= tables) & (tables <= high)).all()
    for row in equations(plan, crossed=True):
        assert (tables[:, row.columns] @ row.weights == 0).all()
    alone = CellProgram(plan.cells, equations(plan, crossed=True))
    alone.set_bounds(low, high)
    for cell in np.flatnonzero(low < np.minimum(high, 18)).tolist():
        most = alone.maximise(np.eye(plan.cells)[cell])
        assert most is not None
        assert tables[:, cell].max() >= min(int(most[cell]), 18)


def test_limits_that_contradict_each_other_have_no_tables() -> None:
    plan = plan_of({"sex": 2})
    low, high = np.array([0, 21, 21]), np.array([20, 40, 40])
    assert Standing(plan, crossed=False).tables(low, high, 18) == []


def test_no_count_that_is_high_enough_anyway_is_pushed() -> None:
    plan = plan_of({"sex": 2})
    counts = np.array([100, 60, 40])
    assert Standing(plan, crossed=False).tables(counts, counts, 18) == []
