"""Age in whole years, by birthday, as arrays.

A date is an integer yyyymmdd, 0 where unknown. For such integers `(later - earlier) // 10000` is
the age by birthday exactly, without a calendar: it grows on the birthday, and on 1 March of common
years for those born on 29 February.

An age is kept as an age code, uint8: age + 1; 0 before birth; `UNKNOWN` where the age is unknown or
above `OLDEST`. Codes keep the order of dates of one person, so the code of the first record is the
smallest code.
"""

import datetime

import numpy as np
from numpy.typing import NDArray

OLDEST = 120  # only one person is known to have lived longer: more is an error in the data
UNKNOWN = np.uint8(255)
_MIDDLE_MONTH, _MIDDLE_DAY = 7, 15
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)

Integers = NDArray[np.int64]


def date_key(date: datetime.date) -> int:
    """A calendar date as yyyymmdd.

    >>> date_key(datetime.date(2025, 10, 1))
    20251001
    """
    return date.year * 10000 + date.month * 100 + date.day


def date_keys(days: NDArray[np.datetime64], known: NDArray[np.bool_]) -> Integers:
    """Dates (n,) of dtype datetime64[D] as yyyymmdd, 0 where not `known`."""
    months = days.astype("datetime64[M]")
    month_number = months.astype(np.int64)
    year, month = np.divmod(month_number, 12)
    day = (days - months).astype(np.int64) + 1
    return np.where(known, (year + 1970) * 10000 + (month + 1) * 100 + day, 0)


def birth_keys(year: Integers, month: Integers, day: Integers) -> Integers:
    """Dates of birth as yyyymmdd from parts that are 0 where unknown.

    Without a year the date is unknown (0). Without a month, or with one that does not exist, it is
    taken as 1 July, and without a day as the 15th: the middle, so that ages are right on average
    and for most people.
    """
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    month_known = (month >= 1) & (month <= 12)
    length = _DAYS[np.where(month_known, month, 0)] + (leap & (month == 2))
    day_known = (day >= 1) & (day <= length)
    month_used = np.where(month_known, month, _MIDDLE_MONTH)
    day_used = np.where(month_known, np.where(day_known, day, _MIDDLE_DAY), 1)
    return np.where((year > 0) & (year < 10000), year * 10000 + month_used * 100 + day_used, 0)


def age_codes(birth: Integers, date: Integers | int) -> NDArray[np.uint8]:
    """Age codes on `date` of people born on `birth`, both yyyymmdd and 0 where unknown."""
    age = (np.asarray(date, dtype=np.int64) - birth) // 10000
    known = (birth > 0) & (np.asarray(date) > 0) & (age <= OLDEST)
    return np.where(known, np.maximum(age, -1) + 1, UNKNOWN).astype(np.uint8)
