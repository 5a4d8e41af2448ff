"""Protection: from true counts to the tables that may be published."""

import numpy as np

from suppression.bands import IntArray, band_limits, grid_width
from suppression.policy import Policy
from suppression.tables import DomainTables, TablePlan
from suppression.withheld import exact_tables


def protect(
    domain: str,
    plan: TablePlan,
    subjects: IntArray,
    counts: IntArray,
    policy: Policy,
    earlier: DomainTables | None = None,
    always: IntArray | None = None,
) -> DomainTables:
    """Bands for one domain: the only step that sees true counts and gives published ones.

    ``subjects`` (n,) with the denominator first, ``counts`` (n, plan.cells) true counts. A
    subject is listed only where its total exceeds the threshold (the denominator and the subjects
    ``always`` in any case), its crossings only where its band starts at the crossing floor or
    above. A band of an ``earlier`` release stays while the count stays inside it. Raises
    ``BandError`` for negative counts.
    """
    if policy.publishes_exactly:
        return exact_tables(domain, plan, subjects, counts, policy, always)
    fixed = np.zeros(0, np.int64) if always is None else always
    listed = (counts[:, 0] > policy.threshold) | np.isin(subjects, fixed)
    listed[0] = True
    low, high = band_limits(counts[listed], policy.widths[0])
    _merge_small_bands(low[0], high[0], policy)
    crossed = (low[:, 0] >= policy.crossing_floor) | (not plan.crossings)
    tables = DomainTables(
        domain, plan, subjects[listed], low, high, crossed.astype(np.bool_), always=fixed
    )
    if earlier is not None:
        _keep_earlier(tables, counts[listed], earlier, policy)
    low[~tables.published] = 0
    high[~tables.published] = 0
    return tables


def _keep_earlier(
    tables: DomainTables, counts: IntArray, earlier: DomainTables, policy: Policy
) -> None:
    """Take over the earlier bands that still hold the counts (n, cells), in place.

    Two different bands of one count tell more than either: a band made wider once stays so. Cells
    that were withheld are not kept, for their limit is that of another cell.
    """
    _, now, then = np.intersect1d(tables.subjects, earlier.subjects, return_indices=True)
    before = {cut.id: cut for cut in earlier.plan.cuts}
    for cut in tables.plan.cuts:
        if before.get(cut.id) != cut:
            continue
        here, there = tables.plan.slices[cut.id], earlier.plan.slices[cut.id]
        low, high = earlier.low[then, there], earlier.high[then, there]
        on_grid = np.vectorize(lambda first, last: grid_width(first, last, policy) > 0)
        stays = earlier.published[then, there] & (low <= counts[now, here])
        stays &= (counts[now, here] <= high) & on_grid(low, high)
        tables.low[now, here] = np.where(stays, low, tables.low[now, here])
        tables.high[now, here] = np.where(stays, high, tables.high[now, here])


def _merge_small_bands(low: IntArray, high: IntArray, policy: Policy) -> None:
    """Publish small groups of a denominator (n,), 0 to 40, alike, but for its total.

    Over a denominator known to be at least 21, "20 or fewer" with a condition says that one or
    more are without it, and every tie makes that more. Groups of 0 to 20 are merged too: were
    they told apart, "40 or fewer" would read "21 to 40" for everyone who knows this rule.
    """
    if len(policy.widths) > 1:
        small = high <= policy.widths[1]
        small[0] = False
        low[small], high[small] = 0, policy.widths[1]
