"""Reading addresses that strangers typed."""

import pytest

from browser.query import LONGEST_QUERY, read_address


def test_known_parameters_are_read() -> None:
    address, ignored = read_address("/conditions", "?measure=share&q=type++2&page=2&lang=es")
    assert (address.measure, address.q, address.page, address.language) == (
        "share",
        "type 2",
        2,
        "es",
    )
    assert ignored == set()


def test_defaults_and_empty_values_are_the_same_address() -> None:
    plain, _ = read_address("/conditions", "")
    stated, ignored = read_address("/conditions", "measure=count&sort=&q=+&page=1&lang=en&cut=")
    assert stated == plain
    assert ignored == set()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1e3", "page"),
        ("page=٣", "page"),
        ("page=9999999999999999999999", "page"),
        ("cut=../../etc", "cut"),
        ("cut=sex*age*race*x", "cut"),
        ("measure=true", "measure"),
        ("sort=size", "sort"),
        ("lang=tlh", "lang"),
    ],
)
def test_values_that_cannot_be_followed_are_named(query: str, name: str) -> None:
    address, ignored = read_address("/conditions", query)
    assert ignored == {name}
    assert address == read_address("/conditions", "")[0]


def test_unknown_parameters_are_passed_over() -> None:
    assert read_address("/", "utm_source=mail&fbclid=1")[1] == set()


def test_typed_words_lose_control_characters_and_length() -> None:
    address, _ = read_address("/search", "q=%00a%1b%0ab" + "x" * 5000)
    assert address.q.startswith("a bx")
    assert len(address.q) == LONGEST_QUERY


def test_bytes_that_are_no_text_do_not_raise() -> None:
    address, _ = read_address("/search", "q=%ff%fe")
    assert address.q
