"""Witnesses together with the denominator's table they stand on, for cells that need their own.

Where subject and denominator are both tight, no table fixed beforehand may do. Then one programme
holds the denominator's cells and two copies of the subject's, one for each end of the target.
"""

from dataclasses import dataclass

import numpy as np

from suppression.bands import IntArray
from suppression.families import Denominator, Family
from suppression.policy import Policy
from suppression.program import CellProgram, Row, equations
from suppression.tables import TablePlan
from suppression.targets import Kind

_UNBOUNDED = float("inf")
_ZERO = 1e-9


@dataclass(frozen=True)
class JointWitness:
    """Witnesses (m, n) and the tables of the denominator (k, cells) they stand on, which in turn
    stand on the table ``above``."""

    wholes: IntArray
    above: int
    witnesses: IntArray


def joint_witness(family: Family, kind: Kind, cell: int, policy: Policy) -> JointWitness | None:
    """Two witnesses that show a target open over one table of the denominator, or ``None``."""
    whole = family.denominator
    if whole is None or whole.cell[cell] < 0:
        return None
    parts, cells = len(whole.own_low), len(family.low)
    rows = list(equations(whole.plan, whole.crossed))
    for copy in (0, 1):
        shift = parts + copy * cells
        rows += equations(family.plan, family.crossed, shift)
        rows += _within(whole, shift)
    if family.star:
        rows += _star_rows(family.plan, parts, parts + cells, keep_total=cell != 0)
    rows += _target_rows(whole, kind, cell, cells, policy)
    program = CellProgram(parts + 2 * cells, rows)
    for over, most in whole.rooms(cell):
        program.set_bounds(
            np.concatenate([whole.own_low, family.low, family.low]),
            np.concatenate([most, family.high, family.high]),
        )
        found = program.maximise(np.zeros(parts + 2 * cells))
        if found is not None:
            return JointWitness(found[None, :parts], over, found[parts:].reshape(2, cells))
    return None


def joint_still(family: Family, cell: int, policy: Policy) -> JointWitness | None:
    """One witness that stands on two tables of the denominator, or ``None``.

    While the denominator moves from one to the other, the complement of ``cell`` takes every
    count of the protected window.
    """
    whole = family.denominator
    if whole is None or whole.cell[cell] < 0:
        return None
    parts, cells = len(whole.own_low), len(family.low)
    rows = [row for shift in (0, parts) for row in equations(whole.plan, whole.crossed, shift)]
    rows += equations(family.plan, family.crossed, 2 * parts)
    rows += _within(whole, 2 * parts) + _within(whole, 2 * parts, parts)
    above, here = int(whole.cell[cell]), 2 * parts + cell
    rows.append(_difference(above, here, 0, policy.protected_low))
    rows.append(_difference(parts + above, here, policy.protected_high, _UNBOUNDED))
    if whole.star:
        rows += _star_rows(whole.plan, 0, parts, keep_total=False)
    program = CellProgram(2 * parts + cells, rows)
    for over, most in whole.rooms(cell):
        program.set_bounds(
            np.concatenate([whole.own_low, whole.own_low, family.low]),
            np.concatenate([most, most, family.high]),
        )
        found = program.maximise(np.zeros(2 * parts + cells))
        if found is not None:
            wholes = found[: 2 * parts].reshape(2, parts)
            return JointWitness(wholes, over, found[None, 2 * parts :])
    return None


def floor_multipliers(family: Family, cell: int) -> IntArray | None:
    """Multipliers of all rows of a family that prove a lower limit of a cell; see ``Floor``."""
    rows = floor_rows(family)
    low, high = floor_bounds(family)
    program = CellProgram(len(low), rows)
    program.set_bounds(low, high)
    cost = np.zeros(len(low))
    cost[len(low) - len(family.low) + cell] = -1
    if program.maximise(cost) is None:
        return None
    multipliers = program.multipliers()
    one_sided = np.array([row.high == _UNBOUNDED for row in rows])
    return np.where(one_sided, np.maximum(multipliers, 0), multipliers)


def proven_floor(family: Family, cell: int, multipliers: IntArray) -> int:
    """The lower limit of a cell that multiples of the rows and the bands prove."""
    low, high = floor_bounds(family)
    weights = np.zeros(len(low))
    weights[len(low) - len(family.low) + cell] = 1
    for row, multiplier in zip(floor_rows(family), multipliers, strict=True):
        if multiplier:
            weights[row.columns] -= multiplier * row.weights
    return int(np.minimum(weights * low, weights * high).sum())


def floor_rows(family: Family) -> list[Row]:
    """The denominator's equations, the family's own, then "no more than the denominator"."""
    whole = family.denominator
    if whole is None:
        return list(equations(family.plan, family.crossed))
    parts = len(whole.own_low)
    own = equations(family.plan, family.crossed, parts)
    return [*equations(whole.plan, whole.crossed), *own, *_within(whole, parts)]


def floor_bounds(family: Family) -> tuple[IntArray, IntArray]:
    """Bounds of the denominator's cells, if there is one, and of the family's own."""
    whole = family.denominator
    if whole is None:
        return family.low, family.high
    return (
        np.concatenate([whole.own_low, family.low]),
        np.concatenate([whole.own_band, family.high]),
    )


def joint_binding(
    family: Family, kind: Kind, cell: int, side: int, policy: Policy
) -> tuple[tuple[int, int], ...]:
    """Cells whose published bounds hold a target back, with the denominator free in its bands.

    By the dual values of pushing the subject's cell down (``side`` -1) or up (1), or, for a
    complement, of pushing that up or down. Empty where the target gets far enough.
    """
    whole = family.denominator
    if whole is None or whole.cell[cell] < 0:
        return ()
    parts, cells = len(whole.own_low), len(family.low)
    program = CellProgram(parts + cells, floor_rows(family))
    program.set_bounds(*floor_bounds(family))
    cost = np.zeros(parts + cells)
    cost[parts + cell] = side
    if kind is not Kind.SMALL:
        cost[whole.cell[cell]] = -side
    found = program.maximise(cost)
    if found is None:
        return ()
    count = int(found[parts + cell])
    if kind is not Kind.SMALL:
        count, side = int(found[whole.cell[cell]]) - count, -side
    if count <= policy.protected_low if side < 0 else count >= policy.protected_high:
        return ()
    table, held = found[parts:], np.abs(program.binding()[parts:]) > _ZERO
    return family.held(table, held)


def _within(whole: Denominator, shift: int, whole_shift: int = 0) -> list[Row]:
    """No cell of the subject exceeds the denominator's."""
    return [
        _difference(whole_shift + int(whole.cell[cell]), shift + int(cell), 0, _UNBOUNDED)
        for cell in np.flatnonzero(whole.cell >= 0)
    ]


def _star_rows(plan: TablePlan, first: int, second: int, keep_total: bool) -> list[Row]:
    """What lets a star of crossings move from one table to another unit by unit: the total stays,
    or every group of the hub grows with it."""
    if keep_total:
        return [_difference(second, first, 0, 0)]
    cells = range(plan.hub.start, plan.hub.stop)
    return [_difference(second + cell, first + cell, 0, _UNBOUNDED) for cell in cells]


def _target_rows(
    whole: Denominator, kind: Kind, cell: int, cells: int, policy: Policy
) -> list[Row]:
    above, parts = int(whole.cell[cell]), len(whole.own_low)
    down, up = parts + cell, parts + cells + cell
    low, high = policy.protected_low, policy.protected_high
    if kind is Kind.ADJOINING:
        return [_difference(up, down, high - low, _UNBOUNDED)]
    if kind is Kind.MIRRORED:
        return [_difference(above, down, high, _UNBOUNDED), _difference(above, up, 0, low)]
    one = np.ones(1)
    return [
        Row(np.array([down]), one, 0, low),
        Row(np.array([up]), one, high, _UNBOUNDED),
    ]


def _difference(first: int, second: int, low: float, high: float) -> Row:
    return Row(np.array([first, second]), np.array([1.0, -1.0]), low, high)
