"""Every participant lands in exactly one group of each dimension, wherever groups come from."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aggregates.errors import InputError
from tests.aggregates.clinic import LAST, PERSON, Table, changed, count, counted, write_clinic

LABEL = 'id = "made"\nlabel = "Made"\n'


def groups_of(folder: Path, dimension: str, **tables: Table) -> list[int]:
    """Participants in each group of a dimension that is added to the clinic's."""
    cohort = write_clinic(folder, **tables)
    text = cohort.read_text(encoding="utf-8")
    cohort.write_text(f"{text}\n[[dimensions]]\n{LABEL}{dimension}", encoding="utf-8")
    found = counted(count(cohort).cohort, "made")[0]
    assert isinstance(found, list)
    assert sum(found) == 6
    return found


def test_the_first_rule_that_matches_wins(tmp_path: Path) -> None:
    found = groups_of(
        tmp_path,
        """
        from = { person = ["ethnicity_concept_id", "race_concept_id"] }
        groups = [
          { id = "hispanic", when = { ethnicity_concept_id = [38003563] } },
          { id = "white", when = { race_concept_id = [8527] } },
          { id = "rest", rest = true },
        ]""",
    )
    assert found == [1, 3, 2]


def test_all_columns_of_a_rule_must_match(tmp_path: Path) -> None:
    found = groups_of(
        tmp_path,
        """
        from = { person = ["gender_concept_id", "race_concept_id"] }
        groups = [
          { id = "white_woman", when = { gender_concept_id = [8532], race_concept_id = [8527] } },
          { id = "man", when = { gender_concept_id = [8507] } },
          { id = "rest", rest = true },
        ]""",
    )
    assert found == [2, 2, 2]


def test_text_codes_are_compared_without_surrounding_blanks(tmp_path: Path) -> None:
    sources = ["F", " F", "f", None, "", "M"]
    found = groups_of(
        tmp_path,
        """
        from = { person = "gender_source_value" }
        groups = [{ id = "f", values = ["F"] }, { id = "rest", rest = true }]""",
        person=changed(PERSON, gender_source_value=sources),
    )
    assert found == [2, 4]


def test_whole_number_codes_match_numbers_kept_as_text(tmp_path: Path) -> None:
    sources = ["1", "01", "1.0", None, "one", "2"]
    found = groups_of(
        tmp_path,
        """
        from = { person = "gender_source_value" }
        groups = [{ id = "one", values = [1] }, { id = "rest", rest = true }]""",
        person=changed(PERSON, gender_source_value=sources),
    )
    assert found == [2, 4]


def test_without_a_rest_a_value_that_no_group_lists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as failure:
        groups_of(
            tmp_path,
            """
            from = { person = "race_concept_id" }
            groups = [{ id = "white", values = [8527] }, { id = "black", values = [8516] }]""",
        )
    assert "cohort.toml, dimensions made: some participants are in none" in str(failure.value)


REGION = """
from = { location = "state" }
groups = [{ id = "north", values = ["ME", "VT"] }, { id = "rest", rest = true }]"""


def test_a_region_comes_from_the_persons_location(tmp_path: Path) -> None:
    location: Table = {"location_id": [1, 2, 0, None], "state": ["ME", "TX", "VT", "ME"]}
    assert groups_of(tmp_path, REGION, location=location) == [3, 3]


def test_nobody_has_a_region_when_the_location_table_is_empty(tmp_path: Path) -> None:
    location: Table = {"location_id": [], "state": []}
    assert groups_of(tmp_path, REGION, location=location) == [0, 6]


def test_a_location_with_two_states_is_refused(tmp_path: Path) -> None:
    location: Table = {"location_id": [1, 1], "state": ["ME", "TX"]}
    with pytest.raises(InputError, match="a location_id stands in several rows with different st"):
        groups_of(tmp_path, REGION, location=location)


def test_a_region_without_a_location_table_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no table location"):
        groups_of(tmp_path, REGION)


ANSWERS: Table = {
    # Answers to question 7: person -7 gave one twice; 2 gave two; 3 one listed, one unlisted;
    # 4 none that counts; 5 answered another question; the last is not a participant.
    "person_id": [-7, -7, 2, 2, 3, 3, 4, 5, 99],
    "observation_concept_id": [7, 7, 7, 7, 7, 7, 7, 8, 7],
    "value_as_concept_id": [71, 71, 71, 72, 72, 79, None, 71, 71],
}
QUESTION = """
from = { observation = 7 }
groups = [
  { id = "yes", values = [71] },
  { id = "no", values = [72] },
  { id = "both", several = true },
  { id = "rest", rest = true },
]"""


def test_a_survey_answer_is_a_group_and_different_answers_are_several(tmp_path: Path) -> None:
    assert groups_of(tmp_path, QUESTION, observation=ANSWERS) == [1, 1, 1, 3]


def test_different_answers_are_the_rest_where_no_group_takes_several(tmp_path: Path) -> None:
    question = QUESTION.replace('  { id = "both", several = true },\n', "")
    assert groups_of(tmp_path, question, observation=ANSWERS) == [1, 1, 4]


def test_answers_to_several_questions_can_make_one_dimension(tmp_path: Path) -> None:
    any_yes = """
    from = { observation = [7, 8] }
    groups = [
      { id = "yes", values = [71], several = true },
      { id = "no", values = [72] },
      { id = "rest", rest = true },
    ]"""
    # -7 and 5 said yes, 2 yes and no, 3 no; 4 said nothing that counts, the last was not asked
    assert groups_of(tmp_path, any_yes, observation=ANSWERS) == [3, 1, 2]


def test_groups_can_come_from_a_table_of_persons(tmp_path: Path) -> None:
    ancestry = {"person_id": [-7, -7, 2, LAST, 99], "ancestry": ["afr", "afr", "eur", "afr", "eur"]}
    pq.write_table(pa.table(ancestry), tmp_path / "predicted.parquet")
    found = groups_of(
        tmp_path,
        """
        from = { table = "predicted.parquet", column = "ancestry" }
        groups = [
          { id = "african", values = ["afr"] },
          { id = "european", values = ["eur"] },
          { id = "rest", rest = true },
        ]""",
    )
    assert found == [2, 1, 3]
