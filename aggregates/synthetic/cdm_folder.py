"""Writes the synthetic cohort: a folder of Parquet tables and the cohort file beside them."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from aggregates.errors import InputError
from aggregates.synthetic.blocks import calibrated_models, write_block
from aggregates.synthetic.definition import load_definition
from aggregates.synthetic.fields import demo_file
from aggregates.synthetic.fixed_tables import fixed_tables
from aggregates.synthetic.genomes import write_genomes
from aggregates.synthetic.population import draw_id_key, draw_people
from aggregates.synthetic.source_codes import with_source_codes
from aggregates.synthetic.table_files import TableFiles

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
        models = calibrated_models(definition)
        first, *blocks = np.random.SeedSequence(seed).spawn(1 + -(-participants // BLOCK))
        id_key = draw_id_key(np.random.default_rng(first))
        with TableFiles(folder) as tables:
            for number, block in enumerate(blocks):
                start, stop = number * BLOCK, min((number + 1) * BLOCK, participants)
                random = np.random.default_rng(block)
                people = draw_people(
                    definition.population, definition.model, np.arange(start, stop), id_key, random
                )
                apart = np.random.default_rng(block.spawn(1)[0])
                write_block(models, people, tables, random, apart)
                if progress is not None:
                    progress("Drawing people", stop / participants)
        write_genomes(folder, seed)
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
