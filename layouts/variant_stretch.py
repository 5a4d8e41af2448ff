"""Variants of a gene or a region: controls, the track, the table, files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import Address
from layouts.choice import choice
from layouts.chrome import state_fields
from layouts.figure_tools import figure_tools, result_tools
from layouts.native import Field
from layouts.page import Visit
from layouts.variant_rows import VariantPage, VariantRow
from layouts.variant_table import shown, variants_paging, variants_table
from layouts.variant_track import Closer, Track, track
from layouts.variant_words import GroupName, consequence

FREQUENCIES: Final = ("min5", "min1", "max5", "max1")
SORTS: Final = ("position", "frequent", "rare", "homozygotes", "consequence")
FILE_KINDS: Final = ("csv", "parquet", "json")


@dataclass(frozen=True)
class Stretch:
    """Variants of a gene or region: one page of those kept, and what can be kept.

    ``total`` counts them before filtering. ``narrow`` says that there are too many to filter, to
    sort and to draw; then ``track`` is missing. ``most`` is how many may be.
    """

    page: VariantPage
    total: int
    groups: tuple[GroupName, ...]
    consequences: Mapping[str, int]
    clinvar: Mapping[str, int]
    track: Track | None
    narrow: bool = False
    most: int = 0
    structural: tuple[VariantRow, ...] = ()


def stretch_controls(facts: Stretch, visit: Visit, kept: Mapping[str, str]) -> Component | None:
    """The native form of filters and order. ``kept`` is further state that it must not lose."""
    if facts.narrow or not facts.total:
        return None
    text, address = visit.text, visit.address
    everything = ("", text("variants.all"))
    controls = [
        _counted("consequence", facts.consequences, visit),
        _counted("clinvar", facts.clinvar, visit),
        choice(
            "frequency",
            text("variants.frequency_filter"),
            [everything, *((one, text(f"variants.frequency_{one}")) for one in FREQUENCIES)],
            address.stated("frequency"),
        ),
        choice(
            "group",
            text("variants.group_filter"),
            [(one.id, one.label) for one in facts.groups],
            address.stated("group"),
        ),
        choice(
            "sort",
            text("sort.label"),
            [("" if one == "position" else one, text(f"variants.sort_{one}")) for one in SORTS],
            address.sort,
        ),
        *state_fields(visit, **kept),
        html.Button(text("controls.show"), type="submit"),
    ]
    return html.Form(
        [one for one in controls if one is not None],
        action=address.path,
        method="get",
        className="controls",
        **{"aria-label": text("controls.label")},
    )


def _counted(name: str, values: Mapping[str, int], visit: Visit) -> Component | Field | None:
    """A choice among what there is, each with how many listed variants have it."""
    chosen = visit.address.stated(name)
    if not values and not chosen:
        return None
    text = visit.text
    known = {**dict.fromkeys([chosen] if chosen else [], 0), **values}
    options = [("", text("variants.all"))]
    for value, found in known.items():
        words = consequence(value, text) if name == "consequence" else value
        number = formatting.number(found, text.language)
        options.append((value, text("search.facet", name=words, found=number)))
    return choice(name, text(f"variant.term.{name}"), options, chosen)


def stretch_track(facts: Stretch, visit: Visit, *, by_words: bool) -> Component | None:
    """The picture of where the variants lie; none without any."""
    if facts.track is None or not facts.page.found:
        return None
    return track(facts.track, Closer(visit.address, by_words), visit)


def stretch_results(
    facts: Stretch, visit: Visit, caption: str, *, genes: bool
) -> list[Component | None]:
    """How many there are, the table, its pages, its files."""
    text = visit.text
    if facts.narrow:
        most = formatting.number(facts.most, text.language)
        note = html.P(text("variants.narrow", most=most), className="note")
    else:
        note = None
    result = html.P(status_of(facts, visit), className="result", id="results", tabIndex="-1")
    if not facts.page.rows:
        return [note, result]
    return [
        note,
        result,
        variants_table(
            facts.page.rows, facts.groups, visit, caption, sortable=not facts.narrow, genes=genes
        ),
        variants_paging(facts.page, visit),
        html.P(text("variants.reading"), className="reading"),
        None if facts.narrow else stretch_files(visit.address, FILE_KINDS, visit),
        result_tools("variants", visit),
    ]


def stretch_structural(facts: Stretch, visit: Visit) -> Component | None:
    """The structural variants that lie in or reach into what is shown."""
    if not facts.structural:
        return None
    text = visit.text
    caption = text("variants.caption_structural")
    return html.Section(
        [
            html.H2(text("variants.structural"), id="structural"),
            variants_table(
                facts.structural, facts.groups, visit, caption, label=text("variants.structural")
            ),
            figure_tools("structural", visit, q=visit.address.q),
        ],
        **{"aria-labelledby": "structural"},
    )


def stretch_files(address: Address, kinds: Sequence[str], visit: Visit) -> Component:
    """Links to the whole result as files."""
    links: list[Component | str] = []
    for kind in kinds:
        href = address.but(path=f"{address.path}.{kind}").stating(after="").href
        links += [html.A(visit.text(f"variants.download_{kind}"), href=href, download=""), " "]
    return html.P(links[:-1], className="download")


def status_of(facts: Stretch, visit: Visit) -> str:
    """How many variants were found, in a sentence."""
    text = visit.text
    if not facts.total:
        return text("variants.none_listed")
    if not facts.page.found:
        return text("variants.none_kept", total=formatting.number(facts.total, text.language))
    if not facts.page.rows:
        return text("variants.none_listed")
    return shown(facts.page, visit)
