"""Facts of the page of releases."""

from browser.page_request import PageRequest
from layouts.releases import ReleasesFacts, ServedRelease


def releases_facts(request: PageRequest) -> ReleasesFacts:
    """Every release that is served, the current one first."""
    return ReleasesFacts(
        tuple(
            ServedRelease(
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
            )
            for release in (served.release for served in request.shelf.served)
        )
    )
