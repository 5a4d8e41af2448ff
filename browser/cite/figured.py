"""Which pages have figures of their own, and how a figure is found by its address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from browser.compare import compare_facts
from browser.concept import concept_facts
from browser.concept_list import whole_list_facts
from browser.data_types import data_types_facts
from browser.diversity import diversity_facts
from browser.home import home_facts
from browser.page_request import PageMissingError, PageMovedError, PageRequest
from browser.scope import scope_facts
from browser.surveys import module_facts, question_facts
from browser.variants.facts import variant_facts
from browser.variants.gene_facts import gene_facts
from browser.variants.search_facts import variants_facts
from layouts.address import Address
from layouts.exhibit import Exhibit, FigureFacts
from layouts.exhibits import (
    compare_exhibits,
    concept_exhibits,
    diversity_exhibits,
    gene_exhibits,
    home_exhibits,
    kinds_of_data_exhibits,
    list_exhibits,
    module_exhibits,
    question_exhibits,
    region_exhibits,
    scope_exhibits,
    variant_exhibits,
)
from layouts.page import Visit

MOST_VARIANTS: Final = 1000  # of a figure; the files of the whole result have all

Exhibits = Callable[[Any, Visit], Iterable[Exhibit]]


@dataclass(frozen=True)
class Figured:
    """A page with figures: its pattern, its data function, and the exhibits made of its facts."""

    pattern: str
    facts: Callable[[PageRequest], Any]
    exhibits: Exhibits
    keeps: tuple[str, ...] = ()  # what of its address the addresses of its figures have too


def _many(facts: Callable[[PageRequest], Any]) -> Callable[[PageRequest], Any]:
    """The first variants of a result, and not a page of them."""

    def many(request: PageRequest) -> Any:
        address = request.address.stating(after="")
        return facts(replace(request, address=address, per_page=MOST_VARIANTS))

    return many


FIGURED: Final = (
    Figured("", home_facts, home_exhibits),
    Figured("/diversity", diversity_facts, diversity_exhibits),
    Figured("/data-types", data_types_facts, kinds_of_data_exhibits),
    Figured("/surveys/<module_id>/<question_id>", question_facts, question_exhibits),
    Figured("/variants/<variant_id>", variant_facts, variant_exhibits),
    Figured("/compare", compare_facts, compare_exhibits, keeps=("cut",)),
    Figured("/scope", scope_facts, scope_exhibits),
    Figured("/genes/<symbol>", _many(gene_facts), gene_exhibits, keeps=("sort",)),
    Figured("/variants", _many(variants_facts), region_exhibits, keeps=("q", "sort")),
    Figured("/surveys/<module_id>", module_facts, module_exhibits),
    Figured("{domain}", whole_list_facts, list_exhibits, keeps=("q", "sort")),
    Figured("{domain}/<concept_id>", concept_facts, concept_exhibits),
)


def facts_of(page: Figured) -> Callable[[PageRequest], FigureFacts]:
    """The data function of the figures of a page."""
    return partial(figure_facts, page)


def figure_facts(page: Figured, request: PageRequest) -> FigureFacts:
    """One figure of a page; raises ``PageMissingError`` where the page has none of that name."""
    root, path, name = _parted(request.address)
    given = request.address
    kept = {name: getattr(given, name) for name in page.keeps}
    address = given.to(path, measure=given.measure, state=given.state, **kept)
    here = replace(request, address=address)
    try:
        facts = page.facts(here)
    except PageMovedError as moved:
        raise PageMovedError(f"{root}{moved.path}/{name}") from None
    wanted = request.arguments["figure"]
    for exhibit in page.exhibits(facts, here.visit):
        if exhibit.id == wanted:
            return FigureFacts(exhibit)
    raise PageMissingError("figure")


def _parted(address: Address) -> tuple[str, str, str]:
    """The root of an address of figures, the path of the page, the last step."""
    steps = address.path.removeprefix("/").split("/")
    root = f"/{steps[0]}"
    return root, "/" + "/".join(steps[1:-1]), steps[-1]
