"""Variants along a stretch of a chromosome: a picture in SVG, with links to closer looks.

The picture stands outside Dash's root. All that it shows stands in the table of stretches beside it
too, which is also how it is read out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import Address
from layouts.figure_tools import result_tools
from layouts.native import Shape
from layouts.page import Visit
from layouts.variant_words import place

COLUMNS: Final = 96  # of the picture
STRETCHES: Final = 12  # links; at 320 pixels each is still wide enough to hit
WIDTH, HEIGHT, EXONS = 960, 120, 22  # units of the picture


@dataclass(frozen=True)
class Track:
    """How many listed variants that were kept lie in each of ``COLUMNS`` equal parts.

    ``start`` and ``end`` are positions, both included; ``exons`` (start, end) lie between them.
    """

    contig: str
    start: int
    end: int
    counts: tuple[int, ...]
    exons: tuple[tuple[int, int], ...] = ()

    def parts(self) -> list[tuple[int, int, int]]:
        """Every part that a position falls into: first and last position, variants in it."""
        size = self.end - self.start + 1
        edges = [self.start - (-size * number // COLUMNS) for number in range(COLUMNS + 1)]
        return [
            (low, high - 1, number)
            for (low, high), number in zip(pairwise(edges), self.counts, strict=True)
            if high > low
        ]

    def stretches(self) -> list[tuple[int, int, int]]:
        """The parts that are linked: first and last position, and the variants in them."""
        size = self.end - self.start + 1
        edges = [self.start - (-size * number // STRETCHES) for number in range(STRETCHES + 1)]
        each = COLUMNS // STRETCHES
        return [
            (edges[number], edges[number + 1] - 1, sum(self.counts[number * each :][:each]))
            for number in range(STRETCHES)
        ]


def track(shown: Track, closer: "Closer", visit: Visit) -> Component:
    """The picture and, folded, its table."""
    text = visit.text
    most = max(shown.counts, default=0)
    where = place(shown.contig, shown.start, shown.end, visit)
    summary = text(
        "track.summary",
        where=where,
        found=formatting.number(sum(shown.counts), text.language),
        most=formatting.number(most, text.language),
    )
    closer_to = shown.end - shown.start + 1 > STRETCHES
    picture = Shape(
        "svg",
        {
            "viewBox": f"0 0 {WIDTH} {HEIGHT + EXONS}",
            "preserveAspectRatio": "none",
            "role": "group",
            "aria-label": summary,
            "class": "track-picture",
        },
        (*_columns(shown), *_exons(shown), *(_links(shown, closer, visit) if closer_to else ())),
    )
    return html.Section(
        [
            html.H2(text("track.title"), id="track"),
            picture,
            html.P(
                [
                    html.Span(formatting.number(shown.start, text.language)),
                    html.Span(formatting.number(shown.end, text.language)),
                ],
                className="ends",
                **{"aria-hidden": "true"},
            ),
            html.P(summary, className="reading"),
            html.P(text("track.exons"), className="reading") if shown.exons else None,
            _table(shown, closer, visit) if closer_to else None,
            result_tools("track", visit),
        ],
        className="track",
        **{"aria-labelledby": "track"},
    )


@dataclass(frozen=True)
class Closer:
    """How an address of a closer look is made: by parameters, or by what is searched for."""

    address: Address
    by_words: bool

    def href(self, contig: str, start: int, end: int) -> str:
        """The address of a part of what is shown."""
        if self.by_words:
            return self.address.but(q=f"{contig}:{start}-{end}").stating(after="").href
        return self.address.stating(**{"from": str(start), "to": str(end), "after": ""}).href


def _columns(shown: Track) -> list[Shape]:
    most, width = max(shown.counts, default=0), WIDTH / COLUMNS
    line = Shape("line", {"x1": 0, "x2": WIDTH, "y1": HEIGHT, "y2": HEIGHT, "class": "ground"})
    return [
        line,
        *(
            Shape(
                "rect",
                {
                    "x": number * width + 0.5,
                    "y": HEIGHT - HEIGHT * count / most,
                    "width": width - 1,
                    "height": HEIGHT * count / most,
                    "class": "many",
                },
            )
            for number, count in enumerate(shown.counts)
            if count
        ),
    ]


def _exons(shown: Track) -> list[Shape]:
    """Boxes below the line; none where the release gives no exons."""
    scale = WIDTH / (shown.end - shown.start + 1)
    return [
        Shape(
            "rect",
            {
                "x": (max(start, shown.start) - shown.start) * scale,
                "y": HEIGHT + 6,
                "width": max((min(end, shown.end) - max(start, shown.start) + 1) * scale, 1.5),
                "height": EXONS - 8,
                "class": "exon",
            },
        )
        for start, end in shown.exons
        if start <= shown.end and end >= shown.start
    ]


def _links(shown: Track, closer: Closer, visit: Visit) -> list[Shape]:
    width = WIDTH / STRETCHES
    links = []
    for number, (start, end, found) in enumerate(shown.stretches()):
        box = {"x": number * width, "y": 0, "width": width, "height": HEIGHT + EXONS}
        label = _label(shown.contig, start, end, found, visit)
        links.append(
            Shape(
                "a",
                {"href": closer.href(shown.contig, start, end), "aria-label": label},
                (Shape("rect", {**box, "class": "stretch"}, (Shape("title", {}, (label,)),)),),
            )
        )
    return links


def _label(contig: str, start: int, end: int, found: int, visit: Visit) -> str:
    number = formatting.number(found, visit.text.language)
    where = place(contig, start, end, visit)
    return visit.text.plural("track.stretch", found, where=where, found=number)


def _table(shown: Track, closer: Closer, visit: Visit) -> Component:
    text = visit.text
    rows = [
        html.Tr(
            [
                html.Th(
                    html.A(
                        place(shown.contig, start, end, visit),
                        href=closer.href(shown.contig, start, end),
                    ),
                    scope="row",
                ),
                html.Td(formatting.number(found, text.language), className="number"),
            ]
        )
        for start, end, found in shown.stretches()
    ]
    names: Sequence[str] = (text("track.stretch_column"), text("track.found_column"))
    head = html.Tr([html.Th(name, scope="col") for name in names])
    table = html.Table(
        [html.Caption(text("track.caption")), html.Thead(head), html.Tbody(rows)],
        className="plain",
    )
    return html.Details([html.Summary(text("track.unfold")), html.Div(table, className="scroll")])
