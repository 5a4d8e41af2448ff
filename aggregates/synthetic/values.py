"""Values of measurements: each person's usual ones, and what single records say of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.synthetic.measured import Measured, Outcome, Quantity, Slips, Unit
from aggregates.synthetic.traits import Traits

Usual = Mapping[str, NDArray[np.float64]]
_NINES = 9_999_999.0


@dataclass(frozen=True)
class Written:
    """What records say, each array with one entry per record; nan, 0 and -1 where nothing."""

    number: NDArray[np.float64]
    unit: NDArray[np.int64]  # concept id
    spelled: NDArray[np.intp]  # place in `texts`
    concept: NDArray[np.int64]  # of a result in words
    words: NDArray[np.intp]  # place in `texts`
    texts: dict[str, int]  # text -> place

    def put(self, rows: NDArray[np.intp], other: "Written") -> None:
        """Put what `other` says, whose texts are the same, in place of these rows."""
        for mine, theirs in zip(self._columns(), other._columns(), strict=True):
            mine[rows] = theirs

    def table_columns(self) -> dict[str, pa.Array]:
        """Return the columns of the OMOP table `measurement`."""
        texts = pa.array(list(self.texts), pa.string())
        return {
            "value_as_number": pa.array(self.number, mask=np.isnan(self.number)),
            "value_as_concept_id": pa.array(self.concept, mask=self.concept == 0),
            "unit_concept_id": pa.array(self.unit, mask=self.unit == 0),
            "unit_source_value": texts.take(pa.array(self.spelled, mask=self.spelled < 0)),
            "value_source_value": texts.take(pa.array(self.words, mask=self.words < 0)),
        }

    def _columns(self) -> tuple[NDArray[np.generic], ...]:
        return self.number, self.unit, self.spelled, self.concept, self.words


def nothing_written(records: int, texts: dict[str, int]) -> Written:
    """Return records that say nothing."""
    return Written(
        np.full(records, np.nan),
        np.zeros(records, dtype=np.int64),
        np.full(records, -1, dtype=np.intp),
        np.zeros(records, dtype=np.int64),
        np.full(records, -1, dtype=np.intp),
        texts,
    )


def all_texts(measured: Measured) -> dict[str, int]:
    """Return every text that a record may hold, with its place."""
    texts = [text for q in measured.quantities for unit in q.units for text in unit.spelled]
    texts += [q.above.text for q in measured.quantities if q.above is not None]
    texts += [outcome.text for outcomes in measured.results.values() for outcome in outcomes]
    return {text: place for place, text in enumerate(dict.fromkeys(texts))}


def draw_usual(
    measured: Measured, traits: Traits, random: np.random.Generator
) -> dict[str, NDArray[np.float64]]:
    """Draw each person's usual value of every quantity; `traits` gains `value.<id>`."""
    usual: dict[str, NDArray[np.float64]] = {}
    for quantity in measured.quantities:
        if quantity.of_body:
            value = usual["bmi"] * (usual["height"] / 100) ** 2
        else:
            away = traits.weigh(quantity.terms)
            away += quantity.sd * random.standard_normal(traits.people)
            value = quantity.center * np.exp(away) if quantity.log else quantity.center + away
        value = np.clip(value, quantity.low, quantity.high)
        usual[quantity.id] = value
        traits.add(f"value.{quantity.id}", (value - quantity.center) / quantity.spread)
    return usual


def write_values(
    quantity: Quantity,
    usual: NDArray[np.float64],
    slips: Slips,
    texts: dict[str, int],
    random: np.random.Generator,
) -> Written:
    """Draw one record of the quantity for each value of `usual` (records,)."""
    away = quantity.within * random.standard_normal(len(usual))
    value = usual * np.exp(away) if quantity.log else usual + away
    value = np.clip(value, quantity.low, quantity.high)
    written = nothing_written(len(value), texts)
    choice = random.choice(len(quantity.units), len(value), p=[u.share for u in quantity.units])
    for number, unit in enumerate(quantity.units):
        rows = np.flatnonzero(choice == number)
        written.number[rows] = _read(unit, value[rows], random)
        written.unit[rows] = unit.concept_id
        spelled = np.array([texts[text] for text in unit.spelled])
        written.spelled[rows] = spelled[random.integers(0, len(spelled), len(rows))]
    _slip(written, slips, random)
    if quantity.above is not None:
        above = (value > quantity.above.limit) & (random.random(len(value)) < quantity.above.share)
        written.number[above] = np.nan
        written.words[above] = texts[quantity.above.text]
    return written


def write_results(
    outcomes: tuple[Outcome, ...],
    traits: Traits,
    person: NDArray[np.intp],
    texts: dict[str, int],
    random: np.random.Generator,
) -> Written:
    """Draw a result in words for each of `person` (records,), indices into `traits`."""
    log_odds = np.stack([np.log(o.share) + traits.weigh(o.terms)[person] for o in outcomes])
    choice = (log_odds + random.gumbel(size=log_odds.shape)).argmax(axis=0)
    written = nothing_written(len(person), texts)
    written.concept[:] = np.array([outcome.concept_id for outcome in outcomes])[choice]
    written.words[:] = np.array([texts[outcome.text] for outcome in outcomes])[choice]
    return written


def _read(
    unit: Unit, value: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.float64]:
    """Read values off in the unit, some of them to a coarser step: digits heap."""
    place = random.random(len(value))
    step = np.full(len(value), unit.step)
    end = 0.0
    for coarser, share in unit.heaps.items():
        step[(place >= end) & (place < end + share)] = coarser
        end += share
    scaled = value * unit.factor + unit.offset
    read: NDArray[np.float64] = np.round(np.rint(scaled / step) * step, 4)
    return read


def _slip(written: Written, slips: Slips, random: np.random.Generator) -> None:
    """Lose and spoil some of what is written, as records do."""
    count = len(written.number)
    place = random.random(count)
    no_unit = place < slips.missing_unit
    written.unit[place < slips.missing_unit + slips.only_spelled] = 0
    written.spelled[no_unit] = -1
    wrong = np.flatnonzero(random.random(count) < slips.wrong)
    kind = random.integers(0, 4, len(wrong))
    number = written.number[wrong]
    written.number[wrong] = np.choose(kind, [number * 10, number / 10, 0 * number, _NINES])
    lost = random.random(count) < slips.no_value
    written.number[lost] = np.nan
