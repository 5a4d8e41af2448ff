"""Exact tables before any further cell is withheld, the limits they show, and what is left over."""

from dataclasses import replace

import numpy as np
import pytest

from aggregates.policies import shipped_policy
from suppression.bands import BandError
from suppression.beside import place_beside
from suppression.coupling import couplings
from suppression.differences import narrow_differences
from suppression.known import known_limits
from suppression.tables import DomainTables
from suppression.withheld import exact_tables, shown_limits, with_limits
from tests.suppression.small_cohorts import by_hand, plan_of

CMS = shipped_policy("cms")  # 1 to 10 are sensitive; crossings from 101
SEX = plan_of({"sex": 2})
CROSSED = plan_of({"sex": 2, "age": 2}, ["sex*age"])


def exact(*counts: int) -> list[tuple[int, int]]:
    return [(count, count) for count in counts]


def test_sensitive_counts_are_withheld_and_all_others_are_exact() -> None:
    counts = np.array([[120, 100, 20], [25, 25, 0], [21, 11, 10]])
    tables = exact_tables("condition", SEX, np.arange(3), counts, CMS)
    assert tables.low.tolist() == [[120, 100, 20], [25, 25, 0], [21, 11, 0]]
    assert (tables.low < tables.high).tolist() == [[False] * 3, [False] * 3, [False, False, True]]


def test_a_subject_is_listed_above_the_threshold_and_crossed_from_the_floor_on() -> None:
    row = [50, 50, 50, 50, 25, 25, 25, 25]
    counts = np.array([[200, 100, 100, 100, 100, *row[4:]], [101, *row], [100, *row], [10, *row]])
    tables = exact_tables("condition", CROSSED, np.arange(4), counts, CMS)
    assert tables.subjects.tolist() == [0, 1, 2]
    assert tables.crossed.tolist() == [True, True, False]


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(BandError):
        exact_tables("condition", SEX, np.arange(1), np.array([[3, 4, -1]]), CMS)


def test_a_withheld_count_shows_the_smallest_exact_one_that_contains_it() -> None:
    # total 200; women withheld, men 120; young 60, old withheld
    cells = [(200, 200), (0, 9), (120, 120), (60, 60), (0, 9), *[(0, 9)] * 4]
    cohort = by_hand("cohort", CROSSED, {0: cells})
    # young women, old women, young men, old men
    assert shown_limits({"cohort": cohort})["cohort"][0, 5:].tolist() == [60, 200, 60, 120]
    found = with_limits({"cohort": cohort})["cohort"]
    assert found.high[0].tolist() == [200, 200, 120, 60, 200, 60, 200, 60, 120]


def test_a_withheld_total_shows_its_denominators_and_that_one_the_cohorts() -> None:
    cohort = by_hand("cohort", SEX, {0: exact(300, 200, 100)})
    inner = by_hand("drug", SEX, {0: exact(290, 190, 100), 7: [(0, 9), (0, 9), (40, 40)]})
    outer = by_hand("condition", SEX, {0: [(0, 9), (0, 9), (90, 90)], 7: [(0, 9)] * 3})
    limits = shown_limits({"cohort": cohort, "drug": inner, "condition": outer})
    assert limits["drug"][1].tolist() == [290, 290, 40]
    assert limits["condition"].tolist() == [[300, 300, 90], [300, 300, 300]]


def test_the_size_of_the_cohort_must_be_published() -> None:
    cohort = by_hand("cohort", SEX, {0: [(0, 9), (200, 200), (0, 9)]})
    with pytest.raises(BandError, match="size of the cohort"):
        shown_limits({"cohort": cohort})


def release(parent: list[tuple[int, int]], child: list[tuple[int, int]]) -> dict[str, DomainTables]:
    everyone = exact(400, 200, 200)
    own = by_hand("condition", SEX, {0: everyone, 1: parent, 2: child})
    own = replace(own, lineage=np.array([[1, 2]]))
    return with_limits({"cohort": by_hand("cohort", SEX, {0: everyone}), "condition": own})


def narrow(tables: dict[str, DomainTables]) -> list[tuple[str, int, int]]:
    return list(narrow_differences(tables, known_limits(tables, CMS), CMS))


def test_a_small_difference_of_two_published_counts_is_seen() -> None:
    tables = release(exact(60, 30, 30), exact(37, 12, 25))
    assert narrow(tables) == [("condition", 2, 2)]  # 30 - 25


def test_a_difference_of_zero_or_a_large_one_tells_nothing() -> None:
    assert narrow(release(exact(60, 30, 30), exact(45, 30, 15))) == []


def test_a_difference_is_seen_where_only_an_equation_tells_it() -> None:
    # 30 of 60 women and men are left, 28 of them women: 2 men, although their count is withheld
    tables = release(exact(90, 40, 50), [(60, 60), (12, 12), (0, 48)])
    assert narrow(tables) == [("condition", 2, 2)]


def test_where_no_programme_helps_the_largest_count_beside_gives_way_first() -> None:
    tables = release(exact(60, 35, 25), [(50, 50), (30, 30), (0, 50)])
    links = couplings(tables)
    owners = ("condition", 2), ("condition", 1)
    assert place_beside(tables, links, owners, 2) == ("condition", 2, 1)
    hidden = release(exact(60, 35, 25), [(50, 50), (0, 50), (0, 50)])
    assert place_beside(hidden, links, owners, 2) == ("condition", 1, 1)
