"""True counts: what counting hands to protection, and nothing else may ever see."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.dimension import Dimension


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
class TrueCounts:
    """All true counts of a cohort, before protection.

    `cohort` has one subject, 0: all participants. `concepts` and `hierarchy` are tables as in the
    release, without bands: `concepts` (domain, concept_id, concept_name, vocabulary_id,
    concept_code, concept_class, synonyms) has one row per subject but 0; `hierarchy` (domain,
    parent_id, child_id) is the transitive reduction over them. `source` says in words what was
    counted. `left_out` maps a table to its number of records whose person is unknown. `lasting`
    names the dimensions whose groups nobody ever changes.
    """

    dimensions: tuple[Dimension, ...]
    cohort: DomainCounts
    domains: tuple[DomainCounts, ...]
    concepts: pa.Table
    hierarchy: pa.Table
    source: Mapping[str, str]
    left_out: Mapping[str, int]
    lasting: frozenset[str]


@dataclass(frozen=True)
class PairCounts:
    """Distinct participants who have both concepts of a pair.

    `table` has domain_a, concept_a, domain_b, concept_b, ascending; `together` (n,) counts the
    participants with both, each more than the threshold; `anyone` those with any of these pairs.
    """

    table: pa.Table
    together: NDArray[np.int64]
    anyone: int
