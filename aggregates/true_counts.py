"""True counts: what counting hands to protection, and nothing else may ever see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.covers import Cover
from aggregates.dimension import Dimension
from suppression.tables import Sum


@dataclass(frozen=True)
class DomainCounts:
    """Distinct participants of every subject of one domain, in every group of every cut.

    `concept_ids` is ascending and starts with 0, the domain's denominator: anyone with any record
    in it. `tables` maps a cut to an int64 array whose first axis follows `concept_ids` and whose
    further axes follow the groups of the cut's dimensions: "total" (n,), "sex" (n, groups),
    "sex*age" (n, groups of sex, groups of age).
    """

    domain: str
    concept_ids: NDArray[np.int64]
    tables: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True)
class ValueCounts:
    """Participants by value: of every listed bin of a domain's concepts with values.

    `bins` (concept_id, unit, bin_low, bin_high) is sorted by concept, the empty unit last, then
    from below; a bin holds its lower edge and not its upper one. The bins of a concept partition
    everyone whom the concept counts: the first and the last of its unit reach to infinity and hold
    implausible values; unit "" holds those without a value in a known unit, or with a narrower
    concept only. `tables` maps a cut (total, sex, age) to an int64 array whose first axis
    is row 0, anyone with any of these concepts, and then the rows of `bins`.
    """

    domain: str
    bins: pa.Table
    tables: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True)
class PairCounts:
    """Participants who have two concepts, of every listed pair.

    `table` (domain_a, concept_a, domain_b, concept_b) is ascending, `together` (n,) their distinct
    participants, `anyone` those with at least one of the pairs.
    """

    table: pa.Table
    together: NDArray[np.int64]
    anyone: int


@dataclass(frozen=True)
class Structure:
    """What ties the subjects of one domain beyond the hierarchy: the parts that make up a whole,
    the subjects `always` (n,) listed, whatever their counts, those that are `part_of` subjects
    of another table: its name -> pairs (k, 2) of its subject and the domain's own, and those that
    cover another one of the domain."""

    sums: tuple[Sum, ...]
    always: NDArray[np.int64]
    part_of: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    covers: tuple[Cover, ...] = ()


NO_STRUCTURE = Structure((), np.zeros(0, np.int64))


@dataclass(frozen=True)
class TrueCounts:
    """All true counts of a cohort, before protection.

    `cohort` has one subject, 0: all participants. `concepts` and `hierarchy` are tables as in the
    release, without bands: `concepts` (domain, concept_id, concept_name, vocabulary_id,
    concept_code, concept_class, synonyms) has one row per subject but 0; `hierarchy` (domain,
    parent_id, child_id) is the transitive reduction over them. `source` says in words what was
    counted. `left_out` maps a table to its number of records whose person is unknown. `lasting`
    names the dimensions whose groups nobody ever changes. `structures` says per domain what adds
    up, `values` has the bins of those with values, `questions` is the table of that name of the
    release.
    """

    dimensions: tuple[Dimension, ...]
    cohort: DomainCounts
    domains: tuple[DomainCounts, ...]
    concepts: pa.Table
    hierarchy: pa.Table
    source: Mapping[str, str]
    left_out: Mapping[str, int]
    lasting: frozenset[str]
    values: tuple[ValueCounts, ...] = ()
    pairs: PairCounts | None = None
    structures: Mapping[str, Structure] = field(default_factory=dict)
    questions: pa.Table | None = None
