"""The page of variants: the search for them, what was understood, what was found."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import VARIANTS
from layouts.chrome import state_fields
from layouts.figure_tools import figure_tools
from layouts.native import Lines
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit
from layouts.variant import about_ancestry
from layouts.variant_rows import Gene, VariantRow
from layouts.variant_stretch import (
    Stretch,
    status_of,
    stretch_controls,
    stretch_files,
    stretch_results,
    stretch_structural,
    stretch_track,
)
from layouts.variant_table import variants_table
from layouts.variant_words import GroupName, gene_link, place, variant_link


@dataclass(frozen=True)
class Answer:
    """One thing asked for, and what came of it.

    ``state`` is ``found``, ``not_shown`` (in too few people, or in nobody), ``gene``, ``region``,
    ``other_build`` (``build`` names it), ``no_gene`` or ``unknown``. ``kind`` and ``value`` are
    how it was understood.
    """

    state: str
    kind: str
    typed: str
    value: str
    rows: tuple[VariantRow, ...] = ()
    gene: Gene | None = None
    region: tuple[str, int, int] | None = None
    found: int = 0
    build: str = ""


@dataclass(frozen=True)
class VariantsFacts:
    """Everything that the page of variants says.

    ``stretch`` are the variants of a region, where it is all that was asked for. ``unread`` is how
    many things of a list were left unread.
    """

    build: str
    listed: int
    groups: tuple[GroupName, ...]
    genes: tuple[Gene, ...]
    answers: tuple[Answer, ...]
    unread: int
    stretch: Stretch | None
    threshold: int
    ancestry_floor: int
    floor_lowered: bool

    @property
    def rows(self) -> tuple[VariantRow, ...]:
        """All variants found by name or id, each once."""
        found = (row for one in self.answers for row in one.rows)
        return tuple({row.variant_id: row for row in found}.values())


def variants_page(facts: VariantsFacts, visit: Visit) -> Page:
    """The page of variants, with or without a search."""
    text, q = visit.text, visit.address.q
    title = text("variants.title")
    if len(facts.answers) > 1:
        title = text("variants.title_list", number=len(facts.answers))
    elif q:
        title = text("variants.title_of", q=formatting.typed(q))
    status = _status(facts, visit)
    body = [ignored_note(visit)]
    body += _found(facts, visit) if q else [_genes(facts, visit)]
    body.append(about_ancestry(facts.floor_lowered, facts.ancestry_floor, visit))
    fixed: list[Component | None] = [_hero(facts, title, visit)]
    if facts.stretch:
        fixed += [
            stretch_controls(facts.stretch, visit, {"q": q}),
            stretch_track(facts.stretch, visit, by_words=True),
        ]
    return Page(
        title=title,
        description=status,
        fixed=html.Div([one for one in fixed if one is not None]),
        live=live_root(visit, "variants", title, status, *body),
        status=status,
        name="variants",
    )


def _status(facts: VariantsFacts, visit: Visit) -> str:
    text = visit.text
    if not visit.address.q:
        listed = formatting.number(facts.listed, text.language)
        return text("variants.lead", listed=listed, build=facts.build, threshold=facts.threshold)
    if facts.stretch:
        return status_of(facts.stretch, visit)
    return text.plural(
        "variants.found", len(facts.rows), found=formatting.number(len(facts.rows), text.language)
    )


def _hero(facts: VariantsFacts, title: str, visit: Visit) -> Component:
    text = visit.text
    listed = formatting.number(facts.listed, text.language)
    lead = text("variants.lead", listed=listed, build=facts.build, threshold=facts.threshold)
    form = html.Form(
        [
            html.Label(text("variants.search_label"), htmlFor="variants-q"),
            Lines("q", visit.address.q, "variants-q", text("variants.placeholder")),
            *state_fields(visit),
            html.Button(text("variants.button"), type="submit"),
        ],
        action=VARIANTS,
        method="get",
        className="variants-search",
        **{"aria-label": text("variants.search_label")},
    )
    help_ = html.P(text("variants.help"), className="reading")
    parts = [html.H1(title), html.P(lead, className="lead"), form, help_]
    return html.Div(parts, className="hero")


def _genes(facts: VariantsFacts, visit: Visit) -> Component | None:
    """The genes with the most listed variants, to begin with."""
    if not facts.genes:
        return None
    text = visit.text
    items = [
        html.Li(
            [
                gene_link(one.symbol, visit),
                html.Span(
                    text.plural(
                        "gene.listed",
                        one.listed,
                        listed=formatting.number(one.listed, text.language),
                    ),
                    className="count",
                ),
            ]
        )
        for one in facts.genes
    ]
    return html.Section(
        [
            html.H2(text("variants.genes"), id="genes"),
            html.Ul(items, className="concepts gene-list"),
        ],
        **{"aria-labelledby": "genes"},
    )


def _found(facts: VariantsFacts, visit: Visit) -> list[Component | None]:
    text = visit.text
    parts: list[Component | None] = [
        html.H2(text("variants.understood"), id="understood"),
        html.Ul([html.Li(_answer(one, visit)) for one in facts.answers], className="understood"),
    ]
    if not facts.answers:
        parts[1] = html.P(text("variants.nothing_understood"))
    if facts.unread:
        unread = formatting.number(facts.unread, text.language)
        read = formatting.number(len(facts.answers), text.language)
        note = text.plural("variants.unread", facts.unread, unread=unread, read=read)
        parts.append(html.P(note, className="note"))
    if facts.stretch:
        caption = text("variants.caption", build=facts.build)
        parts += stretch_results(facts.stretch, visit, caption, genes=True)
        parts.append(stretch_structural(facts.stretch, visit))
    elif facts.rows:
        caption = text("variants.caption", build=facts.build)
        parts += [
            html.H2(text("variants.results"), id="results", tabIndex="-1"),
            variants_table(facts.rows, facts.groups, visit, caption, genes=True),
            html.P(text("variants.reading"), className="reading"),
            stretch_files(visit.address, ("csv", "json"), visit),
            figure_tools("variants", visit, q=visit.address.q),
        ]
    if any(one.state == "not_shown" for one in facts.answers):
        parts.append(html.P(text("variants.why_not_shown", threshold=facts.threshold)))
    return parts


def _answer(one: Answer, visit: Visit) -> list[Component | str]:
    """What was typed, how it was understood, and what came of it."""
    text = visit.text
    typed = html.Code(formatting.typed(one.typed), className="typed")
    value = formatting.typed(one.value)
    if one.state == "gene" and one.gene:
        where = place(one.gene.contig, one.gene.start, one.gene.end, visit)
        said = text.plural(
            "variants.answer.gene",
            one.gene.listed,
            where=where,
            listed=formatting.number(one.gene.listed, text.language),
        )
        return [typed, " → ", gene_link(one.gene.symbol, visit), ": ", said]
    if one.state == "region" and one.region:
        where = place(*one.region, visit)
        if one.region[2] >= 2**31 - 1:
            where = f"chr{one.region[0]}"
        href = visit.address.to(VARIANTS, q=one.value if ":" in one.value else where).href
        said = text.plural(
            "variants.answer.region",
            one.found,
            found=formatting.number(one.found, text.language),
        )
        return [typed, " → ", html.A(where, href=href), ": ", said]
    if one.state == "found":
        links: list[Component | str] = []
        for row in one.rows[:5]:
            links += [variant_link(row, visit), ", "]
        if len(one.rows) > 5:
            links[-1] = ", …"
        else:
            links = links[:-1]
        return [typed, " → ", text(f"variants.kind.{one.kind}", value=value), ": ", *links]
    if one.state == "other_build":
        return [typed, " → ", text("variants.answer.other_build", build=one.build)]
    if one.state == "not_shown":
        kind = text(f"variants.kind.{one.kind}", value=value)
        return [typed, " → ", kind, ": ", text("variants.answer.not_shown")]
    return [typed, " → ", text(f"variants.answer.{one.state}")]
