"""Makes results in words subjects of their domain, below the concept they are results of."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.concepts import Vocabulary
from aggregates.pairs import Pairs, joined, some_of
from aggregates.text_results import TextResults
from aggregates.true_counts import Structure
from suppression.tables import Adds, Sum

RESULT = "Result"  # their concept class


def with_results(
    pairs: Pairs, vocabulary: Vocabulary, results: TextResults
) -> tuple[Pairs, Vocabulary]:
    """The pairs and the vocabulary of a domain with the results of its listed concepts added."""
    listed = vocabulary.concepts["concept_id"].to_numpy()
    here = np.isin(results.parents, np.intersect1d(listed, pairs.concept_ids))
    ids = results.result_ids[here]
    if len(ids) == 0:
        return pairs, vocabulary
    return joined(pairs, some_of(results.pairs, ids)), _joined_vocabulary(
        vocabulary, results, np.flatnonzero(here)
    )


def results_apart(domain: str, vocabulary: Vocabulary) -> Structure:
    """That nobody has two results of one concept, and that people change from one to another."""
    classes = vocabulary.concepts["concept_class"].to_pylist()
    ids = vocabulary.concepts["concept_id"].to_pylist()
    results = {one for one, kind in zip(ids, classes, strict=True) if kind == RESULT}
    parts: dict[int, list[int]] = {}
    for edge in vocabulary.hierarchy.to_pylist():
        if edge["child_id"] in results:
            parts.setdefault(edge["parent_id"], []).append(edge["child_id"])
    sums = [Sum(domain, whole, tuple(own), Adds.APART) for whole, own in sorted(parts.items())]
    return Structure(tuple(sums), np.zeros(0, np.int64))


def _joined_vocabulary(
    vocabulary: Vocabulary, results: TextResults, rows: NDArray[np.intp]
) -> Vocabulary:
    ids, parents = results.result_ids[rows], results.parents[rows]
    concepts = vocabulary.concepts
    name_of = dict(
        zip(concepts["concept_id"].to_pylist(), concepts["concept_name"].to_pylist(), strict=True)
    )
    named = zip(parents.tolist(), rows.tolist(), strict=True)
    added = {
        "concept_id": ids.tolist(),
        "concept_name": [f"{name_of[parent]}: {results.words[row]}" for parent, row in named],
        "vocabulary_id": [""] * len(ids),
        "concept_code": [""] * len(ids),
        "concept_class": [RESULT] * len(ids),
        "synonyms": [[]] * len(ids),
    }
    links = pa.table({"parent_id": parents, "child_id": ids})
    everything = pa.concat_tables([concepts, pa.table(added, schema=concepts.schema)])
    order = np.argsort(everything["concept_id"].to_numpy())
    below = [*vocabulary.descendants, *np.split(ids, len(ids))]
    hierarchy = pa.concat_tables([vocabulary.hierarchy, links])
    return Vocabulary(
        everything.take(order),
        tuple(below[row] for row in order.tolist()),
        hierarchy.sort_by([("parent_id", "ascending"), ("child_id", "ascending")]),
        vocabulary.covers,
    )
