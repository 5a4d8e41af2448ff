"""The make-up of the synthetic participants: shares by sex, age, race, ethnicity and place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from aggregates.errors import InputError
from aggregates.synthetic.fields import read_rows, read_toml


@dataclass(frozen=True)
class SexGroup:
    """An answer to the question on sex, its share of participants and their ages."""

    id: str
    concept_id: int
    share: float
    ages: Mapping[int, float]  # first age of a band -> share


@dataclass(frozen=True)
class RaceEthnicityGroup:
    """An answer to the question on race and ethnicity and its share of participants."""

    id: str
    race_concept_id: int
    ethnicity_concept_id: int
    share: float
    regions: Mapping[str, float]  # region -> how much more often these people live there
    rural: float  # odds of living in a rural place over those of the state
    per_15_years: float  # log of how much more often, at 15 years more


@dataclass(frozen=True)
class Population:
    """Published make-up that the synthetic participants lie near."""

    cutoff_date: date
    health_record: Mapping[str, float]  # share, and log odds by factor of care and in rural places
    state_not_reported: float
    sex: tuple[SexGroup, ...]
    race_ethnicity: tuple[RaceEthnicityGroup, ...]
    states: tuple[str, ...]
    state_shares: tuple[float, ...]
    state_regions: tuple[str, ...]
    state_rural: tuple[float, ...]  # share of the state's residents in rural places

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that states lie in, in alphabetical order."""
        return tuple(sorted(set(self.state_regions)))

    @property
    def cutoff_day(self) -> int:
        """The cut-off date in days since 1970-01-01."""
        return (self.cutoff_date - date(1970, 1, 1)).days


def read_population() -> Population:
    """Read `data/demo/people.toml` and `states.csv`. Raises InputError unless shares sum to 1."""
    tables = read_toml("people.toml")
    sex = tuple(
        SexGroup(row["id"], row["concept_id"], row["share"], _ages(row)) for row in tables["sex"]
    )
    race = tuple(
        RaceEthnicityGroup(**{"regions": {}, "rural": 1.0, "per_15_years": 0.0, **row})
        for row in tables["race_ethnicity"]
    )
    states = list(read_rows("states.csv", ("state", "region", "population_2020", "rural_2020")))
    counts = [row.number("population_2020", 1, 1e9) for row in states]
    _check_shares("sex", [group.share for group in sex])
    _check_shares("race_ethnicity", [group.share for group in race])
    return Population(
        cutoff_date=tables["cutoff_date"],
        health_record=tables["health_record"],
        state_not_reported=tables["location"]["not_reported"],
        sex=sex,
        race_ethnicity=race,
        states=tuple(row.text("state") for row in states),
        state_shares=tuple(count / sum(counts) for count in counts),
        state_regions=tuple(row.text("region") for row in states),
        state_rural=tuple(row.number("rural_2020", 0, 1) for row in states),
    )


def _ages(row: Mapping[str, Any]) -> dict[int, float]:
    ages = {int(first): float(share) for first, share in row["ages"].items()}
    _check_shares(f"ages of sex {row['id']}", list(ages.values()))
    return ages


def _check_shares(what: str, shares: list[float]) -> None:
    if abs(sum(shares) - 1) > 1e-9:
        raise InputError(
            f"the shares of {what} sum to {sum(shares):.6f}",
            "data/demo/people.toml",
            "Make them sum to 1",
        )
