"""The releases that are served, the current one first, and how each is cited."""

from collections.abc import Mapping
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.notes import ignored_note, live_root
from layouts.over_releases import Over, over_table
from layouts.page import Page, Visit
from layouts.release_changes import changes_path
from layouts.release_definitions import name_of
from suppression.bands import Count


@dataclass(frozen=True)
class Held:
    """A domain of a release: its name, how many concepts it lists, everybody with data of it."""

    name: str
    listed: int
    participants: Count


@dataclass(frozen=True)
class ServedRelease:
    """One release as the page of releases shows it.

    ``earlier`` is the one of its cohort before it, of those served, if there is one.
    """

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
    domains: tuple[Held, ...] = ()
    earlier: str = ""


@dataclass(frozen=True)
class ReleasesFacts:
    """All releases served, the current one first; ``in_order`` are its cohort's, by their data."""

    releases: tuple[ServedRelease, ...]
    in_order: tuple[str, ...] = ()


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
        live=live_root(
            visit, "releases", title, lead, ignored_note(visit), _in_order(facts, visit), *listed
        ),
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
    ]
    terms = [part for term, value in stated if value for part in (html.Dt(term), html.Dd(value))]
    address = visit.address.to("/").but(release="" if current else release.id)
    note = html.P(text("site.synthetic"), className="synthetic") if release.synthetic else None
    links = [html.A(text("releases.open"), href=address.href)]
    if release.earlier:
        path = changes_path(release.earlier, release.id)
        words = text("releases.changes", id=release.earlier)
        links += [" · ", html.A(words, href=visit.address.to(path).href)]
    return html.Section(
        [
            html.H2(
                [text.label(release.title), " ", html.Span(release.id, className="code")],
                id=f"release-{release.id}",  # several releases may have one title
            ),
            note,
            html.Dl(terms, className="terms"),
            html.P(links),
            _contents(release, visit),
            _counted(release, visit),
        ],
        **{"aria-labelledby": f"release-{release.id}"},
    )


def _in_order(facts: ReleasesFacts, visit: Visit) -> Component | None:
    """The releases of the current one's cohort, earliest data first: how it grew."""
    if len(facts.in_order) < 2:
        return None
    text = visit.text
    by_id = {release.id: release for release in facts.releases}
    rows = [
        Over(one.id, one.cutoff_date, one.participants, None, changes_of(one, visit))
        for one in (by_id[name] for name in facts.in_order)
    ]
    title = html.H2(text("releases.in_order"), id="in-order")
    table = over_table(rows, text("releases.in_order_caption"), visit)
    return html.Section(
        [title, html.Div(table, className="scroll")],
        className="figure",
        **{"aria-labelledby": "in-order"},
    )


def changes_of(release: ServedRelease, visit: Visit) -> str:
    """The address of what changed since the release before it; nothing for the first."""
    if not release.earlier:
        return ""
    return visit.address.to(changes_path(release.earlier, release.id)).href


def _contents(release: ServedRelease, visit: Visit) -> Component:
    """What the release holds, by domain."""
    text = visit.text
    names = ("kind", "listed")
    head = [html.Th(text(f"changes.column.{name}"), scope="col") for name in names]
    head.append(html.Th(text("figure.participants"), scope="col"))
    rows = [
        html.Tr(
            [
                html.Th(held.name, scope="row"),
                html.Td(formatting.number(held.listed, text.language)),
                html.Td(formatting.count(held.participants, text)),
            ]
        )
        for held in release.domains
    ]
    caption = html.Caption(text("releases.contents_caption"))
    table = html.Table([caption, html.Thead(html.Tr(head)), html.Tbody(rows)], className="plain")
    return html.Details([html.Summary(text("releases.contents")), table])


def _counted(release: ServedRelease, visit: Visit) -> Component:
    """How it was counted, in the release's own words."""
    terms = [
        part
        for name, words in release.source
        for part in (html.Dt(name_of(name, visit)), html.Dd(visit.in_release_language(words)))
    ]
    summary = html.Summary(visit.text("releases.counted"))
    return html.Details([summary, html.Dl(terms, className="terms")])
