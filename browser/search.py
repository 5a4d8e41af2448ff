"""Facts of the search page."""

from browser.figures import listed_concept
from browser.page_request import PageRequest
from layouts.search import DomainResults, SearchFacts

PER_DOMAIN = 15


def search_facts(request: PageRequest) -> SearchFacts:
    """The best matches of every domain for the words typed."""
    typed = request.address.q
    results = []
    for domain in request.served.domains:
        found = request.served.index.find(domain, typed)
        if found:
            denominator = request.release.domain(domain).participants
            best = tuple(listed_concept(concept, denominator) for concept in found[:PER_DOMAIN])
            results.append(DomainResults(domain, len(found), best))
    return SearchFacts(typed, sum(result.found for result in results), tuple(results))
