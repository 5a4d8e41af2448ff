"""Search results over all domains, best first, with a way to keep to one domain."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import VARIANTS, concept_href
from layouts.concept import ListedConcept
from layouts.concept_list import paging
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit
from layouts.survey_kinds import kind_of
from layouts.variant_words import gene_link
from layouts.vocabulary import known_as


@dataclass(frozen=True)
class Facet:
    """A domain and how many results it has."""

    domain: str
    found: int


@dataclass(frozen=True)
class Result:
    """A concept found; ``matched`` is the other name it was found by, if not its own.

    ``question`` is what an answer answers.
    """

    concept: ListedConcept
    matched: str
    question: str = ""


@dataclass(frozen=True)
class GeneFound:
    """A gene found; ``matched`` is the other name it was found by, if not its symbol."""

    symbol: str
    matched: str
    listed: int


@dataclass(frozen=True)
class Grouping:
    """A dimension of the participants of which a group is called what was typed."""

    dimension: str
    label: str

    @property
    def place(self) -> str:
        """Its fragment on the page of participants."""
        return "by-" + self.dimension.replace("_", "-")


@dataclass(frozen=True)
class SearchFacts:
    """One page of results. ``found`` counts all domains and genes, ``chosen`` the domain kept to.

    ``how`` they fit what was typed: "" as typed, else a key below ``search.how``.
    """

    q: str
    domain: str
    how: str
    found: int
    chosen: int
    facets: tuple[Facet, ...]
    first: int
    page: int
    pages: int
    results: tuple[Result, ...]
    groupings: tuple[Grouping, ...] = ()
    genes: tuple[GeneFound, ...] = ()
    look_up: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.found or self.groupings or self.look_up)


def search_page(facts: SearchFacts, visit: Visit) -> Page:
    """The page of search results."""
    text = visit.text
    heading = (
        text("search.title_of", q=formatting.typed(facts.q)) if facts.q else text("search.title")
    )
    status = _status(facts, visit)
    body = [
        ignored_note(visit),
        _groupings(facts, visit),
        _look_up(facts, visit),
        _facets(facts, visit),
        html.P(status, className="result", id="results", tabIndex="-1") if facts.found else None,
        _genes(facts, visit),
        html.P(text(f"search.how.{facts.how}"), className="note") if facts.how else None,
        _results(facts, visit),
        paging(facts.page, facts.pages, visit),
        html.P(text("search.help")) if facts.q and not facts.anything else None,
    ]
    lead = None if facts.found else html.P(status, className="lead")
    return Page(
        title=heading,
        description=status,
        fixed=html.Div([html.H1(heading), lead], className="hero"),
        live=live_root(visit, "search", heading, status, *body),
        status=status,
        name="search",
    )


def _status(facts: SearchFacts, visit: Visit) -> str:
    text, language = visit.text, visit.text.language
    if not facts.q:
        return text("search.help")
    if facts.look_up and not facts.found:
        return text("search.look_up_lead")
    if not facts.chosen and facts.genes:
        found = formatting.number(len(facts.genes), language)
        return text.plural("search.genes_found", len(facts.genes), found=found)
    if not facts.found:
        key = "search.only_groups" if facts.groupings else "search.none"
        return text(key, q=formatting.typed(facts.q))
    found = formatting.number(facts.chosen, language)
    if facts.pages < 2:
        return text.plural("search.found", facts.chosen, found=found)
    last = formatting.number(facts.first + len(facts.results) - 1, language)
    first = formatting.number(facts.first, language)
    return text("search.found_part", first=first, last=last, found=found)


def _groupings(facts: SearchFacts, visit: Visit) -> Component | None:
    """Links to the participants themselves, group by group, where what was typed is a group."""
    if not facts.groupings:
        return None
    page = visit.address.to("/diversity").href
    links = [
        html.Li(html.A(one.label, href=f"{page}#{one.place}", className="grouping"))
        for one in facts.groupings
    ]
    heading = html.H2(visit.text("search.groups"), id="groupings")
    return html.Section(
        [heading, html.Ul(links)], className="groupings", **{"aria-labelledby": "groupings"}
    )


def _look_up(facts: SearchFacts, visit: Visit) -> Component | None:
    """The way to the page of variants, where what was typed names a variant or a stretch."""
    if not facts.look_up:
        return None
    words = visit.text("search.look_up", q=formatting.typed(facts.q))
    return html.P(html.A(words, href=visit.address.to(VARIANTS, q=facts.q).href))


def _genes(facts: SearchFacts, visit: Visit) -> Component | None:
    """Genes of that name, with how many variants of each are listed."""
    if not facts.genes:
        return None
    text = visit.text
    items = []
    for one in facts.genes:
        about: list[Component] = [html.Span(text("domain.gene.one"))]
        if one.matched:
            about.append(html.Span(text("search.called", name=one.matched), className="called"))
        listed = formatting.number(one.listed, text.language)
        name = html.Div([gene_link(one.symbol, visit), html.P(about)])
        words = html.Span(text.plural("gene.listed", one.listed, listed=listed), className="count")
        items.append(html.Li([name, words]))
    heading = html.H2(text("domain.gene.name"), id="genes")
    return html.Section(
        [heading, html.Ol(items, className="found")], **{"aria-labelledby": "genes"}
    )


def _facets(facts: SearchFacts, visit: Visit) -> Component | None:
    """Links to the results of each domain; the one shown is marked, not by colour alone."""
    if len(facts.facets) < 2 and not facts.domain:
        return None
    text = visit.text
    choices = [("", text("search.everything"), facts.found)]
    choices += [
        (facet.domain, text(f"domain.{facet.domain}.name"), facet.found) for facet in facts.facets
    ]
    items = []
    for domain, name, found in choices:
        current = {"aria-current": "true"} if domain == facts.domain else {}
        number = formatting.number(found, text.language)
        link = html.A(
            text("search.facet", name=name, found=number),
            href=visit.address.but(domain=domain, page=1).href,
            **{"data-live": "", "data-then": "results"},
            **current,
        )
        items.append(html.Li(link))
    return html.Nav(html.Ul(items, className="facets"), **{"aria-label": text("search.facets")})


def _results(facts: SearchFacts, visit: Visit) -> Component | None:
    if not facts.results:
        return None
    return html.Ol([html.Li(_result(one, visit)) for one in facts.results], className="found")


def _result(result: Result, visit: Visit) -> list[Component | None]:
    text, concept = visit.text, result.concept
    href = concept_href(visit.address, concept.domain, concept.concept_id, concept.page)
    kind = kind_of(concept.domain, concept.concept_id, concept.page, text)
    about = [html.Span(kind)]
    if concept.code:
        code = text("concept.code", vocabulary=known_as(concept.vocabulary), code=concept.code)
        about.append(html.Span(code, className="code"))
    if result.question:
        about.append(html.Span(visit.in_release_language(result.question), className="called"))
    if result.matched:
        about.append(html.Span(text("search.called", name=result.matched), className="called"))
    return [
        html.Div([html.A(visit.in_release_language(concept.name), href=href), html.P(about)]),
        html.Span(formatting.count(concept.participants, text), className="count"),
    ]
