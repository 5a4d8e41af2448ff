from dataclasses import replace

import numpy as np
import pytest

from suppression.tables import Cut, PlanError, TablePlan, cyclic
from tests.suppression.small_cohorts import TOTAL, by_hand, plan_of

#      0      1 2     3 4 5    6..11
# cells: total, sex, age, sex*age
PLAN = plan_of({"sex": 2, "age": 3}, ["sex*age"])


def test_cells_and_slices_by_hand() -> None:
    assert PLAN.cells == 1 + 2 + 3 + 6
    assert PLAN.cells_without_crossings == 6
    assert PLAN.cell_count(crossed=True) == 12
    assert PLAN.cell_count(crossed=False) == 6
    assert dict(PLAN.slices) == {
        "total": slice(0, 1),
        "sex": slice(1, 3),
        "age": slice(3, 6),
        "sex*age": slice(6, 12),
    }


def test_ties_by_hand() -> None:
    ties = [(tie.whole, tie.parts.tolist()) for tie in PLAN.ties(crossed=True)]
    assert ties == [
        (0, [1, 2]),
        (0, [3, 4, 5]),
        (1, [6, 7, 8]),
        (2, [9, 10, 11]),
        (3, [6, 9]),
        (4, [7, 10]),
        (5, [8, 11]),
    ]


def test_without_crossings_only_the_one_way_cuts_are_tied() -> None:
    assert [tie.whole for tie in PLAN.ties(crossed=False)] == [0, 0]


def test_cells_shared_with_the_denominator() -> None:
    by_record = TablePlan(PLAN.cuts, frozenset({"sex"}))
    assert by_record.shared_cells(crossed=True).tolist() == [0, 1, 2]
    assert PLAN.shared_cells(crossed=False).tolist() == [0, 1, 2, 3, 4, 5]
    assert PLAN.shared_cells(crossed=True).tolist() == list(range(12))


@pytest.mark.parametrize(
    ("edges", "closes"),
    [
        ([], False),
        ([("sex", "age")], False),
        ([("sex", "age"), ("sex", "race")], False),
        ([("sex", "age"), ("race", "region")], False),
        ([("sex", "age"), ("age", "race"), ("race", "sex")], True),
        ([("sex", "age"), ("age", "sex")], True),
        ([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")], True),
        ([("a", "b"), ("c", "d"), ("b", "c")], False),
    ],
)
def test_cycles_of_crossings(edges: list[tuple[str, str]], closes: bool) -> None:
    assert cyclic(edges) is closes


SIZES = {"sex": 3, "age": 8, "race": 9, "region": 5}


def test_a_cyclic_plan_is_refused() -> None:
    with pytest.raises(PlanError, match="cycle"):
        plan_of(SIZES, ["sex*age", "age*race", "sex*race"])


@pytest.mark.parametrize(
    ("crossings", "hub"),
    [
        (["sex*age"], "sex"),  # of the two, the one with fewer groups
        (["age*region"], "region"),
        (["sex*age", "sex*race", "sex*region"], "sex"),
        (["age*sex", "race*sex"], "sex"),  # whichever stands first
        (["age*race", "age*region"], "age"),  # the only one they share, however many groups
    ],
)
def test_crossings_form_a_star_around_the_dimension_they_share(
    crossings: list[str], hub: str
) -> None:
    assert plan_of(SIZES, crossings).hub_dimension == hub
    assert plan_of(SIZES, crossings).hub == plan_of(SIZES).slices[hub]


def test_of_two_possible_hubs_with_as_many_groups_the_first_by_name_is_taken() -> None:
    assert plan_of({"b": 3, "a": 3}, ["b*a"]).hub_dimension == "a"


def test_a_star_around_a_small_dimension_is_a_plan() -> None:
    assert plan_of(SIZES, ["sex*age", "sex*race", "sex*region"]).is_star


def test_two_crossings_are_no_star_whatever_they_share() -> None:
    assert not plan_of(SIZES, ["age*race", "age*region"]).is_star


@pytest.mark.parametrize(
    "crossings",
    [
        ["sex*age", "race*region"],
        ["sex*age", "age*race", "race*region"],  # a chain has no hub
        ["sex*age", "sex*race", "age*region"],
    ],
)
def test_crossings_that_do_not_share_one_dimension_are_refused(crossings: list[str]) -> None:
    with pytest.raises(PlanError, match="share one dimension"):
        plan_of(SIZES, crossings)


SEX, AGE = Cut(("sex",), (2,)), Cut(("age",), (3,))


@pytest.mark.parametrize(
    "cuts",
    [
        (SEX, TOTAL),  # the total comes first
        (SEX, AGE),  # there is no total
        (TOTAL, TOTAL),
        (TOTAL, Cut(("sex", "age"), (2, 3)), SEX, AGE),  # a crossing before its margins
        (TOTAL, SEX, Cut(("sex", "age"), (2, 3))),  # a margin is missing
        (TOTAL, Cut(("sex", "age", "race"), (2, 3, 4))),
    ],
)
def test_cuts_out_of_order_or_incomplete_are_refused(cuts: tuple[Cut, ...]) -> None:
    with pytest.raises(PlanError):
        TablePlan(cuts)


def test_crossing_cells_of_a_subject_without_crossings_are_not_published() -> None:
    tables = by_hand("condition", PLAN, {0: [(0, 20)] * 12, 5: [(0, 20)] * 12})
    tables.crossed[1] = False
    assert tables.published.tolist() == [[True] * 12, [True] * 6 + [False] * 6]
    assert len(tables.row(0)[0]) == 12
    assert len(tables.row(1)[0]) == 6


def test_taking_subjects_keeps_their_rows_together() -> None:
    tables = by_hand(
        "condition", PLAN, {0: [(81, 100)] * 12, 5: [(0, 20)] * 12, 9: [(21, 40)] * 12}
    )
    tables.crossed[2] = False
    taken = tables.taken([0, 2])
    assert taken.subjects.tolist() == [0, 9]
    assert np.array_equal(taken.low, tables.low[[0, 2]])
    assert np.array_equal(taken.high, tables.high[[0, 2]])
    assert taken.crossed.tolist() == [True, False]


def test_rows_of_ancestors_and_descendants_the_denominator_above_all() -> None:
    subjects = {subject: [(0, 20)] * 12 for subject in (0, 5, 7, 9)}
    tables = replace(by_hand("condition", PLAN, subjects), lineage=np.array([[9, 5], [7, 5]]))
    assert tables.above.tolist() == [[0, 1], [0, 2], [0, 3], [3, 1], [2, 1]]
    assert by_hand("condition", PLAN, {0: [(0, 20)] * 12}).above.tolist() == []


def test_taking_subjects_keeps_the_lineage_of_those_that_stay() -> None:
    subjects = {subject: [(0, 20)] * 12 for subject in (0, 5, 7, 9)}
    tables = replace(by_hand("condition", PLAN, subjects), lineage=np.array([[9, 5], [7, 5]]))
    assert tables.taken([0, 1, 3]).lineage.tolist() == [[9, 5]]
    assert tables.taken([0, 1, 3]).above.tolist() == [[0, 1], [0, 2], [2, 1]]
    assert tables.taken([0, 2, 3]).lineage.tolist() == []
