"""Suggestions while somebody types: a small JSON address that the script of the search box asks.

What it answers depends on the release, the words and the language alone; it knows what the search
page knows, no more.
"""

from typing import Any, Final

from flask import Response, jsonify, request

from browser.query import read_address
from browser.shelf import Served, Shelf
from browser.variants.search_genes import with_genes
from layouts import formatting
from layouts.address import Address, concept_href
from layouts.survey_kinds import kind_of
from layouts.text import Catalogue, catalogue

SUGGEST: Final = "/search/suggest"
MOST: Final = 8
SHORTEST: Final = 2  # characters; one letter begins too much to suggest anything
LIFETIME: Final = "public, max-age=300"  # seconds, as for pages


def suggest(shelf: Shelf) -> Response:
    """The answer to the present request, which its reader's browser may keep."""
    query = request.query_string.decode("utf-8", "replace")
    address, _ = read_address(SUGGEST, query)
    served = shelf.find(address.release)
    if served is None:
        answer = jsonify({"options": [], "status": ""})
        answer.status_code = 404
        return answer
    answer = jsonify(suggestions(served, address, catalogue(address.language)))
    answer.headers["Cache-Control"] = LIFETIME
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def suggestions(served: Served, address: Address, text: Catalogue) -> dict[str, Any]:
    """Options to choose from, the last of them all results, and a line to be read out."""
    typed = address.q
    if len(typed) < SHORTEST:
        return {"options": [], "status": ""}
    results = served.index.search(typed)
    options = [
        {
            "name": one.concept.name,
            "language": "en",
            "matched": text("search.called", name=one.matched) if one.matched else "",
            "about": text(
                "search.about",
                domain=kind_of(one.concept.domain, one.concept.concept_id, one.concept.page, text),
                count=formatting.count(one.concept.participants, text),
            ),
            "href": concept_href(
                address, one.concept.domain, one.concept.concept_id, one.concept.page
            ),
        }
        for one in served.index.shown(results, 0, MOST)
    ]
    options = with_genes(options, served, address, text, MOST)
    if not options:
        status = text("search.none", q=formatting.typed(typed))
        return {"options": [], "status": status}
    if not len(results):
        status = text.plural("search.suggested", len(options), number=len(options))
        return {"options": options, "status": status}
    found = formatting.number(len(results), text.language)
    options.append(
        {
            "name": text.plural("search.see_all", len(results), found=found),
            "language": text.language,
            "matched": "",
            "about": "",
            "href": address.to("/search", q=typed).href,
        }
    )
    status = text.plural("search.suggested", len(options) - 1, number=len(options) - 1)
    return {"options": options, "status": status}
