"""Targets: the cells of a family that must stay open, and over which denominators they can."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from suppression.families import Family
from suppression.policy import Policy

_FROM_EITHER_END = 2


class Kind(StrEnum):
    """What a target has to show, and the attack that it withstands."""

    SMALL = "linked_tables"  # a cell of 0 to 20 may be anything in the protected window
    MIRRORED = "complement"  # so may a complement known to be as small
    ADJOINING = "complement_width"  # a complement that may be small has as many possible counts


@dataclass(frozen=True)
class Target:
    """A cell that must reach ``down`` or less and ``up`` or more over one denominator table."""

    kind: Kind
    cell: int
    down: int
    up: int


def targets_of(family: Family) -> list[tuple[Kind, int]]:
    """Every target of a family."""
    kinds = (
        (Kind.SMALL, family.small),
        (Kind.MIRRORED, family.mirrored),
        (Kind.ADJOINING, family.adjoining),
    )
    return [(kind, cell) for kind, cells in kinds for cell in cells.tolist()]


def window(family: Family, kind: Kind, cell: int, policy: Policy) -> tuple[int, int]:
    """The counts of the denominator's cell over which a target can be both low and high."""
    low, high = int(family.low[cell]), int(family.high[cell])
    if kind is Kind.MIRRORED:
        return low + policy.protected_high, high + policy.protected_low
    return low + policy.protected_high, int(family.denominator.high[cell])  # type: ignore[union-attr]


def fitting_tables(family: Family, kind: Kind, cell: int, policy: Policy) -> list[int]:
    """The denominator's tables over which a target can be both low and high."""
    whole = family.denominator
    if whole is None or whole.cell[cell] < 0:
        return [0]
    low, high = window(family, kind, cell, policy)
    counts = whole.tables[:, whole.cell[cell]]
    fitting: list[int] = np.flatnonzero((counts >= low) & (counts <= high)).tolist()
    # the even tables stand first, those made for families like this one last
    return fitting[:_FROM_EITHER_END] + fitting[_FROM_EITHER_END:][-_FROM_EITHER_END:]
