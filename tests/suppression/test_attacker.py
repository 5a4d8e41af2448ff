"""Attacks by hand: what an attacker calculates from tables that were not protected, ours finds;
and the same people behind bands, repaired, give nothing away."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suppression.attack import ContradictionError, findings_of
from suppression.attacker import Attacker
from suppression.jobs import jobs_of
from suppression.outcome import Finding, Outcome
from suppression.repair import make_safe
from suppression.tables import DomainTables, TablePlan
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US, SEX_AGE, by_hand, plan_of, random_truth

SMALL = "linked_tables"
Bands = Sequence[tuple[int, int]]


def in_a_large_cohort(domain: DomainTables) -> dict[str, DomainTables]:
    """A domain beside a cohort of millions, which tells nothing about it."""
    few, many = 1_000_001, 2_000_000
    bands = [(0, 0)] * domain.plan.cells
    for cut in domain.plan.cuts[1:]:
        bands[domain.plan.slices[cut.id]] = [(few, many)] * cut.cells
        bands[0] = (few * cut.cells, many * cut.cells)
    return {"cohort": by_hand("cohort", domain.plan, {0: bands}), "condition": domain}


def findings(tables: dict[str, DomainTables]) -> list[Finding]:
    """Everything that an attack on some tables concludes."""
    return [found for job in jobs_of(tables, ALL_OF_US) for found in findings_of(job)]


def narrowed(tables: dict[str, DomainTables], row: int) -> set[tuple[str, int]]:
    """Which counts of a subject of the domain are told more of than the policy allows."""
    return {
        (found.attack, found.cell)
        for found in findings(tables)
        if found.table == "condition" and found.row == row and found.narrowed(ALL_OF_US)
    }


def attacks(plan: TablePlan, denominator: Bands, subject: Bands) -> set[tuple[str, int]]:
    """Which counts of a subject can be narrowed."""
    domain = by_hand("condition", plan, {0: denominator, 7: subject})
    return narrowed(in_a_large_cohort(domain), 1)


TWENTY = plan_of({"age": 20})
WIDE = [(401, 420), (201, 220), (201, 220)]
PLENTY = [(20_201, 20_220), *[(1_001, 1_020)] * 20]


def test_twenty_ones_under_a_total_of_twenty_give_the_last_one_away() -> None:
    everybody = by_hand("condition", TWENTY, {0: [(20, 20), *[(1, 1)] * 19, (0, 20)]})
    assert narrowed(in_a_large_cohort(everybody), 0) == {(SMALL, 20)}
    (last,) = (found for found in findings(in_a_large_cohort(everybody)) if found.cell == 20)
    assert (last.low, last.high) == (1, 1)


def test_twenty_ones_behind_bands_stay_open() -> None:
    everybody = by_hand("condition", TWENTY, {0: [(0, 20)] * 21})
    assert narrowed(in_a_large_cohort(everybody), 0) == set()


def test_twenty_small_groups_under_a_banded_total_stay_open() -> None:
    assert attacks(TWENTY, PLENTY, [(21, 40), *[(0, 20)] * 20]) == set()


def test_nineteen_siblings_at_the_floor_of_their_bands_pin_the_twentieth() -> None:
    # nineteen groups have 21 or more each, 399 together, and the total is at most 400
    assert attacks(TWENTY, PLENTY, [(381, 400), *[(21, 40)] * 19, (0, 20)]) == {(SMALL, 20)}


def test_one_band_higher_the_same_siblings_leave_the_twentieth_open() -> None:
    assert attacks(TWENTY, PLENTY, [(401, 420), *[(21, 40)] * 19, (0, 20)]) == set()


def test_siblings_at_the_floor_are_repaired() -> None:
    counts = np.array([[5_000, *[250] * 20], [400, *[21] * 19, 1]])
    limits = -(-counts // 20) * 20
    bands = [[(0 if high == 20 else int(high) - 19, int(high)) for high in row] for row in limits]
    domain = by_hand("condition", TWENTY, {0: bands[0], 7: bands[1]})
    safe = make_safe(in_a_large_cohort(domain), ALL_OF_US).tables
    assert narrowed(safe, 1) == set()
    wider = safe["condition"].high[1] - safe["condition"].low[1] > domain.high[1] - domain.low[1]
    assert 1 <= wider.sum() <= 2  # a band or two, not the table
    assert (safe["condition"].low[1] <= counts[1]).all()
    assert (counts[1] <= safe["condition"].high[1]).all()


TWO = plan_of({"sex": 2})


def test_a_total_and_a_group_known_exactly_give_the_other_group_away() -> None:
    assert attacks(TWO, [(401, 420), (201, 220), (201, 220)], [(60, 60), (57, 57), (0, 20)]) == {
        (SMALL, 2)
    }


def test_a_denominator_known_exactly_gives_the_complement_away() -> None:
    # 57 of 60 women have the condition: three have not
    found = attacks(TWO, [(260, 260), (60, 60), (200, 200)], [(157, 157), (57, 57), (100, 100)])
    assert found == {("complement", 1)}


def test_a_group_that_all_belong_to_stays_open_between_bands() -> None:
    # "41–60 of 41–60 women": anything from nobody to nineteen may be without the condition
    found = attacks(TWO, [(241, 260), (41, 60), (181, 200)], [(141, 160), (41, 60), (81, 100)])
    assert found == set()


def test_a_complement_that_may_be_small_has_as_many_possible_sizes() -> None:
    # 58 to 60 of 76 to 79 women: sixteen to twenty-one have not, too few to choose from
    found = attacks(TWO, [(276, 281), (76, 79), (200, 202)], [(158, 160), (58, 60), (100, 100)])
    assert found == {("complement", 1)}


def test_a_complement_stays_a_target_where_its_cell_is_proven_not_small() -> None:
    # the total may read "40 or fewer", but it is listed, so it is 21 or more, and 38 by its
    # groups; 39 or 40 of 58 have the condition, and so 18 or 19 have not
    denominator = [(58, 58), (29, 29), (29, 29)]
    subject = [(0, 40), (19, 20), (19, 20)]
    assert ("complement", 0) in attacks(TWO, denominator, subject)


def test_a_widened_cell_that_its_table_proves_large_is_no_target() -> None:
    # total 61 or more, men at most 40, so women at least 21 although they read "40 or fewer"
    denominator = [(2_001, 2_020), (1_001, 1_020), (1_001, 1_020)]
    assert attacks(TWO, denominator, [(61, 80), (0, 40), (21, 40)]) == set()


def test_a_parent_minus_its_only_child_gives_away_who_has_the_parent_alone() -> None:
    # 60 have diabetes, 57 of them type 2: three have another type
    domain = by_hand("condition", TWO, {0: WIDE, 7: [(60, 60), (30, 30), (30, 30)],
                                        8: [(57, 57), (28, 28), (29, 29)]})  # fmt: skip
    tables = in_a_large_cohort(replace(domain, lineage=np.array([[7, 8]])))
    assert narrowed(tables, 2) == {("rollup_difference", cell) for cell in (0, 1, 2)}
    exact = [f for f in findings(tables) if f.attack == "rollup_difference"]
    assert [(found.low, found.high) for found in exact] == [(3, 3), (2, 2), (1, 1)]


def test_a_parent_minus_its_only_child_stays_open_between_bands() -> None:
    domain = by_hand("condition", TWO, {0: WIDE, 7: [(41, 60), (21, 40), (21, 40)],
                                        8: [(41, 60), (21, 40), (21, 40)]})  # fmt: skip
    tables = in_a_large_cohort(replace(domain, lineage=np.array([[7, 8]])))
    assert narrowed(tables, 2) == set()


def test_a_tight_parent_narrows_its_child_through_the_hierarchy() -> None:
    # at most 7 women have the parent: 47 in all, 40 men; so no more have the child
    domain = by_hand("condition", TWO, {0: WIDE, 7: [(41, 47), (0, 20), (40, 40)],
                                        8: [(21, 40), (0, 20), (21, 40)]})  # fmt: skip
    tables = in_a_large_cohort(replace(domain, lineage=np.array([[7, 8]])))
    assert (SMALL, 1) in narrowed(tables, 2)
    alone = in_a_large_cohort(domain)
    assert (SMALL, 1) not in narrowed(alone, 2)


def test_a_share_with_one_digit_too_many_gives_the_count_away() -> None:
    # "5.0 %" of 100 to 101 people is exactly five; as a band it would be "20 or fewer"
    share_low, share_high, whole = 0.0495, 0.0505, (100, 101)
    low, high = int(np.ceil(share_low * whole[0])), int(np.floor(share_high * whole[1]))
    shown = [(100, 101), (low, high), (100 - high, 101 - low)]
    everyone = by_hand("condition", TWO, {0: WIDE, 7: shown})
    assert (low, high) == (5, 5)
    exact = replace(everyone, low=np.where(everyone.low == 5, 0, everyone.low))
    assert (SMALL, 1) in narrowed(in_a_large_cohort(exact), 1)
    assert attacks(TWO, WIDE, [(101, 120), (0, 20), (81, 100)]) == set()


def test_a_zero_shown_as_zero_lets_its_siblings_be_worked_out() -> None:
    # 21 to 23 people, nobody in two of three groups: 21 to 23 in the third
    three = plan_of({"group": 3})
    plenty = [(601, 620), *[(201, 220)] * 3]
    domain = by_hand("condition", three, {0: plenty, 7: [(21, 23), (0, 0), (21, 21), (0, 20)]})
    assert (SMALL, 3) in narrowed(in_a_large_cohort(domain), 1)
    assert attacks(three, plenty, [(21, 40), (0, 20), (0, 20), (0, 20)]) == set()


def test_a_cohort_smaller_than_the_threshold_is_safe_and_says_nothing() -> None:
    truth = random_truth(seed=1, persons=15, plan=SEX_AGE)
    tables = truth.protected(ALL_OF_US)
    assert tables["condition"].subjects.tolist() == [0]
    assert not any(found.narrowed(ALL_OF_US) for found in findings(tables))


def test_an_empty_cohort_is_safe() -> None:
    safe = make_safe(random_truth(3, 0, SEX_AGE).protected(ALL_OF_US), ALL_OF_US).tables
    assert not any(found.narrowed(ALL_OF_US) for found in findings(safe))
    assert (safe["cohort"].low == 0).all()


@pytest.mark.parametrize("seed", range(2))
def test_results_do_not_depend_on_the_number_of_workers(seed: int) -> None:
    tables: dict[str, DomainTables] = {}
    for domain in range(6):  # more pieces of work than two workers take in one turn
        found = random_truth(seed * 10 + domain, 120, SEX_AGE).protected(ALL_OF_US)["condition"]
        tables.setdefault("cohort", in_a_large_cohort(found)["cohort"])
        tables[f"domain-{domain}"] = found
    jobs = jobs_of(tables, ALL_OF_US)
    alone = list(Attacker(workers=1).attack(jobs))
    assert list(Attacker(workers=2).attack(jobs)) == alone
    one_by_one = [found for job in jobs for found in findings_of(job)]
    assert sum(sum(t.attacked for t in one.tallies.values()) for one in alone) == len(one_by_one)
    narrowed = [found for found in one_by_one if found.narrowed(ALL_OF_US)]
    assert [found for one in alone for found in one.narrowed] == narrowed


def test_pairs_of_which_the_same_is_published_are_attacked_once() -> None:
    # concepts 7 and 8 look alike, 9 does not
    bands = [(60, 60), (57, 57), (0, 20)]
    domain = by_hand("condition", TWO, {0: WIDE, 7: bands, 8: bands, 9: [(61, 80), *bands[1:]]})
    new: dict[str, Outcome] = {}
    attacker = Attacker(1, keep=new.__setitem__)
    jobs = jobs_of(in_a_large_cohort(domain), ALL_OF_US)
    outcomes = {one.rows: one for one in attacker.attack(jobs) if one.rows[1] > 0}
    assert len(new) == 2 + 2  # cohort, domain, and two of the three concepts
    assert [outcomes[0, row].narrowed[0].row for row in (1, 2)] == [1, 2]
    new.clear()
    assert {one.rows: one for one in attacker.attack(jobs) if one.rows[1] > 0} == outcomes
    assert new == {}


@settings(max_examples=examples(25), deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 30))
def test_the_exact_range_of_a_count_holds_what_a_shorter_attack_shows(
    seed: int, persons: int
) -> None:
    tables = random_truth(seed, persons, SEX_AGE).protected(ALL_OF_US)

    def ranges(exact: bool) -> dict[tuple[str, int, int, int], tuple[int, int]]:
        jobs = jobs_of(tables, ALL_OF_US, exact=exact)
        found = [one for job in jobs for one in findings_of(job) if one.table == "condition"]
        return {(one.attack, one.row, one.cell, one.of): (one.low, one.high) for one in found}

    whole = ranges(exact=True)
    cells = {(row, cell) for attack, row, cell, _ in whole if attack == SMALL}
    assert cells == {*map(tuple, np.argwhere(tables["condition"].published).tolist())}
    for count, (low, high) in ranges(exact=False).items():
        assert whole[count][0] <= low
        assert high <= whole[count][1]


def test_an_ancestor_tells_of_a_small_cell_of_its_descendant() -> None:
    """At least 21 of at most 40 with an infection are women, and at least 21 of the 40 have
    pneumonia: at most 19 have another infection, so 2 women or more have pneumonia."""
    domain = by_hand("condition", TWO, {0: WIDE, 7: [(21, 40), (21, 40), (0, 20)],
                                        8: [(0, 40), (0, 20), (0, 40)]})  # fmt: skip
    tables = in_a_large_cohort(replace(domain, lineage=np.array([[7, 8]])))
    assert narrowed(in_a_large_cohort(domain), 2) == set()
    assert narrowed(tables, 2) == {(SMALL, 1), ("rollup_difference", 1)}
    safe = make_safe(tables, ALL_OF_US).tables
    assert safe["condition"].subjects.tolist() == [0, 7, 8]
    assert not any(found.narrowed(ALL_OF_US) for found in findings(safe))


CROSSED = plan_of({"sex": 3, "age": 3, "race": 2}, ["sex*age", "sex*race"])


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(20, 700), st.sampled_from([SEX_AGE, CROSSED]))
def test_what_follows_in_closed_form_is_what_the_solver_finds(
    seed: int, persons: int, plan: TablePlan
) -> None:
    """The same counts get to the same ends without it."""
    tables = random_truth(seed, persons, plan, (0.9, 0.4, 0.1)).protected(ALL_OF_US)
    own = tables["condition"]
    first, *others = own.subjects[1:].tolist() or [0]
    # the tightest there is: every other concept within the first, whether true or not
    lineage = np.array([(first, other) for other in others], np.int64).reshape(-1, 2)
    tables["condition"] = replace(own, lineage=lineage)

    def ends() -> dict[tuple[str, str, int, int, int], tuple[int, int]]:
        found = findings(tables)
        assume(all(one.low <= one.high for one in found))
        return {
            (one.attack, one.table, one.row, one.cell, one.of): (max(one.low, 1), min(one.high, 18))
            for one in found
            if one.known_small
        }

    try:
        with_screen = ends()
    except ContradictionError:
        assume(False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("suppression.attack.screen", lambda attacks, top: None)
        assert ends() == with_screen
