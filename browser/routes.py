"""The table of routes: which address is answered by which data function, layout and download."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect, Rule

from browser.concept import concept_facts
from browser.concept_list import list_facts, whole_list_facts
from browser.data_types import data_types_facts
from browser.diversity import diversity_facts
from browser.diversity_rows import data_types_rows, diversity_rows
from browser.downloads import Rows, concept_rows, list_rows, pair_rows, value_rows
from browser.home import home_facts
from browser.page_request import PageRequest
from browser.privacy import privacy_facts
from browser.releases import releases_facts
from browser.search import search_facts
from browser.tree import tree_facts
from layouts.address import DOMAIN_PATHS
from layouts.concept import concept_page
from layouts.concept_list import list_page
from layouts.data_types import data_types_page
from layouts.diversity import diversity_page
from layouts.home import home_page
from layouts.page import Page, Visit
from layouts.privacy import privacy_page
from layouts.releases import releases_page
from layouts.search import search_page
from layouts.tree import tree_page

Facts = Callable[[PageRequest], Any]


@dataclass(frozen=True)
class Route:
    """A page: its data function and its layout. ``{domain}`` stands for one of the domains."""

    pattern: str
    facts: Facts
    layout: Callable[[Any, Visit], Page]


@dataclass(frozen=True)
class Download:
    """A CSV file: the data function of its page and the rows made of the same facts."""

    pattern: str
    facts: Facts
    rows: Callable[[Any], Rows]


ROUTES: Final[tuple[Route | Download, ...]] = (
    Route("/", home_facts, home_page),
    Route("/diversity", diversity_facts, diversity_page),
    Download("/diversity.csv", diversity_facts, diversity_rows),
    Route("/data-types", data_types_facts, data_types_page),
    Download("/data-types.csv", data_types_facts, data_types_rows),
    Route("{domain}", list_facts, list_page),
    Download("{domain}.csv", whole_list_facts, list_rows),
    Route("{domain}/tree", tree_facts, tree_page),
    Route("{domain}/<concept_id>", concept_facts, concept_page),
    Download("{domain}/<concept_id>.csv", concept_facts, concept_rows),
    Download("{domain}/<concept_id>/values.csv", concept_facts, value_rows),
    Download("{domain}/<concept_id>/pairs.csv", concept_facts, pair_rows),
    Route("/search", search_facts, search_page),
    Route("/privacy", privacy_facts, privacy_page),
    Route("/releases", releases_facts, releases_page),
)


@dataclass(frozen=True)
class Match:
    """The route of a path and the arguments found in it."""

    route: Route | Download
    arguments: Mapping[str, str]


def match(path: str) -> Match | None:
    """The route that answers a path, or ``None``."""
    try:
        place, arguments = _PATHS.match(path)
    except (HTTPException, RequestRedirect):
        return None
    return Match(ROUTES[place], arguments)


def _rules() -> list[Rule]:
    """A rule per address; a page of its own stands in for what every domain has at its address."""
    rules = []
    own = {route.pattern for route in ROUTES}
    for place, route in enumerate(ROUTES):
        if "{domain}" not in route.pattern:
            rules.append(Rule(route.pattern, endpoint=place, methods=["GET"]))
            continue
        for domain, path in DOMAIN_PATHS.items():
            pattern = route.pattern.replace("{domain}", path)
            if pattern in own:
                continue
            rules.append(
                Rule(pattern, endpoint=place, defaults={"domain": domain}, methods=["GET"])
            )
    return rules


_PATHS = Map(_rules(), redirect_defaults=False, merge_slashes=False).bind("")
