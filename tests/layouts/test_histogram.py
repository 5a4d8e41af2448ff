"""Histograms: what is certain of values, what is open, and nothing that the bands do not say."""

from dataclasses import replace
from typing import Any

import pytest

from browser.rendering import render
from layouts.cells import Cell
from layouts.distribution import (
    Distribution,
    ValueCut,
    Values,
    certain_finding,
    cut_finding,
    finding,
    quartiles,
)
from layouts.histogram import distribution_section, ticks_at
from layouts.page import Visit
from layouts.text import catalogue
from layouts.units import interval, unit_name
from tests.layouts.conftest import count
from tests.layouts.test_figure import found

TEXT = catalogue("en")
EDGES = (50.0, 110.0, 120.0, 130.0, 140.0, 300.0)
FEW = (0, 20)
MIDDLING = (FEW, (101, 120), (181, 200), (101, 120), FEW)  # 100 below 120, 180 to 130, ...
SPACE = "\N{NO-BREAK SPACE}"


def values(
    *bands: tuple[int, int],
    whole: tuple[int, int] = (401, 420),
    label: str = "",
    groups: tuple[str, ...] = (),
    apart: tuple[tuple[int, int], ...] = (FEW, FEW, FEW),
) -> Values:
    limits = EDGES[0], EDGES[-1]
    cells = tuple(
        Cell((), (interval(low, high, limits, TEXT),), count(*band), None)
        for low, high, band in zip(EDGES, EDGES[1:], bands, strict=False)
    )
    below, above, unknown = (count(*band) for band in apart)
    return Values(groups, label, cells, below, above, unknown, count(*whole))


def distribution(everybody: Values, *groups: Values) -> Distribution:
    cuts = (ValueCut("sex", ("Sex",), groups),) if groups else ()
    return Distribution("mm[Hg]", EDGES, "latest", everybody, cuts)


def test_the_title_names_a_range_that_surely_holds_half() -> None:
    # of 341 to 420 people 81 to 120 are below 120, so the lower quartile may lie on either side;
    # 281 to 320 are below 130, so the upper one may lie above that but not above 140
    shown = distribution(values(*MIDDLING))
    assert finding(shown, TEXT) == "At least half have a value between 110 and 140 mmHg"


def test_where_a_quartile_may_lie_at_the_open_end_the_title_speaks_of_three_quarters() -> None:
    low = distribution(values((181, 200), (101, 120), (61, 80), FEW, FEW))
    high = distribution(values(FEW, FEW, (61, 80), (101, 120), (181, 200)))
    assert finding(low, TEXT) == "At least three quarters have a value below 130 mmHg"
    assert finding(high, TEXT) == "At least three quarters have a value of 120 mmHg or more"


def test_of_too_few_nothing_is_said() -> None:
    shown = distribution(values(*[FEW] * 5, whole=FEW))
    assert finding(shown, TEXT) == "Too few values to show"
    assert certain_finding(shown, TEXT) is None
    assert quartiles(shown, shown.everybody) is None


def test_the_whole_narrows_what_the_bins_leave_open() -> None:
    bands = (FEW, (101, 120), (81, 100), (101, 120), FEW)
    wide = values(*bands, whole=(0, 600))
    surely = values(*bands, whole=(321, 340))
    shown = distribution(wide)
    loose, tight = quartiles(shown, wide), quartiles(shown, surely)
    assert loose is not None
    assert tight is not None
    assert all(loose[q][0] <= tight[q][0] <= tight[q][1] <= loose[q][1] for q in loose)


def sexes(female: tuple[tuple[int, int], ...], male: tuple[tuple[int, int], ...]) -> Distribution:
    return distribution(
        values(*MIDDLING),
        values(*female, whole=(241, 320), label="Female", groups=("female",)),
        values(*male, whole=(241, 320), label="Male", groups=("male",)),
        values(*[FEW] * 5, whole=FEW, label="Not reported", groups=("not_reported",)),
    )


LOW = (FEW, (201, 220), FEW, FEW, FEW)
HIGH = (FEW, FEW, FEW, (201, 220), FEW)


def test_groups_differ_only_where_their_middle_values_surely_do() -> None:
    apart, alike = sexes(LOW, HIGH), sexes(LOW, LOW)
    assert cut_finding(apart, apart.cuts[0], TEXT) == (
        f"Sex: middle value 130 to below 140{SPACE}mmHg in the group Male, "
        f"110 to below 120{SPACE}mmHg in the group Female"
    )
    assert cut_finding(alike, alike.cuts[0], TEXT) == "Sex: no clear difference in the middle value"


def test_those_who_did_not_answer_make_no_finding() -> None:
    shown = distribution(
        values(*MIDDLING),
        values(*LOW, whole=(241, 320), label="Female", groups=("female",)),
        values(*HIGH, whole=(241, 320), label="Not reported", groups=("not_reported",)),
    )
    assert cut_finding(shown, shown.cuts[0], TEXT) == "Sex: too few values to compare groups"


def columns(tree: Any) -> list[dict[str, str]]:
    spans = found(tree, "Span")
    return [span.style for span in spans if "column" in (getattr(span, "className", "") or "")]


def test_a_column_shows_what_is_certain_and_what_is_open(visit: Visit) -> None:
    drawn = columns(distribution_section(distribution(values(*MIDDLING)), "Pressure", visit))
    assert drawn[:3] == [
        {"--low": "0%", "--high": "10%"},
        {"--low": "50.5%", "--high": "60%"},
        {"--low": "90.5%", "--high": "100%"},
    ]


def test_columns_are_hidden_from_listeners_and_a_table_says_the_same(visit: Visit) -> None:
    tree = distribution_section(distribution(values(*MIDDLING)), "Pressure", visit)
    charts = [div for div in found(tree, "Div") if getattr(div, "className", "") == "columns-chart"]
    assert all(chart.to_plotly_json()["props"]["aria-hidden"] == "true" for chart in charts)
    (table,) = found(tree, "Table")
    assert len(found(table, "Caption")) == 1
    assert [head.scope for head in found(table, "Th")] == ["col"] * 3 + ["row"] * 5


def test_implausible_values_and_missing_units_are_told_apart_in_words(visit: Visit) -> None:
    apart = (FEW, (21, 40), (41, 60))
    shown = distribution(values(*MIDDLING, apart=apart))
    written = render(distribution_section(shown, "Pressure", visit))
    for kind, high in (("below", 20), ("above", 40), ("unknown", 60)):
        words = visit.text("count.small", high=20) if high == 20 else f"{high - 19}–{high}"
        assert visit.text(f"values.apart.{kind}", count=words, limit=_limit(kind), unit="mmHg") in (
            written
        )


def _limit(kind: str) -> str:
    return {"below": "50", "above": "300"}.get(kind, "")


def test_groups_of_too_few_are_named_and_not_drawn(visit: Visit) -> None:
    tree = distribution_section(sexes(LOW, HIGH), "Pressure", visit)
    assert [head.children for head in found(tree, "H4")] == ["Female", "Male"]
    assert visit.text("values.by.too_few", groups="Not reported") in render(tree)
    assert len(columns(tree)) == 3 * 5


def test_a_crossing_is_shown_when_the_address_asks_for_it(visit: Visit) -> None:
    one = distribution(values(*MIDDLING))
    crossed = ValueCut("sex*age", ("Sex", "Age"), (values(*LOW, label="Female, 18–29"),))
    shown = replace(one, cuts=(crossed,))
    asked = replace(visit, address=visit.address.but(cut="sex*age"))
    assert found(distribution_section(shown, "Pressure", visit), "H4") == []
    assert len(found(distribution_section(shown, "Pressure", asked), "H4")) == 1


def test_small_counts_are_words_and_never_a_zero_or_an_empty_cell(visit: Visit) -> None:
    written = render(distribution_section(sexes(LOW, HIGH), "Pressure", visit))
    assert "<td></td>" not in written
    assert ">0<" not in written
    assert "None" not in written


@pytest.mark.parametrize(
    ("edges", "shown"),
    [
        ([50, *range(80, 201, 2), 300], [80, 100, 120, 140, 160, 180, 200]),
        ([2, *range(10, 161, 5), 400], [25, 50, 75, 100, 125, 150]),
        ([2.5, *(4.5 + 0.2 * n for n in range(41)), 25], None),
        ([100, *range(1000, 20001, 500), 45000], [5000, 10000, 15000, 20000]),
        ([0.5, *(3 + 0.25 * n for n in range(33)), 24], [4, 6, 8, 10]),
    ],
)
def test_ticks_stand_at_round_values(edges: list[float], shown: list[float] | None) -> None:
    places = ticks_at(edges)
    assert 2 < len(places) <= 7
    if shown is not None:
        assert [edges[place] for place in places] == shown


def test_units_are_written_as_people_read_them() -> None:
    names = [unit_name(code, TEXT) for code in ("mm[Hg]", "10*3/uL", "{steps}/d", "mg/dL")]
    assert names == ["mmHg", "×10³/µL", "steps a day", "mg/dL"]
