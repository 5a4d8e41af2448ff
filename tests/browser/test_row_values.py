"""Limits in files hold as they are written: they are rounded outwards, never inwards."""

from hypothesis import given, settings
from hypothesis import strategies as st

from browser.row_values import limit_values
from tests.examples import examples

WHOLES = st.integers(0, 10**7)


def test_a_limit_that_needs_no_rounding_stays() -> None:
    assert limit_values(0.1, 0.3, 4) == ("0.1000", "0.3000")
    assert limit_values(0.0, 1.0, 6) == ("0.000000", "1.000000")
    assert limit_values(0.07, 0.29, 2) == ("0.07", "0.29")  # whose floats lie beside them


def test_a_lower_limit_goes_down_and_an_upper_one_up() -> None:
    assert limit_values(2 / 3, 2 / 3, 4) == ("0.6666", "0.6667")
    assert limit_values(1e-9, 1e-9, 4) == ("0.0000", "0.0001")


@settings(max_examples=examples(100))
@given(part=WHOLES, more=WHOLES, places=st.integers(2, 6))
def test_what_is_written_contains_what_is_known(part: int, more: int, places: int) -> None:
    share = part / (part + more + 1)
    low, high = limit_values(share, share, places)
    assert float(low) <= share + 1e-12
    assert float(high) >= share - 1e-12
    assert float(high) - float(low) <= 10**-places + 1e-12
