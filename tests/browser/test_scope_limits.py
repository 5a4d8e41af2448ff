"""How many have all of several things: the limits hold for the records that were counted.

The records are read here from the synthetic CDM, with the groups that its cohort file describes;
the site sees nothing but the bands of the release that was built of them.
"""

import itertools
from pathlib import Path

import numpy as np
import pytest

from aggregates.release import Concept, Release
from browser.scope_limits import Groups, Questions, in_groups
from browser.scope_subjects import Subject, Subjects, carriers, reduced
from browser.shelf import Shelf
from layouts.scope_address import Thing
from layouts.text import catalogue
from layouts.variant_rows import AlleleCounts
from suppression.bands import read_count
from suppression.policy import Policy
from suppression.shares import Sum
from tests.browser.scope_truth import GROUPED, Records, listed
from tests.examples import examples

SEXES = ({}, {"sex": ("female",)}, {"sex": ("male",)}, {"sex": ("female", "male")})


@pytest.fixture(scope="module")
def records(release_folder: Path) -> Records:
    """The records that the release was counted from."""
    return Records(release_folder.parent / "site-cdm")


@pytest.fixture(scope="module")
def subjects(release: Release) -> Subjects:
    return Subjects(Shelf([release]).current, catalogue("en"))


def found(subjects: Subjects, *things: Thing) -> list[Subject]:
    return [one for thing in things if (one := subjects.find(thing)) is not None]


def crossed(cut: str) -> tuple[str, ...]:
    """The dimensions of a cut."""
    return () if cut == "total" else tuple(cut.split("*"))


# ---------------------------------------------------------------- the records


def test_every_participant_is_in_one_group_of_each_dimension(records: Records) -> None:
    for groups in records.groups.values():
        assert sum(map(len, groups.values())) == len(records.everybody)
        assert set().union(*groups.values()) == records.everybody


def test_the_records_of_every_group_are_those_of_the_release(
    release: Release, records: Records
) -> None:
    """All participants, and everybody with each thing, in each published group and crossing."""
    divided = set[str]()
    for thing in (None, *listed(release)):
        of = (thing.domain, int(thing.id)) if thing else ("cohort", 0)
        for cut, cells in release.cuts(*of).items():
            if not set(crossed(cut)) <= {*GROUPED}:
                continue
            divided.add(cut)
            for cell in cells:
                groups = {name: (one,) for name, one in zip(crossed(cut), cell.groups, strict=True)}
                true = records.number((thing,) if thing else (), groups)
                band = cell.participants
                assert band.low <= true <= band.high, (thing, cut, cell.groups)
    assert divided == {"total", *GROUPED, "sex*age", "sex*race_ethnicity"}


# ---------------------------------------------------------------- the limits


@pytest.mark.parametrize(("how_many", "questions"), [(1, 25), (2, 20), (3, 6)])
def test_limits_hold_for_random_questions_of_a_synthetic_cohort(
    release: Release, records: Records, subjects: Subjects, how_many: int, questions: int
) -> None:
    """Whatever is asked together, and in whichever sex, the true number lies between."""
    random = np.random.default_rng(how_many)
    things = listed(release)
    for _ in range(examples(questions)):
        asked = [things[place] for place in random.choice(len(things), how_many, replace=False)]
        answers = Questions(subjects)
        for groups in SEXES:
            limits = answers.qualifying(found(subjects, *asked), groups).limits
            true = records.number(asked, groups)
            assert limits.low <= true <= limits.high, (asked, groups)


def drawn(records: Records, random: np.random.Generator, how_many: int) -> Groups:
    """So many groupings, and one to three groups of each."""
    return {
        name: tuple(
            random.choice(
                groups, min(len(groups), int(random.integers(1, 4))), replace=False
            ).tolist()
        )
        for name in random.choice(GROUPED, how_many, replace=False).tolist()
        if (groups := list(records.groups[name]))
    }


@pytest.mark.parametrize("how_many", [0, 1, 2, 3])
@pytest.mark.parametrize("groupings", [1, 2, 3])
def test_limits_hold_in_random_groups_and_combinations_of_them(
    release: Release, records: Records, subjects: Subjects, how_many: int, groupings: int
) -> None:
    """By age, race and ethnicity, sex and where people live: one, two or three groupings at once,
    several groups of each, for rare things and for common ones."""
    random = np.random.default_rng([how_many, groupings])
    things = listed(release)
    common = [one for one in things if len(records.having(one)) > 200]
    for number in range(examples(30)):
        among = common if number % 2 else things
        asked = [among[place] for place in random.choice(len(among), how_many, replace=False)]
        groups, answers = drawn(records, random, groupings), Questions(subjects)
        true = records.number(asked, groups)
        for further in (False, True):
            limits = answers.qualifying(found(subjects, *asked), groups, further=further).limits
            assert limits.low <= true <= limits.high, (asked, groups, further)


def test_limits_hold_in_every_group_of_the_most_common_things(
    release: Release, records: Records, subjects: Subjects
) -> None:
    """Those of which most is published, in each group alone: the table of who they are."""
    domains = ("condition", "drug", "physical_measurement")
    common = [Thing(domain, str(release.concepts(domain)[0].concept_id)) for domain in domains]
    common[2] = next(one for one in listed(release) if one.domain == domains[2])
    narrow = 0
    for pair in itertools.combinations(common, 2):
        answers = Questions(subjects)
        for name in GROUPED:
            for group, people in records.groups[name].items():
                groups = {name: (group,)}
                limits = answers.qualifying(found(subjects, *pair), groups).limits
                true = records.number(pair, groups)
                assert limits.low <= true <= limits.high, (pair, groups)
                narrow += limits.low > 0 and limits.high < len(people)
    assert narrow > 5


def test_the_limits_of_the_most_common_things_hold(
    release: Release, records: Records, subjects: Subjects
) -> None:
    """Those of which most is published: pairs, crossings, broader concepts."""
    common = [
        Thing(domain, str(one.concept_id))
        for domain in ("condition", "drug")
        for one in release.concepts(domain)[:5]
    ]
    narrow = 0
    for pair in itertools.combinations(common, 2):
        answers = Questions(subjects)
        for groups in SEXES:
            limits = answers.qualifying(found(subjects, *pair), groups).limits
            assert limits.low <= records.number(pair, groups) <= limits.high, (pair, groups)
            narrow += limits.low > 0
    assert narrow > 20  # they are not all "at most"


def test_all_that_is_published_is_narrower_than_frechet(
    release: Release, subjects: Subjects
) -> None:
    """For a published pair in one sex, where Fréchet's lower limit is nothing."""
    narrower = 0
    for one in release.concepts("condition")[:12]:
        for pair in release.pairs("condition", one.concept_id)[:4]:
            things = found(
                subjects,
                Thing("condition", str(one.concept_id)),
                Thing(pair.concept.domain, str(pair.concept.concept_id)),
            )
            answer = Questions(subjects).qualifying(things, {"sex": ("female",)})
            assert answer.simple.low <= answer.limits.low
            assert answer.limits.high <= answer.simple.high
            narrower += answer.limits != answer.simple
    assert narrower > 10


def test_what_is_published_is_answered_as_published(subjects: Subjects, concept: Concept) -> None:
    thing = Thing("condition", str(concept.concept_id))
    answer = Questions(subjects).qualifying(found(subjects, thing), {})
    assert answer.published == concept.participants
    cells = subjects.release.cuts("condition", concept.concept_id)["sex"]
    answer = Questions(subjects).qualifying(found(subjects, thing), {"sex": ("female",)})
    assert answer.published == next(one.participants for one in cells if one.groups == ("female",))


def test_a_published_pair_is_answered_as_published(release: Release, subjects: Subjects) -> None:
    one = next(c for c in release.concepts("condition") if release.pairs("condition", c.concept_id))
    pair = release.pairs("condition", one.concept_id)[0]
    other = Thing(pair.concept.domain, str(pair.concept.concept_id))
    things = found(subjects, Thing("condition", str(one.concept_id)), other)
    needed = reduced(subjects, things)
    if len(needed) == 2:
        assert Questions(subjects).qualifying(things, {}).published == pair.participants


def test_a_concept_with_one_above_it_is_that_concept(
    release: Release, subjects: Subjects, concept: Concept
) -> None:
    below = release.narrower("condition", concept.concept_id)[0]
    things = found(
        subjects,
        Thing("condition", str(concept.concept_id)),
        Thing("condition", str(below.concept_id)),
    )
    answer = Questions(subjects).qualifying(things, {})
    assert [one.key for one in answer.needed] == [below.concept_id]
    assert answer.published == below.participants


def test_groups_that_are_not_crossed_only_bound_from_above(subjects: Subjects) -> None:
    cells = {
        "total": {(): Sum(100, 100)},
        "sex": {("female",): Sum(60, 60), ("male",): Sum(40, 40)},
        "age": {("18-29",): Sum(30, 30), ("30+",): Sum(70, 70)},
    }
    groups = {"sex": ("female",), "age": ("18-29",)}
    assert in_groups(cells, groups).limits == Sum(0, 30)
    assert in_groups(cells, groups).counted == Sum(30, 30)
    assert in_groups(cells, {"sex": ("female",)}).limits == Sum(60, 60)


def test_carriers_are_copies_less_one_for_each_with_two(release: Release) -> None:
    """81 to 100 copies, 20 or fewer people with two: 61 to 100 carry it."""
    policy: Policy = release.policy
    one = AlleleCounts(
        "", read_count(81, 100, policy), read_count(981, 1000, policy), read_count(0, 20, policy)
    )
    assert carriers(one) == Sum(61, 100)
