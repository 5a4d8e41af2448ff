"""Small ancestry groups are counted with the remaining people, who must be enough as well."""

from suppression.ancestry import folded


def test_groups_of_enough_people_stay() -> None:
    assert folded([300, 200, 500], None, 200) == ([0, 1, 2], [])


def test_small_groups_join_those_of_no_group() -> None:
    assert folded([300, 50, 60, 400], 3, 100) == ([0], [1, 2, 3])


def test_the_smallest_group_joins_a_rest_that_would_be_small_itself() -> None:
    """Otherwise everyone minus the others would be that one small group."""
    assert folded([300, 200, 50], None, 100) == ([0], [1, 2])


def test_nobody_stands_apart_where_the_rest_is_never_enough() -> None:
    assert folded([120, 30], None, 200) == ([], [0, 1])


def test_a_group_without_anybody_is_no_group() -> None:
    assert folded([300, 0, 300], None, 200) == ([0, 2], [])
