"""True counts of a cohort, on a clinic of six people (drawn in tests/aggregates/clinic.py)."""

from pathlib import Path

import pytest

from aggregates.errors import InputError
from tests.aggregates.clinic import (
    ARRHYTHMIA,
    ASTHMA,
    CONCEPT,
    CONDITIONS,
    FAILURE,
    FIBRILLATION,
    HEART,
    PERSON,
    changed,
    count,
    counted,
    day,
    write_clinic,
)


def test_a_concept_counts_distinct_participants_with_it_or_any_descendant_once(
    tmp_path: Path,
) -> None:
    conditions = count(write_clinic(tmp_path)).domains[0]
    assert counted(conditions, "total") == {
        0: 5,  # anyone with a record, one without a concept included
        HEART: 3,  # person 2 has two kinds of it and counts once
        ARRHYTHMIA: 3,
        FIBRILLATION: 2,
        FAILURE: 1,
        ASTHMA: 1,
    }


def test_counts_by_sex_and_by_age_are_those_of_the_crossing(tmp_path: Path) -> None:
    conditions = count(write_clinic(tmp_path)).domains[0]
    # rows: female, male, not reported; columns: 0-29, 30+, not reported
    assert counted(conditions, "sex*age")[0] == [[0, 3, 0], [1, 1, 0], [0, 0, 0]]
    assert counted(conditions, "sex")[0] == [3, 2, 0]
    assert counted(conditions, "age")[0] == [1, 4, 0]
    assert counted(conditions, "sex")[HEART] == [3, 0, 0]


def test_age_at_first_record_is_that_of_the_first_descendant(tmp_path: Path) -> None:
    conditions = count(write_clinic(tmp_path)).domains[0]
    # person -7 is 39 until 2000-05-20; 2 is 29 at heart failure; the last is 40 on the day
    assert counted(conditions, "onset_age")[FIBRILLATION] == [1, 1, 0]
    assert counted(conditions, "onset_age")[HEART] == [2, 1, 0]


@pytest.mark.parametrize("concept", [0, None])
def test_a_record_without_a_concept_counts_for_the_denominator_only(
    tmp_path: Path, concept: int | None
) -> None:
    codes = [*CONDITIONS["condition_concept_id"]]
    codes[4] = concept
    vague = changed(CONDITIONS, condition_concept_id=codes)
    named = changed(CONCEPT, concept_id=[7, *CONCEPT["concept_id"][1:]])
    conditions = count(write_clinic(tmp_path, condition_occurrence=vague, concept=named)).domains[0]
    assert counted(conditions, "total") == {0: 5, 100: 3, 110: 3, 111: 2, 120: 1, 200: 1}


def test_the_cohort_itself_has_all_rows_of_person_and_no_age_at_first_record(
    tmp_path: Path,
) -> None:
    cohort = count(write_clinic(tmp_path)).cohort
    assert set(cohort.tables) == {"total", "sex", "age", "sex*age"}
    assert counted(cohort, "total") == {0: 6}
    assert counted(cohort, "sex") == {0: [3, 2, 1]}
    assert counted(cohort, "age") == {0: [2, 4, 0]}


def test_concepts_and_hierarchy_list_what_is_named_and_of_the_domain(tmp_path: Path) -> None:
    counts = count(write_clinic(tmp_path))
    concepts = counts.concepts.to_pydict()
    assert concepts["concept_id"] == [HEART, ARRHYTHMIA, FIBRILLATION, FAILURE, ASTHMA]
    assert concepts["synonyms"] == [[], [], ["AF"], [], []]
    assert set(concepts["domain"]) == {"condition"}
    edges = zip(*(counts.hierarchy.to_pydict()[c] for c in ("parent_id", "child_id")), strict=True)
    # 105 between heart disease and arrhythmia has no name: arrhythmia attaches to heart disease
    assert list(edges) == [(HEART, ARRHYTHMIA), (HEART, FAILURE), (ARRHYTHMIA, FIBRILLATION)]


def test_records_of_unknown_persons_are_left_out_and_their_number_reported(tmp_path: Path) -> None:
    strangers = changed(
        CONDITIONS,
        person_id=[*CONDITIONS["person_id"], 99, 99, None],
        condition_concept_id=[*CONDITIONS["condition_concept_id"], ASTHMA, 111, ASTHMA],
        condition_start_date=[*CONDITIONS["condition_start_date"], day("2020-01-01"), None, None],
    )
    counts = count(write_clinic(tmp_path, condition_occurrence=strangers))
    assert counts.left_out == {"condition_occurrence": 3}
    assert counted(counts.domains[0], "total")[ASTHMA] == 1
    assert counted(counts.domains[0], "total")[0] == 5


def test_a_record_before_birth_counts_and_its_age_is_not_known(tmp_path: Path) -> None:
    early = changed(
        CONDITIONS,
        condition_start_date=[day("1959-12-31"), *CONDITIONS["condition_start_date"][1:]],
    )
    conditions = count(write_clinic(tmp_path, condition_occurrence=early)).domains[0]
    assert counted(conditions, "total")[FIBRILLATION] == 2
    assert counted(conditions, "onset_age")[FIBRILLATION] == [0, 1, 1]


def test_a_record_without_a_date_counts_and_its_age_is_not_known(tmp_path: Path) -> None:
    dates = [None, None, *CONDITIONS["condition_start_date"][2:]]
    undated = changed(CONDITIONS, condition_start_date=dates)
    conditions = count(write_clinic(tmp_path, condition_occurrence=undated)).domains[0]
    assert counted(conditions, "total")[FIBRILLATION] == 2
    assert counted(conditions, "onset_age")[FIBRILLATION] == [0, 1, 1]


@pytest.mark.parametrize("year", [1800, None, 2021])
def test_an_implausible_or_missing_year_of_birth_is_age_not_reported(
    tmp_path: Path, year: int | None
) -> None:
    person = changed(PERSON, year_of_birth=[year, *PERSON["year_of_birth"][1:]])
    counts = count(write_clinic(tmp_path, person=person))
    assert counted(counts.cohort, "age") == {0: [2, 3, 1]}
    assert counted(counts.domains[0], "onset_age")[FIBRILLATION] == [0, 1, 1]


def test_a_domain_without_any_record_counts_nobody(tmp_path: Path) -> None:
    nothing = {name: list(values)[:0] for name, values in CONDITIONS.items()}
    conditions = count(write_clinic(tmp_path, condition_occurrence=nothing)).domains[0]
    assert counted(conditions, "total") == {0: 0}
    assert counted(conditions, "onset_age") == {0: [0, 0, 0]}


@pytest.mark.parametrize("links", [None, {"ancestor_concept_id": [], "descendant_concept_id": []}])
def test_without_a_hierarchy_each_concept_counts_its_own_records(
    tmp_path: Path, links: dict[str, list[int]] | None
) -> None:
    counts = count(write_clinic(tmp_path, concept_ancestor=links))
    assert counted(counts.domains[0], "total") == {0: 5, 110: 1, 111: 2, 120: 1, 200: 1}
    assert counts.hierarchy.num_rows == 0


def test_all_missing_tables_and_columns_are_named_a_line_each(tmp_path: Path) -> None:
    person = {name: values for name, values in PERSON.items() if name != "gender_concept_id"}
    cohort = write_clinic(tmp_path, person=person, condition_occurrence=None, concept=None)
    with pytest.raises(InputError) as failure:
        count(cohort)
    lines = str(failure.value).splitlines()
    assert len(lines) == 3
    assert "person.parquet: table person has no column gender_concept_id" in lines[0]
    assert "has no table condition_occurrence" in lines[1]
    assert "has no table concept" in lines[2]


def test_the_release_can_say_in_words_what_was_counted(tmp_path: Path) -> None:
    source = count(write_clinic(tmp_path)).source
    assert source["cdm_version"] == "not stated"
    assert "2020-10-01" in source["age"]
    assert "Any record counts" in source["presence"]
