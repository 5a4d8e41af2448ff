"""Figures: bars in tables, whatever the order of the counts."""

from dataclasses import replace
from typing import Any

import pytest
from dash.development.base_component import Component

from browser.rendering import render
from layouts.cells import Added, Figure
from layouts.figure import figure
from layouts.page import Visit
from suppression.shares import Share, Sum
from tests.layouts.conftest import cell


def found(tree: Any, kind: str) -> list[Any]:
    if isinstance(tree, list | tuple):
        return [one for child in tree for one in found(child, kind)]
    if not isinstance(tree, Component):
        return []
    own = [tree] if tree._type == kind else []
    return own + found(getattr(tree, "children", None), kind)


@pytest.fixture
def shown() -> Figure:
    cells = (cell("18-29", 0, 20), cell("30-39", 181, 200), cell("40-49", 61, 80))
    return Figure("age", ("Age",), cells, "group")


def test_groups_stay_in_the_order_of_their_dimension(shown: Figure, visit: Visit) -> None:
    headers = [row.children for row in found(figure(shown, "Asthma", visit), "Th")]
    assert headers[3:] == ["18-29", "30-39", "40-49"]


def test_a_bar_shows_what_is_certain_and_what_is_open(shown: Figure, visit: Visit) -> None:
    bars = [
        span.style
        for span in found(figure(shown, "Asthma", visit), "Span")
        if getattr(span, "className", "") == "bar"
    ]
    assert bars == [
        {"--low": "0%", "--high": "10%"},
        {"--low": "90.5%", "--high": "100%"},
        {"--low": "30.5%", "--high": "40%"},
    ]


def test_a_figure_is_a_table_with_caption_and_scopes(shown: Figure, visit: Visit) -> None:
    drawn = figure(shown, "Asthma", visit)
    assert len(found(drawn, "Caption")) == 1
    assert {header.scope for header in found(drawn, "Th")} == {"col", "row"}


def test_a_figure_of_which_nothing_can_be_told_is_folded(visit: Visit, shown: Figure) -> None:
    few = Figure("age", ("Age",), (cell("18-29", 0, 20), cell("30-39", 0, 20)), "group")
    assert len(found(figure(few, "Asthma", visit), "Details")) == 1
    assert found(figure(shown, "Asthma", visit), "Details") == []


def test_a_crossing_is_one_table_with_a_row_per_group_of_the_second_grouping(visit: Visit) -> None:
    cells = tuple(
        replace(cell(sex, 21, 40), groups=(sex, age), labels=(sex, age))
        for sex in ("female", "male")
        for age in ("18-29", "30-39", "40-49")
    )
    drawn = figure(Figure("sex*age", ("Sex", "Age"), cells, "group"), "Asthma", visit)
    heads = [(head.scope, head.children) for head in found(drawn, "Th")]
    assert heads == [
        *(("col", name) for name in ("Age", "female", "male")),
        *(("row", name) for name in ("18-29", "30-39", "40-49")),
    ]
    assert len(found(drawn, "Td")) == len(cells)


def test_small_counts_are_words_and_never_a_zero_or_an_empty_cell(
    shown: Figure, visit: Visit
) -> None:
    written = render(figure(shown, "Asthma", visit))
    assert visit.text("count.small", high=20) in written
    assert "<td></td>" not in written
    assert ">0<" not in written
    assert "None" not in written


def test_groups_that_people_ask_for_as_one_are_added_up_below(shown: Figure, visit: Visit) -> None:
    older = replace(shown, added=Added("65 and over", Sum(243, 280), Share(0.31, 0.36)))
    drawn = [one.children for one in found(figure(older, "Asthma", visit), "P")]
    assert len(drawn) == 1
    assert "65 and over: 243–280 particip" in drawn[0]
    assert "31–36" in drawn[0]
    assert found(figure(shown, "Asthma", visit), "P") == []
