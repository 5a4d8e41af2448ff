"""A gene's page: its listed variants along it, filtered and in order."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import VARIANTS
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit
from layouts.variant import about_ancestry
from layouts.variant_rows import Gene
from layouts.variant_stretch import (
    Stretch,
    status_of,
    stretch_controls,
    stretch_results,
    stretch_structural,
    stretch_track,
)
from layouts.variant_words import place


@dataclass(frozen=True)
class GeneFacts:
    """Everything that a gene's page says. ``within`` is the part of it that is looked at."""

    gene: Gene
    stretch: Stretch
    within: tuple[int, int] | None
    build: str
    ancestry_floor: int
    floor_lowered: bool


def gene_page(facts: GeneFacts, visit: Visit) -> Page:
    """The page of one gene."""
    text, gene = visit.text, facts.gene
    title = text("gene.title", symbol=gene.symbol)
    lead = text.plural(
        "gene.lead",
        gene.listed,
        symbol=gene.symbol,
        listed=formatting.number(gene.listed, text.language),
        where=place(gene.contig, gene.start, gene.end, visit),
        build=facts.build,
    )
    status = status_of(facts.stretch, visit)
    kept = {}
    if facts.within:
        kept = {"from": str(facts.within[0]), "to": str(facts.within[1])}
    caption = text("variants.caption_gene", symbol=gene.symbol, build=facts.build)
    fixed = [
        _hero(facts, title, lead, visit),
        stretch_controls(facts.stretch, visit, kept),
        stretch_track(facts.stretch, visit, by_words=False),
    ]
    body = [
        ignored_note(visit),
        *stretch_results(facts.stretch, visit, caption, genes=False),
        stretch_structural(facts.stretch, visit),
        about_ancestry(facts.floor_lowered, facts.ancestry_floor, visit),
    ]
    return Page(
        title=title,
        description=lead,
        fixed=html.Div([one for one in fixed if one is not None]),
        live=live_root(visit, "gene", title, status, *body),
        status=status,
        name="gene",
    )


def _hero(facts: GeneFacts, title: str, lead: str, visit: Visit) -> Component:
    text, gene, address = visit.text, facts.gene, visit.address
    kicker: list[Component] = [
        html.A(text("variants.short"), href=address.to(VARIANTS).href),
        html.Span(facts.build),
    ]
    if gene.gene_id:
        kicker.append(html.Span(gene.gene_id))
    aliases = text("gene.aliases", names=", ".join(gene.aliases)) if gene.aliases else ""
    search = html.A(
        text("gene.search", symbol=gene.symbol), href=address.to("/search", q=gene.symbol).href
    )
    parts = [
        html.P(kicker, className="kicker"),
        html.H1(title),
        html.P(aliases, className="known-as") if aliases else None,
        html.P(lead, className="lead"),
        _within(facts, visit),
        html.P(search),
    ]
    return html.Div([part for part in parts if part is not None], className="hero")


def _within(facts: GeneFacts, visit: Visit) -> Component | None:
    """Says that only a part is looked at, with the way back to all of it."""
    if not facts.within:
        return None
    text = visit.text
    where = place(facts.gene.contig, *facts.within, visit)
    whole = visit.address.stating(**{"from": "", "to": "", "after": ""}).href
    return html.P(
        [text("gene.within", where=where), " ", html.A(text("gene.whole"), href=whole)],
        className="note",
    )
