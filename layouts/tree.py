"""A domain's concepts as a tree that unfolds: native disclosure, links, lists within lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import DOMAIN_PATHS, HERE, concept_path, place_in_tree
from layouts.concept import ListedConcept
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit
from suppression.bands import Count

Comparison = Literal["", "more", "fewer"]


@dataclass(frozen=True)
class TreeNode:
    """A concept at one place of the tree.

    ``below`` is how many concepts stand directly below it, ``shown`` those of them that are sent:
    none, or all but the last ones of a very long level. ``elsewhere`` are further broader concepts
    under which it stands as well.
    """

    concept: ListedConcept
    below: int
    shown: tuple["TreeNode", ...]
    opened: bool
    here: bool
    adds_up: Comparison
    elsewhere: tuple[ListedConcept, ...]


@dataclass(frozen=True)
class TreeFacts:
    """A tree as far as it is sent.

    ``listed`` counts all concepts of the domain, ``rest`` those of the top level that are not sent;
    ``nested`` says whether any concept stands below another.
    """

    domain: str
    denominator: Count
    threshold: int
    listed: int
    nodes: tuple[TreeNode, ...]
    rest: int
    adds_up: Comparison
    nested: bool


def compare_with_sum(whole: Count, parts: Sequence[Count]) -> Comparison:
    """Whether parts certainly add up to more or to fewer than the whole; "" where bands overlap."""
    if not parts:
        return ""
    if sum(part.low for part in parts) > whole.high:
        return "more"
    return "fewer" if sum(part.high for part in parts) < whole.low else ""


def tree_page(facts: TreeFacts, visit: Visit) -> Page:
    """The page of a domain's tree."""
    text = visit.text
    title = text("tree.title", domain=text(f"domain.{facts.domain}.name"))
    denominator = formatting.count(facts.denominator, text)
    listed = formatting.number(facts.listed, text.language)
    lead = text(f"domain.{facts.domain}.lead", listed=listed, denominator=denominator)
    if not facts.listed:
        lead = text("list.empty", threshold=facts.threshold)
    how = text("tree.how" if facts.nested else "tree.flat") if facts.listed else None
    as_list = html.A(text("tree.as_list"), href=visit.address.to(DOMAIN_PATHS[facts.domain]).href)
    parts = [html.H1(title), html.P(lead, className="lead"), how and html.P(how), html.P(as_list)]
    hero = html.Div([part for part in parts if part is not None], className="hero")
    live = live_root(visit, "tree", title, title, ignored_note(visit), *_body(facts, visit))
    return Page(title, lead, hero, live, title, "tree")


def _body(facts: TreeFacts, visit: Visit) -> list[Component | None]:
    if not facts.nodes:
        return []
    text = visit.text
    tops = None
    if facts.adds_up == "more":
        denominator = formatting.count(facts.denominator, text)
        tops = html.P(text("tree.top_more", whole=denominator), className="adds-up")
    rest = None
    if facts.rest:
        number = formatting.number(facts.rest, text.language)
        href = visit.address.to(DOMAIN_PATHS[facts.domain]).href
        rest = html.P(html.A(text.plural("tree.rest", facts.rest, number=number), href=href))
    label = text("tree.label", domain=text(f"domain.{facts.domain}.name"))
    tree = html.Ul(
        [_item(node, visit) for node in facts.nodes], className="tree", **{"aria-label": label}
    )
    return [tops, _head(facts, visit), tree, rest]


def _head(facts: TreeFacts, visit: Visit) -> Component:
    """What the two columns of numbers are."""
    text = visit.text
    words = (
        ("of", text(f"domain.{facts.domain}.one")),
        ("count", text("figure.participants")),
        ("part", text(f"domain.{facts.domain}.share_column")),
    )
    return html.P([html.Span(word, className=name) for name, word in words], className="row head")


def _item(node: TreeNode, visit: Visit) -> Component:
    if node.shown:
        unfolded = [_links(node, visit), _also(node, visit), *_below(node, visit)]
        summary = html.Summary(_row(node, visit), **_mark(node))
        return html.Li(html.Details([summary, *_there(unfolded)], open=node.opened))
    name = html.A(
        visit.in_release_language(node.concept.name),
        href=_place(node.concept, visit) if node.below else _page(node.concept, visit),
    )
    row = html.Div(_row(node, visit, name), className="branch" if node.below else "leaf")
    return html.Li(_there([row, _also(node, visit)]), **_mark(node))


def _row(node: TreeNode, visit: Visit, name: object = None) -> Component:
    """Name, band and share of a concept; ``name`` stands for its plain name."""
    text, concept = visit.text, node.concept
    places = 1 + len(node.elsewhere)
    several = html.Small(text("tree.places", number=places)) if node.shown and places > 1 else None
    return html.Span(
        [
            html.Span(
                _there([name or visit.in_release_language(concept.name), several]),
                className="of",
            ),
            html.Span(formatting.count(concept.participants, text), className="count"),
            html.Span(formatting.share(concept.share, text), className="part"),
        ],
        className="row",
    )


def _mark(node: TreeNode) -> dict[str, str]:
    return {"id": HERE, "aria-current": "location"} if node.here else {}


def _links(node: TreeNode, visit: Visit) -> Component:
    """To the concept's own page, and the address of this place."""
    text, name = visit.text, node.concept.name
    labels = [("tree.figures", _page), ("tree.permanent", _place)]
    links = [
        html.A(
            text(key),
            href=address(node.concept, visit),
            **{"aria-label": text(f"{key}_of", name=name)},
        )
        for key, address in labels
    ]
    return html.P(links, className="links")


def _also(node: TreeNode, visit: Visit) -> Component | None:
    """Says under which other concepts this one stands too."""
    if not node.elsewhere:
        return None
    links = [
        html.Li(html.A(visit.in_release_language(one.name), href=_place(one, visit)))
        for one in node.elsewhere
    ]
    return html.Div([html.P(visit.text("tree.also")), html.Ul(links)], className="also")


def _below(node: TreeNode, visit: Visit) -> list[Component | None]:
    """What stands below a concept, and what its numbers add up to where that is certain."""
    text, concept = visit.text, node.concept
    whole = formatting.count(concept.participants, text)
    said = None
    if node.adds_up and node.below > 1:
        said = html.P(text(f"tree.{node.adds_up}", whole=whole), className="adds-up")
    elif node.adds_up:
        said = html.P(text("tree.fewer_than_one", whole=whole), className="adds-up")
    rest = node.below - len(node.shown)
    more = None
    if rest:
        number = formatting.number(rest, text.language)
        words = text.plural("tree.rest_below", rest, number=number)
        more = html.P(html.A(words, href=_page(concept, visit) + "#related"))
    return [said, html.Ul([_item(child, visit) for child in node.shown]), more]


def _page(concept: ListedConcept, visit: Visit) -> str:
    return visit.address.to(concept_path(concept.domain, concept.concept_id)).href


def _place(concept: ListedConcept, visit: Visit) -> str:
    return place_in_tree(visit.address, concept.domain, concept.concept_id)


def _there(parts: Sequence[object]) -> list[object]:
    return [part for part in parts if part is not None]
