"""Genes and variants in the search of the whole site, and in what it suggests."""

from collections.abc import Sequence
from typing import Any, Final

from browser.shelf import Served
from browser.variants.query import understand
from layouts import formatting
from layouts.address import VARIANTS, Address, gene_path
from layouts.search import GeneFound
from layouts.text import Catalogue

GENE: Final = "gene"  # the facet of search results
SHORTEST: Final = 2  # characters of the beginning of a gene's name
SUGGESTED: Final = 3


def genes_found(served: Served, typed: str, most: int) -> list[GeneFound]:
    """Genes called what was typed, or of which a name begins so, exact names first.

    Of several words only those count that look like a symbol: capitals, or with a digit in them.
    """
    store = served.variants
    if store is None:
        return []
    words = typed.split()
    found: dict[int, str] = {}
    for word in words:
        alone = len(words) == 1
        if alone or (len(word) > 2 and (word.isupper() or any(map(str.isdigit, word)))):
            number = store.genes.find(word)
            if number is not None:
                found.setdefault(number, word)
    if len(words) == 1 and len(words[0]) >= SHORTEST:
        for number, name in store.genes.begin(words[0], most):
            found.setdefault(number, name)
    genes = [(store.genes.gene(number), name) for number, name in list(found.items())[:most]]
    return [
        GeneFound(one.symbol, _other(one.symbol, name, one.aliases), one.listed)
        for one, name in genes
    ]


def _other(symbol: str, name: str, aliases: Sequence[str]) -> str:
    """The name that a gene was found by, as the release writes it, where it is not its symbol."""
    if name.casefold() == symbol.casefold():
        return ""
    return next((one for one in aliases if one.casefold() == name.casefold()), name)


def is_variant(served: Served, typed: str) -> bool:
    """Whether what was typed names a variant or a stretch, and there are any."""
    if served.variants is None or not typed:
        return False
    items = understand(typed, 2).items
    return len(items) == 1 and items[0].kind in ("variant", "rsid", "region", "name")


def with_genes(
    options: list[dict[str, Any]], served: Served, address: Address, text: Catalogue, most: int
) -> list[dict[str, Any]]:
    """Suggestions with genes among them: first those called exactly so, others last."""
    typed = address.q
    found = genes_found(served, typed, SUGGESTED)
    whole = typed.casefold()
    exact = [one for one in found if whole in (one.symbol.casefold(), one.matched.casefold())]
    others = [one for one in found if one not in exact]
    room = most - len(exact) - len(others)
    first = [_option(one, address, text) for one in exact]
    last = [_option(one, address, text) for one in others]
    if is_variant(served, typed):
        first.append(
            {
                "name": text("search.look_up", q=formatting.typed(typed)),
                "language": text.language,
                "matched": "",
                "about": text("search.look_up_about"),
                "href": address.to(VARIANTS, q=typed).href,
            }
        )
    return [*first, *options[: max(room, 0)], *last]


def _option(one: GeneFound, address: Address, text: Catalogue) -> dict[str, Any]:
    listed = formatting.number(one.listed, text.language)
    variants = text.plural("gene.listed", one.listed, listed=listed)
    return {
        "name": one.symbol,
        "language": "en",
        "matched": text("search.called", name=one.matched) if one.matched else "",
        "about": f"{text('domain.gene.one')} · {variants}",
        "href": address.to(gene_path(one.symbol)).href,
    }
