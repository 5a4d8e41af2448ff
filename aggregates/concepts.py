"""Which concepts of a domain are listed, what they are called, and how they stand to each other.

Listed are the concepts that participants have, themselves or through a descendant, and that have a
name in `concept`. An ancestor that nobody has itself is listed only when its `domain_id` is the
page's domain, so that "Clinical finding" or a drug's foreign class does not become a condition;
concepts that records do have stay in the domain of their table, whatever their `domain_id`.
"""

from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aggregates.cdm import Cdm
from aggregates.covers import Cover, read_covers
from aggregates.domains import Domain
from aggregates.errors import InputError
from aggregates.source_code_rows import source_codes

CONCEPT_COLUMNS = (
    "concept_id",
    "concept_name",
    "domain_id",
    "vocabulary_id",
    "concept_code",
    "concept_class_id",
)


@dataclass(frozen=True)
class Vocabulary:
    """The listed concepts of a domain.

    `concepts` has concept_id (ascending, never 0), concept_name, vocabulary_id, concept_code,
    concept_class and synonyms. `descendants` has one array per listed concept: ids of recorded
    concepts it counts, itself included where it is recorded. `hierarchy` has parent_id, child_id:
    the transitive reduction over the listed concepts. `covers` names the concepts that are never
    recorded themselves, with those below of which everybody counted has at least one.
    """

    concepts: pa.Table
    descendants: tuple[NDArray[np.int64], ...]
    hierarchy: pa.Table
    covers: tuple[Cover, ...] = ()


def read_vocabulary(cdm: Cdm, domain: Domain, recorded: NDArray[np.int64]) -> Vocabulary:
    """The vocabulary of a domain whose participants have the concepts `recorded`; 0 is no concept.

    Raises InputError when `concept` is missing or lists a concept twice, or when concept_ancestor
    is no hierarchy.
    """
    recorded = recorded[recorded != 0]
    candidates = np.union1d(recorded, _links_above(cdm, recorded)[:, 0])
    concepts = _listed_concepts(cdm, domain, candidates, recorded)
    listed = concepts["concept_id"].to_numpy()
    above = _links_above(cdm, np.union1d(recorded, listed))
    links = above[np.isin(above[:, 0], listed)]
    edges = np.array(
        transitive_reduction(links, f"{cdm.path}, table concept_ancestor"), np.int64
    ).reshape(-1, 2)
    edges = edges[np.isin(edges[:, 1], listed)]
    return Vocabulary(
        concepts.append_column("synonyms", synonyms_of(cdm, concepts)),
        _recorded_below(listed, recorded, links),
        pa.table({"parent_id": edges[:, 0], "child_id": edges[:, 1]}),
        read_covers(cdm, listed, recorded, above),
    )


def transitive_reduction(links: NDArray[np.int64], where: str) -> list[tuple[int, int]]:
    """The links (ancestor, descendant) that no third concept stands between, ascending.

    `links` (m, 2) must be a closure, with every ancestor of every concept in it, as
    concept_ancestor is by definition. Raises InputError, placed at `where`, when it is not: counts
    of an ancestor would otherwise lack people of its descendants.
    """
    ancestors: dict[int, set[int]] = {}
    for ancestor, descendant in links.tolist():
        ancestors.setdefault(descendant, set()).add(ancestor)
    edges = []
    for descendant, above in ancestors.items():
        beyond = set().union(*(ancestors.get(ancestor, ()) for ancestor in above))
        if descendant in beyond:
            what = f"makes concept {descendant} an ancestor of its own ancestor"
            raise InputError(what, where, "Export the vocabulary again")
        if not beyond <= above:
            what = f"lacks ancestors of concept {descendant} that its other ancestors have"
            raise InputError(what, where, "List every ancestor of every concept, near and far")
        edges += [(ancestor, descendant) for ancestor in above - beyond]
    return sorted(edges)


def _links_above(cdm: Cdm, concept_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """(ancestor, descendant) (m, 2): every named ancestor of the concepts but themselves."""
    if not cdm.has("concept_ancestor"):
        return np.empty((0, 2), np.int64)
    links = cdm.table("concept_ancestor", ["ancestor_concept_id", "descendant_concept_id"])
    links = links.filter(links.ancestor_concept_id != links.descendant_concept_id)
    wanted = ibis.table({"concept_id": "int64"}, name="wanted")
    above = links.semi_join(wanted, links.descendant_concept_id == wanted.concept_id)
    named = _named(cdm)
    above = above.semi_join(named, above.ancestor_concept_id == named.concept_id).distinct()
    rows = cdm.rows(above, wanted=pa.table({"concept_id": concept_ids}))
    return np.stack([rows["ancestor_concept_id"], rows["descendant_concept_id"]], axis=1)


def _named(cdm: Cdm) -> Any:
    """Expression: the concepts that have a name."""
    concepts = cdm.table("concept", CONCEPT_COLUMNS)
    return concepts.filter(concepts.concept_name.notnull() & (concepts.concept_id != 0))


def read_named(cdm: Cdm, concept_ids: NDArray[np.int64]) -> pa.Table:
    """The rows of `concept` (CONCEPT_COLUMNS) of those `concept_ids` that have a name."""
    wanted = ibis.table({"concept_id": "int64"}, name="wanted")
    return cdm.rows(
        _named(cdm).semi_join(wanted, "concept_id"), wanted=pa.table({"concept_id": concept_ids})
    )


def _listed_concepts(
    cdm: Cdm, domain: Domain, candidates: NDArray[np.int64], recorded: NDArray[np.int64]
) -> pa.Table:
    rows = read_named(cdm, candidates)
    rows = rows.take(pc.sort_indices(rows["concept_id"]))
    ids = rows["concept_id"].to_numpy()
    if (ids[1:] == ids[:-1]).any():
        twice = ids[1:][ids[1:] == ids[:-1]][0]
        what = f"concept {twice} stands in several rows"
        raise InputError(what, f"{cdm.path}, table concept", "Keep one row per concept")
    own = pa.array(np.isin(ids, recorded))
    here = pc.fill_null(pc.equal(rows["domain_id"], domain.vocabulary_domain), False)
    rows = rows.filter(pc.or_(own, here))
    texts = [
        pc.fill_null(rows[c], "") for c in ("vocabulary_id", "concept_code", "concept_class_id")
    ]
    names = ["concept_id", "concept_name", "vocabulary_id", "concept_code", "concept_class"]
    return pa.table([rows["concept_id"], rows["concept_name"], *texts], names=names)


def _recorded_below(
    listed: NDArray[np.int64], recorded: NDArray[np.int64], links: NDArray[np.int64]
) -> tuple[NDArray[np.int64], ...]:
    """For each listed concept, the recorded ones it counts: itself and its descendants."""
    own = np.intersect1d(listed, recorded)
    links = np.concatenate([np.stack([own, own], axis=1), links[np.isin(links[:, 1], recorded)]])
    links = links[np.lexsort((links[:, 1], links[:, 0]))]
    ends = np.searchsorted(links[:, 0], listed, side="right")
    return tuple(np.split(links[:, 1], ends)[: len(listed)])


def synonyms_of(cdm: Cdm, concepts: pa.Table) -> pa.Array:
    """Other names of each concept, in alphabetical order, codes of other vocabularies included."""
    ids = concepts["concept_id"].to_numpy()
    names: dict[int, set[str]] = {concept: set() for concept in ids.tolist()}
    if cdm.has("concept_synonym"):
        synonyms = cdm.table("concept_synonym", ["concept_id", "concept_synonym_name"])
        synonyms = synonyms.filter(synonyms.concept_synonym_name.notnull())
        wanted = ibis.table({"concept_id": "int64"}, name="wanted")
        expression = synonyms.semi_join(wanted, "concept_id").distinct()
        rows = cdm.rows(expression, wanted=pa.table({"concept_id": ids}))
        for concept, name in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            names[concept].add(name)
    for concept, name in zip(ids.tolist(), concepts["concept_name"].to_pylist(), strict=True):
        names[concept].discard(name)
    for concept, codes in source_codes(cdm, ids).items():
        names[concept].update(codes)
    return pa.array([sorted(others) for others in names.values()], pa.list_(pa.string()))
