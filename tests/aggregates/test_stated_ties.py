"""Every tie that a release states is true of the people who were counted.

Random people with conditions, answers, measurements and types of data are counted; then each tie is
read as anybody reads it in ``release.json`` and held against the true counts.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.cohort_file import load_cohort
from aggregates.count_cohort import count_cohort
from aggregates.pair_tables import pair_id
from aggregates.progress import quiet
from aggregates.protected import bins_of, pairs_of, protected_tables
from aggregates.release_format import COHORT, PAIRS, values_of
from aggregates.release_ties import stated_ties
from aggregates.true_counts import TrueCounts
from aggregates.value_tables import bin_id
from suppression.tables import DomainTables
from tests.aggregates.clinic import (
    ARRHYTHMIA,
    ASTHMA,
    FAILURE,
    FIBRILLATION,
    HEART,
    Table,
    day,
    write_clinic,
)
from tests.aggregates.laboratory import A1C, CONCEPTS, CULTURE, HEIGHT, SYSTOLIC
from tests.aggregates.questionnaire import (
    AGE,
    BALL,
    FEW,
    JOB,
    MANY,
    MANY_A_DAY,
    MODULE,
    NO,
    NO_SPORT,
    RUNNING,
    SKIP,
    SMOKE,
    SPORTS,
    TODAY,
    YES,
    Record,
    concept_table,
    links_table,
    observation_table,
    people,
)
from tests.examples import examples
from tests.suppression.small_cohorts import ALL_OF_US as POLICY

DOMAINS = '["condition", "measurement", "survey", "physical_measurement", "data_type"]'
ANSWERS: Mapping[int, tuple[object, ...]] = {
    SMOKE: (YES, NO, SKIP, BALL),  # the last is no answer to it
    MANY_A_DAY: (FEW, MANY, SKIP),
    SPORTS: (RUNNING, BALL, NO_SPORT),
    AGE: (7.0, 33.0, 45.5, SKIP),
    JOB: ("Baker", "Actor", "Smith", "", SKIP),
}
_APART = {A1C: 1031, SYSTOLIC: 1041, CULTURE: 1051}  # ids that the questionnaire has as well
Counts = Mapping[int, NDArray[np.int64]]  # subject -> counts (cells,)


def survey(rng: np.random.Generator, number: int) -> list[Record]:
    """Answers: often one, now and then several, some answers rare."""
    found: list[Record] = []
    for question, answers in ANSWERS.items():
        odds = rng.dirichlet(np.full(len(answers), 0.7))
        twice = rng.choice([0.0, 0.05, 0.5])
        for person in np.flatnonzero(rng.random(number) < rng.choice([0.1, 0.6, 1.0])) + 1:
            size = 1 + int(rng.random() < twice)
            chosen = rng.choice(len(answers), size, p=odds)
            found += [(int(person), question, answers[place]) for place in chosen]
    return found


def conditions(rng: np.random.Generator, number: int) -> Table:
    """Heart disease itself is a class that no record names."""
    who, what = np.nonzero(rng.random((number, 4)) < rng.choice([0.05, 0.3, 0.8], 4))
    concepts = np.array([ARRHYTHMIA, FIBRILLATION, FAILURE, ASTHMA])[what]
    years = rng.integers(1990, 2020, len(who))
    return {
        "person_id": (who + 1).tolist(),
        "condition_concept_id": concepts.tolist(),
        "condition_start_date": [day(f"{year}-01-01") for year in years.tolist()],
    }


def ancestors() -> Table:
    """Below heart disease: arrhythmia with atrial fibrillation, heart failure, and another one."""
    near = [(HEART, ARRHYTHMIA), (HEART, FAILURE), (HEART, 130), (ARRHYTHMIA, FIBRILLATION)]
    links = [*near, (HEART, FIBRILLATION)]
    return {
        "ancestor_concept_id": [above for above, _ in links],
        "descendant_concept_id": [below for _, below in links],
        "min_levels_of_separation": [*[1] * len(near), 2],
    }


def measurements(rng: np.random.Generator, number: int) -> Table:
    """Numbers, numbers in a strange unit, words, and words beside numbers on another day."""
    size = 4 * number
    concept = rng.choice([*_APART.values(), HEIGHT], size, p=[0.4, 0.3, 0.2, 0.1])
    worded = rng.random(size) < 0.3
    words = rng.choice(["Norm", "> 8", "high"], size)
    years = rng.integers(2000, 2020, size)
    return {
        "measurement_id": list(range(1, size + 1)),
        "person_id": rng.integers(1, number, size).tolist(),
        "measurement_concept_id": concept.tolist(),
        "measurement_date": [day(f"{year}-01-01") for year in years.tolist()],
        "value_as_number": pa.array(np.where(worded, np.nan, rng.normal(7, 3, size)),
                                    mask=worded),
        "unit_concept_id": rng.choice([8554, 8876, 1], size).tolist(),
        "value_as_concept_id": np.where(worded & (words == "high"), 9191, 0).tolist(),
        "value_source_value": pa.array(words, mask=~worded),
    }  # fmt: skip


def conduct(rng: np.random.Generator, number: int) -> Table:
    return {
        "survey_conduct_id": list(range(number)),
        "person_id": rng.integers(1, number + 1, number).tolist(),
        "survey_concept_id": [MODULE] * number,
        "survey_start_date": [day(TODAY)] * number,
        "survey_version_number": rng.choice(["1", "2", "3"], number, p=[0.5, 0.4, 0.1]).tolist(),
    }


def counted(folder: Path, seed: int) -> TrueCounts:
    """Random people, counted as a build counts them."""
    rng = np.random.default_rng(seed)
    number = int(rng.integers(120, 320))
    named = concept_table()
    concept = {name: [*CONCEPTS[name], *named[name]] for name in CONCEPTS}
    ids = np.array(concept["concept_id"], np.int64)
    for one, other in _APART.items():
        ids[: len(CONCEPTS["concept_id"])][ids[: len(CONCEPTS["concept_id"])] == one] = other
    tables: dict[str, Table | None] = {
        "person": people(number),
        "condition_occurrence": conditions(rng, number),
        "measurement": measurements(rng, number),
        "observation": observation_table((TODAY, survey(rng, number))),
        "survey_conduct": conduct(rng, number),
        "concept": {
            **concept,
            "concept_id": ids.tolist(),
            "standard_concept": ["C" if one == HEART else "S" for one in ids.tolist()],
        },
        "concept_ancestor": ancestors(),
        "concept_relationship": links_table(),
    }
    cohort_file = write_clinic(folder, **tables)
    text = cohort_file.read_text(encoding="utf-8").replace('["condition"]', DOMAINS)
    cohort_file.write_text(text, encoding="utf-8")
    cohort = load_cohort(cohort_file, None)
    with Cdm(cohort.cdm, cohort.tables) as cdm:
        return count_cohort(cohort, cdm, quiet, POLICY)


def true_cells(counts: TrueCounts, tables: Mapping[str, DomainTables]) -> dict[str, Counts]:
    """Table -> subject -> true counts in the order of the plan's cells."""
    found: dict[str, Counts] = {}
    for one in (counts.cohort, *counts.domains):
        found[one.domain] = _rows(one.concept_ids, one.tables, tables[one.domain])
    for values in counts.values:
        name = values_of(values.domain)
        if name in tables:
            ids = np.array([bin_id(one) for one in bins_of(values)])
            found[name] = _rows(ids, values.tables, tables[name])
    if counts.pairs is not None:
        each = np.concatenate([[counts.pairs.anyone], counts.pairs.together])
        found[PAIRS] = {
            pair_id(one): each[at : at + 1] for at, one in enumerate(pairs_of(counts.pairs))
        }
    return found


def _rows(
    ids: NDArray[np.int64], cuts: Mapping[str, NDArray[np.int64]], tables: DomainTables
) -> Counts:
    cells = np.concatenate([cuts[cut.id].reshape(len(ids), -1) for cut in tables.plan.cuts], axis=1)
    return dict(zip(ids.tolist(), cells, strict=True))


Two = tuple[NDArray[np.int64], NDArray[np.int64]]


class Truth:
    """True counts, compared as ties ask."""

    def __init__(self, counts: TrueCounts) -> None:
        self.tables = protected_tables(counts, POLICY)
        self.cells = true_cells(counts, self.tables)

    def same_people(self, upper: str, lower: str) -> Two:
        """The cells of both tables that count the same people, in parallel."""
        above, below = self.tables[upper].plan, self.tables[lower].plan
        shared = [cut for cut in below.cuts if cut.id in above.slices
                  and below.shared.issuperset(cut.dimensions)]  # fmt: skip
        where = [(above.slices[cut.id], below.slices[cut.id]) for cut in shared]
        first, second = (
            np.concatenate([np.arange(one.start, one.stop) for one in ones])
            for ones in zip(*where, strict=True)
        )
        return first, second

    def is_part(self, upper: str, whole: int, lower: str, part: int) -> bool:
        above, below = self.same_people(upper, lower)
        return bool((self.cells[lower][part][below] <= self.cells[upper][whole][above]).all())

    def adds(self, upper: str, whole: int, lower: str, parts: list[int], how: str) -> bool:
        above, below = self.same_people(upper, lower)
        together = sum(self.cells[lower][part][below] for part in parts)
        left = self.cells[upper][whole][above] - together
        holds = {"equal": left == 0, "at_least": left <= 0, "at_most": left >= 0}[how]
        return bool(np.asarray(holds).all())


def broken(truth: Truth) -> Iterator[tuple[Any, ...]]:
    """What is stated and not so."""
    for tie in stated_ties(truth.tables):
        yield from CHECKS[tie["kind"]](truth, tie)


def _equations(truth: Truth, tie: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    tables = truth.tables[tie["domain"]]
    for subject, cells in truth.cells[tie["domain"]].items():
        for one in tables.plan.ties(True):
            if cells[one.whole] != cells[one.parts].sum():
                yield tie["kind"], tie["domain"], subject


def _complement(truth: Truth, tie: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    domain = tie["domain"]
    if not truth.is_part(COHORT, 0, domain, 0):
        yield tie["kind"], domain
    for subject in truth.tables[domain].subjects.tolist():
        if not truth.is_part(domain, 0, domain, subject):
            yield tie["kind"], domain, subject


def _hierarchy(truth: Truth, tie: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    domain = tie["domain"]
    for upper, lower in truth.tables[domain].lineage.tolist():
        if not truth.is_part(domain, upper, domain, lower):
            yield tie["kind"], domain, upper, lower


def _sums(truth: Truth, tie: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    domain = tie["domain"]
    for one in tie["sums"]:
        if one["whole"] not in truth.tables[one["within"]].subjects:
            yield "a whole that is not listed", domain, one["whole"]
        if not truth.adds(one["within"], one["whole"], domain, one["parts"], one["adds"]):
            yield tie["kind"], domain, one
    if not set(tie["always"]) <= set(truth.tables[domain].subjects.tolist()):
        yield "always", domain


def _covering(truth: Truth, tie: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    domain = tie["domain"]
    for one in tie["covers"]:
        left = truth.cells[domain][one["whole"]] - sum(truth.cells[domain][p] for p in one["parts"])
        if (left > POLICY.threshold * one["others"]).any():
            yield tie["kind"], domain, one


def _part_of(truth: Truth, tie: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for upper, lower in tie["pairs"]:
        if not truth.is_part(tie["of"], upper, tie["domain"], lower):
            yield tie["kind"], tie["domain"], upper, lower


def _bins(truth: Truth, tie: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    domain, of = tie["domain"], tie["of"]["domain"]
    for one in truth.tables[domain].sums:
        if not truth.adds(of, one.whole, domain, list(one.parts), tie["adds"]):
            yield tie["kind"], domain, one.whole


def _pairs(truth: Truth, tie: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for upper, links in truth.tables[PAIRS].part_of.items():
        yield from _part_of(truth, {**tie, "of": upper, "pairs": links.tolist()})


def _nothing(truth: Truth, tie: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield from ()


CHECKS = {
    "partition": _equations,
    "crossing": _equations,
    "complement": _complement,
    "hierarchy": _hierarchy,
    "sums": _sums,
    "covering": _covering,
    "part_of": _part_of,
    "bins": _bins,
    "pairs": _pairs,
    "growth": _nothing,  # of two releases
}


@pytest.mark.parametrize("seed", range(examples(6)))
def test_every_stated_tie_holds_for_the_people_counted(tmp_path: Path, seed: int) -> None:
    truth = Truth(counted(tmp_path, seed))
    assert list(broken(truth)) == []


def test_all_kinds_of_ties_are_tried(tmp_path: Path) -> None:
    kinds: set[str] = set()
    for seed in range(3):
        (tmp_path / str(seed)).mkdir()
        truth = Truth(counted(tmp_path / str(seed), seed))
        kinds |= {tie["kind"] for tie in stated_ties(truth.tables)}
        kinds |= {one.adds.value for own in truth.tables.values() for one in own.sums}
    assert kinds == {*CHECKS, "equal", "at_least", "at_most"}
