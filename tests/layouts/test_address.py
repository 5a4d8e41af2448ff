"""Addresses: permanent, in one fixed form, with all state in them."""

from layouts.address import Address, concept_path


def test_defaults_are_left_out() -> None:
    assert Address("/conditions").href == "/conditions"


def test_state_stands_in_one_fixed_order() -> None:
    address = Address("/drugs", cut="sex*age", measure="share", q="a & b", page=3, language="es")
    assert address.href == "/drugs?cut=sex*age&measure=share&q=a+%26+b&page=3&lang=es"


def test_another_page_keeps_language_and_release_only() -> None:
    address = Address("/drugs", release="demo-1", q="statin", page=2, language="es")
    assert address.to("/privacy").href == "/privacy?release=demo-1&lang=es"


def test_concepts_lie_below_their_domain() -> None:
    assert concept_path("measurement", 3004410) == "/measurements/3004410"
