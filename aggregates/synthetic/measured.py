"""Quantities that are measured of people, and tests answered in words: `quantities.toml`, read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aggregates.errors import InputError
from aggregates.synthetic.fields import read_toml

_FILE = "data/demo/quantities.toml"
Terms = Mapping[str, float]


@dataclass(frozen=True)
class Unit:
    """A unit that some records are in. Values are value * factor + offset, read in steps."""

    code: str  # UCUM
    concept_id: int
    spelled: tuple[str, ...]
    share: float
    factor: float
    offset: float
    step: float
    heaps: Mapping[float, float]  # coarser step -> share of records read in it


@dataclass(frozen=True)
class Physical:
    """The programme's own concept of a quantity, measured when people join."""

    concept_id: int
    code: str
    name: str


@dataclass(frozen=True)
class Above:
    """A limit above which a share of records holds words in place of a number."""

    limit: float
    text: str
    share: float


@dataclass(frozen=True)
class Quantity:
    """A quantity with its usual values; in logarithms where `log` (see quantities.toml)."""

    id: str
    codes: tuple[str, ...]  # LOINC
    physical: Physical | None
    of_body: bool  # worked out from body mass index and height: weight
    log: bool
    center: float
    spread: float
    sd: float
    within: float
    low: float
    high: float
    terms: Terms
    above: Above | None
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Outcome:
    """A result in words; `concept_id` is 0 where the record has the text only."""

    text: str
    concept_id: int
    share: float
    terms: Terms


@dataclass(frozen=True)
class Slips:
    """Shares of records with something wrong or missing."""

    missing_unit: float
    only_spelled: float
    wrong: float
    no_value: float


@dataclass(frozen=True)
class Measured:
    """All that is measured."""

    quantities: tuple[Quantity, ...]
    results: Mapping[str, tuple[Outcome, ...]]  # by LOINC code
    slips: Slips


def read_measured() -> Measured:
    """Read quantities.toml. Raises InputError that names the quantity."""
    tables = read_toml("quantities.toml")
    quantities = tuple(_quantity(row, tables["units"]) for row in tables["quantities"])
    results = {row["code"]: _outcomes(row) for row in tables["results"]}
    codes = [code for quantity in quantities for code in quantity.codes] + list(results)
    for code in codes:
        if codes.count(code) > 1:
            raise InputError(f"{code} is there twice", _FILE, "Keep one of them")
    return Measured(quantities, results, Slips(**tables["records"]))


def _quantity(row: Mapping[str, Any], units: Mapping[str, Any]) -> Quantity:
    quantity = Quantity(
        id=row["id"],
        codes=tuple(row.get("codes", ())),
        physical=Physical(**row["physical"]) if "physical" in row else None,
        of_body=row.get("from") == "bmi*height",
        log=row.get("log", False),
        center=row["center"],
        spread=row["spread"],
        sd=row["sd"],
        within=row["within"],
        low=row["low"],
        high=row["high"],
        terms=row.get("terms", {}),
        above=Above(**row["above"]) if "above" in row else None,
        units=tuple(_unit(unit, units, row["id"]) for unit in row["units"]),
    )
    if abs(sum(unit.share for unit in quantity.units) - 1) > 1e-9:
        raise InputError(f"the units of {quantity.id} do not share 1", _FILE, "Correct them")
    if not quantity.low < quantity.center < quantity.high:
        raise InputError(f"{quantity.id} has its center outside its range", _FILE, "Correct it")
    return quantity


def _unit(row: Mapping[str, Any], units: Mapping[str, Any], quantity: str) -> Unit:
    if row["unit"] not in units:
        raise InputError(f"{quantity} is in {row['unit']}, not a unit", _FILE, "Add the unit")
    unit = units[row["unit"]]
    return Unit(
        code=row["unit"],
        concept_id=unit["concept_id"],
        spelled=tuple(unit["spelled"]),
        share=row["share"],
        factor=row.get("factor", 1.0),
        offset=row.get("offset", 0.0),
        step=row["step"],
        heaps={float(step): share for step, share in row.get("heaps", {}).items()},
    )


def _outcomes(row: Mapping[str, Any]) -> tuple[Outcome, ...]:
    outcomes = tuple(
        Outcome(each["text"], each.get("concept_id", 0), each["share"], each.get("terms", {}))
        for each in row["outcomes"]
    )
    if abs(sum(outcome.share for outcome in outcomes) - 1) > 1e-9:
        raise InputError(f"the results of {row['code']} do not share 1", _FILE, "Correct them")
    return outcomes
