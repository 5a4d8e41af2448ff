"""Reading which codes of other vocabularies map to a concept: `concept_relationship`, "Maps to"."""

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.source_codes import MOST_CODES, PUBLIC_VOCABULARIES, written

MAPS_TO = "Maps to"  # concept_id_1, of a source vocabulary, maps to concept_id_2
_RELATIONSHIP = ("concept_id_1", "concept_id_2", "relationship_id")
_SOURCE = ("concept_id", "vocabulary_id", "concept_code")


def source_codes(cdm: Cdm, concept_ids: NDArray[np.int64]) -> dict[int, list[str]]:
    """For each concept that has any: codes that map to it, at most `MOST_CODES`, alphabetical.

    Every standard concept maps to itself; that is not a code elsewhere. Which codes there are is
    a fact of the vocabularies, whatever the records hold.
    """
    if not cdm.has("concept_relationship"):
        return {}
    relationship = cdm.table("concept_relationship", _RELATIONSHIP)
    maps = relationship.filter(
        (relationship.relationship_id == MAPS_TO)
        & (relationship.concept_id_1 != relationship.concept_id_2)
    )
    wanted = ibis.table({"wanted_id": "int64"}, name="wanted")
    maps = maps.semi_join(wanted, maps.concept_id_2 == wanted.wanted_id)
    concepts = cdm.table("concept", _SOURCE)
    concepts = concepts.filter(concepts.vocabulary_id.isin(PUBLIC_VOCABULARIES))
    joined = maps.join(concepts, maps.concept_id_1 == concepts.concept_id)
    expression = joined.select("concept_id_2", "vocabulary_id", "concept_code").distinct()
    rows = cdm.rows(expression, wanted=pa.table({"wanted_id": concept_ids}))
    codes: dict[int, set[str]] = {}
    for concept, vocabulary, code in zip(
        *(rows[name].to_pylist() for name in ("concept_id_2", "vocabulary_id", "concept_code")),
        strict=True,
    ):
        stated = written(vocabulary, code or "")
        if stated is not None:
            codes.setdefault(concept, set()).add(stated)
    return {concept: sorted(stated)[:MOST_CODES] for concept, stated in codes.items()}
