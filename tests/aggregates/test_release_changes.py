"""What changed from one release to the next: only what the bands make certain."""

from dataclasses import replace
from pathlib import Path

import pytest

from aggregates.dimension import Group
from aggregates.errors import InputError
from aggregates.release import Release, open_release
from aggregates.release_changes import ReleaseChanges, changes_of
from tests.terminal import command
from tests.ward import (
    ARRHYTHMIA,
    ASPIRIN,
    CROSSED,
    HEART,
    PINCHED,
    RARE,
    SYMPTOM,
    TWENTY,
    TWENTY_ONE,
    TWO_HUNDRED,
)


@pytest.fixture(scope="module")
def releases(ward_release: Path, later_release: Path) -> tuple[Release, Release]:
    return open_release(ward_release), open_release(later_release)


@pytest.fixture(scope="module")
def changes(releases: tuple[Release, Release]) -> ReleaseChanges:
    return changes_of(*releases)


def test_concepts_have_more_or_fewer_only_where_bands_lie_apart(changes: ReleaseChanges) -> None:
    condition, drug = changes.domains
    more = [new.concept_id for _, new in condition.more]
    assert more == [HEART, ARRHYTHMIA, TWO_HUNDRED, PINCHED]  # what grew most comes first
    assert [new.concept_id for _, new in condition.fewer] == [SYMPTOM]
    assert condition.open == 1
    assert CROSSED not in more
    assert (drug.more, drug.fewer, drug.open) == ((), (), 1)
    for old, new in condition.more:
        assert new.participants.low > old.participants.high


def test_concepts_come_and_go(changes: ReleaseChanges) -> None:
    condition = changes.domains[0]
    assert {one.concept_id for one in condition.new} == {RARE, TWENTY}
    assert {one.concept_id for one in condition.gone} == {TWENTY_ONE}
    assert (condition.listed_before, condition.listed_after) == (7, 8)


def test_a_release_beside_itself_in_time_changes_nothing(
    ward_release: Path, releases: tuple[Release, Release]
) -> None:
    with pytest.raises(InputError, match="no later than 2020-10-01"):
        changes_of(releases[0], releases[0])
    with pytest.raises(InputError, match="Name the earlier release first"):
        changes_of(releases[1], releases[0])


def test_a_later_cut_off_date_alone_changes_no_definition(changes: ReleaseChanges) -> None:
    age = changes.before.source["age"], changes.after.source["age"]
    assert age[0] != age[1]  # the statement names the date
    assert changes.definitions == ()
    assert changes.dimensions == ()


def test_definitions_are_compared_word_by_word(
    releases: tuple[Release, Release], later_release: Path
) -> None:
    before, after = releases[0], open_release(later_release)
    after.source = {**after.source, "presence": "Inside an observation period.", "extra": "New."}
    found = {one.name: one for one in changes_of(before, after).definitions}
    assert set(found) == {"presence", "extra"}
    after.source = {**before.source}  # word for word, dates included
    assert changes_of(before, after).definitions == ()
    assert (found["presence"].before or "").startswith("Any record counts")
    assert found["presence"].after == "Inside an observation period."
    assert found["extra"].before is None


def test_groups_that_come_go_or_change_their_names_are_told(
    releases: tuple[Release, Release], later_release: Path
) -> None:
    before, after = releases[0], open_release(later_release)
    sex = after.dimensions[0]
    renamed = Group("female", {"en": "Women", "es": "Mujeres"})
    other = Group("other", {"en": "Other"})
    after.dimensions = (replace(sex, groups=(renamed, other, sex.groups[2])), *after.dimensions[1:])
    found = changes_of(before, after).dimensions[0]
    assert found.new == ({"en": "Other"},)
    assert found.gone == ({"en": "Male", "es": "Hombre"},)
    assert found.renamed == (({"en": "Female", "es": "Mujer"}, renamed.label),)


def test_the_command_tells_it_in_lines(ward_release: Path, later_release: Path) -> None:
    done = command("diff", ward_release, later_release)
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "ward-2020-10-01 -> ward-2021-10-01"
    assert "participants 4,721–4,740 -> 9,441–9,460" in lines
    assert f"  more       {HEART} Heart disease, 1,701–1,720 -> 3,401–3,420" in lines
    assert f"  withdrawn  {TWENTY_ONE} Takayasu arteritis, 21–40" in lines
    assert str(ASPIRIN) not in done.out  # it cannot be told apart
    assert "synthetic data" in lines


def test_the_command_refuses_what_cannot_be_compared(
    ward_release: Path, later_release: Path, tmp_path: Path
) -> None:
    done = command("diff", later_release, ward_release)
    assert (done.status, done.out) == (2, "")
    assert "Name the earlier release first" in done.err
    done = command("diff", ward_release, tmp_path)
    assert done.status in (2, 3)
    assert len(done.err.splitlines()) == 1
