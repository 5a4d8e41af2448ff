"""Trees: what a branch says, and what it says of its children's sum, from bands alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser.rendering import render
from layouts import formatting
from layouts.concept import ListedConcept
from layouts.page import Visit
from layouts.tree import TreeFacts, TreeNode, compare_with_sum, tree_page
from tests.layouts.conftest import count


def listed(concept_id: int, name: str, low: int, high: int) -> ListedConcept:
    return ListedConcept("condition", concept_id, name, "Test", "T", count(low, high), None)


HEART = listed(1, "Heart disease", 101, 120)
FAILURE = listed(2, "Heart failure", 61, 80)
ARRHYTHMIA = listed(3, "Arrhythmia", 61, 80)
LUNG = listed(4, "Cardiopulmonary disease", 141, 160)


def leaf(concept: ListedConcept, **changes: object) -> TreeNode:
    return replace(TreeNode(concept, 0, (), False, False, "", ()), **changes)  # type: ignore[arg-type]


def branch(**changes: object) -> TreeNode:
    children = (leaf(FAILURE, elsewhere=(LUNG,)), leaf(ARRHYTHMIA))
    return replace(TreeNode(HEART, 2, children, True, False, "more", ()), **changes)  # type: ignore[arg-type]


def tree(visit: Visit, *nodes: TreeNode, **changes: object) -> str:
    facts = TreeFacts("condition", count(181, 200), 20, 4, nodes, 0, "", True)
    page = tree_page(replace(facts, **changes), visit)  # type: ignore[arg-type]
    return render([page.fixed, page.live])


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (((61, 80), (61, 80)), "more"),  # at least 122 of at most 120
        (((61, 80), (41, 60)), ""),  # 102 to 140 beside 101 to 120: nobody knows
        (((21, 40), (41, 60)), "fewer"),  # at most 100 of at least 101
        (((21, 40), (41, 60), (0, 20)), ""),  # 62 to 120
        ((), ""),
    ],
)
def test_a_sum_is_compared_where_the_bands_leave_no_other_answer(
    parts: tuple[tuple[int, int], ...], says: str
) -> None:
    assert compare_with_sum(count(101, 120), [count(*band) for band in parts]) == says


@given(st.integers(21, 400), st.lists(st.integers(21, 400), min_size=1, max_size=6))
def test_what_is_said_of_a_sum_is_always_true(whole: int, parts: list[int]) -> None:
    def band(true: int) -> tuple[int, int]:
        return (true - 1) // 20 * 20 + 1, -(-true // 20) * 20

    says = compare_with_sum(count(*band(whole)), [count(*band(part)) for part in parts])
    true = {"more": sum(parts) > whole, "fewer": sum(parts) < whole, "": True}
    assert true[says]


def test_children_that_add_to_more_than_their_parent_are_explained_in_place(visit: Visit) -> None:
    whole = formatting.count(HEART.participants, visit.text)
    assert visit.text("tree.more", whole=whole) in tree(visit, branch())
    assert visit.text("tree.fewer", whole=whole) in tree(visit, branch(adds_up="fewer"))
    written = tree(visit, branch(adds_up=""))
    assert not any(visit.text(f"tree.{says}", whole=whole) in written for says in ("more", "fewer"))


def test_a_single_child_is_not_said_to_add_up(visit: Visit) -> None:
    written = tree(visit, branch(below=1, shown=(leaf(FAILURE),), adds_up="fewer"))
    whole = formatting.count(HEART.participants, visit.text)
    assert visit.text("tree.fewer_than_one", whole=whole) in written
    assert visit.text("tree.fewer", whole=whole) not in written


def test_a_concept_under_several_others_says_so_and_leads_there(visit: Visit) -> None:
    written = tree(visit, branch())
    assert written.count(visit.text("tree.also")) == 1
    assert f"open={LUNG.concept_id}" in written


def test_a_branch_unfolds_and_a_leaf_is_a_link_to_its_page(visit: Visit) -> None:
    written = tree(visit, branch())
    assert written.count("<details") == written.count("<summary") == 1
    assert written.count(f'href="{visit.address.to("/conditions/3").href}"') == 1


def test_a_branch_that_is_not_sent_is_a_link_that_opens_it(visit: Visit) -> None:
    written = tree(visit, branch(shown=()))
    assert "<details" not in written
    assert f"{visit.address.to('/conditions/tree', open='1').href}#here".replace("&", "&amp;") in (
        written
    )


def test_the_opened_concept_is_marked_once(visit: Visit) -> None:
    written = tree(visit, branch(shown=(leaf(FAILURE, opened=True, here=True), leaf(ARRHYTHMIA))))
    assert written.count('id="here"') == written.count('aria-current="location"') == 1


def test_a_flat_vocabulary_is_one_level_and_says_so(visit: Visit) -> None:
    written = tree(visit, leaf(FAILURE), leaf(ARRHYTHMIA), nested=False)
    assert visit.text("tree.flat") in written
    assert "<details" not in written


def test_an_empty_domain_says_why(visit: Visit) -> None:
    written = tree(visit, listed=0, nested=False)
    assert visit.text("list.empty", threshold=20) in written
    assert '<ul class="tree"' not in written
