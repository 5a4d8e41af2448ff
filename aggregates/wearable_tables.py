"""The tables of wearables, and how their rows become one value per participant."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from aggregates.quantities import Scale, scale_of


@dataclass(frozen=True)
class Daily:
    """A table's values: rows of one day are joined by `day`, implausible days are left out.

    `plausible` (from, up to but without) is in the column's unit; times `factor` it is in that of
    `scale`.
    """

    date: str
    value: str
    day: Literal["sum", "mean"]
    plausible: tuple[float, float]
    factor: float
    scale: Scale


@dataclass(frozen=True)
class WearableTable:
    """A table with a row per participant and day, or per device, and its subject."""

    id: str
    concept_id: int
    name: str
    table: str
    daily: Daily | None

    @property
    def columns(self) -> list[str]:
        """The columns it must have."""
        return ["person_id", *([self.daily.date, self.daily.value] if self.daily else [])]


@cache
def shipped_wearables() -> Mapping[str, WearableTable]:
    """The tables of data/values/wearables.toml by id."""
    stated = tomllib.loads(files("data").joinpath("values/wearables.toml").read_text("utf-8"))
    return {one["id"]: wearable_table(one) for one in stated["tables"]}


def wearable_table(stated: Mapping[str, Any]) -> WearableTable:
    """A table as the keys of data/values/wearables.toml state it."""
    daily = None
    if "value" in stated:
        low, high = stated["day_plausible"]
        daily = Daily(
            stated["date"],
            stated["value"],
            stated["day"],
            (float(low), float(high)),
            float(stated["factor"]),
            scale_of(stated),
        )
    return WearableTable(stated["id"], stated["concept_id"], stated["name"], stated["table"], daily)
