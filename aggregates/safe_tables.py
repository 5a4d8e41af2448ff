"""Making tables safe, and leaving out the pairs of concepts that no longer are frequent."""

from collections.abc import Callable, Mapping, Sequence

from aggregates.protected import without_rare_pairs
from suppression.ledger import Earlier
from suppression.policy import Policy
from suppression.repair import Safe, make_safe
from suppression.tables import DomainTables
from suppression.withholding import make_withheld


def made_safe(
    tables: Mapping[str, DomainTables],
    policy: Policy,
    workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, of: None,
    earlier: Sequence[Earlier] = (),
) -> Safe:
    """As :func:`suppression.repair.make_safe`, with what the attacks conclude of just the pairs
    that stay: figures of others would tell of bands that were made wider.
    """
    if policy.publishes_exactly:
        return make_withheld(tables, policy, workers, progress)
    while True:
        safe = make_safe(tables, policy, workers, progress, earlier)
        tables = without_rare_pairs(safe.tables)
        if all(
            len(tables[name].subjects) == len(own.subjects) for name, own in safe.tables.items()
        ):
            return safe
