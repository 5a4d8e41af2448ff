"""What a cohort file says of domains with values: its physical measurements, its wearables."""

from dataclasses import replace

from aggregates.cohort_file_keys import Keys
from aggregates.wearable_tables import WearableTable, shipped_wearables


def physical_concepts(keys: Keys) -> tuple[int, ...] | None:
    """`concept_ids`, the physical measurements among the concepts of `measurement`."""
    if not keys.has("concept_ids"):
        return None
    codes = keys.codes("concept_ids")
    if isinstance(codes[0], str):
        keys.refuse("concept_ids", "is not a list of whole numbers", "Write OMOP concept ids")
    return tuple(int(code) for code in codes)


def wearable_tables(keys: Keys) -> tuple[WearableTable, ...] | None:
    """`tables`, each one of data/values by its `id`, or another one to be counted only."""
    if not keys.has("tables"):
        return None
    tables = tuple(_table(table) for table in keys.tables("tables"))
    keys.refuse_twice("tables", [table.id for table in tables])
    keys.refuse_twice("tables", [table.concept_id for table in tables])
    return tables


def _table(keys: Keys) -> WearableTable:
    table_id = keys.text("id")
    shipped = shipped_wearables().get(table_id)
    table = _own(keys, table_id) if shipped is None else _like(keys, shipped)
    keys.end()
    return table


def _own(keys: Keys, table_id: str) -> WearableTable:
    taken = {one.concept_id for one in shipped_wearables().values()}
    concept_id = keys.whole("concept_id")
    if concept_id <= 0 or concept_id in taken:
        keys.refuse("concept_id", "is not free", f"Write a number above {max(taken)}")
    return WearableTable(table_id, concept_id, keys.text("name"), keys.text("table").lower(), None)


def _like(keys: Keys, shipped: WearableTable) -> WearableTable:
    """A shipped table under the names it has in this source."""
    table = keys.text("table", shipped.table).lower()
    daily = shipped.daily
    if daily is not None:
        date, value = keys.text("date", daily.date), keys.text("value", daily.value)
        daily = replace(daily, date=date.lower(), value=value.lower())
    return replace(shipped, table=table, daily=daily)
