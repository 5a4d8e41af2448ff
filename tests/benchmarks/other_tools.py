"""Other tools on one table: run by the interpreter of ``.venv-bench``, prints one line of JSON.

``python other_tools.py TOOL TABLE.csv.gz`` with TOOL ``tau-argus-mod``, ``tau-argus-opt`` or
``acro``. The answer holds ``hidden``, the cells that the tool hides (codes of level, sex and age,
``Total`` for a total), ``seconds`` of processor time, and the ``version`` of the tool.
"""

import csv
import gzip
import json
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

THRESHOLD = 20
METHODS = {"tau-argus-mod": "MOD(1,5,1,1,1)", "tau-argus-opt": "OPT(1,2)"}


def people(path: Path) -> dict[str, list]:
    """One row per person: the innermost code, sex, age, and 1."""
    columns: dict[str, list] = {"code": [], "sex": [], "age": [], "persons": []}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            innermost = max(name for name in row if name.startswith("L"))
            count = int(row["freq"])
            for name, value in (("code", row[innermost]), ("sex", row["sex"]), ("age", row["age"])):
                columns[name] += [value] * count
            columns["persons"] += [1] * count
    return columns


def hierarchy(path: Path, folder: Path) -> Path:
    """The nested codes as tau-ARGUS reads them: one ``@`` for every level down."""
    lines: dict[str, None] = {}
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            levels = [row[name] for name in sorted(row) if name.startswith("L")]
            lines.update((("@" * depth) + code, None) for depth, code in enumerate(levels))
    target = folder / "code.hrc"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def tau_argus(path: Path, method: str) -> dict:
    from pytauargus import protect

    with tempfile.TemporaryDirectory() as folder:
        codes = hierarchy(path, Path(folder))
        started = time.process_time()
        result = protect(
            people(path),
            ["code", "sex", "age"],
            response="persons",
            safety_rules=f"FREQ({THRESHOLD + 1},10)",
            suppress=METHODS[method],
            hrc={"code": str(codes)},
            workdir=folder,
        )
        seconds = time.process_time() - started
        rows = result.tables[0].rows
    hidden = [
        [row["code"], row["sex"], row["age"]]
        for row in rows
        if row["status"] in {"B", "D", "U", "M"}
    ]
    return {
        "hidden": hidden,
        "seconds": seconds,
        "statuses": sorted({row["status"] for row in rows}),
        "version": version("pytauargus"),
    }


if __name__ == "__main__":
    print(json.dumps(tau_argus(Path(sys.argv[2]), sys.argv[1])))
