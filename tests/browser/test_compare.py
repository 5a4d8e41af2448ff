"""Two to four things side by side: what is said of them, and what of the address cannot be shown.

The ward: 4,736 people, ages 0-29, 30-59 and 60+; its next release a year on, with twice as many.
"""

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aggregates.release import Release, open_release
from browser.application import create_app
from browser.compare_sides import find_subject
from browser.reference_figures import ages_of
from browser.standard_population import standard_population, weights
from layouts import formatting
from layouts.text import catalogue
from suppression.contrasts import Contrast
from suppression.standardised import Stratum, standardised
from tests.ward import ARRHYTHMIA, ASPIRIN, CROSSED, HEART, RARE, TWENTY_ONE, TWO_HUNDRED

TEXT = catalogue("en")
OLD = "ward-2020-10-01"
Sites = FlaskClient


@pytest.fixture(scope="module")
def ward(ward_release: Path) -> Release:
    return open_release(ward_release)


@pytest.fixture(scope="module")
def site(ward_release: Path, later_release: Path) -> FlaskClient:
    """The site of both releases, the later one as the current one."""
    releases = [open_release(later_release), open_release(ward_release)]
    return create_app(releases).server.test_client()


def page(site: FlaskClient, query: str, status: int = 200) -> str:
    answer = site.get(f"/compare?{query}")
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def lead(page: str) -> str:
    found = re.search(r'<p class="lead finding">(.*?)</p>', page)
    assert found is not None
    return found[1]


def test_the_greater_is_named_where_the_ranges_lie_apart(site: FlaskClient) -> None:
    shown = lead(page(site, f"a=condition.{ARRHYTHMIA}&b=condition.{HEART}&release={OLD}"))
    assert shown == (
        "“Heart disease” is more common than “Arrhythmia”: 66–68 % against about 12 %, a "
        "difference of 53.9 to 55.9 percentage points."  # 1381 of 2560 to 1419 of 2541
    )


def test_where_the_ranges_meet_they_cannot_be_told_apart(site: FlaskClient) -> None:
    """Gout and migraine: 200 and 201 people, 181–200 and 201–220 of the very same others."""
    shown = lead(page(site, f"a=condition.{TWO_HUNDRED}&b=condition.{CROSSED}&release={OLD}"))
    assert shown.startswith("“Migraine” is more common than “Gout”")  # bands of counts do not meet
    assert "a difference of at most 1.6 percentage points" in shown
    women = f"a=condition.{TWO_HUNDRED}&a-group=sex.female"
    men = f"b=condition.{TWO_HUNDRED}&b-group=sex.male"
    shown = lead(page(site, f"{women}&{men}&release={OLD}"))
    assert shown.startswith("“Female” and “Male” cannot be told apart: their ranges meet (")


def test_groups_and_releases_can_be_compared(site: FlaskClient) -> None:
    shown = page(site, f"a=condition.{HEART}&a-release={OLD}&b=condition.{HEART}")
    assert "<h1>Heart disease: ward-2020-10-01 and ward-2021-10-01</h1>" in shown
    assert lead(shown).startswith("More common in ward-2021-10-01 than in ward-2020-10-01: ")
    everyone = f"a=condition.{HEART}&b=condition.{HEART}&b-group=age.60%2B"
    assert "“60+” than in “All participants”" in lead(page(site, f"{everyone}&release={OLD}"))


def test_a_narrower_form_is_never_called_more_common(site: FlaskClient) -> None:
    shown = page(site, f"a=condition.{RARE}&b=condition.{HEART}&c=condition.{ARRHYTHMIA}")
    assert "Most common for certain: “Heart disease”, " in shown
    assert "“Heart disease” is more common than “Moyamoya disease”" in shown
    told = re.findall("<li>[^<]*(?:more common|told apart)", shown)
    assert len(told) == 6  # every two of three, at their own ages and at the country's


def test_a_side_that_is_not_published_is_left_out_and_said_so(site: FlaskClient) -> None:
    sides = f"a=condition.{HEART}"
    for other in (
        f"b=condition.{TWENTY_ONE}",  # not listed any more
        "b=condition.999",
        "b=nonsense",
        f"b=condition.{HEART}&b-group=sex.nobody",
        f"b=condition.{HEART}&b-group=onset_age.0-29",  # does not divide everybody
        f"b=condition.{HEART}&b-release=ward-1999-10-01",
        f"b=survey.{HEART}",
    ):
        shown = page(site, f"{sides}&{other}")
        assert TEXT("ignored.side_b") in shown, other
        assert "<h1>Compare: Heart disease</h1>" in shown
    assert TEXT("ignored.side_b") not in page(
        site, f"{sides}&b=condition.{TWENTY_ONE}&b-release={OLD}"
    )


def test_no_other_release_stands_in_for_the_one_asked_for(site: FlaskClient) -> None:
    page(site, f"a=condition.{HEART}&release=ward-1999-10-01", status=404)


def test_shares_at_the_ages_of_the_country_are_those_of_the_published_bands(
    site: FlaskClient, ward: Release
) -> None:
    subject = find_subject(ward, "condition", HEART, "")
    assert subject is not None
    cells = subject.divided_by("age")
    standard = weights([group for group, _, _ in cells])
    assert set(standard) == {"0-29", "30-59", "60+"}
    assert sum(standard.values()) == 331_515_736
    assert standard["60+"] == sum(standard_population().persons[60:])
    strata = [Stratum(standard[group], *counts) for group, *counts in cells if group in standard]
    expected = standardised(strata, subject.participants, [cells[-1][1]])
    shown = page(site, f"a=condition.{HEART}&release={OLD}")
    aged = shown[shown.index('id="aged"') :]
    words = re.sub(r"\s", " ", formatting.share(expected, TEXT))
    assert f'<span class="value">{words}</span>' in aged
    assert "ESTIMATESBASE2020" in aged  # the source of the population


def test_within_a_group_its_own_ages_are_used_where_they_are_published(
    site: FlaskClient, ward: Release
) -> None:
    subject = find_subject(ward, "condition", HEART, "sex.female")
    assert subject is not None
    assert [group for group, _, _ in subject.divided_by("age")][:3] == ["0-29", "30-59", "60+"]
    men = find_subject(ward, "condition", HEART, "age.60+")
    assert men is not None
    assert [group for group, _, _ in men.divided_by("sex")] == ["female", "male", "not_reported"]
    gout = f"a=condition.{TWO_HUNDRED}&a-group=sex.female&release={OLD}"
    assert "its ages are not published within this group" in page(site, gout)
    aged = page(site, f"a=condition.{HEART}&a-group=age.60%2B")
    assert "this is a group of ages already" in aged


def test_ages_that_leave_gaps_have_no_standard() -> None:
    assert weights(["18-29", "40-49"]) == {}
    assert weights(["not_reported"]) == {}
    assert weights(["0-17", "18+"])["18+"] == sum(standard_population().persons[18:])
    assert ages_of("not_reported") is None


def test_the_file_says_what_the_page_says(site: FlaskClient) -> None:
    query = f"a=condition.{HEART}&b=drug.{ASPIRIN}&cut=sex&release={OLD}"
    shown = page(site, query)
    answer = site.get(f"/compare.csv?{query}")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert [(row["side"], row["cut"], row["group"]) for row in rows] == [
        ("a", "total", ""), ("b", "total", ""),
        ("a", "sex", "female"), ("b", "sex", "female"),
        ("a", "sex", "male"), ("b", "sex", "male"),
        ("a", "sex", "not_reported"), ("b", "sex", "not_reported"),
    ]  # fmt: skip
    for row in rows:
        low, high = int(row["participants_low"]), int(row["participants_high"])
        words = f"{low:,}–{high:,}" if low else f"{high} or fewer"
        assert words in shown
    assert {row["release_id"] for row in rows} == {OLD}
    assert TEXT("compare.other_people") in shown  # shares of those with any condition, any drug


def test_links_name_what_is_compared_in_one_fixed_form(site: FlaskClient) -> None:
    gaps = page(site, f"b=condition.{HEART}&d=condition.{ARRHYTHMIA}&d-group=sex.male")
    link = f"/compare.csv?a=condition.{HEART}&amp;b=condition.{ARRHYTHMIA}&amp;b-group=sex.male"
    assert link in gaps


def test_everything_is_said_in_spanish_too(site: FlaskClient) -> None:
    shown = page(site, f"a=condition.{HEART}&b=condition.{ARRHYTHMIA}&lang=es")
    assert "es más frecuente que" in lead(shown)
    assert "puntos porcentuales" in lead(shown)
    assert "0,0" not in lead(shown)


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (Contrast(0.0312, 0.0448), "3.1 to 4.5 percentage points"),
        (Contrast(0.00001, 0.0048), "at most 0.5 percentage points"),
    ],
)
def test_differences_are_rounded_outwards(apart: Contrast, words: str) -> None:
    assert formatting.points(apart.low, apart.high, TEXT) == words


@pytest.mark.parametrize(
    "query",
    [
        "a=condition.9999999999999999999",
        "a=condition.1%27%20OR%201=1",
        "a=cohort.1&b=data_combination.3",
        f"a=condition.{HEART}&a-group=sex*age.female*60%2B&cut=sex",
        f"a=condition.{HEART}&a-group=age*sex.60%2B*female",
        f"a=condition.{HEART}&a-group=.&b-group=sex.male&cut=sex*age",
        f"a=condition.{HEART}&a-release=..%2f..%2fetc%2fpasswd",
        f"a=condition.{HEART}&b=condition.{HEART}&c=condition.{HEART}&d=condition.{HEART}&q=heart",
        "a=&b=&c=&d=&a-group=&cut=age",
        "a=%00&b=%ff&q=%00",
    ],
)
def test_odd_addresses_are_answered(site: FlaskClient, query: str) -> None:
    assert "<h1>" in page(site, query)
    assert site.get(f"/compare.csv?{query}").status_code == 200


def test_a_crossed_group_is_a_group_like_any_other(site: FlaskClient, ward: Release) -> None:
    shown = page(site, f"a=condition.{HEART}&a-group=sex*age.female*60%2B&release={OLD}")
    subject = find_subject(ward, "condition", HEART, "sex*age.female*60+")
    assert subject is not None
    assert formatting.count(subject.participants, TEXT) in shown
    assert "this is a group of ages already" in shown
