"""From a release's bands to the cells of a figure: labels, shares, denominators."""

from collections.abc import Mapping, Sequence

from aggregates.release import Concept, GroupCount, Release
from browser.reference_figures import OLDEST, groups_of_ages
from layouts.cells import Added, Cell, Figure
from layouts.concept import ListedConcept
from layouts.text import Catalogue
from suppression.bands import Count
from suppression.shares import Share, share, share_among, together

ANYONE = 0
WIDEST_SHARE = 0.5
COHORT = "cohort"
AGE = "age"
OLDER = 65  # from here on, medicine and Medicare speak of older people


def telling_share(part: Count, whole: Count) -> Share | None:
    """The share that two bands allow, if they leave less than half of all shares possible.

    "96 % or less" of a group of 21 to 40 people says nothing; such a share is not known.
    """
    return telling(share(part, whole))


def telling(known: Share | None) -> Share | None:
    """A share that leaves less than half of all shares possible; ``None`` for any other."""
    return known if known and known.high - known.low < WIDEST_SHARE else None


def listed_concept(concept: Concept, denominator: Count) -> ListedConcept:
    """A concept with its share of everybody who has data in its domain."""
    return ListedConcept(
        concept.domain,
        concept.concept_id,
        concept.name,
        concept.vocabulary_id,
        concept.code,
        concept.participants,
        telling_share(concept.participants, denominator),
        concept.page,
    )


def figure_of(
    release: Release,
    cut: str,
    counts: tuple[GroupCount, ...],
    whole: Count,
    denominators: Mapping[str, tuple[GroupCount, ...]] | None,
    text: Catalogue,
) -> Figure:
    """The figure of a cut.

    ``whole`` is everybody counted here. With ``denominators``, the cuts of everybody with data in
    the domain, and a cut that divides these people too, shares are of each group; otherwise (the
    cohort itself, the age at onset) they are of ``whole``.
    """
    dimensions = [release.dimension(name) for name in cut.split("*")]
    names = [
        {group.id: text.label(group.label) for group in dimension.groups}
        for dimension in dimensions
    ]
    by_group = denominators is not None and cut in release.cuts(COHORT, ANYONE)
    wholes = [whole] * len(counts)
    if denominators is not None and by_group:
        wholes = [group.participants for group in denominators[cut]]
    cells = tuple(
        Cell(
            counted.groups,
            tuple(labels[group] for labels, group in zip(names, counted.groups, strict=True)),
            counted.participants,
            telling_share(counted.participants, of),
        )
        for counted, of in zip(counts, wholes, strict=True)
    )
    labels = tuple(text.label(dimension.label) for dimension in dimensions)
    added = _older(counts, whole, text) if cut == AGE else None
    return Figure(cut, labels, cells, "group" if by_group else "subject", added)


def _older(counts: Sequence[GroupCount], whole: Count, text: Catalogue) -> Added | None:
    """Everybody of 65 and over, which people ask for as one, where several groups make it up."""
    ids = [counted.groups[0] for counted in counts]
    inside = groups_of_ages((OLDER, OLDEST), ids)
    parts = [one.participants for one in counts if one.groups[0] in inside]
    if len(parts) < 2 or all(part.low == 0 for part in parts):
        return None
    others = [one.participants for one in counts if one.groups[0] not in inside]
    found = together(parts, others, whole)
    part = telling(share_among(found, others, whole))
    return Added(text("figure.older"), found, part) if part else None
