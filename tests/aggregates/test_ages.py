"""Age in whole years, by birthday."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates.ages import UNKNOWN, age_codes, birth_keys, date_key, date_keys

DATES = st.dates(datetime.date(1880, 1, 1), datetime.date(2100, 12, 31))


def age_on(birth: int, date: int) -> int:
    """The age code of one person, less one: -1 is before birth, 254 unknown."""
    return int(age_codes(np.array([birth]), date)[0]) - 1


@pytest.mark.parametrize(
    ("birth", "date", "age"),
    [
        (19901001, 20251001, 35),  # on the birthday
        (19901002, 20251001, 34),  # the day before it
        (20000229, 20010228, 0),  # born on 29 February: 1 March in common years
        (20000229, 20010301, 1),
        (20000229, 20040229, 4),
        (20251001, 20251001, 0),
        (20251002, 20251001, -1),  # before birth
        (19050930, 20251001, 120),
        (19040930, 20251001, UNKNOWN - 1),  # nobody's age
        (0, 20251001, UNKNOWN - 1),
        (19901001, 0, UNKNOWN - 1),
    ],
)
def test_age_grows_on_the_birthday(birth: int, date: int, age: int) -> None:
    assert age_on(birth, date) == age


@given(birth=DATES, date=DATES)
def test_age_equals_the_number_of_birthdays_reached(
    birth: datetime.date, date: datetime.date
) -> None:
    had_birthday = (date.month, date.day) >= (birth.month, birth.day)
    years = date.year - birth.year - (not had_birthday)
    expected = UNKNOWN - 1 if years > 120 else max(years, -1)
    assert age_on(date_key(birth), date_key(date)) == expected


@given(st.lists(DATES, min_size=1, max_size=20))
def test_dates_as_arrays_are_the_dates(dates: list[datetime.date]) -> None:
    keys = date_keys(np.array(dates, "datetime64[D]"), np.ones(len(dates), np.bool_))
    assert keys.tolist() == [date_key(date) for date in dates]


@pytest.mark.parametrize(
    ("year", "month", "day", "birth"),
    [
        (1980, 2, 29, 19800229),
        (1981, 2, 29, 19810215),  # no such day: as if it were not given
        (1900, 2, 29, 19000215),  # no leap year
        (2000, 2, 29, 20000229),
        (1980, 5, 0, 19800515),
        (1980, 13, 7, 19800701),
        (1980, 0, 7, 19800701),
        (0, 5, 7, 0),
    ],
)
def test_a_missing_part_of_the_date_of_birth_is_taken_as_the_middle(
    year: int, month: int, day: int, birth: int
) -> None:
    assert birth_keys(*(np.array([part]) for part in (year, month, day))).tolist() == [birth]
