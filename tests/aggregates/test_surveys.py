"""Who answered which question how: rules for records, questions, answers, modules and versions."""

from pathlib import Path

import numpy as np
import pytest

from aggregates.survey_structure import NO_MODULE
from suppression.tables import Adds
from tests.aggregates.clinic import count, counted
from tests.aggregates.questionnaire import (
    AGE,
    ANY_OTHER,
    BALL,
    DONT_KNOW,
    EARLIER,
    FEW,
    JOB,
    LINKS,
    MANY,
    MANY_A_DAY,
    MODULE,
    NAMES,
    NO,
    NO_SPORT,
    OTHER_MODULE,
    PREFER_NOT,
    RUNNING,
    SKIP,
    SMOKE,
    SPORTS,
    TODAY,
    YES,
    concept_table,
    conduct,
    links_table,
    members,
    observation_table,
    read,
    who,
    write_questionnaire,
)
from tests.examples import examples

# ------------------------------------------------------------------ records


def test_the_latest_day_counts(tmp_path: Path) -> None:
    rows = observation_table(
        (EARLIER, [(1, SMOKE, YES), (2, SMOKE, NO)]),
        (TODAY, [(1, SMOKE, NO)]),
        (None, [(2, SMOKE, YES), (3, SMOKE, YES)]),  # a day that nobody knows is before all others
    )
    assert who(read(tmp_path, observation=rows), "Do you smoke?") == {"Yes": [3], "No": [1, 2],
                                                                      ANY_OTHER: []}  # fmt: skip


def test_of_two_answers_by_mistake_the_last_record_counts(tmp_path: Path) -> None:
    found = read(tmp_path, (1, SMOKE, YES), (1, SMOKE, NO), (2, SMOKE, NO))
    assert who(found, "Do you smoke?") == {"No": [1, 2], ANY_OTHER: []}
    assert adds(found, SMOKE) is Adds.EQUAL


def test_a_question_that_many_gave_several_answers_to_has_several(tmp_path: Path) -> None:
    both = [(one, SPORTS, sport) for one in range(1, 23) for sport in (RUNNING, BALL)]
    found = read(tmp_path, *both, (23, SPORTS, NO_SPORT), (24, SPORTS, BALL), number=24)
    everyone = list(range(1, 23))
    assert who(found, "Which sports?") == {"Running": everyone, "Ball games": [*everyone, 24],
                                           "None": [23]}  # fmt: skip
    assert adds(found, SPORTS) is Adds.COVER


def test_a_few_people_with_two_answers_do_not_make_a_question_one_of_several(
    tmp_path: Path,
) -> None:
    both = [(one, SPORTS, sport) for one in range(1, 21) for sport in (RUNNING, BALL)]
    found = read(tmp_path, *both, number=24)
    assert who(found, "Which sports?") == {"Ball games": list(range(1, 21)), ANY_OTHER: []}
    assert adds(found, SPORTS) is Adds.EQUAL


def test_records_of_unknown_persons_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = observation_table((TODAY, [(1, SMOKE, YES), (99, SMOKE, YES), (99, SPORTS, BALL)]))
    found = read(tmp_path, observation=rows)
    assert who(found, "Do you smoke?") == {"Yes": [1], ANY_OTHER: []}
    assert found.left_out == 2


def test_observations_that_are_no_questions_are_none(tmp_path: Path) -> None:
    found = read(tmp_path, (1, YES, 0), (2, 12345, YES), (3, SMOKE, YES))
    assert set(found.questions["question_id"].to_pylist()) == {SMOKE}


# ------------------------------------------------------------------ answers


def test_whoever_skips_counts_though_the_vocabulary_does_not_link_skipping(tmp_path: Path) -> None:
    """To "Which sports?" the vocabulary names three answers and no skipping."""
    found = read(
        tmp_path,
        *((1, SPORTS, SKIP), (2, SPORTS, RUNNING), (3, SPORTS, BALL), (4, SPORTS, NO_SPORT)),
    )
    answers = who(found, "Which sports?")
    assert answers == {"Running": [2], "Ball games": [3], "None": [4], "Skip": [1]}


def test_skipping_and_preferring_not_to_answer_are_kept_apart_behind_the_answers(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path,
        *((1, SMOKE, SKIP), (2, SMOKE, PREFER_NOT), (3, SMOKE, NO), (4, SMOKE, YES)),
    )
    answers = who(found, "Do you smoke?")
    assert answers == {"Yes": [4], "No": [3], "Skip": [1], "Prefer not to answer": [2]}
    assert list(answers) == ["Yes", "No", "Skip", "Prefer not to answer"]


def test_rare_answers_are_together_in_any_other_answer(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        *((1, SMOKE, YES), (2, SMOKE, NO), (3, SMOKE, NO), (4, SMOKE, SKIP)),
        threshold=1,
    )
    assert who(found, "Do you smoke?") == {"No": [2, 3], ANY_OTHER: [1, 4]}


def test_there_is_no_such_row_where_all_named_answers_are_listed(tmp_path: Path) -> None:
    found = read(tmp_path, (1, MANY_A_DAY, FEW), (2, MANY_A_DAY, MANY), (3, MANY_A_DAY, SKIP),
                 *((one, SMOKE, YES) for one in (1, 2, 3)))  # fmt: skip
    assert who(found, "How many a day?") == {"Few": [1], "Many": [2], "Skip": [3]}
    assert ANY_OTHER in who(found, "Do you smoke?")  # nobody answered "No"


def test_an_answer_that_the_questionnaire_does_not_name_does_not_count(tmp_path: Path) -> None:
    found = read(tmp_path, (1, SMOKE, YES), (2, SMOKE, RUNNING), (3, SMOKE, "often"))
    assert who(found, "Do you smoke?") == {"Yes": [1], ANY_OTHER: []}


def test_answers_may_be_words_or_numbers_where_none_are_named(tmp_path: Path) -> None:
    records = [(1, AGE, 40.0), (2, AGE, 9.0), (3, AGE, 9.5), (4, AGE, "old"), (5, AGE, SKIP)]
    found = read(tmp_path, *records, (1, JOB, "Baker"), (2, JOB, "Actor"))
    assert list(who(found, "How old are you?")) == ["9", "40–49", "old", "Skip", ANY_OTHER]
    assert who(found, "What is your job?") == {"Actor": [2], "Baker": [1], ANY_OTHER: []}


def test_a_question_that_only_skipping_is_named_of_is_open_to_any_answer(tmp_path: Path) -> None:
    named = links_table((*LINKS, (AGE, SKIP), (AGE, DONT_KNOW)))
    records = [(1, AGE, 40.0), (2, AGE, 40.0), (3, AGE, SKIP)]
    found = read(tmp_path, *records, concept_relationship=named)
    assert who(found, "How old are you?") == {"40–49": [1, 2], "Skip": [3], ANY_OTHER: []}


def test_numbers_are_answers_by_ranges_that_no_answer_moves(tmp_path: Path) -> None:
    numbers = [(1, AGE, 8.0), (2, AGE, 9.9), (3, AGE, 30.0), (4, AGE, 39.0), (5, AGE, 1987.0)]
    twice = [(6, AGE, 20.0), (6, AGE, 29.0)]  # in one range: one answer
    assert who(read(tmp_path, *numbers, *twice), "How old are you?") == {
        "8": [1], "9": [2], "20–29": [6], "30–39": [3, 4], "1980–1989": [5], ANY_OTHER: [],
    }  # fmt: skip


def test_a_record_without_an_answer_is_any_other_answer(tmp_path: Path) -> None:
    found = read(tmp_path, (1, JOB, 0), (2, JOB, "Baker"))
    assert who(found, "What is your job?") == {"Baker": [2], ANY_OTHER: [1]}


def test_ids_of_answers_are_the_same_whoever_gives_them(tmp_path: Path) -> None:
    ids = []
    for name, records in (
        ("one", [(1, SMOKE, YES), (2, SMOKE, NO)]),
        ("two", [(4, JOB, "Baker"), (3, SMOKE, NO), (5, SMOKE, YES)]),
    ):
        (tmp_path / name).mkdir()
        found = read(tmp_path / name, *records)
        rows = found.questions.to_pylist()
        ids.append({(one["question"], one["answer"]): one["answer_id"] for one in rows})
    shared = ids[0].keys() & ids[1].keys()
    assert len(shared) == 3
    assert all(ids[0][one] == ids[1][one] for one in shared)


# ------------------------------------------------------------------ questions and modules


def test_a_nested_question_counts_only_those_led_to_it(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        *((1, SMOKE, YES), (2, SMOKE, YES), (3, SMOKE, NO)),
        *((1, MANY_A_DAY, FEW), (3, MANY_A_DAY, MANY), (4, MANY_A_DAY, MANY)),
    )
    assert who(found, "How many a day?") == {"Few": [1], ANY_OTHER: []}
    row = next(one for one in found.questions.to_pylist() if one["question_id"] == MANY_A_DAY)
    leading = next(one for one in found.questions.to_pylist() if one["answer"] == "Yes")
    assert row["parent_answer_id"] == leading["answer_id"]
    assert leading["parent_answer_id"] == 0


def test_an_answer_shared_by_several_questions_leads_nowhere(tmp_path: Path) -> None:
    shared = (*LINKS, (AGE, YES))
    records = [(1, SMOKE, YES), (2, AGE, YES), (3, MANY_A_DAY, FEW)]
    found = read(tmp_path, *records, concept_relationship=links_table(shared))
    assert who(found, "How many a day?") == {"Few": [3], ANY_OTHER: []}
    assert set(found.questions["parent_answer_id"].to_pylist()) == {0}


def test_questions_stand_in_order_nested_ones_right_behind_theirs(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        *((1, SPORTS, BALL), (1, SMOKE, YES), (1, MANY_A_DAY, FEW), (1, JOB, "Baker")),
    )
    order = list(dict.fromkeys(found.questions["question_id"].to_pylist()))
    assert order == [SMOKE, MANY_A_DAY, SPORTS, JOB]
    assert found.questions["position"].to_pylist() == list(range(found.questions.num_rows))


def test_a_question_outside_any_module_stands_in_one_for_all_such(tmp_path: Path) -> None:
    found = read(tmp_path, (1, JOB, "Baker"), (2, SMOKE, YES))
    modules = {
        row["question_id"]: (row["module_id"], row["module"]) for row in found.questions.to_pylist()
    }
    assert modules == {
        SMOKE: (MODULE, "Daily life"),
        JOB: (NO_MODULE, "Questions outside any module"),
    }


def test_without_relationships_every_question_stands_outside_any_module(tmp_path: Path) -> None:
    records = [(1, SMOKE, YES), (2, MANY_A_DAY, FEW), (3, SMOKE, DONT_KNOW)]
    found = read(tmp_path, *records, concept_relationship=None)
    assert set(found.questions["module_id"].to_pylist()) == {NO_MODULE}
    assert who(found, "How many a day?") == {"Few": [2], ANY_OTHER: []}
    assert who(found, "Do you smoke?") == {"Yes": [1], "Don't know": [3], ANY_OTHER: []}


def test_the_nearest_module_above_a_question_is_its_own(tmp_path: Path) -> None:
    nested = (*LINKS, (OTHER_MODULE, MODULE))
    found = read(tmp_path, (1, SMOKE, YES), concept_relationship=links_table(nested))
    assert set(found.questions["module_id"].to_pylist()) == {MODULE}


# ------------------------------------------------------------------ versions


def versions(tmp_path: Path, *rows: tuple[int, str, str | None]) -> dict[str, list[int]]:
    records = [(one, SMOKE, YES) for one in range(1, 6)]
    found = read(tmp_path, *records, survey_conduct=conduct(*rows))
    return {
        row["concept_code"]: members(found, row["concept_id"])
        for row in found.vocabulary.concepts.to_pylist()
        if row["concept_class"] == "Version"
    }


def test_each_person_has_the_version_of_their_latest_answers_to_a_module(tmp_path: Path) -> None:
    assert versions(
        tmp_path,
        *((1, EARLIER, "1"), (1, TODAY, "2"), (2, EARLIER, "1"), (3, TODAY, None)),
        *((6, TODAY, "2"), (99, TODAY, "1")),  # answered nothing; is unknown
    ) == {"1": [2], "2": [1]}


def test_one_version_alone_is_none(tmp_path: Path) -> None:
    assert versions(tmp_path, (1, EARLIER, "1"), (2, TODAY, "1")) == {}


# ------------------------------------------------------------------ counts of all of it


def test_modules_and_questions_count_everybody_below_them_once(tmp_path: Path) -> None:
    records = [(one, SMOKE, YES if one <= 30 else NO) for one in range(1, 61)]
    records += [(one, MANY_A_DAY, FEW) for one in range(1, 26)]
    records += [(61, SPORTS, BALL), (62, JOB, "Baker")]
    counts = count(write_questionnaire(tmp_path, observation_table((TODAY, records)), 70))
    domain = counts.domains[0]
    totals = counted(domain, "total")
    assert (totals[0], totals[MODULE], totals[SMOKE]) == (62, 61, 60)
    assert (totals[MANY_A_DAY], totals[SPORTS], totals[NO_MODULE]) == (25, 1, 1)
    assert counted(domain, "sex")[SMOKE] == [30, 30, 0]


def random_answers(seed: int) -> list[tuple[int, int, object]]:
    """Answers of 150 people: some asked, some twice, some with several answers."""
    chosen = np.random.default_rng(seed)
    records: list[tuple[int, int, object]] = []
    for person in range(1, 151):
        for question, answers in (
            (SMOKE, (YES, NO, SKIP, PREFER_NOT, DONT_KNOW, "words")),
            (MANY_A_DAY, (FEW, MANY, SKIP)),
            (SPORTS, (RUNNING, BALL, NO_SPORT)),
            (AGE, (40.0, 50.0, "old", SKIP, 0)),
            (JOB, ("Baker", "Actor", 0)),
        ):
            twice = 0.2 if question == SPORTS else 0.02
            weights = 2.0 ** -np.arange(len(answers))
            weights /= weights.sum()
            often = chosen.choice(3, p=(0.2, 0.8 - twice, twice))
            records += [
                (person, question, answers[chosen.choice(len(answers), p=weights)])
                for _ in range(often)
            ]
    return records


@pytest.mark.parametrize("seed", range(examples(6)))
def test_answers_add_up_as_stated_in_every_group_of_every_cut(tmp_path: Path, seed: int) -> None:
    rows = observation_table((TODAY, random_answers(seed)))
    counts = count(write_questionnaire(tmp_path, rows, 160))
    domain = counts.domains[0]
    sums = counts.structures["survey"].sums
    assert {one.whole for one in sums} >= {SMOKE, SPORTS, AGE, JOB}
    place = {subject: row for row, subject in enumerate(domain.concept_ids.tolist())}
    for one in sums:
        for table in domain.tables.values():
            cells = table.reshape(len(place), -1)
            whole = cells[place[one.whole]] if one.whole in place else 0
            parts = sum(cells[place[part]] for part in one.parts if part in place)
            if one.adds is not Adds.COVER:
                assert (parts <= whole).all()
            if one.adds is not Adds.APART:
                assert (parts >= whole).all()


def adds(found: object, question: int) -> Adds:
    sums = found.structure.sums  # type: ignore[attr-defined]
    return next(one.adds for one in sums if one.whole == question)


def test_everything_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, (1, SMOKE, YES), (1, MANY_A_DAY, FEW), (2, JOB, "Baker"))
    named = {row["concept_id"]: row for row in found.vocabulary.concepts.to_pylist()}
    assert named[MODULE]["concept_name"] == NAMES[MODULE][0]
    assert named[SMOKE]["concept_code"] == "Smoke"
    kinds = {row["concept_class"] for row in named.values()}
    assert kinds == {"Module", "Question", "Answer", "Other answers"}


def test_a_concept_without_a_name_is_no_question(tmp_path: Path) -> None:
    nameless = {one: named for one, named in NAMES.items() if one != SMOKE}
    found = read(tmp_path, (1, SMOKE, YES), (1, JOB, "Baker"), concept=concept_table(nameless))
    assert set(found.questions["question_id"].to_pylist()) == {JOB}
