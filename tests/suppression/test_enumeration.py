"""Soundness by enumeration: every whole table that agrees with a release is listed, and each
count of the protected window must stand in one of them. No solver, no cleverness."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suppression.auditor import audit_tables
from suppression.bands import IntArray
from suppression.repair import UnsafeFamilyError, make_safe
from suppression.tables import DomainTables
from suppression.targets import Kind
from tests.suppression.small_cohorts import (
    SEX_AGE,
    TINY,
    all_tables,
    beneath,
    random_truth,
    seeds,
)

WINDOW = set(range(TINY.protected_low, TINY.protected_high + 1))
MOST_PAIRS = 4_000_000
MOST_FAILURES = 8


def denominators(tables: dict[str, DomainTables]) -> IntArray:
    """Every table of the domain's denominator that some table of the cohort leaves room for."""
    cohort = all_tables(tables["cohort"], 0, TINY)
    own = all_tables(tables["condition"], 0, TINY)
    assume(len(cohort) * len(own) < MOST_PAIRS)
    return own[beneath(own, cohort).any(axis=1)]


def closed_cells(tables: dict[str, DomainTables]) -> Iterator[tuple[Kind, int, int]]:
    """Cells and complements of which an attacker rules out a count he should not."""
    domain = tables["condition"]
    wholes = denominators(tables)
    low, high = domain.row(0)
    for cell in np.flatnonzero(low == 0).tolist():
        if too_few(set(wholes[:, cell].tolist())):
            yield Kind.SMALL, 0, cell
    for position in range(1, len(domain.subjects)):
        own = all_tables(domain, position, TINY)
        assume(len(own) * len(wholes) < MOST_PAIRS)
        fits = beneath(own, wholes)
        at, over = np.nonzero(fits)
        subject_low, subject_high = domain.row(position)
        for cell in range(SEX_AGE.cells):
            counts = set(own[fits.any(axis=1), cell].tolist())
            if subject_low[cell] == 0 and too_few(counts):
                yield Kind.SMALL, position, cell
            complement = set((wholes[over, cell] - own[at, cell]).tolist())
            if high[cell] - subject_low[cell] <= TINY.threshold:
                if too_few(complement):
                    yield Kind.MIRRORED, position, cell
            elif low[cell] - subject_high[cell] <= TINY.threshold:  # noqa: SIM102
                if max(complement) - min(complement) < TINY.protected_high - TINY.protected_low:
                    yield Kind.ADJOINING, position, cell


def too_few(counts: set[int]) -> bool:
    """Whether a cell that may be small cannot take every count of the protected window."""
    return min(counts) <= TINY.threshold and not counts >= WINDOW


@settings(max_examples=80, deadline=None)
@given(seeds, st.integers(0, 14))
def test_after_repair_every_count_of_the_window_is_attained_by_a_whole_table(
    seed: int, persons: int
) -> None:
    tables = random_truth(seed, persons, SEX_AGE, (0.5, 0.8, 0.95)).protected(TINY)
    try:
        safe = make_safe(tables, TINY)
    except UnsafeFamilyError:
        assume(False)
    assert list(closed_cells(safe.tables)) == []


@settings(max_examples=80, deadline=None)
@given(seeds, st.integers(0, 14))
def test_before_repair_the_auditor_finds_every_cell_that_enumeration_finds(
    seed: int, persons: int
) -> None:
    tables = random_truth(seed, persons, SEX_AGE, (0.5, 0.8, 0.95)).protected(TINY)
    audit = audit_tables(tables, TINY)
    assume(not audit["cohort"].failing)
    assume(0 not in audit["condition"].failing)
    closed = set(closed_cells(tables))
    for position, evidence in enumerate(audit["condition"].evidence):
        found = {(failure.kind, position, failure.cell) for failure in evidence.failures}
        # eight failures are enough to send a family to repair; no more are looked for
        assert len(found) == MOST_FAILURES or found >= {one for one in closed if one[1] == position}


@pytest.mark.parametrize("seed", range(5))
def test_bands_alone_are_not_enough(seed: int) -> None:
    """The attack is real: among small random cohorts some are not safe before repair."""
    unsafe = 0
    for persons in range(5, 14):
        tables = random_truth(seed * 100 + persons, persons, SEX_AGE).protected(TINY)
        unsafe += any(found.failing for found in audit_tables(tables, TINY).values())
    assert unsafe
