"""From an address to an answer: one way for the web server and for Dash's callback."""

from dataclasses import dataclass, replace
from typing import Any

from aggregates.release import Release
from browser.api.provenance import labelled
from browser.downloads import csv_text
from browser.page_request import PageMissingError, PageMovedError, PageRequest
from browser.query import read_address
from browser.routes import Described, Download, Embed, Export, Match, Route, match
from browser.shelf import Served, Shelf
from browser.variants.files import JSON
from layouts.address import FURTHER, Address
from layouts.page import Page, Visit
from layouts.problem import Problem, problem_page
from layouts.terms import page_with_terms
from layouts.text import catalogue


@dataclass(frozen=True)
class PageAnswer:
    """A page to show, with its HTTP status."""

    visit: Visit
    page: Page
    status: int
    embedded: bool = False  # stands in a page of another site


@dataclass(frozen=True)
class FileAnswer:
    """A file to send."""

    name: str
    content: str | bytes
    media_type: str = "text/csv; charset=utf-8"
    inline: bool = False  # shown where it stands, such as a picture; else kept


@dataclass(frozen=True)
class MovedAnswer:
    """The address under which the page asked for is known."""

    href: str


Answer = PageAnswer | FileAnswer | MovedAnswer


@dataclass(frozen=True)
class Question:
    """A path and a query, read and normalised; ``key`` is the same for all that mean the same."""

    address: Address
    found: Match | None
    release: str | None
    ignored: frozenset[str]
    origin: str = ""

    @property
    def key(self) -> str:
        """What the answer depends on, as text: the key of the page cache."""
        ignored = ",".join(sorted(self.ignored))
        said = (self.origin, self.release, self.address.href, self.address.language, ignored)
        return " ".join(map(str, said))


def read_question(shelf: Shelf, path: str, query: str, origin: str = "") -> Question:
    """Read an address. Never raises: whatever leads nowhere becomes a question without a route."""
    address, ignored = read_address(path, query)
    served = shelf.find(address.release)
    release = served.release.id if served else None
    return Question(address, match(path), release, ignored, origin)


def answer(shelf: Shelf, question: Question) -> Answer:
    """The page or file of a question; an address that leads nowhere gets the page that says so."""
    served = shelf.find(question.address.release) if question.release else None
    if served is None:
        return problem_answer(shelf, question, "release")
    if question.found is None:
        return problem_answer(shelf, question, "address")
    if question.found.arguments.get("domain") not in (None, *served.domains):
        return problem_answer(shelf, question, "domain", releases_with(shelf, question))
    arguments = question.found.arguments
    request = PageRequest(
        shelf, served, question.address, arguments, set(question.ignored), origin=question.origin
    )
    route = question.found.route
    try:
        facts = route.facts(request)
    except PageMissingError as missing:
        return problem_answer(shelf, question, missing.reason, releases_with(shelf, question))
    except PageMovedError as moved:
        return MovedAnswer(question.address.but(path=moved.path).href)
    address = _followed(question, request.ignored)
    visit = replace(request.visit, address=address)
    if not isinstance(route, Route):
        name = question.address.path.strip("/").replace("/", "-")
        return _file(f"{served.release.id}-{name}", route, facts, visit, served.release)
    page = route.layout(facts, visit)
    if isinstance(route, Embed):
        return PageAnswer(visit, page, 200, embedded=True)
    return PageAnswer(visit, page_with_terms(page, visit), 200)


def _file(
    name: str, route: Download | Export | Described, facts: Any, visit: Visit, release: Release
) -> FileAnswer:
    if isinstance(route, Described):
        picture = route.media_type.startswith("image/")
        return FileAnswer(name, route.content(facts, visit), route.media_type, picture)
    if isinstance(route, Export):
        content = route.content(facts)
        if route.media_type == JSON:
            content = labelled(content, release)
        return FileAnswer(name, content, route.media_type)
    return FileAnswer(name, csv_text(route.rows(facts)))


def _followed(question: Question, ignored: set[str]) -> Address:
    """The address without what could not be followed."""
    address = question.address.stating(**dict.fromkeys(ignored & {*FURTHER}, ""))
    if "page" in ignored:
        address = address.but(page=1)
    if "cut" in ignored:
        address = address.but(cut="")
    if "open" in ignored:
        address = address.but(open="")
    if "domain" in ignored:
        address = address.but(domain="")
    return address


def releases_with(shelf: Shelf, question: Question) -> tuple[str, ...]:
    """The other releases served in which the address leads to a page: old ones keep working."""
    return tuple(
        one.release.id
        for one in shelf.served
        if one.release.id != question.release and _leads_somewhere(shelf, one, question)
    )


def _leads_somewhere(shelf: Shelf, served: Served, question: Question) -> bool:
    found = question.found
    if found is None or found.arguments.get("domain") not in (None, *served.domains):
        return False
    address = question.address.but(release=served.release.id)
    try:
        found.route.facts(PageRequest(shelf, served, address, found.arguments))
    except (PageMissingError, PageMovedError):
        return False
    return True


def problem_answer(
    shelf: Shelf, question: Question, reason: str, elsewhere: tuple[str, ...] = ()
) -> PageAnswer:
    """The page that says why there is no other, in the language asked for."""
    known = question.address.release if reason != "release" else ""
    served = shelf.find(known) or shelf.current
    address = question.address.but(release=known)
    visit = Visit(address, catalogue(address.language), served.facts, origin=question.origin)
    problem = Problem(reason, elsewhere)
    return PageAnswer(visit, problem_page(problem, visit), problem.status)
