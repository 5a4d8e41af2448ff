"""Facts of the search page."""

from browser.figures import listed_concept
from browser.page_request import PageRequest
from browser.participant_groups import groupings
from browser.surveys import answered_question
from browser.variants.search_genes import GENE, genes_found, is_variant
from layouts.search import Facet, Result, SearchFacts

PER_PAGE = 25
MOST_GENES, FEW_GENES = 50, 5  # in their own list, among everything


def search_facts(request: PageRequest) -> SearchFacts:
    """One page of what the words typed find, best first, in all domains or in one."""
    address, index = request.address, request.served.index
    domain = address.domain
    genes = genes_found(request.served, address.q, MOST_GENES)
    if domain and domain not in request.served.domains and not (domain == GENE and genes):
        request.ignored.add("domain")
        domain = ""
    results = index.search(address.q)
    by_domain = index.domains(results)
    chosen = index.within(results, domain)
    pages = max(-(-len(chosen) // PER_PAGE), 1)
    page = address.page
    if page > pages:
        request.ignored.add("page")
        page = 1
    first = (page - 1) * PER_PAGE
    facets = [Facet(one, by_domain[one]) for one in request.served.domains if one in by_domain]
    facets += [Facet(GENE, len(genes))] if genes else []
    denominators = {one: request.release.domain(one).participants for one in by_domain}
    return SearchFacts(
        groupings=groupings(request),
        q=address.q,
        domain=domain,
        how=results.how,
        found=len(results) + len(genes),
        chosen=len(chosen),
        facets=tuple(facets),
        first=first + 1,
        page=page,
        pages=pages,
        results=tuple(
            Result(
                listed_concept(one.concept, denominators[one.concept.domain]),
                one.matched,
                answered_question(request.release, one.concept),
            )
            for one in index.shown(chosen, first, PER_PAGE)
        ),
        genes=tuple(genes if domain == GENE else genes[:FEW_GENES] if not domain else ()),
        look_up=is_variant(request.served, address.q),
    )
