"""Values from records to pages, and two truths that share every band, which no page tells apart.

Everyone was measured once, and the HbA1c of all who walk is told again, as "> 14". Systolic
pressures (41) and steps a day lie in few bins:

| people | pressure | steps a day | one truth | other truth | band    |
|--------|----------|-------------|-----------|-------------|---------|
| women  | 110      | 8000        | 150       | 152         | 141–160 |
| women  | 121      | 8000        | 250       | 248         | 241–260 |
| women  | 140      | 4000        | 70        | 68          | 61–80   |
| men    | 121      | 4000        | 130       | 128         | 121–140 |
| men    | 140      | 4000        | 350       | 352         | 341–360 |
| men    | 0        | none        | 30        | 32          | 21–40   |
"""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aggregates.build import build_release
from aggregates.progress import quiet
from aggregates.release import Release, open_release
from browser.application import create_app
from tests.aggregates.clinic import day, write_clinic
from tests.aggregates.laboratory import (
    A1C,
    CONCEPTS,
    CULTURE,
    GREATER,
    MM_HG,
    MMOL_PER_MOL,
    SYSTOLIC,
)

FEMALE, MALE = 8532, 8507
KINDS = (
    (FEMALE, 110, 8000),
    (FEMALE, 121, 8000),
    (FEMALE, 140, 4000),
    (MALE, 121, 4000),
    (MALE, 140, 4000),
    (MALE, 0, None),
)
TRUTHS = ((150, 250, 70, 130, 350, 30), (152, 248, 68, 128, 352, 32))
PRESSURE, STEPS = f"/physical-measurements/{SYSTOLIC}", "/wearables/1"


def made(folder: Path, numbers: Sequence[int]) -> Release:
    people = [kind for kind, number in zip(KINDS, numbers, strict=True) for _ in range(number)]
    ids = list(range(1, len(people) + 1))
    walkers = [one for one, (_, _, steps) in zip(ids, people, strict=True) if steps]
    folder.mkdir()
    pressures = [pressure for _, pressure, _ in people]
    cohort = write_clinic(
        folder,
        person={
            "person_id": ids,
            "gender_concept_id": [sex for sex, _, _ in people],
            "year_of_birth": [1960] * len(ids),
        },
        concept=CONCEPTS,
        measurement={
            "person_id": [*ids, *ids, *walkers],
            "measurement_concept_id": [SYSTOLIC] * len(ids) + [A1C] * (len(ids) + len(walkers)),
            "measurement_date": [day("2015-06-30")] * (2 * len(ids) + len(walkers)),
            "value_as_number": [*pressures, *[42.0] * len(ids), *[14.0] * len(walkers)],
            "unit_concept_id": [MM_HG] * len(ids) + [MMOL_PER_MOL] * (len(ids) + len(walkers)),
            "operator_concept_id": [None] * 2 * len(ids) + [GREATER] * len(walkers),
            "value_source_value": [None] * 2 * len(ids) + [">14"] * len(walkers),
        },
        activity_summary={
            "person_id": walkers,
            "date": [day("2019-01-01")] * len(walkers),
            "steps": [steps for _, _, steps in people if steps],
        },
    )
    text = cohort.read_text(encoding="utf-8")
    text = text.replace('["condition"]', '["measurement", "physical_measurement", "wearable"]')
    cohort.write_text(text, encoding="utf-8")
    build_release(cohort, folder / "release", None, 1, quiet)
    return open_release(folder / "release")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    folder = tmp_path_factory.mktemp("values")
    return [made(folder / str(place), numbers) for place, numbers in enumerate(TRUTHS)]


@pytest.fixture(scope="module")
def sites(releases: list[Release]) -> list[FlaskClient]:
    return [create_app([release]).server.test_client() for release in releases]


def page(site: FlaskClient, address: str) -> str:
    answer = site.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_a_release_gives_the_bins_of_a_concept_in_all_their_cells(releases: list[Release]) -> None:
    bins = releases[0].distribution("physical_measurement", SYSTOLIC)
    total = [one for one in bins if one.cut == "total"]
    assert [one.unit for one in total] == ["mm[Hg]"] * (len(total) - 1) + [""]
    held = {one.low: one.participants for one in total if not one.participants.is_small}
    assert {low: (count.low, count.high) for low, count in held.items()} == {
        -float("inf"): (21, 40),
        110.0: (141, 160),
        120.0: (361, 380),
        140.0: (401, 420),
    }
    by_sex = [one for one in bins if one.cut == "sex" and one.low == 120.0]
    assert [one.groups for one in by_sex] == [("female",), ("male",), ("not_reported",)]


def test_a_release_has_no_bins_for_what_has_no_values(releases: list[Release]) -> None:
    assert releases[0].distribution("measurement", CULTURE) == ()
    assert releases[0].distribution("wearable", 99) == ()


def test_a_page_says_where_the_values_surely_lie(sites: list[FlaskClient]) -> None:
    shown = page(sites[0], PRESSURE)
    assert "At least half have a value between 120 and 142 mmHg" in shown
    assert "21–40 participants whose value is below 50 mmHg" in shown
    assert re.search("Sex: middle value [0-9]+ to below [0-9]+.mmHg in the group male, ", shown)
    assert "entre 120 y 142 mmHg" in page(sites[0], PRESSURE + "?lang=es")


def test_units_of_the_records_do_not_matter(sites: list[FlaskClient]) -> None:
    # 42 mmol/mol are 5.99 %
    assert "between 5.9 and 6.1 %" in page(sites[0], f"/measurements/{A1C}")


def test_wearables_tell_the_mean_of_days(sites: list[FlaskClient]) -> None:
    shown = page(sites[0], STEPS)
    assert "At least half have a value between 4,000 and 8,500 steps a day" in shown
    assert "the mean of their days" in shown
    assert "Daily activity" in page(sites[0], "/wearables")


def test_the_file_of_values_has_every_bin_of_every_group(
    sites: list[FlaskClient], releases: list[Release]
) -> None:
    rows = list(csv.DictReader(io.StringIO(page(sites[0], PRESSURE + "/values.csv"))))
    bins = releases[0].distribution("physical_measurement", SYSTOLIC)
    complete = [one for one in bins if "*" not in one.cut]
    assert len([row for row in rows if "*" not in row["cut"]]) == len(complete)
    here = [row for row in rows if row["cut"] == "total" and row["bin_low"] == "120.0"]
    assert [(row["participants_low"], row["participants_high"]) for row in here] == [("361", "380")]
    assert page(sites[0], f"/measurements/{A1C}.csv").splitlines()[0] != ""


@pytest.mark.parametrize(
    "address",
    [
        "/physical-measurements",
        "/wearables",
        PRESSURE,
        PRESSURE + "?cut=sex*age",
        PRESSURE + "/values.csv",
        STEPS,
        f"/measurements/{A1C}?lang=es",
    ],
)
def test_two_truths_that_share_their_bands_give_the_same_pages(
    sites: list[FlaskClient], address: str
) -> None:
    one, other = (page(site, address) for site in sites)
    assert one == other


def test_results_in_words_stand_on_the_page_of_what_was_measured(sites: list[FlaskClient]) -> None:
    shown = page(sites[0], f"/measurements/{A1C}")
    assert ">Results in words<" in shown
    (address,) = set(re.findall(r'href="(/measurements/\d{16})">Hemoglobin A1c: &gt;14<', shown))
    own = page(sites[0], address)
    assert "their record states in words, or as a bound" in own
    assert "LOINC" not in own
