"""Protection: from true counts to the tables that may be published."""

import numpy as np

from suppression.bands import IntArray, band_limits
from suppression.policy import Policy
from suppression.tables import DomainTables, TablePlan


def protect(
    domain: str, plan: TablePlan, subjects: IntArray, counts: IntArray, policy: Policy
) -> DomainTables:
    """Bands for one domain: the only step that sees true counts and gives published ones.

    ``subjects`` (n,) with the denominator first, ``counts`` (n, plan.cells) true counts. A
    subject is listed only where its total exceeds the threshold (the denominator always), its
    crossings only where its band starts at the crossing floor or above. Raises ``BandError`` for
    negative counts.
    """
    listed = counts[:, 0] > policy.threshold
    listed[0] = True
    low, high = band_limits(counts[listed], policy.widths[0])
    _merge_small_bands(low[0], high[0], policy)
    crossed = (low[:, 0] >= policy.crossing_floor) | (not plan.crossings)
    tables = DomainTables(domain, plan, subjects[listed], low, high, crossed.astype(np.bool_))
    low[~tables.published] = 0
    high[~tables.published] = 0
    return tables


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
