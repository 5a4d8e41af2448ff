"""Combinations of data types: in words, as dots, largest first, the smallest folded."""

from typing import Any

import pytest

from browser.rendering import render
from layouts.data_types import Combination, DataType, DataTypesFacts, data_types_page, names_of
from layouts.page import Visit
from suppression.shares import share
from tests.layouts.conftest import count
from tests.layouts.test_figure import found

WHOLE = count(981, 1000)


def combination(codes: tuple[str, ...], low: int, high: int) -> Combination:
    published = count(low, high)
    return Combination(codes, 7, published, share(published, WHOLE))


@pytest.fixture
def facts(visit: Visit) -> DataTypesFacts:
    names = {"ehr": visit.text("data_type.ehr"), "genome": visit.text("data_type.genome")}
    types = tuple(
        DataType(code, place, names.get(code, "Fitbit"), count(low, low + 19), None)
        for place, (code, low) in enumerate((("ehr", 881), ("genome", 541), ("fitbit", 21)))
    )
    combinations = (
        combination(("ehr", "genome"), 521, 540),
        combination(("ehr",), 321, 340),
        combination(("ehr", "genome", "fitbit"), 0, 20),
    )
    return DataTypesFacts(WHOLE, WHOLE, types, combinations, ())


def rows_of(page: Any) -> list[Any]:
    return [row for row in found(page, "Tr") if getattr(row, "role", None) == "row"]


def test_a_name_inside_a_phrase_loses_its_capital_unless_it_is_a_name_of_its_own(
    facts: DataTypesFacts, visit: Visit
) -> None:
    words = names_of(("ehr", "genome", "fitbit"), facts, visit.text)
    expected = {"en": "Health record, genome and Fitbit", "es": "Historia clínica, genoma y Fitbit"}
    assert words == expected[visit.text.language]


def test_what_may_be_nobody_is_folded_and_the_rest_is_not(
    facts: DataTypesFacts, visit: Visit
) -> None:
    drawn = data_types_page(facts, visit).live
    folded = found(drawn, "Details")
    assert len(folded) == 1
    assert visit.text("count.small", high=20) in render(folded[0])
    assert len(rows_of(drawn)) - len(rows_of(folded[0])) == 3  # a head and two combinations


def test_a_release_without_combinations_says_that_they_are_withheld_and_shows_no_empty_table(
    facts: DataTypesFacts, visit: Visit
) -> None:
    without = DataTypesFacts(WHOLE, WHOLE, facts.types, (), ())
    withheld = visit.text("data_types.combinations_withheld")
    assert withheld in render(data_types_page(without, visit).live)
    assert rows_of(data_types_page(without, visit).live) == []
    assert withheld not in render(data_types_page(facts, visit).live)


def test_every_dot_is_said_in_words(facts: DataTypesFacts, visit: Visit) -> None:
    written = render(data_types_page(facts, visit).live)
    assert written.count(visit.text("data_types.has") + "</span>") == 6
    assert written.count('class="dot on"') == 6
    assert written.count('class="dot"') == 3


def test_the_largest_combination_is_the_finding(facts: DataTypesFacts, visit: Visit) -> None:
    headings = [heading.children for heading in found(data_types_page(facts, visit).live, "H2")]
    names = names_of(("ehr", "genome"), facts, visit.text)
    assert any(names in heading for heading in headings)
