"""The list of a domain's concepts: ranked by band, filtered, sorted, paged, all in the address."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import concept_path, tree_path
from layouts.cells import Cell
from layouts.choice import choice
from layouts.chrome import state_fields
from layouts.concept import ListedConcept
from layouts.figure import bars_table, longest, values
from layouts.figure_tools import figure_tools
from layouts.native import Field
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.table_files import table_files
from layouts.vocabulary import known_as
from suppression.bands import Count


@dataclass(frozen=True)
class ListFacts:
    """One page of a list. ``first`` is the place of its first concept, counted from 1.

    ``longest`` is the concept with the largest band of the whole domain: the scale of the bars
    stays the same on every page and under every filter. ``nested`` says whether any concept of the
    domain stands below another.
    """

    domain: str
    denominator: Count
    threshold: int
    listed: int
    found: int
    first: int
    page: int
    pages: int
    concepts: tuple[ListedConcept, ...]
    largest: ListedConcept | None
    nested: bool = False


def list_page(facts: ListFacts, visit: Visit) -> Page:
    """The page of a domain's list."""
    text = visit.text
    title = text(f"domain.{facts.domain}.name")
    status = _result(facts, visit)
    description = _lead(facts, visit)
    fixed = html.Div(
        [
            html.Div(
                [html.H1(title), html.P(description, className="lead"), _tree(facts, visit)],
                className="hero",
            ),
            _controls(facts, visit) if facts.listed else None,
        ]
    )
    body = _body(facts, status, visit) if facts.listed else []
    live = live_root(visit, "list", title, status, ignored_note(visit), *body)
    return Page(title, description, fixed, live, status, "list")


def _tree(facts: ListFacts, visit: Visit) -> Component | None:
    if not facts.nested:
        return None
    return html.P(
        html.A(visit.text("tree.link"), href=visit.address.to(tree_path(facts.domain)).href)
    )


def _lead(facts: ListFacts, visit: Visit) -> str:
    text = visit.text
    if not facts.listed:
        return text("list.empty", threshold=facts.threshold)
    return text(
        f"domain.{facts.domain}.lead",
        listed=formatting.number(facts.listed, text.language),
        denominator=formatting.number_of(facts.denominator, text),
    )


def _body(facts: ListFacts, status: str, visit: Visit) -> list[Component | None]:
    result = html.P(status, className="result", id="results", tabIndex="-1")
    if not facts.concepts:
        return [result, html.P(visit.text("list.empty_help"))]
    return [
        result,
        _table(facts, visit),
        paging(facts.page, facts.pages, visit),
        reading_note(visit),
        _download(visit),
        figure_tools("list", visit, q=visit.address.q, sort=visit.address.sort),
    ]


def _result(facts: ListFacts, visit: Visit) -> str:
    text, language = visit.text, visit.text.language
    if not facts.listed:
        return _lead(facts, visit)
    if not facts.found:
        return text("list.none", q=formatting.typed(visit.address.q))
    shown = {
        "first": formatting.number(facts.first, language),
        "last": formatting.number(facts.first + len(facts.concepts) - 1, language),
        "found": formatting.number(facts.found, language),
    }
    if visit.address.q:
        return text.plural("list.found", facts.found, q=formatting.typed(visit.address.q), **shown)
    return text.plural("list.all", facts.found, **shown)


def _controls(facts: ListFacts, visit: Visit) -> Component:
    text, address = visit.text, visit.address
    measures = (("", text("measure.count")), ("share", text("measure.share")))
    sorts = (("", text("sort.count")), ("name", text("sort.name")))
    filter_field = html.Div(
        [
            html.Label(text(f"domain.{facts.domain}.filter"), htmlFor="filter"),
            Field("q", address.q, id="filter"),
        ],
        className="choice grow",
    )
    return html.Form(
        [
            filter_field,
            choice("sort", text("sort.label"), sorts, address.sort),
            choice("measure", text("measure.label"), measures, address.measure),
            *state_fields(visit),
            html.Button(text("controls.show"), type="submit"),
        ],
        action=address.path,
        method="get",
        className="controls",
        **{"data-live": "", "aria-label": text("controls.label")},
    )


def _table(facts: ListFacts, visit: Visit) -> Component:
    text, measure = visit.text, visit.address.measure
    scale = longest([_cell(facts.largest)], measure) if facts.largest else 0.0
    rows = [
        html.Tr(
            [
                html.Th(_name(concept, visit), scope="row"),
                *values(_cell(concept), measure, scale, visit),
            ]
        )
        for concept in facts.concepts
    ]
    head = html.Tr(
        [
            _sortable("name", text(f"domain.{facts.domain}.one"), visit),
            _sortable("", text("figure.participants"), visit),
            html.Th(text(f"domain.{facts.domain}.share_column"), scope="col"),
        ]
    )
    return html.Div(
        bars_table(
            [
                html.Caption(text(f"domain.{facts.domain}.caption")),
                html.Thead(head),
                html.Tbody(rows),
            ],
            [_cell(concept) for concept in facts.concepts],
            "bars list",
            visit,
        ),
        className="scroll",
    )


def _cell(concept: ListedConcept) -> Cell:
    return Cell((), (), concept.participants, concept.share)


def _name(concept: ListedConcept, visit: Visit) -> list[Component]:
    link = html.A(
        visit.in_release_language(concept.name),
        href=visit.address.to(concept_path(concept.domain, concept.concept_id)).href,
    )
    if not concept.code:
        return [link]
    vocabulary = known_as(concept.vocabulary)
    code = visit.text("concept.code", vocabulary=vocabulary, code=concept.code)
    return [link, html.Span(code, className="code")]


def _sortable(sort: str, words: str, visit: Visit) -> Component:
    """A column's head that sorts by it; both orders are fixed, so there is one link per column."""
    link = html.A(words, href=visit.address.but(sort=sort, page=1).href, **{"data-live": ""})
    sorted_by = {"aria-sort": "ascending" if sort else "descending"}
    return html.Th(link, scope="col", **(sorted_by if visit.address.sort == sort else {}))


def paging(here_page: int, pages: int, visit: Visit) -> Component | None:
    """Links to the pages before and after, or nothing where all is on one page."""
    if pages < 2:
        return None
    text, address = visit.text, visit.address
    steps = []
    for step, words in ((-1, text("paging.previous")), (1, text("paging.next"))):
        page = here_page + step
        if 1 <= page <= pages:
            follow = {"data-live": "", "data-then": "results"}
            steps.append(
                html.A(
                    words,
                    href=address.but(page=page).href,
                    rel="prev" if step < 0 else "next",
                    **follow,
                )
            )
        else:
            steps.append(html.Span(words, className="off", **{"aria-hidden": "true"}))
    here = html.Span(text("paging.here", page=here_page, pages=pages))
    return html.Nav(
        [steps[0], here, steps[1]], className="paging", **{"aria-label": text("paging.label")}
    )


def _download(visit: Visit) -> Component:
    address = visit.address.but(path=visit.address.path + ".csv", page=1, measure="")
    return table_files(visit, address, visit.text("download.list"))
