"""The HTML document: Dash's own index with the server's copy of the page put into it.

Dash builds its index from ``INDEX``; the public hook ``dash.hooks.index`` then fills our marks with
the page that the request asked for. Dash's scripts lie in an inert ``<template>``: the browser
reads past them, and ``takeover.js`` brings them to life when a reader first uses a live control.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

import dash
from flask import g, has_request_context

from browser.assets import Asset
from browser.cite.linked_data import OPEN_SEARCH, OPEN_SEARCH_TYPE, linked_data, previews
from browser.rendering import render
from layouts.chrome import footer, header
from layouts.page import Page, Visit
from layouts.terms import with_terms
from layouts.text import LANGUAGES

INDEX: Final = """<!DOCTYPE html>
<html lang="<!--mark:language-->">
<head>
{%metas%}
<!--mark:head-->
{%css%}
</head>
<body>
<!--mark:header-->
<main id="main" class="wide page-<!--mark:name-->" tabindex="-1">
<!--mark:fixed-->
<div id="copy"><!--mark:live--></div>
<div id="live" hidden>{%app_entry%}</div>
</main>
<p id="status" role="status" class="visually-hidden"></p>
<!--mark:footer-->
<template id="dash">{%config%}{%scripts%}{%renderer%}</template>
</body>
</html>"""

_MARK: Final = re.compile("<!--mark:([a-z]+)-->")

# What Dash's renderer is told of the server. Left out or changed here: a random token that ties
# background callbacks to a page load (there are none; without it the bytes of a page depend on the
# release and the address alone), a version check at a host of others, and versions that tell a
# stranger only what to attack.
_CONFIG: Final = re.compile(r'(?<=<script id="_dash-config" type="application/json">)[^<]*')
_UNTOLD: Final = ("python_version", "dash_version_url", "dash_version", "plotly_version")


def document_parts(visit: Visit, page: Page, assets: Mapping[str, Asset]) -> dict[str, str]:
    """The HTML of every mark of ``INDEX``."""
    (foot,) = with_terms([footer(visit)], visit, page.terms)
    return {
        "language": visit.text.language,
        "head": _head(visit, page, assets),
        "header": render(header(visit)),
        "name": page.name,
        "fixed": render(page.fixed),
        "live": render(page.live),
        "footer": render(foot),
    }


def embedded_document(visit: Visit, page: Page, assets: Mapping[str, Asset]) -> str:
    """A page for a frame of another site: no header, no script, nothing of Dash."""
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{visit.text.language}">',
        "<head>",
        '<meta charset="utf-8">',
        '<base target="_blank">',  # its link leaves the frame, for no page may be shown in one
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{render(page.title)}</title>",
        _meta("description", page.description),
        _meta("color-scheme", "light dark"),
        _meta("robots", "noindex"),
        f'<link rel="stylesheet" href="{assets["site.css"].path}">',
        "</head>",
        f'<body class="page-{page.name}">',
        f'<main class="wide">{render(page.live)}</main>',
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def show(parts: Mapping[str, str]) -> None:
    """Choose what the index of the present request will hold."""
    g.document_parts = parts


def _fill_marks(index: str) -> str:
    """Fill the marks in one pass, so that nothing put in is ever read for marks again."""
    parts = g.get("document_parts") if has_request_context() else None
    if parts is None:
        return index
    return _MARK.sub(lambda mark: parts[mark[1]], _CONFIG.sub(_told, index, count=1))


def _told(config: re.Match[str]) -> str:
    """Dash's configuration without what no page needs; "/" and "<" stay escaped, as Dash does."""
    stated = json.loads(config[0]) | {"disable_version_check": True, "end_id": ""}
    told = {name: value for name, value in stated.items() if name not in _UNTOLD}
    written = json.dumps(told, separators=(",", ":"))
    return written.replace("/", "\\u002f").replace("<", "\\u003c")


dash.hooks.index()(_fill_marks)  # for every Dash application of the process, hence at import


def _head(visit: Visit, page: Page, assets: Mapping[str, Asset]) -> str:
    text = visit.text
    title = text("site.title", page=page.title) if page.name != "home" else page.title
    lines = [
        f"<title>{render(title)}</title>",
        _meta("description", page.description),
        _meta("color-scheme", "light dark"),
        '<meta name="theme-color" content="#fbfaf6" media="(prefers-color-scheme: light)">',
        '<meta name="theme-color" content="#14181c" media="(prefers-color-scheme: dark)">',
        f'<link rel="stylesheet" href="{assets["site.css"].path}">',
        f'<link rel="icon" type="image/svg+xml" href="{assets["favicon.svg"].path}">',
        f'<script src="{assets["site.js"].path}" defer></script>',
    ]
    if page.name == "problem":
        return "\n".join([*lines, _meta("robots", "noindex")])
    return "\n".join([*lines, *_links(visit), *_told_to_programs(visit, page)])


def _links(visit: Visit) -> list[str]:
    """The address by which this view is known, the same in the other languages, the search."""
    address = visit.address
    search = visit.address.to(OPEN_SEARCH).but(release="").href
    links = [
        f'<link rel="canonical" href="{_quoted(address.href)}">',
        f'<link rel="search" type="{OPEN_SEARCH_TYPE}" href="{_quoted(search)}" '
        f'title="{_quoted(visit.text("site.name"))}">',
    ]
    for language in LANGUAGES:
        href = _quoted(address.but(language=language).href)
        links.append(f'<link rel="alternate" hreflang="{language}" href="{href}">')
    return links


def _told_to_programs(visit: Visit, page: Page) -> list[str]:
    """Previews of links, and what data the page shows; a block of data is never run as a script."""
    lines = [
        f'<meta property="{name}" content="{_quoted(content)}">'
        for name, content in previews(visit, page)
    ]
    described = linked_data(visit, page)
    if described:
        lines.append(f'<script type="application/ld+json">{described}</script>')
    return lines


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{_quoted(content)}">'


def _quoted(value: str) -> str:
    return render(value).replace('"', "&quot;")
