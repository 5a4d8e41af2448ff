"""Subjects that make no sense without another one that is not listed."""

from collections.abc import Mapping

import numpy as np

from suppression.bands import IntArray
from suppression.tables import DomainTables


def with_their_wholes(tables: Mapping[str, DomainTables]) -> dict[str, list[int]]:
    """The rows of every table that may stay.

    The bins of a concept go with it, the answers with their question, a pair of concepts with
    either; and where one bin cannot be published, none of its histogram is.
    """
    listed = {name: found.subjects for name, found in tables.items()}
    while True:
        left = {name: _left(name, found, listed) for name, found in tables.items()}
        if all(len(left[name]) == len(listed[name]) for name in tables):
            return {
                name: np.flatnonzero(np.isin(found.subjects, listed[name])).tolist()
                for name, found in tables.items()
            }
        listed = left


def _left(name: str, tables: DomainTables, listed: Mapping[str, IntArray]) -> IntArray:
    own = listed[name]
    gone = set[int]()
    for one in tables.sums:
        fixed = np.intersect1d(one.parts, tables.always)
        if one.whole not in listed[one.within] or not np.isin(fixed, own).all():
            gone.update(one.parts)
    for upper, pairs in tables.part_of.items():
        gone.update(pairs[~np.isin(pairs[:, 0], listed[upper]), 1].tolist())
    left: IntArray = own[(own == 0) | ~np.isin(own, sorted(gone))]
    return left
