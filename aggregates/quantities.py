"""Quantities whose values are counted: units, conversions and fixed bin edges, from data/values.

Everything is fixed beforehand and no edge ever depends on the data. A bin holds its lower edge and
not its upper one.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Edges = NDArray[np.float64]


@dataclass(frozen=True)
class Conversion:
    """From a unit to the canonical one: value * factor + offset."""

    factor: float
    offset: float


@dataclass(frozen=True)
class Scale:
    """How values are counted: in `unit` (UCUM), in bins whose `edges` (n,) ascend.

    The first and the last edge are the limits of what is plausible: below the first, and from the
    last on, a value is counted as implausible.
    """

    unit: str
    edges: Edges

    @property
    def plausible(self) -> tuple[float, float]:
        """The least plausible value, and the least value above all plausible ones."""
        return float(self.edges[0]), float(self.edges[-1])

    def bins(self) -> pa.Table:
        """unit, bin_low, bin_high: implausibly low, the bins, implausibly high, no known value."""
        inner = self.edges.tolist()
        low = [-math.inf, *inner, -math.inf]
        high = [*inner, math.inf, math.inf]
        units = [self.unit] * (len(inner) + 1) + [""]
        return pa.table({"unit": units, "bin_low": low, "bin_high": high})

    def bin_of(self, value: Edges, known: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The row of `bins` of each value (n,); the last row where it is not `known`."""
        row = np.searchsorted(self.edges, value, side="right")
        return np.where(known, row, len(self.edges) + 1).astype(np.int64)


@dataclass(frozen=True)
class Quantity:
    """A measured quantity: which concepts record it, and in which units it is understood.

    `accepted` maps every spelling of a unit in records (see `unit_keys`) to its conversion.
    `concept_ids` count only where the concept's name holds `word`.
    """

    id: str
    loinc: frozenset[str]
    concept_ids: frozenset[int]
    word: str
    scale: Scale
    accepted: Mapping[str, Conversion]
    physical: bool


@cache
def shipped_quantities() -> tuple[Quantity, ...]:
    """The quantities of data/values, physical measurements first."""
    units = _read("units")["units"]
    found = []
    for name, physical in (("physical-measurements", True), ("laboratory", False)):
        found += [_quantity(stated, units, physical) for stated in _read(name)["quantities"]]
    return tuple(found)


@cache
def also_physical() -> frozenset[int]:
    """Concepts of physical measurements that have no values, such as pregnancy."""
    return frozenset(_read("physical-measurements")["also_physical"])


def scale_of(stated: Mapping[str, Any]) -> Scale:
    """The scale that `unit`, `plausible` and `edges` (from, to, step) state."""
    start, stop, step = (stated["edges"][key] for key in ("from", "to", "step"))
    steps = round((stop - start) / step)
    inner = [round(start + step * number, 9) for number in range(steps + 1)]
    low, high = stated["plausible"]
    return Scale(stated["unit"], np.unique(np.array([low, *inner, high], np.float64)))


def unit_keys(code: str, stated: Mapping[str, Any]) -> list[str]:
    """How records name a unit: "#8840" for a concept id, else code or spelling in lower case."""
    return [f"#{number}" for number in stated["concept_ids"]] + [
        spelling.lower() for spelling in (code, *stated["spelled"])
    ]


def _quantity(
    stated: Mapping[str, Any], units: Mapping[str, Mapping[str, Any]], physical: bool
) -> Quantity:
    accepted = {}
    for code, conversion in {stated["unit"]: 1, **stated["units"]}.items():
        for key in unit_keys(code, units[code]):
            accepted[key] = _conversion(conversion)
    return Quantity(
        id=stated["id"],
        loinc=frozenset(stated["loinc"]),
        concept_ids=frozenset(stated.get("concept_ids", ())),
        word=stated.get("word", ""),
        scale=scale_of(stated),
        accepted=accepted,
        physical=physical,
    )


def _conversion(stated: float | Mapping[str, float]) -> Conversion:
    if isinstance(stated, Mapping):
        return Conversion(float(stated["factor"]), float(stated["offset"]))
    return Conversion(float(stated), 0.0)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("data").joinpath(f"values/{name}.toml").read_text("utf-8"))
