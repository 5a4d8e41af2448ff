"""The table of samples: to which ancestry group each belongs, and its sex for ploidy on X and Y."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from aggregates.errors import InputError
from aggregates.variants.alleles import IntArray

FEMALE, MALE, UNKNOWN = 0, 1, 2

# As tables of samples write it: words, PED codes, OMOP concepts, karyotypes.
_SEXES = {
    **dict.fromkeys(("female", "f", "2", "xx", "8532"), FEMALE),
    **dict.fromkeys(("male", "m", "1", "xy", "8507"), MALE),
}

REMAINING = "remaining"
"""The group of samples whose ancestry the table leaves empty."""


@dataclass(frozen=True)
class Samples:
    """The participants with genotypes, in the order of `names`."""

    names: tuple[str, ...]
    groups: tuple[str, ...]  # ids of ancestry groups, in order
    group: IntArray  # (samples,) index into groups
    sex: IntArray  # (samples,) FEMALE, MALE or UNKNOWN
    where: str = "the table of samples"
    tells_sex: bool = True

    def aligned(self, header: Sequence[str], file: str) -> NDArray[np.int64]:
        """Rows of this table for the sample columns of a file.

        Raises InputError, naming columns by number and not by whose they are, where a column has
        no row or two columns have the same.
        """
        row = {name: at for at, name in enumerate(self.names)}
        missing = [at for at, name in enumerate(header, 1) if name not in row]
        if missing:
            raise InputError(
                f"{len(missing):,} of its {len(header):,} samples, the first in sample column "
                f"{missing[0]:,}, are not in {self.where}",
                file,
                "Add a row for each, or leave those samples out of the file",
            )
        if len(set(header)) < len(header):
            raise InputError("names a sample twice", file, "Keep one column per sample")
        return np.array([row[name] for name in header], dtype=np.int64)


def read_samples(
    path: Path,
    sample: str = "sample",
    group: str = "group",
    sex: str | None = "sex",
    groups: Sequence[str] | None = None,
) -> Samples:
    """Read a table of samples: TSV or CSV, compressed or not, or Parquet.

    `sample`, `group` and `sex` name its columns; `groups` are the ancestry groups in order, by
    default those found, sorted. An empty group counts as REMAINING. Without a column `sex`
    (None, or not there) X and Y outside their pseudoautosomal regions cannot be counted.
    """
    table = _read(path)
    names = _column(table, sample, path)
    if len(set(names)) < len(names):
        raise InputError(f"column {sample} holds a sample twice", str(path), "Keep one row each")
    labels = [label or REMAINING for label in _column(table, group, path)]
    found = sorted(set(labels), key=lambda label: (label == REMAINING, label))
    order = tuple(found if groups is None else groups)
    unknown = sorted(set(labels) - set(order) - {REMAINING})
    if unknown:
        raise InputError(
            f"column {group} holds {', '.join(unknown)}, which is not among the ancestry groups",
            str(path),
            "Name the group in the cohort file, or correct the table",
        )
    if REMAINING in labels and REMAINING not in order:
        order = (*order, REMAINING)
    tells = sex is not None and sex in table.column_names
    sexes = _column(table, sex, path) if tells and sex is not None else [""] * len(names)
    return Samples(
        tuple(names),
        order,
        np.array([order.index(label) for label in labels], dtype=np.int32),
        np.array([_SEXES.get(one.lower(), UNKNOWN) for one in sexes], dtype=np.int32),
        str(path),
        tells,
    )


def _read(path: Path) -> pa.Table:
    if not path.is_file():
        raise InputError("is not there", str(path), "Name the table of samples")
    try:
        if path.suffix == ".parquet":
            return pq.read_table(path)
        delimiter = "," if ".csv" in path.suffixes else "\t"
        return pacsv.read_csv(path, parse_options=pacsv.ParseOptions(delimiter=delimiter))
    except (pa.ArrowInvalid, OSError):
        raise InputError(
            "cannot be read as a table", str(path), "Write it as TSV, CSV or Parquet with a header"
        ) from None


def _column(table: pa.Table, name: str, path: Path) -> list[str]:
    if name not in table.column_names:
        raise InputError(
            f"has no column {name}, only {', '.join(table.column_names)}",
            str(path),
            "Name its columns in the cohort file",
        )
    values = table.column(name).cast(pa.string()).fill_null("").to_pylist()
    return [value.strip() for value in values]
