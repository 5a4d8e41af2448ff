"""From true counts to the tables that may be published; after this nothing true is left."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from aggregates.concept_pairs import certainly_frequent
from aggregates.covers import listed_covers
from aggregates.lineage import with_lineage
from aggregates.pair_tables import ANY_PAIR, PAIRS_PLAN, Pair, pair_id, with_pairs
from aggregates.release_format import COHORT, PAIRS, values_of
from aggregates.true_counts import (
    NO_STRUCTURE,
    DomainCounts,
    PairCounts,
    TrueCounts,
    ValueCounts,
)
from aggregates.value_tables import ANY_VALUE, Bin, bin_id, with_bins
from suppression.orphans import with_their_wholes
from suppression.policy import Policy
from suppression.protection import protect
from suppression.tables import Cut, DomainTables, TablePlan


def protected_tables(
    counts: TrueCounts, policy: Policy, earlier: Mapping[str, DomainTables] | None = None
) -> dict[str, DomainTables]:
    """Bands for the cohort and every domain, the cohort first.

    Bands of the ``earlier`` release stay while the counts stay inside. Then come the tables of
    values, where any concept with values is listed, and of pairs; what makes no sense without a
    concept that is not listed is left out.
    """
    known = earlier or {}
    tables = _domain_tables(counts, policy, known)
    for values in counts.values:
        valued = values.bins.column("concept_id").to_numpy()
        if not np.isin(valued, tables[values.domain].subjects).any():
            continue  # a table of its own would tell that somebody has a value
        found = _values(counts, values, policy, known.get(values_of(values.domain)))
        tables[found.domain] = found
    if counts.pairs is not None:
        tables[PAIRS] = _pairs(counts.pairs, policy, known.get(PAIRS))
    kept = with_their_wholes(tables)
    return {name: found.taken(kept[name]) for name, found in tables.items()}


def bins_of(values: ValueCounts) -> list[Bin]:
    """The bins of a table of values, everyone first."""
    columns = [values.bins.column(name).to_pylist() for name in values.bins.column_names]
    return [ANY_VALUE, *zip(*columns, strict=True)]


def pairs_of(pairs: PairCounts) -> list[Pair]:
    """The pairs of a table of pairs, everyone first."""
    columns = [pairs.table.column(name).to_pylist() for name in pairs.table.column_names]
    return [ANY_PAIR, *zip(*columns, strict=True)]


def without_rare_pairs(tables: Mapping[str, DomainTables]) -> dict[str, DomainTables]:
    """The tables, with pairs only of concepts that certainly many have by what is published.

    Repair may have made the band of a concept wider; that a pair with it stands here would tell
    more than the band does.
    """
    found = tables.get(PAIRS)
    if found is None:
        return dict(tables)
    rare: list[int] = []
    for domain, links in found.part_of.items():
        own = tables[domain]
        low = own.low[own.rows_of(links[:, 0]), 0]
        rare += links[~certainly_frequent(low, int(own.high[0, 0])), 1].tolist()
    kept = np.flatnonzero(~np.isin(found.subjects, rare)).tolist()
    return {**tables, PAIRS: found.taken(kept)}


def _domain_tables(
    counts: TrueCounts, policy: Policy, earlier: Mapping[str, DomainTables]
) -> dict[str, DomainTables]:
    found = {}
    for domain in (counts.cohort, *counts.domains):
        structure = counts.structures.get(domain.domain, NO_STRUCTURE)
        own = _protected(domain, structure.always, counts, policy, earlier.get(domain.domain))
        covers = listed_covers(domain.domain, structure.covers, own.subjects)
        own = replace(own, sums=structure.sums, part_of=structure.part_of, covers=covers)
        found[domain.domain] = with_lineage(own, counts.hierarchy)
    return found


def _values(
    counts: TrueCounts, values: ValueCounts, policy: Policy, earlier: DomainTables | None
) -> DomainTables:
    """Bins, all of them listed: their edges are fixed beforehand."""
    bins = bins_of(values)
    ids = np.array([bin_id(one) for one in bins], np.int64)
    order = np.argsort(ids)
    tables = {cut: found[order] for cut, found in values.tables.items()}
    sorted_ids = ids[order]
    domain = DomainCounts(values_of(values.domain), sorted_ids, tables)
    found = _protected(domain, sorted_ids[1:], counts, policy, earlier)
    return with_bins(found, bins, values.domain)


def _pairs(pairs: PairCounts, policy: Policy, earlier: DomainTables | None) -> DomainTables:
    each = pairs_of(pairs)
    ids = np.array([pair_id(one) for one in each], np.int64)
    order = np.argsort(ids)
    together = np.concatenate([[pairs.anyone], pairs.together])[order, None]
    return with_pairs(
        protect(PAIRS, PAIRS_PLAN, ids[order], together.astype(np.int64), policy, earlier), each
    )


def _protected(
    domain: DomainCounts,
    always: NDArray[np.int64],
    counts: TrueCounts,
    policy: Policy,
    earlier: DomainTables | None,
) -> DomainTables:
    """Bands of one table in the frame of the cohort: its dimensions, and cuts that are shared."""
    sizes = {dimension.id: len(dimension.groups) for dimension in counts.dimensions}
    shared = frozenset(cut for cut in counts.cohort.tables if "*" not in cut and cut != "total")
    names = sorted(domain.tables, key=lambda cut: 0 if cut == "total" else 1 + cut.count("*"))
    dimensions = [() if cut == "total" else tuple(cut.split("*")) for cut in names]
    cuts = tuple(Cut(names, tuple(sizes[name] for name in names)) for names in dimensions)
    own = frozenset() if domain.domain == COHORT else shared & set(names)
    subjects = len(domain.concept_ids)
    cells = np.concatenate([domain.tables[cut].reshape(subjects, -1) for cut in names], axis=1)
    lasting = counts.lasting & {name for cut in cuts for name in cut.dimensions}
    plan = TablePlan(cuts, own, lasting)
    return protect(domain.domain, plan, domain.concept_ids, cells, policy, earlier, always)
