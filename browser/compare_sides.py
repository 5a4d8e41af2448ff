"""One side of a comparison: a concept in a group in a release, its share, and that by age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aggregates.release import Concept, GroupCount, Release
from browser.figures import ANYONE, COHORT, telling, telling_share
from browser.reference_figures import group_labels
from browser.standard_population import weights
from browser.surveys import SURVEY, answered_question
from layouts.comparison import Choice, Side
from layouts.page import ReleaseFacts
from layouts.text import Catalogue
from suppression.bands import Count
from suppression.shares import Share
from suppression.standardised import Stratum, standardised

AGE: Final = "age"
Cells = Sequence[tuple[str, Count, Count]]  # group, its people of the concept, all its people


@dataclass(frozen=True)
class Subject:
    """A listed concept, and everybody that its shares are of, in one group of one release.

    ``everybody`` is a subject of the release: its domain and id. ``cut`` and ``groups`` are those
    of a cell; both are empty for all participants.
    """

    release: Release
    concept: Concept
    everybody: tuple[str, int]
    cut: str
    groups: tuple[str, ...]
    counts: Mapping[str, tuple[GroupCount, ...]]
    wholes: Mapping[str, tuple[GroupCount, ...]]

    @property
    def participants(self) -> Count:
        """Those with the concept."""
        return _cell(self.counts[self.cut or "total"], self.groups)

    @property
    def whole(self) -> Count:
        """Those that they are a share of."""
        return _cell(self.wholes[self.cut or "total"], self.groups)

    def divided_by(self, dimension: str) -> Cells:
        """The groups of one more dimension; nothing where that crossing is not published."""
        fixed = dict(zip(self.cut.split("*"), self.groups, strict=True)) if self.cut else {}
        wanted = {*fixed, dimension}
        cut = next((one for one in self.wholes if {*one.split("*")} == wanted), "")
        if dimension in fixed or cut not in self.counts:
            return []
        names = cut.split("*")
        parts = {one.groups: one.participants for one in self.counts[cut]}
        return [
            (one.groups[names.index(dimension)], parts[one.groups], one.participants)
            for one in self.wholes[cut]
            if fixed.items() <= dict(zip(names, one.groups, strict=True)).items()
        ]


def find_subject(release: Release, domain: str, concept_id: int, group: str) -> Subject | None:
    """A concept in a group, such as "sex.female"; ``None`` where that is not published."""
    concept = release.concept(domain, concept_id)
    if concept is None:
        return None
    counts = _dividing(release, release.cuts(domain, concept_id))
    everybody = _everybody(release, concept)
    wholes = _dividing(release, release.cuts(*everybody))
    cut, _, cell = group.partition(".")
    groups = tuple(cell.split("*")) if cell else ()
    for cuts in (counts, wholes) if cut else ():
        if not any(one.groups == groups for one in cuts.get(cut, ())):
            return None
    return Subject(release, concept, everybody, cut, groups, counts, wholes)


def side_of(letter: str, subject: Subject, facts: ReleaseFacts, text: Catalogue) -> Side:
    """What the page says of a side."""
    concept = subject.concept
    by_age, why_not = _by_age(subject)
    return Side(
        letter=letter,
        domain=concept.domain,
        concept_id=concept.concept_id,
        page=concept.page,
        name=concept.name,
        question=answered_question(subject.release, concept),
        group=f"{subject.cut}.{'*'.join(subject.groups)}" if subject.cut else "",
        group_label=", ".join(_labels(subject.release, subject.cut, subject.groups, text)),
        release=facts,
        participants=subject.participants,
        whole=subject.whole,
        share=telling_share(subject.participants, subject.whole),
        by_age=by_age,
        why_not=why_not,
        groups=tuple(_choices(subject, text)),
    )


def _everybody(release: Release, concept: Concept) -> tuple[str, int]:
    """The subject that a concept's shares are of: an answer's are of those asked."""
    if concept.domain == SURVEY and concept.page[-1] != concept.concept_id:
        question = release.concept(SURVEY, concept.page[-1])
        if question is not None:
            return SURVEY, question.concept_id
    return concept.domain, ANYONE


def _dividing(
    release: Release, cuts: Mapping[str, tuple[GroupCount, ...]]
) -> Mapping[str, tuple[GroupCount, ...]]:
    """The cuts that divide all participants too, and so everybody that shares are of."""
    known = release.cuts(COHORT, ANYONE)
    return {
        cut: cells for cut, cells in cuts.items() if all(one in known for one in cut.split("*"))
    }


def _cell(cells: Sequence[GroupCount], groups: tuple[str, ...]) -> Count:
    return next(one.participants for one in cells if one.groups == groups)


def _by_age(subject: Subject) -> tuple[Share | None, str]:
    """The share at the ages of the standard population, or why there is none."""
    if AGE in subject.cut.split("*"):
        return None, "age_group"
    cells = subject.divided_by(AGE)
    standard = weights([group for group, _, _ in cells])
    if not standard:
        return None, "crossing" if subject.cut and not cells else "ages"
    strata = [
        Stratum(standard[group], part, whole) for group, part, whole in cells if group in standard
    ]
    unknown = [part for group, part, _ in cells if group not in standard]
    found = telling(standardised(strata, subject.participants, unknown))
    return found, "" if found else "wide"


def _choices(subject: Subject, text: Catalogue) -> list[Choice]:
    """The groups that a side can be looked at in, with what they are called; the chosen one too."""
    found = [
        (cut, one.groups)
        for cut, cells in subject.wholes.items()
        if cut in subject.counts and cut != "total" and "*" not in cut
        for one in cells
    ]
    if subject.cut and (subject.cut, subject.groups) not in found:
        found.append((subject.cut, subject.groups))
    return [
        Choice(
            f"{cut}.{'*'.join(groups)}",
            ", ".join(text.label(subject.release.dimension(one).label) for one in cut.split("*")),
            ", ".join(_labels(subject.release, cut, groups, text)),
        )
        for cut, groups in found
    ]


def _labels(release: Release, cut: str, groups: tuple[str, ...], text: Catalogue) -> list[str]:
    names = cut.split("*") if cut else []
    return [
        group_labels(release.dimension(name), text)[group]
        for name, group in zip(names, groups, strict=True)
    ]
