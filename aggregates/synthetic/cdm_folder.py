"""Writes the synthetic cohort: a folder of Parquet tables and the cohort file beside them."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from aggregates.errors import InputError
from aggregates.synthetic.care import draw_care, first_days_by_code
from aggregates.synthetic.cdm_tables import (
    EVENT_TABLES,
    death_table,
    event_table,
    fixed_tables,
    observation_period_table,
    person_table,
    visit_table,
)  # fmt: skip
from aggregates.synthetic.definition import Definition, load_definition
from aggregates.synthetic.fields import demo_file
from aggregates.synthetic.illness import NEVER, IllnessModel, calibrated_illness
from aggregates.synthetic.population import People, draw_id_key, draw_people
from aggregates.synthetic.records import Records, draw_records, draw_visits
from aggregates.synthetic.source_codes import with_source_codes

BLOCK = 25_000
"""People drawn and written at once: what memory depends on, whatever the cohort's size."""

MOST_PARTICIPANTS = 100_000_000


def write_synthetic_cdm(
    participants: int,
    seed: int,
    out: Path,
    progress: Callable[[str, float], None] | None = None,
) -> None:
    """Write a synthetic OMOP CDM 5.4 of `participants` people, and `cohort.toml`, to `out`.

    The same participants and seed give the same files. `progress` is told the step and the share
    of the work done. Raises InputError if `out` holds something already or a number is unusable.
    The folder is written beside `out` and renamed, so an interrupted run leaves nothing.
    """
    _check(participants, seed, out)
    with _written_beside(out) as folder:
        definition = load_definition()
        vocabulary = with_source_codes(fixed_tables(definition), definition.concepts)
        for name, table in vocabulary.items():
            pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
        illness = calibrated_illness(definition)
        first, *blocks = np.random.SeedSequence(seed).spawn(1 + -(-participants // BLOCK))
        id_key = draw_id_key(np.random.default_rng(first))
        with _Tables(folder) as tables:
            for number, block in enumerate(blocks):
                start, stop = number * BLOCK, min((number + 1) * BLOCK, participants)
                random = np.random.default_rng(block)
                people = draw_people(
                    definition.population, definition.model, np.arange(start, stop), id_key, random
                )
                _write_block(definition, illness, people, tables, random)
                if progress is not None:
                    progress("Drawing people", stop / participants)
        (folder / "cohort.toml").write_bytes(demo_file("cohort.toml").read_bytes())


def _check(participants: int, seed: int, out: Path) -> None:
    if not 1 <= participants <= MOST_PARTICIPANTS:
        raise InputError(
            f"{participants} participants cannot be drawn",
            "participants",
            f"Ask for 1 to {MOST_PARTICIPANTS:,}",
        )
    if seed < 0:
        raise InputError(f"{seed} is not a seed", "seed", "Give a whole number from 0")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError("holds something already", str(out), "Name a new or an empty folder")


def _write_block(
    definition: Definition,
    illness: IllnessModel,
    people: People,
    tables: "_Tables",
    random: np.random.Generator,
) -> None:
    tables.write("person", person_table(people, definition.population))
    tables.write("death", death_table(people))
    seen = people.where(people.has_record)
    start_day = np.full(len(seen), NEVER, dtype=np.int64)
    for domain, records in _draw_domains(definition, illness, seen, random):
        concepts = [item.concept for item in (
            definition.conditions if domain == "Condition" else definition.care[domain]
        )]  # fmt: skip
        name = EVENT_TABLES[domain][0]
        tables.write(name, event_table(domain, records, seen, concepts, tables.next_id(name)))
        np.minimum.at(start_day, records.person, records.day)
    visits = draw_visits(start_day, seen, definition.model.visits["mean_further"], random)
    tables.write("visit_occurrence", visit_table(visits, seen, tables.next_id("visit_occurrence")))
    recorded = start_day != NEVER
    tables.write(
        "observation_period",
        observation_period_table(
            seen.where(recorded), start_day[recorded], tables.next_id("observation_period")
        ),
    )


def _draw_domains(
    definition: Definition, illness: IllnessModel, people: People, random: np.random.Generator
) -> Iterator[tuple[str, Records]]:
    constants, curves = definition.model.condition, definition.model.onset
    onset = illness.draw(people, random)
    further = np.array(
        [constants["further_records"] * curves[c.onset].further for c in definition.conditions]
    )
    years = constants["further_years"]
    yield "Condition", draw_records(onset, people, further, years, random)
    first_days = first_days_by_code(definition, onset)
    for domain, items in definition.care.items():
        received = draw_care(definition, items, people, first_days, random)
        further = np.full(len(items), definition.model.care["further_records"])
        yield domain, draw_records(received, people, further, years, random)


@contextmanager
def _written_beside(out: Path) -> Iterator[Path]:
    """Give a new folder beside `out` that takes its place at the end, or goes without trace."""
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    folder = out.absolute().with_name(f".{out.absolute().name}.{os.getpid()}.partial")
    try:
        folder.mkdir()
        yield folder
        folder.replace(out.absolute())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


class _Tables:
    """Open Parquet files, each given a row group per block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._rows: dict[str, int] = {}

    def __enter__(self) -> "_Tables":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()

    def next_id(self, name: str) -> int:
        """Return the id of the table's next row, from 1."""
        return self._rows.get(name, 0) + 1

    def write(self, name: str, table: pa.Table) -> None:
        """Append the rows to the table's file."""
        if name not in self._writers:
            path = self._folder / f"{name}.parquet"
            self._writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd")
        self._writers[name].write_table(table)
        self._rows[name] = self._rows.get(name, 0) + table.num_rows
