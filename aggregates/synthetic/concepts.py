"""The concepts of the synthetic cohort: codes, names, synonyms and their hierarchy."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregates.errors import InputError
from aggregates.synthetic.fields import Row, read_rows

LOWEST_CONCEPT_ID = 2_000_000_001
"""OMOP leaves concept ids above two thousand million to local concepts."""

CODE_SHAPES = {
    "ICD10CM": r"[A-Z][0-9][0-9AB](\.[0-9A-Z]{1,4})?",
    "RxNorm": r"[1-9][0-9]*",
    "LOINC": r"[1-9][0-9]*-[0-9]",
    "HCPCS": r"[A-CEGHJ-MP-V][0-9]{4}",
    "ICD10PCS": r"[0-9A-HJ-NP-Z]{7}",
}
"""What a code of each vocabulary looks like; ICD-10-PCS leaves out the letters I and O."""

GROUP_COLUMNS = (
    "id", "domain", "vocabulary_id", "concept_class", "code", "parent", "name", "english", "spanish"
)  # fmt: skip


@dataclass(frozen=True)
class Concept:
    """A code with its name, or a group of codes. `parent` is the id of the next broader group."""

    id: int
    domain: str
    vocabulary_id: str
    concept_class: str
    code: str
    name: str
    parent: int | None
    english: tuple[str, ...]
    spanish: tuple[str, ...]
    standard: bool


def concept_of(row: Row, domain: str, vocabulary: str, kind: str, parent: int | None) -> Concept:
    """Read what every concept has; a code that does not look like its vocabulary's is refused."""
    code = row.text("code")
    shape = CODE_SHAPES.get(vocabulary)
    standard = kind not in GROUP_CLASSES
    if standard and (shape is None or not re.fullmatch(shape, code)):
        raise row.refuse("code", f"does not look like {vocabulary}")
    return Concept(
        id=int(row.number("id", LOWEST_CONCEPT_ID, 2**31 - 1)),
        domain=domain,
        vocabulary_id=vocabulary,
        concept_class=kind,
        code=code,
        name=row.text("name"),
        parent=parent,
        english=row.words("english"),
        spanish=row.words("spanish"),
        standard=standard,
    )


GROUP_CLASSES = frozenset(
    {"Chapter", "Block", "Category", "ATC 1st", "ATC 2nd", "ATC 3rd", "Section", "Group"}
)


def read_groups() -> dict[tuple[str, str], Concept]:
    """Return the groups of `groups.csv` by (domain, code); a parent stands before its children."""
    groups: dict[tuple[str, str], Concept] = {}
    for row in read_rows("groups.csv", GROUP_COLUMNS):
        domain = row.text("domain")
        if row.text("concept_class") not in GROUP_CLASSES:
            raise row.refuse("concept_class", "is not a kind of group")
        parent = parent_of(row, domain, groups) if row.cells["parent"] else None
        group = concept_of(
            row, domain, row.text("vocabulary_id"), row.text("concept_class"), parent
        )
        if (domain, group.code) in groups:
            raise row.refuse("code", "is there twice")
        groups[domain, group.code] = group
    return groups


def parent_of(row: Row, domain: str, groups: dict[tuple[str, str], Concept]) -> int:
    """Return the concept id of the group that the row names as its parent."""
    group = groups.get((domain, row.text("parent")))
    if group is None:
        raise row.refuse("parent", "is not a group that stands before")
    return group.id


def check_unique(concepts: Iterable[Concept]) -> None:
    """Refuse concepts that share an id, or a code within a vocabulary and domain."""
    seen: set[object] = set()
    for concept in concepts:
        code = (concept.domain, concept.vocabulary_id, concept.code)
        if concept.id in seen or code in seen:
            raise InputError(
                f"concept {concept.id} ({concept.vocabulary_id} {concept.code}) is there twice",
                "data/demo",
                "Give every concept its own id and code",
            )
        seen.update((concept.id, code))


def ancestry(concepts: Sequence[Concept]) -> list[tuple[int, int, int]]:
    """Return (ancestor id, descendant id, levels between) for every concept, itself included.

    The hierarchy is a tree, so shortest and longest path are the same.
    """
    parents = {concept.id: concept.parent for concept in concepts}
    rows = []
    for concept in concepts:
        ancestor: int | None = concept.id
        levels = 0
        while ancestor is not None:
            rows.append((ancestor, concept.id, levels))
            ancestor = parents[ancestor]
            levels += 1
    return rows
