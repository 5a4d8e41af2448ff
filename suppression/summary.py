"""What an audit found, in figures that may be published: all follow from the published bands."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from suppression.auditor import DomainAudit
from suppression.bands import grid_width
from suppression.families import NO_TABLES, family_of
from suppression.policy import Policy
from suppression.tables import DomainTables
from suppression.targets import Kind, targets_of


@dataclass(frozen=True)
class AuditSummary:
    """``figures`` of the whole release; per attack the cells ``attacked`` and ``narrowed``."""

    figures: Mapping[str, int]
    attacks: Mapping[str, Mapping[str, int]]

    @property
    def passed(self) -> bool:
        """Whether no attack narrowed any cell beyond what the policy allows."""
        return not any(attack["narrowed"] for attack in self.attacks.values())


def summarise(
    tables: Mapping[str, DomainTables], audit: Mapping[str, DomainAudit], policy: Policy
) -> AuditSummary:
    """Count families, cells and attacks over all domains."""
    figures = dict.fromkeys(
        ("families", "cells", "small_cells", "widened_bands", "withheld_cells", "witnesses"), 0
    )
    attacks = {kind.value: {"attacked": 0, "narrowed": 0} for kind in Kind}
    cohort = next(iter(tables))
    for name, found in tables.items():
        for position, evidence in enumerate(audit[name].evidence):
            whole = found if position else None if name == cohort else tables[cohort]
            for kind, _ in targets_of(family_of(found, position, whole, NO_TABLES, policy)):
                attacks[kind.value]["attacked"] += 1
            for failure in evidence.failures:
                attacks[failure.kind.value]["narrowed"] += 1
            figures["witnesses"] += len(evidence.tables)
        _count_cells(found, policy, figures)
    return AuditSummary(figures, attacks)


def _count_cells(tables: DomainTables, policy: Policy, figures: dict[str, int]) -> None:
    low, high = tables.low[tables.published], tables.high[tables.published]
    bands, counts = np.unique(np.stack([low, high]), axis=1, return_counts=True)
    figures["families"] += len(tables.subjects)
    figures["cells"] += len(low)
    figures["small_cells"] += int((low == 0).sum())
    for (first, last), count in zip(bands.T.tolist(), counts.tolist(), strict=True):
        width = grid_width(first, last, policy)
        figures["withheld_cells"] += count if not width else 0
        figures["widened_bands"] += count if width > policy.widths[0] else 0
