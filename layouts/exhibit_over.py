"""The exhibit of a concept over the releases of its cohort."""

from collections.abc import Sequence

from layouts import formatting
from layouts.exhibit import Exhibit, Row
from layouts.over_releases import Over, over_finding
from layouts.page import Visit


def over_exhibit(rows: Sequence[Over], path: str, subject: str, visit: Visit) -> Exhibit:
    """A row for each release; where one does not list the concept, the row says so."""
    text = visit.text
    return Exhibit(
        id="over",
        path=path,
        title=over_finding(rows, visit).removesuffix("."),
        subject=subject,
        grouping=text("over.title"),
        cut="total",
        heads=(text("over.release"), text("figure.participants"), text("compare.share")),
        rows=tuple(_row(one, visit) for one in rows),
        notes=(text("over.caption"), text("cite.over_note")),
    )


def _row(one: Over, visit: Visit) -> Row:
    text = visit.text
    cutoff = text("over.cutoff", day=formatting.day(one.cutoff_date, text))
    listed = one.participants is not None
    return Row(
        f"{one.release}, {cutoff}",
        (),
        one.participants,
        one.share,
        aside=not listed,
        release=one.release,
        synthetic=one.synthetic,
        said="" if listed else text("over.not_listed"),
    )
