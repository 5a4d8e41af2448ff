"""Exhibits of values: a histogram of everybody, and one for every group of a grouping."""

from collections.abc import Iterator
from itertools import pairwise

from layouts.distribution import Distribution, ValueCut, Values, cut_finding, finding, quartiles
from layouts.exhibit import COLUMNS, Exhibit, Row, figure_id
from layouts.text import Catalogue
from layouts.units import interval, unit_name, value


def value_exhibits(
    shown: Distribution, path: str, subject: str, text: Catalogue
) -> Iterator[Exhibit]:
    """Everybody's values, then those of each grouping."""
    yield Exhibit(
        id="values-everybody",
        path=path,
        title=finding(shown, text),
        subject=subject,
        grouping=text("values.title"),
        cut="total",
        heads=_heads(shown, text),
        rows=tuple(_rows(shown, shown.everybody, "", True, text)),
        kind=COLUMNS,
        unit=shown.unit,
        notes=(*_quartiles(shown, shown.everybody, text), text(f"values.note.{shown.source}")),
    )
    for cut in shown.cuts:
        yield _by_group(shown, cut, path, subject, text)


def _by_group(
    shown: Distribution, cut: ValueCut, path: str, subject: str, text: Catalogue
) -> Exhibit:
    dimension = cut.labels[0]
    if len(cut.labels) == 2:
        dimension = text("values.by.pair", first=cut.labels[0], second=cut.labels[1])
    rows: list[Row] = []
    for group in cut.groups:
        drawn = quartiles(shown, group) is not None
        rows += _rows(shown, group, group.label, drawn, text)
    return Exhibit(
        id=figure_id("values-by", cut.cut),
        path=path,
        title=cut_finding(shown, cut, text),
        subject=subject,
        grouping=dimension,
        cut=cut.cut,
        heads=_heads(shown, text),
        rows=tuple(rows),
        kind=COLUMNS,
        unit=shown.unit,
        notes=(text(f"values.note.{shown.source}"),),
        cut_shown=cut.cut if "*" in cut.cut else "",
    )


def _heads(shown: Distribution, text: Catalogue) -> tuple[str, str, str]:
    unit = unit_name(shown.unit, text)
    return (
        text("values.in_unit", unit=unit),
        text("figure.participants"),
        text("figure.share_of_subject"),
    )


def _rows(
    shown: Distribution, group: Values, block: str, drawn: bool, text: Catalogue
) -> Iterator[Row]:
    """A row per bin, then those counted apart; a group with too few values has no columns."""
    for cell, edges in zip(group.bins, pairwise(shown.edges), strict=True):
        yield Row(
            cell.labels[0], group.groups, cell.participants, cell.share, block, edges,
            aside=not drawn,
        )  # fmt: skip
    low, high = (value(limit, text) for limit in shown.limits)
    apart = (
        (text("values.apart.below_row", limit=low), group.below),
        (text("values.apart.above_row", limit=high), group.above),
        (text("values.apart.unknown_row"), group.unknown),
    )
    for label, counted in apart:
        yield Row(label, group.groups, counted, None, block, aside=True)


def _quartiles(shown: Distribution, group: Values, text: Catalogue) -> tuple[str, ...]:
    known = quartiles(shown, group)
    if known is None:
        return ()
    unit = unit_name(shown.unit, text)
    return tuple(
        text(
            "cite.stated",
            name=text(f"values.quartile.{name}"),
            value=interval(*known[name], shown.limits, text, unit),
        )
        for name in known
    )
