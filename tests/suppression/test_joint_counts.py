"""Limits of joint counts: they hold for every table of people, and none narrower do."""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suppression.joint_counts import (
    ContradictionError,
    Counted,
    Programme,
    Relations,
    Table,
    frechet,
    joint_limits,
    profiles,
    told,
)
from suppression.shares import Sum
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US

NOBODY: frozenset[int] = frozenset()
IntArray = NDArray[np.int64]


def banded(count: int, width: int) -> tuple[int, int]:
    step = max(-(-count // width), 1)
    return (0 if step == 1 else (step - 1) * width + 1, step * width)


class People:
    """People by cell and by what they have; ``numbers`` (cells, kinds)."""

    def __init__(self, numbers: IntArray, things: int, relations: Relations) -> None:
        self.numbers, self.things, self.relations = numbers, things, relations
        self.kinds = profiles(things, relations)

    def true(self, things: frozenset[int], cells: NDArray[np.bool_]) -> int:
        have = [place for place, kind in enumerate(self.kinds) if things <= kind]
        return int(self.numbers[cells][:, have].sum())

    def published(self, things: frozenset[int], cells: NDArray[np.bool_], width: int) -> Counted:
        return Counted(things, cells, *banded(self.true(things, cells), width))


def every_cell(cells: int) -> Iterator[NDArray[np.bool_]]:
    """All cells together, then each alone."""
    yield np.ones(cells, bool)
    if cells > 1:
        yield from np.eye(cells, dtype=bool)


@st.composite
def small_cohorts(draw: st.DrawFn, most: int, cells: int, things: int) -> tuple[People, Table]:
    """People, and what is published of them: some things by cell, some in all, some pairs."""
    how_many = draw(st.integers(1, cells))
    have = draw(st.integers(1, things))
    pairs = list(combinations(range(have), 2))
    relation = draw(st.sampled_from(["none", "implied", "apart"])) if pairs else "none"
    implied = frozenset(pairs[:1]) if relation == "implied" else frozenset()
    apart = frozenset(pairs[:1]) if relation == "apart" else frozenset()
    relations = Relations(implied, apart)
    kinds = len(profiles(have, relations))
    each = st.lists(st.integers(0, kinds - 1), max_size=most)
    people = [np.bincount(draw(each), minlength=kinds) for _ in range(how_many)]
    cohort = People(np.array(people, np.int64), have, relations)
    width = draw(st.integers(1, 3))
    known = [cohort.published(NOBODY, mask, width) for mask in every_cell(how_many)]
    for thing in range(have):
        by_cell = draw(st.booleans())
        masks = list(every_cell(how_many))[: None if by_cell else 1]
        known += [cohort.published(frozenset({thing}), mask, width) for mask in masks]
    for pair in pairs:
        if draw(st.booleans()):
            known.append(cohort.published(frozenset(pair), np.ones(how_many, bool), width))
    return cohort, Table(have, relations, tuple(known))


def enumerated(table: Table, things: frozenset[int], cells: NDArray[np.bool_]) -> Sum:
    """The least and the most over every table of people that agrees with what is published."""
    kinds = profiles(table.things, table.relations)
    single = {
        int(np.flatnonzero(one.cells)[0]): one.high
        for one in table.known
        if one.things == NOBODY and one.cells.sum() == 1
    }
    rows = np.array([np.outer(one.cells, [one.things <= k for k in kinds]) for one in table.known])
    rows = rows.reshape(len(rows), -1).astype(np.int64)
    asked = np.outer(cells, [things <= kind for kind in kinds]).ravel().astype(np.int64)
    by_cell = [
        [
            numbers
            for numbers in product(range(single[cell] + 1), repeat=len(kinds))
            if sum(numbers) <= single[cell]
        ]
        for cell in range(table.cells)
    ]
    every = np.array([np.concatenate(one) for one in product(*by_cell)], np.int64)
    sums = every @ rows.T
    low, high = (np.array([getattr(one, end) for one in table.known]) for end in ("low", "high"))
    agree = every[((sums >= low) & (sums <= high)).all(axis=1)]
    counts = agree @ asked
    return Sum(int(counts.min()), int(counts.max()))


def test_frechet_of_two_groups_of_a_hundred() -> None:
    """80 and 50 of 100 people: at least 30 are in both, at most 50."""
    assert frechet([Sum(80, 80), Sum(50, 50)], Sum(100, 100)) == Sum(30, 50)


def test_counts_by_group_narrow_frechets_limits() -> None:
    """All 40 with the first are women, all 40 with the second men: nobody has both."""
    women, men = np.eye(2, dtype=bool)
    known = [Counted(NOBODY, women, 50, 50), Counted(NOBODY, men, 50, 50)]
    for thing, most in ((0, women), (1, men)):
        known.append(Counted(frozenset({thing}), most, 40, 40))
        known.append(Counted(frozenset({thing}), ~most, 0, 0))
    table = Table(2, Relations(), tuple(known))
    assert joint_limits(table, frozenset({0, 1}), np.ones(2, bool)) == Sum(0, 0)


def test_three_things_that_nearly_everybody_has_are_found_together_in_some() -> None:
    """Of 100 people 80 have each of three things: 40 at least have all."""
    everyone = np.ones(1, bool)
    known = [Counted(NOBODY, everyone, 100, 100)]
    known += [Counted(frozenset({thing}), everyone, 80, 80) for thing in range(3)]
    table = Table(3, Relations(), tuple(known))
    assert joint_limits(table, frozenset(range(3)), everyone) == Sum(40, 80)


def test_pairs_decide_what_margins_leave_open() -> None:
    everyone = np.ones(1, bool)
    known = [Counted(NOBODY, everyone, 100, 100)]
    known += [Counted(frozenset({thing}), everyone, 50, 50) for thing in range(3)]
    known += [Counted(frozenset({0, 1}), everyone, 10, 10)]
    table = Table(3, Relations(), tuple(known))
    assert joint_limits(table, frozenset(range(3)), everyone) == Sum(0, 10)


def test_whole_people_are_narrower_than_fractions() -> None:
    """Each of three things has one of two people, each pair nobody: fractions would allow that."""
    everyone = np.ones(1, bool)
    known = [Counted(NOBODY, everyone, 2, 2)]
    known += [Counted(frozenset({thing}), everyone, 1, 1) for thing in range(3)]
    known += [Counted(frozenset(pair), everyone, 0, 0) for pair in combinations(range(3), 2)]
    with pytest.raises(ContradictionError):
        joint_limits(Table(3, Relations(), tuple(known)), frozenset({0}), everyone)


def test_counts_that_contradict_each_other_are_refused() -> None:
    everyone = np.ones(1, bool)
    known = (Counted(NOBODY, everyone, 10, 10), Counted(frozenset({0}), everyone, 11, 12))
    with pytest.raises(ContradictionError):
        joint_limits(Table(1, Relations(), known), frozenset({0}), everyone)


def test_numbers_from_one_to_the_threshold_are_never_shown() -> None:
    assert told(Sum(3, 7), ALL_OF_US) == Sum(0, 20)
    assert told(Sum(20, 340), ALL_OF_US) == Sum(0, 340)
    assert told(Sum(21, 340), ALL_OF_US) == Sum(21, 340)


@settings(max_examples=examples(120), deadline=None)
@given(small_cohorts(most=4, cells=2, things=2), st.data())
def test_limits_of_two_things_are_exactly_those_of_all_tables(
    made: tuple[People, Table], data: st.DataObject
) -> None:
    """Checked by enumeration of every table that agrees with what is published."""
    _, table = made
    cells = data.draw(st.sampled_from(list(every_cell(table.cells))))
    things = frozenset(range(table.things))
    assert joint_limits(table, things, cells) == enumerated(table, things, cells)


@settings(max_examples=examples(60), deadline=None)
@given(small_cohorts(most=4, cells=1, things=3))
def test_limits_of_three_things_are_exactly_those_of_all_tables(
    made: tuple[People, Table],
) -> None:
    _, table = made
    things, everyone = frozenset(range(table.things)), np.ones(1, bool)
    assert joint_limits(table, things, everyone) == enumerated(table, things, everyone)


@settings(max_examples=examples(150), deadline=None)
@given(small_cohorts(most=60, cells=6, things=3), st.data())
def test_limits_hold_for_the_people_who_were_counted(
    made: tuple[People, Table], data: st.DataObject
) -> None:
    """Several sums of one table, searched one after the other."""
    cohort, table = made
    programme = Programme(table)
    for _ in range(4):
        inside = data.draw(st.lists(st.booleans(), min_size=table.cells, max_size=table.cells))
        cells = np.array(inside, bool)
        things = frozenset(data.draw(st.sets(st.integers(0, table.things - 1))))
        found, true = programme.limits(things, cells), cohort.true(things, cells)
        assert found.low <= true <= found.high


@settings(max_examples=examples(60), deadline=None)
@given(small_cohorts(most=30, cells=4, things=2), st.data())
def test_limits_do_not_depend_on_what_was_asked_before(
    made: tuple[People, Table], data: st.DataObject
) -> None:
    _, table = made
    programme = Programme(table)
    questions = data.draw(st.lists(st.sampled_from(list(every_cell(table.cells))), min_size=2))
    for cells in questions:
        things = frozenset(range(table.things))
        assert programme.limits(things, cells) == joint_limits(table, things, cells)
