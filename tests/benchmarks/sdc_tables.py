"""The hierarchical tables that suppression methods are compared on, beside the checkout."""

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from suppression.linked import BoolArray, LinkedTable, hierarchy_equations, linked_table

FOLDER = Path(__file__).parents[3] / "shared" / "sdc-tables"
NAMES = ("T20", "T100", "T400", "T1000")
THRESHOLD = 20
TOTAL = "Total"


@dataclass(frozen=True)
class SdcTable:
    """A table and the labels (code, sex, age) of its cells, row-major."""

    path: Path
    table: LinkedTable
    codes: tuple[str, ...]
    sexes: tuple[str, ...]
    ages: tuple[str, ...]

    def cells(self, labels: list[list[str]]) -> BoolArray:
        """The cells that carry these labels (n,)."""
        chosen = np.zeros((len(self.codes), len(self.sexes), len(self.ages)), np.bool_)
        for code, sex, age in labels:
            chosen[self.codes.index(code), self.sexes.index(sex), self.ages.index(age)] = True
        return chosen.ravel()


def read(name: str) -> SdcTable:
    """Read one table and add up its totals."""
    path = FOLDER / f"{name}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    levels = sorted(column for column in rows[0] if column.startswith("L"))
    parents: dict[str, str] = {}
    for row in rows:
        chain = [TOTAL, *(row[level] for level in levels)]
        parents.update(zip(chain[1:], chain[:-1], strict=True))
    codes = (TOTAL, *parents)
    sexes, ages = (
        (TOTAL, *sorted({row[dimension] for row in rows})) for dimension in ("sex", "age")
    )
    place = {code: position for position, code in enumerate(codes)}
    counts = np.zeros((len(codes), len(sexes), len(ages)), np.int64)
    for row in rows:
        inner = place[row[levels[-1]]], sexes.index(row["sex"]), ages.index(row["age"])
        counts[inner] += int(row["freq"])
    above = [-1, *(place[parents[code]] for code in codes[1:])]
    counts[:, 0, 1:] = counts[:, 1:, 1:].sum(axis=1)
    counts[:, :, 0] = counts[:, :, 1:].sum(axis=2)
    for level in range(len(levels), 0, -1):
        for code, parent in parents.items():
            if _depth(code, parents) == level:
                counts[place[parent]] += counts[place[code]]
    equations = hierarchy_equations(above, [len(sexes) - 1, len(ages) - 1])
    return SdcTable(path, linked_table(counts.ravel(), equations, THRESHOLD), codes, sexes, ages)


def _depth(code: str, parents: dict[str, str]) -> int:
    depth = 0
    while code != TOTAL:
        code, depth = parents[code], depth + 1
    return depth
