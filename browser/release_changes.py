"""Facts of the page that tells what changed between two releases, and the rows of its file."""

from collections.abc import Sequence
from dataclasses import replace

from aggregates.errors import InputError
from aggregates.release import Concept, Release
from aggregates.release_changes import DomainChanges, ReleaseChanges, changes_of
from browser.downloads import Rows
from browser.figures import listed_concept
from browser.page_request import PageMissingError, PageMovedError, PageRequest
from browser.row_values import NOT_LISTED, count_values
from browser.surveys import answered_question
from layouts.concept import ListedConcept
from layouts.release_changes import ChangesFacts, DomainChanged, Growth, changes_path
from layouts.release_definitions import Defined, Regrouped
from layouts.text import Catalogue


def changes_facts(request: PageRequest) -> ChangesFacts:
    """What changed; raises ``PageMissingError`` unless both are served and of one cohort.

    Raises ``PageMovedError`` where they are named in the wrong order.
    """
    names = request.arguments["before"], request.arguments["after"]
    before, after = (request.shelf.find(name) for name in names)
    if before is None or after is None:
        raise PageMissingError("release")
    if before.release.cutoff_date > after.release.cutoff_date:
        raise PageMovedError(changes_path(names[1], names[0]))
    try:
        changes = changes_of(before.release, after.release)
    except InputError:
        raise PageMissingError("address") from None
    text = request.text
    return ChangesFacts(
        before=before.facts,
        after=after.facts,
        people_before=before.release.participants,
        people_after=after.release.participants,
        domains=tuple(_domain(one, changes, text) for one in changes.domains),
        definitions=tuple(Defined(one.name, one.before, one.after) for one in changes.definitions),
        dimensions=tuple(
            Regrouped(
                text.label(one.label),
                tuple(text.label(label) for label in one.new),
                tuple(text.label(label) for label in one.gone),
                tuple((text.label(old), text.label(new)) for old, new in one.renamed),
            )
            for one in changes.dimensions
        ),
    )


def _domain(found: DomainChanges, changes: ReleaseChanges, text: Catalogue) -> DomainChanged:
    before, after = changes.before, changes.after
    return DomainChanged(
        id=found.id,
        name=text.label(found.label),
        before=found.before,
        after=found.after,
        listed_before=found.listed_before,
        listed_after=found.listed_after,
        new=tuple(_listed(after, one, text) for one in found.new),
        gone=tuple(_listed(before, one, text) for one in found.gone),
        more=_pairs(found.more, changes, text),
        fewer=_pairs(found.fewer, changes, text),
        renamed=_pairs(found.renamed, changes, text),
        open=found.open,
        cuts_new=_cuts(after, found.cuts_new, text),
        cuts_gone=_cuts(before, found.cuts_gone, text),
    )


def _pairs(
    pairs: Sequence[tuple[Concept, Concept]], changes: ReleaseChanges, text: Catalogue
) -> tuple[Growth, ...]:
    return tuple(
        (_listed(changes.before, old, text), _listed(changes.after, new, text))
        for old, new in pairs
    )


def _listed(release: Release, concept: Concept, text: Catalogue) -> ListedConcept:
    """A concept; an answer is called by its question too."""
    listed = listed_concept(concept, release.domain(concept.domain).participants)
    question = answered_question(release, concept)
    if not question:
        return listed
    return replace(listed, name=text("compare.answer_of", answer=listed.name, question=question))


def _cuts(release: Release, cuts: Sequence[str], text: Catalogue) -> tuple[str, ...]:
    """What groupings are called: a crossing by both of its dimensions."""
    return tuple(
        " × ".join(text.label(release.dimension(name).label) for name in cut.split("*"))
        for cut in cuts
    )


def changes_rows(facts: ChangesFacts) -> Rows:
    """One row per concept that is new, withdrawn, or surely has more or fewer participants."""
    yield (
        *("domain", "concept_id", "concept_name", "change"),
        *("before_low", "before_high", "before_state", "after_low", "after_high", "after_state"),
    )
    nothing = ("", "", NOT_LISTED)
    for domain in facts.domains:
        for kind, pairs in (("more", domain.more), ("fewer", domain.fewer)):
            for old, new in pairs:
                counts = (*count_values(old.participants), *count_values(new.participants))
                yield (domain.id, new.concept_id, new.name, kind, *counts)
        for one in domain.new:
            counts = (*nothing, *count_values(one.participants))
            yield (domain.id, one.concept_id, one.name, "new", *counts)
        for one in domain.gone:
            counts = (*count_values(one.participants), *nothing)
            yield (domain.id, one.concept_id, one.name, "withdrawn", *counts)
