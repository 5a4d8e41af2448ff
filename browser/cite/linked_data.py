"""What a page says of itself to programs: Open Graph for previews of links, JSON-LD for indexes.

The Open Graph protocol (ogp.me); schema.org ``Dataset`` as Google Dataset Search reads it.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from layouts.address import DOMAIN_PATHS
from layouts.page import Page, Visit

OPEN_SEARCH: Final = "/opensearch.xml"
OPEN_SEARCH_TYPE: Final = "application/opensearchdescription+xml"
_LOCALES: Final = {"en": "en_US", "es": "es_US"}
DATASETS: Final = frozenset({"home", "releases"})  # pages that stand for a whole release


def previews(visit: Visit, page: Page) -> Sequence[tuple[str, str]]:
    """The properties by which a link to the page is shown elsewhere."""
    shown = [
        ("og:type", "website"),
        ("og:site_name", visit.text("site.name")),
        ("og:title", page.title),
        ("og:description", _labelled(page.description, visit)),
        ("og:url", visit.origin + visit.address.href),
        ("og:locale", _LOCALES[visit.text.language]),
    ]
    if page.image:
        shown += [("og:image", visit.origin + page.image), ("og:image:alt", page.description)]
    return shown


def linked_data(visit: Visit, page: Page) -> str:
    """JSON-LD of a page that shows a data set or a part of one; nothing for any other."""
    if page.name in DATASETS:
        stated = _dataset(visit)
    elif page.image:
        stated = _part(visit, page)
    else:
        return ""
    written = json.dumps(stated, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace("&", "\\u0026")  # it stands inside HTML


def _dataset(visit: Visit) -> dict[str, Any]:
    text, release = visit.text, visit.release
    title, pinned = text.label(release.title), visit.address.to("/").but(release=release.id)
    tables = [
        {
            "@type": "DataDownload",
            "encodingFormat": kind,
            "contentUrl": visit.origin + pinned.but(path=f"{path}{end}").href,
        }
        for path in ("/diversity", *_lists(visit))
        for end, kind in ((".csv", "text/csv"), (".parquet", "application/vnd.apache.parquet"))
    ]
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": title,
        "description": _labelled(text("cite.dataset", title=title), visit),
        "identifier": release.id,
        "version": release.id,
        "url": visit.origin + pinned.href,
        "datePublished": release.created[:10],
        "temporalCoverage": f"../{release.cutoff_date}",
        "license": release.license,
        "citation": release.citation,
        "isAccessibleForFree": True,
        "inLanguage": text.language,
        "measurementTechnique": visit.rule_for_small_counts,
        "distribution": tables,
    }


def _part(visit: Visit, page: Page) -> dict[str, Any]:
    release = visit.release
    pinned = visit.address.but(release=release.id)
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": page.title,
        "description": _labelled(page.description, visit),
        "url": visit.origin + pinned.href,
        "version": release.id,
        "datePublished": release.created[:10],
        "license": release.license,
        "image": visit.origin + page.image,
        "isAccessibleForFree": True,
        "inLanguage": visit.text.language,
        "isPartOf": {
            "@type": "Dataset",
            "name": visit.text.label(release.title),
            "url": visit.origin + pinned.to("/").href,
        },
    }


def _lists(visit: Visit) -> list[str]:
    return [DOMAIN_PATHS[domain] for domain in visit.release.domains]


def _labelled(words: str, visit: Visit) -> str:
    """A description that says so where nobody is real."""
    return f"{words} {visit.text('site.synthetic')}" if visit.release.synthetic else words
