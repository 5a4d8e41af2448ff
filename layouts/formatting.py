"""How a number is written: the only place that turns a count, a share or a date into words.

A count is a band or withheld; a share is the range that two bands allow. Neither is written with
more digits than is known. Thousands are separated by a comma in English and, as the Real Academia
Española asks (Ortografía, 2010, VIII.2.2.1), by a narrow space from five figures on in Spanish.
"""

import math
from collections.abc import Callable
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from layouts.text import Catalogue
from suppression.bands import Count, Withheld
from suppression.lift import Lift
from suppression.shares import Share, Sum

TENTHS_BELOW: Final = 10
LONGEST_TYPED: Final = 60  # characters
NARROW_SPACE: Final = "\u202f"  # does not break


def number(value: int, language: str) -> str:
    """A whole number with its thousands separated.

    >>> number(1241, "en"), number(1241, "es"), number(12460, "es")
    ('1,241', '1241', '12\\u202f460')
    """
    if language == "es":
        return f"{value:,}".replace(",", NARROW_SPACE) if abs(value) >= 10_000 else str(value)
    return f"{value:,}"


def count(published: Count, text: Catalogue) -> str:
    """A published count: "1,241–1,260", "20 or fewer", "1,241", or "withheld"."""
    if isinstance(published, Withheld):
        return text("count.withheld")
    high = number(published.high, text.language)
    if published.is_exact:
        return high
    if published.is_small:
        return text("count.small", high=high)
    return text("count.band", low=number(published.low, text.language), high=high)


def number_of(published: Count, text: Catalogue) -> str:
    """A published count before the word it counts: "1,241", "a withheld number of"."""
    if isinstance(published, Withheld):
        return text("count.withheld_number")
    return count(published, text)


def people(counted: Count | Sum, text: Catalogue) -> str:
    """A published count, or what several come to together: "61–120", "60 or fewer"."""
    if not isinstance(counted, Sum):
        return count(counted, text)
    high = number(counted.high, text.language)
    if counted.low == counted.high:
        return high
    if counted.low == 0:
        return text("count.small", high=high)
    return text("count.band", low=number(counted.low, text.language), high=high)


def decimal(
    value: float, places: int, language: str, *, down: bool = False, up: bool = False
) -> str:
    """A number with so many decimals at most, rounded half up unless told otherwise.

    >>> decimal(1.25, 1, "en"), decimal(1.21, 1, "es", up=True), decimal(2.0, 1, "en")
    ('1.3', '1,3', '2.0')
    """
    way = ROUND_FLOOR if down else ROUND_CEILING if up else ROUND_HALF_UP
    exact = Decimal(repr(round(value, 12)))  # 1.1 and not the float just above it
    return written(str(exact.quantize(Decimal(10) ** -places, rounding=way)), language)


def written(digits: str, language: str) -> str:
    """Digits with a decimal point, as the language writes them."""
    return digits.replace(".", ",") if language == "es" else digits


def share(known: Share | None, text: Catalogue) -> str:
    """A share in whole percent, as exact as its bands: "about 12 %", "3–9 %", "60 % or less"."""
    if known is None:
        return text("share.unknown")
    low, high = 100 * known.low, 100 * known.high
    if high < 1:
        return text("share.below_one")
    if low > 99:
        return text("share.above_99")
    if high - low <= 1:
        return text("share.about", percent=_rounded((low + high) / 2))
    if low < 1:
        return text("share.at_most", high=_up(high))
    if high >= 100:
        return text("share.at_least", low=math.floor(low))
    return text("share.range", low=math.floor(low), high=_up(high))


def lift(known: Lift | None, text: Catalogue) -> str:
    """A lift, as exact as its bands: "about 1.8 times", "2.4–3.1 times"; 1.0 is never an end."""
    if known is None:
        return text("lift.unknown")
    if known.may_be_chance:
        return text("lift.chance")
    low, high = _times(known.low, math.floor), _times(known.high, math.ceil)
    if low == "1.0":
        return text("lift.above_one", high=high)
    if high == "1.0":
        return text("lift.below_one", low=low)
    if low == "0.0":
        return text("lift.at_most", high=high)
    if known.high - known.low <= (1 if known.high >= TENTHS_BELOW else 0.1):
        return text("lift.about", times=_times((known.low + known.high) / 2, _rounded))
    return text("lift.range", low=low, high=high)


def points(least: float, most: float, text: Catalogue) -> str:
    """How far two shares are apart, fractions of 1, in tenths of a percentage point, outwards."""
    low = decimal(100 * least, 1, text.language, down=True)
    high = decimal(100 * most, 1, text.language, up=True)
    if low == decimal(0, 1, text.language):
        return text("points.at_most", high=high)
    return text("points.range", low=low, high=high)


def _times(value: float, rounded: Callable[[float], int]) -> str:
    """Tenths below 10, whole numbers from there; a point in both languages, as the RAE advises."""
    if value >= TENTHS_BELOW:
        return str(rounded(value))
    return f"{rounded(round(10 * value, 9)) / 10:.1f}"


def day(iso: str, text: Catalogue) -> str:
    """A date of a release, written out: "1 October 2025"."""
    when = date.fromisoformat(iso[:10])
    month = text(f"month.{when.month}")
    return text("date.long", day=when.day, month=month, year=when.year)


def month(iso: str, text: Catalogue) -> str:
    """A year and month, such as "2022-06", written out: "June 2022"."""
    year, number_of_month = iso.split("-")
    return text("date.month", month=text(f"month.{int(number_of_month)}"), year=year)


def typed(words: str) -> str:
    """What a reader typed, as a heading repeats it: shortened where it is no word or two."""
    return words if len(words) <= LONGEST_TYPED else words[: LONGEST_TYPED - 1] + "…"


def _rounded(value: float) -> int:
    """Rounded half up, the way people round; Python's own rounding goes to even."""
    return int(Decimal(value).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _up(percent: float) -> int:
    """Rounded up, but not pushed over a whole number by the last bit of a float."""
    return math.ceil(percent - 1e-9)
