"""Bands for layouts: made by suppression, as everywhere."""

import pytest

from layouts.address import Address
from layouts.cells import Cell
from layouts.page import ReleaseFacts, Visit
from layouts.text import catalogue
from suppression.bands import Count, read_count
from suppression.policy import Policy
from suppression.shares import share

POLICY = Policy(
    id="test",
    title="Policy of the tests",
    source="The tests",
    rule="bands",
    threshold=20,
    protected_low=1,
    protected_high=18,
    widths=(20, 40, 80),
    crossing_floor=201,
)


def count(low: int, high: int) -> Count:
    return read_count(low, high, POLICY)


def cell(group: str, low: int, high: int, of: tuple[int, int] = (981, 1000)) -> Cell:
    published = count(low, high)
    label = group.capitalize()
    return Cell((group,), (label,), published, share(published, count(*of)))


@pytest.fixture
def release_facts() -> ReleaseFacts:
    return ReleaseFacts(
        id="clinic-2025",
        title={"en": "Clinic", "es": "Clínica"},
        created="2026-01-31",
        cutoff_date="2025-10-01",
        synthetic=True,
        current=True,
        domains=("condition", "drug"),
    )


@pytest.fixture(params=["en", "es"])
def visit(request: pytest.FixtureRequest, release_facts: ReleaseFacts) -> Visit:
    address = Address(path="/conditions/7", language=request.param)
    return Visit(address, catalogue(request.param), release_facts)
