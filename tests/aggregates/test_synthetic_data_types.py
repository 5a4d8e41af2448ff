"""Types of data in the synthetic cohort: unequal, hanging together, and days of wearables."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from aggregates.errors import InputError
from aggregates.synthetic import data_types as data_types_module
from aggregates.synthetic import write_synthetic_cdm
from aggregates.synthetic.data_types import read_data_types

PEOPLE = 8_000
SEED = 9
DAILY = {
    "activity_summary": "date",
    "heart_rate_summary": "date",
    "sleep_daily_summary": "sleep_date",
}


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("types") / "cdm"
    write_synthetic_cdm(PEOPLE, SEED, folder)
    return folder


@pytest.fixture(scope="module")
def person(cohort: Path) -> pd.DataFrame:
    people = table(cohort, "person").set_index("person_id")
    age = (pd.Timestamp(2025, 10, 1) - people.birth_datetime).dt.days / 365.25
    return people.assign(age=age)


@pytest.fixture(scope="module")
def has(cohort: Path, person: pd.DataFrame) -> pd.DataFrame:
    """Whether each person has each type of data: people by types."""
    rows = table(cohort, "data_availability")
    assert not rows.duplicated().any()
    assert rows.person_id.isin(person.index).all()
    return pd.crosstab(rows.person_id, rows.data_type).reindex(person.index, fill_value=0) > 0


def table(folder: Path, name: str) -> pd.DataFrame:
    frame: pd.DataFrame = pq.read_table(folder / f"{name}.parquet").to_pandas(date_as_object=False)
    return frame


# Who has what


def test_shares_of_types_are_as_asked_for(has: pd.DataFrame) -> None:
    shares = has.mean()
    for kind in read_data_types():
        assert shares[kind.id] == pytest.approx(kind.share, abs=0.025), kind.id
    assert shares["ehr"] == pytest.approx(0.80, abs=0.02)
    assert 0.97 < shares["survey"] < 1


def test_a_genome_needs_a_sample_and_goes_with_other_data(has: pd.DataFrame) -> None:
    assert has.biosample[has.genome].all()
    measured = has.physical_measurement
    assert measured[has.biosample].mean() > measured[~has.biosample].mean() + 0.2


def test_types_are_those_of_the_other_tables(cohort: Path, has: pd.DataFrame) -> None:
    assert set(has.index[has.ehr]) == set(table(cohort, "observation_period").person_id)
    assert set(has.index[has.survey]) == set(table(cohort, "survey_conduct").person_id)
    assert set(has.index[has.wearable]) == set(table(cohort, "device").person_id)


def test_genomes_and_devices_are_unequal(
    cohort: Path, has: pd.DataFrame, person: pd.DataFrame
) -> None:
    rural = table(cohort, "person_rurality").set_index("person_id").rurality == "rural"
    genome = has.genome.loc[rural.index]
    assert genome[~rural].mean() > genome[rural].mean() + 0.02
    wears = has.wearable
    assert wears[person.age < 50].mean() > 1.4 * wears[person.age >= 70].mean()
    assert wears[person.race_concept_id == 8527].mean() > 1.3 * wears[
        person.race_concept_id == 8516
    ].mean()  # fmt: skip
    rows = table(cohort, "observation")
    income = rows[rows.observation_source_value == "income"].set_index("person_id")
    answer = income.value_source_value
    rich = wears.loc[answer.index[answer == "income_more_200k"]].mean()
    poor = wears.loc[answer.index[answer == "income_less_10k"]].mean()
    assert rich > 2 * poor


# Days of wearables


@pytest.mark.parametrize("name", DAILY)
def test_days_belong_to_wearers_and_lie_before_the_end(
    name: str, cohort: Path, has: pd.DataFrame
) -> None:
    rows = table(cohort, name)
    assert has.wearable.loc[rows.person_id].all()
    day = rows[DAILY[name]]
    assert day.between(pd.Timestamp(2018, 5, 6), pd.Timestamp(2025, 10, 1)).all()
    died = table(cohort, "death").set_index("person_id").death_date
    assert not (day > rows.person_id.map(died)).any()
    per_person = rows.groupby("person_id").size()
    assert 8 < per_person.mean() < 18


def test_not_every_device_knows_the_heart_and_not_everybody_sleeps_with_one(
    cohort: Path, has: pd.DataFrame
) -> None:
    wearers = has.wearable.sum()
    walked = table(cohort, "activity_summary").person_id.nunique()
    slept = table(cohort, "sleep_daily_summary").person_id.nunique()
    sensed = table(cohort, "heart_rate_summary").person_id.nunique()
    assert slept < sensed < walked == wearers
    assert slept > 0.6 * wearers


def test_steps_are_those_of_people_with_days_not_worn_and_slips(cohort: Path) -> None:
    steps = table(cohort, "activity_summary")
    assert 0.03 < (steps.steps < 100).mean() < 0.15
    assert 0 < (steps.steps > 45_000).mean() < 0.01
    worn = steps[steps.steps.between(100, 45_000)].groupby("person_id").steps.mean()
    assert 5_500 < worn.median() < 9_500
    assert worn.quantile(0.9) > 1.8 * worn.quantile(0.1)


def test_hearts_and_nights_are_plausible(cohort: Path) -> None:
    heart = table(cohort, "heart_rate_summary").groupby("person_id").resting_heart_rate.mean()
    assert 60 < heart.median() < 75
    sleep = table(cohort, "sleep_daily_summary")
    night = sleep[sleep.is_main_sleep]
    assert 6 < night.minute_asleep.median() / 60 < 7.5
    assert (sleep.minute_in_bed >= sleep.minute_asleep).all()
    assert not night.duplicated(["person_id", "sleep_date"]).any()
    assert (~sleep.is_main_sleep).any()


def test_steps_fall_with_age_and_weight(cohort: Path, person: pd.DataFrame) -> None:
    steps = table(cohort, "activity_summary")
    usual = steps[steps.steps.between(100, 45_000)].groupby("person_id").steps.mean()
    old = person.age.loc[usual.index] >= 65
    assert usual[~old].mean() > 1.1 * usual[old].mean()
    bmi = table(cohort, "measurement")
    bmi = bmi[(bmi.measurement_source_value == "bmi") & bmi.value_as_number.between(12, 80)]
    heavy = bmi.set_index("person_id").value_as_number.reindex(usual.index).dropna() >= 35
    usual = usual.loc[heavy.index]
    assert usual[~heavy].mean() > 1.1 * usual[heavy].mean()


# Files that cannot be meant


def test_a_type_that_needs_one_after_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = data_types_module.read_toml

    def changed(name: str) -> dict[str, object]:
        tables = real(name)
        tables["types"].reverse()
        return tables

    monkeypatch.setattr(data_types_module, "read_toml", changed)
    with pytest.raises(InputError, match="genome needs a type that does not stand before it"):
        read_data_types()
