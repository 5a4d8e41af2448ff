"""Attacks by hand: what an attacker calculates from tables that were not protected, the auditor
finds; and the same people behind bands, repaired, give nothing away."""

from collections.abc import Sequence

import numpy as np
import pytest

from suppression.auditor import audit_tables
from suppression.repair import make_safe
from suppression.tables import DomainTables, TablePlan
from suppression.targets import Kind
from tests.suppression.small_cohorts import ALL_OF_US, SEX_AGE, by_hand, plan_of, random_truth

Bands = Sequence[tuple[int, int]]


def in_a_large_cohort(domain: DomainTables) -> dict[str, DomainTables]:
    """A domain beside a cohort of millions, which tells nothing about it."""
    few, many = 1_000_001, 2_000_000
    bands = [(0, 0)] * domain.plan.cells
    for cut in domain.plan.cuts[1:]:
        bands[domain.plan.slices[cut.id]] = [(few, many)] * cut.cells
        bands[0] = (few * cut.cells, many * cut.cells)
    return {"cohort": by_hand("cohort", domain.plan, {0: bands}), "condition": domain}


def attacks(plan: TablePlan, denominator: Bands, subject: Bands) -> set[tuple[Kind, int]]:
    """Which targets of a subject the auditor can narrow."""
    domain = by_hand("condition", plan, {0: denominator, 7: subject})
    audit = audit_tables(in_a_large_cohort(domain), ALL_OF_US)
    assert not audit["cohort"].failing
    assert 0 not in audit["condition"].failing
    return {(found.kind, found.cell) for found in audit["condition"].evidence[1].failures}


TWENTY = plan_of({"age": 20})
PLENTY = [(20_201, 20_220), *[(1_001, 1_020)] * 20]


def test_twenty_ones_under_a_total_of_twenty_give_the_last_one_away() -> None:
    everybody = by_hand("condition", TWENTY, {0: [(20, 20), *[(1, 1)] * 19, (0, 20)]})
    audit = audit_tables(in_a_large_cohort(everybody), ALL_OF_US)["condition"]
    assert {(found.kind, found.cell) for found in audit.evidence[0].failures} == {(Kind.SMALL, 20)}


def test_twenty_ones_behind_bands_stay_open() -> None:
    everybody = by_hand("condition", TWENTY, {0: [(0, 20)] * 21})
    assert not audit_tables(in_a_large_cohort(everybody), ALL_OF_US)["condition"].failing


def test_twenty_small_groups_under_a_banded_total_stay_open() -> None:
    assert attacks(TWENTY, PLENTY, [(21, 40), *[(0, 20)] * 20]) == set()


def test_nineteen_siblings_at_the_floor_of_their_bands_pin_the_twentieth() -> None:
    # nineteen groups have 21 or more each, 399 together, and the total is at most 400
    assert attacks(TWENTY, PLENTY, [(381, 400), *[(21, 40)] * 19, (0, 20)]) == {(Kind.SMALL, 20)}


def test_one_band_higher_the_same_siblings_leave_the_twentieth_open() -> None:
    assert attacks(TWENTY, PLENTY, [(401, 420), *[(21, 40)] * 19, (0, 20)]) == set()


def test_siblings_at_the_floor_are_repaired() -> None:
    counts = np.array([[5_000, *[250] * 20], [400, *[21] * 19, 1]])
    limits = -(-counts // 20) * 20
    bands = [[(0 if high == 20 else int(high) - 19, int(high)) for high in row] for row in limits]
    domain = by_hand("condition", TWENTY, {0: bands[0], 7: bands[1]})
    mended = make_safe(in_a_large_cohort(domain), ALL_OF_US)
    assert not mended.audit["condition"].failing
    safe = mended.tables
    wider = safe["condition"].high[1] - safe["condition"].low[1] > domain.high[1] - domain.low[1]
    assert 1 <= wider.sum() <= 2  # a band or two, not the table
    assert (safe["condition"].low[1] <= counts[1]).all()
    assert (counts[1] <= safe["condition"].high[1]).all()


TWO = plan_of({"sex": 2})


def test_a_total_and_a_group_known_exactly_give_the_other_group_away() -> None:
    assert attacks(TWO, [(401, 420), (201, 220), (201, 220)], [(60, 60), (57, 57), (0, 20)]) == {
        (Kind.SMALL, 2)
    }


def test_a_denominator_known_exactly_gives_the_complement_away() -> None:
    # 57 of 60 women have the condition: three have not
    found = attacks(TWO, [(260, 260), (60, 60), (200, 200)], [(157, 157), (57, 57), (100, 100)])
    assert found == {(Kind.MIRRORED, 1)}


def test_a_group_that_all_belong_to_stays_open_between_bands() -> None:
    # "41–60 of 41–60 women": anything from nobody to nineteen may be without the condition
    found = attacks(TWO, [(241, 260), (41, 60), (181, 200)], [(141, 160), (41, 60), (81, 100)])
    assert found == set()


def test_a_complement_that_may_be_small_has_as_many_possible_sizes() -> None:
    # 58 to 60 of 76 to 79 women: sixteen to twenty-one have not, too few to choose from
    found = attacks(TWO, [(276, 281), (76, 79), (200, 202)], [(158, 160), (58, 60), (100, 100)])
    assert found == {(Kind.ADJOINING, 1)}


def test_a_complement_stays_a_target_where_its_cell_is_proven_not_small() -> None:
    # the total may read "40 or fewer", but it is listed, so it is 21 or more, and 38 by its
    # groups; 39 or 40 of 58 have the condition, and so 18 or 19 have not
    denominator = [(58, 58), (29, 29), (29, 29)]
    subject = [(0, 40), (19, 20), (19, 20)]
    assert (Kind.ADJOINING, 0) in attacks(TWO, denominator, subject)


def test_a_widened_cell_that_its_table_proves_large_is_no_target() -> None:
    # total 61 or more, men at most 40, so women at least 21 although they read "40 or fewer"
    denominator = [(2_001, 2_020), (1_001, 1_020), (1_001, 1_020)]
    assert attacks(TWO, denominator, [(61, 80), (0, 40), (21, 40)]) == set()


def test_the_denominator_is_attacked_first_and_its_subjects_not_before_it_holds() -> None:
    domain = by_hand(
        "condition", TWO, {0: [(60, 60), (57, 57), (0, 20)], 7: [(21, 40), (21, 40), (0, 20)]}
    )
    audit = audit_tables(in_a_large_cohort(domain), ALL_OF_US)["condition"]
    assert audit.failing == (0,)
    assert len(audit.evidence) == 1


def test_a_cohort_smaller_than_the_threshold_is_safe_and_says_nothing() -> None:
    truth = random_truth(seed=1, persons=15, plan=SEX_AGE)
    tables = truth.protected(ALL_OF_US)
    assert tables["condition"].subjects.tolist() == [0]
    assert not any(found.failing for found in audit_tables(tables, ALL_OF_US).values())


def test_an_empty_cohort_is_safe() -> None:
    safe = make_safe(random_truth(3, 0, SEX_AGE).protected(ALL_OF_US), ALL_OF_US)
    assert not any(found.failing for found in safe.audit.values())
    assert (safe.tables["cohort"].low == 0).all()


@pytest.mark.parametrize("seed", range(2))
def test_results_do_not_depend_on_the_number_of_workers(seed: int) -> None:
    tables = {"cohort": random_truth(seed, 5_000, SEX_AGE).protected(ALL_OF_US)["cohort"]}
    for domain in range(6):  # more pieces of work than two workers take in one turn
        truth = random_truth(seed * 10 + domain, 120, SEX_AGE)
        found = truth.protected(ALL_OF_US)
        tables.setdefault(
            "cohort", random_truth(seed, 5_000, SEX_AGE).protected(ALL_OF_US)["cohort"]
        )
        tables[f"domain-{domain}"] = found["condition"]
    alone = audit_tables(tables, ALL_OF_US, workers=1)
    together = audit_tables(tables, ALL_OF_US, workers=2)
    assert list(alone) == list(together)
    for name in alone:
        assert np.array_equal(alone[name].wholes.tables, together[name].wholes.tables)
        assert np.array_equal(alone[name].wholes.above, together[name].wholes.above)
        for one, other in zip(alone[name].evidence, together[name].evidence, strict=True):
            assert np.array_equal(one.tables, other.tables)
            assert np.array_equal(one.denominators, other.denominators)
            assert one.failures == other.failures
