"""Facts of the home page."""

from dataclasses import replace
from itertools import islice

from browser.data_types import DATA_TYPE, types_of
from browser.figures import ANYONE, COHORT, figure_of, listed_concept
from browser.page_request import PageRequest
from browser.surveys import SURVEY
from layouts.home import Door, HomeFacts, VariantsDoor

EXAMPLES = 4


def home_facts(request: PageRequest) -> HomeFacts:
    """Who takes part, by the chief groupings, and the domains with their largest concepts."""
    release, text = request.release, request.text
    shown = _shown_cuts(request)
    figures = tuple(
        figure_of(release, cut, counts, release.participants, None, text)
        for cut, counts in release.cuts(COHORT, ANYONE).items()
        if cut in shown
    )
    return HomeFacts(
        participants=release.participants,
        figures=figures,
        doors=tuple(_door(request, domain) for domain in request.served.domains),
        threshold=release.policy.threshold,
        variants=_variants(request),
    )


def _shown_cuts(request: PageRequest) -> frozenset[str]:
    """The single groupings that what is on record is shown by too, or all if nothing is.

    The page about participants has every other one: of dozens of states the first page says less.
    """
    release = request.release
    everyone = {cut for cut in release.cuts(COHORT, ANYONE) if cut != "total" and "*" not in cut}
    recorded = [one for one in request.served.domains if one != DATA_TYPE]
    by_any = {cut for domain in recorded for cut in release.domain(domain).cuts}
    return frozenset(everyone & by_any or everyone)


def _door(request: PageRequest, domain_id: str) -> Door:
    domain = request.release.domain(domain_id)
    if domain_id == SURVEY:
        return _surveys(request)
    if domain_id == DATA_TYPE:
        return _data_types(request)
    specific = (
        concept
        for concept in request.release.concepts(domain_id)
        if not request.release.narrower(domain_id, concept.concept_id)
    )
    examples = tuple(
        listed_concept(concept, domain.participants) for concept in islice(specific, EXAMPLES)
    )
    return Door(domain_id, domain.concepts, domain.participants, examples)


def _variants(request: PageRequest) -> VariantsDoor | None:
    """The variants: how many are listed, and the genes with the most of them."""
    store = request.served.variants
    if store is None:
        return None
    genes = tuple((gene.symbol, gene.listed) for gene in store.genes.largest(EXAMPLES))
    return VariantsDoor(store.listed, store.genes.with_variants, genes)


def _data_types(request: PageRequest) -> Door:
    """The kinds of data, called what their own page calls them, most participants first."""
    domain = request.release.domain(DATA_TYPE)
    types = {one.concept_id: one.name for one in types_of(request.release, request.text)}
    examples = tuple(
        replace(
            listed_concept(one, domain.participants), name=types[one.concept_id], translated=True
        )
        for one in request.release.concepts(DATA_TYPE)
        if one.concept_id in types
    )
    return Door(DATA_TYPE, len(types), domain.participants, examples[:EXAMPLES])


def _surveys(request: PageRequest) -> Door:
    """The surveys: how many questions they have, and their first modules."""
    whole = request.release.domain(SURVEY).participants
    modules = request.release.survey_modules()
    known = [request.release.concept(SURVEY, one.module_id) for one in modules]
    listed = [listed_concept(one, whole) for one in known if one is not None]
    examples = tuple(listed[:EXAMPLES])
    return Door(SURVEY, sum(len(one.questions) for one in modules), whole, examples)
