"""Other tools on one table: run by the interpreter of ``.venv-bench``, prints one line of JSON.

``python other_tools.py TOOL TABLE.csv.gz`` with TOOL ``tau-argus-mod``, ``tau-argus-opt`` or
``acro``. The answer holds ``hidden``, the cells that the tool hides (codes of level, sex and age,
``Total`` for a total), ``seconds`` of processor time, and the ``version`` of the tool.
"""

import contextlib
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
    """Primary and secondary suppression by the tau-ARGUS engine."""
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
    names = ("code", "sex", "age")
    hidden = [[row[name] for name in names] for row in rows if row["status"] in {"U", "M"}]
    return {"hidden": hidden, "seconds": seconds, "version": version("pytauargus")}


def acro(path: Path) -> dict:
    """Suppression by acro of the innermost codes by sex and age: primary cells only."""
    import acro as tool
    import pandas as pd

    frame = pd.DataFrame(people(path))
    session = tool.ACRO(suppress=True)
    checks = [value for value in vars(session).values() if hasattr(value, "risk_appetite")]
    for holder in [session, *checks]:
        for name in ("config", "risk_appetite"):
            if isinstance(settings := getattr(holder, name, None), dict):
                settings["safe_threshold"] = THRESHOLD + 1
    started = time.process_time()
    shown = session.crosstab(frame["code"], [frame["sex"], frame["age"]])
    seconds = time.process_time() - started
    true = pd.crosstab(frame["code"], [frame["sex"], frame["age"]])
    hidden = [
        [code, sex, age]
        for (sex, age), column in true.items()
        for code, count in column.items()
        if count > 0 and not shown.get((sex, age), column * 0).get(code, 0) > 0
    ]
    return {"hidden": hidden, "seconds": seconds, "version": version("acro")}


if __name__ == "__main__":
    tool, table = sys.argv[1], Path(sys.argv[2])
    with contextlib.redirect_stdout(sys.stderr):
        answer = acro(table) if tool == "acro" else tau_argus(table, tool)
    print(json.dumps(answer))
