"""A cohort file is read strictly: what cannot be meant is refused, with its place and a remedy."""

import datetime
from pathlib import Path

import pytest

from aggregates.cohort_file import load_cohort
from aggregates.errors import InputError
from tests.aggregates.clinic import COHORT

EXAMPLES = sorted((Path(__file__).parents[2] / "data" / "cohorts").glob("*.toml"))
RACE = """
[[dimensions]]
id = "race"
label = "Race"
from = { person = "race_concept_id" }
groups = [{ id = "white", values = [8527] }, { id = "other", rest = true }]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "cohort.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    """The message for a cohort file that is refused, without its path."""
    path = written(folder, text)
    with pytest.raises(InputError) as failure:
        load_cohort(path)
    message = str(failure.value)
    assert "\n" not in message
    return message.removeprefix(str(path))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_shipped_cohort_file_is_accepted_and_speaks_english_and_spanish(path: Path) -> None:
    cohort = load_cohort(path)
    assert cohort.id == path.stem
    assert set(cohort.title) == {"en", "es"}
    for plan in cohort.dimensions:
        assert set(plan.dimension.label) == {"en", "es"}


def test_a_cohort_file_becomes_plain_values(tmp_path: Path) -> None:
    cohort = load_cohort(written(tmp_path, COHORT))
    assert cohort.cutoff_date == datetime.date(2020, 10, 1)
    assert cohort.cdm == tmp_path.resolve()
    assert cohort.policy == "all-of-us"
    sex = cohort.dimensions[0].dimension
    assert [group.id for group in sex.groups] == ["female", "male", "not_reported"]
    assert cohort.dimensions[1].dimension.groups[0].label == {"en": "0–29"}


def test_another_place_of_the_cdm_overrides_the_files_own(tmp_path: Path) -> None:
    assert load_cohort(written(tmp_path, COHORT), Path("elsewhere")).cdm == Path("elsewhere")


def test_by_default_every_dimension_is_crossed_with_sex(tmp_path: Path) -> None:
    cohort = load_cohort(written(tmp_path, COHORT + RACE))
    assert cohort.crossings == ("sex*age", "sex*race")
    assert cohort.cohort_cuts == ("total", "sex", "age", "race", "sex*age", "sex*race")
    assert cohort.domains[0].cuts == (*cohort.cohort_cuts, "onset_age")


def test_only_conditions_have_an_age_at_first_record(tmp_path: Path) -> None:
    text = COHORT.replace('["condition"]', '["condition", "drug"]')
    condition, drug = load_cohort(written(tmp_path, text)).domains
    assert set(condition.cuts) - set(drug.cuts) == {"onset_age"}


def test_a_domain_can_choose_its_cuts(tmp_path: Path) -> None:
    text = COHORT.replace('domains = ["condition"]\n', "")
    text += '\n[[domains]]\nid = "condition"\ncuts = ["total", "sex"]\n'
    assert load_cohort(written(tmp_path, text)).domains[0].cuts == ("total", "sex")


def test_cuts_of_the_cohort_file_are_those_of_every_domain_that_names_none(tmp_path: Path) -> None:
    text = COHORT.replace('["condition"]', '["condition", "drug"]')
    cohort = load_cohort(written(tmp_path, 'cuts = ["total", "sex", "onset_age"]\n' + text))
    condition, drug = cohort.domains
    assert condition.cuts == ("total", "sex", "onset_age")
    assert drug.cuts == ("total", "sex")  # drugs have no age at first record
    assert "age" in cohort.cohort_cuts  # participants themselves are cut by every dimension


def test_a_cut_of_the_cohort_file_that_no_domain_can_have_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, 'cuts = ["total", "weight"]\n' + COHORT)
    assert 'cuts "weight" is not a cut of condition' in message


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('title = "Clinic"', 'titel = "x"', ": title is missing. Add title."),
        ("synthetic = true", "synthetic = 1", ": synthetic is neither true nor false"),
        ("2020-10-01", '"2020-10-01"', ": cutoff_date is not a date"),
        ('id = "clinic"', 'id = "Clinic!"', ': id "Clinic!" has a character'),
        ('cdm = "."', 'cdm = "."\nsample = 0.5', ": sample is not a known key"),
        ('cdm = "."', 'cdm = "."\npolicy = "none"', ': policy "none" is not known. Use one of '),
        ('["condition"]', '["conditions"]', ': domains "conditions" is not known'),
        ('["condition"]', '["condition", "condition"]', ": domains lists 'condition' twice"),
        ('title = "Clinic"', 'title = { es = "Clínica" }', ": title has no English text"),
        ('id = "age"', 'id = "sex"', ": dimensions lists 'sex' twice"),
        ('id = "male"', 'id = "ma*le"', ', dimensions sex, groups ma*le: id "ma*le" has'),
        ('id = "male"', 'id = "female"', ", dimensions sex: groups lists 'female' twice"),
        ("values = [8507]", "values = [8532]", ": groups has value 8532 in female and male"),
        ("values = [8507]", 'values = [8507, "M"]', ", groups male: values is not a list of codes"),
        ("values = [8507]", 'values = ["M"]', "compares gender_concept_id with text and with"),
        ("values = [8507]", "rest = true", ": groups has rest = true more than once"),
        ("values = [8507]", "code = [8507]", ", groups male: values is missing"),
        ("values = [8507]", "values = [8507], min = 3", "groups male: min is not a known key"),
        ("values = [8507]", "several = true", ": groups cannot have several = true here"),
        ('person = "gender_concept_id"', 'people = "x"', ", from: people is not a place where"),
        ('person = "gender_concept_id"', "observation = [7, 7]", ": observation lists 7 twice"),
        ('person = "gender_concept_id"', "observation = []", ": observation is not a whole number"),
        ("min = 30", "min = 29", ": groups 0-29 and 30+ overlap"),
        ("min = 30", "min = 30, max = 20", ", groups 30+: min is negative or above max"),
        ("min = 30", 'min = "30"', ", groups 30+: min is not a whole number"),
        ('"at_cutoff"', '"now"', ', dimensions age, from: age is "now"'),
        ('"at_cutoff"', '"at_onset"', ": dimensions age and onset_age are both at_onset"),
        ("[[dimensions]]", "[[dimensions]", " is not valid TOML: "),
    ],
)
def test_what_cannot_be_meant_is_refused(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in COHORT
    assert message in refusal(tmp_path, COHORT.replace(before, after, 1))


def test_ages_need_a_group_for_the_unknown(tmp_path: Path) -> None:
    text = COHORT.replace('  { id = "not_known", rest = true },\n', "")
    assert "onset_age: groups has no group for unknown ages" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("crossings", "message"),
    [
        ('["sex*age", "sex*race", "race*age"]', '"race*age" closes a cycle'),
        ('["sex*age", "age*sex"]', '"age*sex" closes a cycle'),
        ('["sex*sex"]', '"sex*sex" is not a pair of person dimensions'),
        ('["sex*age*race"]', '"sex*age*race" is not a pair of person dimensions'),
        ('["sex*onset_age"]', '"sex*onset_age" is not a pair of person dimensions'),
        ('["sex*height"]', '"sex*height" is not a pair of person dimensions'),
    ],
)
def test_only_acyclic_pairs_are_crossed(tmp_path: Path, crossings: str, message: str) -> None:
    text = f"crossings = {crossings}\n{COHORT}{RACE}"
    assert f": crossings {message}" in refusal(tmp_path, text)


def test_a_path_of_crossings_is_acyclic_too(tmp_path: Path) -> None:
    text = f'crossings = ["sex*age", "age*race"]\n{COHORT}{RACE}'
    assert load_cohort(written(tmp_path, text)).crossings == ("sex*age", "age*race")


@pytest.mark.parametrize(
    ("cuts", "message"),
    [
        ('["sex"]', "cuts lacks total"),
        ('["total", "sex*age", "age"]', 'cuts "sex*age" needs its margin "sex"'),
        ('["total", "weight"]', 'cuts "weight" is not a cut of condition'),
    ],
)
def test_a_domain_needs_cuts_that_add_up(tmp_path: Path, cuts: str, message: str) -> None:
    text = COHORT.replace('domains = ["condition"]\n', "")
    text += f'\n[[domains]]\nid = "condition"\ncuts = {cuts}\n'
    assert message in refusal(tmp_path, text)


def test_a_missing_cohort_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml: does not exist"):
        load_cohort(tmp_path / "none.toml")
