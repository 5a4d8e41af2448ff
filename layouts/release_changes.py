"""The page that tells what changed from one release of a cohort to a later one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import DOMAIN_PATHS, Address, concept_href
from layouts.concept import ListedConcept
from layouts.figure import bar
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, ReleaseFacts, Visit
from layouts.release_definitions import Defined, Regrouped, definitions_section
from suppression.bands import Count

MOST: Final = 25  # of each list on the page; the file holds all
COLUMNS: Final = ("listed", "new", "gone", "more", "fewer", "open")
Growth = tuple[ListedConcept, ListedConcept]


@dataclass(frozen=True)
class DomainChanged:
    """One domain in either release; ``open`` counts the concepts whose two bands meet."""

    id: str
    name: str
    before: Count | None
    after: Count | None
    listed_before: int
    listed_after: int
    new: tuple[ListedConcept, ...]
    gone: tuple[ListedConcept, ...]
    more: tuple[Growth, ...]
    fewer: tuple[Growth, ...]
    renamed: tuple[Growth, ...]
    open: int
    cuts_new: tuple[str, ...]
    cuts_gone: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything certain can be told of it."""
        lists = (self.new, self.gone, self.more, self.fewer, self.renamed)
        if self.before is None or self.after is None:
            return True
        return any((*lists, self.cuts_new, self.cuts_gone))


@dataclass(frozen=True)
class ChangesFacts:
    """What changed between two releases."""

    before: ReleaseFacts
    after: ReleaseFacts
    people_before: Count
    people_after: Count
    domains: tuple[DomainChanged, ...]
    definitions: tuple[Defined, ...]
    dimensions: tuple[Regrouped, ...]


def changes_path(before: str, after: str) -> str:
    """The address of what changed from one release to another."""
    return f"/releases/{after}/since/{before}"


def changes_page(facts: ChangesFacts, visit: Visit) -> Page:
    """The page of what changed."""
    text = visit.text
    names = {"before": facts.before.id, "after": facts.after.id}
    title = text("changes.title", **names)
    lead = _lead(facts, visit)
    live = [
        ignored_note(visit),
        _overview(facts, visit),
        *(_domain(domain, facts, visit) for domain in facts.domains if domain.changed),
        definitions_section(facts.definitions, facts.dimensions, visit),
        _files(facts, visit),
    ]
    return Page(
        title=title,
        description=lead,
        fixed=html.Div([html.H1(title), html.P(lead, className="lead finding")], className="hero"),
        live=live_root(visit, "changes", title, lead, *live),
        status=lead,
        name="changes",
    )


def _lead(facts: ChangesFacts, visit: Visit) -> str:
    """Whether there are more participants, as far as the bands tell."""
    before, after = facts.people_before, facts.people_after
    kind = "more" if after.low > before.high else "fewer" if after.high < before.low else "open"
    return visit.text(
        f"changes.people.{kind}",
        before=formatting.count(before, visit.text),
        after=formatting.count(after, visit.text),
    )


def _overview(facts: ChangesFacts, visit: Visit) -> Component:
    text = visit.text
    head = [html.Th(text(f"changes.column.{name}"), scope="col") for name in ("kind", *COLUMNS)]
    rows = [
        html.Tr(
            [
                html.Th(_overview_name(domain), scope="row"),
                *(
                    html.Td(number, **{"data-label": text(f"changes.column.{name}")})
                    for name, number in zip(COLUMNS, _numbers(domain, visit), strict=True)
                ),
            ]
        )
        for domain in facts.domains
    ]
    table = html.Table(
        [html.Caption(text("changes.caption")), html.Thead(html.Tr(head)), html.Tbody(rows)],
        className="by-group changes-table",
    )
    title = html.H2(text("changes.overview"), id="overview")
    parts = [title, html.Div(table, className="scroll"), html.P(text("changes.reading"))]
    return html.Section(parts, **{"aria-labelledby": "overview"})


def _numbers(domain: DomainChanged, visit: Visit) -> list[str]:
    """How many concepts are listed, and how many changed in each way."""
    before, after = (_number(one, visit) for one in (domain.listed_before, domain.listed_after))
    lists = (domain.new, domain.gone, domain.more, domain.fewer)
    counts = [*map(len, lists), domain.open]
    listed = visit.text("changes.from_to", before=before, after=after)
    return [listed, *(_number(count, visit) for count in counts)]


def _overview_name(domain: DomainChanged) -> Component | str:
    return html.A(domain.name, href=f"#{_place(domain)}") if domain.changed else domain.name


def _domain(domain: DomainChanged, facts: ChangesFacts, visit: Visit) -> Component:
    text = visit.text
    then = visit.address.but(release="" if facts.before.current else facts.before.id)
    now = visit.address.but(release="" if facts.after.current else facts.after.id)
    parts: list[Component | None] = [
        html.H2(domain.name, id=_place(domain)),
        html.P(_people(domain, visit)),
        reading_note(visit) if domain.more or domain.fewer else None,
        _growth("changes.more", domain.more, now, visit),
        _growth("changes.fewer", domain.fewer, now, visit),
        _list("changes.new", domain.new, now, visit),
        _list("changes.gone", domain.gone, then, visit),
        _renamed(domain.renamed, visit),
        *(
            html.P(text(f"changes.{kind}", names=", ".join(names)))
            for kind, names in (("cuts_new", domain.cuts_new), ("cuts_gone", domain.cuts_gone))
            if names
        ),
    ]
    return html.Section(
        [part for part in parts if part is not None], **{"aria-labelledby": _place(domain)}
    )


def _people(domain: DomainChanged, visit: Visit) -> str:
    text = visit.text
    if domain.before is None or domain.after is None:
        held = domain.before or domain.after
        kind = "domain_new" if domain.before is None else "domain_gone"
        return text(f"changes.{kind}", count=formatting.count(held, text) if held else "")
    return text(
        "changes.domain_people",
        before=formatting.count(domain.before, text),
        after=formatting.count(domain.after, text),
    )


def _growth(key: str, pairs: Sequence[Growth], address: Address, visit: Visit) -> Component | None:
    """Concepts that surely have more, or fewer, participants: both bands, on one scale."""
    if not pairs:
        return None
    text, shown = visit.text, pairs[:MOST]
    scale = max(count.participants.high for pair in shown for count in pair)
    room = max(len(formatting.count(one.participants, text)) for pair in shown for one in pair)
    rows = [
        html.Tr(
            [
                html.Th(_name(new, address, visit), scope="row"),
                html.Td(
                    [_drawn(name, one.participants, scale, visit)
                     for name, one in (("then", old), ("now", new))],
                    className="measured",
                ),
            ]
        )
        for old, new in shown
    ]  # fmt: skip
    names = (text("changes.column.what"), text("figure.participants"))
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    caption = html.Caption(text.plural(key, len(pairs), number=_number(len(pairs), visit)))
    table = html.Table(
        [caption, head, html.Tbody(rows)],
        className="bars grown",
        style={"--room": f"{room}ch"},
    )
    parts = [html.Div(table, className="scroll"), _more(len(pairs), visit)]
    return html.Div([part for part in parts if part is not None], className="figure")


def _drawn(name: str, count: Count, scale: int, visit: Visit) -> Component:
    when = html.Span(visit.text(f"changes.{name}"), className="when")
    words = html.Span(formatting.count(count, visit.text), className="value")
    return html.Span([when, words, bar(count.low, count.high, scale)], className="drawn line")


def _name(concept: ListedConcept, address: Address, visit: Visit) -> Component | str:
    """The name, a link where there is a page for the reader of an address."""
    words = visit.in_release_language(concept.name)
    if concept.domain not in DOMAIN_PATHS:
        return words
    href = concept_href(address, concept.domain, concept.concept_id, concept.page)
    return html.A(words, href=href)


def _list(
    key: str, concepts: Sequence[ListedConcept], address: Address, visit: Visit
) -> Component | None:
    """Concepts that are new, or withdrawn; the latter lead to the release that has them."""
    if not concepts:
        return None
    told = visit.text.plural(key, len(concepts), number=_number(len(concepts), visit))
    items = [
        html.Li(
            [
                _name(one, address, visit),
                html.Span(formatting.count(one.participants, visit.text), className="count"),
            ]
        )
        for one in concepts[:MOST]
    ]
    parts = [
        html.Summary(told),
        html.Ul(items, className="concepts"),
        _more(len(concepts), visit),
    ]
    return html.Details([part for part in parts if part is not None])


def _renamed(pairs: Sequence[Growth], visit: Visit) -> Component | None:
    if not pairs:
        return None
    text = visit.text
    told = text.plural("changes.renamed", len(pairs), number=_number(len(pairs), visit))
    lines = [
        html.Li(text("changes.renamed_one", before=old.name, after=new.name))
        for old, new in pairs[:MOST]
    ]
    parts = [html.Summary(told), html.Ul(lines), _more(len(pairs), visit)]
    return html.Details([part for part in parts if part is not None])


def _more(listed: int, visit: Visit) -> Component | None:
    if listed <= MOST:
        return None
    return html.P(visit.text("changes.cut", shown=MOST, number=_number(listed, visit)))


def _files(facts: ChangesFacts, visit: Visit) -> Component:
    text = visit.text
    path = changes_path(facts.before.id, facts.after.id)
    csv = html.A(text("changes.download"), href=visit.address.to(f"{path}.csv").href, download="")
    back = html.A(text("releases.link"), href=visit.address.to("/releases").href)
    return html.P([csv, " · ", back], className="download")


def _place(domain: DomainChanged) -> str:
    return "domain-" + domain.id.replace("_", "-")


def _number(value: int, visit: Visit) -> str:
    return formatting.number(value, visit.text.language)
