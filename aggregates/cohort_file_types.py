"""What a cohort file says of types of data: which records show that a participant shared one."""

from collections.abc import Sequence

from aggregates.cohort_file_keys import DIMENSION_ID, Keys
from aggregates.cohort_file_plans import DataType

_RECORDS = ("condition", "drug", "measurement", "procedure", "observation")
_SINGLE = {
    "survey": {"en": "Surveys", "es": "Encuestas"},
    "physical_measurement": {"en": "Physical measurements", "es": "Medidas físicas"},
    "wearable": {"en": "Wearables", "es": "Dispositivos portátiles"},
}
_MOST = 7  # types: 127 combinations


def data_types(
    tables: Sequence[Keys] | None, domains: Sequence[str], keys: Keys
) -> tuple[DataType, ...]:
    """`types` of a cohort file, each by `domains` or by a `table` (of people, or with a `column`
    and `value`).

    Without them: a health record, where the cohort has a domain of one, and each of surveys,
    physical measurements and wearables that it has.
    """
    types = _usual(domains) if tables is None else tuple(_type(one, domains) for one in tables)
    if not types:
        keys.refuse("types", "are none", "Name the types of data that people shared")
    keys.refuse_twice("types", [one.id for one in types])
    if len(types) > _MOST:
        keys.refuse("types", f"has more than {_MOST}", "Keep the types that people ask about")
    return types


def _usual(domains: Sequence[str]) -> tuple[DataType, ...]:
    records = tuple(one for one in _RECORDS if one in domains)
    label = {"en": "Health record", "es": "Historia clínica"}
    found = [DataType("ehr", label, records)] if records else []
    found += [DataType(one, text, (one,)) for one, text in _SINGLE.items() if one in domains]
    return tuple(found)


def _type(keys: Keys, domains: Sequence[str]) -> DataType:
    name, label = keys.name("id", DIMENSION_ID), keys.label("label")
    if keys.has("domains"):
        own = keys.texts("domains")
        for one in own:
            if one not in domains:
                keys.refuse("domains", f'"{one}" is not counted', f"Use {', '.join(domains)}")
        keys.end()
        return DataType(name, label, own)
    table = keys.text("table").lower()
    column = keys.text("column").lower() if keys.has("column") else None
    value = keys.text("value") if column else None
    keys.end()
    return DataType(name, label, (), table, column, value)
