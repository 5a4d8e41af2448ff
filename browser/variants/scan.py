"""Filtering and ordering rows of one contig: column by column, from published bands alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from browser.variants.contig_file import BATCH, ContigFile
from browser.variants.stored import counts_column, counts_of
from browser.variants.terms import classification
from layouts.variant_rows import Filters

Rows = NDArray[np.int64]
# Most severe first: the order of consequences in Ensembl's variation documentation.
SEVERITY: Final = (
    "transcript_ablation", "splice_acceptor_variant", "splice_donor_variant", "stop_gained",
    "frameshift_variant", "stop_lost", "start_lost", "transcript_amplification",
    "feature_elongation", "feature_truncation", "inframe_insertion", "inframe_deletion",
    "missense_variant", "protein_altering_variant", "splice_donor_5th_base_variant",
    "splice_region_variant", "splice_donor_region_variant", "splice_polypyrimidine_tract_variant",
    "incomplete_terminal_codon_variant", "start_retained_variant", "stop_retained_variant",
    "synonymous_variant", "coding_sequence_variant", "mature_miRNA_variant",
    "5_prime_UTR_variant", "3_prime_UTR_variant", "non_coding_transcript_exon_variant",
    "intron_variant", "NMD_transcript_variant", "non_coding_transcript_variant",
    "coding_transcript_variant", "upstream_gene_variant", "downstream_gene_variant",
    "TFBS_ablation", "TFBS_amplification", "TF_binding_site_variant", "regulatory_region_ablation",
    "regulatory_region_amplification", "regulatory_region_variant", "intergenic_variant",
    "sequence_variant",
)  # fmt: skip
_RANK: Final[Mapping[str, int]] = {name: place for place, name in enumerate(SEVERITY)}
POSITION: Final = ""
SORTS: Final = (POSITION, "frequent", "rare", "homozygotes", "consequence")


def severity(consequence: str) -> int:
    """The place of the most severe of the terms joined by "&" or ","; unknown ones last."""
    terms = consequence.replace(",", "&").split("&")
    return min((_RANK.get(term, len(SEVERITY)) for term in terms), default=len(SEVERITY))


@dataclass(frozen=True)
class Scanned:
    """The rows of a stretch that a filter keeps, in order, and what can be filtered by.

    ``positions`` are those of ``rows`` in order of position, whatever the order asked for.
    ``consequences`` and ``clinvar`` count what stands in the stretch before filtering.
    """

    rows: Rows
    positions: NDArray[np.int32]
    consequences: Mapping[str, int]
    clinvar: Mapping[str, int]
    total: int


def scan(
    file: ContigFile, start: int, stop: int, gene: str, filters: Filters, sort: str
) -> Scanned:
    """The rows from ``start`` up to ``stop`` of a contig that pass, in order.

    With ``gene``, only rows that name it. Rows are numbered within the contig.
    """
    columns = _columns(gene, filters, sort)
    parts = [_part(file, number, start, stop, columns) for number in _batches(start, stop)]
    if not parts:
        nothing = np.empty(0, np.int64)
        return Scanned(nothing, nothing.astype(np.int32), {}, {}, 0)
    table = pa.Table.from_batches(parts).combine_chunks()
    rows = np.arange(start, stop, dtype=np.int64)
    if gene:
        named = pc.equal(table["gene"], gene)
        table, rows = table.filter(named), rows[_bits(named)]
    consequences = _counted(table["consequence"], str)
    clinvar = _counted(table["clinvar"], classification)
    total = len(rows)
    if filters.any:
        mask = _mask(table, filters)
        table, rows = table.filter(pa.array(mask)), rows[mask]
    order = _ORDERS[sort](table, filters.group)
    positions = table["pos"].to_numpy()
    return Scanned(rows if order is None else rows[order], positions, consequences, clinvar, total)


def _batches(start: int, stop: int) -> range:
    return range(start // BATCH, -(-stop // BATCH)) if stop > start else range(0)


def _part(
    file: ContigFile, number: int, start: int, stop: int, columns: tuple[str, ...]
) -> pa.RecordBatch:
    batch, at = file.batch(number, columns), number * BATCH
    low, high = max(start - at, 0), min(stop - at, batch.num_rows)
    return batch.slice(low, high - low)


def _columns(gene: str, filters: Filters, sort: str) -> tuple[str, ...]:
    """The columns that a scan needs; all others stay packed."""
    wanted = {"pos", "consequence", "clinvar"}
    if gene:
        wanted.add("gene")
    limited = filters.least is not None or filters.most is not None
    if limited or sort in ("frequent", "rare", "homozygotes"):
        wanted.add(counts_column(filters.group))
    return tuple(sorted(wanted))


def _counted(column: pa.ChunkedArray, named: Callable[[str], str]) -> Mapping[str, int]:
    """How many rows have each value, by what it is called; empty ones are left out."""
    counts: dict[str, int] = {}
    for one in pc.value_counts(column).to_pylist():
        if name := named(one["values"]):
            counts[name] = counts.get(name, 0) + one["counts"]
    return counts


def _mask(table: pa.Table, filters: Filters) -> NDArray[np.bool_]:
    mask = np.ones(table.num_rows, np.bool_)
    if filters.consequence:
        wanted = filters.consequence
        mask &= _fits(table["consequence"], lambda terms: wanted in terms.split("&"))
    if filters.clinvar:
        mask &= _fits(table["clinvar"], lambda said: classification(said) == filters.clinvar)
    if filters.least is not None or filters.most is not None:
        low, high = _frequency(table, filters.group)
        if filters.least is not None:
            mask &= low >= filters.least
        if filters.most is not None:
            mask &= high <= filters.most
    return mask


def _fits(column: pa.ChunkedArray, test: Callable[[str], bool]) -> NDArray[np.bool_]:
    """Rows with a value that passes a test; each value is tested once."""
    fitting = list(filter(test, pc.unique(column).to_pylist()))
    return _bits(pc.is_in(column, value_set=pa.array(fitting, pa.string())))


def _frequency(table: pa.Table, group: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and the most that each frequency may be; anything for one that is not known."""
    ac_low, ac_high, an_low, an_high = counts_of(table, group)[:, :4].T
    known = an_low > 0
    low = np.where(known, ac_low / np.maximum(an_high, 1), 0.0)
    high = np.where(known, np.minimum(ac_high / np.maximum(an_low, 1), 1.0), 1.0)
    return low, high


def _bits(mask: pa.ChunkedArray) -> NDArray[np.bool_]:
    return np.asarray(mask.to_numpy(), np.bool_)


Order = Callable[[pa.Table, str], "Rows | None"]


def _by_frequency(sign: int) -> Order:
    def order(table: pa.Table, group: str) -> Rows:
        low, high = _frequency(table, group)
        return np.lexsort((sign * low, sign * high))

    return order


def _by_homozygotes(table: pa.Table, group: str) -> Rows:
    low, high = counts_of(table, group)[:, 4:].T
    return np.lexsort((-low, -high))


def _by_consequence(table: pa.Table, _: str) -> Rows:
    coded = table["consequence"].combine_chunks().dictionary_encode()
    ranks = np.array([severity(one) for one in coded.dictionary.to_pylist()], np.int64)
    return np.argsort(ranks[coded.indices.to_numpy()], kind="stable")


_ORDERS: Final[Mapping[str, Order]] = {
    POSITION: lambda table, group: None,
    "frequent": _by_frequency(-1),
    "rare": _by_frequency(1),
    "homozygotes": _by_homozygotes,
    "consequence": _by_consequence,
}
