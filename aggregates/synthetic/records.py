"""From first days to records: one row per person, concept and date, in the order of people."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.illness import NEVER
from aggregates.synthetic.population import DAYS_PER_YEAR, People


@dataclass(frozen=True)
class Records:
    """Records of one domain, by person and then day."""

    person: NDArray[np.intp]  # index into People
    concept: NDArray[np.intp]  # index into the domain's concepts
    day: NDArray[np.int32]  # since 1970

    def __len__(self) -> int:
        return len(self.day)


def draw_records(
    first_days: NDArray[np.int32],
    people: People,
    mean_further: NDArray[np.float64],
    further_years: float,
    random: np.random.Generator,
) -> Records:
    """Give every first record its later ones.

    `first_days` is (concepts, people); `mean_further` (concepts,) is the mean number of later
    records, spread evenly over `further_years` and never after the person's end.
    """
    concept, person = np.nonzero(first_days != NEVER)
    first = first_days[concept, person]
    further = random.poisson(mean_further[concept])
    repeated = np.repeat(np.arange(len(first)), further)
    room = np.minimum(people.end_day[person[repeated]] - first[repeated],
                      int(further_years * DAYS_PER_YEAR))  # fmt: skip
    later = first[repeated] + np.floor(random.random(len(repeated)) * (room + 1)).astype(np.int32)
    person = np.concatenate([person, person[repeated]])
    concept = np.concatenate([concept, concept[repeated]])
    day = np.concatenate([first, later]).astype(np.int32)
    order = np.lexsort((concept, day, person))
    return Records(person[order], concept[order], day[order])


def draw_visits(
    start_day: NDArray[np.int64],
    people: People,
    mean_further: float,
    random: np.random.Generator,
) -> Records:
    """Draw visits of each person between `start_day` and the end; `concept` is their kind.

    People whose `start_day` is NEVER have none. Kinds: outpatient, inpatient, emergency room.
    """
    seen = np.flatnonzero(start_day != NEVER)
    person = np.repeat(seen, 1 + random.poisson(mean_further, len(seen)))
    room = people.end_day[person] - start_day[person]
    day = start_day[person] + np.floor(random.random(len(person)) * (room + 1))
    kind = random.choice(3, len(person), p=[0.84, 0.08, 0.08])
    order = np.lexsort((kind, day, person))
    return Records(person[order], kind[order], day[order].astype(np.int32))
