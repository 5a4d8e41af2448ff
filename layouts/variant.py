"""A variant's page: how frequent it is in each ancestry group, what it is, where else to look."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import VARIANTS
from layouts.figure import bar
from layouts.figure_tools import figure_image, figure_tools
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.variant_rows import AlleleCounts, VariantRow
from layouts.variant_words import GroupName, change, consequence, frequency, gene_link
from suppression.shares import Share


@dataclass(frozen=True)
class GroupFrequency:
    """An allele in one group: counts, frequency, and its 95 % limits, as far as bands tell."""

    name: GroupName
    counts: AlleleCounts
    frequency: Share | None
    limits: Share | None


@dataclass(frozen=True)
class VariantFacts:
    """Everything that a variant's page and files say. ``groups`` has all participants first.

    ``most_frequent`` is the group in which the allele certainly is most frequent, if bands tell.
    """

    row: VariantRow
    groups: tuple[GroupFrequency, ...]
    most_frequent: GroupName | None
    build: str
    ancestry_floor: int
    usual_floor: int
    threshold: int

    @property
    def floor_lowered(self) -> bool:
        """Whether smaller ancestry groups are shown than usual."""
        return self.ancestry_floor < self.usual_floor


def variant_page(facts: VariantFacts, visit: Visit) -> Page:
    """The page of one variant."""
    text = visit.text
    title = facts.row.variant_id if len(facts.row.variant_id) < 60 else change(facts.row, visit)
    finding = variant_finding(facts, visit)
    body = [
        ignored_note(visit),
        _frequencies(facts, visit),
        _annotation(facts, visit),
        _elsewhere(facts, visit),
        about_ancestry(facts.floor_lowered, facts.ancestry_floor, visit),
    ]
    return Page(
        title=text("variant.title", id=title),
        description=finding,
        fixed=_hero(facts, title, finding, visit),
        live=live_root(visit, "variant", title, finding, *body),
        status=finding,
        name="variant",
        image=figure_image("frequencies", visit),
    )


def variant_finding(facts: VariantFacts, visit: Visit) -> str:
    """How many of the copies read carry it, among all participants."""
    everyone = facts.groups[0]
    return visit.text(
        "variant.finding",
        frequency=frequency(everyone.frequency, visit.text),
        alleles=formatting.count(everyone.counts.alleles, visit.text),
        called=formatting.count(everyone.counts.called, visit.text),
    )


def _hero(facts: VariantFacts, title: str, finding: str, visit: Visit) -> Component:
    text, row, everyone = visit.text, facts.row, facts.groups[0]
    kicker: list[Component] = [html.A(text("variants.short"), href=visit.address.to(VARIANTS).href)]
    if row.gene:
        kicker.append(gene_link(row.gene, visit))
    kicker.append(html.Span(facts.build))
    known_as = [one for one in (row.rsid, row.hgvs_p or row.hgvs_c) if one]
    figures = [
        (text("variant.homozygotes"), formatting.count(everyone.counts.homozygotes, text)),
    ]
    if facts.most_frequent:
        most = next(one for one in facts.groups if one.name == facts.most_frequent)
        label = text("variant.frequency_in", group=most.name.label)
        figures.append((label, frequency(most.frequency, text)))
    return html.Div(
        [
            html.P(kicker, className="kicker"),
            html.H1(title, className="variant-id"),
            html.P(" · ".join(known_as), className="known-as") if known_as else None,
            html.P(finding, className="lead finding"),
            html.Dl(
                [html.Div([html.Dt(name), html.Dd(value)]) for name, value in figures],
                className="key-figures",
            ),
        ],
        className="hero",
    )


def _frequencies(facts: VariantFacts, visit: Visit) -> Component:
    text = visit.text
    if facts.most_frequent:
        most = text("variant.most_frequent", group=facts.most_frequent.label)
    else:
        most = text("variant.most_frequent_unknown")
    return html.Section(
        [
            html.H2(text("variant.by_ancestry"), id="frequencies"),
            html.P(most, className="finding") if len(facts.groups) > 1 else None,
            _table(facts, visit),
            html.P(text("variant.limits"), className="reading"),
            reading_note(visit),
            figure_tools("frequencies", visit),
            _downloads(visit),
        ],
        **{"aria-labelledby": "frequencies"},
    )


def _table(facts: VariantFacts, visit: Visit) -> Component:
    text = visit.text
    known = [one.frequency.high for one in facts.groups if one.frequency]
    scale = max(known, default=0.0)
    names = ("group", "frequency", "limits_column", "alleles", "called", "homozygotes")
    head = html.Tr([html.Th(text(f"variant.{name}"), scope="col") for name in names])
    rows = [html.Tr(_row(one, scale, visit)) for one in facts.groups]
    caption = html.Caption(text("variant.caption", build=facts.build))
    table = html.Table([caption, html.Thead(head), html.Tbody(rows)], className="frequencies")
    return html.Div(table, className="scroll")


def _row(one: GroupFrequency, scale: float, visit: Visit) -> list[Component]:
    text, counts = visit.text, one.counts
    drawn = bar(one.frequency.low, one.frequency.high, scale) if one.frequency else None
    name = one.name.label if one.name.id else html.Strong(one.name.label)
    shown = (
        ("limits_column", frequency(one.limits, text)),
        ("alleles", formatting.count(counts.alleles, text)),
        ("called", formatting.count(counts.called, text)),
        ("homozygotes", formatting.count(counts.homozygotes, text)),
    )
    return [
        html.Th(name, scope="row"),
        html.Td(
            [html.Span(frequency(one.frequency, text), className="value"), drawn],
            className="measured",
            **_labelled("frequency", visit),
        ),
        *(html.Td(words, className="number", **_labelled(key, visit)) for key, words in shown),
    ]


def _labelled(key: str, visit: Visit) -> dict[str, str]:
    """What a phone, which has no room for heads of columns, shows above a cell."""
    return {"data-label": visit.text(f"variant.{key}")}


def scrolled(table: Component, label: str, visit: Visit) -> Component:
    """A table that scrolls sideways on its own where it has no room; reached by keyboard too."""
    name = visit.text("variants.scrolls", what=label)
    return html.Div(
        table, className="scroll sideways", tabIndex="0", role="region", **{"aria-label": name}
    )


def _annotation(facts: VariantFacts, visit: Visit) -> Component:
    text, row = visit.text, facts.row
    stated: list[tuple[str, object]] = [
        ("build", facts.build),
        ("gene", gene_link(row.gene, visit) if row.gene else ""),
        ("consequence", consequence(row.consequence, text)),
        ("hgvs_c", row.hgvs_c),
        ("hgvs_p", row.hgvs_p),
        ("clinvar", visit.in_release_language(row.clinvar) if row.clinvar else ""),
        ("rsid", row.rsid),
        *_structure(facts, visit),
        ("reference", row.ref),
        ("alternative", row.alt),
    ]
    terms = []
    for name, value in stated:
        if value:
            terms += [html.Dt(text(f"variant.term.{name}")), html.Dd(value)]
    return html.Section(
        [html.H2(text("variant.annotation"), id="annotation"), html.Dl(terms, className="terms")],
        **{"aria-labelledby": "annotation"},
    )


def _structure(facts: VariantFacts, visit: Visit) -> list[tuple[str, object]]:
    """What a structural variant is; nothing for a short one."""
    known = facts.row.structure
    if known is None:
        return []
    language = visit.text.language
    return [
        ("sv_type", known.kind),
        ("sv_length", formatting.number(known.length, language) if known.length else ""),
        ("sv_end", formatting.number(known.end, language) if known.end else ""),
        ("copy_number", known.copies),
    ]


def _elsewhere(facts: VariantFacts, visit: Visit) -> Component:
    """Plain links; nothing is asked of other sites before one is followed."""
    links = [
        html.Li(html.A(name, href=href, rel="external noreferrer"))
        for name, href in links_out(facts.row, facts.build)
    ]
    return html.Section(
        [
            html.H2(visit.text("variant.elsewhere"), id="elsewhere"),
            html.P(visit.text("variant.elsewhere_note")),
            html.Ul(links, className="elsewhere"),
        ],
        **{"aria-labelledby": "elsewhere"},
    )


def links_out(row: VariantRow, build: str) -> list[tuple[str, str]]:
    """The same variant at dbSNP, ClinVar, Ensembl and gnomAD, by the addresses these publish."""
    older = build == "GRCh37"
    ensembl = "https://grch37.ensembl.org" if older else "https://www.ensembl.org"
    found = []
    if row.rsid.startswith("rs"):
        first = row.rsid.replace(",", ";").split(";")[0]
        found.append(("dbSNP", f"https://www.ncbi.nlm.nih.gov/snp/{first}"))
        found.append(("Ensembl", f"{ensembl}/Homo_sapiens/Variation/Explore?v={first}"))
    else:
        end = row.structure.end if row.structure else row.pos + max(len(row.ref), 1) - 1
        where = f"{row.contig}:{row.pos}-{end}"
        found.append(("Ensembl", f"{ensembl}/Homo_sapiens/Location/View?r={where}"))
    column = "chrpos37" if older else "chrpos38"
    term = f"{row.contig}[chr]+AND+{row.pos}[{column}]"
    found.append(("ClinVar", f"https://www.ncbi.nlm.nih.gov/clinvar/?term={term}"))
    data = "gnomad_r2_1" if older else "gnomad_r4"
    if row.alt.isalpha():
        gnomad = f"https://gnomad.broadinstitute.org/variant/{row.variant_id}?dataset={data}"
        found.append(("gnomAD", gnomad))
    return found


def _downloads(visit: Visit) -> Component:
    address = visit.address
    links = [
        html.A(
            visit.text(f"variants.download_{kind}"),
            href=address.to(f"{address.path}.{kind}").href,
            download="",
        )
        for kind in ("csv", "json")
    ]
    return html.P([links[0], " ", links[1]], className="download")


def about_ancestry(lowered: bool, floor: int, visit: Visit) -> Component:
    """What genetic ancestry is and is not, and why small groups are folded together."""
    text = visit.text
    folded = text("ancestry.floor", floor=formatting.number(floor, text.language))
    return html.Section(
        [
            html.H2(text("ancestry.title"), id="ancestry"),
            html.P(text("ancestry.not_race")),
            html.P(text("ancestry.how")),
            html.P(folded),
            html.P(text("ancestry.lowered"), className="note") if lowered else None,
            html.P(html.A(text("privacy.link"), href=visit.address.to("/privacy").href)),
        ],
        **{"aria-labelledby": "ancestry"},
    )
