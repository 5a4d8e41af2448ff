"""Pairs of concepts: how many participants have both, for concepts that many have.

Who has a concept is a row of bits, one per participant; a pair is counted as the bits that two rows
share. Which concepts are compared depends on what is published of them, never on more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.concepts import Vocabulary
from aggregates.pairs import Pairs
from aggregates.release_hierarchy import lineage_of
from aggregates.telling_pairs import telling
from aggregates.true_counts import DomainCounts, PairCounts
from suppression.bands import band_limits
from suppression.policy import Policy

FIRST: Final = "condition"  # what is paired: conditions, with each other and with these
OTHERS: Final = ("condition", "drug", "procedure")
SHARE: Final = 100  # a concept is compared when more than one in so many have it
WORDS: Final = 4096  # of 64 bits: as much of a row as stays in a processor's cache

Bits = NDArray[np.uint64]
_Row = tuple[str, int, str, int, int]  # domain_a, concept_a, domain_b, concept_b, together


@dataclass(frozen=True)
class DomainRecords:
    """A domain as it was counted: who has which concept, its vocabulary, its true counts."""

    pairs: Pairs
    vocabulary: Vocabulary
    counts: DomainCounts


@dataclass(frozen=True)
class _Frequent:
    """The frequent concepts of a domain, ascending, and who has each (n, words)."""

    concept_ids: NDArray[np.int64]
    bits: Bits


def count_pairs(domains: Sequence[DomainRecords], persons: int, policy: Policy) -> PairCounts:
    """Participants with both concepts of each pair, where these are more than the threshold.

    Pairs are of two conditions, the lower id first, or of a condition and a drug or procedure; both
    concepts are frequent (see :func:`frequent`) and neither is an ancestor of the other. Only those
    that tell most of a concept are listed (see :func:`telling`). Ordered by domains and ids.
    ``persons`` is the number of participants that ``Pairs.person`` counts in.
    """
    records = {domain.counts.domain: domain for domain in domains}
    known = {
        name: _frequent_of(records[name], persons, policy) for name in OTHERS if name in records
    }
    rows = list[_Row]()
    everyone = np.zeros(_words(persons), np.uint64)
    for other in known if FIRST in known else ():
        first, second = known[FIRST], known[other]
        together = _together(first.bits, second.bits, other == FIRST)
        together[together <= policy.threshold] = 0
        if other == FIRST:
            _forget_lineage(together, first.concept_ids, records[FIRST].vocabulary)
        had, others_had = (_totals(records[name].counts, known[name]) for name in (FIRST, other))
        told = telling(together, had, others_had, policy.widths[0], same=other == FIRST)
        together[~told] = 0
        rows += _rows(other, together, first.concept_ids, second.concept_ids)
        _mark(everyone, together, first.bits, second.bits)
    return PairCounts(*_table(rows), anyone=int(np.bitwise_count(everyone).sum()))


def frequent(counts: DomainCounts, policy: Policy) -> NDArray[np.int64]:
    """Concepts that certainly more than 1 % of the domain's denominator have, by their bands.

    The bands are those on the policy's narrowest grid. Where protection widens one, the concepts
    that :func:`certainly_frequent` finds by the published bands are some of these.
    """
    low, high = band_limits(counts.tables["total"], policy.widths[0])
    return counts.concept_ids[1:][certainly_frequent(low[1:], int(high[0]))]


def certainly_frequent(low: NDArray[np.int64], denominator_high: int) -> NDArray[np.bool_]:
    """Which of the counts whose bands start at ``low`` are more than 1 % of a denominator.

    >>> certainly_frequent(np.array([21, 41]), 2100).tolist()
    [False, True]
    """
    above: NDArray[np.bool_] = SHARE * low > denominator_high
    return above


def _totals(counts: DomainCounts, some: _Frequent) -> NDArray[np.int64]:
    return counts.tables["total"][np.searchsorted(counts.concept_ids, some.concept_ids)]


def _words(persons: int) -> int:
    return -(-persons // 64)


def _frequent_of(records: DomainRecords, persons: int, policy: Policy) -> _Frequent:
    concept_ids = frequent(records.counts, policy)
    listed = records.vocabulary.concepts["concept_id"].to_numpy()
    bits = np.zeros((len(concept_ids), _words(persons)), np.uint64)
    has = np.zeros(_words(persons) * 64, np.bool_)
    for row, place in enumerate(np.searchsorted(listed, concept_ids)):
        below = records.vocabulary.descendants[place]
        for own in np.searchsorted(records.pairs.concept_ids, below):
            start, stop = records.pairs.start[own : own + 2]
            has[records.pairs.person[start:stop]] = True
        bits[row] = np.packbits(has).view(np.uint64)
        has[:] = False
    return _Frequent(concept_ids, bits)


def _together(first: Bits, second: Bits, same: bool) -> NDArray[np.int64]:
    """Shared bits of each row of one with each of the other (n, m); of the same, above only."""
    together = np.zeros((len(first), len(second)), np.int64)
    for row, own in enumerate(first):
        after = row + 1 if same else 0
        for start in range(0, first.shape[1], WORDS):
            part = slice(start, start + WORDS)
            shared = np.bitwise_count(own[part] & second[after:, part])
            together[row, after:] += shared.sum(axis=1, dtype=np.int64)
    return together


def _forget_lineage(
    together: NDArray[np.int64], ids: NDArray[np.int64], vocabulary: Vocabulary
) -> None:
    """A broader and a narrower concept are no pair: whoever has the narrower has both."""
    columns = (vocabulary.hierarchy[name].to_pylist() for name in ("parent_id", "child_id"))
    lineage = np.array(lineage_of(zip(*columns, strict=True)), np.int64).reshape(-1, 2)
    known = lineage[np.isin(lineage, ids).all(axis=1)]
    places = np.sort(np.searchsorted(ids, known), axis=1)
    together[places[:, 0], places[:, 1]] = 0


def _rows(
    other: str,
    together: NDArray[np.int64],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> Iterator[_Row]:
    for row, column in np.argwhere(together):
        yield FIRST, int(first[row]), other, int(second[column]), int(together[row, column])


def _mark(everyone: Bits, together: NDArray[np.int64], first: Bits, second: Bits) -> None:
    """Mark in ``everyone`` the participants with any pair of which anybody is counted."""
    for row, own in enumerate(first):
        partners = np.flatnonzero(together[row])
        for partner in partners:
            everyone |= own & second[partner]


def _table(rows: Iterable[_Row]) -> tuple[pa.Table, NDArray[np.int64]]:
    ordered: Sequence[tuple[object, ...]] = list(zip(*sorted(rows), strict=True)) or [()] * 5
    columns: Mapping[str, pa.Array] = {
        "domain_a": pa.array(ordered[0], pa.string()),
        "concept_a": pa.array(ordered[1], pa.int64()),
        "domain_b": pa.array(ordered[2], pa.string()),
        "concept_b": pa.array(ordered[3], pa.int64()),
    }
    return pa.table(columns), np.array(ordered[4], np.int64)
