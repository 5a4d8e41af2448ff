"""The band of a concept in every release of its cohort that is served."""

from aggregates.release import Concept
from browser.figures import telling_share
from browser.page_request import PageRequest
from browser.shelf import Served
from browser.successions import of_one_cohort
from layouts.address import concept_href
from layouts.over_releases import Over


def over_releases(request: PageRequest, concept: Concept) -> tuple[Over, ...]:
    """A line for each release, the earliest data first; none where there is only one."""
    lines = every_release(request, concept)
    return lines if len(lines) > 1 else ()


def every_release(request: PageRequest, concept: Concept) -> tuple[Over, ...]:
    """The same, also where there is only one release."""
    releases = of_one_cohort(request.shelf.served, request.release)
    return tuple(_line(served, concept, request) for served in releases)


def _line(served: Served, concept: Concept, request: PageRequest) -> Over:
    release = served.release
    held = concept.domain in served.domains
    found = release.concept(concept.domain, concept.concept_id) if held else None
    if found is None:
        return Over(release.id, release.cutoff_date, None, synthetic=release.synthetic)
    address = request.address.but(release="" if served.facts.current else release.id)
    return Over(
        release.id,
        release.cutoff_date,
        found.participants,
        telling_share(found.participants, release.domain(concept.domain).participants),
        concept_href(address, concept.domain, concept.concept_id, concept.page),
        release.synthetic,
    )
