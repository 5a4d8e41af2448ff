"""How numbers are written: never with more digits than the bands support."""

import pytest

from layouts import formatting
from layouts.text import catalogue
from suppression.shares import Share, share
from tests.layouts.conftest import count

EN, ES = catalogue("en"), catalogue("es")
SPACE = "\u202f"


@pytest.mark.parametrize(
    ("low", "high", "english", "spanish"),
    [
        (0, 20, "20 or fewer", "20 o menos"),
        (21, 40, "21–40", "21–40"),
        (1241, 1260, "1,241–1,260", "1241–1260"),
        (12441, 12460, "12,441–12,460", f"12{SPACE}441–12{SPACE}460"),
        (0, 40, "40 or fewer", "40 o menos"),
    ],
)
def test_a_band_is_written_as_a_range(low: int, high: int, english: str, spanish: str) -> None:
    assert formatting.count(count(low, high), EN) == english
    assert formatting.count(count(low, high), ES) == spanish


def test_a_withheld_count_is_a_word_of_its_own() -> None:
    assert formatting.count(count(0, 60), EN) == "withheld"
    assert formatting.count(count(0, 60), ES) == "no publicado"


def test_an_unknown_share_is_neither_small_nor_withheld() -> None:
    unknown = share(count(0, 20), count(0, 20))
    words = {formatting.share(unknown, EN), EN("count.withheld"), EN("count.small", high=20)}
    assert len(words) == 3


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 0.005, "less than 1 %"),
        (0.004, 0.0099, "less than 1 %"),
        (0.118, 0.122, "about 12 %"),
        (0.12, 0.13, "about 13 %"),  # the middle, rounded half up
        (0.034, 0.081, "3–9 %"),
        (0.03, 0.07, "3–7 %"),
        (0.0, 0.4, "40 % or less"),
        (0.005, 0.4, "40 % or less"),
        (0.6, 1.0, "60 % or more"),
        (0.993, 1.0, "more than 99 %"),
        (0.0, 1.0, "100 % or less"),
    ],
)
def test_a_share_has_the_digits_of_its_bands(low: float, high: float, words: str) -> None:
    assert formatting.share(Share(low, high), EN).replace("\u00a0", " ") == words


def test_a_range_of_shares_contains_every_share_that_the_bands_allow() -> None:
    for part in range(21, 2000, 20):
        for whole in range(part, 2400, 220):
            low_end = whole - (whole - 1) % 20
            known = share(count(part, part + 19), count(low_end, low_end + 19))
            assert known is not None
            words = formatting.share(known, EN)
            if "–" in words:
                low, high = (int(end.strip("\u00a0%")) for end in words.split("–"))
                assert low <= 100 * known.low + 1e-9
                assert high >= 100 * known.high - 1e-9


def test_what_a_reader_typed_is_repeated_shortened() -> None:
    assert formatting.typed("type 2 diabetes") == "type 2 diabetes"
    assert formatting.typed("w" * 200) == "w" * 59 + "…"


def test_dates_are_written_out_in_each_language() -> None:
    assert formatting.day("2025-10-01", EN) == "1 October 2025"
    assert formatting.day("2025-10-01T08:00:00Z", ES) == "1 de octubre de 2025"
