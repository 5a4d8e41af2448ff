"""Which pages have figures of their own, and how a figure is found by its address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from browser.concept import concept_facts
from browser.home import home_facts
from browser.page_request import PageMissingError, PageMovedError, PageRequest
from layouts.address import Address
from layouts.exhibit import Exhibit, FigureFacts
from layouts.exhibits import concept_exhibits, home_exhibits
from layouts.page import Visit

Exhibits = Callable[[Any, Visit], Iterable[Exhibit]]


@dataclass(frozen=True)
class Figured:
    """A page with figures: its pattern, its data function, and the exhibits made of its facts."""

    pattern: str
    facts: Callable[[PageRequest], Any]
    exhibits: Exhibits


FIGURED: Final = (
    Figured("", home_facts, home_exhibits),
    Figured("{domain}/<concept_id>", concept_facts, concept_exhibits),
)


def facts_of(page: Figured) -> Callable[[PageRequest], FigureFacts]:
    """The data function of the figures of a page."""
    return partial(figure_facts, page)


def figure_facts(page: Figured, request: PageRequest) -> FigureFacts:
    """One figure of a page; raises ``PageMissingError`` where the page has none of that name."""
    root, path, name = _parted(request.address)
    here = replace(request, address=request.address.to(path, measure=request.address.measure))
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
