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
        )
        for pair in release.pairs(concept.domain, concept.concept_id)
    )
    return Pairs(
        release.participants,
        release.policy.threshold,
        tuple(sorted(companions, key=lambda one: order.index(one.domain))),
    )
