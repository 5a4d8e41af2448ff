"""From true counts to the tables that may be published; after this nothing true is left."""

from collections.abc import Mapping

import numpy as np

from aggregates.lineage import with_lineage
from aggregates.release_format import COHORT
from aggregates.true_counts import DomainCounts, TrueCounts
from suppression.policy import Policy
from suppression.protection import protect
from suppression.tables import Cut, DomainTables, TablePlan


def protected_tables(
    counts: TrueCounts, policy: Policy, earlier: Mapping[str, DomainTables] | None = None
) -> dict[str, DomainTables]:
    """Bands for the cohort and every domain, the cohort first.

    Bands of the ``earlier`` release stay while the counts stay inside.
    """
    sizes = {dimension.id: len(dimension.groups) for dimension in counts.dimensions}
    shared = frozenset(cut for cut in counts.cohort.tables if "*" not in cut and cut != "total")
    return {
        domain.domain: with_lineage(
            _protected(
                domain, sizes, shared, counts.lasting, policy, (earlier or {}).get(domain.domain)
            ),
            counts.hierarchy,
        )
        for domain in (counts.cohort, *counts.domains)
    }


def _protected(
    domain: DomainCounts,
    sizes: Mapping[str, int],
    shared: frozenset[str],
    lasting: frozenset[str],
    policy: Policy,
    earlier: DomainTables | None,
) -> DomainTables:
    names = sorted(domain.tables, key=lambda cut: 0 if cut == "total" else 1 + cut.count("*"))
    dimensions = [() if cut == "total" else tuple(cut.split("*")) for cut in names]
    cuts = tuple(Cut(names, tuple(sizes[name] for name in names)) for names in dimensions)
    own = frozenset() if domain.domain == COHORT else shared & set(names)
    subjects = len(domain.concept_ids)
    cells = np.concatenate([domain.tables[cut].reshape(subjects, -1) for cut in names], axis=1)
    plan = TablePlan(cuts, own, lasting & {name for cut in cuts for name in cut.dimensions})
    return protect(domain.domain, plan, domain.concept_ids, cells, policy, earlier)
