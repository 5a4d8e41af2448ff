"""Look-ups among 2 and 20 million variants: this store, DuckDB over the Parquet, SQLite.

CPU milliseconds of one process, medians over random queries; every query asks for another thing.
SQLite has the site columns, indexes on place, rsID and gene, and all counts packed into one blob,
which is how it does best.
"""

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from browser.variants.store import open_variants
from layouts.variant_rows import Filters
from tests.benchmarks.variant_tables import LARGEST, Made, make, release_of

SIZES = (2_000_000, 20_000_000)
QUERIES, SLOW_QUERIES = 200, 7
PAGE = 50
SITE = ("contig", "pos", "ref", "alt", "variant_id", "rsid", "gene", "consequence", "clinvar")
WORK = (
    "variant by id", "rsID", "gene of 2,000, by frequency, page", "gene of 2,000, filtered, page",
    f"{LARGEST} of 40,000, by frequency, page", "allele never seen",
)  # fmt: skip
Queries = dict[str, Callable[[int], object]]


def main(sizes: Sequence[int] = SIZES) -> None:
    """Print the tables."""
    console = Console(width=150)
    table = Table("variants", "what", "this store ms", "DuckDB ms", "SQLite ms")
    heads = ("variants", "derived in s", "on disk MB", "open ms", "resident MB", "of it own MB")
    facts = Table(*heads, "Parquet MB", "SQLite MB, made in s")
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as scratch:
            folder = Path(scratch)
            made = make(size, folder / "release")
            ours = _ours(made, folder / "cache")
            duck = _timed(_duckdb(made), SLOW_QUERIES)
            start = time.perf_counter()
            connection = _sqlite(made, folder / "beside.sqlite")
            loaded = time.perf_counter() - start
            lite = _timed(_sqlite_queries(made, connection), QUERIES)
            connection.close()
            for work in WORK:
                all_three = (ours["median"].get(work), duck.get(work), lite.get(work))
                shown = (f"{one:.2f}" if one is not None else "–" for one in all_three)
                table.add_row(f"{made.rows:,}", work, *shown)
            beside = (folder / "beside.sqlite").stat().st_size
            facts.add_row(
                f"{made.rows:,}", f"{ours['derived']:.0f}", _mb(_size(folder / "cache")),
                f"{ours['open']:.1f}", f"{ours['resident']:.0f}", f"{ours['own']:.0f}",
                _mb(_size(folder / "release")), f"{_mb(beside)}, {loaded:.0f}",
            )  # fmt: skip
            console.print(table, facts)


def _mb(size: int) -> str:
    return f"{size / 2**20:,.0f}"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _timed(queries: Queries, runs: int) -> dict[str, float]:
    """Median CPU milliseconds of each kind of query."""
    found = {}
    for work, ask in queries.items():
        taken = []
        for number in range(runs):
            start = time.process_time()
            ask(number)
            taken.append(1000 * (time.process_time() - start))
        found[work] = statistics.median(taken)
    return found


def _ours(made: Made, cache: Path) -> dict[str, Any]:
    """Derive in one process; open and ask in another, as a server would after a restart."""
    stated = {"folder": str(made.folder), "rows": made.rows, "tables": made.tables,
              "sample": made.sample, "genes": made.genes}  # fmt: skip
    (made.folder / "made.json").write_text(json.dumps(stated))
    cache.mkdir(mode=0o700)
    environment = {**os.environ, "COHORT_BROWSER_CACHE": str(cache)}
    program = "from tests.benchmarks.variants import {0}; {0}({1!r})"
    results = {}
    for part in ("derived", "asked"):
        done = subprocess.run(
            [sys.executable, "-c", program.format(part, str(made.folder))],
            stdout=subprocess.PIPE, text=True, env=environment, check=True,
        )  # fmt: skip
        results |= json.loads(done.stdout)
    return results


def _made(folder: str) -> Made:
    stated = json.loads((Path(folder) / "made.json").read_text())
    sample = [(one[0], one[1]) for one in stated["sample"]]
    return Made(Path(folder), stated["rows"], stated["tables"], sample, stated["genes"])


def derived(folder: str) -> None:
    """Derive the store; prints how long it took."""
    release = release_of(_made(folder))
    start = time.perf_counter()
    open_variants(release)
    print(json.dumps({"derived": time.perf_counter() - start}))


def asked(folder: str) -> None:
    """Open the store and ask; prints medians, the time to open and what is resident after all."""
    made = _made(folder)
    release = release_of(made)
    start = time.perf_counter()
    store = open_variants(release)
    opened = 1000 * (time.perf_counter() - start)
    if store is None:
        raise ValueError("no variants")
    medians = _timed(_our_queries(made, store), QUERIES)
    memory = _memory()
    print(json.dumps({"open": opened, "median": medians, **memory}))


def _our_queries(made: Made, store: Any) -> Queries:
    order = _shuffled(made)
    return {
        "variant by id": lambda number: _some(store.variant(order[number][0])),
        "rsID": lambda number: _some(store.by_rsid(order[number][1])),
        WORK[2]: lambda number: _some(
            store.gene_page(made.genes[number % len(made.genes)], sort="frequent", limit=PAGE).rows
        ),
        WORK[3]: lambda number: store.gene_page(
            made.genes[number % len(made.genes)],
            Filters(consequence="missense_variant", group="afr", least=0.001),
            "frequent",
            limit=PAGE,
        ),
        WORK[4]: lambda number: _some(store.gene_page(LARGEST, sort="frequent", limit=PAGE).rows),
        WORK[5]: lambda number: store.variant(_never_seen(order[number][0])),
    }


def _shuffled(made: Made) -> list[tuple[str, str]]:
    order = list(made.sample)
    random.Random(1).shuffle(order)  # noqa: S311
    return order


def _never_seen(variant_id: str) -> str:
    contig, pos, ref, alt = variant_id.split("-")
    return f"{contig}-{pos}-{ref}-{alt}TTTT"


def _some(found: Any) -> Any:
    if not found:
        raise ValueError("nothing found")
    return found


def _memory() -> dict[str, float]:
    """Resident memory and the part of it that is not pages of files, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    known = {line.split(":")[0]: line.split()[1] for line in lines if line.endswith("kB")}
    return {"resident": int(known["VmRSS"]) / 1024, "own": int(known["RssAnon"]) / 1024}


def _duckdb(made: Made) -> Queries:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    order = _shuffled(made)

    def ask(statement: str, contig: str, *values: object) -> Any:
        files = f"{made.folder}/variants/contig={contig}/part-0.parquet"
        return connection.execute(statement.format(files=files), list(values)).fetchall()

    rows = "SELECT * FROM read_parquet('{files}', hive_partitioning=false) WHERE "
    by_id = rows + "pos = ? AND ref = ? AND alt = ?"
    by_rsid = rows + "rsid = ?"
    by_gene = rows + f"gene = ? ORDER BY ac_high / an_low DESC LIMIT {PAGE}"
    near = dict(_contigs_of_genes(made))
    genes = made.genes

    def variant(variant_id: str) -> Any:
        contig, pos, ref, alt = variant_id.split("-")
        return ask(by_id, contig, int(pos), ref, alt)

    def gene(symbol: str) -> Any:
        return ask(by_gene, near[symbol], symbol)

    return {
        "variant by id": lambda number: _some(variant(order[number][0])),
        "rsID": lambda number: _some(ask(by_rsid, "*", order[number][1])),
        WORK[2]: lambda number: _some(gene(genes[number % len(genes)])),
        WORK[4]: lambda number: _some(gene(LARGEST)),
        WORK[5]: lambda number: variant(_never_seen(order[number][0])),
    }


def _contigs_of_genes(made: Made) -> Iterator[tuple[str, str]]:
    genes = pq.read_table(made.folder / "genes.parquet", columns=["symbol", "contig"])
    return zip(genes["symbol"].to_pylist(), genes["contig"].to_pylist(), strict=True)


def _sqlite(made: Made, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        "CREATE TABLE variants (contig TEXT, pos INTEGER, ref TEXT, alt TEXT, variant_id TEXT,"
        " rsid TEXT, gene TEXT, consequence TEXT, clinvar TEXT, frequency REAL, counts BLOB)"
    )
    for name, about in made.tables.items():
        if name == "genes":
            continue
        for batch in pq.ParquetFile(made.folder / about["path"]).iter_batches(batch_size=200_000):
            counts = [one for one in batch.schema.names if one.endswith(("_low", "_high"))]
            packed = np.column_stack([batch.column(one).to_numpy() for one in counts])
            size = packed.shape[1] * packed.itemsize
            content = np.ascontiguousarray(packed).tobytes()
            blobs = (content[at : at + size] for at in range(0, len(content), size))
            frequency = batch.column("ac_high").to_numpy() / batch.column("an_low").to_numpy()
            sites = (batch.column(one).to_pylist() for one in SITE)
            connection.executemany(
                f"INSERT INTO variants VALUES ({','.join('?' * 11)})",
                zip(*sites, frequency.tolist(), blobs, strict=True),
            )
    connection.executescript(
        "CREATE INDEX place ON variants (contig, pos); CREATE INDEX name ON variants (rsid);"
        "CREATE INDEX gene ON variants (gene, frequency);"
    )
    connection.commit()
    return connection


def _sqlite_queries(made: Made, connection: sqlite3.Connection) -> Queries:
    order, genes = _shuffled(made), made.genes

    def ask(where: str, *values: object) -> Any:
        rows = connection.execute(f"SELECT * FROM variants WHERE {where}", values).fetchall()
        return [(*row[:-1], np.frombuffer(row[-1], np.int32).tolist()) for row in rows]

    def variant(variant_id: str) -> Any:
        contig, pos, ref, alt = variant_id.split("-")
        return ask("contig = ? AND pos = ? AND ref = ? AND alt = ?", contig, int(pos), ref, alt)

    by_gene = f"gene = ? ORDER BY frequency DESC LIMIT {PAGE}"
    return {
        "variant by id": lambda number: _some(variant(order[number][0])),
        "rsID": lambda number: _some(ask("rsid = ?", order[number][1])),
        WORK[2]: lambda number: _some(ask(by_gene, genes[number % len(genes)])),
        WORK[4]: lambda number: _some(ask(by_gene, LARGEST)),
        WORK[5]: lambda number: variant(_never_seen(order[number][0])),
    }


if __name__ == "__main__":
    main()
