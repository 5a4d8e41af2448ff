"""The exhibit of a gene's or a region's variants: a table with the frequency in every group.

There is no picture: hundreds of rows with a column for every group are nothing for a slide.
"""

from collections.abc import Iterator
from typing import Final

from layouts import formatting
from layouts.address import VARIANTS, gene_path
from layouts.exhibit import TABLE, Exhibit, Row
from layouts.gene import GeneFacts
from layouts.page import Visit
from layouts.variant_rows import AlleleCounts, VariantRow
from layouts.variant_stretch import Stretch
from layouts.variant_words import consequence, frequency
from layouts.variants import VariantsFacts

_SITE: Final = ("variant_id", "rsid", "gene", "consequence", "hgvs_c", "hgvs_p", "clinvar")
_COUNTS: Final = (
    "ancestry_group", "ac_low", "ac_high", "an_low", "an_high", "homozygotes_low",
    "homozygotes_high", "frequency_low", "frequency_high",
)  # fmt: skip
_END: Final = ("release", "synthetic")


def gene_exhibit(facts: GeneFacts, visit: Visit) -> Iterator[Exhibit]:
    """The variants of a gene, as its page filters and sorts them."""
    subject = visit.text(
        "variants.caption_gene", symbol=facts.gene.symbol, build=facts.build
    ).removesuffix(".")
    path = gene_path(facts.gene.symbol)
    kept = (("sort", visit.address.sort),)
    yield from _exhibit(facts.stretch, facts.build, path, subject, kept, visit)


def region_exhibit(facts: VariantsFacts, visit: Visit) -> Iterator[Exhibit]:
    """The variants of a region, or of the gene that is all that was asked for."""
    if facts.stretch is None or facts.stretch.narrow:
        return
    typed = visit.address.q
    subject = visit.text("variants.title_of", q=formatting.typed(typed))
    kept = (("q", typed), ("sort", visit.address.sort))
    yield from _exhibit(facts.stretch, facts.build, VARIANTS, subject, kept, visit)


def _exhibit(
    stretch: Stretch,
    build: str,
    path: str,
    subject: str,
    kept: tuple[tuple[str, str], ...],
    visit: Visit,
) -> Iterator[Exhibit]:
    text, page = visit.text, stretch.page
    if not page.rows:
        return
    found = formatting.number(page.found, text.language)
    notes = [text("variants.reading")]
    if page.found > len(page.rows):
        read = formatting.number(len(page.rows), text.language)
        notes.insert(0, text("cite.first_variants", read=read, found=found))
    yield Exhibit(
        id="variants",
        path=path,
        title=text("cite.listed", found=found),
        subject=subject,
        grouping="",
        cut="ancestry",
        heads=("", "", ""),
        rows=tuple(Row(_name(one), (), None, None, cells=_cells(one, visit)) for one in page.rows),
        kind=TABLE,
        notes=tuple(notes),
        place="results",
        state=tuple(stated for stated in visit.address.state if stated[0] != "after"),
        kept=kept,
        columns=(
            text("variants.column.variant"),
            text("variant.term.gene"),
            text("variant.term.consequence"),
            text("variant.term.clinvar"),
            text("variant.homozygotes"),
            *(one.label for one in stretch.groups),
        ),
        file=(("build", *_SITE, *_COUNTS, *_END), *_file(page.rows, build, visit)),
        own_words=True,
        whole_table=path,
    )


def _name(row: VariantRow) -> str:
    return " · ".join(one for one in (row.variant_id, row.rsid, row.hgvs_p or row.hgvs_c) if one)


def _cells(row: VariantRow, visit: Visit) -> tuple[str, ...]:
    text = visit.text
    return (
        row.gene or "–",
        consequence(row.consequence, text) or "–",
        row.clinvar or "–",
        formatting.count(row.everyone.homozygotes, text),
        *(frequency(one.frequency, text) for one in row.counts),
    )


def _file(rows: tuple[VariantRow, ...], build: str, visit: Visit) -> Iterator[tuple[object, ...]]:
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
