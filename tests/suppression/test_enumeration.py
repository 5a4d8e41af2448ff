"""Soundness by enumeration: every whole table that agrees with a release is listed, and each
count of the protected window must stand in one of them. No solver, no cleverness."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suppression.attack import findings_of
from suppression.bands import IntArray
from suppression.jobs import jobs_of
from suppression.repair import UnsafeFamilyError, make_safe
from suppression.tables import DomainTables
from tests.examples import examples
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
SMALL, COMPLEMENT = "linked_tables", "complement"


def denominators(tables: dict[str, DomainTables]) -> IntArray:
    """Every table of the domain's denominator that some table of the cohort leaves room for."""
    cohort = all_tables(tables["cohort"], 0, TINY)
    own = all_tables(tables["condition"], 0, TINY)
    assume(len(cohort) * len(own) < MOST_PAIRS)
    return own[beneath(own, cohort).any(axis=1)]


def closed_cells(tables: dict[str, DomainTables]) -> Iterator[tuple[str, int, int]]:
    """Cells and complements of which an attacker rules out a count he should not."""
    wholes = denominators(tables)
    yield from closed_in_the_denominator(tables["condition"], wholes)
    for position in range(1, len(tables["condition"].subjects)):
        yield from closed_in_a_concept(tables["condition"], position, wholes)


def closed_in_the_denominator(
    domain: DomainTables, wholes: IntArray
) -> Iterator[tuple[str, int, int]]:
    roomy = wholes  # those that leave room for each of the concepts
    for position in range(1, len(domain.subjects)):
        own = all_tables(domain, position, TINY)
        assume(len(own) * len(roomy) < MOST_PAIRS)
        roomy = roomy[beneath(own, roomy).any(axis=0)]
    for cell in np.flatnonzero(domain.row(0)[0] == 0).tolist():
        proven_large = len(roomy) and roomy[:, cell].min() > TINY.threshold
        if not proven_large and too_few(set(wholes[:, cell].tolist())):
            yield SMALL, 0, cell


def closed_in_a_concept(
    domain: DomainTables, position: int, wholes: IntArray
) -> Iterator[tuple[str, int, int]]:
    own = all_tables(domain, position, TINY)
    assume(len(own) * len(wholes) < MOST_PAIRS)
    fits = beneath(own, wholes)
    at, over = np.nonzero(fits)
    low, high = domain.row(position)[0], domain.row(0)[1]
    for cell in range(SEX_AGE.cells):
        counts = set(own[fits.any(axis=1), cell].tolist())
        if low[cell] == 0 and too_few(counts):
            yield SMALL, position, cell
        complement = set((wholes[over, cell] - own[at, cell]).tolist())
        known_small = high[cell] - low[cell] <= TINY.threshold
        if too_few(complement) if known_small else too_narrow(complement):
            yield COMPLEMENT, position, cell


def too_narrow(counts: set[int]) -> bool:
    """Whether a count that may be small, or large, has fewer possible values than the window."""
    width = TINY.protected_high - TINY.protected_low
    return min(counts) <= TINY.threshold and max(counts) - min(counts) < width


def too_few(counts: set[int]) -> bool:
    """Whether a cell that may be small cannot take every count of the protected window."""
    return min(counts) <= TINY.threshold and not counts >= WINDOW


@settings(max_examples=examples(80), deadline=None)
@given(seeds, st.integers(0, 14))
def test_after_repair_every_count_of_the_window_is_attained_by_a_whole_table(
    seed: int, persons: int
) -> None:
    tables = random_truth(seed, persons, SEX_AGE, (0.5, 0.8, 0.95)).protected(TINY)
    try:
        safe = make_safe(tables, TINY).tables
    except UnsafeFamilyError:
        assume(False)
    assert list(closed_cells(safe)) == []


@settings(max_examples=examples(80), deadline=None)
@given(seeds, st.integers(0, 14))
def test_before_repair_the_attacker_finds_every_cell_that_enumeration_finds(
    seed: int, persons: int
) -> None:
    tables = random_truth(seed, persons, SEX_AGE, (0.5, 0.8, 0.95)).protected(TINY)
    found = {
        (one.attack, one.row, one.cell)
        for job in jobs_of(tables, TINY)
        for one in findings_of(job)
        if one.table == "condition" and one.narrowed(TINY)
    }
    # what is above a subject is mended before the subject itself
    assume(not any(row == 0 for _, row, _ in found))
    assert found >= set(closed_cells(tables))


@pytest.mark.parametrize("seed", range(5))
def test_bands_alone_are_not_enough(seed: int) -> None:
    """The attack is real: among small random cohorts some are not safe before repair."""
    unsafe = 0
    for persons in range(5, 14):
        tables = random_truth(seed * 100 + persons, persons, SEX_AGE).protected(TINY)
        findings = [one for job in jobs_of(tables, TINY) for one in findings_of(job)]
        unsafe += any(one.narrowed(TINY) for one in findings)
    assert unsafe
