"""What stands around every page, native and outside Dash's root: header, search, footer."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import DOMAIN_PATHS
from layouts.native import Field
from layouts.page import Visit
from layouts.text import LANGUAGES


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
    text, address = visit.text, visit.address
    paths = [
        (DOMAIN_PATHS[domain], text(f"domain.{domain}.name")) for domain in visit.release.domains
    ]
    paths.append(("/diversity", text("diversity.short")))
    paths.append(("/privacy", text("privacy.short")))
    items = []
    for path, words in paths:
        here = address.path == path
        inside = here or address.path.startswith(path + "/")
        current = {"aria-current": "page" if here else "true"} if inside else {}
        items.append(html.Li(html.A(words, href=address.to(path).href, **current)))
    return html.Nav(html.Ul(items, className="wide"), **{"aria-label": text("site.navigation")})


def footer(visit: Visit) -> Component:
    """The label of synthetic data, the release and its dates, the note on small counts."""
    text, release = visit.text, visit.release
    lines = [
        html.P(text("site.synthetic"), className="synthetic") if release.synthetic else None,
        html.P(text("site.small_counts")),
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
                html.A(text("privacy.link"), href=visit.address.to("/privacy").href),
                html.A(text("releases.link"), href=visit.address.to("/releases").href),
            ],
            className="links",
        ),
    ]
    return html.Footer(html.Div(lines, className="wide"), className="site-footer")
