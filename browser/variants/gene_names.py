"""Genes by symbol and alias: written when the store is derived, read without a copy."""

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from layouts.variant_rows import Gene

GENES_FILE: Final = "genes.arrow"
NAMES_FILE: Final = "names.arrow"


class GeneRows:
    """The rows in which each gene is named: first, last, how many, on which positions."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[int]] = {}

    def add(self, contig: str, genes: pa.StringArray, pos: pa.ChunkedArray, first: int) -> None:
        """Note the genes of rows; ``first`` is the number of the first of them."""
        coded = genes.dictionary_encode()
        codes, positions = coded.indices.to_numpy(), pos.to_numpy()
        _, at = np.unique(codes, return_index=True)
        _, back = np.unique(codes[::-1], return_index=True)
        counts = np.bincount(codes, minlength=len(coded.dictionary))
        for code, symbol in enumerate(coded.dictionary.to_pylist()):
            if not symbol:
                continue
            start, last = int(at[code]), len(codes) - 1 - int(back[code])
            known = self._found.setdefault(
                (symbol, contig), [first + start, 0, 0, int(positions[start]), 0]
            )
            known[1] = first + last
            known[2] += int(counts[code])
            known[4] = int(positions[last])

    def take(self, symbol: str, contig: str) -> list[int] | None:
        """First row, last row, number of rows, first and last position; each gene once."""
        return self._found.pop((symbol, contig), None)

    def rest(self) -> Iterator[tuple[str, str, list[int]]]:
        """The genes that were not taken."""
        yield from ((symbol, contig, rows) for (symbol, contig), rows in self._found.items())


def write_genes(stated: pa.Table | None, found: GeneRows, folder: Path) -> None:
    """Write the genes of the release, and those that only its variants name."""
    rows = []
    for row in stated.to_pylist() if stated is not None else ():
        place = found.take(row["symbol"], row["contig"]) or [0, -1, 0, 0, 0]
        exons = list(zip(row.get("exon_starts") or (), row.get("exon_ends") or (), strict=True))
        rows.append({**row, "first": place[0], "last": place[1], "named": place[2], "exons": exons})
    for symbol, contig, place in found.rest():
        rows.append({
            "symbol": symbol, "gene_id": "", "aliases": [], "contig": contig, "start": place[3],
            "end": place[4], "first": place[0], "last": place[1], "named": place[2], "exons": [],
        })  # fmt: skip
    rows.sort(key=lambda row: (row["symbol"].casefold(), row["symbol"], -row["named"]))
    _write(folder / GENES_FILE, pa.Table.from_pylist(rows, _GENES))
    names = _names(rows)
    _write(folder / NAMES_FILE, pa.Table.from_pylist(names, _NAMES))


_GENES: Final = pa.schema(
    [
        ("symbol", pa.string()),
        ("gene_id", pa.string()),
        ("aliases", pa.list_(pa.string())),
        ("contig", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("first", pa.int64()),
        ("last", pa.int64()),
        ("named", pa.int32()),
        ("exons", pa.list_(pa.list_(pa.int32()))),
    ]
)
_NAMES: Final = pa.schema(
    [("name", pa.string()), ("rank", pa.int8()), ("gene", pa.int32()), ("shown", pa.string())]
)


def _names(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every folded name with its gene; symbols (rank 0) before ids (1) and aliases (2)."""
    names = []
    for number, row in enumerate(rows):
        called = [(row["symbol"], 0), (row["gene_id"], 1), *((one, 2) for one in row["aliases"])]
        names += [
            {"name": name.casefold(), "rank": rank, "gene": number, "shown": name}
            for name, rank in called
            if name
        ]
    return sorted(names, key=lambda one: (one["name"], one["rank"], -rows[one["gene"]]["named"]))


def _write(path: Path, table: pa.Table) -> None:
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table.combine_chunks())


class GeneNames:
    """The genes of a store, found by any of their names."""

    def __init__(self, folder: Path) -> None:
        self._genes = pa.ipc.open_file(pa.memory_map(str(folder / GENES_FILE))).read_all()
        self._names = pa.ipc.open_file(pa.memory_map(str(folder / NAMES_FILE))).read_all()
        self._keys = self._names["name"].combine_chunks()

    @property
    def with_variants(self) -> int:
        """How many genes have listed variants."""
        return int(np.count_nonzero(self._genes["named"].to_numpy()))

    def find(self, name: str) -> int | None:
        """The number of the gene of a symbol, an id or an alias, in any case; symbols first."""
        wanted = name.casefold()
        at = self._place(wanted)
        if at < len(self._keys) and self._keys[at].as_py() == wanted:
            return int(self._names["gene"][at].as_py())
        return None

    def begin(self, beginning: str, most: int) -> list[tuple[int, str]]:
        """Genes of which a name begins so, in the order of names, each with that name."""
        wanted, found = beginning.casefold(), dict[int, str]()
        at = self._place(wanted)
        while at < len(self._keys) and len(found) < most:
            if not self._keys[at].as_py().startswith(wanted):
                break
            found.setdefault(self._names["gene"][at].as_py(), self._names["shown"][at].as_py())
            at += 1
        return list(found.items())

    def gene(self, number: int) -> Gene:
        """A gene by its number."""
        row = self._genes.slice(number, 1).to_pylist()[0]
        exons = tuple((start, end) for start, end in row["exons"])
        return Gene(
            row["symbol"], row["gene_id"], tuple(row["aliases"]), row["contig"], row["start"],
            row["end"], row["named"], exons,
        )  # fmt: skip

    def rows(self, number: int) -> tuple[int, int]:
        """The first row that names a gene and the one after the last; empty for none."""
        row = self._genes.slice(number, 1).select(["first", "last"]).to_pylist()[0]
        return row["first"], row["last"] + 1

    def largest(self, most: int) -> list[Gene]:
        """The genes with the most listed variants, ties by symbol."""
        named: NDArray[np.int32] = self._genes["named"].to_numpy()
        order = np.argsort(-named, kind="stable")[:most]
        return [self.gene(int(number)) for number in order if named[number]]

    def _place(self, wanted: str) -> int:
        return bisect_left(self._keys, wanted, key=lambda key: key.as_py())
