"""Facts of a domain's list of concepts."""

from browser.figures import listed_concept
from browser.page_request import PageRequest
from layouts.concept_list import ListFacts

PER_PAGE = 50


def list_facts(request: PageRequest) -> ListFacts:
    """One page of a domain's concepts, filtered and sorted as the address says."""
    return _facts(request, PER_PAGE)


def whole_list_facts(request: PageRequest) -> ListFacts:
    """All pages of a list in one, for its CSV."""
    return _facts(request, None)


def _facts(request: PageRequest, per_page: int | None) -> ListFacts:
    address, domain = request.address, request.release.domain(request.arguments["domain"])
    listed = request.release.concepts(domain.id)
    found = listed
    if address.q:
        matching = request.served.index.find(domain.id, address.q)
        members = {concept.concept_id for concept in matching}
        found = tuple(concept for concept in listed if concept.concept_id in members)
    if address.sort == "name":
        found = tuple(
            sorted(found, key=lambda concept: (concept.name.casefold(), concept.concept_id))
        )
    size = per_page or max(len(found), 1)
    pages = max(-(-len(found) // size), 1)
    page = address.page
    if page > pages:
        request.ignored.add("page")
        page = 1
    first = (page - 1) * size
    shown = found[first : first + size]
    return ListFacts(
        domain=domain.id,
        denominator=domain.participants,
        threshold=request.release.policy.threshold,
        listed=len(listed),
        found=len(found),
        first=first + 1,
        page=page,
        pages=pages,
        concepts=tuple(listed_concept(concept, domain.participants) for concept in shown),
        largest=listed_concept(listed[0], domain.participants) if listed else None,
        nested=len(request.release.top(domain.id)) < len(listed),
    )
