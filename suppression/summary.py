"""What an audit found, in figures that may be published: all follow from the published bands."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from suppression.bands import grid_width
from suppression.coupling import Kind
from suppression.outcome import Outcome, Tally
from suppression.policy import Policy
from suppression.tables import DomainTables

ATTACKS = ("linked_tables", *(kind.value for kind in Kind))


@dataclass(frozen=True)
class AuditSummary:
    """``figures`` of the whole release, and a tally for each attack."""

    figures: Mapping[str, int]
    attacks: Mapping[str, Mapping[str, int]]

    @property
    def passed(self) -> bool:
        """Whether no attack narrowed any count beyond what the policy allows."""
        return not any(attack["narrowed"] for attack in self.attacks.values())


def summarise(
    tables: Mapping[str, DomainTables], outcomes: Iterable[Outcome], policy: Policy
) -> AuditSummary:
    """Count families and cells over all domains, and what each attack concluded."""
    tallies = dict.fromkeys(ATTACKS, Tally())
    for outcome in outcomes:
        for attack, tally in outcome.tallies.items():
            tallies[attack] += tally
    figures = figures_of(tables, policy)
    return AuditSummary(figures, {attack: asdict(tally) for attack, tally in tallies.items()})


def figures_of(tables: Mapping[str, DomainTables], policy: Policy) -> dict[str, int]:
    """Families, cells, and those that are small, in wider bands, or withheld, over all domains."""
    figures = dict.fromkeys(
        ("families", "cells", "small_cells", "widened_bands", "withheld_cells"), 0
    )
    for found in tables.values():
        _count_cells(found, policy, figures)
    return figures


def _count_cells(tables: DomainTables, policy: Policy, figures: dict[str, int]) -> None:
    low, high = tables.low[tables.published], tables.high[tables.published]
    bands, counts = np.unique(np.stack([low, high]), axis=1, return_counts=True)
    figures["families"] += len(tables.subjects)
    figures["cells"] += len(low)
    figures["small_cells"] += int(((low == 0) & (high > 0)).sum())
    if policy.publishes_exactly:
        figures["withheld_cells"] += int((low < high).sum())
        return
    for (first, last), count in zip(bands.T.tolist(), counts.tolist(), strict=True):
        width = grid_width(first, last, policy)
        figures["withheld_cells"] += count if not width else 0
        figures["widened_bands"] += count if width > policy.widths[0] else 0
