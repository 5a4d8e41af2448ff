"""The [[dimensions]] of a cohort file: where each person's group comes from."""

import itertools

from aggregates.cdm_sources import suffix_of
from aggregates.cohort_file_any import is_any, parse_any
from aggregates.cohort_file_keys import DIMENSION_ID, GROUP_ID, Keys
from aggregates.cohort_file_plans import (
    AgeBand,
    AgeDimension,
    CodedDimension,
    CodeSource,
    DimensionPlan,
    LocationColumn,
    ObservationAnswer,
    PersonColumns,
    PersonTable,
    Rule,
    Values,
)
from aggregates.dimension import Dimension, Group

OLDEST_BAND = 999
MOST_GROUPS = 250  # group numbers are kept as uint8


def parse_dimensions(tables: list[Keys]) -> tuple[DimensionPlan, ...]:
    """All dimensions in the file's order; those made of others are read once the others are."""
    plans = {at: parse_dimension(keys) for at, keys in enumerate(tables) if not is_any(keys)}
    others = {plan.dimension.id: plan for plan in plans.values()}
    plans |= {at: parse_any(keys, others) for at, keys in enumerate(tables) if is_any(keys)}
    return tuple(plans[at] for at in range(len(tables)))


def parse_dimension(keys: Keys) -> DimensionPlan:
    """One dimension. Raises InputError where its groups could not partition participants."""
    dimension_id = keys.name("id", DIMENSION_ID)
    label = keys.label("label")
    origin = keys.table("from")
    groups = keys.tables("groups")
    keys.end()
    by_age = origin.has("age")
    dimension = Dimension(dimension_id, label, tuple(_group(group, by_age) for group in groups))
    keys.refuse_twice("groups", [group.id for group in dimension.groups])
    if len(groups) > MOST_GROUPS:
        keys.refuse("groups", f"has more than {MOST_GROUPS} groups", "Join some of them")
    if by_age:
        return _age_dimension(dimension, origin, groups, keys)
    return _coded_dimension(dimension, _source(origin), groups, keys)


def _group(keys: Keys, by_age: bool) -> Group:
    group_id = keys.name("id", GROUP_ID)
    return Group(
        group_id, keys.label("label", {"en": group_id.replace("-", "–" if by_age else "-")})
    )


def _source(origin: Keys) -> CodeSource:
    source: CodeSource
    if origin.has("person"):
        source = PersonColumns(origin.texts("person"))
    elif origin.has("location"):
        source = LocationColumn(origin.text("location"))
    elif origin.has("observation"):
        source = ObservationAnswer(origin.wholes("observation"))
    elif origin.has("table"):
        source = PersonTable(_table_name(origin), origin.text("column"))
    else:
        origin.refuse(
            origin.names()[0],
            "is not a place where groups come from",
            "Use person, location, observation, table, age or any",
        )
    origin.end()
    return source


def _table_name(origin: Keys) -> str:
    """The table's name, from its own or its file's."""
    name = origin.text("table").lower()
    return name.removesuffix(suffix_of(name) or "")


def _only(groups: list[Keys], key: str, keys: Keys) -> int | None:
    marked = [number for number, group in enumerate(groups) if group.truth(key, False)]
    if len(marked) > 1:
        keys.refuse("groups", f"has {key} = true more than once", "Keep it in one group")
    return marked[0] if marked else None


def _coded_dimension(
    dimension: Dimension, source: CodeSource, groups: list[Keys], keys: Keys
) -> CodedDimension:
    rest, several = _only(groups, "rest", keys), _only(groups, "several", keys)
    if several is not None and isinstance(source, PersonColumns | LocationColumn):
        keys.refuse(
            "groups", "cannot have several = true here", "A person has one value in a column"
        )
    if several is not None and several == rest:
        keys.refuse(
            "groups", "has several and rest in one group", "Without several, rest takes both"
        )
    columns = _columns(source)
    rules = []
    for number, group in enumerate(groups):
        if number not in (rest, several) or group.has("values") or group.has("when"):
            rules.append(Rule(number, _when(group, columns)))
        group.end()
    _refuse_unreachable(rules, columns, dimension, keys)
    return CodedDimension(dimension, source, tuple(rules), rest, several)


def _columns(source: CodeSource) -> tuple[str, ...]:
    if isinstance(source, PersonColumns):
        return source.columns
    if isinstance(source, ObservationAnswer):
        return ("value_as_concept_id",)
    return (source.column,)


def _when(group: Keys, columns: tuple[str, ...]) -> dict[str, Values]:
    if len(columns) == 1:
        return {columns[0]: group.codes("values")}
    conditions = group.table("when")
    when: dict[str, Values] = {}
    for column in conditions.names():
        if column not in columns:
            conditions.refuse(
                column, "is not among the columns of from", f"Use {', '.join(columns)}"
            )
        when[column] = conditions.codes(column)
    return when


def _refuse_unreachable(
    rules: list[Rule], columns: tuple[str, ...], dimension: Dimension, keys: Keys
) -> None:
    """Refuse a value in two groups of one column, and one column compared with text and numbers."""
    for column in columns:
        values = [value for rule in rules for value in rule.when.get(column, ())]
        if not values:
            keys.refuse("from", f"names {column}, which no group uses", "Leave the column out")
        if len({type(value) for value in values}) > 1:
            keys.refuse("groups", f"compares {column} with text and with numbers", "Use one kind")
        if len(columns) == 1 and len(set(values)) < len(values):
            twice = next(value for value in values if values.count(value) > 1)
            names = [dimension.groups[r.group].id for r in rules if twice in r.when[column]]
            keys.refuse(
                "groups", f"has value {twice!r} in {' and '.join(names)}", "Keep it in one group"
            )


def _age_dimension(
    dimension: Dimension, origin: Keys, groups: list[Keys], keys: Keys
) -> AgeDimension:
    at = origin.text("age")
    origin.end()
    if at not in ("at_cutoff", "at_onset"):
        origin.refuse("age", f'is "{at}"', 'Use "at_cutoff" or "at_onset"')
    rest = _only(groups, "rest", keys)
    if rest is None:
        keys.refuse("groups", "has no group for unknown ages", "Give one group rest = true")
    bands = []
    for number, group in enumerate(groups):
        if number != rest:
            bands.append(_band(number, group))
        group.end()
    _refuse_overlap(bands, dimension, keys)
    return AgeDimension(dimension, "cutoff" if at == "at_cutoff" else "onset", tuple(bands), rest)


def _band(number: int, group: Keys) -> AgeBand:
    if not group.has("min") and not group.has("max"):
        group.refuse("min", "is missing", "Give min, max or both, in whole years")
    low, high = group.whole("min", 0), group.whole("max", OLDEST_BAND)
    if not 0 <= low <= high:
        group.refuse("min", "is negative or above max", "Let min be at most max")
    return AgeBand(number, low, high)


def _refuse_overlap(bands: list[AgeBand], dimension: Dimension, keys: Keys) -> None:
    in_order = sorted(bands, key=lambda band: band.low)
    for younger, older in itertools.pairwise(in_order):
        if older.low <= younger.high:
            first, second = dimension.groups[younger.group].id, dimension.groups[older.group].id
            keys.refuse("groups", f"{first} and {second} overlap", "Let each age be in one group")
