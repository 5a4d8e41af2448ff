"""From true counts to the tables that may be published; after this nothing true is left."""

from collections.abc import Mapping

import numpy as np

from aggregates.lineage import with_lineage
from aggregates.release_format import COHORT
from aggregates.true_counts import DomainCounts, TrueCounts
from suppression.policy import Policy
from suppression.protection import protect
from suppression.tables import Cut, DomainTables, TablePlan


def protected_tables(counts: TrueCounts, policy: Policy) -> dict[str, DomainTables]:
    """Bands for the cohort and every domain, the cohort first."""
    sizes = {dimension.id: len(dimension.groups) for dimension in counts.dimensions}
    shared = frozenset(cut for cut in counts.cohort.tables if "*" not in cut and cut != "total")
    return {
        domain.domain: with_lineage(_protected(domain, sizes, shared, policy), counts.hierarchy)
        for domain in (counts.cohort, *counts.domains)
    }


def _protected(
    domain: DomainCounts, sizes: Mapping[str, int], shared: frozenset[str], policy: Policy
) -> DomainTables:
    names = sorted(domain.tables, key=lambda cut: 0 if cut == "total" else 1 + cut.count("*"))
    dimensions = [() if cut == "total" else tuple(cut.split("*")) for cut in names]
    cuts = tuple(Cut(names, tuple(sizes[name] for name in names)) for names in dimensions)
    own = frozenset() if domain.domain == COHORT else shared & set(names)
    subjects = len(domain.concept_ids)
    cells = np.concatenate([domain.tables[cut].reshape(subjects, -1) for cut in names], axis=1)
    return protect(domain.domain, TablePlan(cuts, own), domain.concept_ids, cells, policy)
