"""Ancestry groups with too few people are counted together with those of no group."""

from collections.abc import Sequence


def folded(people: Sequence[int], rest: int | None, floor: int) -> tuple[list[int], list[int]]:
    """Which groups stay, and which are counted together as the rest.

    ``people`` of each group; ``rest`` is the number of the group of everybody else, if there is
    one. Where those counted together are fewer than ``floor`` as well, what they are would follow
    by subtraction: the smallest group left joins them until they are enough, or nobody is apart.
    """
    stay = [group for group, own in enumerate(people) if own >= floor and group != rest]
    joined = [group for group, own in enumerate(people) if group not in stay and own]
    while joined and stay and sum(people[group] for group in joined) < floor:
        smallest = min(stay, key=lambda group: (people[group], group))
        stay.remove(smallest)
        joined.append(smallest)
    return stay, sorted(joined)
