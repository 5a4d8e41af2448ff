"""Which counts must be open, and which are shown open under given whole tables."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.bands import IntArray
from suppression.known import known_limits
from suppression.openness import Opening, Wanted, wanted_of, window_bits
from suppression.policy import Policy
from suppression.sums import matching
from suppression.tables import DomainTables, TablePlan
from tests.examples import examples
from tests.suppression.integer_tables import integer_table, table_within
from tests.suppression.small_cohorts import ALL_OF_US, TINY, by_hand, plan_of, random_truth, seeds

WINDOW = list(range(1, 19))
TWO = plan_of({"sex": 2})
TWENTY = plan_of({"age": 20})
LARGE = by_hand("cohort", TWO, {0: [(4_001, 4_020), (2_001, 2_020), (2_001, 2_020)]})
HALF = [(401, 420), (201, 220), (201, 220)]
SUBJECT = 7

Bands = Sequence[tuple[int, int]]


def counts(bits: int) -> list[int]:
    """Counts gathered as bits of one whole number."""
    return [count for count in range(63) if bits >> count & 1]


def opened(
    plan: TablePlan, denominator: Bands, subject: Bands, *wholes: Sequence[int]
) -> tuple[Wanted, Opening]:
    """What must be open of one subject, and what some tables of its denominator show."""
    tables = by_hand("condition", plan, {0: denominator, SUBJECT: subject})
    cohort = by_hand(
        "cohort", plan, {0: [(low + 10_000, high + 10_000) for low, high in denominator]}
    )
    cohort.low[0, 0], cohort.high[0, 0] = 0, 10**9  # so that their sum contradicts nothing
    limits = known_limits({"cohort": cohort, "condition": tables}, ALL_OF_US)
    wanted = wanted_of(tables, limits, ("cohort", cohort), ALL_OF_US)
    opening = Opening(tables, np.array([1]), tables, wanted, ALL_OF_US)
    opening.under_each(np.array(wholes, np.int64).reshape(-1, plan.cells), range(len(wholes)))
    return wanted, opening


def alone(plan: TablePlan, bands: Bands) -> Opening:
    """The same of a cohort, which stands under nothing."""
    tables = by_hand("cohort", plan, {0: bands})
    wanted = wanted_of(tables, known_limits({"cohort": tables}, ALL_OF_US), None, ALL_OF_US)
    opening = Opening(tables, np.zeros(1, np.intp), None, wanted, ALL_OF_US)
    opening.under(None)
    return opening


def where(cells: np.ndarray, row: int = 1) -> list[int]:
    return [int(cell) for cell in np.flatnonzero(cells[row])]


def test_the_window_is_every_count_that_must_stay_possible() -> None:
    assert counts(window_bits(ALL_OF_US)) == WINDOW
    assert counts(window_bits(TINY)) == [1, 2]


def test_twenty_ones_under_a_total_of_twenty_give_each_one_away() -> None:
    opening = alone(TWENTY, [(20, 20), *[(1, 1)] * 19, (0, 20)])
    assert counts(int(opening.found.cells[0, 20])) == [1]
    assert where(opening.missing.cells, 0) == [20]


def test_twenty_ones_behind_bands_are_open() -> None:
    opening = alone(TWENTY, [(0, 20)] * 21)
    assert all(counts(int(found)) == WINDOW for found in opening.found.cells[0])
    assert not opening.missing.any.any()


def test_a_zero_shown_as_zero_is_not_open_and_gives_the_others_away() -> None:
    # ten groups are told to be empty: the other ten share 5
    opening = alone(TWENTY, [(5, 5), *[(0, 0)] * 10, *[(0, 20)] * 10])
    assert where(opening.missing.cells, 0) == list(range(1, 21))
    assert counts(int(opening.found.cells[0, 1])) == []
    assert counts(int(opening.found.cells[0, 15])) == [1, 2, 3, 4, 5]


def test_a_zero_that_its_siblings_prove_is_not_open() -> None:
    # twenty groups of 21 or more are 420 together, all that the total may be
    plan = plan_of({"age": 21})
    opening = alone(plan, [(401, 420), *[(21, 40)] * 20, (0, 20)])
    assert where(opening.missing.cells, 0) == [21]


def test_siblings_at_the_floor_of_their_bands_pin_the_last_one() -> None:
    # nineteen groups have 21 or more each, 399 together, and the total is at most 400
    opening = alone(TWENTY, [(381, 400), *[(21, 40)] * 19, (0, 20)])
    assert counts(int(opening.found.cells[0, 20])) == [1]
    assert not alone(TWENTY, [(401, 420), *[(21, 40)] * 19, (0, 20)]).missing.any.any()


def test_a_cell_above_the_threshold_need_not_be_open() -> None:
    wanted, _ = opened(TWO, HALF, [(61, 80), (0, 20), (41, 60)])
    assert where(wanted.cells) == [1]
    assert where(wanted.complements) == []


def test_a_widened_cell_that_its_table_proves_large_need_not_be_open() -> None:
    # 61 or more with at most 40 men, so 21 women or more although they read "40 or fewer"
    wanted, _ = opened(TWO, HALF, [(61, 80), (0, 40), (21, 40)])
    assert where(wanted.cells) == []


def test_a_listed_total_need_not_be_open() -> None:
    wanted, _ = opened(TWO, HALF, [(0, 40), (0, 20), (0, 20)])
    assert where(wanted.cells) == [1, 2]


def test_under_one_whole_table_a_cell_takes_what_its_group_has_room_for() -> None:
    # 12 of 217 people are women: of the subject's 21 or more women 0 to 12
    denominator, subject = [(201, 220), (0, 20), (201, 220)], [(21, 40), (0, 20), (21, 40)]
    _, narrow = opened(TWO, denominator, subject, [217, 12, 205])
    assert counts(int(narrow.found.cells[1, 1])) == list(range(1, 13))
    assert where(narrow.missing.cells) == [1]
    _, wide = opened(TWO, denominator, subject, [217, 12, 205], [220, 18, 202])
    assert counts(int(wide.found.cells[1, 1])) == WINDOW
    assert where(wide.missing.cells) == []


def test_a_table_that_leaves_a_subject_no_room_shows_nothing() -> None:
    _, opening = opened(TWO, HALF, [(241, 260), (0, 20), (201, 220)], [401, 201, 200])
    assert counts(int(opening.found.cells[1, 1])) == []


def test_a_group_that_all_belong_to_between_bands_stays_open() -> None:
    # "41 to 60 of 41 to 60 women": 0 to 19 of 60 are without the condition
    subject = [(141, 160), (41, 60), (81, 100)]
    wanted, opening = opened(TWO, [(241, 260), (41, 60), (181, 200)], subject, [255, 60, 195])
    assert where(wanted.complements) == [1]
    assert where(wanted.perhaps) == []  # known to be small
    assert counts(int(opening.found.complements[1, 1])) == WINDOW
    assert not opening.missing.any.any()


def test_a_group_that_all_belong_to_exactly_gives_those_without_away() -> None:
    # 100 %: 57 of 57 women, so nobody is without it
    subject = [(157, 157), (57, 57), (100, 100)]
    wanted, opening = opened(TWO, [(260, 260), (57, 57), (203, 203)], subject, [260, 57, 203])
    assert where(wanted.complements) == [1]
    assert counts(int(opening.found.complements[1, 1])) == [0]
    assert where(opening.missing.complements) == [1]


def test_a_denominator_known_exactly_gives_the_complement_away() -> None:
    # 57 of 60 women: three have it not
    subject = [(157, 157), (57, 57), (100, 100)]
    wanted, opening = opened(TWO, [(260, 260), (60, 60), (200, 200)], subject, [260, 60, 200])
    assert where(wanted.complements) == [1]
    assert counts(int(opening.found.complements[1, 1])) == [3]
    assert where(opening.missing.complements) == [1]


def test_a_complement_known_to_be_small_must_take_every_count_of_the_window() -> None:
    # of 58 to 60 women 41 to 60: under 58 the complement is 0 to 17
    bands = [(241, 260), (58, 60), (181, 200)], [(141, 160), (41, 60), (81, 100)]
    wanted, opening = opened(TWO, *bands, [253, 58, 195])
    assert where(wanted.complements) == [1]
    assert where(wanted.perhaps) == []
    assert counts(int(opening.found.complements[1, 1])) == list(range(18))
    assert where(opening.missing.complements) == [1]
    _, more = opened(TWO, *bands, [253, 58, 195], [255, 60, 195])
    assert not more.missing.any.any()


def test_a_complement_that_may_be_small_may_instead_have_as_many_counts_as_the_window() -> None:
    # 41 to 60 of 79 women: 19 to 38 have it not, twenty counts, none below 19
    bands = [(261, 280), (61, 80), (181, 200)], [(141, 160), (41, 60), (81, 100)]
    wanted, opening = opened(TWO, *bands, [274, 79, 195])
    assert where(wanted.perhaps) == [1]
    assert counts(int(opening.found.complements[1, 1])) == list(range(19, 39))
    assert not opening.missing.any.any()


def test_a_complement_that_may_be_small_is_narrowed_by_fewer_counts() -> None:
    # 58 to 60 of 76 to 79 women: 16 to 21 have it not, too few to choose from
    bands = [(276, 281), (76, 79), (200, 202)], [(158, 160), (58, 60), (100, 100)]
    tables = [[276, 76, 200], [277, 77, 200], [278, 78, 200], [279, 79, 200]]
    wanted, opening = opened(TWO, *bands, *tables)
    assert where(wanted.perhaps) == [1]
    assert counts(int(opening.found.complements[1, 1])) == [16, 17, 18, 19, 20, 21]
    assert where(opening.missing.complements) == [1]


def test_a_complement_that_is_certainly_large_need_not_be_open() -> None:
    wanted, _ = opened(TWO, HALF, [(261, 280), (161, 179), (81, 100)])
    assert where(wanted.complements) == []  # 201 less 179 are 22
    nearly, _ = opened(TWO, HALF, [(261, 280), (161, 181), (81, 100)])
    assert where(nearly.complements) == [1]


def test_in_cells_that_count_records_there_is_no_complement() -> None:
    by_record = TablePlan(TWO.cuts)  # somebody may be of several groups
    wanted, opening = opened(
        by_record, [(241, 260), (41, 60), (181, 200)], [(141, 160), (41, 60), (81, 100)]
    )
    assert where(wanted.complements) == []
    opening.under(np.array([255, 41, 195]))  # and the denominator's cells say nothing either
    assert not opening.missing.any.any()


def test_tables_of_no_use_are_told_from_those_that_show_something() -> None:
    tables = by_hand("condition", TWO, {0: HALF, SUBJECT: [(21, 40), (0, 20), (21, 40)]})
    limits = known_limits({"cohort": LARGE, "condition": tables}, ALL_OF_US)
    wanted = wanted_of(tables, limits, ("cohort", LARGE), ALL_OF_US)
    opening = Opening(tables, np.array([1]), tables, wanted, ALL_OF_US)
    wholes = np.array([[420, 210, 210], [418, 208, 210], [419, 209, 210]])
    assert opening.under_each(wholes, [1, 0, 2]) == {1}  # the first shows all
    assert opening.under(wholes[0]) is False


def test_only_the_subjects_asked_about_are_opened() -> None:
    few = [(21, 40), (0, 20), (21, 40)]
    tables = by_hand("condition", TWO, {0: HALF, 7: few, 8: few})
    limits = known_limits({"cohort": LARGE, "condition": tables}, ALL_OF_US)
    wanted = wanted_of(tables, limits, ("cohort", LARGE), ALL_OF_US)
    opening = Opening(tables, np.array([2]), tables, wanted, ALL_OF_US)
    assert where(opening.missing.cells, 1) == []
    assert where(opening.missing.cells, 2) == [1]
    opening.under(np.array([420, 210, 210]))
    assert counts(int(opening.found.cells[1, 1])) == []
    assert counts(int(opening.found.cells[2, 1])) == WINDOW


PLANS = {
    "two crossings": plan_of({"sex": 2, "age": 3, "race": 3}, ["sex*age", "sex*race"]),
    "a star of three": plan_of(
        {"sex": 3, "age": 3, "race": 3, "region": 3}, ["sex*age", "sex*race", "sex*region"]
    ),
    "a hub of four": plan_of({"sex": 4, "age": 4, "region": 2}, ["sex*age"]),
    "no crossing": plan_of({"sex": 3, "age": 4}),
}


def some_wholes(cohort: DomainTables, tables: DomainTables, seed: int) -> list[IntArray]:
    """Whole tables of a domain's denominator, each near some random table of its bands."""
    random = np.random.default_rng(seed)
    low, high = tables.row(0)
    top = cohort.row(0)[1]
    across = matching(cohort, tables)[: len(low)]
    high = np.minimum(high, np.where((across >= 0) & (across < len(top)), top[across], high))
    found = []
    for _ in range(3):
        near = random.integers(low, high + 1)
        for spread in (5, 10, 20, 1_000):
            limits = np.maximum(low, near - spread), np.minimum(high, near + spread)
            table = table_within(tables.plan, *limits, bool(tables.crossed[0]))
            if table is not None:
                found.append(table)
                break
    return found


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@settings(max_examples=examples(12), deadline=None)
@given(seeds, st.integers(150, 700), st.data())
def test_every_count_said_to_be_open_stands_in_a_whole_table_under_one_of_the_denominators(
    plan: TablePlan, seed: int, persons: int, data: st.DataObject
) -> None:
    tables = random_truth(seed, persons, plan, (0.1, 0.5, 0.95)).protected(ALL_OF_US)
    cohort, domain = tables["cohort"], tables["condition"]
    limits = known_limits(tables, ALL_OF_US)
    wanted = wanted_of(domain, limits, ("cohort", cohort), ALL_OF_US)
    wholes = some_wholes(cohort, domain, seed)
    rows = np.arange(1, len(domain.subjects))
    opening = Opening(domain, rows, domain, wanted, ALL_OF_US)
    opening.under_each(np.array(wholes), range(len(wholes)))
    asked = np.argwhere(wanted.any & (np.arange(len(domain.subjects)) > 0)[:, None]).tolist()
    for row, cell in data.draw(st.lists(st.sampled_from(asked), max_size=4)) if asked else ():
        for count in counts(int(opening.found.cells[row, cell])):
            assert any(
                integer_table(domain, row, {cell: count}, whole) is not None for whole in wholes
            )
        for count in counts(int(opening.found.complements[row, cell])):
            assert any(
                integer_table(domain, row, {cell: int(whole[cell]) - count}, whole) is not None
                for whole in wholes
            )


@pytest.mark.parametrize("policy", [ALL_OF_US, TINY])
@settings(max_examples=examples(40), deadline=None)
@given(seeds, st.integers(0, 400))
def test_a_truth_that_is_small_is_always_asked_to_be_open(
    policy: Policy, seed: int, persons: int
) -> None:
    plan = PLANS["two crossings"]
    truth = random_truth(seed, persons, plan, (0.1, 0.5, 0.95))
    tables = truth.protected(policy)
    domain = tables["condition"]
    limits = known_limits(tables, policy)
    wanted = wanted_of(domain, limits, ("cohort", tables["cohort"]), policy)
    own = truth.domain[domain.subjects]
    small = (own <= policy.threshold) & domain.published
    assert (wanted.cells | ~small | (limits["condition"][1] == 0)).all()
    without = own[0] - own[1:]
    few = (without <= policy.threshold) & domain.published[1:] & domain.published[0]
    assert (wanted.complements[1:] | ~few | (limits["condition"][0][1:] == own[0])).all()
