"""The figures that ship: they add up, name their sources, and fit a release's groups or none."""

from collections import defaultdict

import pytest

from browser.reference_figures import Figure, group_labels, references
from layouts.text import LANGUAGES, catalogue
from tests.diverse import dimensions

AGES = ["18-29", "30-39", "40-49", "50-64", "65-74", "75-84", "85+", "not_reported"]


def figures(dimension: str, against: str = "us") -> list[Figure]:
    return [
        one
        for one in references().figures
        if one.dimension == dimension and one.reference.against == against
    ]


def test_every_figure_names_a_source_with_a_year_and_no_address() -> None:
    known = references()
    sources = [one.reference.source for one in known.figures]
    sources += [near.source for nearby in known.nearby.values() for near in nearby]
    for source in sources:
        assert source.year[:2] == "20"
        assert len(source.citation) > 40
        assert not any(mark in source.citation for mark in ("://", "www.", "@"))


def test_every_figure_is_a_share_with_words_for_whom_it_is_of() -> None:
    for one in references().figures:
        reference = one.reference
        assert 0 < reference.share.low <= reference.share.high < 1
        for language in LANGUAGES:
            assert f"reference.of_whom.{reference.of_whom}" in catalogue(language).sentences
            assert f"reference.than.{reference.against}" in catalogue(language).sentences


def test_partitions_of_the_country_add_up_to_one() -> None:
    """Race and ethnicity lacks "some other race", 0.5 %, which no group is compared with."""
    sums: dict[str, float] = defaultdict(float)
    high_school_or_less = ("less_than_high_school", "high_school")  # of figures that are there
    for one in references().figures:
        together = one.ages == (65, 999) or high_school_or_less in one.match
        if one.reference.against == "us" and not together:
            middle = (one.reference.share.low + one.reference.share.high) / 2
            sums[one.dimension] += middle
    assert sums.pop("race_ethnicity") == pytest.approx(0.9949, abs=1e-4)
    assert sums.pop("education") == pytest.approx(1, abs=0.0015)
    assert sums == pytest.approx(dict.fromkeys(sums, 1), abs=1e-9)
    shares = [
        state.reference.share.low for state in references().states.values() if state.reference
    ]
    assert (len(shares), sum(shares)) == (51, pytest.approx(1))


def test_rounding_is_part_of_a_figure_and_counts_are_exact() -> None:
    female = next(one.reference for one in figures("sex") if one.match == (("female",),))
    assert (female.share.low, female.share.high) == pytest.approx((0.5085, 0.5095))
    trials = figures("sex", "trials")[0].reference
    assert (trials.share.low, trials.share.high) == pytest.approx((0.555, 0.565))
    hispanic = next(
        one.reference for one in figures("race_ethnicity") if "hispanic" in one.match[0]
    )
    assert hispanic.share.low == hispanic.share.high == 62_080_044 / 331_449_281


@pytest.mark.parametrize(
    ("ages", "ids", "groups"),
    [
        ((65, 999), AGES, ("65-74", "75-84", "85+")),
        ((18, 29), AGES, ("18-29",)),
        ((50, 59), AGES, ()),
        ((80, 999), [*AGES[:5], "75-79", "80-89", "90+"], ("80-89", "90+")),
        ((65, 999), ["60-69", "70+"], ()),
        ((65, 999), ["18-64", "65-74", "80+"], ()),
        ((65, 999), ["0-17", "18-64", "65+"], ()),
        ((65, 999), ["young", "old"], ()),
    ],
)
def test_an_age_figure_fits_groups_with_the_same_ends_of_cohorts_of_adults(
    ages: tuple[int, int], ids: list[str], groups: tuple[str, ...]
) -> None:
    found = next(one for one in figures("age") if one.ages == ages)
    assert found.groups(ids) == groups


def test_the_census_counts_middle_eastern_people_as_white() -> None:
    white = next(one for one in figures("race_ethnicity") if ("white",) in one.match)
    assert white.groups(["white", "mena", "black"]) == ("white", "mena")
    assert white.groups(["white", "black"]) == ("white",)
    assert white.groups(["mena", "black"]) == ()
    assert set(white.label) == set(LANGUAGES)


def test_figures_of_several_groups_have_a_name_in_every_language() -> None:
    for one in references().figures:
        several = any(len(groups) > 1 for groups in one.match) or one.ages in ((65, 999), (80, 999))
        assert not several or set(one.label) == set(LANGUAGES)


def test_tiles_of_states_do_not_overlap() -> None:
    states = references().states
    assert len(states) == 52
    assert len({(state.column, state.row) for state in states.values()}) == 52


def test_a_state_known_by_its_code_alone_gets_its_name() -> None:
    state = next(one for one in dimensions() if one.id == "state")
    assert group_labels(state, catalogue("es"))["CA"] == "California"
    assert group_labels(state, catalogue("en"))["NY"] == "New York"


def test_what_the_programme_published_is_of_real_people_and_adds_up() -> None:
    race, sex = references().published
    assert (race.whole, sex.whole) == (358_705, 355_413)
    assert sum(persons for _, persons in race.rows) == race.whole
    assert {label["en"]: n for label, n in race.rows}["Asian, not Hispanic"] == 12_710
