"""Wearables: who has a row in which table, and one value per participant from the days it has."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from aggregates.errors import InputError
from aggregates.true_counts import TrueCounts
from tests.aggregates.clinic import Table, count, counted, day, write_clinic
from tests.aggregates.laboratory import filled

STEPS, HEART_RATE, SLEEP, DEVICE = 1, 2, 3, 4
FIRST, SECOND, THIRD = day("2020-01-01"), day("2020-01-02"), day("2020-01-03")


def wearables(folder: Path, domains: str = '["wearable"]', **tables: Table | None) -> TrueCounts:
    cohort = write_clinic(folder, **tables)
    text = cohort.read_text(encoding="utf-8").replace('["condition"]', domains)
    cohort.write_text(text, encoding="utf-8")
    return count(cohort)


def rows(column: str, date: str, *given: tuple[int, object, object]) -> Table:
    people, dates, numbers = (list(one) for one in zip(*given, strict=True))
    return {"person_id": people, date: dates, column: numbers}


def steps(*given: tuple[int, object, object]) -> Table:
    return rows("steps", "date", *given)


def test_each_table_counts_its_participants_and_row_0_anyone(tmp_path: Path) -> None:
    activity = steps((-7, FIRST, 5000), (-7, SECOND, 6000), (2, FIRST, None), (99, FIRST, 1))
    counts = wearables(tmp_path, activity_summary=activity, device={"person_id": [3, 3, None]})
    domain = counts.domains[0]
    assert counted(domain, "total") == {0: 3, STEPS: 2, DEVICE: 1}
    assert counted(domain, "sex") == {0: [2, 1, 0], STEPS: [2, 0, 0], DEVICE: [0, 1, 0]}
    assert counts.left_out == {"activity_summary": 1, "device": 1}
    names = dict(
        zip(*(counts.concepts.to_pydict()[c] for c in ("concept_id", "concept_name")), strict=True)
    )
    assert names == {STEPS: "Daily activity (steps)", DEVICE: "Device"}


def test_a_value_is_the_mean_of_plausible_days(tmp_path: Path) -> None:
    activity = steps(
        *((-7, FIRST, 5000), (-7, SECOND, 6100), (-7, THIRD, 50)),  # not worn on the third
        *((2, FIRST, 60), (2, SECOND, None)),
        (3, FIRST, 90_000),
        (4, FIRST, None),
    )
    values = wearables(tmp_path, activity_summary=activity).values[0]
    unit = "{steps}/d"
    assert filled(values, STEPS) == {
        (unit, -math.inf, 100.0): 1,
        (unit, 5500.0, 6000.0): 1,
        (unit, 45_000.0, math.inf): 1,
        ("", -math.inf, math.inf): 1,
    }
    assert values.tables["total"][0] == 4


def test_sleep_of_one_day_adds_up_and_is_told_in_hours(tmp_path: Path) -> None:
    asleep = rows(
        "minute_asleep",
        "sleep_date",
        *((-7, FIRST, 360), (-7, FIRST, 60), (-7, SECOND, 480)),  # 7 and 8 hours
        (2, FIRST, "435"),
    )
    texts = {**asleep, "minute_asleep": [str(one) for one in asleep["minute_asleep"]]}
    values = wearables(tmp_path, sleep_daily_summary=texts).values[0]
    assert filled(values, SLEEP) == {("h", 7.5, 7.75): 1, ("h", 7.25, 7.5): 1}


def test_rows_of_one_day_of_the_heart_rate_are_one_day(tmp_path: Path) -> None:
    given = [(-7, FIRST, 60), (-7, FIRST, 60), (-7, FIRST, 60), (-7, SECOND, 70)]
    table = rows("resting_heart_rate", "date", *given)
    values = wearables(tmp_path, heart_rate_summary=table).values[0]
    assert filled(values, HEART_RATE) == {("/min", 64.0, 66.0): 1}


def test_a_cohort_file_names_tables_of_its_own(tmp_path: Path) -> None:
    activity = '{ id = "activity", table = "fitness", date = "on", value = "walked" }'
    monitor = '{ id = "glucose", concept_id = 5, name = "Glucose monitor", table = "monitor" }'
    domains = f'[{{ id = "wearable", tables = [{activity}, {monitor}] }}]'
    fitness = {"person_id": [2, 2], "on": ["a", "b"], "walked": ["5200", "none"]}
    counts = wearables(tmp_path, domains, fitness=fitness, monitor={"person_id": [3]})
    assert counted(counts.domains[0], "total") == {0: 2, STEPS: 1, 5: 1}
    assert filled(counts.values[0], STEPS) == {("{steps}/d", 5000.0, 5500.0): 1}


def test_no_table_at_all_is_an_error_and_so_is_a_named_one_that_lacks(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no table of wearables"):
        wearables(tmp_path)
    named = '[{ id = "wearable", tables = [{ id = "device", table = "devices" }] }]'
    with pytest.raises(InputError, match="has no table devices"):
        wearables(tmp_path, named)


REFUSED: Sequence[tuple[str, str]] = (
    ('{ id = "condition", tables = [{ id = "device" }] }', "tables is not a known key"),
    ('{ id = "wearable", concept_ids = [1] }', "concept_ids is not a known key"),
    ('{ id = "wearable", tables = [{ id = "other" }] }', "concept_id is missing"),
    ('{ id = "wearable", tables = [{ id = "device", value = "x" }] }', "value is not a known key"),
    ('{ id = "wearable", tables = [{ id = "device" }, { id = "device" }] }', "twice"),
    (
        '{ id = "wearable", tables = [{ id = "o", concept_id = 4, name = "O", table = "o" }] }',
        "is not free",
    ),
    ('{ id = "physical_measurement", concept_ids = ["a"] }', "is not a list of whole numbers"),
)


@pytest.mark.parametrize(("domain", "message"), REFUSED)
def test_what_a_cohort_file_may_not_say(tmp_path: Path, domain: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        wearables(tmp_path, f"[{domain}]")
