"""The hierarchy among the concepts that a release lists."""

from collections.abc import Collection, Iterable, Iterator, Mapping

Edge = tuple[int, int]  # parent, child


def listed_edges(edges: Iterable[Edge], listed: Collection[int]) -> list[Edge]:
    """The direct links (parent, child) between listed concepts, ascending.

    ``edges`` is the transitive reduction over all concepts. Where one that is not listed stands
    between two that are, they are linked past it, unless another listed one stands between too.

    >>> listed_edges([(1, 2), (2, 3), (1, 4)], {1, 3, 4})
    [(1, 3), (1, 4)]
    """
    known = frozenset(listed)
    below: dict[int, list[int]] = {}
    for parent, child in edges:
        below.setdefault(parent, []).append(child)
    direct = {
        parent: {child for child in below.get(parent, ()) if child in known} for parent in known
    }
    past = {parent: set(_past_gaps(parent, below, known)) - direct[parent] for parent in known}
    joined = {parent: direct[parent] | past[parent] for parent in known}
    found = [(parent, child) for parent in known for child in direct[parent]]
    found += [
        (parent, child)
        for parent in known
        for child in past[parent]
        if not any(child in _all_below(other, joined) for other in joined[parent] - {child})
    ]
    return sorted(found)


def lineage_of(edges: Iterable[Edge]) -> list[Edge]:
    """Every pair (ancestor, descendant), near and far, ascending.

    >>> lineage_of([(1, 2), (2, 3)])
    [(1, 2), (1, 3), (2, 3)]
    """
    direct: dict[int, set[int]] = {}
    for parent, child in edges:
        direct.setdefault(parent, set()).add(child)
    return sorted((parent, below) for parent in direct for below in _all_below(parent, direct))


def _past_gaps(parent: int, below: Mapping[int, list[int]], known: frozenset[int]) -> Iterator[int]:
    """Listed concepts that only concepts that are not listed separate from a parent."""
    gaps = [child for child in below.get(parent, ()) if child not in known]
    seen = set(gaps)
    while gaps:
        for child in below.get(gaps.pop(), ()):
            if child in known:
                yield child
            elif child not in seen:
                seen.add(child)
                gaps.append(child)


def _all_below(concept: int, direct: Mapping[int, set[int]]) -> set[int]:
    found = set[int]()
    ahead = [concept]
    while ahead:
        for child in direct.get(ahead.pop(), ()):
            if child not in found:
                found.add(child)
                ahead.append(child)
    return found
