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
from tests.suppression.small_cohorts import ALL_OF_US, seeds
from tests.suppression.small_releases import Certified, random_release, three_subjects

OPEN, FLOOR, MIRRORED = 1, 2, 3  # positions of the subjects in the domain


def test_an_honest_certificate_is_accepted() -> None:
    assert three_subjects().problems() == []
    assert random_release().problems() == []


@settings(max_examples=15, deadline=None)
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


def test_each_subject_of_the_example_needs_its_own_kind_of_proof() -> None:
    release = three_subjects()
    assert len(release.witnesses(OPEN).tables) == 2
    assert dict(release.witnesses(OPEN).floors) == {}
    assert release.witnesses(FLOOR).floors.keys() == {1}
    assert len(release.witnesses(MIRRORED).tables) == 2


@pytest.mark.parametrize("position", [OPEN, MIRRORED])
@pytest.mark.parametrize("witness", [0, 1])
@pytest.mark.parametrize("cell", [0, 1, 2])
@pytest.mark.parametrize("change", [-1, 1, 1_000, -1_000])
def test_a_witness_changed_in_one_cell_is_refused(
    position: int, witness: int, cell: int, change: int
) -> None:
    tables = three_subjects().witnesses(position).tables.copy()
    tables[witness, cell] += change
    assert three_subjects().claiming(position, tables=tables).problems()


@pytest.mark.parametrize("position", [OPEN, MIRRORED])
@pytest.mark.parametrize("witness", [0, 1])
def test_a_witness_too_few_is_refused(position: int, witness: int) -> None:
    found = three_subjects().witnesses(position)
    fewer = three_subjects().claiming(
        position,
        tables=np.delete(found.tables, witness, axis=0),
        denominators=np.delete(found.denominators, witness, axis=0),
    )
    assert fewer.problems()


@pytest.mark.parametrize("position", [OPEN, MIRRORED])
def test_witnesses_over_two_different_tables_prove_nothing_together(position: int) -> None:
    release = three_subjects()
    wholes = release.certificates["condition"].wholes
    roomier = release.standing_on(
        wholes=np.concatenate([wholes, wholes[:1]]),
        above=np.append(release.certificates["condition"].above, 0),
    )
    stands = release.witnesses(position).denominators.copy()
    stands[0] = len(wholes)  # another copy of a table, which might be another table
    assert roomier.claiming(position, denominators=stands).problems()


@pytest.mark.parametrize("elsewhere", [-1, 99, 1 << 40, -(1 << 40)])
def test_a_witness_that_stands_on_nothing_is_refused(elsewhere: int) -> None:
    stands = three_subjects().witnesses(OPEN).denominators.copy()
    stands[:] = elsewhere
    assert three_subjects().claiming(OPEN, denominators=stands).problems()


def test_a_witness_above_its_denominator_is_refused() -> None:
    release = three_subjects()
    wholes = release.certificates["condition"].wholes.copy()
    at = int(release.witnesses(MIRRORED).denominators[0, 0])
    wholes[at] = [402, 201, 201]  # agrees with its bands, but the subject has more women
    assert any("exceeds" in what for what in release.standing_on(wholes=wholes).problems())


@pytest.mark.parametrize(
    "claim",
    [
        {},  # the bands alone prove nothing
        {0: -1},  # the right equation the wrong way round
        {0: 2},
        {1: 1},  # the denominator's total says nothing of the subject's women
        {2: 1},
        {2: -5},  # "no more than the denominator" holds in one direction only
        {99: 1},
        {-1: 1},
        {0: 1 << 62},  # would wrap around in 64 bits
        {0: 1 << 63},
        {0: -(1 << 63)},
        {0: (1 << 64) + 1},
        {0: 1 << 200},
    ],
)
def test_a_forged_floor_is_refused(claim: dict[int, int]) -> None:
    for position, cell in ((OPEN, 1), (FLOOR, 1)):
        found = three_subjects().witnesses(position)
        none = np.zeros((0, 3), np.int64)
        forged = three_subjects().claiming(
            position, tables=none, denominators=none[:, :2], floors={cell: claim}
        )
        honest = position == FLOOR and claim == found.floors.get(cell)
        assert bool(forged.problems()) is not honest


def test_a_floor_stands_for_its_own_cell_only() -> None:
    found = three_subjects().witnesses(FLOOR)
    assert three_subjects().claiming(FLOOR, floors={2: found.floors[1]}).problems()


@pytest.mark.parametrize(
    "table",
    [
        [410, 204, 205],  # breaks the equation
        [440, 220, 220],  # leaves the band
        [400, 200, 200],
        [-410, -205, -205],
    ],
)
def test_a_table_of_the_denominator_that_is_none_is_refused(table: list[int]) -> None:
    wholes = three_subjects().certificates["condition"].wholes.copy()
    wholes[-1] = table
    what = three_subjects().standing_on(wholes=wholes).problems()
    assert any("denominator contradicts" in found for found in what)


@pytest.mark.parametrize("elsewhere", [-1, 99])
def test_a_table_of_the_denominator_that_stands_on_nothing_is_refused(elsewhere: int) -> None:
    above = np.full_like(three_subjects().certificates["condition"].above, elsewhere)
    assert three_subjects().standing_on(above=above).problems()


def test_a_table_of_the_denominator_larger_than_the_cohorts_is_refused() -> None:
    release = three_subjects()
    small = replace(release.certificates["cohort"], wholes=np.array([[300, 150, 150]]))
    lying = replace(release, certificates={**release.certificates, "cohort": small})
    assert lying.problems()


@pytest.mark.parametrize("name", ["three_subjects", "random_release"])
def test_any_band_narrower_than_its_grid_is_refused(name: str) -> None:
    release = {"three_subjects": three_subjects, "random_release": random_release}[name]()
    tables = release.tables["condition"]
    for position, cell in np.argwhere(tables.published).tolist():
        low, high = int(tables.low[position, cell]), int(tables.high[position, cell])
        assert release.showing(position, cell, low + 1, high).problems()
        assert release.showing(position, cell, low, high - 1).problems()


def test_a_floor_is_no_proof_of_a_band_that_contradicts_it() -> None:
    # 61 or more with at most 40 men are not "20 or fewer" women, whatever follows from that
    assert three_subjects().showing(FLOOR, 1, 0, 20).problems()


def test_a_widened_band_taken_back_to_a_narrower_one_is_refused_unless_shown_safe() -> None:
    release = random_release(1)
    tables = release.tables["condition"]
    widened = [
        (position, cell)
        for position, cell in np.argwhere(tables.published & (tables.low == 0)).tolist()
        if position and grid_width(0, int(tables.high[position, cell]), ALL_OF_US) > 20
    ]
    assert widened
    for position, cell in widened:
        shown = release.witnesses(position).tables[:, cell].max()
        assert release.showing(position, cell, 0, 20).problems() or shown <= 20


def test_a_withheld_cell_tells_no_more_than_the_cell_that_contains_it() -> None:
    assert any("withheld" in what for what in three_subjects().showing(OPEN, 1, 0, 33).problems())


Lie = Callable[[Certified, st.DataObject], Certified]


def changed_witness(release: Certified, data: st.DataObject) -> Certified:
    counts = [len(found.tables) for found in release.certificates["condition"].subjects]
    position = data.draw(st.sampled_from([at for at, count in enumerate(counts) if count]))
    tables = release.witnesses(position).tables.copy()
    witness = data.draw(st.integers(0, len(tables) - 1))
    cell = data.draw(st.integers(0, tables.shape[1] - 1))
    tables[witness, cell] += data.draw(st.integers(-40, 40).filter(bool))
    return release.claiming(position, tables=tables)


def changed_denominator(release: Certified, data: st.DataObject) -> Certified:
    wholes = release.certificates["condition"].wholes.copy()
    table = data.draw(st.integers(0, len(wholes) - 1))
    cell = data.draw(st.integers(0, wholes.shape[1] - 1))
    wholes[table, cell] += data.draw(st.integers(-40, 40).filter(bool))
    return release.standing_on(wholes=wholes)


def forgotten_witnesses(release: Certified, data: st.DataObject) -> Certified:
    counts = [len(found.tables) for found in release.certificates["condition"].subjects]
    position = data.draw(st.sampled_from([at for at, count in enumerate(counts) if count]))
    found = release.witnesses(position)
    return release.claiming(position, tables=found.tables[:0], denominators=found.denominators[:0])


@pytest.mark.parametrize("lie", [changed_witness, changed_denominator, forgotten_witnesses])
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_lie_about_a_random_release_is_found(lie: Lie, data: st.DataObject) -> None:
    assert lie(random_release(), data).problems()
