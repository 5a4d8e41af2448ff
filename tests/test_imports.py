"""Which part may load which: the serving process never holds what counts or attacks."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEVER_WHILE_SERVING = (
    *("ibis", "duckdb", "highspy", "plotly.express"),
    *(f"aggregates.{name}" for name in (
        "cdm", "counting", "count_cohort", "true_counts", "pairs", "persons", "concepts",
        "cohort_file", "dimensions", "build", "protected", "synthetic",
        "release_writer", "release_audit",
    )),
    *(f"suppression.{name}" for name in (
        "auditor", "witnesses", "program", "repair", "joint", "denominators", "certifying",
        "protection",
    )),
)  # fmt: skip
SERVE = """
import sys
from pathlib import Path
import browser.application, browser.serving
from aggregates.release import open_release
client = browser.application.create_app([open_release(Path(sys.argv[1]))]).server.test_client()
pages = ("/", "/conditions", "/conditions/4401", "/search?q=heart", "/privacy", "/releases")
pages += ("/diversity",)
assert {client.get(page).status_code for page in pages} == {200}
print("\\n".join(sys.modules))
"""


def test_serving_loads_nothing_that_counts_or_attacks(ward_release: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVE, str(ward_release)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    loaded = {*done.stdout.split()}
    assert "aggregates.release" in loaded
    assert [module for module in NEVER_WHILE_SERVING if module in loaded] == []


def test_the_command_line_is_ready_for_an_interruption_before_it_loads_what_takes_long() -> None:
    program = "import sys, browser.command_line; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    slow = {"numpy", "pyarrow", "pandas", "duckdb", "ibis", "highspy", "dash", "flask", "rich"}
    assert {*done.stdout.split()} & slow == set()


def test_every_import_contract_is_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
