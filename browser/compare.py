"""Facts of the page that puts two to four concepts, answers, groups or releases side by side."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from aggregates.release import Concept, Release
from browser.compare_pairs import pairs_of
from browser.compare_sides import Subject, find_subject, side_of
from browser.figures import ANYONE, COHORT, listed_concept, telling_share
from browser.page_request import PageRequest
from browser.reference_figures import group_labels
from browser.standard_population import standard_population
from browser.successions import of_one_cohort
from browser.surveys import answered_question
from layouts.address import SIDES
from layouts.cells import Cell
from layouts.compare_words import heading
from layouts.comparison import CompareFacts, Divided, Found, Side
from layouts.concept import ListedConcept

MOST_FOUND: Final = 12


def compare_facts(request: PageRequest) -> CompareFacts:
    """What is compared; a side that cannot be shown is left out, and named in ``ignored``."""
    subjects = dict(_subjects(request))
    served = {one.release.id: one.facts for one in request.shelf.served}
    sides = tuple(
        side_of(letter, subject, served[subject.release.id], request.text)
        for letter, subject in subjects.items()
    )
    cuts = _common_cuts(list(subjects.values()), request)
    cut = request.address.cut
    if cut and cut not in dict(cuts):
        request.ignored.add("cut")
        cut = ""
    return CompareFacts(
        sides=sides,
        pairs=tuple(pairs_of(sides, subjects)),
        cuts=cuts,
        divided=_divided(sides, subjects, cut, request) if cut else None,
        releases=tuple(one.facts for one in of_one_cohort(request.shelf.served, request.release)),
        found=_found(request, sides),
        examples=_examples(request.release) if not sides else (),
        standard=standard_population().source,
    )


def _subjects(request: PageRequest) -> Iterator[tuple[str, Subject]]:
    for letter in SIDES:
        address = request.address
        if not address.stated(letter):
            continue
        asked_for = address.stated(f"{letter}-release")
        served = request.shelf.find(asked_for) if asked_for else request.served
        domain, _, number = address.stated(letter).partition(".")
        subject = None
        if served is not None and domain in served.domains:
            group = address.stated(f"{letter}-group")
            subject = find_subject(served.release, domain, int(number), group)
        if subject is None:
            request.ignored.add(f"side_{letter}")
        else:
            yield letter, subject


def _common_cuts(subjects: Sequence[Subject], request: PageRequest) -> tuple[tuple[str, str], ...]:
    """The dimensions by whose groups every side can be shown, the same groups for all."""
    if not subjects:
        return ()
    release = subjects[0].release
    found = []
    for name in release.cuts(COHORT, ANYONE):
        if name == "total" or "*" in name:
            continue
        groups = [tuple(group for group, _, _ in one.divided_by(name)) for one in subjects]
        if groups[0] and len(set(groups)) == 1:
            found.append((name, request.text.label(release.dimension(name).label)))
    return tuple(found)


def _divided(
    sides: Sequence[Side], subjects: Mapping[str, Subject], cut: str, request: PageRequest
) -> Divided:
    """Every side by the groups of one dimension."""
    text = request.text
    dimension = subjects[sides[0].letter].release.dimension(cut)
    labels = group_labels(dimension, text)
    columns = [subjects[side.letter].divided_by(cut) for side in sides]
    return Divided(
        cut,
        text.label(dimension.label),
        tuple(heading(side, sides, text) for side in sides),
        tuple(
            tuple(
                Cell((group,), (labels[group],), part, telling_share(part, whole))
                for group, part, whole in row
            )
            for row in zip(*columns, strict=True)
        ),
    )


def _found(request: PageRequest, sides: Sequence[Side]) -> tuple[Found, ...]:
    """What the words typed find, to be added to what is compared."""
    index, typed = request.served.index, request.address.q
    if not typed or len(sides) >= len(SIDES):
        return ()
    results = index.search(typed)
    return tuple(
        Found(
            _listed(request.release, one.concept), answered_question(request.release, one.concept)
        )
        for one in index.shown(results, 0, MOST_FOUND)
    )


def _listed(release: Release, concept: Concept) -> ListedConcept:
    return listed_concept(concept, release.domain(concept.domain).participants)


def _examples(release: Release) -> tuple[tuple[ListedConcept, ListedConcept], ...]:
    """The two most frequent of some domains that are nothing but themselves, to begin with."""
    found = []
    for domain in ("condition", "drug"):
        if domain in {one.id for one in release.domains}:
            concepts = (
                one
                for one in release.concepts(domain)
                if not release.narrower(domain, one.concept_id)
            )
            first = [_listed(release, one) for one in islice(concepts, 2)]
            found += [(first[0], first[1])] if len(first) == 2 else []
    return tuple(found)
