"""A table of variants: what each is, and its frequency in every ancestry group."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.page import Visit
from layouts.variant import scrolled
from layouts.variant_rows import VariantPage, VariantRow
from layouts.variant_words import (
    GroupName,
    consequence,
    frequency,
    gene_link,
    variant_link,
)

SORTED = {"position": "", "consequence": "consequence", "homozygotes": "homozygotes"}


def variants_table(
    rows: Sequence[VariantRow],
    groups: Sequence[GroupName],
    visit: Visit,
    caption: str,
    *,
    sortable: bool = False,
    genes: bool = False,
    label: str = "",
) -> Component:
    """The table; its heads sort where ``sortable``; with a column of genes where asked for."""
    text = visit.text
    classed = any(row.clinvar for row in rows)  # else its column would be empty
    heads = [
        _head("position", text("variants.column.variant"), visit, sortable),
        html.Th(text("variant.term.gene"), scope="col") if genes else None,
        _head("consequence", text("variant.term.consequence"), visit, sortable),
        html.Th(text("variant.term.clinvar"), scope="col") if classed else None,
        _head("homozygotes", text("variant.homozygotes"), visit, sortable),
        *(_frequency_head(name, visit, sortable) for name in groups),
    ]
    body = [html.Tr(_row(row, visit, genes, classed)) for row in rows]
    head = html.Thead(html.Tr([one for one in heads if one is not None]))
    table = html.Table([html.Caption(caption), head, html.Tbody(body)], className="variants")
    return scrolled(table, label or text("variants.table"), visit)


def _head(name: str, words: str, visit: Visit, sortable: bool) -> Component:
    if not sortable:
        return html.Th(words, scope="col")
    return _sorting(SORTED[name], words, "ascending" if name == "position" else "descending", visit)


def _frequency_head(name: GroupName, visit: Visit, sortable: bool) -> Component:
    """Sorts by the frequency in a group: most frequent first."""
    if not sortable:
        return html.Th(name.label, scope="col", className="number")
    address = visit.address
    here = address.sort == "frequent" and address.stated("group") == name.id
    link = html.A(
        name.label, href=address.but(sort="frequent").stating(group=name.id, after="").href
    )
    current = {"aria-sort": "descending"} if here else {}
    return html.Th(link, scope="col", className="number", **current)


def _sorting(sort: str, words: str, way: str, visit: Visit) -> Component:
    link = html.A(words, href=visit.address.but(sort=sort).stating(after="").href)
    current = {"aria-sort": way} if visit.address.sort == sort else {}
    return html.Th(link, scope="col", **current)


def _row(row: VariantRow, visit: Visit, genes: bool, classed: bool) -> list[Component]:
    text = visit.text
    known = " · ".join(one for one in (row.rsid, row.hgvs_p or row.hgvs_c) if one)
    name: list[Component] = [variant_link(row, visit)]
    if known:
        name.append(html.Span(known, className="code"))
    cells = [html.Th(name, scope="row")]
    if genes:
        cells.append(html.Td(gene_link(row.gene, visit) if row.gene else "–"))
    clinvar = visit.in_release_language(row.clinvar) if row.clinvar else "–"
    return [
        *cells,
        html.Td(consequence(row.consequence, text) or "–"),
        *([html.Td(clinvar, className="clinvar")] if classed else []),
        html.Td(formatting.count(row.everyone.homozygotes, text), className="number"),
        *(html.Td(frequency(one.frequency, text), className="number") for one in row.counts),
    ]


def variants_paging(page: VariantPage, visit: Visit) -> Component | None:
    """Links to the pages before and after; the address says after which variant a page begins."""
    if not page.after and page.before is None:
        return None
    text, address = visit.text, visit.address
    links = []
    if page.before is not None:
        href = address.stating(after=page.before).href + "#results"
        links.append(html.A(text("paging.previous"), href=href, rel="prev"))
    links.append(html.Span(shown(page, visit)))
    if page.after:
        href = address.stating(after=page.after).href + "#results"
        links.append(html.A(text("paging.next"), href=href, rel="next"))
    return html.Nav(links, className="paging", **{"aria-label": text("paging.label")})


def shown(page: VariantPage, visit: Visit) -> str:
    """Which part of how many is shown."""
    text, language = visit.text, visit.text.language
    return text.plural(
        "variants.shown",
        page.found,
        first=formatting.number(page.first, language),
        last=formatting.number(page.first + len(page.rows) - 1, language),
        found=formatting.number(page.found, language),
    )
