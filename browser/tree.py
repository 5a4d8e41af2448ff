"""Facts of a domain's tree: its top level, the way to the concept that is opened, and what is near.

A tree of thousands of concepts is never sent whole. The levels on the way to the opened concept
always are; others are sent folded while there is room, and are links to this page beyond that.
"""

from collections import deque
from collections.abc import Mapping
from typing import Final

from aggregates.release import Concept, Release
from browser.figures import listed_concept
from browser.page_request import PageRequest
from layouts.tree import TreeFacts, TreeNode, compare_with_sum
from suppression.bands import Count

LEVEL: Final = 100  # concepts of one level; the rest are on the list or on their parent's page
NODES: Final = 200  # concepts sent beyond the opened way

Place = tuple[int, ...]  # concept ids from the top level down: where in the tree a concept stands
Levels = Mapping[Place, tuple[Concept, ...]]


def tree_facts(request: PageRequest) -> TreeFacts:
    """The tree of a domain, opened down to the concept that the address names."""
    release, domain = request.release, request.release.domain(request.arguments["domain"])
    asked = request.address.open
    opened = release.concept(domain.id, int(asked)) if asked else None
    if asked and opened is None:
        request.ignored.add("open")
    way = way_to(release, domain.id, opened) if opened else ()
    top = release.top(domain.id)
    levels = sent_levels(release, domain.id, way)
    nodes = tuple(
        _node(release, domain.participants, levels, way, (concept.concept_id,), concept)
        for concept in levels.get((), ())
    )
    return TreeFacts(
        domain=domain.id,
        denominator=domain.participants,
        threshold=release.policy.threshold,
        listed=domain.concepts,
        nodes=nodes,
        rest=len(top) - len(nodes),
        adds_up=compare_with_sum(domain.participants, [one.participants for one in top]),
        nested=len(top) < domain.concepts,
    )


def way_to(release: Release, domain: str, concept: Concept) -> Place:
    """One way down to a concept: at every step from the broader concept with the largest band."""
    way = [concept.concept_id]
    while broader := release.broader(domain, way[0]):
        if broader[0].concept_id in way:
            break
        way.insert(0, broader[0].concept_id)
    return tuple(way)


def sent_levels(release: Release, domain: str, way: Place) -> Levels:
    """The levels to send, each by the place of its parent; ``()`` is the place above the top."""
    levels: dict[Place, tuple[Concept, ...]] = {}
    waiting = deque(way[:depth] for depth in range(len(way), -1, -1))
    room = NODES
    while waiting:
        place = waiting.popleft()
        below = release.narrower(domain, place[-1]) if place else release.top(domain)
        if place in levels or not below:
            continue
        on_way = place == way[: len(place)]
        follows = way[len(place) : len(place) + 1] if on_way else ()
        level = tuple(
            concept
            for rank, concept in enumerate(below)
            if rank < LEVEL or concept.concept_id in follows
        )
        if not on_way:
            if len(level) > room:
                continue
            room -= len(level)
        levels[place] = level
        waiting.extend((*place, concept.concept_id) for concept in level)
    return levels


def _node(
    release: Release,
    denominator: Count,
    levels: Levels,
    way: Place,
    place: Place,
    concept: Concept,
) -> TreeNode:
    below = release.narrower(concept.domain, concept.concept_id)
    above = release.broader(concept.domain, concept.concept_id)
    shown = tuple(
        _node(release, denominator, levels, way, (*place, child.concept_id), child)
        for child in levels.get(place, ())
    )
    return TreeNode(
        concept=listed_concept(concept, denominator),
        below=len(below),
        shown=shown,
        opened=place == way[: len(place)],
        here=place == way,
        adds_up=compare_with_sum(concept.participants, [one.participants for one in below]),
        elsewhere=tuple(
            listed_concept(one, denominator) for one in above if one.concept_id not in place[-2:]
        ),
    )
