"""A dimension made of others: in any of their groups, in none, or not known.

| person | sex    | age | race  | listed: Black, or 60 and over      |
|--------|--------|-----|-------|------------------------------------|
| -7     | female | 60  | white | yes, by age                        |
| 2      | female | 40  | black | yes, by race                       |
| 3      | male   | 30  | white | no                                 |
| 4      | male   | 29  | white | no                                 |
| 5      | 0      | 19  | 0     | not known: race is not reported    |
| 2**62  | female | 70  | white | yes, by age                        |
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aggregates.cohort_file import load_cohort
from aggregates.cohort_file_plans import AnyDimension, is_lasting
from aggregates.dimensions import any_groups
from aggregates.errors import InputError
from tests.aggregates.clinic import COHORT, count, counted, write_clinic

RACE = """
[[dimensions]]
id = "race"
label = "Race"
from = { person = "race_concept_id" }
groups = [
  { id = "white", values = [8527] },
  { id = "black", values = [8516] },
  { id = "not_reported", rest = true },
]
"""
AGES = COHORT.replace(
    '{ id = "30+", min = 30 }', '{ id = "30-59", min = 30, max = 59 },\n  { id = "60+", min = 60 }'
)
ANY = """
[[dimensions]]
id = "either"
label = "Black, or 60 and over"
from = { any = { race = ["black"], age = ["60+"] }, unknown = { race = ["not_reported"] } }
groups = [{ id = "yes" }, { id = "no" }, { id = "not_known" }]
"""


def test_any_listed_group_is_enough_and_the_unknown_count_only_without_one(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    cohort.write_text(AGES + RACE + ANY, encoding="utf-8")
    assert counted(count(cohort).cohort, "either") == {0: [3, 2, 1]}


def test_the_order_of_dimensions_does_not_matter(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    first, rest = AGES.split("\n[[dimensions]]", 1)
    text = f"{first}\n{ANY}\n[[dimensions]]{rest}{RACE}"
    cohort.write_text(text, encoding="utf-8")
    found = count(cohort)
    assert counted(found.cohort, "either") == {0: [3, 2, 1]}
    assert next(dimension.id for dimension in found.dimensions) == "either"


def test_a_concept_is_divided_by_it_and_it_crosses_like_any_other(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    cohort.write_text(AGES + RACE + ANY, encoding="utf-8")
    conditions = count(cohort).domains[0]
    assert counted(conditions, "either")[0] == [3, 2, 0]
    assert counted(conditions, "sex*either")[0] == [[3, 0, 0], [0, 2, 0], [0, 0, 0]]


def test_without_unknown_groups_nobody_is_not_known(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    text = ANY.replace(', unknown = { race = ["not_reported"] }', "")
    text = text.replace(', { id = "not_known" }', "")
    cohort.write_text(AGES + RACE + text, encoding="utf-8")
    assert counted(count(cohort).cohort, "either") == {0: [3, 3]}


def test_the_release_says_what_it_is_made_of(tmp_path: Path) -> None:
    cohort = write_clinic(tmp_path)
    cohort.write_text(AGES + RACE + ANY, encoding="utf-8")
    said = count(cohort).source["dimension_either"]
    assert said == "Anyone in one of these groups: race black; age 60+."


def test_groups_may_stand_in_any_order(tmp_path: Path) -> None:
    plan = either(tmp_path, ANY)
    moved = replace(plan, yes=2, no=0, not_known=1)
    groups = {"race": np.array([1, 0, 2, 2], np.uint8), "age": np.array([0, 0, 0, 2], np.uint8)}
    assert any_groups(plan, groups).tolist() == [0, 1, 2, 0]
    assert any_groups(moved, groups).tolist() == [2, 0, 1, 2]


def test_it_lasts_only_if_all_that_it_is_made_of_lasts(tmp_path: Path) -> None:
    assert not is_lasting(either(tmp_path, ANY))  # of age
    of_race = ANY.replace(', age = ["60+"]', "")
    assert is_lasting(either(tmp_path, of_race))


def either(folder: Path, text: str) -> AnyDimension:
    path = folder / "cohort.toml"
    path.write_text(AGES + RACE + text, encoding="utf-8")
    plan = load_cohort(path).dimensions[-1]
    assert isinstance(plan, AnyDimension)
    return plan


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('race = ["black"]', 'height = ["tall"]', ", any: height is not a dimension of persons"),
        ('race = ["black"]', 'onset_age = ["40+"]', ", any: onset_age is not a dimension of"),
        ('race = ["black"]', 'either = ["yes"]', ", any: either is not a dimension of persons"),
        (
            'race = ["black"]',
            'race = ["blue"]',
            ', any: race has no group "blue". Use white, black',
        ),
        ('race = ["black"]', 'race = ["black", "black"]', ", any: race lists 'black' twice"),
        ('race = ["black"]', "race = []", ", any: race is not a list of texts"),
        ('["not_reported"]', '["unknown"]', ', unknown: race has no group "unknown"'),
        ('["not_reported"]', '["black"]', ": unknown and any both list black of race"),
        ('{ race = ["not_reported"] }', '{ sex = ["not_reported"] }', "unknown names sex, which"),
        ('{ id = "not_known" }', '{ id = "perhaps" }', ": groups do not fit a dimension of any"),
        (
            ', { id = "not_known" }',
            "",
            ": groups do not fit a dimension of any. Give yes, no, not_k",
        ),
        ('{ id = "no" }', '{ id = "no", rest = true }', ", groups no: rest is not a known key"),
        ("unknown =", "unknowns =", ", from: unknowns is not a known key"),
        ("any = { race", 'person = "race_concept_id", any = { race', "person is not a known key"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in ANY
    path = tmp_path / "cohort.toml"
    path.write_text(AGES + RACE + ANY.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InputError) as failure:
        load_cohort(path)
    assert message in str(failure.value)
    assert "\n" not in str(failure.value)


def test_one_made_of_others_cannot_be_made_of_another_such(tmp_path: Path) -> None:
    again = ANY.replace('"either"', '"again"').replace('race = ["black"]', 'either = ["yes"]')
    again = again.replace(', unknown = { race = ["not_reported"] }', "")
    again = again.replace(', { id = "not_known" }', "")
    path = tmp_path / "cohort.toml"
    path.write_text(AGES + RACE + ANY + again, encoding="utf-8")
    with pytest.raises(InputError, match="either is not a dimension of persons"):
        load_cohort(path)
