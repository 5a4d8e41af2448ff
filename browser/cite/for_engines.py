"""Files for search engines and browsers: robots.txt, site maps, OpenSearch.

Site maps follow sitemaps.org (0.90): an index, and lists of at most 50,000 addresses each, with the
same page in every language. They list pages of the current release, by its published names alone.
"""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import islice
from typing import Final

from flask import Flask, Response, abort, request

from browser.cite.linked_data import OPEN_SEARCH
from browser.shelf import Served, Shelf
from layouts.address import DOMAIN_PATHS, VARIANTS, Address, gene_path
from layouts.text import LANGUAGES, catalogue

PAGES: Final = ("/", "/diversity", "/privacy", "/releases")
LARGEST: Final = 50_000 // len(LANGUAGES)  # pages of one list, each in every language
SURVEY: Final = "survey"
XML: Final = "application/xml; charset=utf-8"
_ROBOTS: Final = """User-agent: *
Disallow: /search
Disallow: /_dash-
Disallow: /embed/
Disallow: /scope?
Disallow: /scope/
Disallow: /compare?
Disallow: /figures/scope/
Disallow: /figures/compare/
Sitemap: {origin}/sitemap.xml
"""
_SPACES: Final = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def register_for_engines(server: Flask, shelf: Shelf, origin: Callable[[], str]) -> None:
    """Answer the addresses of these files on a server."""

    def part(name: str) -> Response:
        found = part_of_site_map(shelf, origin(), name)
        if found is None:
            abort(404)
        return found

    def search() -> Response:
        asked = request.args.get("lang", "")
        return open_search(origin(), asked if asked in LANGUAGES else LANGUAGES[0])

    rule = server.add_url_rule
    rule("/robots.txt", "robots", lambda: robots(origin()))
    rule("/sitemap.xml", "site_map", lambda: site_map(shelf, origin()))
    rule("/sitemaps/<name>.xml", "part_of_site_map", part)
    rule(OPEN_SEARCH, "open_search", search)


def robots(origin: str) -> Response:
    """What search engines may read: not searches, frames, Dash's own, nor endless questions."""
    return Response(_ROBOTS.format(origin=origin), content_type="text/plain; charset=utf-8")


def site_map(shelf: Shelf, origin: str) -> Response:
    """The index of all lists of pages."""
    current = shelf.current
    entries = [
        f"<sitemap><loc>{escape(origin + part)}</loc>"
        f"<lastmod>{current.release.created[:10]}</lastmod></sitemap>"
        for part in _parts(current)
    ]
    return _xml("sitemapindex", entries)


def part_of_site_map(shelf: Shelf, origin: str, name: str) -> Response | None:
    """One list of pages; ``None`` where there is none of that name."""
    stem, _, number = name.rpartition("-")
    if f"/sitemaps/{name}.xml" not in _parts(shelf.current):
        return None
    start = (int(number) - 1) * LARGEST
    paths = islice(_paths(shelf.current, stem), start, start + LARGEST)
    return _xml("urlset", [_entry(path, origin) for path in paths])


def open_search(origin: str, language: str) -> Response:
    """The description by which a browser offers the site's search (OpenSearch 1.1)."""
    text = catalogue(language)
    lang = "" if language == LANGUAGES[0] else f"&amp;lang={language}"
    name, about = text("site.name"), text("home.search_label")
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{escape(name)[:16]}</ShortName>",
        f"<Description>{escape(about)}</Description>",
        f"<Language>{language}</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        f'<Url type="text/html" template="{escape(origin)}/search?q={{searchTerms}}{lang}"/>',
        "</OpenSearchDescription>",
    )
    body = "\n".join(lines) + "\n"
    return Response(body, content_type="application/opensearchdescription+xml; charset=utf-8")


def _parts(served: Served) -> list[str]:
    found = []
    for stem in ("pages", *served.domains, *(("genes",) if served.variants else ())):
        pages = sum(1 for _ in _paths(served, stem))
        found += [f"/sitemaps/{stem}-{place + 1}.xml" for place in range(-(-pages // LARGEST))]
    return found


def _paths(served: Served, stem: str) -> Iterator[str]:
    """The paths of one kind of page, in the order of the site's own lists."""
    release = served.release
    if stem == "pages":
        yield from PAGES
        yield from (DOMAIN_PATHS[domain] for domain in served.domains)
        if served.variants:
            yield VARIANTS
    elif stem == "genes":
        genes = served.variants.genes.largest(LARGEST * 10) if served.variants else ()
        yield from (gene_path(gene.symbol) for gene in genes)
    elif stem == SURVEY:
        for module in release.survey_modules():
            yield f"{DOMAIN_PATHS[SURVEY]}/{module.module_id}"
            for one in module.questions:
                yield f"{DOMAIN_PATHS[SURVEY]}/{module.module_id}/{one.concept.concept_id}"
    else:
        for concept in release.concepts(stem):
            yield f"{DOMAIN_PATHS[stem]}/{concept.concept_id}"


def _entry(path: str, origin: str) -> str:
    addresses = {language: _absolute(path, origin, language) for language in LANGUAGES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{href}"/>'
        for language, href in addresses.items()
    )
    return "".join(f"<url><loc>{href}</loc>{others}</url>" for href in addresses.values())


def _absolute(path: str, origin: str, language: str) -> str:
    return escape(origin + Address(path, language=language).href)


def _xml(root: str, entries: Sequence[str]) -> Response:
    body = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f"<{root} {_SPACES}>", *entries, f"</{root}>"]
    )
    return Response(body + "\n", content_type=XML)
