"""The hierarchy of a release: direct links between the concepts it lists."""

import pytest

from aggregates.release_hierarchy import Edge, listed_edges

CHAIN = [(1, 2), (2, 3), (3, 4), (4, 5)]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ({1, 2, 3, 4, 5}, CHAIN),
        ({1, 2}, [(1, 2)]),
        ({1, 3}, [(1, 3)]),
        ({1, 5}, [(1, 5)]),
        ({2, 5}, [(2, 5)]),
        ({1, 4, 5}, [(1, 4), (4, 5)]),
        ({5}, []),
        (set(), []),
    ],
)
def test_listed_concepts_are_linked_past_any_number_of_others(
    listed: set[int], expected: list[Edge]
) -> None:
    assert listed_edges(CHAIN, listed) == expected


def test_the_order_of_ids_does_not_matter() -> None:
    assert listed_edges([(9, 3), (3, 7), (7, 1)], {9, 1}) == [(9, 1)]


def test_no_link_repeats_a_way_over_a_listed_concept() -> None:
    """4 stands below 1 by the unlisted 2 and by the listed 3: only the way over 3 is direct."""
    diamond = [(1, 2), (1, 3), (2, 4), (3, 4)]
    assert listed_edges(diamond, {1, 3, 4}) == [(1, 3), (3, 4)]


def test_a_way_over_two_gaps_does_not_repeat_one_over_a_gap_and_a_listed_concept() -> None:
    edges = [(1, 2), (2, 5), (1, 3), (3, 4), (4, 5)]  # 2 and 3 are not listed
    assert listed_edges(edges, {1, 4, 5}) == [(1, 4), (4, 5)]


def test_two_parents_keep_their_child() -> None:
    assert listed_edges([(1, 3), (2, 3)], {1, 2, 3}) == [(1, 3), (2, 3)]
