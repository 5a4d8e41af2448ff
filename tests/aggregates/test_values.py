"""Values of measurements: one per participant and concept, in one unit, in fixed bins."""

import itertools
import math
from pathlib import Path

import pytest

from tests.aggregates.clinic import LAST, counted, day
from tests.aggregates.laboratory import (
    A1C,
    CULTURE,
    GREATER,
    HEIGHT,
    MG_PER_DL,
    MM_HG,
    MMOL_PER_MOL,
    SYSTOLIC,
    filled,
    laboratory,
    measured,
)

UNKNOWN = ("", -math.inf, math.inf)
TOO_LOW, TOO_HIGH = ("%", -math.inf, 2.5), ("%", 25.0, math.inf)


def test_units_are_harmonised_by_id_or_by_spelling_and_never_mixed(tmp_path: Path) -> None:
    rows = [
        measured(-7, 6.0),
        measured(2, 42, unit_concept_id=MMOL_PER_MOL),  # 0.09148 * 42 + 2.152 = 5.99 %
        measured(3, 6.0, unit_concept_id=0, unit_source_value="%"),
        measured(4, 42, unit_concept_id=None, unit_source_value="MMOL/MOL"),
        measured(5, 6.0, unit_concept_id=MG_PER_DL, unit_source_value="%"),  # the id says mg/dL
        measured(LAST, 6.0, unit_concept_id=0),
    ]
    values = laboratory(tmp_path, rows).values[0]
    assert filled(values, A1C) == {("%", 5.9, 6.1): 4, UNKNOWN: 2}
    # rows: female, male, not reported
    assert filled(values, A1C, "sex") == {("%", 5.9, 6.1): [2, 2, 0], UNKNOWN: [1, 0, 1]}


def test_the_latest_plausible_value_counts_whatever_came_after_it(tmp_path: Path) -> None:
    later = {"measurement_date": day("2020-06-01")}
    rows = [
        measured(-7, 6.0),
        measured(-7, 8.0, **later),
        measured(2, 8.0, **later),
        measured(2, 6.0),
        measured(3, 6.0),
        measured(3, 600, **later),  # implausible
        measured(4, 6.0),
        measured(4, 5.0, unit_concept_id=0, **later),  # of no known unit
        measured(5, 6.0),
        measured(5, None, **later),  # without a number
    ]
    values = laboratory(tmp_path, rows).values[0]
    assert filled(values, A1C) == {("%", 7.9, 8.1): 2, ("%", 5.9, 6.1): 3}


def test_of_one_day_the_last_record_counts_and_undated_ones_come_first(tmp_path: Path) -> None:
    rows = [
        measured(-7, 8.0),
        measured(-7, 6.0),
        measured(2, 6.0),
        measured(2, 8.0, measurement_date=None),
    ]
    values = laboratory(tmp_path, rows).values[0]
    assert filled(values, A1C) == {("%", 5.9, 6.1): 2}


def test_implausible_values_are_counted_apart_below_and_above(tmp_path: Path) -> None:
    rows = [
        measured(-7, 0.0),
        measured(2, 60.0),
        measured(2, 5.0, unit_concept_id=0),  # an implausible value is nearer to one than none
        measured(3, 2.5),  # the first plausible one
        measured(4, 25.0),  # the first that is not
        measured(5, math.nan),
    ]
    values = laboratory(tmp_path, rows).values[0]
    assert filled(values, A1C) == {TOO_LOW: 1, ("%", 2.5, 4.5): 1, TOO_HIGH: 2, UNKNOWN: 1}


def test_a_bin_holds_its_lower_edge(tmp_path: Path) -> None:
    rows = [measured(-7, 5.7), measured(2, 5.699999), measured(3, 6.5), measured(4, 6.4)]
    values = laboratory(tmp_path, rows).values[0]
    assert filled(values, A1C) == {
        ("%", 5.5, 5.7): 1,
        ("%", 5.7, 5.9): 1,
        ("%", 6.3, 6.5): 1,
        ("%", 6.5, 6.7): 1,
    }


def test_a_bound_is_no_value(tmp_path: Path) -> None:
    values = laboratory(tmp_path, [measured(-7, 14.0, operator_concept_id=GREATER)]).values[0]
    assert filled(values, A1C) == {UNKNOWN: 1}


def test_all_bins_are_listed_with_or_without_people_in_their_order(tmp_path: Path) -> None:
    values = laboratory(tmp_path, [measured(-7, 6.0)]).values[0]
    bins = values.bins.to_pylist()
    assert [row["bin_low"] for row in bins[:4]] == [-math.inf, 2.5, 4.5, 4.7]
    assert [row["bin_high"] for row in bins[-3:]] == [25.0, math.inf, math.inf]
    assert [row["unit"] for row in bins[-3:]] == ["%", "%", ""]
    assert all(high == low for high, low in _meetings(bins[:-1]))


def _meetings(bins: list[dict[str, float]]) -> list[tuple[float, float]]:
    return [(below["bin_high"], above["bin_low"]) for below, above in itertools.pairwise(bins)]


def test_the_bins_of_a_concept_partition_its_participants_in_every_cut(tmp_path: Path) -> None:
    rows = [
        *(measured(person, 5.0 + person % 3) for person in (-7, 2, 3, LAST)),
        measured(4, None),
        *(
            measured(person, 120.0, measurement_concept_id=SYSTOLIC, unit_concept_id=MM_HG)
            for person in (2, 5)
        ),
        measured(99, 6.0),  # not a participant
    ]
    counts = laboratory(tmp_path, rows)
    measurement, values = counts.domains[0], counts.values[0]
    own = values.bins["concept_id"].to_numpy()
    for cut, table in values.tables.items():
        assert table[0].tolist() == counted(measurement, cut)[0]
        for concept in (A1C, SYSTOLIC):
            whole = table[1:][own == concept].sum(axis=0).tolist()
            assert whole == counted(measurement, cut)[concept]
    assert set(values.tables) == {"total", "sex", "age"}


def test_physical_measurements_are_those_rows_of_measurement_and_no_others(tmp_path: Path) -> None:
    rows = [
        measured(-7, 6.0),
        measured(-7, 120.0, measurement_concept_id=SYSTOLIC, unit_concept_id=MM_HG),
        measured(2, 70, measurement_concept_id=HEIGHT, unit_concept_id=9327),  # inches
        measured(3, None, measurement_concept_id=CULTURE),
    ]
    counts = laboratory(tmp_path, rows, '["measurement", "physical_measurement"]')
    measurement, physical = counts.domains
    assert counted(measurement, "total") == {0: 2, A1C: 1, CULTURE: 1}
    assert counted(physical, "total") == {0: 2, SYSTOLIC: 1, HEIGHT: 1}
    assert [values.domain for values in counts.values] == ["measurement", "physical_measurement"]
    assert filled(counts.values[1], SYSTOLIC) == {("mm[Hg]", 120.0, 122.0): 1}
    assert filled(counts.values[1], HEIGHT) == {("cm", 176.0, 178.0): 1}  # 70 in are 177.8 cm


def test_a_cohort_file_says_which_concepts_are_physical_measurements(tmp_path: Path) -> None:
    rows = [
        measured(-7, 120.0, measurement_concept_id=SYSTOLIC, unit_concept_id=MM_HG),
        measured(2, None, measurement_concept_id=CULTURE),
    ]
    domains = (
        f'[{{ id = "measurement" }}, {{ id = "physical_measurement", concept_ids = [{CULTURE}] }}]'
    )
    measurement, physical = laboratory(tmp_path, rows, domains).domains
    assert counted(measurement, "total") == {0: 1, SYSTOLIC: 1}
    assert counted(physical, "total") == {0: 1, CULTURE: 1}


def test_an_id_of_the_programme_counts_only_under_its_own_name(tmp_path: Path) -> None:
    other = {"concept_id": [HEIGHT], "concept_name": ["Weight"], "domain_id": ["Measurement"]}
    rest = {"vocabulary_id": ["PPI"], "concept_class_id": ["Question"], "concept_code": ["x"]}
    rows = [measured(2, 177.0, measurement_concept_id=HEIGHT, unit_concept_id=8582)]
    assert laboratory(tmp_path, rows, concept={**other, **rest}).values == ()


def test_without_columns_for_values_nobody_has_a_value(tmp_path: Path) -> None:
    bare = {"person_id": [2, 3], "measurement_concept_id": [A1C, A1C]}
    values = laboratory(tmp_path, [], measurement=bare).values[0]
    assert filled(values, A1C) == {UNKNOWN: 2}


@pytest.mark.parametrize("domains", ['["condition"]', '["measurement"]'])
def test_a_cohort_without_such_concepts_has_no_values(tmp_path: Path, domains: str) -> None:
    rows = [measured(2, 1.0, measurement_concept_id=CULTURE)]
    assert laboratory(tmp_path, rows, domains).values == ()
