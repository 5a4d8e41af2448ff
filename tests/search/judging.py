"""The judged queries and what they are judged on; mean reciprocal rank, recall, times.

`judged_queries.csv` was written as the public, journalists and researchers would type: 301 queries
before the engine and its lists of words, 56 after both. No word was added for these; one,
"arthritis in hands", showed a fault in how parts of a question are weighed, which was mended. The
last 14, and the codes of all on surveys, came with the demonstration's surveys; phrases of survey
questions were added to the lists after a first look at them, so they say less of new surveys.
Codes without a number are what was sought (relevance 2); ":1" is good, but not it.
"""

import csv
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from aggregates.release import Concept
from aggregates.synthetic.definition import load_definition
from browser.search_index import SearchIndex
from tests.layouts.conftest import count

HERE = Path(__file__).parent
REAL = Path(__file__).parents[3] / "shared" / "real"
FOLDERS = {"gibleed": REAL / "omop-demo-gibleed/cdm", "uci": REAL / "uci-diabetes-130/omop"}
TABLES = {
    "condition": "condition_occurrence",
    "drug": "drug_exposure",
    "measurement": "measurement",
    "procedure": "procedure_occurrence",
}
PEOPLE = 100_000  # of a cohort with the prevalences that the demonstration states


@dataclass(frozen=True)
class Judged:
    """A query and the codes that answer it, each with its relevance."""

    release: str
    query: str
    expected: Mapping[str, int]
    language: str
    kind: str


@dataclass(frozen=True)
class Score:
    """How one query fared; ``rank`` counts from 1, 0 if what was sought is not in the first ten."""

    judged: Judged
    rank: int
    recall: float
    milliseconds: float


def judged_queries() -> list[Judged]:
    """All of them."""
    with (HERE / "judged_queries.csv").open(encoding="utf-8") as lines:
        return [_judged(row) for row in csv.DictReader(lines)]


def _judged(row: Mapping[str, str]) -> Judged:
    expected = {}
    for stated in row["expected"].split():
        code, _, relevance = stated.partition(":")
        expected[code] = int(relevance or 2)
    return Judged(row["release"], row["query"], expected, row["language"], row["kind"])


def band(people: float) -> tuple[int, int]:
    """The band of twenty that holds a number of people; nothing is below "21-40" here."""
    low = max(int(people - 1) // 20, 1) * 20 + 1
    return low, low + 19


def demo_concepts() -> list[Concept]:
    """Every concept of the demonstration, in bands by its stated prevalence; survey questions."""
    definition = load_definition()
    share = {one.concept.id: one.prevalence for one in definition.conditions}
    for items in definition.care.values():
        share |= {one.concept.id: max(one.background, 0.01) for one in items}
    parents = {concept.id: concept.parent for concept in definition.concepts}
    reached: dict[int, float] = {}
    for concept_id, part in share.items():
        above: int | None = concept_id
        while above is not None:
            reached[above] = 1 - (1 - reached.get(above, 0.0)) * (1 - part)
            above = parents[above]
    codes: dict[int, list[str]] = {}
    by_code = {c.code: c.id for c in definition.concepts if c.domain == "Condition"}
    with (HERE.parents[1] / "data/demo/source_codes.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            stated = f"{row['vocabulary_id']} {row['code']}"
            codes.setdefault(by_code[row["maps_to"]], []).append(stated)
    listed = [
        Concept(
            c.domain.lower(),
            c.id,
            c.name,
            c.vocabulary_id,
            c.code,
            c.concept_class,
            tuple(sorted({*c.english, *c.spanish, *codes.get(c.id, ())} - {c.name})),
            count(*band(PEOPLE * reached[c.id])),
        )
        for c in definition.concepts
        if c.id in reached
    ]
    return listed + survey_concepts()


def survey_concepts() -> list[Concept]:
    """Modules, questions and answers of the demonstration's surveys, each with an id of its own."""
    rows = []
    for module in load_definition().modules:
        rows.append((module.name, module.code, "Module", module.share))
        for question in module.questions:
            rows.append((question.text, question.code, "Question", module.share))
            rows += [(one.text, one.code, "Answer", module.share / 3) for one in question.answers]
    return [
        Concept(
            "survey", 9_000_001 + place, name, "PPI", code, kind, (), count(*band(PEOPLE * part))
        )
        for place, (name, code, kind, part) in enumerate(rows)
    ]


def real_concepts(release: str) -> list[Concept]:
    """The concepts that more than 20 people of a real data set have themselves."""
    folder = FOLDERS[release]
    concepts = pq.read_table(folder / "concept.parquet").to_pandas().set_index("concept_id")
    listed = []
    for domain, table in TABLES.items():
        if not (folder / f"{table}.parquet").exists():
            continue
        column = f"{domain}_concept_id"
        events = pq.read_table(folder / f"{table}.parquet", columns=["person_id", column])
        people = events.to_pandas().groupby(column)["person_id"].nunique()
        for concept_id, number in people[people > 20].items():
            if concept_id in concepts.index and concept_id:
                row = concepts.loc[concept_id]
                listed.append(
                    Concept(
                        domain,
                        int(concept_id),
                        row.concept_name,
                        row.vocabulary_id,
                        row.concept_code,
                        row.concept_class_id,
                        (),
                        count(*band(number)),
                    )
                )
    return listed


@cache
def index_of(release: str) -> SearchIndex:
    """The index that the queries of a release are judged on."""
    return SearchIndex(demo_concepts() if release == "demo" else real_concepts(release))


def available(release: str) -> bool:
    """Whether the data are there."""
    return release == "demo" or FOLDERS[release].exists()


def score(judged: Judged) -> Score:
    """Search, and compare the first ten with what was expected."""
    index = index_of(judged.release)
    start = time.perf_counter()
    results = index.search(judged.query)
    found = index.shown(results, 0, 10)
    taken = 1000 * (time.perf_counter() - start)
    codes = [one.concept.code for one in found]
    ranks = [place for place, code in enumerate(codes, 1) if judged.expected.get(code) == 2]
    sought = {code for code, relevance in judged.expected.items() if relevance == 2}
    recall = len(sought & set(codes)) / min(len(sought), 10)
    return Score(judged, ranks[0] if ranks else 0, recall, taken)


def mean_reciprocal_rank(scores: Sequence[Score]) -> float:
    """Mean of 1 / rank; 0 where what was sought is not in the first ten."""
    return sum(1 / one.rank if one.rank else 0.0 for one in scores) / len(scores)


def mean_recall(scores: Sequence[Score]) -> float:
    """Mean share of what was sought that is in the first ten."""
    return sum(one.recall for one in scores) / len(scores)


def scores(judged: Iterable[Judged]) -> list[Score]:
    """The scores of queries whose data are there."""
    return [score(one) for one in judged if available(one.release)]
