"""Units and values as people read them. Releases name units by their UCUM codes."""

import math
from typing import Final

from layouts import formatting
from layouts.text import Catalogue

# The symbols that laboratories print for UCUM codes that nobody would read.
_SYMBOLS: Final = {
    "mm[Hg]": "mmHg",
    "kg/m2": "kg/m²",
    "Cel": "°C",
    "ug/dL": "µg/dL",
    "m[iU]/L": "mIU/L",
    "10*3/uL": "×10³/µL",
    "10*6/uL": "×10⁶/µL",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
}
_WORDS: Final = {
    "/min": "unit.per_minute",
    "{steps}/d": "unit.steps_a_day",
    "h": "unit.hours",
}


def unit_name(code: str, text: Catalogue) -> str:
    """The name of a UCUM unit; its code where that is what people write.

    >>> from layouts.text import catalogue
    >>> unit_name("mm[Hg]", catalogue("en")), unit_name("mg/dL", catalogue("en"))
    ('mmHg', 'mg/dL')
    """
    if code in _WORDS:
        return text(_WORDS[code])
    return _SYMBOLS.get(code, code)


def value(number: float, text: Catalogue) -> str:
    """An edge of a bin, with the decimals it has and no more.

    The decimal point stands in Spanish too, as in Mexico and the United States (RAE, Ortografía,
    2010, VIII.2.2.1.2.2 allows both).

    >>> from layouts.text import catalogue
    >>> [value(number, catalogue("en")) for number in (5.70, 120.0, 12500.0)]
    ['5.7', '120', '12,500']
    """
    whole = math.floor(number)
    shown = formatting.number(whole, text.language)
    decimals = f"{number - whole:.4f}".rstrip("0")
    return shown if decimals == "0." else shown + decimals[1:]


def interval(
    low: float, high: float, limits: tuple[float, float], text: Catalogue, unit: str = ""
) -> str:
    """The values from `low` up to `high`; ``limits`` are the ends of all bins, left unsaid."""
    least, most = value(low, text), value(high, text)
    if low <= limits[0] and high >= limits[1]:
        return text("values.range.any")
    if low <= limits[0]:
        return text("values.range.below", high=_with(most, unit))
    if high >= limits[1]:
        return text("values.range.from", low=_with(least, unit))
    return text("values.range.between", low=least, high=_with(most, unit))


def _with(number: str, unit: str) -> str:
    """A number and its unit, never on two lines."""
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number
