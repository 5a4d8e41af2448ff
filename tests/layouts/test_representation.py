"""How many times as many: what the ranges support, in words, and not one digit more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.representation import (
    Comparison,
    GroupRow,
    Reference,
    Representation,
    Source,
    ratio_words,
    representation_finding,
    stated_share,
    verdict,
)
from layouts.text import catalogue
from suppression.shares import Ratio, Share
from tests.layouts.conftest import count

EN, ES = catalogue("en"), catalogue("es")
SOURCE = Source("census", "The census", "2020")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1.43, 1.48, "1.4 to 1.5 times"),
        (1.41, 1.44, "about 1.4 times"),
        (1.38, 1.52, "1.3 to 1.6 times"),
        (0.95, 1.05, "about as many"),
        (0.70, 1.40, "cannot tell"),
        (0.51, 0.58, "0.5 to 0.6 times"),
        (0.00, 0.62, "0.7 times or less"),
        (0.00, 0.04, "less than 0.1 times"),
        (1.001, 1.30, "1.0 to 1.3 times"),
        (0.90, 1.20, "cannot tell"),
        (1.1, 1.1, "about as many"),
        (2.3, 2.3, "about 2.3 times"),
    ],
)
def test_ratios_in_words(low: float, high: float, words: str) -> None:
    assert ratio_words(Ratio(low, high), EN) == words


def test_spanish_writes_a_decimal_comma() -> None:
    assert ratio_words(Ratio(1.43, 1.48), ES) == "de 1,4 a 1,5 veces"


def test_without_a_share_nothing_can_be_told() -> None:
    assert ratio_words(None, EN) == "cannot tell"


@given(st.floats(0, 8), st.floats(0, 3))
def test_the_words_never_claim_what_the_range_leaves_open(low: float, room: float) -> None:
    found = Ratio(low, low + room)
    words = ratio_words(found, EN)
    if words.endswith("times") and " to " in words:
        told = [float(end) for end in words.removesuffix(" times").split(" to ")]
        assert told[0] <= found.low + 1e-9
        assert found.high - 1e-9 <= told[1]
    if verdict(found) == "over":
        assert found.low > 1
    if verdict(found) == "under":
        assert found.high < 1


def row(label: str, share: Share, ratio: Ratio | None, against: str = "us") -> GroupRow:
    reference = Reference(against, "adults", Share(0.1, 0.1), ("10.0",), SOURCE)
    return GroupRow((label,), label, count(41, 60), share, (Comparison(reference, ratio),))


def of(*rows: GroupRow) -> Representation:
    return Representation("race", "Race", rows, ())


SHARE = Share(0.1, 0.12)


def test_a_finding_names_who_is_surely_most_over_and_most_under() -> None:
    shown = of(
        row("Black", SHARE, Ratio(1.71, 1.74)),
        row("White", SHARE, Ratio(0.95, 1.01)),
        row("Asian", SHARE, Ratio(0.55, 0.62)),
        row("Other", SHARE, Ratio(0.2, 2.9)),
    )
    assert representation_finding(shown, EN) == (
        "Black: about 1.7 times the US share. Asian: about 0.6 times"
    )


def test_a_finding_says_that_nothing_is_sure() -> None:
    shown = of(row("Black", SHARE, Ratio(0.8, 1.4)), row("White", SHARE, None))
    assert representation_finding(shown, EN) == "Race: no group clearly differs from its US share"


def test_trials_alone_make_no_finding_about_the_country() -> None:
    assert representation_finding(of(row("Women", SHARE, Ratio(2, 3), "trials")), EN) is None


def test_a_published_share_is_written_as_it_was_published() -> None:
    def reference(*stated: str) -> Reference:
        return Reference("us", "adults", Share(0.2, 0.3), stated, SOURCE)

    space = "\N{NO-BREAK SPACE}"
    assert stated_share(reference("16"), EN) == f"16{space}%"
    assert stated_share(reference("27.4", "27.9"), ES) == f"27,4–27,9{space}%"
