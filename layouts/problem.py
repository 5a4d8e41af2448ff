"""The page for an address that leads nowhere."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts.address import DOMAIN_PATHS, VARIANTS
from layouts.chrome import state_fields
from layouts.native import Field
from layouts.notes import live_root
from layouts.page import Page, Visit


@dataclass(frozen=True)
class Problem:
    """Why there is no page: ``address``, ``concept``, ``domain``, ``release``, ``error``.

    Of variants: ``variant`` (not listed), ``variant_id`` (no id of one), ``gene``.
    """

    reason: str
    elsewhere: tuple[str, ...] = ()  # the served releases in which the address leads somewhere

    @property
    def status(self) -> int:
        """The HTTP status."""
        return 500 if self.reason == "error" else 404


def problem_page(problem: Problem, visit: Visit) -> Page:
    """A page that says what is wrong and where to go from here."""
    text = visit.text
    title = text(f"problem.{problem.reason}.title")
    explained = text(f"problem.{problem.reason}.explained")
    links = [
        html.Li(html.A(text(f"domain.{domain}.name"), href=visit.address.to(path).href))
        for domain, path in DOMAIN_PATHS.items()
        if domain in visit.release.domains
    ]
    if visit.release.variants:
        variants = html.A(text("variants.short"), href=visit.address.to(VARIANTS).href)
        links.append(html.Li(variants))
    home = html.Li(html.A(text("problem.home"), href=visit.address.to("/").href))
    search = html.Form(
        [
            html.Label(text("home.search_label"), htmlFor="problem-q"),
            html.Div(
                [Field("q", id="problem-q"), html.Button(text("search.button"), type="submit")],
                className="big-search",
            ),
            *state_fields(visit),
        ],
        action="/search",
        method="get",
        **{"aria-label": text("home.search_label")},
    )
    parts = [
        html.H1(title),
        html.P(explained, className="lead"),
        _elsewhere(problem, visit),
        search,
    ]
    hero = html.Div([part for part in parts if part is not None], className="hero")
    live = live_root(visit, "problem", title, title, html.Ul([home, *links]))
    return Page(title, explained, hero, live, title, "problem")


def _elsewhere(problem: Problem, visit: Visit) -> Component | None:
    """Links to the same address in the releases that have it."""
    if not problem.elsewhere:
        return None
    address = visit.address
    links = [
        html.Li(html.A(release, href=address.but(release=release).href))
        for release in problem.elsewhere
    ]
    told = html.P(visit.text.plural("problem.elsewhere", len(links)))
    return html.Div([told, html.Ul(links)], className="note")
