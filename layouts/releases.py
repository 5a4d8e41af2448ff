"""The releases that are served, the current one first, and how each is cited."""

from collections.abc import Mapping
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit
from suppression.bands import Count


@dataclass(frozen=True)
class ServedRelease:
    """One release as the page of releases shows it."""

    id: str
    title: Mapping[str, str]
    created: str
    cutoff_date: str
    previous: str | None
    participants: Count
    synthetic: bool
    policy: str
    source: tuple[tuple[str, str], ...]
    citation: str
    license: str


@dataclass(frozen=True)
class ReleasesFacts:
    """All releases served, the current one first."""

    releases: tuple[ServedRelease, ...]


def releases_page(facts: ReleasesFacts, visit: Visit) -> Page:
    """The page of releases."""
    text = visit.text
    title = text("releases.title")
    lead = text.plural("releases.lead", len(facts.releases), number=len(facts.releases))
    listed = [_release(release, place == 0, visit) for place, release in enumerate(facts.releases)]
    return Page(
        title=title,
        description=lead,
        fixed=html.Div([html.H1(title), html.P(lead, className="lead")], className="hero"),
        live=live_root(visit, "releases", title, lead, ignored_note(visit), *listed),
        status=lead,
        name="releases",
    )


def _release(release: ServedRelease, current: bool, visit: Visit) -> Component:
    text = visit.text
    stated = [
        (text("releases.id"), release.id),
        (text("releases.participants"), formatting.count(release.participants, text)),
        (text("releases.cutoff"), formatting.day(release.cutoff_date, text)),
        (text("releases.previous"), release.previous),
        (text("releases.created"), formatting.day(release.created, text)),
        (text("releases.policy"), visit.in_release_language(release.policy)),
        (text("releases.citation"), visit.in_release_language(release.citation)),
        (text("releases.license"), visit.in_release_language(release.license)),
        *((name, visit.in_release_language(value)) for name, value in _source(release, visit)),
    ]
    terms = [part for term, value in stated if value for part in (html.Dt(term), html.Dd(value))]
    address = visit.address.to("/").but(release="" if current else release.id)
    note = html.P(text("site.synthetic"), className="synthetic") if release.synthetic else None
    link = html.A(text("releases.open"), href=address.href)
    return html.Section(
        [
            html.H2(text.label(release.title), id=f"release-{release.id}"),
            note,
            html.Dl(terms, className="terms"),
            html.P(link),
        ],
        **{"aria-labelledby": f"release-{release.id}"},
    )


def _source(release: ServedRelease, visit: Visit) -> list[tuple[str, str]]:
    known = {
        "cdm_version": visit.text("releases.cdm_version"),
        "vocabulary_version": visit.text("releases.vocabulary_version"),
    }
    return [(known[key], value) for key, value in release.source if key in known]
