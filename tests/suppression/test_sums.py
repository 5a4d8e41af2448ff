"""Parts that make up a whole: the answers to a question, the bins of a histogram.

Whoever knows that everybody gave one answer adds up the answers' bands and compares them with the
question's. These tables are small enough to do so by hand.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suppression.attack import findings_of
from suppression.attacker import Attacker
from suppression.coupling import coupled_limits
from suppression.jobs import jobs_of
from suppression.orphans import with_their_wholes
from suppression.outcome import Finding
from suppression.protection import protect
from suppression.repair import UnsafeFamilyError, make_safe
from suppression.tables import Adds, DomainTables, Sum
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US, TINY, by_hand, plan_of, seeds

SEX = plan_of({"sex": 2})
TOTAL_ONLY = plan_of({})
QUESTION, ANSWERS = 1, (2, 3, 4)
LARGE = [(4_001, 4_020)]


def survey(
    adds: Adds, question: tuple[int, int], *answers: tuple[int, int]
) -> dict[str, DomainTables]:
    """A question and its answers, totals only; answers are listed whatever their counts."""
    parts = range(2, 2 + len(answers))
    rows = {0: LARGE, 1: [question]} | {
        part: [band] for part, band in zip(parts, answers, strict=True)
    }
    lineage = np.array([(1, part) for part in parts])
    own = replace(
        by_hand("survey", TOTAL_ONLY, rows),
        lineage=lineage,
        sums=(Sum("survey", 1, tuple(parts), adds),),
        always=np.array(parts),
    )
    return {"cohort": by_hand("cohort", TOTAL_ONLY, {0: LARGE}), "survey": own}


def told(tables: dict[str, DomainTables], row: int) -> list[Finding]:
    """What the sum tells of a small answer beyond what the policy allows."""
    return [
        found
        for job in jobs_of(tables, ALL_OF_US)
        for found in findings_of(job)
        if found.attack == "sum_of_parts" and found.row == row and found.narrowed(ALL_OF_US)
    ]


def test_an_answer_that_is_no_longer_listed_still_counts_more_than_20_people() -> None:
    """61 to 80 were asked: two answers of 21 or more and a third that repair took out leave at
    most 17 to the last one."""
    bands = (21, 40), (21, 40), (0, 20)
    tables = survey(Adds.EQUAL, (61, 80), *bands)
    own = replace(tables["survey"], always=np.array([4]))
    lost = (Sum("survey", 1, (2, 3, 4, 9), Adds.EQUAL),)
    found = told({**tables, "survey": replace(own, sums=lost)}, row=4)
    assert [one.high for one in found] == [17]
    limits = coupled_limits({**tables, "survey": replace(own, sums=lost)}, ALL_OF_US)["survey"]
    assert limits[1][4, 0] == 17
    apart = (Sum("survey", 1, (2, 3, 4), Adds.APART),)
    assert not told({**tables, "survey": replace(own, sums=apart)}, row=4)


FIVES = [(41, 60)] * 3


def test_three_answers_at_the_floor_of_their_bands_tell_of_a_small_one() -> None:
    """At least 3 times 41 of at most 140 people gave the others: 17 are left for this one."""
    (found,) = told(survey(Adds.EQUAL, (121, 140), *FIVES, (0, 20)), 5)
    assert found.high == 17


def test_where_some_gave_no_answer_the_floor_tells_as_much() -> None:
    (found,) = told(survey(Adds.APART, (121, 140), *FIVES, (0, 20)), 5)
    assert found.high == 17


def test_where_people_gave_several_answers_the_floor_tells_nothing() -> None:
    assert told(survey(Adds.COVER, (121, 140), *FIVES, (0, 20)), 5) == []


def test_where_people_gave_several_answers_too_few_of_them_tell() -> None:
    """121 people gave an answer, and at most 115 one of the other two: 6 or more gave this one."""
    tables = survey(Adds.COVER, (121, 140), (21, 40), (56, 75), (0, 20))
    (found,) = told(tables, 4)
    assert found.low == 6


def test_two_answers_and_a_small_one_stay_open() -> None:
    assert told(survey(Adds.EQUAL, (101, 120), (41, 60), (21, 40), (0, 20)), 4) == []


def test_a_sum_with_an_answer_that_is_not_listed_tells_less() -> None:
    tables = survey(Adds.EQUAL, (121, 140), *FIVES, (0, 20))
    own = tables["survey"].taken([0, 1, 2, 3, 5])  # some 60 people more may have given the fourth
    assert told({**tables, "survey": own}, 4) == []


def test_repair_widens_a_band_beside_the_small_answer() -> None:
    tables = survey(Adds.EQUAL, (121, 140), *FIVES, (0, 20))
    safe = make_safe(tables, ALL_OF_US)
    assert told(safe.tables, 5) == []
    assert list(safe.tables["survey"].subjects) == [0, 1, 2, 3, 4, 5]
    assert safe.tables["survey"].row(5)[1][0] == 20


def test_parts_of_a_whole_in_another_table_are_attacked_together() -> None:
    """The bins of a histogram against the concept whose values they count."""
    tables = survey(Adds.EQUAL, (121, 140), *FIVES, (0, 20))
    everything, own = tables["survey"], tables["survey"]
    concepts = replace(everything.taken([0, 1]), domain="measurement", sums=())
    bins = replace(
        own.taken([0, 2, 3, 4, 5]),
        domain="values",
        part_of={"measurement": own.lineage},
        sums=(replace(own.sums[0], within="measurement"),),
    )
    apart = {"cohort": tables["cohort"], "measurement": concepts, "values": bins}
    (found,) = told(apart, 4)
    assert (found.table, found.high) == ("values", 17)
    safe = make_safe(apart, ALL_OF_US)
    assert told(safe.tables, 4) == []


def test_without_its_concept_a_histogram_is_not_published() -> None:
    tables = survey(Adds.EQUAL, (121, 140), *FIVES, (0, 20))
    own = tables["survey"]
    assert with_their_wholes({**tables, "survey": own.taken([0, 2, 3, 4, 5])})["survey"] == [0]


def test_without_one_of_its_bins_a_histogram_is_not_published() -> None:
    tables = survey(Adds.EQUAL, (121, 140), *FIVES, (0, 20))
    own = tables["survey"]
    assert with_their_wholes({**tables, "survey": own.taken([0, 1, 2, 3, 5])})["survey"] == [0, 1]


@settings(max_examples=examples(60), deadline=None)
@given(seeds, st.integers(6, 14), st.sampled_from(list(Adds)))
def test_the_model_holds_for_the_true_counts(seed: int, persons: int, adds: Adds) -> None:
    truth, tables = random_survey(seed, persons, adds)
    low, high = coupled_limits(tables, TINY)["survey"]
    assert (low <= truth).all()
    assert (truth <= high).all()


@settings(max_examples=examples(60), deadline=None)
@given(seeds, st.integers(6, 12), st.sampled_from(list(Adds)))
def test_after_repair_every_count_of_the_window_is_attained_by_whole_tables(
    seed: int, persons: int, adds: Adds
) -> None:
    """By enumeration of all tables of a question and its answers together."""
    _, tables = random_survey(seed, persons, adds)
    try:
        safe = make_safe(tables, TINY).tables
    except UnsafeFamilyError:
        assume(False)
    assume(len(safe["survey"].subjects) == 5)  # else the sum is no longer what the attacker knows
    assert list(closed_answers(safe, adds)) == []


def test_bands_alone_are_not_enough() -> None:
    """The attack is real: among small random surveys some tell too much before repair."""
    unsafe = 0
    for seed in range(40):
        _, tables = random_survey(seed, 12, Adds.EQUAL)
        outcomes = Attacker(1).attack(jobs_of(tables, TINY))
        unsafe += any("sum_of_parts" in one.tallies and one.narrowed for one in outcomes)
    assert unsafe


def random_survey(
    seed: int, persons: int, adds: Adds
) -> tuple[np.ndarray, dict[str, DomainTables]]:
    """True counts (5, cells) of a question and three answers by sex, and what is published."""
    random = np.random.default_rng(seed)
    sex = random.integers(0, 2, persons)
    asked = random.random(persons) < 0.9
    given_one = np.eye(3, dtype=bool)[random.choice(3, persons, p=random.dirichlet([1, 1, 1]))]
    if adds is Adds.COVER:
        given_one |= random.random((persons, 3)) < 0.3
    if adds is Adds.APART:
        given_one &= random.random((persons, 1)) < 0.8
    members = [asked, asked, *(asked & given_one[:, part] for part in range(3))]
    truth = np.array([[who.sum(), *np.bincount(sex[who], minlength=2)] for who in members])
    ids, parts = np.arange(5), np.array(ANSWERS)
    own = protect("survey", SEX, ids, truth, TINY, always=np.arange(1, 5))
    everybody = np.array([[persons, *np.bincount(sex, minlength=2)]])
    lineage = np.array([(QUESTION, part) for part in ANSWERS])
    whole = Sum("survey", QUESTION, ANSWERS, adds)
    tables = {
        "cohort": protect("cohort", SEX, ids[:1], everybody, TINY),
        "survey": replace(own, lineage=lineage, sums=(whole,)),
    }
    assert len(parts) == 3
    return truth, tables


def closed_answers(published: dict[str, DomainTables], adds: Adds) -> Iterator[tuple[int, int]]:
    """Small cells of the answers of which too few counts stand in any four tables that agree."""
    tables = published["survey"]
    kinds = {Adds.EQUAL: np.equal, Adds.COVER: np.less_equal, Adds.APART: np.greater_equal}
    rows = [by_sex(tables, row) for row in range(1, 5)]
    for whole in (by_sex(tables, 0), by_sex(published["cohort"], 0)):
        rows[0] = [one for one in rows[0] if any((one <= other).all() for other in whole)]
    assume(np.prod([len(row) for row in rows]) < 400_000)
    seen = [[set[int]() for _ in range(3)] for _ in rows]
    for question, *answers in product(*rows):
        fits = all((answer <= question).all() for answer in answers)
        if fits and kinds[adds](question, sum(answers)).all():
            for row, table in enumerate((question, *answers)):
                for cell in range(3):
                    seen[row][cell].add(int(table[cell]))
    window = set(range(TINY.protected_low, TINY.protected_high + 1))
    for row in range(1, 5):
        for cell in np.flatnonzero(tables.low[row] == 0).tolist():
            counts = seen[row - 1][cell]
            if min(counts) <= TINY.threshold and not counts >= window:
                yield row, cell


def by_sex(tables: DomainTables, row: int) -> list[np.ndarray]:
    """Every table (total, women, men) that the bands of one subject allow."""
    low, high = tables.low[row], tables.high[row]
    women, men = (range(low[at], high[at] + 1) for at in (1, 2))
    return [
        np.array([one + other, one, other])
        for one in women
        for other in men
        if low[0] <= one + other <= high[0]
    ]


def chapter(others: int) -> dict[str, DomainTables]:
    """A chapter of diagnoses, at least 46 women in it; its diagnoses A and B, by sex."""
    half = [(4_001, 4_020), (2_001, 2_020), (2_001, 2_020)]
    rows = {0: half, 1: [(61, 80), (46, 65), (0, 20)],
            2: [(41, 60), (21, 40), (0, 20)], 3: [(21, 40), (0, 20), (0, 20)]}  # fmt: skip
    own = replace(
        by_hand("condition", SEX, rows),
        lineage=np.array([(1, 2), (1, 3)]),
        covers=(Sum("condition", 1, (2, 3), Adds.COVER, others),),
    )
    return {"cohort": by_hand("cohort", SEX, {0: half}), "condition": own}


def test_who_counts_for_a_class_has_one_of_its_children() -> None:
    """At most 40 of the 46 women or more have A: 6 or more of them have B."""
    (found,) = told(chapter(others=0), row=3)
    assert (found.cell, found.low) == (1, 6)
    assert told(chapter(others=1), row=3) == []  # up to 20 women may have a third diagnosis
    limits = coupled_limits(chapter(others=0), ALL_OF_US)["condition"]
    assert limits[0][3, 1] == 6


def test_of_a_class_with_one_child_all_know_that_nobody_else_is_in_it() -> None:
    tables = chapter(others=0)
    own = tables["condition"].taken([0, 1, 2])
    wide = own.low * [[1], [1], [0]], np.maximum(own.high, [[0], [0], [80]])
    cover = Sum("condition", 1, (2,), Adds.COVER)
    alone = {**tables, "condition": replace(own, low=wide[0], high=wide[1], covers=(cover,))}
    low, high = coupled_limits(alone, ALL_OF_US)["condition"]
    assert (low[2].tolist(), high[2].tolist()) == (low[1].tolist(), high[1].tolist())
    assert told(alone, row=1) == []
    assert told(alone, row=2) == []


def test_a_class_goes_without_its_children_and_they_without_it() -> None:
    own = chapter(others=0)["condition"]
    for rows in ([0, 1, 2], [0, 2, 3]):
        left = own.taken(rows)
        assert left.covers == ()
        tables = {**chapter(others=0), "condition": left}
        assert with_their_wholes(tables)["condition"] == list(range(len(rows)))


@settings(max_examples=examples(60), deadline=None)
@given(seeds, st.integers(6, 14))
def test_what_covers_a_class_never_excludes_the_truth(seed: int, persons: int) -> None:
    """With children so small that they are not listed among the others."""
    truth, tables = random_survey(seed, persons, Adds.COVER)
    own = tables["survey"]
    listed = [0, 1, *(row for row in (2, 3, 4) if truth[row, 0] > TINY.threshold)]
    parts = tuple(own.subjects[listed[2:]].tolist())
    assume(parts)
    cover = Sum("survey", QUESTION, parts, Adds.COVER, 3 - len(parts))
    some = replace(replace(own, sums=()).taken(listed), covers=(cover,))
    low, high = coupled_limits({**tables, "survey": some}, TINY)["survey"]
    assert (low <= truth[listed]).all()
    assert (truth[listed] <= high).all()
    for job in jobs_of({**tables, "survey": some}, TINY):
        assert all(found.low <= found.high for found in findings_of(job))


def test_parts_that_are_merely_apart_are_forgotten_where_they_are_not_listed() -> None:
    own = survey(Adds.APART, (121, 140), *FIVES)["survey"]
    assert [one.parts for one in own.taken([0, 1, 2, 4]).sums] == [(2, 4)]
    assert own.taken([0, 1]).sums == ()
    whole = survey(Adds.EQUAL, (121, 140), *FIVES)["survey"]
    assert [one.parts for one in whole.taken([0, 1, 2, 4]).sums] == [(2, 3, 4)]


def test_where_a_small_child_has_an_only_child_repair_widens_what_tells_of_both() -> None:
    """Two halves of 41 or more make the 82 old women of a class, of whom at most 80 have A: two or
    more have B, and its only child. Nothing that is listed goes."""
    plan = plan_of({"age": 4, "sex": 2}, ["sex*age"])
    everyone, of_class, of_a, of_b = (
        [old + 3 * other, old, *[other] * 3, *[(old + 3 * other) // 2] * 2]
        + [old // 2, *[other // 2] * 3] * 2
        for old, other in ((4_000, 6_000), (84, 214), (70, 152), (14, 90))
    )
    ids, truth = np.arange(5), np.array([everyone, of_class, of_a, of_b, of_b])
    covers = Sum("condition", 1, (2, 3), Adds.COVER), Sum("condition", 3, (4,), Adds.COVER)
    own = replace(
        protect("condition", plan, ids, truth, ALL_OF_US),
        lineage=np.array([(1, 2), (1, 3), (1, 4), (3, 4)]), covers=covers,
    )  # fmt: skip
    tables = {
        "cohort": protect("cohort", plan, ids[:1], truth[:1], ALL_OF_US),
        "condition": own,
    }
    assert coupled_limits(tables, ALL_OF_US)["condition"][0][3:, 1].tolist() == [2, 2]
    safe = make_safe(tables, ALL_OF_US).tables["condition"]
    assert safe.subjects.tolist() == [0, 1, 2, 3, 4]
    assert coupled_limits({**tables, "condition": safe}, ALL_OF_US)["condition"][0][3, 1] < 2
    assert (safe.low != own.low).sum() <= 2
