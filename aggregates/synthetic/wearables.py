"""Days of wearables, in tables like the programme's: activity, heart rate, sleep, devices."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.synthetic.cdm_tables import days
from aggregates.synthetic.population import People
from aggregates.synthetic.table_files import TableFiles
from aggregates.synthetic.traits import Traits
from aggregates.synthetic.worn import Daily, Wearables, Wearing

DEVICES = ("Wristband", "Watch", "Watch with altimeter")
"""Kinds of device, of no maker."""

_MOST_DAYS_AFTER_JOINING = 400
_LEAST_STEPS_WORN = 100


def write_wearables(
    wearables: Wearables,
    people: People,
    traits: Traits,
    joined: NDArray[np.int64],
    wearers: NDArray[np.bool_],
    tables: TableFiles,
    random: np.random.Generator,
) -> None:
    """Write the days of those who wear a device; `wearers` and `joined` are (people,)."""
    wearing, daily = wearables.wearing, wearables.daily
    usual = {name: _usual(each, traits, random) for name, each in daily.items()}
    person, day = _draw_days(wearing, people, joined, wearers, random)
    tables.write("device", _device_table(people, wearers, tables.next_id("device"), random))
    tables.write(
        "activity_summary",
        _activity_table(wearables, people, person, day, usual["steps"], random),
    )
    asleep = random.random(len(people)) >= wearing.without_sleep
    kept = asleep[person]
    tables.write(
        "sleep_daily_summary",
        _sleep_table(wearables, people, person[kept], day[kept], usual["minutes_asleep"], random),
    )
    sensed = (random.random(len(people)) >= wearing.without_heart_rate)[person]
    beats = daily["resting_heart_rate"]
    rate = _of_days(beats, usual["resting_heart_rate"][person[sensed]], random)
    tables.write(
        "heart_rate_summary",
        pa.table(
            {
                "person_id": people.person_id[person[sensed]],
                "date": days(day[sensed]),
                "resting_heart_rate": np.rint(rate).astype(np.int64),
            }
        ),
    )


def _usual(daily: Daily, traits: Traits, random: np.random.Generator) -> NDArray[np.float64]:
    away = traits.weigh(daily.terms) + daily.sd * random.standard_normal(traits.people)
    usual: NDArray[np.float64] = daily.center * np.exp(away) if daily.log else daily.center + away
    return usual


def _of_days(
    daily: Daily, usual: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.float64]:
    away = daily.within * random.standard_normal(len(usual))
    value = usual * np.exp(away) if daily.log else usual + away
    clipped: NDArray[np.float64] = np.clip(value, daily.low, daily.high)
    return clipped


def _draw_days(
    wearing: Wearing,
    people: People,
    joined: NDArray[np.int64],
    wearers: NDArray[np.bool_],
    random: np.random.Generator,
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Draw the days with data: the person and the day of each, none after the end."""
    worn = np.flatnonzero(wearers)
    start = joined[worn] + random.integers(0, _MOST_DAYS_AFTER_JOINING, len(worn))
    start = np.maximum(
        np.minimum(start, people.end_day[worn] - 2 * int(wearing.days)), joined[worn]
    )
    length = 1 + random.poisson(wearing.days - 1, len(worn))
    person = np.repeat(worn, length)
    first = np.repeat(np.cumsum(length) - length, length)
    day = np.repeat(start, length) + np.arange(len(person)) - first
    kept = day <= people.end_day[person]
    return person[kept], day[kept]


def _device_table(
    people: People, wearers: NDArray[np.bool_], first_id: int, random: np.random.Generator
) -> pa.Table:
    person = people.person_id[wearers]
    kinds = pa.array(DEVICES, pa.string())
    return pa.table(
        {
            "person_id": person,
            "device_id": np.arange(first_id, first_id + len(person)),
            "device_version": kinds.take(pa.array(random.integers(0, len(DEVICES), len(person)))),
        }
    )


def _activity_table(
    wearables: Wearables,
    people: People,
    person: NDArray[np.intp],
    day: NDArray[np.int64],
    usual: NDArray[np.float64],
    random: np.random.Generator,
) -> pa.Table:
    steps = _of_days(wearables.daily["steps"], usual[person], random)
    unworn = random.random(len(steps)) >= wearables.wearing.worn
    steps[unworn] = random.integers(0, _LEAST_STEPS_WORN, int(unworn.sum()))
    wrong = random.random(len(steps)) < wearables.wearing.wrong
    steps[wrong] = random.integers(50_000, 200_000, int(wrong.sum()))
    brisk = np.clip(steps / 250 + random.normal(0, 8, len(steps)), 0, 600)
    return pa.table(
        {
            "person_id": people.person_id[person],
            "date": days(day),
            "steps": np.rint(steps).astype(np.int64),
            "very_active_minutes": np.rint(brisk).astype(np.int64),
        }
    )


def _sleep_table(
    wearables: Wearables,
    people: People,
    person: NDArray[np.intp],
    day: NDArray[np.int64],
    usual: NDArray[np.float64],
    random: np.random.Generator,
) -> pa.Table:
    asleep = _of_days(wearables.daily["minutes_asleep"], usual[person], random)
    naps = np.flatnonzero(random.random(len(person)) < wearables.wearing.nap)
    main = np.append(np.ones(len(person), dtype=np.bool_), np.zeros(len(naps), dtype=np.bool_))
    person, day = np.append(person, person[naps]), np.append(day, day[naps])
    asleep = np.append(asleep, random.uniform(20, 110, len(naps)))
    in_bed = asleep / random.uniform(0.80, 0.96, len(asleep))
    order = np.lexsort((~main, day, person))
    return pa.table(
        {
            "person_id": people.person_id[person[order]],
            "sleep_date": days(day[order]),
            "is_main_sleep": pa.array(main[order]),
            "minute_in_bed": np.rint(in_bed[order]).astype(np.int64),
            "minute_asleep": np.rint(asleep[order]).astype(np.int64),
        }
    )
