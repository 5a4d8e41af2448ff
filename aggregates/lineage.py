"""Published tables together with the hierarchy of what they count."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aggregates.release_hierarchy import lineage_of
from suppression.tables import DomainTables


def with_lineage(tables: DomainTables, hierarchy: pa.Table) -> DomainTables:
    """The tables of a domain, told which of their subjects descend from which.

    ``hierarchy`` has domain, parent_id, child_id; concepts that are not listed may stand between.
    """
    here = hierarchy.filter(pc.equal(hierarchy.column("domain"), tables.domain))
    edges = zip(
        here.column("parent_id").to_pylist(), here.column("child_id").to_pylist(), strict=True
    )
    pairs = np.array(lineage_of(edges), np.int64).reshape(-1, 2)
    listed = np.isin(pairs, tables.subjects).all(axis=1)
    return replace(tables, lineage=pairs[listed])
