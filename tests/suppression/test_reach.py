"""Which counts a cell can take: the closed form against integer programming, count by count."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import IntArray
from suppression.reach import Reach
from suppression.star import star_of
from suppression.tables import TablePlan
from tests.examples import examples
from tests.suppression.integer_tables import table_within
from tests.suppression.small_cohorts import counts_of, plan_of

Limits = tuple[IntArray, IntArray]


def counts_allowed(plan: TablePlan, limits: Limits, cell: int, counts: range) -> list[int]:
    """Those of some counts that a cell can take by the closed form, one subject alone."""
    low, high = limits
    crossed = len(low) == plan.cells
    reach = Reach(star_of(plan, crossed), low[None, :], high[None, :])
    values = np.array([list(counts)])
    allowed = reach.allows(cell, np.array([0]), values)[0]
    return [count for count, is_allowed in zip(counts, allowed, strict=True) if is_allowed]


def counts_found(plan: TablePlan, limits: Limits, cell: int, counts: range) -> list[int]:
    """Those of some counts for which integer programming finds a whole table."""
    found = []
    for count in counts:
        low, high = (limit.copy() for limit in limits)
        low[cell] = high[cell] = count
        if table_within(plan, low, high, len(low) == plan.cells) is not None:
            found.append(count)
    return found


def limits_of(*bands: tuple[int, int]) -> Limits:
    low, high = np.array(bands, np.int64).T
    return low, high


# total, sex (2), age (2), sex*age (4)
SQUARE = plan_of({"sex": 2, "age": 2}, ["sex*age"])


def test_a_group_takes_what_its_total_and_the_other_groups_leave() -> None:
    two = plan_of({"sex": 2})
    limits = limits_of((21, 40), (0, 20), (21, 40))
    assert counts_allowed(two, limits, 1, range(41)) == list(range(20))  # 40 less 21 or more
    assert counts_allowed(two, limits, 0, range(61)) == list(range(21, 61))
    assert counts_allowed(two, limits, 2, range(61)) == list(range(1, 41))


def test_the_limits_of_the_cell_asked_about_play_no_part() -> None:
    two = plan_of({"sex": 2})
    limits = limits_of((30, 30), (7, 7), (10, 20))
    assert counts_allowed(two, limits, 1, range(41)) == list(range(10, 21))


def test_two_margins_leave_the_corner_of_a_square_what_both_allow() -> None:
    # 10 women, 10 men, 12 young, 8 old, of whom at most 5 are men: at least 3 are women,
    # so that at most 7 women are young, and at least 5, for at most 5 men are old
    limits = limits_of((20, 20), (10, 10), (10, 10), (12, 12), (8, 8), *[(0, 99)] * 3, (0, 5))
    assert counts_allowed(SQUARE, limits, 5, range(13)) == [2, 3, 4, 5, 6, 7]
    assert counts_allowed(SQUARE, limits, 8, range(13)) == list(range(9))


def test_a_loose_cut_speaks_through_the_total() -> None:
    # 3 to 5 in either region are 6 to 10 in all, and 4 women leave 2 to 6 men
    plan = plan_of({"sex": 2, "age": 2, "region": 2}, ["sex*age"])
    cells = [(0, 99), (4, 4), *[(0, 99)] * 3, (3, 5), (3, 5), *[(0, 99)] * 4]
    assert counts_allowed(plan, limits_of(*cells), 0, range(20)) == list(range(6, 11))
    assert counts_allowed(plan, limits_of(*cells), 2, range(20)) == list(range(2, 7))


def test_three_spokes_that_agree_on_fractions_only_allow_nothing() -> None:
    # columns ask that two of three sexes have one together, each pair of them:
    # half a person of every sex would do, and no whole numbers
    names = {"sex": 3, "a": 2, "b": 2, "c": 2}
    plan = plan_of(names, ["sex*a", "sex*b", "sex*c"])
    low, high = np.zeros(plan.cells, np.int64), np.full(plan.cells, 9)
    for name, pair in (("a", (0, 1)), ("b", (0, 2)), ("c", (1, 2))):
        grid = np.arange(plan.cells)[plan.slices[f"sex*{name}"]].reshape(3, 2)
        outside = ({0, 1, 2} - {*pair}).pop()
        high[grid[outside, 0]] = 0  # the pair alone is in the first column, which holds one
        high[grid[list(pair), 1]] = 0
        low[plan.slices[name].start] = high[plan.slices[name].start] = 1
    assert counts_allowed(plan, (low, high), 0, range(19)) == []
    assert table_within(plan, low, high) is None


def test_limits_that_cross_allow_nothing() -> None:
    crossing = limits_of((0, 40), (9, 8), (0, 20))
    assert counts_allowed(plan_of({"sex": 2}), crossing, 2, range(30)) == []
    inside = limits_of((20, 20), (10, 10), (10, 10), (0, 20), (0, 20), (5, 4), *[(0, 20)] * 3)
    for cell in range(9):
        assert cell == 5 or counts_allowed(SQUARE, inside, cell, range(21)) == []


def test_subjects_are_answered_in_the_order_asked() -> None:
    two = plan_of({"sex": 2})
    low = np.array([[10, 0, 0], [20, 0, 0], [30, 0, 0]])
    high = np.array([[10, 99, 3], [20, 99, 3], [30, 99, 3]])
    reach = Reach(star_of(two, crossed=True), low, high)
    allowed = reach.allows(1, np.array([2, 0]), np.array([[28, 8], [28, 8]]))
    assert allowed.tolist() == [[True, False], [False, True]]
    assert reach.allows(1, np.zeros(0, np.intp), np.zeros((0, 2), np.int64)).shape == (0, 2)


@st.composite
def stars(draw: st.DrawFn, groups: Sequence[int]) -> tuple[TablePlan, Limits]:
    """A few people, cut by a hub, zero to three crossings and loose cuts; limits around them.

    Some limits are exact, some wide, some moved off the truth: what the closed form must decide.
    """
    hub = draw(st.sampled_from(groups))
    crossings = draw(st.integers(0, 3))
    sizes = {"hub": hub}
    # a hub has no more groups than what it is crossed with, else it were none
    for number in range(crossings):
        sizes[f"spoke{number}"] = draw(st.integers(hub if crossings == 1 else 2, max(hub, 3)))
    for number in range(draw(st.integers(0, 2))):
        sizes[f"loose{number}"] = draw(st.integers(1, 3))
    names = [f"hub*spoke{number}" for number in range(crossings)]
    plan = plan_of(sizes, [name if draw(st.booleans()) else _turned(name) for name in names])
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    people = draw(st.integers(0, 14))
    member = {name: random.integers(size, size=people) for name, size in sizes.items()}
    truth = np.array(counts_of(plan, member, np.ones(people, np.bool_)), np.int64)
    slack = draw(st.sampled_from([0, 1, 2, 5]))
    low = truth - random.integers(0, slack + 1, plan.cells)
    high = truth + random.integers(0, slack + 1, plan.cells)
    moved = random.random(plan.cells) < draw(st.sampled_from([0.0, 0.05, 0.2]))
    shift = np.where(moved, random.integers(-2, 3, plan.cells), 0)
    low, high = np.maximum(low + shift, 0), np.maximum(high + shift, 0)
    crossed = draw(st.booleans()) or not plan.crossings
    cells = plan.cell_count(crossed)
    return plan, (low[:cells], high[:cells])


def _turned(crossing: str) -> str:
    return "*".join(reversed(crossing.split("*")))


COUNTS = range(17)


@settings(max_examples=examples(150), deadline=None)
@given(stars([1, 2, 3]), st.data())
def test_around_up_to_three_groups_a_cell_is_allowed_exactly_the_counts_of_whole_tables(
    star: tuple[TablePlan, Limits], data: st.DataObject
) -> None:
    plan, limits = star
    for cell in data.draw(st.sets(st.integers(0, len(limits[0]) - 1), min_size=1, max_size=4)):
        asked = counts_allowed(plan, limits, cell, COUNTS)
        assert asked == counts_found(plan, limits, cell, COUNTS)


@settings(max_examples=examples(120), deadline=None)
@given(stars([4, 5]), st.data())
def test_around_more_groups_no_count_is_allowed_that_no_whole_table_has(
    star: tuple[TablePlan, Limits], data: st.DataObject
) -> None:
    plan, limits = star
    for cell in data.draw(st.sets(st.integers(0, len(limits[0]) - 1), min_size=1, max_size=4)):
        asked = counts_allowed(plan, limits, cell, COUNTS)
        assert {*asked} <= {*counts_found(plan, limits, cell, COUNTS)}


@settings(max_examples=examples(60), deadline=None)
@given(stars([4, 5]), st.data())
def test_what_a_subject_is_allowed_does_not_depend_on_who_is_asked_with_it(
    star: tuple[TablePlan, Limits], data: st.DataObject
) -> None:
    plan, (low, high) = star
    cell = data.draw(st.integers(0, len(low) - 1))
    other = np.random.default_rng(data.draw(st.integers(0, 99))).integers(0, 60, len(low))
    lows, highs = np.array([low, np.zeros_like(low)]), np.array([high, other])
    reach = Reach(star_of(plan, len(low) == plan.cells), lows, highs)
    together = reach.allows(cell, np.array([0, 1]), np.array([list(COUNTS)] * 2))[0]
    alone = counts_allowed(plan, (low, high), cell, COUNTS)
    assert [count for count in COUNTS if together[count]] == alone


def enumerated(plan: TablePlan, limits: Limits) -> set[tuple[int, ...]]:
    """Every whole table of a plan with one crossing, from all inner cells within limits."""
    low, high = limits
    inner = plan.slices[plan.crossings[0].id]
    rows, columns = plan.crossings[0].sizes
    ranges = [range(low[at], high[at] + 1) for at in range(inner.start, inner.stop)]
    tables = set()
    for cells in itertools.product(*ranges):
        grid = np.array(cells).reshape(rows, columns)
        table = np.array([grid.sum(), *grid.sum(axis=1), *grid.sum(axis=0), *cells])
        if ((low <= table) & (table <= high)).all():
            tables.add(tuple(table.tolist()))
    return tables


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([(2, 2), (2, 3), (1, 3)]))
def test_enumerating_every_table_of_a_small_crossing_gives_the_same_counts(
    seed: int, sizes: tuple[int, int]
) -> None:
    plan = plan_of({"a": sizes[0], "b": sizes[1]}, ["a*b"])
    random = np.random.default_rng(seed)
    low = random.integers(0, 3, plan.cells)
    high = low + random.integers(0, 3, plan.cells)
    low[: plan.cells_without_crossings] *= 2
    high[: plan.cells_without_crossings] *= 2
    for cell in range(plan.cells):
        wide_low, wide_high = low.copy(), high.copy()
        wide_low[cell], wide_high[cell] = 0, 6
        counts = {table[cell] for table in enumerated(plan, (wide_low, wide_high))}
        assert {*counts_allowed(plan, (low, high), cell, range(7))} == counts


@pytest.mark.parametrize("hub", [4, 5])
def test_around_more_groups_plain_cases_are_still_allowed(hub: int) -> None:
    plan = plan_of({"sex": hub, "age": hub, "race": hub}, ["sex*age", "sex*race"])
    low, high = np.zeros(plan.cells, np.int64), np.full(plan.cells, 20)
    low[0], high[0] = 21, 40
    for cell in range(1, plan.cells):
        assert counts_allowed(plan, (low, high), cell, range(1, 19)) == list(range(1, 19))
