"""What goes with a concept: ranked by what is certain, written with no more digits than known."""

from dataclasses import replace

import pytest

from browser.rendering import render
from layouts import formatting
from layouts.page import Visit
from layouts.pairs import SHOWN, Companion, Pairs, by_lift, by_share, pairs_section
from layouts.text import catalogue
from suppression.lift import Lift
from suppression.shares import Share
from tests.layouts.conftest import count

TEXT = catalogue("en")


def companion(name: str, share: Share | None, lift: Lift | None, domain: str = "drug") -> Companion:
    return Companion(domain, sum(map(ord, name)), name, count(41, 60), share, lift)


METFORMIN = companion("metformin", Share(0.41, 0.44), Lift(5.2, 6.1))
ASPIRIN = companion("aspirin", Share(0.6, 0.66), Lift(0.9, 1.1))
INSULIN = companion("insulin", Share(0.2, 0.24), Lift(5.2, 9.0))
BLEACH = companion("bleach", None, None)
ALL = (METFORMIN, ASPIRIN, INSULIN, BLEACH)
PAIRS = Pairs(count(981, 1000), 20, ALL)


@pytest.mark.parametrize(
    ("known", "written"),
    [
        (None, "not known"),
        (Lift(0.9, 1.1), "cannot be told from chance"),
        (Lift(1.0, 1.4), "cannot be told from chance"),
        (Lift(1.04, 1.32), "more than 1, up to 1.4 times"),
        (Lift(0.62, 0.97), "less than 1, at least 0.6 times"),
        (Lift(0.04, 0.42), "0.5 times or less"),
        (Lift(1.83, 2.11), "1.8–2.2 times"),
        (Lift(1.83, 1.92), "about 1.9 times"),
        (Lift(8.2, 12.3), "8.2–13 times"),
        (Lift(30.2, 41.9), "30–42 times"),
        (Lift(30.2, 31.1), "about 31 times"),
    ],
)
def test_a_lift_is_written_as_exactly_as_it_is_known(known: Lift | None, written: str) -> None:
    assert formatting.lift(known, TEXT) == written


def test_only_what_is_certainly_more_than_chance_is_ranked_by_lift() -> None:
    """The highest lower limit first; insulin and metformin share it, so the name decides."""
    assert by_lift(ALL) == [INSULIN, METFORMIN]


def test_shares_are_ranked_by_their_lower_limit_and_unknown_ones_last() -> None:
    assert by_share(ALL) == [ASPIRIN, METFORMIN, INSULIN, BLEACH]


def test_the_broadest_concepts_are_listed_only_where_there_are_no_others() -> None:
    """That nearly everybody has some disease of some organ tells a reader nothing."""
    chapter = replace(ASPIRIN, name="Nervous system", broadest=True)
    assert by_share([chapter, METFORMIN]) == [METFORMIN]
    assert by_share([chapter]) == [chapter]


def test_a_section_says_that_association_is_not_cause(visit: Visit) -> None:
    written = render(pairs_section(PAIRS, visit))
    assert visit.text("pairs.cause") in written
    assert formatting.count(PAIRS.everyone, visit.text) in written
    assert f'href="{visit.address.to("/conditions/7/pairs.csv").href}"' in written


def test_every_domain_has_both_lists_and_an_empty_one_says_so(visit: Visit) -> None:
    chance = companion("asthma", Share(0.2, 0.21), Lift(0.8, 1.2), "condition")
    written = render(pairs_section(replace(PAIRS, companions=(chance, *ALL)), visit))
    assert written.count(visit.text("pairs.by_share")) == 2
    assert written.count(visit.text("pairs.by_lift")) == 1
    assert written.count(visit.text("pairs.none")) == 1
    assert visit.text("lift.chance") in written


def test_lists_are_short(visit: Visit) -> None:
    many = tuple(
        companion(f"drug {number}", Share(0.2, 0.3), Lift(2, 3)) for number in range(SHOWN + 5)
    )
    written = render(pairs_section(replace(PAIRS, companions=many), visit))
    assert written.count('scope="row"') == 2 * SHOWN


def test_a_concept_without_pairs_has_no_section(visit: Visit) -> None:
    assert pairs_section(replace(PAIRS, companions=()), visit) is None
