"""What at most 20 people answered or had measured leaves no trace in a release, byte by byte."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from aggregates.build import build_release
from aggregates.progress import quiet
from tests.aggregates.clinic import CONCEPT, Table, day, write_clinic
from tests.aggregates.questionnaire import (
    AGE,
    BALL,
    FEW,
    JOB,
    LINKS,
    MANY,
    MANY_A_DAY,
    NO,
    NO_SPORT,
    RUNNING,
    SMOKE,
    SPORTS,
    TODAY,
    YES,
    Record,
    given,
    links_table,
    observation_table,
    people,
    write_questionnaire,
)

COMMON = [
    *given(SMOKE, (1, 150, YES), (151, 330, NO)),
    *given(SPORTS, (1, 250, RUNNING), (171, 300, BALL), (301, 340, NO_SPORT)),
]
DAILY = given(MANY_A_DAY, (1, 90, FEW), (91, 125, MANY))


@pytest.fixture(autouse=True)
def _same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")


def released(folder: Path, cohort: Path) -> dict[str, bytes]:
    """Every file of the release of a cohort file."""
    build_release(cohort, folder / "release", None, 1, quiet)
    return {path.name: path.read_bytes() for path in (folder / "release").iterdir()}


def survey(folder: Path, records: Sequence[Record], **tables: Table | None) -> dict[str, bytes]:
    """Every file of the release of these answers of 400 people."""
    folder.mkdir()
    cdm = folder / "cdm"
    cdm.mkdir()
    rows = observation_table((TODAY, records))
    return released(folder, write_questionnaire(cdm, rows, 400, **tables))


@pytest.mark.parametrize("question", [SMOKE, SPORTS, AGE, JOB])
def test_nobody_can_tell_whether_a_question_that_is_not_listed_was_ever_answered(
    tmp_path: Path, question: int
) -> None:
    answers = {SMOKE: (NO, YES), SPORTS: (BALL, RUNNING)}.get(question, ("one", "other"))
    rare = given(question, (1, 5, answers[0]), (6, 9, answers[1]))
    others = [record for record in COMMON if record[1] != question]
    assert survey(tmp_path / "some", [*others, *rare]) == survey(tmp_path / "none", others)


def test_a_question_leads_on_only_if_it_is_listed(tmp_path: Path) -> None:
    """Else one answer to it would tell: people would have to have given it to be counted."""
    others = [*given(SPORTS, (1, 250, RUNNING), (171, 300, BALL)), *DAILY]
    one = [*others, (299, SMOKE, NO)]
    assert survey(tmp_path / "one", one) == survey(tmp_path / "none", others)


def test_an_answer_shared_with_a_question_that_is_not_listed_leads_on_all_the_same(
    tmp_path: Path,
) -> None:
    shared = links_table((*LINKS, (JOB, YES)))
    records = [*COMMON, *DAILY]
    one = survey(tmp_path / "one", [*records, (1, JOB, YES)], concept_relationship=shared)
    assert one == survey(tmp_path / "none", records, concept_relationship=shared)


def test_whether_people_give_several_answers_follows_from_bands(tmp_path: Path) -> None:
    """25 people of 2,499 or of 2,500 gave two: one in a hundred, or a little more."""

    def of(folder: str, number: int) -> dict[str, bytes]:
        answers = given(SPORTS, (1, number, RUNNING), (1, 25, BALL))
        own = tmp_path / folder
        (own / "cdm").mkdir(parents=True)
        rows = observation_table((TODAY, answers))
        return released(own, write_questionnaire(own / "cdm", rows, 2_600))

    assert of("fewer", 2_499) == of("more", 2_500)


def test_nobody_can_tell_whether_a_value_of_a_concept_that_is_not_listed_was_ever_recorded(
    tmp_path: Path,
) -> None:
    names: dict[str, list[object]] = {
        "concept_id": [51, 31],
        "concept_name": ["Culture", "Hemoglobin A1c"],
        "domain_id": ["Measurement"] * 2,
        "vocabulary_id": ["SNOMED", "LOINC"],
        "concept_class_id": ["Procedure", "Lab Test"],
        "concept_code": ["1", "4548-4"],
    }
    concept = {name: [*CONCEPT[name], *own] for name, own in names.items()}

    def of(folder: str, values: int) -> dict[str, bytes]:
        own = tmp_path / folder
        (own / "cdm").mkdir(parents=True)
        rows: list[tuple[int, int, float | None]] = [(one, 51, None) for one in range(1, 101)]
        rows += [(one, 31, 6.1) for one in range(1, values + 1)]
        measurement: Table = {
            "person_id": [one for one, _, _ in rows],
            "measurement_concept_id": [one for _, one, _ in rows],
            "measurement_date": [day(TODAY)] * len(rows),
            "value_as_number": [value for _, _, value in rows],
            "unit_concept_id": [8554] * len(rows),
        }
        cohort = write_clinic(
            own / "cdm", person=people(400), concept=concept, measurement=measurement
        )
        text = cohort.read_text(encoding="utf-8").replace('["condition"]', '["measurement"]')
        cohort.write_text(text, encoding="utf-8")
        return released(own, cohort)

    assert of("some", 7) == of("none", 0)
