"""The benchmark tables: ``make bench``. Two ways of the same work in one run, medians, ratios.

``python -m tests.benchmarks suppress [TABLE ...]`` prints those of the suppression rules alone,
``python -m tests.benchmarks audit`` that of the attack, ``… search`` that of the search,
``… genotypes`` that of reading genotypes, ``… variants [ROWS ...]`` that of look-ups among
variants (several minutes, 8 GB of disk).
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from aggregates.build import build_release
from aggregates.progress import quiet
from aggregates.release_audit import audit_release, verify_release
from aggregates.release_check import read_checked
from aggregates.synthetic import write_synthetic_cdm
from tests.benchmarks import audit_speed, genotypes, search, suppression_rules, variants
from tests.benchmarks.counting import counted_by_duckdb, counted_by_kernel

PARTICIPANTS, SEED, RUNS = 20_000, 2, 5
SMALL = 600


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Median CPU seconds of this process over several runs."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def main() -> None:
    """Print the table."""
    table = Table("work", "CPU seconds", "beside", "CPU seconds", "ratio")
    with tempfile.TemporaryDirectory() as folder:
        large, small, release = (Path(folder) / name for name in ("large", "small", "release"))
        write_synthetic_cdm(PARTICIPANTS, SEED, large)
        kernel = seconds(lambda: counted_by_kernel(large))
        duckdb = seconds(lambda: counted_by_duckdb(large))
        table.add_row(
            f"count conditions of {PARTICIPANTS:,} people, rolled up, by sex and age",
            f"{kernel:.2f}",
            "DuckDB, count(distinct) over the roll-up",
            f"{duckdb:.2f}",
            f"{kernel / duckdb:.2f}",
        )
        write_synthetic_cdm(SMALL, SEED, small)
        build_release(small / "cohort.toml", release, None, 1, quiet)
        checked = read_checked(release)
        families = sum(len(tables.subjects) for tables in checked.tables.values())
        audit = seconds(lambda: audit_release(checked, 1, quiet), runs=1)
        verify = seconds(lambda: verify_release(checked), runs=3)
        table.add_row(
            f"verify a certificate of {families:,} families",
            f"{verify:.2f}",
            f"audit them again ({1000 * audit / families:.0f} ms a family)",
            f"{audit:.2f}",
            f"{verify / audit:.2f}",
        )
    Console(width=140).print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["audit"]:
        audit_speed.main()
    elif sys.argv[1:2] == ["search"]:
        search.main()
    elif sys.argv[1:2] == ["variants"]:
        variants.main(tuple(map(int, sys.argv[2:])) or variants.SIZES)
    elif sys.argv[1:2] == ["genotypes"]:
        genotypes.main(sys.argv[2:])
    elif sys.argv[1:2] == ["suppress"]:
        suppression_rules.main(tuple(sys.argv[2:]) or suppression_rules.NAMES)
    else:
        main()
        audit_speed.main()
        search.main()
        genotypes.main([])
        suppression_rules.main()
        variants.main()
