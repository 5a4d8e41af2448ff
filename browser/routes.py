"""The table of routes: which address is answered by which data function, layout and download."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect, Rule

from browser.cite.described import (
    METADATA,
    METADATA_TYPE,
    metadata,
    parquet,
    variants_metadata,
    variants_parquet,
)
from browser.cite.figured import FIGURED, facts_of
from browser.cite.files import (
    BIBTEX,
    CSV,
    PLAIN,
    PNG,
    RIS,
    SVG,
    figure_bibtex,
    figure_csv,
    figure_metadata,
    figure_plain,
    figure_png,
    figure_ris,
    figure_svg,
)
from browser.compare import compare_facts
from browser.compare_rows import compare_rows
from browser.concept import concept_facts
from browser.concept_list import list_facts, whole_list_facts
from browser.data_types import data_types_facts
from browser.diversity import diversity_facts
from browser.diversity_rows import data_types_rows, diversity_rows
from browser.downloads import Rows, concept_rows, list_rows, pair_rows, value_rows
from browser.glossary import glossary_facts
from browser.home import home_facts
from browser.open_data import open_data_facts
from browser.page_request import PageRequest
from browser.privacy import privacy_facts
from browser.release_changes import changes_facts, changes_rows
from browser.releases import releases_facts
from browser.scope import report_facts, scope_facts
from browser.scope_rows import scope_rows
from browser.search import search_facts
from browser.survey_rows import module_rows, question_rows, surveys_rows
from browser.surveys import SURVEY, module_facts, question_facts, surveys_facts
from browser.tree import tree_facts
from browser.variants.facts import spelt_facts, variant_facts
from browser.variants.files import (
    JSON,
    PARQUET,
    TABLE_CSV,
    gene_json,
    table_csv,
    variant_json,
    variant_rows,
    variants_json,
)
from browser.variants.gene_facts import gene_facts, gene_table_facts
from browser.variants.search_facts import variants_facts, variants_table_facts
from layouts.address import DOMAIN_PATHS
from layouts.compare import compare_page
from layouts.concept_list import list_page
from layouts.concept_page import concept_page
from layouts.data_types import data_types_page
from layouts.diversity import diversity_page
from layouts.embed import embed_page
from layouts.exhibit import EMBED, FIGURES
from layouts.figure_page import figure_page
from layouts.gene import gene_page
from layouts.glossary import glossary_page
from layouts.home import home_page
from layouts.open_data import open_data_page
from layouts.page import Page, Visit
from layouts.privacy import privacy_page
from layouts.release_changes import changes_page
from layouts.releases import releases_page
from layouts.scope import scope_page
from layouts.scope_report import report_page
from layouts.search import search_page
from layouts.survey_module import module_page
from layouts.survey_question import question_page
from layouts.surveys import surveys_page
from layouts.tree import tree_page
from layouts.variant import variant_page
from layouts.variants import variants_page

Facts = Callable[[PageRequest], Any]


@dataclass(frozen=True)
class Route:
    """A page: its data function and its layout. ``{domain}`` stands for one of the domains."""

    pattern: str
    facts: Facts
    layout: Callable[[Any, Visit], Page]


@dataclass(frozen=True)
class Export:
    """A file of another kind: the data function of its page and the bytes made of its facts."""

    pattern: str
    facts: Facts
    content: Callable[[Any], bytes]
    media_type: str


@dataclass(frozen=True)
class Download:
    """A CSV file: the data function of its page and the rows made of the same facts."""

    pattern: str
    facts: Facts
    rows: Callable[[Any], Rows]


@dataclass(frozen=True)
class Embed(Route):
    """A page of its own for a frame of another site: without header, search and scripts."""


@dataclass(frozen=True)
class Described:
    """A file that says where it comes from: its bytes are made of facts and the reader's view."""

    pattern: str
    facts: Facts
    content: Callable[[Any, Visit], bytes]
    media_type: str


AnyRoute = Route | Download | Export | Described


def _figures() -> tuple[AnyRoute, ...]:
    """The addresses of figures: a page, a frame, and files, for every page that has any."""
    files: tuple[tuple[str, Callable[[Any, Visit], bytes], str], ...] = (
        (".csv", figure_csv, CSV),
        (".csv-metadata.json", figure_metadata, METADATA_TYPE),
        (".svg", figure_svg, SVG),
        (".png", figure_png, PNG),
        (".bib", figure_bibtex, BIBTEX),
        (".ris", figure_ris, RIS),
        (".txt", figure_plain, PLAIN),
    )
    routes: list[AnyRoute] = []
    for page in FIGURED:
        place, facts = f"{page.pattern}/<figure>", facts_of(page)
        routes.append(Route(FIGURES + place, facts, figure_page))
        routes.append(Embed(EMBED + place, facts, embed_page))
        for end, make, kind in files:
            routes.append(Described(FIGURES + place + end, facts, make, kind))
    return tuple(routes)


_PAGES: Final[tuple[AnyRoute, ...]] = (
    Route("/", home_facts, home_page),
    Route("/diversity", diversity_facts, diversity_page),
    Download("/diversity.csv", diversity_facts, diversity_rows),
    Route("/data-types", data_types_facts, data_types_page),
    Download("/data-types.csv", data_types_facts, data_types_rows),
    Route("/surveys", surveys_facts, surveys_page),
    Download("/surveys.csv", surveys_facts, surveys_rows),
    Route("/surveys/<module_id>", module_facts, module_page),
    Download("/surveys/<module_id>.csv", module_facts, module_rows),
    Route("/surveys/<module_id>/<question_id>", question_facts, question_page),
    Download("/surveys/<module_id>/<question_id>.csv", question_facts, question_rows),
    Route("/variants", variants_facts, variants_page),
    Export("/variants.json", variants_facts, variants_json, JSON),
    Export("/variants.csv", variants_table_facts, table_csv, TABLE_CSV),
    Described("/variants.csv" + METADATA, variants_table_facts, variants_metadata, METADATA_TYPE),
    Described("/variants.parquet", variants_table_facts, variants_parquet, PARQUET),
    Route("/genes/<symbol>", gene_facts, gene_page),
    Export("/genes/<symbol>.json", gene_facts, gene_json, JSON),
    Export("/genes/<symbol>.csv", gene_table_facts, table_csv, TABLE_CSV),
    Described("/genes/<symbol>.csv" + METADATA, gene_table_facts, variants_metadata, METADATA_TYPE),
    Described("/genes/<symbol>.parquet", gene_table_facts, variants_parquet, PARQUET),
    Export("/variants/<variant_id>.json", variant_facts, variant_json, JSON),
    Download("/variants/<variant_id>.csv", variant_facts, variant_rows),
    Route("/variants/<variant_id>", variant_facts, variant_page),
    Route("/variants/<c>/<p>/<r>/<a>", spelt_facts, variant_page),
    Route("{domain}", list_facts, list_page),
    Download("{domain}.csv", whole_list_facts, list_rows),
    Route("{domain}/tree", tree_facts, tree_page),
    Route("{domain}/<concept_id>", concept_facts, concept_page),
    Download("{domain}/<concept_id>.csv", concept_facts, concept_rows),
    Download("{domain}/<concept_id>/values.csv", concept_facts, value_rows),
    Download("{domain}/<concept_id>/pairs.csv", concept_facts, pair_rows),
    Route("/compare", compare_facts, compare_page),
    Download("/compare.csv", compare_facts, compare_rows),
    Route("/search", search_facts, search_page),
    Route("/scope", scope_facts, scope_page),
    Route("/scope/report", report_facts, report_page),
    Download("/scope.csv", scope_facts, scope_rows),
    Route("/privacy", privacy_facts, privacy_page),
    Route("/releases", releases_facts, releases_page),
    Route("/releases/<after>/since/<before>", changes_facts, changes_page),
    Download("/releases/<after>/since/<before>.csv", changes_facts, changes_rows),
    Route("/glossary", glossary_facts, glossary_page),
    Route("/data", open_data_facts, open_data_page),
)


def _described(download: Download) -> tuple[AnyRoute, ...]:
    """The same table as Parquet, and the description of the CSV file."""

    def described(facts: Any, visit: Visit) -> bytes:
        path = visit.address.path.removesuffix(METADATA)
        pinned = visit.address.but(path=path, release=visit.release.id).href
        return metadata(download.rows(facts), visit, visit.origin + pinned)

    def as_parquet(facts: Any, visit: Visit) -> bytes:
        return parquet(download.rows(facts), visit)

    pattern, facts = download.pattern, download.facts
    return (
        Described(pattern + METADATA, facts, described, METADATA_TYPE),
        Described(pattern.removesuffix(".csv") + ".parquet", facts, as_parquet, PARQUET),
    )


_TABLES: Final = [
    one for route in _PAGES if isinstance(route, Download) for one in _described(route)
]
ROUTES: Final[tuple[AnyRoute, ...]] = (*_PAGES, *_TABLES, *_figures())


ALL_OWN: Final = frozenset({SURVEY})  # domains without any of the pages that others have


@dataclass(frozen=True)
class Match:
    """The route of a path and the arguments found in it."""

    route: AnyRoute
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
            if pattern in own or domain in ALL_OWN:
                continue
            rules.append(
                Rule(pattern, endpoint=place, defaults={"domain": domain}, methods=["GET"])
            )
    return rules


_PATHS = Map(_rules(), redirect_defaults=False, merge_slashes=False).bind("")
