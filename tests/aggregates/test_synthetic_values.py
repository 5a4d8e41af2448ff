"""Values of the synthetic cohort: units, slips, heaping, and what follows from age and illness."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from aggregates.errors import InputError
from aggregates.quantities import shipped_quantities
from aggregates.synthetic import measured as measured_module
from aggregates.synthetic import write_synthetic_cdm
from aggregates.synthetic.definition import load_definition
from aggregates.synthetic.measured import read_measured
from aggregates.synthetic.measurement_tables import FROM_EXAMINATION

PEOPLE = 6_000
SEED = 7
CM, INCH, KG, POUND, PERCENT = 8582, 9330, 9529, 8739, 8554
MG_DL, MMOL_L = 8840, 8753
PHYSICAL = {903118, 903115, 903133, 903121, 903124, 903135, 903136, 903126}
Values = Callable[[str], "pd.Series[float]"]
Ill = Callable[[str], "pd.Series[bool]"]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("values") / "cdm"
    write_synthetic_cdm(PEOPLE, SEED, folder)
    return folder


@pytest.fixture(scope="module")
def measurement(cohort: Path) -> pd.DataFrame:
    return table(cohort, "measurement")


@pytest.fixture(scope="module")
def person(cohort: Path) -> pd.DataFrame:
    people = table(cohort, "person").set_index("person_id")
    age = (pd.Timestamp(2025, 10, 1) - people.birth_datetime).dt.days / 365.25
    return people.assign(age=age, woman=people.gender_concept_id == 8532)


@pytest.fixture(scope="module")
def values(measurement: pd.DataFrame) -> Values:
    """Values of a test by person, in the unit that most records of it have."""

    def of(code: str) -> "pd.Series[float]":
        rows = measurement[measurement.measurement_source_value == code]
        rows = rows[rows.unit_concept_id == rows.unit_concept_id.mode().iloc[0]]
        return rows.groupby("person_id").value_as_number.median().dropna()

    return of


@pytest.fixture(scope="module")
def ill(cohort: Path) -> Ill:
    """Whether people with a health record ever had a code that begins so."""
    records = table(cohort, "condition_occurrence")
    seen = pd.Index(table(cohort, "observation_period").person_id)

    def had(code: str) -> "pd.Series[bool]":
        with_it = records[records.condition_source_value.str.startswith(code)].person_id
        return pd.Series(seen.isin(with_it), seen)

    return had


def table(folder: Path, name: str) -> pd.DataFrame:
    frame: pd.DataFrame = pq.read_table(folder / f"{name}.parquet").to_pandas(date_as_object=False)
    return frame


# Who is measured


def test_about_four_in_five_are_measured_once_when_they_join(
    measurement: pd.DataFrame, cohort: Path
) -> None:
    visit = measurement[measurement.measurement_type_concept_id == FROM_EXAMINATION]
    assert set(visit.measurement_concept_id) == PHYSICAL
    assert not visit.duplicated(["person_id", "measurement_concept_id"]).any()
    assert 0.77 < visit.person_id.nunique() / PEOPLE < 0.83
    available = table(cohort, "data_availability")
    stated = available[available.data_type == "physical_measurement"].person_id
    assert set(visit.person_id) == set(stated)


def test_the_programmes_own_concepts_have_names_that_say_what_they_are(cohort: Path) -> None:
    names = table(cohort, "concept").set_index("concept_id").concept_name
    for quantity in shipped_quantities():
        for concept_id in quantity.concept_ids & PHYSICAL:
            assert quantity.word in names[concept_id].lower()


def test_measurement_ids_are_a_running_number(measurement: pd.DataFrame) -> None:
    assert sorted(measurement.measurement_id) == list(range(1, len(measurement) + 1))


def test_every_unit_and_every_result_is_a_concept_of_the_vocabulary(
    cohort: Path, measurement: pd.DataFrame
) -> None:
    known = table(cohort, "concept").set_index("concept_id").domain_id
    assert (known[measurement.unit_concept_id.dropna().astype(int)] == "Unit").all()
    assert (known[measurement.value_as_concept_id.dropna().astype(int)] == "Meas Value").all()


# Units, slips and digits


def test_the_same_quantity_comes_in_different_units(measurement: pd.DataFrame) -> None:
    for code, units in (
        ("8302-2", {CM, INCH}), ("weight", {KG, POUND}), ("2345-7", {MG_DL, MMOL_L}),
    ):  # fmt: skip
        rows = measurement[measurement.measurement_source_value == code]
        assert set(rows.unit_concept_id.dropna().astype(int)) == units
    glucose = measurement[measurement.measurement_source_value == "2345-7"]
    middle = glucose.groupby("unit_concept_id").value_as_number.median()
    assert middle[MG_DL] / middle[MMOL_L] == pytest.approx(18, rel=0.15)


def test_some_records_lack_their_unit_or_spell_it_only(measurement: pd.DataFrame) -> None:
    rows = measurement[measurement.measurement_source_value == "2160-0"]
    without = rows[rows.unit_concept_id.isna()]
    assert 0.01 < without.unit_source_value.isna().sum() / len(rows) < 0.04
    assert 0.01 < without.unit_source_value.notna().sum() / len(rows) < 0.06
    assert rows[rows.unit_concept_id.notna()].unit_source_value.notna().all()


def test_a_few_values_are_beyond_belief(measurement: pd.DataFrame) -> None:
    height = measurement[measurement.measurement_source_value == "8302-2"]
    cm = height[height.unit_concept_id == CM].value_as_number.dropna()
    assert 0 < (~cm.between(100, 230)).mean() < 0.01
    everything = measurement.value_as_number.dropna()
    assert (everything > 1_000_000).any()


def test_last_digits_heap_as_readers_round(measurement: pd.DataFrame) -> None:
    pressure = measurement[measurement.measurement_source_value == "8480-6"].value_as_number
    pressure = pressure[pressure.between(90, 180)]
    digit = pressure.astype(int).mod(10).value_counts(normalize=True)
    assert digit[0] > 0.2
    assert digit[[2, 4, 6, 8]].min() > 1.5 * digit[[1, 3, 5, 7, 9]].max()


def test_values_are_those_that_the_site_understands(cohort: Path) -> None:
    """Nearly every record has a known unit and lies inside what is plausible, but not all."""
    names = table(cohort, "concept").set_index("concept_id").concept_code
    rows = table(cohort, "measurement")
    rows = rows.assign(code=rows.measurement_concept_id.map(names))
    checked = 0
    for quantity in shipped_quantities():
        mine = rows[rows.code.isin(quantity.loinc) & rows.value_as_number.notna()]
        if len(mine) < 500:
            continue
        checked += 1
        keys = mine.unit_concept_id.map(lambda unit: f"#{unit:.0f}", na_action="ignore")
        keys = keys.fillna(mine.unit_source_value.str.lower())
        factor = keys.map({key: each.factor for key, each in quantity.accepted.items()})
        offset = keys.map({key: each.offset for key, each in quantity.accepted.items()})
        assert 0.95 < factor.notna().mean() < 1, quantity.id
        value = (mine.value_as_number * factor + offset).dropna()
        low, high = quantity.scale.plausible
        assert value.between(low, high).mean() > 0.99, quantity.id
        edges = quantity.scale.edges
        inner = np.histogram(value, edges)[0] > 0
        assert inner.sum() >= min(8, len(edges) // 2), quantity.id
    assert checked >= 30


# What values follow from


@pytest.mark.parametrize(
    ("test", "code", "least"),
    [
        ("4548-4", "E11", 1.0), ("2345-7", "E11", 20), ("8480-6", "I1", 6), ("39156-5", "E66", 5),
        ("2160-0", "N18", 0.2), ("1742-6", "K76", 3), ("2571-8", "E78.1", 20), ("1988-5", "M06", 1),
    ],
)  # fmt: skip
def test_illness_raises_its_marker(
    test: str, code: str, least: float, values: Values, ill: Ill
) -> None:
    value, had = values(test), ill(code)
    had = had.reindex(value.index, fill_value=False)
    assert value[had].median() - value[~had].median() > least


@pytest.mark.parametrize(
    ("test", "code", "least"),
    [("33914-3", "N18", 10), ("718-7", "D50", 0.8), ("59408-5", "J44", 0.8), ("6690-2", "D70", 1)],
)
def test_illness_lowers_its_marker(
    test: str, code: str, least: float, values: Values, ill: Ill
) -> None:
    value, had = values(test), ill(code)
    had = had.reindex(value.index, fill_value=False)
    assert value[~had].median() - value[had].median() > least


def test_bodies_follow_sex_age_and_one_another(values: Values, person: pd.DataFrame) -> None:
    inches = values("height")  # most heights are read in inches
    woman = person.woman.loc[inches.index]
    assert 4 < inches[~woman].median() - inches[woman].median() < 6.5
    systolic = values("blood-pressure-systolic-mean")
    age = person.age.loc[systolic.index]
    assert systolic[age >= 70].median() > systolic[age < 40].median() + 8
    for one, other, least in (
        ("bmi", "waist-circumference-mean", 0.8),
        ("bmi", "hip-circumference-mean", 0.8),
        ("blood-pressure-systolic-mean", "blood-pressure-diastolic-mean", 0.3),
    ):
        both = pd.concat([values(one), values(other)], axis=1, join="inner").rank()
        assert both.iloc[:, 0].corr(both.iloc[:, 1]) > least


def test_weight_is_that_of_body_mass_index_and_height(measurement: pd.DataFrame) -> None:
    visit = measurement[measurement.measurement_type_concept_id == FROM_EXAMINATION]
    body = visit.assign(
        value=visit.value_as_number.where(
            visit.unit_concept_id != INCH, visit.value_as_number * 2.54
        )
    )
    body.value = body.value.where(body.unit_concept_id != POUND, body.value * 0.45359237)
    body = body[body.unit_concept_id.notna()]
    wide = body.pivot(index="person_id", columns="measurement_source_value", values="value")
    error = (wide.weight / (wide.height / 100) ** 2 / wide.bmi).dropna()
    assert error.median() == pytest.approx(1, abs=0.01)
    assert error.between(0.9, 1.1).mean() > 0.97


def test_a_person_measured_twice_has_like_values(measurement: pd.DataFrame) -> None:
    bmi = measurement[measurement.measurement_source_value.isin(["bmi", "39156-5"])]
    bmi = bmi[bmi.unit_concept_id.notna() & bmi.value_as_number.between(12, 80)]
    spread = bmi.groupby("person_id").value_as_number.agg(["min", "max", "size"])
    twice = spread[spread["size"] > 1]
    assert (twice["max"] / twice["min"]).median() < 1.1
    assert bmi.value_as_number.quantile(0.9) / bmi.value_as_number.quantile(0.1) > 1.6


# Results in words


def test_some_tests_are_answered_in_words(measurement: pd.DataFrame, ill: Ill) -> None:
    words = measurement[measurement.value_source_value.notna()]
    assert words.value_as_number.isna().all()
    nitrite = measurement[measurement.measurement_source_value == "5802-4"]
    assert set(nitrite.value_as_concept_id) == {9189, 9191}
    esterase = measurement[measurement.measurement_source_value == "5799-2"]
    assert set(esterase.value_source_value) == {"Negative", "Trace", "Small", "Moderate", "Large"}
    filtration = words[words.measurement_source_value == "33914-3"]
    assert set(filtration.value_source_value) == {">60"}
    positive = nitrite.groupby("person_id").value_as_concept_id.max() == 9191
    infected = ill("N39.0").loc[positive.index]
    assert positive[infected].mean() > 1.3 * positive[~infected].mean()


# Files that cannot be meant


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"units": [{"unit": "cm", "share": 0.5, "step": 1}]}, "the units of hip do not share 1"),
        ({"units": [{"unit": "ell", "share": 1.0, "step": 1}]}, "hip is in ell, not a unit"),
        ({"center": 1000}, "hip has its center outside its range"),
        ({"codes": ["8302-2"]}, "8302-2 is there twice"),
    ],
)
def test_a_quantity_that_cannot_be_measured_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, object], words: str
) -> None:
    real = measured_module.read_toml

    def changed(name: str) -> dict[str, object]:
        tables = real(name)
        hip = next(row for row in tables["quantities"] if row["id"] == "hip")
        hip.update(change)
        return tables

    monkeypatch.setattr(measured_module, "read_toml", changed)
    with pytest.raises(InputError, match=words):
        read_measured()


def test_every_test_with_values_is_a_measurement_of_the_cohort() -> None:
    definition = load_definition()
    known = {item.concept.code for item in definition.care["Measurement"]}
    assert {code for q in definition.measured.quantities for code in q.codes} <= known
    assert set(definition.measured.results) <= known
