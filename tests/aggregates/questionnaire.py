"""A questionnaire of one module that a reader can count by hand, and ways to answer it.

| module         | question                | answers                | asked of            |
|----------------|-------------------------|------------------------|---------------------|
| Daily life (1) | Do you smoke? (10)      | Yes (11), No (12),     | everybody           |
|                |                         | skip, rather not say   |                     |
|                | How many a day? (20)    | Few (21), Many (22)    | smokers: Yes (11)   |
|                | Which sports? (30)      | Running, Ball, None    | everybody, several  |
|                | How old are you? (40)   | numbers, not named     | everybody           |
| none           | What is your job? (50)  | words, not named       | everybody           |
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from aggregates.build import build_release
from aggregates.cdm import Cdm
from aggregates.cohort_file import load_cohort
from aggregates.persons import read_persons
from aggregates.progress import quiet
from aggregates.survey_subjects import Surveys, read_surveys
from tests.aggregates.clinic import Table, day, write_clinic

MODULE, TOPIC, OTHER_MODULE = 1, 2, 3
SMOKE, YES, NO = 10, 11, 12
MANY_A_DAY, FEW, MANY = 20, 21, 22
SPORTS, RUNNING, BALL, NO_SPORT = 30, 31, 32, 33
AGE, JOB = 40, 50
SKIP, PREFER_NOT, DONT_KNOW = 903096, 903079, 903087
NAMES = {
    MODULE: ("Daily life", "Module", "DailyLife"),
    TOPIC: ("Habits", "Topic", "Habits"),
    OTHER_MODULE: ("Another module", "Module", "Another"),
    SMOKE: ("Do you smoke?", "Question", "Smoke"),
    YES: ("Yes", "Answer", "Smoke_Yes"),
    NO: ("No", "Answer", "Smoke_No"),
    MANY_A_DAY: ("How many a day?", "Question", "ManyADay"),
    FEW: ("Few", "Answer", "ManyADay_Few"),
    MANY: ("Many", "Answer", "ManyADay_Many"),
    SPORTS: ("Which sports?", "Question", "Sports"),
    RUNNING: ("Running", "Answer", "Sports_Running"),
    BALL: ("Ball games", "Answer", "Sports_Ball"),
    NO_SPORT: ("None", "Answer", "Sports_None"),
    AGE: ("How old are you?", "Question", "Age"),
    JOB: ("What is your job?", "Question", "Job"),
    SKIP: ("Skip", "Answer", "PMI_Skip"),
    PREFER_NOT: ("Prefer not to answer", "Answer", "PMI_PreferNotToAnswer"),
    DONT_KNOW: ("Don't know", "Answer", "PMI_DontKnow"),
}
LINKS = (
    *((MODULE, TOPIC), (TOPIC, SMOKE), (MODULE, SPORTS), (MODULE, AGE)),
    *((SMOKE, YES), (SMOKE, NO), (SMOKE, SKIP), (SMOKE, PREFER_NOT)),
    *((YES, MANY_A_DAY), (MANY_A_DAY, FEW), (MANY_A_DAY, MANY), (MANY_A_DAY, SKIP)),
    *((SPORTS, RUNNING), (SPORTS, BALL), (SPORTS, NO_SPORT)),
)
TODAY, EARLIER = "2020-02-02", "2019-01-01"
ANY_OTHER = "Any other answer"

Record = tuple[int, int, object]  # person, question, answer: a concept, a text, a number (float)


def concept_table(names: dict[int, tuple[str, str, str]] = NAMES) -> Table:
    """The rows of `concept`."""
    return {
        "concept_id": list(names),
        "concept_name": [name for name, _, _ in names.values()],
        "domain_id": ["Observation"] * len(names),
        "vocabulary_id": ["PPI"] * len(names),
        "concept_class_id": [kind for _, kind, _ in names.values()],
        "concept_code": [code for _, _, code in names.values()],
    }


def links_table(links: Sequence[tuple[int, int]] = LINKS) -> Table:
    """The rows of `concept_relationship`, with one of another kind."""
    return {
        "concept_id_1": [*(parent for parent, _ in links), SMOKE],
        "concept_id_2": [*(child for _, child in links), SMOKE],
        "relationship_id": [*["PPI parent code of"] * len(links), "Maps to"],
    }


def observation_table(*days: tuple[str | None, Sequence[Record]]) -> Table:
    """The rows of `observation`, numbered in the order given."""
    given = [(date, *record) for date, records in days for record in records]
    numbers = [answer if isinstance(answer, float) else None for *_, answer in given]
    concepts = [answer if isinstance(answer, int) else 0 for *_, answer in given]
    words = [answer if isinstance(answer, str) else None for *_, answer in given]
    return {
        "observation_id": list(range(1, len(given) + 1)),
        "person_id": [person for _, person, _, _ in given],
        "observation_concept_id": [question for _, _, question, _ in given],
        "observation_date": pa.array([date and day(date) for date, *_ in given], pa.date32()),
        "value_as_concept_id": concepts,
        "value_as_string": pa.array(words, pa.string()),
        "value_as_number": pa.array(numbers, pa.float64()),
    }


def people(number: int) -> Table:
    """So many participants, numbered from 1: women and men in turns."""
    return {
        "person_id": list(range(1, number + 1)),
        "gender_concept_id": [8532 if one % 2 else 8507 for one in range(number)],
        "year_of_birth": [1950 + one % 50 for one in range(number)],
        "month_of_birth": [1] * number,
        "day_of_birth": [1] * number,
        "race_concept_id": [0] * number,
        "ethnicity_concept_id": [0] * number,
        "location_id": [1] * number,
    }


def write_questionnaire(
    folder: Path, observation: Table, number: int, **tables: Table | None
) -> Path:
    """Write a CDM with these answers of so many participants; returns the cohort file."""
    own: dict[str, Table | None] = {
        "person": people(number),
        "observation": observation,
        "concept": concept_table(),
        "concept_relationship": links_table(),
        "concept_synonym": None,
        "condition_occurrence": None,
        "concept_ancestor": None,
    }
    cohort = write_clinic(folder, **{**own, **tables})
    text = cohort.read_text(encoding="utf-8").replace('["condition"]', '["survey"]')
    cohort.write_text(text, encoding="utf-8")
    return cohort


def read(
    folder: Path,
    *records: Record,
    number: int = 6,
    threshold: int = 0,
    observation: Table | None = None,
    **tables: Table | None,
) -> Surveys:
    """The surveys of people who answered today; answers of at most `threshold` are not listed."""
    rows = observation or observation_table((TODAY, records))
    cohort = load_cohort(write_questionnaire(folder, rows, number, **tables))
    with Cdm(cohort.cdm, cohort.tables) as cdm:
        return read_surveys(cdm, read_persons(cdm, ()), threshold)


def who(found: Surveys, question: str) -> dict[str, list[int]]:
    """The answers to a question in order, each with the ids of those who gave it."""
    rows = found.questions.filter(pc.equal(found.questions["question"], question)).to_pylist()
    return {row["answer"]: members(found, row["answer_id"]) for row in rows}


def members(found: Surveys, subject: int) -> list[int]:
    """The ids of the people of a subject that nothing stands below, as `people` numbers them."""
    pairs = found.pairs
    at = pairs.concept_ids.tolist()
    if subject not in at:
        return []
    place = at.index(subject)
    return (pairs.person[pairs.start[place] : pairs.start[place + 1]] + 1).tolist()


def conduct(*rows: tuple[int, str, str | None]) -> Table:
    """The rows of `survey_conduct`: person, day, version of the module."""
    persons, dates, versions = (list(one) for one in zip(*rows, strict=True))
    return {
        "survey_conduct_id": list(range(1, len(rows) + 1)),
        "person_id": persons,
        "survey_concept_id": [MODULE] * len(rows),
        "survey_start_date": [day(one) for one in dates],
        "survey_version_number": pa.array(versions, pa.string()),
    }


def given(question: int, *answers: tuple[int, int, object]) -> list[Record]:
    """Answers of people from the first to the last, each as (first, last, answer)."""
    return [
        (person, question, answer)
        for first, last, answer in answers
        for person in range(first, last + 1)
    ]


def write_survey_release(folder: Path) -> Path:
    """A release of the answers of 400 people, built the way any is; `folder` is to be made.

    | question          | answers                                                |
    |-------------------|--------------------------------------------------------|
    | Do you smoke?     | Yes 150, No 180, skip 30, rather not say 25            |
    | How many a day?   | Few 90, Many 35, skip 25                               |
    | Which sports?     | Running 250, Ball games 130 (80 of them both), None 40 |
    | What is your job? | Baker 100, Actor 140, ten others                       |
    """
    records = [
        *given(SMOKE, (1, 150, YES), (151, 330, NO), (331, 360, SKIP), (361, 385, PREFER_NOT)),
        *given(MANY_A_DAY, (1, 90, FEW), (91, 125, MANY), (126, 150, SKIP)),
        *given(SPORTS, (1, 250, RUNNING), (171, 300, BALL), (301, 340, NO_SPORT)),
        *given(JOB, (1, 100, "Baker"), (101, 240, "Actor"), (241, 250, "Smith")),
    ]
    survey_conduct = conduct(*((one, TODAY, "1" if one <= 240 else "2") for one in range(1, 401)))
    folder.mkdir()
    (folder / "cdm").mkdir()
    rows = observation_table((TODAY, records))
    cohort = write_questionnaire(folder / "cdm", rows, 400, survey_conduct=survey_conduct)
    build_release(cohort, folder / "release", None, 1, quiet)
    return folder / "release"
