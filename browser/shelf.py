"""The releases that a server serves, the current one first, each with its search index."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_caching import Cache

from aggregates.release import Release
from browser.search_index import SearchIndex
from browser.variants.store import VariantStore, open_variants
from layouts.address import DOMAIN_PATHS
from layouts.page import ReleaseFacts


@dataclass(frozen=True)
class Served:
    """An opened release, its search index, and what every page says of it."""

    release: Release
    index: SearchIndex
    facts: ReleaseFacts
    variants: VariantStore | None = None

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains that have pages, in the release's order."""
        return self.facts.domains


class Shelf:
    """All releases served. The first is the current one: what an address without one shows.

    ``cache`` keeps what is worked out for one request for others; without one nothing is kept.
    """

    def __init__(self, releases: Sequence[Release], cache: Cache | None = None) -> None:
        if not releases:
            raise ValueError("there is no release to serve")
        self.cache = cache
        self.served = tuple(_served(release, place == 0) for place, release in enumerate(releases))

    @property
    def current(self) -> Served:
        """The release shown when an address names none."""
        return self.served[0]

    def find(self, release_id: str) -> Served | None:
        """The release of an id, the current one for no id, ``None`` for one that is not served."""
        if not release_id:
            return self.current
        return next((one for one in self.served if one.release.id == release_id), None)


def _served(release: Release, current: bool) -> Served:
    variants = open_variants(release)
    facts = _facts(release, current, variants is not None)
    return Served(release, SearchIndex.of(release, facts.domains), facts, variants)


def _facts(release: Release, current: bool, variants: bool) -> ReleaseFacts:
    return ReleaseFacts(
        id=release.id,
        title=release.title,
        created=release.created,
        cutoff_date=release.cutoff_date,
        synthetic=release.synthetic,
        current=current,
        domains=tuple(domain.id for domain in release.domains if domain.id in DOMAIN_PATHS),
        variants=variants,
        exact=release.policy.publishes_exactly,
        citation=release.citation,
        license=release.license,
        policy=release.policy.title,
    )
