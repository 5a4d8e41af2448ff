"""Titles of figures: a finding is stated only where no two bands leave it open."""

import pytest

from layouts.cells import Cell, Figure
from layouts.findings import finding
from layouts.text import catalogue
from tests.layouts.conftest import cell, count

TEXT = catalogue("en")


def sexes(*cells: Cell) -> Figure:
    return Figure("sex", ("Sex",), cells, "group")


def test_women_lead_when_the_bands_leave_no_other_answer() -> None:
    shown = sexes(cell("female", 481, 500), cell("male", 321, 340))
    assert finding(shown, "", TEXT) == "About 6 in 10 are women"


def test_without_a_certain_tenth_the_larger_group_is_named() -> None:
    shown = sexes(cell("female", 61, 80), cell("male", 21, 40))
    assert finding(shown, "", TEXT) == "More women than men"


def test_overlapping_bands_make_no_finding() -> None:
    shown = sexes(cell("female", 41, 60), cell("male", 41, 60))
    assert finding(shown, "", TEXT) == "Women and men: no clear difference"


def test_halves_are_said_to_be_halves() -> None:
    shown = sexes(cell("female", 4981, 5000), cell("male", 5001, 5020))
    assert finding(shown, "", TEXT) == "About half are women, half men"


def test_shares_are_compared_within_groups() -> None:
    shown = sexes(cell("female", 101, 120, (1981, 2000)), cell("male", 101, 120, (481, 500)))
    assert finding(shown, "share", TEXT) == "More common in men than in women"


def test_small_groups_are_not_compared() -> None:
    shown = sexes(cell("female", 0, 20), cell("male", 0, 20))
    assert finding(shown, "", TEXT) == "Sex: too few in any group to compare"


@pytest.mark.parametrize(
    ("bands", "title"),
    [
        (((21, 40), (101, 120), (41, 60)), "Largest age group: 30-39"),
        (((101, 120), (101, 120), (41, 60)), "Largest age groups: 18-29 and 30-39"),
        (((101, 120), (101, 120), (101, 120)), "Age: no group clearly stands out"),
    ],
)
def test_the_largest_group_is_named_if_it_is_certain(
    bands: tuple[tuple[int, int], ...], title: str
) -> None:
    cells = tuple(
        cell(group, *band) for group, band in zip(("18-29", "30-39", "40-49"), bands, strict=True)
    )
    assert finding(Figure("age", ("Age",), cells, "group"), "", TEXT) == title


def test_people_who_did_not_answer_make_no_finding() -> None:
    cells = (cell("white", 41, 60), cell("black", 81, 100), cell("not_reported", 401, 420))
    shown = Figure("race_ethnicity", ("Race",), cells, "group")
    assert finding(shown, "", TEXT) == "Largest group: Black"


def test_a_crossing_counts_the_groups_with_a_certain_difference() -> None:
    bands = {
        ("female", "18-29"): (101, 120),
        ("female", "30-39"): (41, 60),
        ("male", "18-29"): (41, 60),
        ("male", "30-39"): (41, 60),
    }
    cells = tuple(Cell(groups, groups, count(*band), None) for groups, band in bands.items())
    shown = Figure("sex*age", ("Sex", "Age"), cells, "group")
    assert finding(shown, "", TEXT) == "More women than men in 1 of 2 groups"
