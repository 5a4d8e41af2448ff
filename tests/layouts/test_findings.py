"""Titles of figures: a finding is stated only where no two bands leave it open."""

from dataclasses import replace

import pytest

from layouts.cells import Cell, Figure
from layouts.findings import finding
from layouts.text import catalogue
from tests.layouts.conftest import cell, count

TEXT = catalogue("en")
SPACE = "\N{NO-BREAK SPACE}"


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
    assert finding(shown, "share", TEXT) == (
        f"More common in men (20–25{SPACE}%) than in women (5–7{SPACE}%)"
    )


def test_small_groups_are_not_compared() -> None:
    shown = sexes(cell("female", 0, 20), cell("male", 0, 20))
    assert finding(shown, "", TEXT) == "Sex: too few in any group to compare"


def test_equal_words_for_two_shares_are_left_out() -> None:
    shown = sexes(cell("female", 21, 40, (9981, 10000)), cell("male", 61, 80, (9981, 10000)))
    assert finding(shown, "share", TEXT) == "More common in men than in women"


@pytest.mark.parametrize(
    ("bands", "title"),
    [
        (((21, 40), (101, 120), (41, 60)), f"Largest age group: 30-39 (10–13{SPACE}%)"),
        (((101, 120), (101, 120), (41, 60)), "Largest age groups: 18-29 and 30-39"),
        (((41, 80), (61, 80), (21, 40)), "Largest age groups: 18-29 and 30-39"),
        (((81, 160), (141, 160), (121, 140)), "Age: no clear difference between groups"),
        (((101, 120), (101, 120), (101, 120)), "Age: no clear difference between groups"),
    ],
)
def test_the_largest_groups_of_all_are_named_if_they_are_certain(
    bands: tuple[tuple[int, int], ...], title: str
) -> None:
    cells = tuple(
        cell(group, *band) for group, band in zip(("18-29", "30-39", "40-49"), bands, strict=True)
    )
    assert finding(Figure("age", ("Age",), cells, "subject"), "", TEXT) == title


@pytest.mark.parametrize("measure", ["", "share"])
@pytest.mark.parametrize(
    ("bands", "title"),
    [
        (((201, 220), (401, 420), (221, 240)), f"Most common at ages 30-39 (40–43{SPACE}%)"),
        (
            ((381, 400), (201, 220), (381, 400)),
            "Most common at ages 18-29 and 40-49",
        ),
        (
            ((401, 480), (401, 480), (421, 440), (201, 220)),
            f"More common at ages 40-49 (42–45{SPACE}%) than at ages 50-59 (20–23{SPACE}%)",
        ),
        (((401, 420), (401, 420), (381, 400)), "Age: no clear difference between groups"),
    ],
)
def test_groups_of_different_sizes_are_compared_by_their_shares(
    bands: tuple[tuple[int, int], ...], title: str, measure: str
) -> None:
    """Whatever the bars show: that most are of the largest group of all is no finding."""
    groups = ("18-29", "30-39", "40-49", "50-59")
    cells = tuple(cell(group, *band) for group, band in zip(groups, bands, strict=False))
    assert finding(Figure("age", ("Age",), cells, "group"), measure, TEXT) == title


def test_a_difference_too_slight_to_tell_is_no_finding() -> None:
    cells = tuple(
        cell(group, low, low + 19, (9981, 10000))
        for group, low in (("south", 3801), ("west", 3701))
    )
    shown = Figure("region", ("US region",), cells, "group")
    assert finding(shown, "share", TEXT) == "US region: no clear difference between groups"


def test_common_things_differ_by_a_few_in_a_hundred() -> None:
    """62 and 56 in 100 are worth a sentence although neither is much the greater."""
    cells = (cell("urban", 6181, 6200, (9981, 10000)), cell("rural", 5581, 5600, (9981, 10000)))
    shown = Figure("rurality", ("Home",), cells, "group")
    assert finding(shown, "share", TEXT) == (
        f"Home: Urban about 62{SPACE}%, Rural about 56{SPACE}%"
    )


def test_a_share_that_is_not_known_neither_leads_nor_is_led() -> None:
    unknown = replace(cell("nhpi", 21, 40), share=None)
    cells = (cell("white", 401, 420), unknown)
    shown = Figure("race_ethnicity", ("Race",), cells, "group")
    assert finding(shown, "share", TEXT) == "Race: no clear difference between groups"


def test_people_who_did_not_answer_make_no_finding() -> None:
    cells = (cell("white", 41, 60), cell("black", 81, 100), cell("not_reported", 401, 420))
    shown = Figure("race_ethnicity", ("Race",), cells, "group")
    assert finding(shown, "", TEXT) == f"Race: Black 8–11{SPACE}%, White 4–7{SPACE}%"


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
