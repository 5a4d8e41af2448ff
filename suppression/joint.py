"""Witnesses together with the denominator's table they stand on, for cells that need their own.

Where subject and denominator are both tight, no table fixed beforehand may do. Then one programme
holds the denominator's cells and two copies of the subject's, one for each end of the target.
"""

import numpy as np

from suppression.bands import IntArray
from suppression.families import Denominator, Family
from suppression.policy import Policy
from suppression.program import CellProgram, Row, equations
from suppression.targets import Kind

_UNBOUNDED = float("inf")


def joint_witness(
    family: Family, kind: Kind, cell: int, policy: Policy
) -> tuple[IntArray, IntArray, IntArray] | None:
    """``(denominator, low, high)``: whole tables that show a target open, or ``None``.

    Both witnesses stand on the same table of the denominator.
    """
    whole = family.denominator
    if whole is None or whole.cell[cell] < 0 or (whole.own_low > whole.own_high).any():
        return None
    parts, cells = len(whole.own_low), len(family.low)
    rows = list(equations(whole.plan, whole.crossed))
    for copy in (0, 1):
        shift = parts + copy * cells
        rows += equations(family.plan, family.crossed, shift)
        rows += _within(whole, shift)
    if family.star:
        rows.append(_difference(parts + cells, parts, 0, 0))
    rows += _target_rows(whole, kind, cell, cells, policy)
    program = CellProgram(parts + 2 * cells, rows)
    program.set_bounds(
        np.concatenate([whole.own_low, family.low, family.low]),
        np.concatenate([whole.own_high, family.high, family.high]),
    )
    found = program.maximise(np.zeros(parts + 2 * cells))
    if found is None:
        return None
    return found[:parts], found[parts : parts + cells], found[parts + cells :]


def joint_still(
    family: Family, cell: int, policy: Policy
) -> tuple[IntArray, IntArray, IntArray] | None:
    """``(denominator low, denominator high, table)``: a table that stands on two others.

    While the denominator moves from one to the other, the complement of ``cell`` takes every
    count of the protected window. ``None`` where there is no such pair.
    """
    whole = family.denominator
    if whole is None or whole.cell[cell] < 0 or (whole.own_low > whole.own_high).any():
        return None
    parts, cells = len(whole.own_low), len(family.low)
    rows = [row for shift in (0, parts) for row in equations(whole.plan, whole.crossed, shift)]
    rows += equations(family.plan, family.crossed, 2 * parts)
    rows += _within(whole, 2 * parts) + _within(whole, 2 * parts, parts)
    above, here = int(whole.cell[cell]), 2 * parts + cell
    rows.append(_difference(above, here, 0, policy.protected_low))
    rows.append(_difference(parts + above, here, policy.protected_high, _UNBOUNDED))
    program = CellProgram(2 * parts + cells, rows)
    program.set_bounds(
        np.concatenate([whole.own_low, whole.own_low, family.low]),
        np.concatenate([whole.own_high, whole.own_high, family.high]),
    )
    found = program.maximise(np.zeros(2 * parts + cells))
    if found is None:
        return None
    return found[:parts], found[parts : 2 * parts], found[2 * parts :]


def _within(whole: Denominator, shift: int, whole_shift: int = 0) -> list[Row]:
    """No cell of the subject exceeds the denominator's."""
    return [
        _difference(whole_shift + int(whole.cell[cell]), shift + int(cell), 0, _UNBOUNDED)
        for cell in np.flatnonzero(whole.cell >= 0)
    ]


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
