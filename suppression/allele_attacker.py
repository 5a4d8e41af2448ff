"""The attacker of alleles by integer programming: all bands of one allele in one programme.

An independent check of the closed form, on some alleles: it knows people by how many copies they
have, the published bands, and the rule by which alleles are listed, and pushes every count that
may be small down and up (HiGHS). It shares no code with what widens, shows or verifies.
"""

from collections.abc import Iterator

import highspy
import numpy as np
from numpy.typing import NDArray

from suppression.alleles import AC, AN, HOM, AlleleBands, Copies, People
from suppression.outcome import Tally
from suppression.policy import Policy

Reals = NDArray[np.float64]

# What each count adds up, of people with no, one and two copies, and those not called.
_COUNTS = (
    (0, 1, 1, 0),  # carriers
    (0, 0, 1, 0),  # with two copies
    (0, 1, 0, 0),  # with one
    (1, 0, 0, 0),  # non-carriers
    (1, 1, 0, 0),  # with a copy of the other
    (0, 0, 0, 1),  # not called
)
_COPIES = {AC: (0, 1, 2, 0), AN: (2, 2, 2, 0), HOM: (0, 0, 1, 0)}
_EVERYONE = (1, 1, 1, 1)


def spot_checked(bands: AlleleBands, people: People, policy: Policy, most: int) -> Tally:
    """What the attack comes to on up to ``most`` alleles, evenly spread among those of which
    everyone has two copies."""
    rows = np.flatnonzero(bands.copies == Copies.TWO)
    chosen = (
        rows[np.unique(np.linspace(0, len(rows) - 1, most).astype(np.intp))]
        if most and len(rows)
        else rows
    )
    found = Tally()
    for row in chosen.tolist():
        for low, high in ranges(bands, people, row, policy):
            if low <= policy.threshold:
                inside = low <= policy.protected_low and policy.protected_high <= high
                size = policy.protected_high - policy.protected_low + 1
                left = min(high - low + 1, size)
                found += Tally(1, int(not inside), 0, left)
    return found


def ranges(
    bands: AlleleBands, people: People, row: int, policy: Policy
) -> Iterator[tuple[int, int]]:
    """Lowest and highest value of each count of each cell that whole people allow."""
    cells = bands.low.shape[2]
    solver = _programme(bands, people, row, policy)
    for cell in range(cells):
        for count in _COUNTS:
            yield _pushed(solver, _spread(count, cell, cells), policy.threshold)


def _programme(bands: AlleleBands, people: People, row: int, policy: Policy) -> highspy.Highs:
    cells = bands.low.shape[2]
    size = 4 * max(cells - 1, 1)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.addVars(size, np.zeros(size), np.full(size, highspy.kHighsInf))
    for column in range(size):
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    everywhere = np.arange(size, dtype=np.int32)
    for cell in range(cells):
        for kind, copies in _COPIES.items():
            ends = int(bands.low[kind, row, cell]), int(bands.high[kind, row, cell])
            solver.addRow(*ends, size, everywhere, _spread(copies, cell, cells))
        ends = int(people.low[cell]), int(people.high[cell])
        solver.addRow(*ends, size, everywhere, _spread(_EVERYONE, cell, cells))
    for count in (_COUNTS[0], _COUNTS[3]):  # as the rule of listing says
        least = policy.threshold + 1
        solver.addRow(least, highspy.kHighsInf, size, everywhere, _spread(count, 0, cells))
    return solver


def _spread(count: tuple[int, ...], cell: int, cells: int) -> Reals:
    """The coefficients of a count of a cell; everyone is all groups together."""
    groups = max(cells - 1, 1)
    own = np.array(count, np.float64)
    there = np.ones(groups) if cell == 0 else np.arange(1, groups + 1) == cell
    return np.outer(there, own).ravel()


def _pushed(solver: highspy.Highs, costs: Reals, threshold: int) -> tuple[int, int]:
    """The lowest value, and the highest one where that is small."""
    columns = np.arange(len(costs), dtype=np.int32)
    ends = []
    for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
        solver.changeColsCost(len(costs), columns, costs)
        solver.changeObjectiveSense(sense)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return 0, -1  # bands that nobody fits
        ends.append(round(solver.getObjectiveValue()))
        if ends[0] > threshold:
            return ends[0], ends[0]
    return ends[0], ends[1]
