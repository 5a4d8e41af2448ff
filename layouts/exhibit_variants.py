"""Exhibits of variants: a table with the frequency in every group, and where they lie.

The table's picture has the first variants and their frequency in all participants.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from layouts import formatting
from layouts.address import VARIANTS, gene_path
from layouts.exhibit import COLUMNS, TABLE, Exhibit, Row
from layouts.gene import GeneFacts
from layouts.page import Visit
from layouts.picture_part import WIDEST
from layouts.variant_rows import AlleleCounts, VariantRow
from layouts.variant_stretch import Stretch
from layouts.variant_track import Track
from layouts.variant_words import GroupName, consequence, frequency, place
from layouts.variants import VariantsFacts
from suppression.shares import Sum

_SITE: Final = ("variant_id", "rsid", "gene", "consequence", "hgvs_c", "hgvs_p", "clinvar")
_COUNTS: Final = (
    "ancestry_group", "ac_low", "ac_high", "an_low", "an_high", "homozygotes_low",
    "homozygotes_high", "frequency_low", "frequency_high",
)  # fmt: skip
_END: Final = ("release", "synthetic")
_EMPTY: Final = "–"
_FREQUENCIES: Final = 5  # the first column of frequencies, that of all participants


def gene_exhibit(facts: GeneFacts, visit: Visit) -> Iterator[Exhibit]:
    """The variants of a gene, as its page filters and sorts them."""
    subject = visit.text(
        "variants.caption_gene", symbol=facts.gene.symbol, build=facts.build
    ).removesuffix(".")
    on = _Place(gene_path(facts.gene.symbol), subject, (("sort", visit.address.sort),))
    yield from _of_stretch(facts.stretch, facts.build, on, visit)


@dataclass(frozen=True)
class _Place:
    """The page that a figure of variants is on, what it is of, and what its address keeps."""

    path: str
    subject: str
    kept: tuple[tuple[str, str], ...]


def region_exhibit(facts: VariantsFacts, visit: Visit) -> Iterator[Exhibit]:
    """What was searched for: a region, a gene, or variants one by one."""
    typed = visit.address.q
    subject = visit.text("variants.title_of", q=formatting.typed(typed))
    on = _Place(VARIANTS, subject, (("q", typed), ("sort", visit.address.sort)))
    if facts.stretch is not None:
        yield from _of_stretch(facts.stretch, facts.build, on, visit)
    elif facts.rows:
        on = replace(on, kept=(("q", typed),))
        rows = facts.rows
        yield _table("variants", rows, len(rows), facts.groups, facts.build, on, visit)


def _of_stretch(stretch: Stretch, build: str, on: _Place, visit: Visit) -> Iterator[Exhibit]:
    """The table, where its variants lie, and the structural variants that reach into it."""
    text, page, groups = visit.text, stretch.page, stretch.groups
    state = tuple(stated for stated in visit.address.state if stated[0] != "after")
    if page.rows:
        shown = _table("variants", page.rows, page.found, groups, build, on, visit)
        if stretch.narrow:
            read, found = (
                formatting.number(number, text.language) for number in (len(page.rows), page.found)
            )
            note = text("cite.narrow", read=read, found=found)
            shown = replace(shown, notes=(note, text("variants.reading")), whole_table="")
        yield replace(shown, state=state)
    if stretch.track is not None and page.found:
        yield replace(_along(stretch.track, build, on, visit), state=state)
    if stretch.structural:
        rows = stretch.structural
        kept = tuple(one for one in on.kept if one[0] != "sort")
        others = _table("structural", rows, len(rows), groups, build, replace(on, kept=kept), visit)
        yield replace(
            others, grouping=text("variants.structural"), place="structural", whole_table=""
        )


def _table(
    name: str,
    rows: Sequence[VariantRow],
    number: int,
    groups: Sequence[GroupName],
    build: str,
    on: _Place,
    visit: Visit,
) -> Exhibit:
    text = visit.text
    found = formatting.number(number, text.language)
    notes = [text("variants.reading")]
    if number > len(rows):
        read = formatting.number(len(rows), text.language)
        notes.insert(0, text("cite.first_variants", read=read, found=found))
    return Exhibit(
        id=name,
        path=on.path,
        title=text.plural("cite.variants_listed", number, found=found),
        subject=on.subject,
        grouping="",
        cut="ancestry",
        heads=("", "", ""),
        rows=tuple(Row(_name(one), (), None, None, cells=_cells(one, visit)) for one in rows),
        kind=TABLE,
        notes=tuple(notes),
        place="results",
        kept=on.kept,
        columns=(
            text("variants.column.variant"),
            text("variant.term.gene"),
            text("variant.term.consequence"),
            text("variant.term.clinvar"),
            text("variant.homozygotes"),
            *(one.label for one in groups),
        ),
        telling=_telling(rows, len(groups)),
        file=(("build", *_SITE, *_COUNTS, *_END), *_file(rows, build, visit)),
        own_words=True,
        whole_table=on.path,
    )


def _along(track: Track, build: str, on: _Place, visit: Visit) -> Exhibit:
    """How many listed variants lie in each part of what is shown: a histogram of positions.

    The numbers are of variants, which a release lists or does not, and so exact.
    """
    text = visit.text
    where = place(track.contig, track.start, track.end, visit)
    rows = [
        Row(
            text(
                "cite.from_to",
                low=formatting.number(low, text.language),
                high=formatting.number(high, text.language),
            ),
            (),
            Sum(number, number),
            None,
            edges=(float(low), float(high + 1)),
            said=formatting.number(number, text.language),
        )
        for low, high, number in track.parts()
    ]
    end = (visit.release.id, "true" if visit.release.synthetic else "false")
    parts = ((build, track.contig, *part, *end) for part in track.parts())
    return Exhibit(
        id="track",
        path=on.path,
        title=text(
            "cite.along",
            where=where,
            parts=formatting.number(len(rows), text.language),
            found=formatting.number(sum(track.counts), text.language),
            most=formatting.number(max(track.counts), text.language),
        ),
        subject=on.subject,
        grouping=text("track.title"),
        cut="position",
        heads=(text("track.position", contig=track.contig), text("track.variants"), ""),
        rows=tuple(rows),
        kind=COLUMNS,
        unit=f"chr{track.contig}",
        kept=on.kept,
        notes=(text("cite.exact"),),
        file=(("build", "contig", "part_start", "part_end", "variants", *_END), *parts),
        own_words=True,
    )


def _telling(rows: Sequence[VariantRow], groups: int) -> tuple[int, ...]:
    """The columns for a picture: the name, what the variant does if known, then frequencies."""
    known = (any(row.consequence for row in rows), any(row.clinvar for row in rows))
    about = [place for place, told in zip((2, 3), known, strict=True) if told]
    counts = range(_FREQUENCIES, _FREQUENCIES + groups)
    return (0, *about, *counts)[:WIDEST]


def _name(row: VariantRow) -> str:
    return " · ".join(one for one in (row.variant_id, row.rsid, row.hgvs_p or row.hgvs_c) if one)


def _cells(row: VariantRow, visit: Visit) -> tuple[str, ...]:
    text = visit.text
    return (
        row.gene or _EMPTY,
        consequence(row.consequence, text) or _EMPTY,
        row.clinvar or _EMPTY,
        formatting.count(row.everyone.homozygotes, text),
        *(frequency(one.frequency, text) for one in row.counts),
    )


def _file(rows: Sequence[VariantRow], build: str, visit: Visit) -> Iterator[tuple[object, ...]]:
    """A row for each variant and group, all participants first."""
    end = (visit.release.id, "true" if visit.release.synthetic else "false")
    for row in rows:
        site = tuple(getattr(row, name) for name in _SITE)
        for one in row.counts:
            yield (build, *site, *_counts(one), *end)


def _counts(one: AlleleCounts) -> tuple[object, ...]:
    limits: tuple[str, str] = ("", "")
    if known := one.frequency:
        limits = (
            formatting.decimal(known.low, 6, "en", down=True),
            formatting.decimal(known.high, 6, "en", up=True),
        )
    counts = (one.alleles, one.called, one.homozygotes)
    return (one.group or "all", *(end for each in counts for end in (each.low, each.high)), *limits)
