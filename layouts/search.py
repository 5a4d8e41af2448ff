"""Search results over all domains, grouped by domain."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import DOMAIN_PATHS
from layouts.concept import ListedConcept, concept_links
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit


@dataclass(frozen=True)
class DomainResults:
    """The best results of one domain, and how many there are in all."""

    domain: str
    found: int
    concepts: tuple[ListedConcept, ...]


@dataclass(frozen=True)
class SearchFacts:
    """The results of a search, domain by domain; domains without a result are left out."""

    q: str
    found: int
    domains: tuple[DomainResults, ...]


def search_page(facts: SearchFacts, visit: Visit) -> Page:
    """The page of search results."""
    text = visit.text
    heading = (
        text("search.title_of", q=formatting.typed(facts.q)) if facts.q else text("search.title")
    )
    if not facts.q:
        status = text("search.help")
    elif facts.found:
        found = formatting.number(facts.found, text.language)
        status = text.plural("search.found", facts.found, found=found)
    else:
        status = text("search.none", q=formatting.typed(facts.q))
    helped = html.P(text("search.help")) if facts.q and not facts.found else None
    groups = [_group(results, visit) for results in facts.domains]
    return Page(
        title=heading,
        description=status,
        fixed=html.Div([html.H1(heading), html.P(status, className="lead")], className="hero"),
        live=live_root(visit, "search", heading, status, ignored_note(visit), *groups, helped),
        status=status,
        name="search",
    )


def _group(results: DomainResults, visit: Visit) -> Component:
    text = visit.text
    heading_id = f"in-{results.domain}"
    parts = [
        html.H2(text(f"domain.{results.domain}.name"), id=heading_id),
        concept_links(results.concepts, visit),
    ]
    if results.found > len(results.concepts):
        path = DOMAIN_PATHS[results.domain]
        more = text("search.all", found=formatting.number(results.found, text.language))
        href = visit.address.to(path, q=visit.address.q).href
        parts.append(html.P(html.A(more, href=href)))
    return html.Section(parts, **{"aria-labelledby": heading_id})
