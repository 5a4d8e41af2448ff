"""What a reader of a release learns of its surveys, from bands alone."""

from pathlib import Path

import pyarrow as pa
import pytest

from aggregates.release import Release, open_release
from aggregates.release_surveys import has_page
from aggregates.survey_structure import NO_MODULE
from tests.aggregates.questionnaire import (
    JOB,
    MANY_A_DAY,
    MODULE,
    SMOKE,
    SPORTS,
    write_survey_release,
)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return open_release(write_survey_release(tmp_path_factory.mktemp("surveys") / "made"))


def answers(release: Release, question: int) -> list[tuple[str, str, tuple[int, int]]]:
    found = release.survey_question(question)
    assert found is not None
    return [
        (one.concept.name, one.kind, (one.concept.participants.low, one.concept.participants.high))
        for one in found.answers
    ]


def test_modules_come_in_order_with_their_questions_and_versions(release: Release) -> None:
    daily, outside = release.survey_modules()
    assert (daily.module_id, daily.name) == (MODULE, "Daily life")
    assert [one.concept.concept_id for one in daily.questions] == [SMOKE, MANY_A_DAY, SPORTS]
    assert [one.code for one in daily.versions] == ["1", "2"]
    assert daily.participants == release.domain("survey").participants
    assert (outside.module_id, outside.versions) == (NO_MODULE, ())
    assert [one.concept.concept_id for one in outside.questions] == [JOB]


def test_answers_come_in_the_order_of_the_questionnaire_each_with_its_kind(
    release: Release,
) -> None:
    assert answers(release, SMOKE) == [
        ("Yes", "answer", (141, 160)),
        ("No", "answer", (161, 180)),
        ("Skip", "skip", (21, 40)),
        ("Prefer not to answer", "prefer_not", (21, 40)),
    ]
    assert answers(release, JOB) == [
        ("Actor", "answer", (121, 140)),
        ("Baker", "answer", (81, 100)),
        ("Any other answer", "other", (0, 20)),
    ]


def test_one_answer_each_adds_up_and_several_do_not(release: Release) -> None:
    told = {
        question: (found.several, found.adds_up)
        for question in (SMOKE, SPORTS, JOB)
        if (found := release.survey_question(question))
    }
    assert told == {SMOKE: (False, True), SPORTS: (True, False), JOB: (False, True)}


def test_an_answer_and_the_question_that_it_leads_to_know_each_other(release: Release) -> None:
    smoke, many = release.survey_question(SMOKE), release.survey_question(MANY_A_DAY)
    assert smoke is not None
    assert many is not None
    yes, *rest = smoke.answers
    assert yes.leads_to == (MANY_A_DAY,)
    assert {one.leads_to for one in rest} == {()}
    assert many.led_by == (SMOKE, yes.concept.concept_id)
    assert smoke.led_by is None


def test_every_subject_knows_the_page_where_it_stands(release: Release) -> None:
    pages = {one.name: one.page for one in release.concepts("survey")}
    assert pages["Daily life"] == (MODULE,)
    assert pages["Do you smoke?"] == (MODULE, SMOKE)
    assert pages["Few"] == pages["How many a day?"] == (MODULE, MANY_A_DAY)
    assert pages["Version 1"] == (MODULE,)
    assert pages["Baker"] == (NO_MODULE, JOB)


def without(release: Release, *ids: int) -> Release:
    """The release as it would be if rows of these answers, questions or modules were not listed."""
    rows, concepts = release._parts["questions"], release._parts["concepts"]
    kept = pa.array([
        not {row["question_id"], row["answer_id"]} & set(ids) for row in rows.to_pylist()
    ])  # fmt: skip
    listed = pa.array([row["concept_id"] not in ids for row in concepts.to_pylist()])
    changed = {"questions": rows.filter(kept), "concepts": concepts.filter(listed)}
    return Release(
        release.folder,
        release.about,
        release.policy,
        release.dimensions,
        release.tables,
        {**release._parts, **changed},
        release._bins,
    )


def test_a_module_that_cannot_be_published_is_named_and_has_no_count(release: Release) -> None:
    daily, _ = without(release, MODULE).survey_modules()
    assert (daily.module_id, daily.name, daily.participants) == (MODULE, "Daily life", None)
    assert [one.concept.concept_id for one in daily.questions] == [SMOKE, MANY_A_DAY, SPORTS]


def test_a_question_that_lost_an_answer_does_not_claim_to_add_up(release: Release) -> None:
    smoke = release.survey_question(SMOKE)
    assert smoke is not None
    lost = without(release, smoke.answers[1].concept.concept_id).survey_question(SMOKE)
    assert lost is not None
    assert (lost.several, lost.adds_up, len(lost.answers)) == (False, False, 3)


def test_a_question_without_any_publishable_answer_stays_where_it_is_asked(
    release: Release,
) -> None:
    many = release.survey_question(MANY_A_DAY)
    assert many is not None
    lost = without(release, *(one.concept.concept_id for one in many.answers))
    found = lost.survey_question(MANY_A_DAY)
    assert found is not None
    assert (found.answers, found.led_by, found.module_id) == ((), many.led_by, MODULE)
    assert found.concept.page == (MODULE, MANY_A_DAY)
    assert has_page(found.concept)


def test_a_release_without_surveys_has_none(ward_release: Path) -> None:
    ward = open_release(ward_release)
    assert ward.survey_modules() == ()
    assert ward.survey_question(SMOKE) is None
