"""Facts of the page of releases."""

from aggregates.release import Release
from browser.page_request import PageRequest
from browser.shelf import Served
from browser.successions import of_one_cohort
from layouts.releases import Held, ReleasesFacts, ServedRelease
from layouts.text import Catalogue


def releases_facts(request: PageRequest) -> ReleasesFacts:
    """Every release that is served, the current one first, and those of its cohort in order."""
    served = request.shelf.served
    return ReleasesFacts(
        tuple(_described(one, request) for one in served),
        tuple(one.release.id for one in of_one_cohort(served, request.shelf.current.release)),
    )


def _described(served: Served, request: PageRequest) -> ServedRelease:
    release = served.release
    return ServedRelease(
        id=release.id,
        title=release.title,
        created=release.created,
        cutoff_date=release.cutoff_date,
        previous=release.previous,
        participants=release.participants,
        synthetic=release.synthetic,
        policy=release.policy.title,
        source=tuple(release.source.items()),
        citation=release.citation,
        license=release.license,
        domains=_held(release, request.text),
        earlier=_earlier(served, request),
    )


def _held(release: Release, text: Catalogue) -> tuple[Held, ...]:
    return tuple(
        Held(text.label(domain.label), domain.concepts, domain.participants)
        for domain in release.domains
    )


def _earlier(served: Served, request: PageRequest) -> str:
    """The release of the cohort served here whose data end just before this one's; or none."""
    cutoff = served.release.cutoff_date
    found = [
        one.release.id
        for one in of_one_cohort(request.shelf.served, served.release)
        if one.release.cutoff_date < cutoff
    ]
    return found[-1] if found else ""
