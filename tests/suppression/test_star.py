"""Where the cells of a subject lie around the dimension that its crossings share."""

import numpy as np
import pytest

from suppression.star import Kind, Star, star_of
from suppression.tables import TablePlan
from tests.suppression.small_cohorts import plan_of

#      0      1 2     3 4 5    6 7        8..13
# cells: total, sex, age, region, sex*age
PLAN = plan_of({"sex": 2, "age": 3, "region": 2}, ["sex*age"])
# the same crossing with its rows and columns exchanged
TURNED = plan_of({"sex": 2, "age": 3, "region": 2}, ["age*sex"])


def test_a_star_by_hand() -> None:
    star = star_of(PLAN, crossed=True)
    assert star.hub.tolist() == [1, 2]
    (age,) = star.spokes
    assert age.inner.tolist() == [[8, 9, 10], [11, 12, 13]]  # a row per sex, a column per age
    assert age.margin is not None
    assert age.margin.tolist() == [3, 4, 5]
    assert [cut.tolist() for cut in star.loose] == [[6, 7]]
    assert star.cells == 14
    assert not star.around_total


def test_the_hub_stands_in_the_rows_however_the_crossing_is_written() -> None:
    (age,) = star_of(TURNED, crossed=True).spokes
    assert age.inner.tolist() == [[8, 10, 12], [9, 11, 13]]


def test_without_crossings_every_cut_is_a_spoke_around_the_total() -> None:
    star = star_of(PLAN, crossed=False)
    assert star.around_total
    assert star.hub.tolist() == [0]
    assert [spokes.inner.tolist() for spokes in star.spokes] == [[[1, 2]], [[3, 4, 5]], [[6, 7]]]
    assert all(spokes.margin is None for spokes in star.spokes)
    assert star.loose == ()
    assert star.cells == 8


def test_a_plan_without_any_cut_is_its_total() -> None:
    star = star_of(plan_of({}), crossed=True)
    assert star.around_total
    assert star.spokes == ()
    assert star.places.kind.tolist() == [Kind.TOTAL]


def test_what_every_cell_is_to_its_star() -> None:
    places = star_of(PLAN, crossed=True).places
    total, hub, margin, inner, loose = Kind
    assert places.kind.tolist() == [total, hub, hub, *[margin] * 3, loose, loose, *[inner] * 6]
    assert places.column.tolist() == [0, 0, 0, 0, 1, 2, 0, 1, 0, 1, 2, 0, 1, 2]
    assert places.group.tolist() == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]


PLANS = [
    PLAN,
    TURNED,
    plan_of({"sex": 3, "age": 4}),
    plan_of({"age": 4, "sex": 3, "race": 2}, ["age*sex", "sex*race"]),
    plan_of({"sex": 3, "age": 3, "race": 4, "region": 2}, ["sex*age", "race*sex", "sex*region"]),
]


def sums_of(star: Star) -> set[tuple[int, tuple[int, ...]]]:
    """Every equation that a star says: whole and parts."""
    if star.around_total:
        return {(0, tuple(spokes.inner[0].tolist())) for spokes in star.spokes}
    sums = {(0, tuple(star.hub.tolist())), *((0, tuple(cut.tolist())) for cut in star.loose)}
    for spokes in star.spokes:
        assert spokes.margin is not None
        sums.add((0, tuple(spokes.margin.tolist())))
        rows = zip(star.hub.tolist(), spokes.inner.tolist(), strict=True)
        columns = zip(spokes.margin.tolist(), spokes.inner.T.tolist(), strict=True)
        sums |= {(whole, tuple(parts)) for whole, parts in (*rows, *columns)}
    return sums


@pytest.mark.parametrize("crossed", [True, False])
@pytest.mark.parametrize("plan", PLANS)
def test_a_star_says_the_same_equations_as_its_plan(plan: TablePlan, crossed: bool) -> None:
    star = star_of(plan, crossed)
    ties = plan.ties(crossed)
    assert sums_of(star) == {(tie.whole, tuple(np.sort(tie.parts).tolist())) for tie in ties}


@pytest.mark.parametrize("crossed", [True, False])
@pytest.mark.parametrize("plan", PLANS)
def test_every_cell_has_a_place_of_its_own(plan: TablePlan, crossed: bool) -> None:
    places = star_of(plan, crossed).places
    found = zip(places.kind, places.part, places.column, places.group, strict=True)
    assert len(set(found)) == len(places.kind)
