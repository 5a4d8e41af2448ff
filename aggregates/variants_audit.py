"""The variants of a release, audited and verified from its tables alone, part by part."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from aggregates.earlier_variants import earlier_variants
from aggregates.release_check import CheckedRelease
from aggregates.variant_tables import (
    GENES,
    STRUCTURAL,
    PublishedVariants,
    kind_and_contig,
    read_bands,
    stated_people,
)
from aggregates.variants.copies import copies_at
from suppression.allele_attacker import spot_checked
from suppression.allele_ledger import tally_together
from suppression.allele_summary import ALLELES, AlleleFigures, figures_of, tally_of
from suppression.allele_verifier import problems_of
from suppression.alleles import AlleleBands
from suppression.coupling import Kind
from suppression.outcome import Tally
from suppression.policy import Policy
from suppression.summary import AuditSummary

_AT_ONCE: Final = 65_536
_SPOTS: Final = 4
GROWTH: Final = Kind.GROWTH.value
PROGRAMMES: Final = "allele_programmes"
_ORDER: Final = ("pos", "ref", "alt")


@dataclass(frozen=True)
class Stretch:
    """Some rows of a table of variants, and their bands."""

    name: str
    rows: pa.Table
    bands: AlleleBands


def stretches(
    folder: Path, variants: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]
) -> Iterator[Stretch]:
    """All variants of a release, up to 65,536 at once."""
    groups = [group["id"] for group in variants["groups"]]
    for name, stated in tables.items():
        found = kind_and_contig(name)
        if found is None:
            continue
        file = pq.ParquetFile(folder / stated["path"])
        for batch in file.iter_batches(_AT_ONCE):
            rows = pa.Table.from_batches([batch])
            copies = copies_at(variants["build"], found[1], rows["pos"].to_numpy())
            yield Stretch(name, rows, read_bands(rows, groups, copies))


def with_variants(
    summary: AuditSummary,
    folder: Path,
    variants: PublishedVariants,
    policy: Policy,
    earlier: Sequence[CheckedRelease] = (),
) -> AuditSummary:
    """An audit's summary with what it finds of the variants in a folder."""
    people, last = stated_people(variants.about), ""
    figures, tally, programmes = AlleleFigures(), Tally(), Tally()
    for one in stretches(folder, variants.about, variants.tables):
        figures += figures_of(one.bands, people, policy)
        tally += tally_of(one.bands, people, policy)
        if one.name != last:  # the first stretch of a table
            programmes += spot_checked(one.bands, people, policy, _SPOTS)
        last = one.name
    attacks = {**summary.attacks, ALLELES: asdict(tally), PROGRAMMES: asdict(programmes)}
    grown = _grown(folder, variants, policy, earlier)
    if grown.attacked:
        attacks[GROWTH] = asdict(Tally(**summary.attacks[GROWTH]) + grown)
    return replace(summary, figures={**summary.figures, **asdict(figures)}, attacks=attacks)


def _grown(
    folder: Path, variants: PublishedVariants, policy: Policy, earlier: Sequence[CheckedRelease]
) -> Tally:
    """What comparing variants with those of each earlier release comes to."""
    people, tally = stated_people(variants.about), Tally()
    for before in earlier_variants(variants.about, str(folder), earlier):
        for one in stretches(folder, variants.about, variants.tables):
            rows, then = before.found(one.name, one.rows["variant_id"], one.bands.copies)
            now = one.bands.take(rows)
            tally += tally_together(now, then, people, before.people, policy)
    return tally


def stated_figures(
    folder: Path,
    variants: Mapping[str, Any],
    tables: Mapping[str, Mapping[str, Any]],
    policy: Policy,
) -> AlleleFigures:
    """How many alleles and counts a release has, and how many in wider bands."""
    people, figures = stated_people(variants), AlleleFigures()
    for one in stretches(folder, variants, tables):
        figures += figures_of(one.bands, people, policy)
    return figures


def problems(
    folder: Path,
    variants: Mapping[str, Any],
    tables: Mapping[str, Mapping[str, Any]],
    policy: Policy,
) -> Iterator[str]:
    """What does not hold of the variants of a release, in words."""
    people = stated_people(variants)
    per_gene: Counter[tuple[str, str]] = Counter()
    last: dict[str, tuple[Any, ...]] = {}
    for one in stretches(folder, variants, tables):
        kind, contig = kind_and_contig(one.name) or ("", "")
        yield from _shape(one, contig, last)
        per_gene.update((contig, gene) for gene in one.rows["gene"].to_pylist() if gene)
        for row, what in problems_of(one.bands, people, policy):
            yield f"{kind} variant {one.rows['variant_id'][row]}: {what}"
    genes = pq.read_table(folder / tables[GENES]["path"], partitioning=None)
    keys = zip(genes["contig"].to_pylist(), genes["symbol"].to_pylist(), strict=True)
    counted = [per_gene[key] for key in keys]
    if counted != genes["listed_variants"].to_pylist():
        yield "the table of genes counts other variants than are listed"


def _shape(one: Stretch, contig: str, last: dict[str, tuple[Any, ...]]) -> Iterator[str]:
    """Rows are complete, of that contig, and in order, none twice."""
    rows = one.rows
    if any(column.null_count for column in rows.columns):
        yield f"{one.name}: a value is missing"
        return
    if set(rows["contig"].unique().to_pylist()) != {contig}:
        yield f"{one.name}: a variant of another contig"
    keys = list(zip(*(rows[name].to_pylist() for name in _ORDER), strict=True))
    before = [last.get(one.name, (-1, "", "")), *keys[:-1]]
    twice = kind_and_contig(one.name) == (STRUCTURAL, contig)  # they may differ in their ends
    if any(
        later < earlier or (later == earlier and not twice)
        for earlier, later in zip(before, keys, strict=True)
    ):
        yield f"{one.name}: variants are not in order, or one stands twice"
    last[one.name] = keys[-1]
