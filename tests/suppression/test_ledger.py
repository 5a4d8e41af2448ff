"""Releases against each other: what an earlier one and a later one tell together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from suppression.attack import findings_of
from suppression.attacker import Attacker
from suppression.bands import IntArray
from suppression.coupling import coupled_limits
from suppression.jobs import jobs_of
from suppression.ledger import Earlier, lasting_cells, ledger_of
from suppression.outcome import Finding
from suppression.policy import Policy
from suppression.protection import protect
from suppression.repair import UnsafeFamilyError, make_safe
from suppression.tables import DomainTables, TablePlan
from suppression.verifier import verify
from tests.examples import examples
from tests.suppression.small_cohorts import (
    ALL_OF_US,
    TINY,
    all_tables,
    beneath,
    by_hand,
    counts_of,
    plan_of,
    seeds,
)

TWO = replace(plan_of({"sex": 2}), lasting=frozenset({"sex"}))
SEX_AGE = replace(plan_of({"sex": 2, "age": 3}), lasting=frozenset({"sex"}))
WIDE = [(401, 420), (201, 220), (201, 220)]
Tables = dict[str, DomainTables]


def release(plan: TablePlan, subject: list[tuple[int, int]]) -> Tables:
    """Concept 7 in a domain of many, in a cohort of more."""
    cohort = [(2_001, 2_020), (1_001, 1_020), (1_001, 1_020)]
    return {
        "cohort": by_hand("cohort", plan, {0: cohort}),
        "condition": by_hand("condition", plan, {0: WIDE, 7: subject}),
    }


def told(later: Tables, former: Tables, policy: Policy = ALL_OF_US) -> list[Finding]:
    """What both together tell more of than the policy allows."""
    ledger = ledger_of(later, [Earlier("before", former)], policy)
    jobs = jobs_of(ledger.tables, policy, links=ledger.links)
    return [one for job in jobs for one in findings_of(job) if one.narrowed(policy)]


def test_two_releases_three_people_apart_give_them_away_where_nobody_leaves() -> None:
    now, before = [(60, 60), (30, 30), (30, 30)], [(57, 57), (28, 28), (29, 29)]
    grown = [one for one in told(release(TWO, now), release(TWO, before)) if one.row == 1]
    assert [(one.cell, one.low, one.high) for one in grown] == [(0, 3, 3), (1, 2, 2), (2, 1, 1)]
    assert {one.attack for one in grown} == {"growth"}


def test_two_releases_in_the_same_bands_tell_nothing() -> None:
    band = [(41, 60), (21, 40), (21, 40)]
    assert told(release(TWO, band), release(TWO, band)) == []


def test_a_later_release_may_tell_of_the_people_in_an_earlier_one() -> None:
    # 57 or more before, of whom at most 40 were women, as no more are now: 17 or more men
    before, now = [(57, 60), (22, 60), (0, 40)], [(41, 60), (21, 40), (0, 20)]
    for bands in (before, now):
        jobs = jobs_of(release(TWO, bands), ALL_OF_US)
        alone = [one for job in jobs for one in findings_of(job) if one.of < 0]
        assert not any(one.narrowed(ALL_OF_US) for one in alone)
    found = [one for one in told(release(TWO, now), release(TWO, before)) if one.of < 0]
    assert {(one.table, one.row, one.cell, one.low) for one in found} == {
        ("condition@before", 1, 2, 17),
        ("condition", 1, 2, 17),
    }
    assert all(one.high >= ALL_OF_US.protected_high for one in found)  # no further is looked


def test_where_bands_show_that_people_left_nothing_is_concluded() -> None:
    before, now = [(60, 60), (30, 30), (30, 30)], [(57, 57), (28, 28), (29, 29)]
    assert not any(
        one.row == 1 and one.of == 1 for one in told(release(TWO, now), release(TWO, before))
    )


def test_groups_that_people_change_are_not_compared() -> None:
    moving = replace(SEX_AGE, lasting=frozenset({"sex"}))
    one = by_hand("condition", moving, {0: [(0, 20)] * 6})
    assert lasting_cells(one, one).tolist() == [0, 1, 2, -1, -1, -1]


def test_groups_that_are_others_now_are_not_compared() -> None:
    two, three = (replace(plan_of({"sex": size}), lasting=frozenset({"sex"})) for size in (2, 3))
    before, now = (by_hand("a", plan, {0: [(0, 20)] * plan.cells}) for plan in (two, three))
    assert lasting_cells(now, before).tolist() == [0, -1, -1]


def test_a_band_stays_while_the_count_stays_inside() -> None:
    before = by_hand("condition", TWO, {0: [(401, 480), (201, 240), (201, 220)],
                                        7: [(41, 60), (0, 40), (0, 47)]})  # fmt: skip
    counts = np.array([[440, 245, 215], [59, 30, 29], [30, 20, 10]])
    now = protect("condition", TWO, np.array([0, 7, 9]), counts, ALL_OF_US, before)
    bands = [
        [*zip(low, high, strict=True)]
        for low, high in zip(now.low.tolist(), now.high.tolist(), strict=True)
    ]
    assert bands == [
        [(401, 480), (241, 260), (201, 220)],  # 245 left the band of 201 to 240
        [(41, 60), (0, 40), (21, 40)],  # what was withheld is not kept
        [(21, 40), (0, 20), (0, 20)],  # new
    ]  # fmt: skip


@dataclass(frozen=True)
class Growing:
    """A cohort at some moments: nobody leaves, records are only added."""

    plan: TablePlan
    counts: list[tuple[IntArray, IntArray]]  # cohort (1, cells), domain (n, cells), per moment

    def protected(self, moment: int, policy: Policy, before: Tables | None = None) -> Tables:
        cohort, domain = self.counts[moment]
        ids = np.arange(len(domain))
        earlier = before or {}
        return {
            name: protect(name, self.plan, ids[: len(own)], own, policy, earlier.get(name))
            for name, own in (("cohort", cohort), ("condition", domain))
        }

    def released(self, policy: Policy) -> list[Tables]:
        """A release at each moment, joined with all before it; the newest first."""
        done: list[Tables] = []
        for moment in range(len(self.counts)):
            earlier = [Earlier(str(at), one) for at, one in enumerate(done)]
            tables = self.protected(moment, policy, done[0] if done else None)
            try:
                safe = make_safe(tables, policy, earlier=earlier)
            except UnsafeFamilyError:
                assume(False)
            assert list(verify(safe.tables, safe.certificates, policy)) == []
            assert not any(outcome.narrowed for outcome in safe.outcomes)
            done.insert(0, safe.tables)
        return done


def growing(seed: int, persons: int, plan: TablePlan, moments: int) -> Growing:
    """Random people who join at random moments and get records at later ones; ages move."""
    random = np.random.default_rng(seed)
    sizes = {cut.id: cut.sizes[0] for cut in plan.cuts if len(cut.dimensions) == 1}
    groups = {name: random.integers(size, size=persons) for name, size in sizes.items()}
    joined = random.integers(moments, size=persons)
    since = [np.maximum(random.integers(moments + 1, size=persons), joined) for _ in range(4)]
    counts = []
    for moment in range(moments):
        for name in set(groups) - plan.lasting:
            older = random.random(persons) < 0.3
            groups[name] = np.where(older, (groups[name] + 1) % sizes[name], groups[name])
        everybody: NDArray[np.bool_] = joined <= moment
        inside = since[0] <= moment
        members = [inside, *(inside & (own <= moment) for own in since[1:])]
        counts.append(
            (
                np.array([counts_of(plan, groups, everybody)]),
                np.array([counts_of(plan, groups, some) for some in members]),
            )
        )
    return Growing(plan, counts)


@settings(max_examples=examples(40), deadline=None)
@given(seeds, st.integers(0, 60))
def test_the_model_of_a_ledger_holds_for_the_true_counts(seed: int, persons: int) -> None:
    cohort = growing(seed, persons, SEX_AGE, 3)
    plain = [cohort.protected(moment, TINY) for moment in range(3)]
    ledger = ledger_of(plain[2], [Earlier("1", plain[1]), Earlier("0", plain[0])], TINY)
    limits = coupled_limits(ledger.tables, TINY, ledger.links)
    assert len(limits) == 6
    for name, (low, high) in limits.items():
        moment = int(name[-1]) if "@" in name else 2
        everybody, domain = cohort.counts[moment]
        true = everybody if name.startswith("cohort") else domain
        true = true[ledger.tables[name].subjects]
        assert ((low <= true) & (true <= high)).all()


@settings(max_examples=examples(25), deadline=None)
@given(seeds, st.integers(0, 40), st.integers(2, 3))
@example(39, 39, 2)  # a difference from 2 to more: enough counts, of which the window has one
def test_after_repair_no_release_tells_of_another(seed: int, persons: int, moments: int) -> None:
    newest, *former = growing(seed, persons, SEX_AGE, moments).released(TINY)
    earlier = [Earlier(str(-at), one) for at, one in enumerate(former)]
    ledger = ledger_of(newest, earlier, TINY)
    outcomes = Attacker(1).attack(jobs_of(ledger.tables, TINY, links=ledger.links))
    assert not any(outcome.narrowed for outcome in outcomes)


def closed(later: Tables, former: Tables) -> Iterator[tuple[str, int, int]]:
    """By enumeration: counts of a subject that both releases together rule out, row and cell."""
    now, then = later["condition"], former["condition"]
    ledger = ledger_of(later, [Earlier("before", former)], TINY)
    known = coupled_limits(ledger.tables, TINY, ledger.links)  # others may prove a cell large
    shared = lasting_cells(now, then)
    here = np.flatnonzero(shared >= 0)
    window = set(range(TINY.protected_low, TINY.protected_high + 1))
    for subject in set(now.subjects.tolist()) & set(then.subjects.tolist()):
        at, before = (int(np.searchsorted(one.subjects, subject)) for one in (now, then))
        new, old = all_tables(now, at, TINY), all_tables(then, before, TINY)
        assume(len(new) * len(old) < 2_000_000)
        fits = beneath(old[:, here], new[:, shared[here]])
        if not fits.any():
            continue  # somebody left
        for name, cells, tables, low, least in (
            ("now", fits.any(axis=0), new, now.low[at], known["condition"][0][at]),
            (
                "before",
                fits.any(axis=1),
                old,
                then.low[before],
                known["condition@before"][0][before],
            ),
        ):
            for cell in np.flatnonzero((low == 0) & (least <= TINY.threshold)).tolist():
                counts = set(tables[cells, cell].tolist())
                if min(counts) <= TINY.threshold and not counts >= window:
                    yield name, subject, cell
        below, above = np.nonzero(fits)
        for cell in here.tolist():
            grown = set((new[above, shared[cell]] - old[below, cell]).tolist())
            most = int(now.high[at, shared[cell]] - then.low[before, cell])
            width = TINY.protected_high - TINY.protected_low
            told_of = min(grown) <= TINY.threshold and not grown >= window
            if told_of and (most <= TINY.threshold or max(grown) - min(grown) < width):
                yield "growth", subject, cell


@settings(max_examples=examples(40), deadline=None)
@given(seeds, st.integers(0, 16))
def test_after_repair_every_growth_of_the_window_is_attained_by_whole_tables(
    seed: int, persons: int
) -> None:
    later, former = growing(seed, persons, SEX_AGE, 2).released(TINY)
    assert list(closed(later, former)) == []


def test_releases_that_are_not_joined_do_tell_of_each_other() -> None:
    """The attack is real: of random pairs, each safe alone, some are not safe together."""
    unsafe = 0
    for seed in range(30):
        cohort = growing(seed, 12, SEX_AGE, 2)
        try:
            alone = [make_safe(cohort.protected(at, TINY), TINY).tables for at in (1, 0)]
        except UnsafeFamilyError:
            continue
        unsafe += bool(told(alone[0], alone[1], TINY))
    assert unsafe


@pytest.mark.parametrize("persons", [250, 700])
def test_a_cohort_that_grows_a_little_is_released_again(persons: int) -> None:
    later, former = growing(persons, persons, SEX_AGE, 2).released(ALL_OF_US)
    assert set(former["condition"].subjects.tolist()) <= set(later["condition"].subjects.tolist())
