"""Variants by names that are no ids of ours: rsIDs, HGVS, ClinVar; sorted arrays on the disk."""

from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from browser.variants.terms import bare_hgvs, checksum, clinvar_keys, reference_of
from layouts.variant_rows import VariantRow

MOST_NAMED: Final = 100  # rows that one name may stand for
_Sorted = tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]


class NameIndex:
    """Numbers of rows by name; mapped, so that opening reads nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def by_rsid(self, rsid: str) -> list[int]:
        """The rows of an rsID, in any case; none for what is none."""
        digits = rsid.strip().casefold().removeprefix("rs")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 10 or int(digits) >= 2**32:
            return []
        return _rows(*self._rsids, int(digits))

    def by_term(self, key: str, within: tuple[int, int] | None = None) -> list[int]:
        """Rows that may be called so, of all or of a range; whoever asks compares the texts."""
        return _rows(*self._terms, checksum(key), within)

    @cached_property
    def _rsids(self) -> _Sorted:
        return self._sorted("rsid")

    @cached_property
    def _terms(self) -> _Sorted:
        return self._sorted("term")

    def _sorted(self, name: str) -> _Sorted:
        return (
            np.load(self._folder / f"{name}-keys.npy", mmap_mode="r"),
            np.load(self._folder / f"{name}-rows.npy", mmap_mode="r"),
        )


def _rows(
    keys: "np.ndarray[Any, Any]",
    rows: "np.ndarray[Any, Any]",
    key: int,
    within: tuple[int, int] | None = None,
) -> list[int]:
    """Rows of a key, in order, at most ``MOST_NAMED``."""
    wanted = keys.dtype.type(key)  # a Python int would make NumPy convert the whole map
    first = int(np.searchsorted(keys, wanted, "left"))
    stop = int(np.searchsorted(keys, wanted, "right"))
    own = rows[first:stop]
    if within:
        own = own[(own >= within[0]) & (own < within[1])]
    return [int(row) for row in own[:MOST_NAMED]]


def is_called(row: VariantRow, name: str) -> bool:
    """Whether a variant goes by a name, and by what stands before its colon where anything does."""
    if ":" not in name and (keys := list(clinvar_keys(name))):
        return keys[0] in clinvar_keys(row.clinvar)
    bare, before = bare_hgvs(name), reference_of(name)
    names = [one for one in (row.hgvs_c, row.hgvs_p) if one and bare_hgvs(one) == bare]
    if not before:
        return bool(names)
    return any(before in (reference_of(one), row.gene.casefold()) for one in names)
