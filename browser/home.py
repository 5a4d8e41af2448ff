"""Facts of the home page."""

from itertools import islice

from browser.figures import ANYONE, COHORT, figure_of, listed_concept
from browser.page_request import PageRequest
from browser.surveys import SURVEY
from layouts.home import Door, HomeFacts

EXAMPLES = 4
FIGURES = 4  # the first dimensions; all are on the page about who takes part
MOST_GROUPS = 12


def home_facts(request: PageRequest) -> HomeFacts:
    """Who takes part, and the domains with their largest specific concepts."""
    release, text = request.release, request.text
    cuts = release.cuts(COHORT, ANYONE)
    figures = tuple(
        figure_of(release, cut, counts, release.participants, None, text)
        for cut, counts in cuts.items()
        if cut != "total" and "*" not in cut and len(counts) <= MOST_GROUPS
    )
    return HomeFacts(
        participants=release.participants,
        figures=figures[:FIGURES],
        doors=tuple(_door(request, domain) for domain in request.served.domains),
        threshold=release.policy.threshold,
    )


def _door(request: PageRequest, domain_id: str) -> Door:
    domain = request.release.domain(domain_id)
    if domain_id == SURVEY:
        return _surveys(request)
    specific = (
        concept
        for concept in request.release.concepts(domain_id)
        if not request.release.narrower(domain_id, concept.concept_id)
    )
    examples = tuple(
        listed_concept(concept, domain.participants) for concept in islice(specific, EXAMPLES)
    )
    return Door(domain_id, domain.concepts, domain.participants, examples)


def _surveys(request: PageRequest) -> Door:
    """The surveys: how many questions they have, and their first modules."""
    whole = request.release.domain(SURVEY).participants
    modules = request.release.survey_modules()
    known = [request.release.concept(SURVEY, one.module_id) for one in modules]
    listed = [listed_concept(one, whole) for one in known if one is not None]
    examples = tuple(listed[:EXAMPLES])
    return Door(SURVEY, sum(len(one.questions) for one in modules), whole, examples)
