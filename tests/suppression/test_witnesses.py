"""Witnesses are whole tables that satisfy everything published, and show each target open."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suppression.auditor import DomainAudit
from suppression.policy import Policy
from suppression.repair import UnsafeFamilyError, make_safe
from suppression.tables import DomainTables, TablePlan
from suppression.verifier import verify
from tests.suppression.small_cohorts import ALL_OF_US, TINY, plan_of, random_truth, seeds

CROSSED = plan_of({"sex": 2, "age": 3, "race": 3}, ["sex*age", "sex*race"])
STAR = plan_of({"sex": 3, "age": 3, "race": 3, "region": 3}, ["sex*age", "sex*race", "sex*region"])


def agrees(table: np.ndarray, tables: DomainTables, position: int) -> bool:
    """Whether a table lies in its bands and adds up, cell by cell and tie by tie."""
    low, high = tables.row(position)
    for cell, count in enumerate(table):
        if not low[cell] <= count <= high[cell]:
            return False
    for tie in tables.plan.ties(bool(tables.crossed[position])):
        if table[tie.whole] != sum(table[part] for part in tie.parts):
            return False
    return True


def check_domain(
    tables: DomainTables, audit: DomainAudit, cohort: DomainAudit, policy: Policy
) -> None:
    for whole, above in zip(audit.wholes.tables, audit.wholes.above, strict=True):
        assert agrees(whole, tables, 0)
        assert all(whole <= cohort.wholes.tables[above][: len(whole)])
    for position, evidence in enumerate(audit.evidence):
        wholes = audit.wholes.tables if position else cohort.wholes.tables
        for table, stands_on in zip(evidence.tables, evidence.denominators, strict=True):
            assert agrees(table, tables, position)
            for at in stands_on:
                assert all(table <= wholes[at][: len(table)])
        low, _ = tables.row(position)
        proven = {floor.cell for floor in evidence.floors}
        for cell in set(np.flatnonzero(low == 0).tolist()) - proven:
            assert is_open(cell, evidence.tables, evidence.denominators, policy)


def is_open(cell: int, witnesses: np.ndarray, denominators: np.ndarray, policy: Policy) -> bool:
    """Whether over one table of the denominator a cell is both low and high."""
    counts: dict[int, list[int]] = {}
    for table, (first, second) in zip(witnesses, denominators.tolist(), strict=True):
        if first == second:
            counts.setdefault(first, []).append(int(table[cell]))
    return any(
        min(found) <= policy.protected_low and max(found) >= policy.protected_high
        for found in counts.values()
    )


def check_random_cohort(plan: TablePlan, policy: Policy, seed: int, persons: int) -> None:
    tables = random_truth(seed, persons, plan).protected(policy)
    try:
        safe = make_safe(tables, policy)
    except UnsafeFamilyError:
        assume(False)
    check_domain(safe.tables["condition"], safe.audit["condition"], safe.audit["cohort"], policy)
    assert list(verify(safe.tables, safe.certificates, policy)) == []


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(0, 500))
def test_witnesses_of_a_random_cohort_satisfy_bands_ties_and_denominators(
    seed: int, persons: int
) -> None:
    check_random_cohort(CROSSED, ALL_OF_US, seed, persons)


@settings(max_examples=12, deadline=None)
@given(seeds, st.integers(0, 60))
def test_witnesses_hold_under_narrow_bands_where_denominators_are_tight(
    seed: int, persons: int
) -> None:
    check_random_cohort(CROSSED, TINY, seed, persons)


@settings(max_examples=6, deadline=None)
@given(seeds, st.integers(0, 40))
def test_witnesses_of_a_star_of_crossings_keep_one_total_over_a_denominator(
    seed: int, persons: int
) -> None:
    check_random_cohort(STAR, TINY, seed, persons)


@pytest.mark.parametrize("seed", range(2))
def test_a_star_of_crossings_under_the_shipped_policy(seed: int) -> None:
    check_random_cohort(STAR, ALL_OF_US, seed, 450)
