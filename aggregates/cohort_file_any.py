"""A dimension made of others: whether a person is in any of some of their groups.

    from = { any = { race_ethnicity = ["asian", "black"], age = ["65+"] },
             unknown = { race_ethnicity = ["not_reported"] } }
    groups = [{ id = "yes" }, { id = "no" }, { id = "not_known" }]

Somebody is in `yes` who is in any group listed; of the others, somebody whose answer to one of
these dimensions is unknown is in `not_known`, and everybody else in `no`.
"""

from collections.abc import Mapping

from aggregates.cohort_file_keys import DIMENSION_ID, GROUP_ID, Keys
from aggregates.cohort_file_plans import AnyDimension, DimensionPlan, at_onset, is_lasting
from aggregates.dimension import Dimension, Group

YES, NO, NOT_KNOWN = "yes", "no", "not_known"
Numbers = dict[str, tuple[int, ...]]


def is_any(keys: Keys) -> bool:
    """Whether the groups of a dimension come from other dimensions."""
    return keys.has_inside("from", "any")


def parse_any(keys: Keys, others: Mapping[str, DimensionPlan]) -> AnyDimension:
    """A dimension made of `others`, by id. Raises InputError for what it cannot be made of."""
    dimension_id = keys.name("id", DIMENSION_ID)
    label = keys.label("label")
    origin = keys.table("from")
    groups = keys.tables("groups")
    keys.end()
    listed = _groups_of(origin.table("any"), others)
    unknown = _groups_of(origin.table("unknown"), others) if origin.has("unknown") else {}
    origin.end()
    for other, numbers in unknown.items():
        if other not in listed:
            origin.refuse("unknown", f"names {other}, which any does not", "Leave it out")
        if twice := set(numbers) & set(listed[other]):
            group = others[other].dimension.groups[min(twice)].id
            origin.refuse("unknown", f"and any both list {group} of {other}", "Keep one")
    dimension = Dimension(dimension_id, label, tuple(map(_group, groups)))
    places = _places(dimension, bool(unknown), keys)
    lasting = all(is_lasting(others[other]) for other in listed)
    return AnyDimension(dimension, listed, unknown, *places, lasting=lasting)


def _group(keys: Keys) -> Group:
    group_id = keys.name("id", GROUP_ID)
    label = keys.label("label", {"en": group_id})
    keys.end()
    return Group(group_id, label)


def _groups_of(chosen: Keys, others: Mapping[str, DimensionPlan]) -> Numbers:
    """Dimension id -> the numbers of the groups listed."""
    numbers: Numbers = {}
    for dimension in chosen.names():
        plan = others.get(dimension)
        if plan is None or at_onset(plan):
            possible = (other for other, found in others.items() if not at_onset(found))
            chosen.refuse(
                dimension,
                "is not a dimension of persons with groups of its own",
                f"Use {', '.join(possible)}",
            )
        ids = [group.id for group in plan.dimension.groups]
        for group in chosen.texts(dimension):
            if group not in ids:
                chosen.refuse(dimension, f'has no group "{group}"', f"Use {', '.join(ids)}")
        numbers[dimension] = tuple(ids.index(group) for group in chosen.texts(dimension))
    chosen.end()
    return numbers


def _places(dimension: Dimension, has_unknown: bool, keys: Keys) -> tuple[int, int, int | None]:
    """The numbers of the groups for yes, no and not known."""
    ids = [group.id for group in dimension.groups]
    needed = [YES, NO, NOT_KNOWN] if has_unknown else [YES, NO]
    if sorted(ids) != sorted(needed):
        keys.refuse("groups", "do not fit a dimension of any", f"Give {', '.join(needed)}")
    return ids.index(YES), ids.index(NO), ids.index(NOT_KNOWN) if has_unknown else None
