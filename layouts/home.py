"""The home page: what this is, the search, who takes part, the domains, how privacy is kept."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import COMPARE, DOMAIN_PATHS, VARIANTS
from layouts.cells import Figure
from layouts.chrome import state_fields
from layouts.concept import ListedConcept, concept_links
from layouts.figure import figure
from layouts.figure_tools import figure_image
from layouts.native import Field
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.scope_address import SCOPE
from layouts.variant_words import gene_link
from suppression.bands import Count


@dataclass(frozen=True)
class Door:
    """A domain as the home page shows it: how much is in it and its largest concepts."""

    domain: str
    concepts: int
    participants: Count
    examples: tuple[ListedConcept, ...]


@dataclass(frozen=True)
class VariantsDoor:
    """Variants as the home page shows them: how many are listed, and the chief genes."""

    listed: int
    genes_listed: int
    genes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class HomeFacts:
    """Everything the home page says."""

    participants: Count
    figures: tuple[Figure, ...]
    doors: tuple[Door, ...]
    threshold: int
    variants: VariantsDoor | None = None


def home_page(facts: HomeFacts, visit: Visit) -> Page:
    """The home page."""
    text = visit.text
    title = text("home.title", title=text.label(visit.release.title))
    body = [ignored_note(visit), _doors(facts, visit), _people(facts, visit), _privacy(visit)]
    return Page(
        title=title,
        description=text(f"home.lead{'_exact' if visit.release.exact else ''}"),
        fixed=_hero(facts, visit),
        live=live_root(visit, "home", title, title, *body),
        status=title,
        name="home",
        image=figure_image(facts.figures[0].html_id, visit) if facts.figures else "",
    )


def _hero(facts: HomeFacts, visit: Visit) -> Component:
    text = visit.text
    count = formatting.count(facts.participants, text)
    people = html.A(text("home.people"), href=visit.address.to("/diversity").href)
    size = html.A(text("scope.title"), href=visit.address.to(SCOPE).href)
    number = html.Span(text("home.participants", count=count), className="big-number")
    search = html.Form(
        [
            html.Label(text("home.search_label"), htmlFor="home-q"),
            html.Div(
                [
                    Field("q", id="home-q", placeholder=text("search.placeholder")),
                    html.Button(text("search.button"), type="submit"),
                ],
                className="big-search",
            ),
            *state_fields(visit),
        ],
        action="/search",
        method="get",
        **{"aria-label": text("home.search_label")},
    )
    return html.Div(
        [
            html.P(text.label(visit.release.title), className="kicker"),
            html.H1(text("home.heading")),
            html.P(text(f"home.lead{'_exact' if visit.release.exact else ''}"), className="lead"),
            search,
            html.P([number, people, size, _compare(visit)], className="everybody"),
        ],
        className="hero home",
    )


def _compare(visit: Visit) -> Component:
    return html.A(visit.text("compare.home"), href=visit.address.to(COMPARE).href)


def _doors(facts: HomeFacts, visit: Visit) -> Component:
    text = visit.text
    doors = []
    for door in facts.doors:
        link = html.A(
            text(f"domain.{door.domain}.name"),
            href=visit.address.to(DOMAIN_PATHS[door.domain]).href,
        )
        parts = [html.H3(link), html.P(_about(door, facts.threshold, visit))]
        if door.examples:
            parts.append(concept_links(door.examples, visit))
        doors.append(html.Div(parts, className="door"))
    if facts.variants:
        doors.append(_variants(facts.variants, visit))
    return html.Section(
        [html.H2(text("home.domains"), id="domains"), html.Div(doors, className="doors")],
        **{"aria-labelledby": "domains"},
    )


def _variants(door: VariantsDoor, visit: Visit) -> Component:
    text = visit.text
    link = html.A(text("variants.short"), href=visit.address.to(VARIANTS).href)
    about = text(
        "variants.door" if door.genes_listed else "variants.door_plain",
        listed=formatting.number(door.listed, text.language),
        genes=formatting.number(door.genes_listed, text.language),
    )
    items = [
        html.Li(
            [
                gene_link(symbol, visit),
                html.Span(
                    text.plural(
                        "gene.listed", listed, listed=formatting.number(listed, text.language)
                    ),
                    className="count",
                ),
            ]
        )
        for symbol, listed in door.genes
    ]
    parts = [html.H3(link), html.P(about), html.Ul(items, className="concepts") if items else None]
    return html.Div([one for one in parts if one is not None], className="door")


def _about(door: Door, threshold: int, visit: Visit) -> str:
    if not door.concepts:
        return visit.text("list.empty", threshold=threshold)
    return visit.text(
        f"domain.{door.domain}.door",
        concepts=formatting.number(door.concepts, visit.text.language),
        participants=formatting.number_of(door.participants, visit.text),
    )


def _people(facts: HomeFacts, visit: Visit) -> Component:
    subject = visit.text("home.subject")
    figures = [figure(shown, subject, visit) for shown in facts.figures]
    return html.Section(
        [
            html.H2(visit.text("home.who"), id="who"),
            reading_note(visit),
            html.Div(figures, className="figures"),
            html.P(html.A(visit.text("diversity.link"), href=visit.address.to("/diversity").href)),
        ],
        **{"aria-labelledby": "who"},
    )


def _privacy(visit: Visit) -> Component:
    text = visit.text
    return html.Section(
        [
            html.H2(text("home.privacy"), id="privacy"),
            html.P(text("home.privacy_how")),
            html.P(html.A(text("privacy.link"), href=visit.address.to("/privacy").href)),
        ],
        className="privacy-note",
        **{"aria-labelledby": "privacy"},
    )
