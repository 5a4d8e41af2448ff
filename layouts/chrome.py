"""What stands around every page, native and outside Dash's root: header, search, footer."""

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import COMPARE, DOMAIN_PATHS, GENES, VARIANTS
from layouts.native import Field
from layouts.page import Visit
from layouts.text import LANGUAGES

IN_ONE_ROW: Final = 7  # more links than this would wrap at 1280 pixels
RECORD: Final = ("condition", "drug", "measurement", "procedure", "observation")


def header(visit: Visit) -> Component:
    """Skip link, name, search, domains, languages; the search box is always in this place."""
    text, address = visit.text, visit.address
    brand = html.A(text("site.name"), href=address.to("/").href, className="brand")
    label = html.Span(text("site.synthetic_short"), className="tag")
    return html.Header(
        [
            html.A(text("site.skip"), href="#main", className="skip"),
            html.Div(
                [
                    html.Div([brand, label if visit.release.synthetic else None], className="name"),
                    _search_form(visit),
                    _languages(visit),
                ],
                className="wide masthead",
            ),
            _navigation(visit),
            _not_current(visit),
        ],
        className="site-header",
    )


def _not_current(visit: Visit) -> Component | None:
    if visit.release.current:
        return None
    current = html.A(visit.text("site.see_current"), href=visit.address.but(release="").href)
    stated = visit.text("site.not_current", id=visit.release.id)
    return html.Div(html.P([stated, " ", current], className="wide"), className="not-current")


def state_fields(visit: Visit, **state: str) -> list[Field]:
    """Hidden fields that keep language, release and further state through a native form."""
    kept = {
        "release": visit.address.release,
        "lang": visit.text.language if visit.text.language != "en" else "",
        **state,
    }
    return [Field(name, value, "hidden") for name, value in kept.items() if value]


def _search_form(visit: Visit) -> Component:
    text = visit.text
    typed = visit.address.q if visit.address.path == "/search" else ""
    return html.Form(
        [
            html.Label(text("search.label"), htmlFor="q", className="visually-hidden"),
            Field("q", typed, id="q", placeholder=text("search.placeholder")),
            *state_fields(visit),
            html.Button(text("search.button"), type="submit"),
        ],
        action="/search",
        method="get",
        role="search",
        className="site-search",
    )


def _languages(visit: Visit) -> Component:
    links = [
        html.A(
            visit.text(f"language.{language}"),
            href=visit.address.but(language=language).href,
            lang=language,
            hrefLang=language,
            className="language",
            **{"data-switch": f"lang={'' if language == 'en' else language}"},
        )
        for language in LANGUAGES
        if language != visit.text.language
    ]
    return html.Div(links, className="languages")


def _navigation(visit: Visit) -> Component:
    """Links to everything; those of the health record are folded where they would need a row."""
    domains = visit.release.domains
    record = [domain for domain in domains if domain in RECORD]
    folded = len(record) > 1 and len(domains) + visit.release.variants + 2 > IN_ONE_ROW
    items = [] if folded else [_domain_link(domain, visit) for domain in record]
    items += [_domain_link(domain, visit) for domain in domains if domain not in RECORD]
    if visit.release.variants:
        items.append(_link(VARIANTS, visit.text("variants.short"), visit, GENES))
    items.append(_link("/diversity", visit.text("diversity.short"), visit))
    items.append(_link("/privacy", visit.text("privacy.short"), visit))
    if folded:
        items.insert(0, _record(record, visit))
    label = {"aria-label": visit.text("site.navigation")}
    return html.Nav(html.Ul(items, className="wide"), **label)


def _record(domains: Sequence[str], visit: Visit) -> Component:
    """The domains of the health record, unfolded on demand; says so when one of them is shown."""
    inside = any(_is_inside(DOMAIN_PATHS[domain], visit) for domain in domains)
    current = {"aria-current": "true"} if inside else {}
    links = html.Ul([_domain_link(domain, visit) for domain in domains])
    summary = html.Summary(visit.text("site.record"), **current)
    return html.Li(html.Details([summary, links]), className="group")


def _domain_link(domain: str, visit: Visit) -> Component:
    return _link(DOMAIN_PATHS[domain], visit.text(f"domain.{domain}.name"), visit)


def _link(path: str, words: str, visit: Visit, *also: str) -> Component:
    """A link that says so when its page, or one below it or below ``also``, is shown."""
    here = visit.address.path == path
    inside = any(_is_inside(one, visit) for one in (path, *also))
    current = {"aria-current": "page" if here else "true"} if inside else {}
    return html.Li(html.A(words, href=visit.address.to(path).href, **current))


def _is_inside(path: str, visit: Visit) -> bool:
    return visit.address.path == path or visit.address.path.startswith(path + "/")


def footer(visit: Visit) -> Component:
    """The label of synthetic data, the release and its dates, the note on small counts."""
    text, release = visit.text, visit.release
    lines = [
        html.P(text("site.synthetic"), className="synthetic") if release.synthetic else None,
        html.P(visit.rule_for_small_counts),
        html.P(
            text(
                "site.release",
                title=text.label(release.title),
                id=release.id,
                cutoff=formatting.day(release.cutoff_date, text),
                created=formatting.day(release.created, text),
            )
        ),
        html.P(
            [
                html.A(text("scope.link"), href=visit.address.to("/scope").href),
                html.A(text("privacy.link"), href=visit.address.to("/privacy").href),
                html.A(text("releases.link"), href=visit.address.to("/releases").href),
                html.A(text("compare.short"), href=visit.address.to(COMPARE).href),
                html.A(text("open_data.short"), href=visit.address.to("/data").href),
                html.A(text("glossary.short"), href=visit.address.to("/glossary").href),
            ],
            className="links",
        ),
    ]
    return html.Footer(html.Div(lines, className="wide"), className="site-footer")
