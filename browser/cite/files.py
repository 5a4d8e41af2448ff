"""The files of a figure: tidy CSV and its description, pictures, citations."""

from collections.abc import Sequence
from typing import Final

from browser.cite.described import metadata
from browser.cite.png import png
from browser.cite.svg import svg
from browser.cite.type_faces import width_of
from browser.downloads import Rows, csv_text
from browser.row_values import SHARE, count_values, share_values
from layouts.citation import citation_of, permanent_address, written
from layouts.exhibit import Exhibit, FigureFacts, Row
from layouts.figure_picture import draw
from layouts.page import Visit

CSV: Final = "text/csv; charset=utf-8"
SVG: Final = "image/svg+xml"
PNG: Final = "image/png"
BIBTEX: Final = "application/x-bibtex; charset=utf-8"
RIS: Final = "application/x-research-info-systems; charset=utf-8"
PLAIN: Final = "text/plain; charset=utf-8"
AGAINST: Final = ("cohort", "us", "trials")


def figure_csv(facts: FigureFacts, visit: Visit) -> bytes:
    """A row per row of the figure, each with the release it is from."""
    return csv_text(figure_rows(facts.exhibit, visit)).encode()


def figure_metadata(facts: FigureFacts, visit: Visit) -> bytes:
    """What the CSV file of a figure is, where it comes from and how it is cited."""
    exhibit = facts.exhibit
    cited = citation_of(exhibit, visit)
    more = {
        "figure": permanent_address(exhibit, visit),
        "finding": exhibit.title,
        "subject": exhibit.subject,
        "share_of": exhibit.heads[2],
        "citation": written(cited, "apa", visit),
        "compared_with": list(exhibit.citations),
        "remarks": list(exhibit.notes),
    }
    here = permanent_address(exhibit, visit)
    path, question, query = here.partition("?")
    address = f"{path}.csv{question}{query}"
    return metadata(figure_rows(exhibit, visit), visit, address, cited.title, more)


def figure_svg(facts: FigureFacts, visit: Visit) -> bytes:
    """The picture as SVG."""
    return svg(draw(facts.exhibit, visit, width_of))


def figure_png(facts: FigureFacts, visit: Visit) -> bytes:
    """The picture as PNG."""
    return png(draw(facts.exhibit, visit, width_of))


def figure_bibtex(facts: FigureFacts, visit: Visit) -> bytes:
    """The citation for BibTeX."""
    return _cited(facts, "bibtex", visit)


def figure_ris(facts: FigureFacts, visit: Visit) -> bytes:
    """The citation for reference managers."""
    return _cited(facts, "ris", visit)


def figure_plain(facts: FigureFacts, visit: Visit) -> bytes:
    """The citation in plain words."""
    return _cited(facts, "plain", visit)


def _cited(facts: FigureFacts, form: str, visit: Visit) -> bytes:
    return (written(citation_of(facts.exhibit, visit), form, visit).rstrip() + "\n").encode()


def figure_rows(exhibit: Exhibit, visit: Visit) -> Rows:
    """The rows of a figure as a tidy table; columns that no row fills are left out."""
    if exhibit.file:
        yield from exhibit.file
        return
    counted = "alleles" if exhibit.allele else "participants"
    blocks = any(row.block for row in exhibit.rows)
    bins = any(row.edges for row in exhibit.rows)
    lifts = any(row.lift for row in exhibit.rows)
    extra = [name for name, _ in exhibit.rows[0].extra] if exhibit.rows else []
    against = [
        kind for kind in AGAINST
        if any(one.against == kind for row in exhibit.rows for one in row.compared)
    ]  # fmt: skip
    yield (
        "figure", "subject", "cut", "group",
        *(("block",) if blocks else ()), "label",
        *(("unit", "bin_low", "bin_high") if bins else ()),
        f"{counted}_low", f"{counted}_high", f"{counted}_state", *SHARE,
        *(("lift_low", "lift_high") if lifts else ()),
        *(f"{name}_{end}" for name in extra for end in ("low", "high")),
        *(f"{kind}_{name}" for kind in against for name in _BESIDE),
        "release", "synthetic",
    )  # fmt: skip
    for row in exhibit.rows:
        invented = row.synthetic if row.synthetic is not None else visit.release.synthetic
        yield (
            exhibit.id, exhibit.subject, exhibit.cut, "*".join(row.groups),
            *((row.block,) if blocks else ()), row.label,
            *((exhibit.unit, *(row.edges or ("", ""))) if bins else ()),
            *(count_values(row.count) if row.count is not None else ("", "", "")),
            *share_values(row.share),
            *(_lift(row) if lifts else ()),
            *(end for _, count in row.extra for end in (count.low, count.high)),
            *(value for kind in against for value in _beside(row, kind)),
            row.release or visit.release.id, "true" if invented else "false",
        )  # fmt: skip


_BESIDE: Final = (
    "stated", "of_whom", "year", "reference_low", "reference_high", "ratio_low", "ratio_high",
)  # fmt: skip


def _beside(row: Row, kind: str) -> Sequence[object]:
    """The cells of a published figure beside a row, the first of its kind."""
    for one in row.compared:
        if one.against == kind:
            ratio = (f"{one.ratio.low:.4f}", f"{one.ratio.high:.4f}") if one.ratio else ("", "")
            limits = (f"{one.share.low:.4f}", f"{one.share.high:.4f}")
            return (one.stated, one.of_whom, one.year, *limits, *ratio)
    return ("",) * len(_BESIDE)


def _lift(row: Row) -> Sequence[object]:
    return (f"{row.lift.low:.4f}", f"{row.lift.high:.4f}") if row.lift else ("", "")
