"""Rule ``suppress`` and rule ``bands`` beside other tools, on the same tables, in one run.

All results are judged by one attacker, who knows every published cell and equation and that counts
are not below zero (a linear programme per cell and end, as in the published figures). Every tool
hides counts of 1 to 20 and publishes zeros.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from suppression.circuits import determined
from suppression.exact import hide_against_equations, hide_exactly
from suppression.linked import BoolArray, LinkedTable, Pattern, Protection
from suppression.table_attacker import attack
from suppression.widening import audited_bands
from suppression.window import hide_for_window
from tests.benchmarks.sdc_tables import FOLDER, NAMES, SdcTable, read

BENCH_PYTHON = Path(__file__).parents[2] / ".venv-bench" / "bin" / "python"
WIDE = Protection(1, 19, 10)
WINDOW = Protection(1, 18, 10)
WINDOW_SECONDS = {"T20": 600.0}  # half of it for the bounds of blocks: the last takes 200
ATTACKED = ("T20", "T100")  # a programme for every cell of the larger ones takes hours
OTHER_TOOLS = (
    ("pytauargus, MOD", "tau-argus-mod", ("T20", "T100")),
    ("pytauargus, OPT (2 minutes)", "tau-argus-opt", ("T20",)),
    ("acro (primary suppression only)", "acro", ("T20", "T100")),
)
# from the README beside the tables, measured there on one core: not of this run
PUBLISHED = {
    "T20": (
        ("GaussSuppression 1.2.3", "101", "0", "41", "129", "0.4"),
        ("sdcTable HYPERCUBE", "232", "0", "0", "27", "15.6"),
        ("tau-ARGUS MOD / OPT", "114 / 102", "0 / 0", "13 / 25", "73 / 118", "1.3 / 22.3"),
    ),
    "T100": (
        ("GaussSuppression 1.2.3", "400", "0", "100", "401", "5.8"),
        ("tau-ARGUS MOD", "439", "", "", "", "4.2"),
    ),
    "T400": (
        ("GaussSuppression 1.2.3", "1,193", "", "", "", "77"),
        ("sdcTable SIMPLEHEURISTIC_OLD", "1,216", "", "", "", "0.6"),
    ),
    "T1000": (
        ("GaussSuppression 1.2.3", "3,750", "", "", "", "513"),
        ("sdcTable SIMPLEHEURISTIC_OLD", "3,880", "", "", "", "2.1"),
    ),
}


@dataclass(frozen=True)
class Line:
    """One line of the benchmark table."""

    method: str
    further: str
    recovered: str = ""
    narrow: str = ""
    lost: str = ""
    seconds: str = ""

    def columns(self) -> tuple[str, ...]:
        """As they are printed."""
        return self.method, self.further, self.recovered, self.narrow, self.lost, self.seconds


def judged(name: str, method: str, table: LinkedTable, hidden: BoolArray, seconds: float) -> Line:
    """What the attacker learns from a pattern."""
    further, primary = f"{table.further(hidden):,}", table.primary
    if name not in ATTACKED:
        exact = int((determined(table, hidden) & primary).sum())
        return Line(method, further, f"{exact}", "", "", f"{seconds:.1f}")
    ranges = attack(table, hidden, WIDE, primary, whole=False)
    return Line(
        method,
        further,
        f"{ranges.recovered(primary)}",
        f"{ranges.narrower(primary, WIDE.width)}",
        f"{ranges.lost(primary, WIDE.low, WIDE.high)}",
        f"{seconds:.1f}",
    )


def ours(name: str, table: LinkedTable, level: str, hide: Callable[[LinkedTable], Pattern]) -> Line:
    """One of our levels, with the bound it proves."""
    started = time.process_time()
    pattern = hide(table)
    seconds = time.process_time() - started
    label = f"Cohort Browser, suppress, {level} (proven least: {pattern.bound:,.0f})"
    return judged(name, label, table, pattern.hidden, seconds)


def bands(table: LinkedTable) -> Line:
    """Rule bands: the further cells are the bands that had to be widened."""
    started = time.process_time()
    published = audited_bands(table.counts, table.equations, 20, WINDOW)
    seconds = time.process_time() - started
    method = "Cohort Browser, bands of 20 with zero merged (lost: of 1..18)"
    further = f"{published.widened} bands widened"
    return Line(method, further, "0", "0", "0", f"{seconds:.1f}")  # it ends when none is lost


def other(name: str, label: str, tool: str, given: SdcTable) -> Line:
    """Another tool, run by its own interpreter; a line that says why where it cannot run."""
    script = Path(__file__).with_name("other_tools.py")
    if not BENCH_PYTHON.exists():
        return Line(label, "not installed: make bench sets .venv-bench up")
    command = [BENCH_PYTHON, script.resolve(), tool, given.path.resolve()]
    with tempfile.TemporaryDirectory() as folder:  # tau-ARGUS leaves its logs where it runs
        run = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=folder)
    if run.returncode:
        reason = (run.stderr.strip().splitlines() or ["no message"])[-1]
        return Line(label, f"failed: {reason[:60]}")
    answer = json.loads(run.stdout.splitlines()[-1])
    hidden = given.cells(answer["hidden"]) | given.table.primary
    return judged(name, f"{label} {answer['version']}", given.table, hidden, answer["seconds"])


def lines(name: str, given: SdcTable) -> Iterator[Line]:
    """All lines of one table."""
    table = given.table
    yield judged(name, "primaries only", table, table.primary, 0.0)
    yield ours(name, table, "exact", hide_against_equations)
    yield ours(name, table, "exact, also for whole numbers", hide_exactly)
    if name in WINDOW_SECONDS:
        seconds = WINDOW_SECONDS[name]
        yield ours(
            name, table, "window 1..18", lambda table: hide_for_window(table, WINDOW, seconds)
        )
    if name in ATTACKED:
        yield bands(table)
    for label, tool, names in OTHER_TOOLS:
        if name in names:
            yield other(name, label, tool, given)
    for method, *figures in PUBLISHED[name]:
        yield Line(f"published figure: {method}", *figures)


def main(names: tuple[str, ...] = NAMES) -> None:
    """Print a table for every input table that is there."""
    console = Console(width=140)
    for name in names:
        if not (FOLDER / f"{name}.csv.gz").exists():
            console.print(f"{name}: skipped, ../shared/sdc-tables is not beside the checkout")
            continue
        given = read(name)
        cells, primary = given.table.cells, int(np.count_nonzero(given.table.primary))
        columns = ("further cells", "recovered", "narrower than 10", "lost of 1..19", "CPU s")
        shown = Table(f"{name}: {cells:,} cells, {primary:,} primary", *columns)
        for line in lines(name, given):
            shown.add_row(*line.columns())
        console.print(shown)
