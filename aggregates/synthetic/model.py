"""The shapes of illness and care: latent factors, onset curves and the constants of model.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregates.errors import InputError
from aggregates.synthetic.fields import read_toml


@dataclass(frozen=True)
class OnsetCurve:
    """Share of a lifetime's risk of a condition that has passed by each age."""

    ages: NDArray[np.float64]
    shares: NDArray[np.float64]
    further: bool  # whether it comes back in later records
    fade_from: float  # age in years
    fade_per_year: float  # log odds lost per year beyond it

    def share_by(self, age: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the share passed by `age` in years."""
        return np.interp(age, self.ages, self.shares, left=0.0)

    def age_at(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the age in years by which `share` has passed."""
        return np.interp(share, self.shares, self.ages)

    def faded(self, age: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log odds lost by `age`, for onsets before records were kept."""
        lost: NDArray[np.float64] = self.fade_per_year * np.maximum(age - self.fade_from, 0.0)
        return lost

    @property
    def last_age(self) -> float:
        """Age after which nobody gets it."""
        return float(self.ages[-1])


@dataclass(frozen=True)
class Model:
    """Constants of model.toml; see the comments there for their units."""

    factors: tuple[str, ...]
    deprivation: NDArray[np.float64]  # (factors,) correlation of each factor with deprivation
    onset: Mapping[str, OnsetCurve]
    condition: Mapping[str, float]
    care: Mapping[str, float]
    visits: Mapping[str, float]
    death_ages: NDArray[np.float64]
    death_shares: NDArray[np.float64]
    death_within_years: float

    def draw_factors(self, people: int, random: np.random.Generator) -> NDArray[np.float32]:
        """Draw the latent factors of people: (factors, people), each standard normal."""
        own = random.standard_normal((len(self.factors), people), dtype=np.float32)
        shared = own[self.factors.index("deprivation")].copy()
        weight = self.deprivation[:, None].astype(np.float32)
        drawn: NDArray[np.float32] = weight * shared + np.sqrt(1 - weight**2) * own
        return drawn


def read_model() -> Model:
    """Read `data/demo/model.toml`. Raises InputError on a curve that does not rise to 1."""
    tables = read_toml("model.toml")
    death = tables["death"]
    return Model(
        factors=tuple(tables["factors"]),
        deprivation=np.array([f["deprivation"] for f in tables["factors"].values()]),
        onset={name: _curve(name, curve) for name, curve in tables["onset"].items()},
        condition=tables["condition"],
        care=tables["care"],
        visits=tables["visits"],
        death_ages=np.array(death["share_by_age"]["ages"], dtype=float),
        death_shares=np.array(death["share_by_age"]["shares"], dtype=float),
        death_within_years=float(death["within_years"]),
    )


def _curve(name: str, table: Mapping[str, Any]) -> OnsetCurve:
    ages, shares = np.array(table["ages"], float), np.array(table["shares"], float)
    rising = len(ages) == len(shares) and np.all(np.diff(ages) > 0) and np.all(np.diff(shares) > 0)
    if not rising or shares[0] != 0 or shares[-1] != 1:
        raise InputError(
            f"onset.{name} does not rise from 0 to 1",
            "data/demo/model.toml",
            "Give rising ages and rising shares, as many of the one as of the other",
        )
    fade = table.get("fade", {"from": 0.0, "per_year": 0.0})
    return OnsetCurve(ages, shares, bool(table["further"]), fade["from"], fade["per_year"])
