"""The synthetic cohort: plausible people whose illnesses and care hang together."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from aggregates.cdm import Cdm
from aggregates.cohort_file import load_cohort
from aggregates.count_cohort import count_cohort
from aggregates.progress import quiet
from aggregates.synthetic import write_synthetic_cdm
from aggregates.synthetic.measurement_tables import FROM_EXAMINATION

PEOPLE = 5_000
SEED = 3
CUTOFF = pd.Timestamp(2025, 10, 1)
EVENTS = {
    "condition_occurrence": ("condition_concept_id", "condition_start_date"),
    "drug_exposure": ("drug_concept_id", "drug_exposure_start_date"),
    "measurement": ("measurement_concept_id", "measurement_date"),
    "procedure_occurrence": ("procedure_concept_id", "procedure_date"),
}
Ever = Callable[[str], "pd.Series[bool]"]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic") / "cdm"
    write_synthetic_cdm(PEOPLE, SEED, folder)
    return folder


@pytest.fixture(scope="module")
def person(cohort: Path) -> pd.DataFrame:
    """People with a health record, with their age in years on the cut-off date."""
    everybody = table(cohort, "person").set_index("person_id")
    seen = table(cohort, "observation_period").person_id
    people = everybody.loc[seen].sort_index()
    return people.assign(age=(CUTOFF - people.birth_datetime).dt.days / 365.25)


@pytest.fixture(scope="module")
def ever(cohort: Path, person: pd.DataFrame) -> Ever:
    """Whether people with a health record ever had a code that begins so."""
    records = table(cohort, "condition_occurrence")
    records = records.drop_duplicates(["person_id", "condition_source_value"])

    def had(code: str) -> "pd.Series[bool]":
        with_it = records[records.condition_source_value.str.startswith(code)].person_id
        return pd.Series(person.index.isin(with_it), person.index)

    return had


def table(folder: Path, name: str) -> pd.DataFrame:
    frame: pd.DataFrame = pq.read_table(folder / f"{name}.parquet").to_pandas(date_as_object=False)
    return frame


def recorded(folder: Path, name: str) -> pd.DataFrame:
    """What health records hold: not the measurements taken when people joined."""
    records = table(folder, name)
    if name == "measurement":
        records = records[records.measurement_type_concept_id != FROM_EXAMINATION]
    return records


def odds_ratio(one: "pd.Series[bool]", other: "pd.Series[bool]") -> float:
    both, first = (one & other).sum(), (one & ~other).sum()
    second, none = (~one & other).sum(), (~one & ~other).sum()
    return float(both * none / (first * second))


# Who they are


def test_it_says_that_it_is_synthetic(cohort: Path) -> None:
    assert load_cohort(cohort / "cohort.toml").synthetic
    source = table(cohort, "cdm_source").iloc[0]
    assert source.cdm_source_name == "Synthetic demonstration cohort"
    assert source.cdm_version == "5.4"


def test_person_ids_are_unique_and_not_a_running_number(cohort: Path) -> None:
    ids = table(cohort, "person").person_id
    assert ids.is_unique
    assert ids.max() > 100 * PEOPLE


def test_sex_race_and_age_lie_near_the_published_make_up(cohort: Path) -> None:
    # All of Us: 61.6 % female, 20.5 % Black, 16.3 % Hispanic, 3.5 % Asian; mean age 53.1 (women)
    # and 56.7 years (men) at enrolment, some years before this cut-off (data/demo/people.toml).
    people = table(cohort, "person")
    share = people.gender_concept_id.value_counts(normalize=True)
    assert share[8532] == pytest.approx(0.61, abs=0.02)
    assert 0 < share[8521] < 0.01
    assert people.race_concept_id.eq(8516).mean() == pytest.approx(0.205, abs=0.02)
    assert people.ethnicity_concept_id.eq(38003563).mean() == pytest.approx(0.165, abs=0.02)
    assert people.race_concept_id.eq(8515).mean() == pytest.approx(0.035, abs=0.01)
    assert 0.43 <= 1 - people.race_concept_id.isin([8527]).mean() <= 0.50
    age = (CUTOFF - people.birth_datetime).dt.days / 365.25
    assert age.min() >= 18
    assert age.max() > 90
    assert 53 < age[people.gender_concept_id == 8532].mean() < 58
    assert 56 < age[people.gender_concept_id == 8507].mean() < 61


def test_about_four_in_five_have_a_health_record(person: pd.DataFrame) -> None:
    assert len(person) / PEOPLE == pytest.approx(0.80, abs=0.02)


def test_the_cohort_file_reads_the_folder_beside_it(cohort: Path) -> None:
    plan = load_cohort(cohort / "cohort.toml")
    with Cdm(plan.cdm) as cdm:
        counts = count_cohort(plan, cdm, quiet)
    everybody = counts.cohort.tables
    assert everybody["total"].tolist() == [PEOPLE]
    for cut in (
        "sex",
        "age",
        "race_ethnicity",
        "rurality",
        "state",
        "income",
        "disability",
        "access",
        "sex*age",
        "sex*race_ethnicity",
    ):
        assert everybody[cut].sum() == PEOPLE, cut
    assert all(records == 0 for records in counts.left_out.values())
    condition = next(domain for domain in counts.domains if domain.domain == "condition")
    assert condition.tables["onset_age"][:, -1].sum() == 0  # the age at onset is always known
    assert counts.concepts.num_rows > 1_000


# What happens to them


@pytest.mark.parametrize("name", EVENTS)
def test_records_belong_to_known_people_and_lie_between_birth_and_the_end(
    cohort: Path, name: str
) -> None:
    concept, day = EVENTS[name]
    records = table(cohort, name)
    born = table(cohort, "person").set_index("person_id").birth_datetime
    died = table(cohort, "death").set_index("person_id").death_date
    assert records.person_id.isin(born.index).all()
    assert records[concept].isin(table(cohort, "concept").concept_id).all()
    last = records.person_id.map(died).fillna(CUTOFF)
    assert (records[day] >= records.person_id.map(born)).all()
    assert (records[day] <= last).all()


def test_the_observation_period_holds_every_record(cohort: Path) -> None:
    period = table(cohort, "observation_period").set_index("person_id")
    for name, (_, day) in EVENTS.items():
        records = recorded(cohort, name)
        start = records.person_id.map(period.observation_period_start_date)
        end = records.person_id.map(period.observation_period_end_date)
        assert ((records[day] >= start) & (records[day] <= end)).all(), name


def test_no_man_is_pregnant_and_no_woman_has_a_prostate(person: pd.DataFrame, ever: Ever) -> None:
    men, women = person.gender_concept_id == 8507, person.gender_concept_id == 8532
    for code in ("O", "D25", "C54", "N80"):
        assert not (ever(code) & men).any(), code
        assert (ever(code) & women).any(), code
    for code in ("C61", "N40", "N52"):
        assert not (ever(code) & women).any(), code
        assert (ever(code) & men).any(), code


def test_pregnancies_begin_between_15_and_50(cohort: Path, person: pd.DataFrame) -> None:
    records = table(cohort, "condition_occurrence")
    births = records[records.condition_source_value.str.startswith("O")]
    born = births.person_id.map(person.birth_datetime)
    age = (births.condition_start_date - born).dt.days / 365.25
    assert age.between(14.99, 50.01).all()


@pytest.mark.parametrize(
    ("code", "least", "most"),
    [
        ("I10", 0.35, 0.45), ("E11", 0.12, 0.19), ("E78", 0.36, 0.48), ("E66", 0.27, 0.38),
        ("F32", 0.18, 0.28), ("F41", 0.22, 0.33), ("J45", 0.11, 0.19), ("J44", 0.04, 0.09),
        ("N18", 0.06, 0.12), ("I50", 0.04, 0.09), ("C50", 0.01, 0.04), ("I48", 0.03, 0.07),
    ],
)  # fmt: skip
def test_common_conditions_are_as_common_as_a_clinician_expects(
    code: str, least: float, most: float, ever: Ever
) -> None:
    assert least < ever(code).mean() < most


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("E11", "N18", 1.5), ("I10", "I50", 2), ("E66", "G47.33", 2), ("E78", "I25", 2),
        ("F32", "F41", 2), ("J45", "J30", 1.5), ("F17", "J44", 2), ("M17", "E66", 1.3),
    ],
)  # fmt: skip
def test_conditions_that_go_together_do(one: str, other: str, least: float, ever: Ever) -> None:
    assert odds_ratio(ever(one), ever(other)) > least


def test_old_age_and_youth_have_their_own_conditions(person: pd.DataFrame, ever: Ever) -> None:
    for code in ("I10", "H25", "I48", "M17", "N18"):
        had = ever(code)
        assert had[person.age >= 70].mean() > 2 * had[person.age < 45].mean(), code
    asthma = ever("J45")
    assert asthma[person.age < 45].mean() > asthma[person.age >= 70].mean() / 1.5


def test_women_and_men_have_their_own_conditions(person: pd.DataFrame, ever: Ever) -> None:
    men, women = person.gender_concept_id == 8507, person.gender_concept_id == 8532
    for more, code in (
        (women, "G43"), (women, "E03"), (women, "N39.0"),
        (men, "I25"), (men, "M10"), (men, "G47.33"),
    ):  # fmt: skip
        less = men if more is women else women
        assert ever(code)[more].mean() > 1.2 * ever(code)[less].mean(), code


def test_drugs_tests_and_procedures_follow_their_reasons(
    cohort: Path, person: pd.DataFrame, ever: Ever
) -> None:
    for code, domain, prompted in (
        ("E11.9", "drug", "6809"), ("E78", "drug", "83367"), ("E11", "measurement", "4548-4"),
        ("H25", "procedure", "08RJ3JZ"), ("G47.33", "procedure", "E0601"),
    ):  # fmt: skip
        name = next(table for table in EVENTS if table.startswith(domain))
        records = table(cohort, name)
        given = records[records[f"{domain}_source_value"] == prompted].person_id
        received = pd.Series(person.index.isin(given), person.index)
        assert received[ever(code)].mean() > 1.5 * received[~ever(code)].mean(), prompted


def test_new_diseases_and_drugs_do_not_come_before_their_time(cohort: Path) -> None:
    conditions = table(cohort, "condition_occurrence")
    covid = conditions[conditions.condition_source_value == "U07.1"]
    assert covid.condition_start_date.min() >= pd.Timestamp(date(2020, 1, 1))
    drugs = table(cohort, "drug_exposure")
    semaglutide = drugs[drugs.drug_source_value == "1991302"]
    assert semaglutide.drug_exposure_start_date.min() >= pd.Timestamp(date(2017, 1, 1))


def test_some_conditions_are_so_rare_that_their_count_must_be_hidden(cohort: Path) -> None:
    records = table(cohort, "condition_occurrence")
    people = records.groupby("condition_source_value").person_id.nunique()
    assert people.between(1, 20).sum() >= 12
    named = table(cohort, "concept")
    leaves = named[(named.domain_id == "Condition") & (named.standard_concept == "S")]
    assert not leaves.concept_code.isin(people.index).all()  # and some nobody has


def test_the_number_of_records_stays_modest(cohort: Path) -> None:
    rows = sum(len(recorded(cohort, name)) for name in EVENTS)
    assert 25 <= rows / PEOPLE <= 60
    assert np.isfinite(rows)
