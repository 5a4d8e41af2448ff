"""What goes with a concept: shares and lifts from the bands of a release."""

from aggregates.release import Concept, Release
from browser.figures import telling_share
from layouts.pairs import Companion, Pairs
from suppression.lift import lift


def pairs_of(release: Release, concept: Concept) -> Pairs:
    """Everything that is published as going with a concept, domain by domain."""
    order = [domain.id for domain in release.domains]
    companions = tuple(
        Companion(
            domain=pair.concept.domain,
            concept_id=pair.concept.concept_id,
            name=pair.concept.name,
            together=pair.participants,
            share=telling_share(pair.participants, concept.participants),
            lift=lift(
                pair.participants,
                concept.participants,
                pair.concept.participants,
                release.participants,
            ),
            broadest=_is_broadest(release, pair.concept),
        )
        for pair in release.pairs(concept.domain, concept.concept_id)
    )
    return Pairs(
        release.participants,
        release.policy.threshold,
        tuple(sorted(companions, key=lambda one: order.index(one.domain))),
    )


def _is_broadest(release: Release, concept: Concept) -> bool:
    """Whether others stand below a concept and none above it."""
    above = release.broader(concept.domain, concept.concept_id)
    return not above and bool(release.narrower(concept.domain, concept.concept_id))
