"""What goes with a concept: shares and lifts from the bands of a release."""

from collections import Counter
from collections.abc import Sequence

from aggregates.release import Concept, Release
from browser.figures import telling_share
from layouts.pairs import Companion, Pairs
from suppression.lift import lift


def pairs_of(release: Release, concept: Concept) -> Pairs:
    """Everything that is published as going with a concept, domain by domain."""
    order = [domain.id for domain in release.domains]
    pairs = release.pairs(concept.domain, concept.concept_id)
    codes = telling_codes([pair.concept for pair in pairs])
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
            code=codes.get((pair.concept.domain, pair.concept.concept_id), ""),
        )
        for pair in pairs
    )
    return Pairs(
        release.participants,
        release.policy.threshold,
        tuple(sorted(companions, key=lambda one: order.index(one.domain))),
    )


def telling_codes(concepts: Sequence[Concept]) -> dict[tuple[str, int], str]:
    """The codes of concepts (by domain and id) whose name another one of their domain has too.

    In ATC a group and the only one below it are often called the same.
    """
    names = Counter((one.domain, one.name.casefold()) for one in concepts)
    return {
        (one.domain, one.concept_id): one.code
        for one in concepts
        if names[one.domain, one.name.casefold()] > 1
    }


def _is_broadest(release: Release, concept: Concept) -> bool:
    """Whether others stand below a concept and none above it."""
    above = release.broader(concept.domain, concept.concept_id)
    return not above and bool(release.narrower(concept.domain, concept.concept_id))
