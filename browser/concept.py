"""Facts of a concept's page."""

import re

from aggregates.source_codes import MOST_CODES, split_codes
from browser.distribution import distribution_of
from browser.figures import ANYONE, figure_of, listed_concept
from browser.over_releases import over_releases
from browser.page_request import PageMissingError, PageRequest
from browser.pairs import pairs_of
from layouts.concept import RESULT, ConceptFacts

_CONCEPT_ID = re.compile(r"[1-9][0-9]{0,18}")


def concept_facts(request: PageRequest) -> ConceptFacts:
    """Everything about one concept; raises ``PageMissingError`` for one that is not listed.

    A concept that is rare and one that does not exist are answered alike.
    """
    release, text = request.release, request.text
    domain = release.domain(request.arguments["domain"])
    typed = request.arguments["concept_id"]
    concept = release.concept(domain.id, int(typed)) if _CONCEPT_ID.fullmatch(typed) else None
    if concept is None:
        raise PageMissingError("concept")
    asked_for = request.address.cut  # single groupings are all shown anyway
    if asked_for and (asked_for not in domain.cuts or "*" not in asked_for):
        request.ignored.add("cut")
    cuts = release.cuts(domain.id, concept.concept_id)
    denominators = release.cuts(domain.id, ANYONE)
    whole = concept.participants
    codes, synonyms = split_codes(concept.synonyms)
    figures = {
        cut: figure_of(release, cut, counts, whole, denominators, text)
        for cut, counts in cuts.items()
        if cut != "total"
    }
    below = release.narrower(domain.id, concept.concept_id)
    near = {
        "broader": release.broader(domain.id, concept.concept_id),
        "narrower": tuple(one for one in below if one.concept_class != RESULT),
        "results": tuple(one for one in below if one.concept_class == RESULT),
    }
    return ConceptFacts(
        concept=listed_concept(concept, domain.participants),
        concept_class=concept.concept_class,
        synonyms=synonyms,
        codes_elsewhere=codes,
        most_codes=MOST_CODES,
        denominator=domain.participants,
        figures=tuple(shown for cut, shown in figures.items() if "*" not in cut),
        crossed=tuple(shown for cut, shown in figures.items() if "*" in cut),
        values=distribution_of(release, concept, text),
        pairs=pairs_of(release, concept),
        over=over_releases(request, concept),
        **{
            name: tuple(listed_concept(one, domain.participants) for one in found)
            for name, found in near.items()
        },
    )
