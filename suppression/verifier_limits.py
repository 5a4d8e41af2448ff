"""What the verifier knows of a subject and of its denominator before it looks at a witness."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suppression.bands import IntArray
from suppression.certificate import DomainCertificate
from suppression.policy import Policy
from suppression.tables import DomainTables, Tie

NETWORK = 2  # crossings up to which the cells of a subject form a network
_NONE = np.int64(1) << 40


@dataclass(frozen=True)
class Above:
    """A subject's denominator: its tables (k, n) per cell of the subject, its band there (n,).

    ``cell`` (n,) is its own cell; ``own_low``, ``own_high``, ``ties`` and ``own_tables`` are those
    of its own cells, ``hub`` the cells around which its crossings form a star, if they do.
    """

    tables: IntArray
    stands_on: IntArray
    low: IntArray
    high: IntArray
    known: NDArray[np.bool_]
    cell: NDArray[np.intp]
    own_low: IntArray
    own_high: IntArray
    ties: tuple[Tie, ...]
    own_tables: IntArray
    hub: slice | None


def limits_of(tables: DomainTables, position: int, policy: Policy) -> tuple[IntArray, IntArray]:
    """The bands, and what listing and the presence of crossings add for the total."""
    low, high = (limit.copy() for limit in tables.row(position))
    if tables.subjects[position] != 0:
        low[0] = max(low[0], policy.threshold + 1)
    if tables.plan.crossings:
        width = policy.widths[0]
        below = -(-(policy.crossing_floor - 1) // width) * width
        if tables.crossed[position]:
            low[0] = max(low[0], below + 1)
        else:
            high[0] = min(high[0], below)
    return low, high


def denominator_of(
    tables: DomainTables,
    position: int,
    whole: DomainTables,
    certificate: DomainCertificate,
    policy: Policy,
) -> Above:
    """The denominator of a subject, row 0 of ``whole``, with its tables in the certificate."""
    crossed = bool(tables.crossed[position])
    cells = tables.plan.cell_count(crossed)
    low, high = np.full(cells, _NONE), np.full(cells, _NONE)
    counts = np.full((len(certificate.wholes), cells), _NONE)
    own = np.full(cells, -1, np.intp)
    whole_low, whole_high = whole.row(0)
    crossed_whole = bool(whole.crossed[0])
    shared = np.zeros(cells, np.bool_)
    shared[tables.plan.shared_cells(crossed)] = True
    for cut in tables.plan.cuts:
        here = tables.plan.slices[cut.id]
        there = whole.plan.slices.get(cut.id)
        if there is None or there.stop > len(whole_low) or here.stop > cells:
            shared[here] = False
            continue
        low[here], high[here] = whole_low[there], whole_high[there]
        counts[:, here] = certificate.wholes[:, there]
        own[here] = np.arange(there.start, there.stop)
    low[~shared], high[~shared], counts[:, ~shared] = _NONE, _NONE, _NONE
    own_low, own_high = limits_of(whole, 0, policy)
    star = crossed_whole and len(whole.plan.crossings) > NETWORK
    return Above(
        counts,
        certificate.above,
        low,
        high,
        shared,
        own,
        own_low,
        own_high,
        whole.plan.ties(crossed_whole),
        certificate.wholes,
        whole.plan.hub if star else None,
    )
