"""What wearables record and how they are worn: `wearables.toml`, read."""

from collections.abc import Mapping
from dataclasses import dataclass

from aggregates.synthetic.fields import read_toml


@dataclass(frozen=True)
class Daily:
    """What a device records in a day (see wearables.toml)."""

    log: bool
    center: float
    sd: float
    within: float
    low: float
    high: float
    terms: Mapping[str, float]


@dataclass(frozen=True)
class Wearing:
    """How devices are worn: mean days, and shares of days or of wearers."""

    days: float
    worn: float
    without_sleep: float
    without_heart_rate: float
    nap: float
    wrong: float


@dataclass(frozen=True)
class Wearables:
    """How devices are worn and what they record."""

    wearing: Wearing
    daily: Mapping[str, Daily]


def read_wearables() -> Wearables:
    """Read wearables.toml."""
    tables = read_toml("wearables.toml")
    daily = {name: Daily(**row) for name, row in tables["daily"].items()}
    return Wearables(Wearing(**tables["wearing"]), daily)
