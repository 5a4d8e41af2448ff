"""Surveys of the synthetic cohort: who was asked what, and answers that hang together."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from aggregates.errors import InputError
from aggregates.synthetic import questions as questions_module
from aggregates.synthetic import write_synthetic_cdm
from aggregates.synthetic.check_terms import check_terms
from aggregates.synthetic.definition import Definition, load_definition
from aggregates.synthetic.questions import DONT_KNOW, PREFER_NOT, SKIP, Question, read_modules

PEOPLE = 6_000
SEED = 5
NO_ANSWER = (SKIP, PREFER_NOT, DONT_KNOW)
Said = Callable[[str], "pd.Series[bool]"]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("surveys") / "cdm"
    write_synthetic_cdm(PEOPLE, SEED, folder)
    return folder


@pytest.fixture(scope="module")
def definition() -> Definition:
    return load_definition()


@pytest.fixture(scope="module")
def observation(cohort: Path) -> pd.DataFrame:
    return table(cohort, "observation")


@pytest.fixture(scope="module")
def person(cohort: Path) -> pd.DataFrame:
    people = table(cohort, "person").set_index("person_id")
    age = (pd.Timestamp(2025, 10, 1) - people.birth_datetime).dt.days / 365.25
    return people.assign(age=age)


@pytest.fixture(scope="module")
def said(observation: pd.DataFrame) -> Said:
    """Whether each person who answered the question chose the answer: by person_id."""

    def chose(code: str) -> "pd.Series[bool]":
        mine = observation[observation.value_source_value == code]
        question = mine.observation_concept_id.iloc[0]
        asked = observation[observation.observation_concept_id == question]
        given = asked[~asked.value_as_concept_id.isin(NO_ANSWER)].person_id.unique()
        return pd.Series(pd.Index(given).isin(mine.person_id), given)

    return chose


def table(folder: Path, name: str) -> pd.DataFrame:
    frame: pd.DataFrame = pq.read_table(folder / f"{name}.parquet").to_pandas(date_as_object=False)
    return frame


def odds_ratio(one: "pd.Series[bool]", other: "pd.Series[bool]") -> float:
    both = pd.concat([one, other], axis=1, join="inner").astype(bool)
    first, second = both.iloc[:, 0], both.iloc[:, 1]
    found = (first & second).sum() * (~first & ~second).sum()
    return float(found / ((first & ~second).sum() * (~first & second).sum()))


@pytest.fixture(scope="module")
def every_question(definition: Definition) -> list[Question]:
    return [question for module in definition.modules for question in module.questions]


# What is asked


def test_there_are_eight_modules_of_the_programmes_kind(definition: Definition) -> None:
    assert [module.concept_id for module in definition.modules] == [
        1586134, 1585710, 1585855, 43528895, 43529712, 40192389, 1703970, 1703870
    ]  # fmt: skip


def test_there_are_questions_of_every_kind(every_question: list[Question]) -> None:
    assert 60 <= len(every_question) <= 110
    assert {question.kind for question in every_question} == set(questions_module.KINDS)
    assert all(q.kind == "number" or 2 <= len(q.answers) <= 12 for q in every_question)
    assert sum(bool(question.after) for question in every_question) >= 10


def test_local_concept_ids_are_far_from_those_of_the_vocabulary(
    every_question: list[Question],
) -> None:
    public = [q.concept_id for q in every_question if q.concept_id < 2_000_000_000]
    assert {1586140, 1585845, 1585838, 1585899, 1585375, 1585940, 1585386} <= set(public)
    assert len(public) < len(every_question) / 2


def test_the_hierarchy_leads_from_module_to_answer_and_on_to_nested_questions(
    cohort: Path,
) -> None:
    links = table(cohort, "concept_relationship")
    down = links[links.relationship_id == "PPI parent code of"]
    classes = table(cohort, "concept").set_index("concept_id").concept_class_id
    kinds = set(zip(down.concept_id_1.map(classes), down.concept_id_2.map(classes), strict=True))
    assert kinds == {
        ("Module", "Topic"), ("Module", "Question"), ("Topic", "Question"),
        ("Question", "Answer"), ("Answer", "Question"),
    }  # fmt: skip
    up = links[links.relationship_id == "Has PPI parent code"]
    assert len(up) == len(down)  # every link has its reverse


# Rows that fit together


def test_every_answer_belongs_to_a_person_a_question_and_a_survey_they_took(
    cohort: Path, observation: pd.DataFrame, person: pd.DataFrame
) -> None:
    assert observation.observation_id.is_unique
    assert observation.person_id.isin(person.index).all()
    conduct = table(cohort, "survey_conduct").set_index("survey_conduct_id")
    assert conduct.index.is_unique
    taken = conduct.loc[observation.observation_event_id]
    assert (taken.person_id.to_numpy() == observation.person_id.to_numpy()).all()
    assert (taken.survey_start_date.to_numpy() == observation.observation_date.to_numpy()).all()
    assert not conduct.duplicated(["person_id", "survey_concept_id"]).any()


def test_every_answer_is_one_that_its_question_offers(
    cohort: Path, observation: pd.DataFrame
) -> None:
    links = table(cohort, "concept_relationship")
    links = links[links.relationship_id == "PPI parent code of"]
    offered = pd.MultiIndex.from_frame(links[["concept_id_1", "concept_id_2"]])
    chosen = observation[~observation.value_as_concept_id.isin([0, SKIP])]
    pairs = chosen[["observation_concept_id", "value_as_concept_id"]].drop_duplicates()
    assert pd.MultiIndex.from_frame(pairs).isin(offered).all()
    known = table(cohort, "concept").concept_id
    assert observation.observation_concept_id.isin(known).all()


def test_answers_are_given_as_an_adult_after_joining_and_before_the_end(
    cohort: Path, observation: pd.DataFrame, person: pd.DataFrame
) -> None:
    born = observation.person_id.map(person.birth_datetime)
    assert ((observation.observation_date - born).dt.days / 365.25).min() > 17.99
    assert observation.observation_date.min() >= pd.Timestamp(2018, 5, 6)
    assert observation.observation_date.max() <= pd.Timestamp(2025, 10, 1)
    died = table(cohort, "death").set_index("person_id").death_date
    end = observation.person_id.map(died)
    assert not (observation.observation_date > end).any()


def test_a_number_stands_alone_as_an_answer(
    observation: pd.DataFrame, every_question: list[Question]
) -> None:
    numbers = observation[observation.value_as_number.notna()]
    assert (numbers.value_as_concept_id == 0).all()
    asked = {question.concept_id: question.amount for question in every_question}
    for question, values in numbers.groupby("observation_concept_id").value_as_number:
        amount = asked[int(str(question))]
        assert amount is not None
        assert values.between(amount.low, amount.high).all()


# Branching, several answers, none


def test_a_nested_question_is_asked_of_those_and_only_those_who_gave_its_answer(
    observation: pd.DataFrame, every_question: list[Question]
) -> None:
    nested = [question for question in every_question if question.after]
    for question in nested:
        asked = observation[observation.observation_source_value == question.code].person_id
        led = observation[observation.value_source_value.isin(question.after)].person_id
        assert set(asked) == set(led), question.code


def test_nobody_answers_a_question_that_they_left_out(observation: pd.DataFrame) -> None:
    left = observation[observation.value_as_concept_id.isin(NO_ANSWER)]
    rows = observation.groupby(["person_id", "observation_concept_id"]).size()
    counted = rows.loc[pd.MultiIndex.from_frame(left[["person_id", "observation_concept_id"]])]
    assert (counted == 1).all()
    assert set(left.value_as_concept_id) == set(NO_ANSWER)
    income = left[left.observation_source_value == "income"]
    assert (income.value_as_concept_id == PREFER_NOT).sum() > 0.07 * PEOPLE


def test_some_questions_take_several_answers_but_not_beside_one_that_stands_alone(
    observation: pd.DataFrame, every_question: list[Question]
) -> None:
    rows = observation.groupby(["observation_source_value", "person_id"]).size()
    several = rows.groupby(level=0).apply(lambda sizes: (sizes > 1).mean())
    for code in ("race", "gender", "employment", "insurance", "heart", "substances"):
        assert several[code] > 0.005, code
    assert (several.drop([q.code for q in every_question if _takes_several(q)]) == 0).all()
    alone = [a.code for q in every_question for a in q.answers if a.alone]
    by_itself = observation[observation.value_source_value.isin(alone)]
    keys = by_itself.set_index(["observation_source_value", "person_id"]).index
    assert (rows.loc[keys] == 1).all()


def _takes_several(question: Question) -> bool:
    return question.kind in ("many", "fixed") or question.second > 0


# Who takes part


def test_fewer_people_take_later_modules(cohort: Path) -> None:
    took = table(cohort, "survey_conduct").groupby("survey_source_value").size() / PEOPLE
    order = ["TheBasics", "OverallHealth", "Lifestyle", "HealthCareAccess", "HealthHistory",
             "SocialFactors", "EmotionalHealth", "BehavioralHealth"]  # fmt: skip
    assert (took[order].diff().dropna() < 0.02).all()
    assert 0.97 < took["TheBasics"] < 1  # not everybody
    assert 0.43 < took["HealthCareAccess"] < 0.54  # 305,860 of 633,547 in 2024
    assert took["BehavioralHealth"] > 0.12


def test_modules_are_taken_unequally(cohort: Path, person: pd.DataFrame, said: Said) -> None:
    conduct = table(cohort, "survey_conduct")
    later = conduct[conduct.survey_source_value == "SocialFactors"].person_id
    took = pd.Series(person.index.isin(later), person.index)
    assert took[person.race_concept_id == 8527].mean() > took[person.race_concept_id == 8516].mean()
    poor, rich = said("income_less_10k"), said("income_150k_200k")
    assert took[rich[rich].index].mean() > took[poor[poor].index].mean() + 0.1


def test_two_modules_have_two_versions_that_ask_different_questions(
    cohort: Path, observation: pd.DataFrame
) -> None:
    conduct = table(cohort, "survey_conduct")
    versions = conduct.groupby("survey_source_value").survey_version_number.unique()
    assert sorted(versions["TheBasics"]) == sorted(versions["HealthHistory"]) == ["1", "2"]
    change = pd.Timestamp(2021, 11, 1)
    basics = conduct[conduct.survey_source_value == "TheBasics"]
    assert ((basics.survey_start_date >= change) == (basics.survey_version_number == "2")).all()
    new = observation[observation.observation_source_value == "stable_home"]
    assert (new.observation_date >= change).all()
    second = basics.set_index("survey_conduct_id").survey_version_number == "2"
    assert set(new.observation_event_id) == set(second[second].index)


# Answers that hang together


def test_the_record_and_the_survey_agree_on_sex_and_race(person: pd.DataFrame, said: Said) -> None:
    female = said("sex_female")
    assert (female == person.gender_concept_id.loc[female.index].eq(8532)).all()
    black = said("race_black")
    assert black[person.race_concept_id.loc[black.index] == 8516].all()
    hispanic = said("race_hispanic")
    assert hispanic[person.ethnicity_concept_id.loc[hispanic.index] == 38003563].all()


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("income_more_200k", "education_advanced", 2), ("income_less_10k", "insurance_medicaid", 3),
        ("smoked_100_yes", "substances_cannabis", 2), ("insured_no", "no_care_yes", 2),
        ("insured_no", "usual_place_no", 3), ("birthplace_elsewhere", "language_yes", 5),
        ("gender_nonbinary", "orientation_straight", 0), ("home_own", "income_100k_150k", 1.5),
        ("mind_depression", "low_weeks_yes", 3), ("race_asian", "birthplace_elsewhere", 5),
    ],
)  # fmt: skip
def test_answers_that_go_together_do(one: str, other: str, least: float, said: Said) -> None:
    assert odds_ratio(said(one), said(other)) >= least


@pytest.mark.parametrize(
    ("answer", "code", "least"),
    [
        ("smoked_100_yes", "J44", 3), ("smoked_100_yes", "F17", 10),
        ("hormones_diabetes2", "E11", 20),
        ("heart_hypertension", "I1", 8), ("mind_depression", "F3", 4), ("lungs_asthma", "J45", 8),
        ("employment_unable", "F3", 1.3), ("health_needs", "E11", 1.5),
    ],
)  # fmt: skip
def test_answers_follow_illness(
    answer: str, code: str, least: float, cohort: Path, observation: pd.DataFrame, said: Said
) -> None:
    if answer == "health_needs":  # health called poor or fair
        rated = observation[observation.observation_source_value == "health"]
        rated = rated[~rated.value_as_concept_id.isin(NO_ANSWER)].set_index("person_id")
        answers = rated.value_source_value.isin(["poor", "fair"])
    else:
        answers = said(answer)
    records = table(cohort, "condition_occurrence")
    ill = records[records.condition_source_value.str.startswith(code)].person_id
    seen = pd.Index(table(cohort, "observation_period").person_id)
    assert odds_ratio(answers, pd.Series(seen.isin(ill), seen)) > least


def test_retirement_and_medicare_come_with_age_and_vaping_with_youth(
    person: pd.DataFrame, said: Said
) -> None:
    for code, older in (("employment_retired", True), ("insurance_medicare", True),
                        ("vaped_yes", False), ("orientation_straight", True)):  # fmt: skip
        answer = said(code)
        old = person.age.loc[answer.index] >= 65
        more, less = (old, ~old) if older else (~old, old)
        assert answer[more].mean() > answer[less].mean() + 0.03, code


def test_a_disability_is_more_frequent_with_age_and_without_money(
    observation: pd.DataFrame, person: pd.DataFrame, said: Said
) -> None:
    walking = observation[observation.observation_source_value == "walking"]
    walking = walking[~walking.value_as_concept_id.isin(NO_ANSWER)].set_index("person_id")
    trouble = walking.value_source_value == "yes"
    old = person.age.loc[trouble.index] >= 75
    assert trouble[old].mean() > 1.5 * trouble[~old].mean()
    assert odds_ratio(trouble, said("income_less_10k")) > 1.8


def test_groups_differ_in_age_and_schooling(person: pd.DataFrame, said: Said) -> None:
    hispanic = person.ethnicity_concept_id == 38003563
    white = person.race_concept_id == 8527
    assert person.age[white].mean() > person.age[hispanic].mean() + 4
    finished = said("education_college") | said("education_advanced")
    assert finished[white.loc[finished.index]].mean() > finished[
        hispanic.loc[finished.index]
    ].mean() + 0.1  # fmt: skip


def test_places_hang_together_with_people(cohort: Path, person: pd.DataFrame) -> None:
    rural = table(cohort, "person_rurality").set_index("person_id").rurality.eq("rural")
    assert 0.12 < rural.mean() < 0.26
    assert len(rural) < PEOPLE  # not reported for some
    race = person.race_concept_id.loc[rural.index]
    assert rural[race == 8527].mean() > 1.5 * rural[race == 8516].mean()
    states = table(cohort, "location").set_index("location_id").state
    state = person.location_id.map(states)
    assert (
        rural[state.loc[rural.index] == "CA"].mean() < rural[state.loc[rural.index] == "NC"].mean()
    )
    hispanic = person.ethnicity_concept_id == 38003563
    assert hispanic[state == "CA"].mean() > 2 * hispanic[state == "OH"].mean()


# Files that cannot be meant


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "guess"}, "is of no known kind"),
        ({"shares": [0.5, 0.4]}, "has shares that sum to 0.9000, not 1"),
        ({"versions": ["9"]}, "is of a version that the module does not have"),
        ({"after": ["vaped_maybe"]}, "comes after vaped_maybe, which was not asked before"),
        ({"topic": "moon"}, "is of topic moon, which is not there"),
        ({"code": "smoked_100"}, "is there twice"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, object], words: str
) -> None:
    real = questions_module.read_toml

    def changed(name: str) -> dict[str, object]:
        tables = real(name)
        if name == "surveys/overall-health.toml":
            tables["questions"][-1].update(change)
        return tables

    monkeypatch.setattr(questions_module, "read_toml", changed)
    with pytest.raises(InputError, match=words):
        read_modules()


def test_a_term_that_names_nothing_before_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, definition: Definition
) -> None:
    real = questions_module.read_toml

    def changed(name: str) -> dict[str, object]:
        tables = real(name)
        if name == "surveys/the-basics.toml":
            tables["questions"][0]["answers"][0]["terms"] = {"score.income": 1.0}
        return tables

    monkeypatch.setattr(questions_module, "read_toml", changed)
    modules = read_modules()
    early = Definition(**{**vars(definition), "modules": modules})
    with pytest.raises(
        InputError, match=r"question birthplace: score\.income is no trait of people"
    ):
        check_terms(early)
