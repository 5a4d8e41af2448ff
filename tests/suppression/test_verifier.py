"""A certificate that holds is accepted, one that lies is found."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suppression.bands import grid_width
from suppression.certificate import packed, unpacked
from suppression.repair import UnsafeFamilyError
from tests.examples import examples
from tests.suppression.integer_tables import integer_table
from tests.suppression.small_cohorts import ALL_OF_US, by_hand, plan_of, seeds
from tests.suppression.small_releases import (
    FLOOR,
    MIRRORED,
    OPEN,
    Certified,
    certificate,
    random_release,
    three_subjects,
)

OPEN_AT, FLOOR_AT, MIRRORED_AT = 1, 2, 3  # positions of the subjects in the domain


def test_an_honest_certificate_is_accepted() -> None:
    assert three_subjects().problems() == []
    assert random_release().problems() == []


@settings(max_examples=examples(15), deadline=None)
@given(seeds, st.integers(0, 450))
def test_whatever_repair_makes_safe_is_accepted_also_after_packing(seed: int, persons: int) -> None:
    try:
        release = random_release.__wrapped__(seed, persons)
    except UnsafeFamilyError:
        assume(False)
    assert release.problems() == []
    again = {
        name: unpacked(packed(found, release.tables[name]), release.tables[name])
        for name, found in release.certificates.items()
    }
    assert replace(release, certificates=again).problems() == []


def test_a_whole_table_that_is_needed_may_not_be_left_out() -> None:
    problems = three_subjects().without("condition", 1).problems()
    assert problems == [
        f"domain condition, concept {MIRRORED}: the complement of cell 1 is not shown open"
    ]


def test_without_any_table_nothing_is_shown_open() -> None:
    release = three_subjects()
    none = np.zeros((0, 3), np.int64)
    bare = release.claiming("condition", none, none[:, 0]).problems()
    assert f"domain condition, concept {OPEN}: cell 1 of 0 to 20 is not shown open" in bare
    assert f"domain condition, concept {MIRRORED}: the complement of cell 1 is not shown open" in (
        bare
    )
    assert not any(f"concept {FLOOR}:" in problem for problem in bare)  # it has nothing to show


@pytest.mark.parametrize("name", ["three_subjects", "random_release"])
def test_the_tables_of_a_certificate_stand_on_tables_of_the_cohort(name: str) -> None:
    release = {"three_subjects": three_subjects, "random_release": random_release}[name]()
    cells = release.certificates["cohort"].wholes.shape[1]
    none = np.zeros((0, cells), np.int64)
    assert release.claiming("cohort", none, none[:, 0]).problems()


def test_a_table_that_leaves_too_little_room_shows_nothing() -> None:
    # right in itself: but of 204 women 201 or more have it, and so at most 3 have not
    problems = three_subjects().claiming("condition", np.array([[416, 212, 204]] * 2)).problems()
    assert [MIRRORED in map(int, problem.split()[3][:-1].split()) for problem in problems] == [True]


@pytest.mark.parametrize(
    "table",
    [
        [410, 204, 205],  # breaks the equation
        [440, 220, 220],  # leaves the band
        [400, 200, 200],
        [-410, -205, -205],
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_table_of_the_denominator_that_is_none_is_refused(table: list[int], place: int) -> None:
    wholes = three_subjects().certificates["condition"].wholes.copy()
    wholes[place] = table
    what = three_subjects().claiming("condition", wholes).problems()
    assert any("denominator contradicts" in found for found in what)


@pytest.mark.parametrize("cell", [0, 1, 2])
@pytest.mark.parametrize("change", [-1, 1, 1_000, -1_000, 1 << 40, 1 << 62])
@pytest.mark.parametrize("domain", ["cohort", "condition"])
def test_a_whole_table_changed_in_one_cell_is_refused(domain: str, cell: int, change: int) -> None:
    wholes = three_subjects().certificates[domain].wholes.copy()
    wholes[0, cell] += change
    assert three_subjects().claiming(domain, wholes).problems()


@pytest.mark.parametrize("elsewhere", [-1, 1, 99, 1 << 40, -(1 << 40)])
def test_a_table_of_the_denominator_that_stands_on_nothing_is_refused(elsewhere: int) -> None:
    found = three_subjects().certificates["condition"]
    above = np.full_like(found.above, elsewhere)
    assert three_subjects().claiming("condition", found.wholes, above).problems()


@pytest.mark.parametrize("elsewhere", [-1, 1, 99])
def test_a_table_of_the_cohort_stands_on_nothing(elsewhere: int) -> None:
    found = three_subjects().certificates["cohort"]
    assert three_subjects().claiming("cohort", found.wholes, found.above + elsewhere).problems()


def test_a_table_of_the_denominator_larger_than_the_cohorts_is_refused() -> None:
    # the same bands for everybody, and so no room for 420 where the cohort has 416
    release = three_subjects()
    everybody = replace(release.tables["condition"].taken([0]), domain="cohort")
    alike = replace(release, tables={**release.tables, "cohort": everybody})
    small = alike.claiming("cohort", np.array([[416, 212, 204]]))
    assert any("denominator contradicts" in problem for problem in small.problems())


@pytest.mark.parametrize("name", ["three_subjects", "random_release"])
def test_any_band_narrower_than_its_grid_is_refused(name: str) -> None:
    release = {"three_subjects": three_subjects, "random_release": random_release}[name]()
    tables = release.tables["condition"]
    for position, cell in np.argwhere(tables.published).tolist():
        low, high = int(tables.low[position, cell]), int(tables.high[position, cell])
        assert release.showing(position, cell, low + 1, high).problems()
        assert release.showing(position, cell, low, high - 1).problems()


AGES = plan_of({"age": 21})


@pytest.mark.parametrize(
    ("denominator", "subject", "whole", "problem"),
    [
        (  # twenty groups of 21 or more are all 420, and the last is empty
            [(5_001, 5_020), *[(221, 240)] * 21],
            [(401, 420), *[(21, 40)] * 20, (0, 20)],
            [5_019, *[239] * 21],
            "cell 21 of 0 to 20 is not shown open",
        ),
        (  # the same of everybody: each group is 21 of 21, and nobody is without it
            [(401, 420), *[(21, 40)] * 20, (0, 20)],
            [(401, 420), *[(21, 40)] * 20, (0, 20)],
            [420, *[21] * 20, 0],
            "the complement of cell 1 is not shown open",
        ),
    ],
)
def test_that_nobody_is_in_a_group_or_without_a_condition_may_not_be_derivable(
    denominator: list[tuple[int, int]],
    subject: list[tuple[int, int]],
    whole: list[int],
    problem: str,
) -> None:
    many = [(21_201, 21_220), *[(1_001, 1_020)] * 21]
    tables = {
        "cohort": by_hand("cohort", AGES, {0: many}),
        "condition": by_hand("condition", AGES, {0: denominator, OPEN: subject}),
    }
    certificates = {
        "cohort": certificate([[21_210, *[1_010] * 21]], [0]),
        "condition": certificate([whole], [0]),
    }
    assert any(problem in found for found in Certified(tables, certificates).problems())


def test_bands_that_contradict_each_other_are_refused() -> None:
    # 61 or more with at most 40 men are not "20 or fewer" women, whatever follows from that
    problems = three_subjects().showing(FLOOR_AT, 1, 0, 20).problems()
    assert f"domain condition, concept {FLOOR}: its bands contradict each other" in problems


def test_a_subject_larger_than_its_denominator_is_refused() -> None:
    problems = three_subjects().showing(MIRRORED_AT, 1, 221, 240).problems()
    assert f"domain condition, concept {MIRRORED}: its bands contradict each other" in problems


def test_a_descendant_larger_than_its_ancestor_is_refused() -> None:
    release = three_subjects()
    family = replace(release.tables["condition"], lineage=np.array([[FLOOR, MIRRORED]]))
    related = replace(release, tables={**release.tables, "condition": family})
    assert any("contradict each other" in problem for problem in related.problems())


def test_a_widened_band_taken_back_to_a_narrower_one_is_refused_unless_it_is_shown_safe() -> None:
    refused = 0
    for release in (random_release(3), random_release(4)):
        tables, wholes = release.tables["condition"], release.certificates["condition"].wholes
        for position, cell in np.argwhere(tables.published & (tables.low == 0)).tolist():
            if position and grid_width(0, int(tables.high[position, cell]), ALL_OF_US) > 20:
                narrower = release.showing(position, cell, 0, 20)
                refused += bool(narrower.problems())
                for count in () if narrower.problems() else range(1, 19):
                    assert any(
                        integer_table(narrower.tables["condition"], position, {cell: count}, whole)
                        is not None
                        for whole in wholes
                    )
    assert refused


@pytest.mark.parametrize("high", [411, 420, 5_119])
def test_a_withheld_total_tells_no_upper_limit_but_the_end_of_a_coarsest_band(high: int) -> None:
    problems = three_subjects().showing(0, 0, 0, high).problems()
    assert any("withheld" in what for what in problems)
    coarsest = 2 * ALL_OF_US.widths[-1]  # where repair ends with a total of 5,121 to 10,240
    assert three_subjects().showing(0, 0, 0, coarsest).problems() == []


def test_a_withheld_cell_tells_no_more_than_the_cell_that_contains_it() -> None:
    assert any(
        "withheld" in what for what in three_subjects().showing(OPEN_AT, 1, 0, 33).problems()
    )


Lie = Callable[[Certified, st.DataObject], Certified]


def changed_denominator(release: Certified, data: st.DataObject) -> Certified:
    domain = data.draw(st.sampled_from(["cohort", "condition"]))
    wholes = release.certificates[domain].wholes.copy()
    table = data.draw(st.integers(0, len(wholes) - 1))
    cell = data.draw(st.integers(0, wholes.shape[1] - 1))
    wholes[table, cell] += data.draw(st.integers(-40, 40).filter(bool))
    return release.claiming(domain, wholes)


def swapped_groups(release: Certified, data: st.DataObject) -> Certified:
    domain = data.draw(st.sampled_from(["cohort", "condition"]))
    wholes = release.certificates[domain].wholes.copy()
    table = data.draw(st.integers(0, len(wholes) - 1))
    one = data.draw(st.integers(0, wholes.shape[1] - 2))
    other = data.draw(st.integers(one + 1, wholes.shape[1] - 1))
    assume(wholes[table, one] != wholes[table, other])
    wholes[table, [one, other]] = wholes[table, [other, one]]
    return release.claiming(domain, wholes)


def forgotten_cohort(release: Certified, data: st.DataObject) -> Certified:
    above = release.certificates["condition"].above.copy()
    table = data.draw(st.integers(0, len(above) - 1))
    above[table] = len(release.certificates["cohort"].wholes) + data.draw(st.integers(0, 9))
    return release.claiming("condition", release.certificates["condition"].wholes, above)


@pytest.mark.parametrize("lie", [changed_denominator, swapped_groups, forgotten_cohort])
@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_any_lie_about_a_random_release_is_found(lie: Lie, data: st.DataObject) -> None:
    assert lie(random_release(), data).problems()
