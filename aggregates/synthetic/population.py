"""Who the synthetic participants are: sex, age, race and ethnicity, place, length of life."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from aggregates.synthetic.make_up import Population
from aggregates.synthetic.model import Model
from aggregates.synthetic.places import draw_race, draw_rural, state_at

DAYS_PER_YEAR = 365.25
OLDEST = 100
_PERSON_ID_PRIME = 2_147_483_629


@dataclass(frozen=True)
class People:
    """Participants as columns of equal length, by ascending person_id. Days count from 1970."""

    person_id: NDArray[np.int64]
    sex: NDArray[np.intp]  # index into Population.sex
    race_ethnicity: NDArray[np.intp]  # index into Population.race_ethnicity
    state: NDArray[np.intp]  # index into Population.states, -1 where not reported
    rural: NDArray[np.bool_]
    woman: NDArray[np.bool_]  # the body that the model of illness follows
    birth_day: NDArray[np.int64]
    end_day: NDArray[np.int64]  # day of death, or the cut-off date
    died: NDArray[np.bool_]
    has_record: NDArray[np.bool_]
    factors: NDArray[np.float32]  # (factors, people)

    def __len__(self) -> int:
        return len(self.person_id)

    @property
    def age_at_end(self) -> NDArray[np.float64]:
        """Age in years at death or on the cut-off date."""
        age: NDArray[np.float64] = (self.end_day - self.birth_day) / DAYS_PER_YEAR
        return age

    def where(self, chosen: NDArray[np.bool_]) -> "People":
        """Return the chosen people only."""
        columns = {name: column[..., chosen] for name, column in vars(self).items()}
        return People(**columns)


def draw_people(
    population: Population,
    model: Model,
    numbers: NDArray[np.int64],
    id_key: tuple[int, int],
    random: np.random.Generator,
) -> People:
    """Draw the participants with these running numbers. `id_key` scatters their person ids."""
    n = len(numbers)
    sex = random.choice(len(population.sex), n, p=[group.share for group in population.sex])
    age = _draw_age(population, sex, random)
    birth_day = _draw_birth_day(population, age, random)
    end_day, died = _draw_end(population, model, birth_day, age, random)
    place, state_left_out = random.random(n), random.random(n) < population.state_not_reported
    # Multiplying by a key modulo a prime never gives two people the same id, and gives ids
    # whose order says nothing of the order in which people were drawn.
    person_id = (numbers * id_key[0] + id_key[1]) % _PERSON_ID_PRIME + 1
    race = draw_race(population.race_ethnicity, age, random)
    state = state_at(population, race, place)
    rural, factors = draw_rural(population, race, state, random), model.draw_factors(n, random)
    people = People(
        person_id=person_id,
        sex=sex,
        race_ethnicity=race,
        state=np.where(state_left_out, -1, state),
        rural=rural,
        woman=_draw_woman(population, sex, random),
        birth_day=birth_day,
        end_day=end_day,
        died=died,
        has_record=_draw_record(population, rural, factors[model.factors.index("care")], random),
        factors=factors,
    )
    order = np.argsort(person_id)
    return People(**{name: column[..., order] for name, column in vars(people).items()})


def draw_id_key(random: np.random.Generator) -> tuple[int, int]:
    """Draw the key that scatters person ids: below 2^31, so that products fit 64 bits."""
    return (
        int(random.integers(10**8, _PERSON_ID_PRIME)),
        int(random.integers(0, _PERSON_ID_PRIME)),
    )


def _draw_record(
    population: Population,
    rural: NDArray[np.bool_],
    care: NDArray[np.float32],
    random: np.random.Generator,
) -> NDArray[np.bool_]:
    """Say who has a health record: those who see doctors, in towns more than elsewhere."""
    terms = population.health_record
    log_odds = np.log(terms["share"] / (1 - terms["share"])) + terms["care"] * care
    log_odds += terms["rural"] * (rural - rural.mean())
    drawn: NDArray[np.bool_] = random.random(len(care)) < 1 / (1 + np.exp(-log_odds))
    return drawn


def _draw_woman(
    population: Population, sex: NDArray[np.intp], random: np.random.Generator
) -> NDArray[np.bool_]:
    """Say which body the model of illness follows; either where sex is another answer or none."""
    ids = [group.id for group in population.sex]
    woman = random.random(len(sex)) < 0.5
    woman[sex == ids.index("female")] = True
    woman[sex == ids.index("male")] = False
    return woman


def _draw_age(
    population: Population, sex: NDArray[np.intp], random: np.random.Generator
) -> NDArray[np.int64]:
    """Draw whole years on the cut-off date: a band by its share, then evenly inside."""
    age = np.zeros(len(sex), dtype=np.int64)
    for index, group in enumerate(population.sex):
        chosen = np.flatnonzero(sex == index)
        starts = np.array(list(group.ages))
        ends = np.append(starts[1:], OLDEST)
        band = random.choice(len(starts), len(chosen), p=list(group.ages.values()))
        # The oldest band thins out with age.
        place = random.random(len(chosen)) ** np.where(ends[band] == OLDEST, 2.0, 1.0)
        age[chosen] = starts[band] + np.floor(place * (ends - starts)[band])
    return age


def _draw_birth_day(
    population: Population, age: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.int64]:
    """Draw a birthday in the year before the one that would make people a year older."""
    cutoff = population.cutoff_date
    latest = np.array([date(cutoff.year - years, cutoff.month, cutoff.day).toordinal()
                       for years in range(OLDEST + 1)]) - date(1970, 1, 1).toordinal()  # fmt: skip
    drawn: NDArray[np.int64] = latest[age] - random.integers(0, 365, len(age))
    return drawn


def _draw_end(
    population: Population,
    model: Model,
    birth_day: NDArray[np.int64],
    age: NDArray[np.int64],
    random: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Draw who died in the last years, never before adulthood."""
    died = random.random(len(age)) < np.interp(age, model.death_ages, model.death_shares)
    before = random.random(len(age)) * model.death_within_years * DAYS_PER_YEAR
    adult = birth_day + np.ceil(18 * DAYS_PER_YEAR).astype(np.int64)
    death_day = np.maximum(population.cutoff_day - 1 - before.astype(np.int64), adult)
    died &= death_day < population.cutoff_day
    return np.where(died, death_day, population.cutoff_day), died
