"""Concepts that records never name, so that everybody whom they count has one of their children.

A classification concept (`standard_concept` "C" in the OMOP vocabularies: a chapter of ICD-10-CM, a
class of ATC) groups others and stands in no record; who counts for it has one of its children.
Everybody who has the vocabulary knows that, so it is a tie that protection has to withstand.
Source: OMOP CDM v5.4, table CONCEPT, field standard_concept.
"""

from collections.abc import Sequence
from typing import NamedTuple

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from suppression.tables import Adds, Sum


class Cover(NamedTuple):
    """Concepts `parts` of which everybody counted by `whole` has one, or else one of so many
    `others` that are not listed."""

    whole: int
    parts: tuple[int, ...]
    others: int


def read_covers(
    cdm: Cdm,
    listed: NDArray[np.int64],
    recorded: NDArray[np.int64],
    links: NDArray[np.int64],
) -> tuple[Cover, ...]:
    """For each class among the `listed` concepts (n,) its children, where they cover it.

    `links` (m, 2) are the ancestors of everything `recorded`. Children that nobody has are counted
    as others. A class is left out that a record names after all, of which a record is below none
    of the children, or of whose children one that is not listed counts somebody.
    """
    below: dict[int, set[int]] = {concept: {concept} for concept in recorded.tolist()}
    for ancestor, descendant in links[np.isin(links[:, 1], recorded)].tolist():
        below.setdefault(ancestor, set()).add(descendant)
    covers = []
    for whole, children in _children(cdm, np.setdiff1d(listed, recorded)).items():
        peopled = sorted(child for child in children if child in below)
        counted = set().union(*(below[child] for child in peopled))
        if peopled and np.isin(peopled, listed).all() and counted == below.get(whole):
            covers.append(Cover(whole, tuple(peopled), len(children) - len(peopled)))
    return tuple(covers)


def listed_covers(
    domain: str, covers: Sequence[Cover], listed: NDArray[np.int64]
) -> tuple[Sum, ...]:
    """The covers of a domain's concepts (n,) that are `listed` for their size: the children that
    are not have few people and are among the others."""
    found = []
    for one in covers:
        parts = tuple(part for part in one.parts if part in listed)
        if parts and one.whole in listed:
            others = one.others + len(one.parts) - len(parts)
            found.append(Sum(domain, one.whole, parts, Adds.COVER, others))
    return tuple(found)


def _children(cdm: Cdm, concept_ids: NDArray[np.int64]) -> dict[int, set[int]]:
    """The classes among some concepts, and what stands directly below each, recorded or not."""
    if not cdm.has("concept_ancestor"):
        return {}
    wanted = ibis.table({"concept_id": "int64"}, name="wanted")
    concepts = cdm.table("concept", ["concept_id"], optional=["standard_concept"])
    classes = concepts.filter(concepts.standard_concept == "C").semi_join(wanted, "concept_id")
    columns = ["ancestor_concept_id", "descendant_concept_id"]
    links = cdm.table("concept_ancestor", columns, optional=["min_levels_of_separation"])
    near = links.filter(links.min_levels_of_separation == 1)
    near = near.semi_join(classes, near.ancestor_concept_id == classes.concept_id)
    rows = cdm.rows(near, wanted=pa.table({"concept_id": concept_ids}))
    found: dict[int, set[int]] = {}
    pairs = (rows[column].to_pylist() for column in columns)
    for ancestor, descendant in sorted(zip(*pairs, strict=True)):
        found.setdefault(ancestor, set()).add(descendant)
    return found
