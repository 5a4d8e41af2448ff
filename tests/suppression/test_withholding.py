"""Rule ``suppress`` over a release: what is withheld, and that it holds, by enumeration.

Every whole table that agrees with what is published is listed. Of each count that truly is
sensitive (1 or 2 here), and of each difference that is, every count of the window must stand in
one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suppression.bands import IntArray
from suppression.certificate import DomainCertificate
from suppression.policy import Policy
from suppression.protection import protect
from suppression.repair import Safe, UnsafeFamilyError
from suppression.tables import DomainTables, TablePlan
from suppression.verifier import verify
from suppression.withheld import with_limits
from suppression.withholding import make_withheld
from tests.examples import examples
from tests.suppression.small_cohorts import SEX_AGE, all_tables, beneath, counts_of, plan_of, seeds

# counts of 1 and 2 are sensitive: so small that all tables behind a release can be enumerated
TINY = Policy("tiny-exact", "Tiny", "made for tests", "suppress", 2, 1, 2, (), 5)
CMS = Policy("cms-like", "CMS", "made for tests", "suppress", 10, 1, 10, (), 101)
MOST_PAIRS = 3_000_000
PARENT, CHILD = 1, 2


@dataclass(frozen=True)
class Truth:
    """True counts: of the cohort (1, cells), and of a domain: all, a parent, a child of it."""

    plan: TablePlan
    cohort: IntArray
    domain: IntArray

    def protected(self, policy: Policy) -> dict[str, DomainTables]:
        ids = np.arange(len(self.domain))
        own = protect("condition", self.plan, ids, self.domain, policy)
        kept = np.isin([PARENT, CHILD], own.subjects).all()
        lineage = np.array([[PARENT, CHILD]] if kept else np.zeros((0, 2)), np.int64)
        return {
            "cohort": protect("cohort", self.plan, ids[:1], self.cohort, policy),
            "condition": replace(own, lineage=lineage),
        }

    def of(self, table: str, subject: int) -> IntArray:
        return self.cohort[0] if table == "cohort" else self.domain[subject]


def random_truth(seed: int, persons: int, plan: TablePlan) -> Truth:
    """Random people, most of them in the domain, a concept and a narrower one below it."""
    random = np.random.default_rng(seed)
    groups = {
        cut.id: random.choice(cut.sizes[0], persons, p=random.dirichlet(np.ones(cut.sizes[0])))
        for cut in plan.cuts
        if len(cut.dimensions) == 1
    }
    everybody = np.ones(persons, np.bool_)
    inside = random.random(persons) < random.choice([0.7, 0.9, 1.0])
    parent = inside & (random.random(persons) < random.choice([0.4, 0.7, 0.95]))
    child = parent & (random.random(persons) < random.choice([0.4, 0.8, 1.0]))
    members = (inside, parent, child)
    return Truth(
        plan,
        np.array([counts_of(plan, groups, everybody)]),
        np.array([counts_of(plan, groups, some) for some in members]),
    )


def made(truth: Truth, policy: Policy = TINY) -> Safe:
    try:
        return make_withheld(truth.protected(policy), policy)
    except UnsafeFamilyError:
        assume(False)
        raise


def window_is_open(counts: IntArray) -> bool:
    return {1, 2} <= set(counts.ravel().tolist())


def sensitive(true: int) -> bool:
    return 1 <= true <= TINY.threshold


def closed(truth: Truth, tables: Mapping[str, DomainTables]) -> list[str]:
    """Every sensitive count, complement and difference of which a count is ruled out."""
    found = list[str]()
    own = tables["condition"]
    cohort = all_tables(tables["cohort"], 0, TINY)
    denominators = all_tables(own, 0, TINY)
    assume(len(cohort) * len(denominators) < MOST_PAIRS)
    denominators = denominators[beneath(denominators, cohort).any(axis=1)]
    pairs = [("cohort", 0, cohort, 0, denominators)]
    listed = {subject: all_tables(own, row, TINY)
              for row, subject in enumerate(own.subjects.tolist()) if row}  # fmt: skip
    pairs += [("condition", 0, denominators, subject, some) for subject, some in listed.items()]
    if PARENT in listed and CHILD in listed:
        pairs.append(("condition", PARENT, listed[PARENT], CHILD, listed[CHILD]))
    for upper, whole, above, part, below in pairs:
        assume(len(above) * len(below) < MOST_PAIRS)
        fits = beneath(below, above)
        at, over = np.nonzero(fits)
        for cell in range(truth.plan.cells):
            true = int(truth.of("condition", part)[cell])
            left = int(truth.of(upper, whole)[cell]) - true
            if sensitive(true) and not window_is_open(below[fits.any(axis=1), cell]):
                found.append(f"count {part} {cell}")
            if sensitive(left) and not window_is_open(above[over, cell] - below[at, cell]):
                found.append(f"{upper} {whole} minus {part} {cell}")
    return found


@settings(max_examples=examples(60), deadline=None)
@given(seeds, st.integers(3, 12))
def test_every_sensitive_count_complement_and_difference_keeps_its_window(
    seed: int, persons: int
) -> None:
    truth = random_truth(seed, persons, SEX_AGE)
    assert closed(truth, made(truth).tables) == []


@settings(max_examples=examples(60), deadline=None)
@given(seeds, st.integers(3, 400))
def test_what_is_published_is_true_and_the_certificate_holds(seed: int, persons: int) -> None:
    truth = random_truth(seed, persons, SEX_AGE)
    safe = made(truth)
    for name, found in safe.tables.items():
        true = np.array([truth.of(name, subject) for subject in found.subjects.tolist()])
        assert ((found.low <= true) & (true <= found.high)).all()
        exact = found.low == found.high
        assert not (exact & (true >= 1) & (true <= TINY.threshold)).any()
    assert list(verify(safe.tables, safe.certificates, TINY)) == []
    assert not any(outcome.narrowed for outcome in safe.outcomes)


@settings(max_examples=examples(25), deadline=None)
@given(seeds, st.integers(60, 2_000))
def test_crossings_hold_as_well(seed: int, persons: int) -> None:
    plan = plan_of({"sex": 2, "age": 3, "race": 3}, ["sex*age", "sex*race"])
    truth = random_truth(seed, persons, plan)
    safe = made(truth, CMS)
    assert list(verify(safe.tables, safe.certificates, CMS)) == []
    assert not any(outcome.narrowed for outcome in safe.outcomes)


def published(
    tables: Mapping[str, DomainTables], name: str, row: int, cell: int, true: int
) -> dict[str, DomainTables]:
    """The tables with one withheld count published."""
    own = tables[name]
    low, high = own.low.copy(), own.high.copy()
    low[row, cell] = high[row, cell] = true
    return with_limits({**tables, name: replace(own, low=low, high=high)})


@settings(max_examples=examples(30), deadline=None)
@given(seeds, st.integers(4, 12))
def test_a_withheld_count_made_public_is_caught_wherever_it_tells(seed: int, persons: int) -> None:
    truth = random_truth(seed, persons, SEX_AGE)
    safe = made(truth)
    for name, own in safe.tables.items():
        for row, cell in np.argwhere(own.low < own.high).tolist():
            if name == "cohort" and cell == 0:
                continue
            true = int(truth.of(name, int(own.subjects[row]))[cell])
            changed = published(safe.tables, name, row, cell, true)
            if sensitive(true):
                assert problems(changed, safe.certificates)
            elif closed(truth, changed):
                assert problems(changed, safe.certificates), (name, row, cell)


def problems(
    tables: Mapping[str, DomainTables], certificates: Mapping[str, DomainCertificate]
) -> list[str]:
    return [str(problem) for problem in verify(tables, certificates, TINY)]


@settings(max_examples=examples(20), deadline=None)
@given(seeds, st.integers(20, 400), st.integers(0, 2**32 - 1))
def test_a_limit_that_tells_more_than_the_published_counts_is_caught(
    seed: int, persons: int, choice: int
) -> None:
    truth = random_truth(seed, persons, SEX_AGE)
    safe = made(truth)
    withheld = [(name, row, cell) for name, own in safe.tables.items()
                for row, cell in np.argwhere(own.low < own.high).tolist()]  # fmt: skip
    assume(withheld)
    name, row, cell = withheld[choice % len(withheld)]
    own = safe.tables[name]
    high = own.high.copy()
    high[row, cell] -= 1
    changed = {**safe.tables, name: replace(own, high=high)}
    assert any("limit of its own" in one for one in problems(changed, safe.certificates))


SEX = plan_of({"sex": 2})
THREE = plan_of({"sex": 3})


def cohort_of(*people: int) -> Truth:
    """A cohort of so many people in each group, all of them in the domain, no concept."""
    row = np.array([[sum(people), *people]])
    return Truth(SEX if len(people) == 2 else THREE, row, row)


def shown(tables: DomainTables, row: int = 0) -> list[str]:
    low, high = tables.row(row)
    return [str(first) if first == last else f"0-{last}"
            for first, last in zip(low.tolist(), high.tolist(), strict=True)]  # fmt: skip


def test_one_small_count_takes_another_with_it() -> None:
    # 5 alone would follow from 105 - 100
    tables = make_withheld(cohort_of(100, 5).protected(CMS), CMS).tables
    assert shown(tables["cohort"]) == ["105", "0-105", "0-105"]


def test_counts_above_the_threshold_and_zeros_stay_exact() -> None:
    tables = make_withheld(cohort_of(100, 11, 0).protected(CMS), CMS).tables
    assert shown(tables["cohort"]) == ["111", "100", "11", "0"]


def test_a_second_small_count_is_not_always_enough() -> None:
    # 3 + 4 = 7 are told by 107 - 100: neither can be 10, so that 100 is withheld too
    tables = make_withheld(cohort_of(100, 3, 4).protected(CMS), CMS).tables
    assert shown(tables["cohort"]) == ["107", "0-107", "0-107", "0-107"]


def test_a_parent_minus_its_only_other_member_is_not_told() -> None:
    # 40 with the broader concept, 37 with the narrower one: 3 have only the broader
    everyone = [200, 100, 100]
    truth = Truth(SEX, np.array([everyone]), np.array([everyone, [40, 20, 20], [37, 18, 19]]))
    own = make_withheld(truth.protected(CMS), CMS).tables["condition"]
    exact = own.low == own.high
    assert not (exact[1] & exact[2]).any()


def test_a_group_that_nearly_everybody_of_has_a_concept_is_not_told() -> None:
    # 97 of 100 women have it: 3 have not
    everyone = [200, 100, 100]
    truth = Truth(SEX, np.array([everyone]), np.array([everyone, [147, 97, 50]]))
    own = make_withheld(truth.protected(CMS), CMS).tables["condition"]
    assert own.low[1, 1] == 0 or own.low[0, 1] == 0


def test_who_has_it_all_may_be_shown() -> None:
    # everybody has it: that nobody has not is zero, and zero is not sensitive
    everyone = [200, 100, 100]
    truth = Truth(SEX, np.array([everyone]), np.array([everyone, everyone]))
    own = make_withheld(truth.protected(CMS), CMS).tables["condition"]
    assert shown(own, 1) == ["200", "100", "100"]


@pytest.mark.parametrize("seed", [1643])
def test_where_no_table_of_the_cohort_leaves_room_one_is_found_with_its_own(seed: int) -> None:
    truth = random_truth(seed, 12, SEX_AGE)
    safe = made(truth)
    assert list(verify(safe.tables, safe.certificates, TINY)) == []


def test_the_size_of_the_cohort_is_never_withheld() -> None:
    # 3 people have no record at all
    truth = Truth(SEX, np.array([[203, 103, 100]]), np.array([[200, 100, 100]]))
    tables = make_withheld(truth.protected(CMS), CMS).tables
    assert shown(tables["cohort"])[0] == "203"
    assert shown(tables["condition"])[0] == "0-203"


def test_a_withheld_count_shows_the_smallest_published_one_that_contains_it() -> None:
    plan = plan_of({"sex": 2, "age": 2}, ["sex*age"])
    row = np.array([[300, 150, 150, 150, 150, 145, 5, 5, 145]])
    tables = make_withheld(Truth(plan, row, row).protected(CMS), CMS).tables
    assert shown(tables["cohort"]) == ["300", "150", "150", "150", "150", *["0-150"] * 4]


def test_a_cohort_that_cannot_be_published_is_refused() -> None:
    with pytest.raises(UnsafeFamilyError, match="cohort"):
        make_withheld(cohort_of(2, 3).protected(CMS), CMS)
