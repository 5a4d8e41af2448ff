"""Exhibits of who takes part: a dimension beside the country, and who gave which kinds of data."""

from collections.abc import Iterator, Sequence

from layouts import formatting
from layouts.data_types import DataTypesFacts, names_of, types_finding_of
from layouts.diversity import DiversityFacts, heading_of
from layouts.diversity_states import SIGNS, PlacedState, kind_of
from layouts.diversity_types import TypeTable, types_finding
from layouts.exhibit import BARS, TILES, Compared, Exhibit, Printed, Row, Tile, figure_id
from layouts.representation import (
    Comparison,
    GroupRow,
    PublishedTable,
    Representation,
    printed_share,
    ratio_words,
    stated_share,
)
from layouts.text import Catalogue
from suppression.shares import Share, Sum


def dimension_exhibits(facts: DiversityFacts, path: str, text: Catalogue) -> Iterator[Exhibit]:
    """Every dimension, then every one by kinds of data."""
    for shown in facts.dimensions:
        places = facts.places if shown is facts.states else ()
        yield _representation(shown, places, path, text)
    for table in facts.types:
        yield _types_by_group(table, path, text)
        yield _groups_by_type(table, path, text)
    for printed in facts.published:
        yield _printed(printed, path, text)


def _representation(
    shown: Representation, places: Sequence[PlacedState], path: str, text: Catalogue
) -> Exhibit:
    tiles = {one.row.groups: _tile(one, text) for one in places}
    rows = [_group(row, text, tile=tiles.get(row.groups)) for row in shown.rows]
    rows += [_group(row, text, aside=True) for row in shown.unknown]
    key = f"diversity.note.{shown.dimension}"
    return Exhibit(
        id=shown.html_id,
        path=path,
        title=heading_of(shown, text),
        subject=text("cite.participants"),
        own_words=True,
        grouping=shown.label,
        cut=shown.dimension,
        heads=(
            shown.label,
            text("figure.participants"),
            text(f"diversity.share.{shown.share_of}"),
        ),
        rows=tuple(rows),
        measure="share",
        kind=TILES if tiles else BARS,
        notes=(text(key),) if key in text.sentences else (),
    )


def _tile(one: PlacedState, text: Catalogue) -> Tile:
    kind = kind_of(one.row)
    words = text(f"diversity.states.{kind}")
    return Tile(one.code, one.column, one.line, kind, SIGNS[kind], words)


def _group(row: GroupRow, text: Catalogue, *, aside: bool = False, tile: Tile | None = None) -> Row:
    return Row(
        row.label,
        row.groups,
        row.participants,
        row.share,
        compared=tuple(_compared(one, text) for one in row.comparisons),
        aside=aside,
        tile=tile,
    )


def _compared(one: Comparison, text: Catalogue) -> Compared:
    reference = one.reference
    return Compared(
        reference.against,
        stated_share(reference, text),
        text(f"reference.of_whom.{reference.of_whom}"),
        reference.share,
        reference.source.citation,
        reference.source.year,
        one.ratio,
        ratio_words(one.ratio, text),
    )


def _types_by_group(table: TypeTable, path: str, text: Catalogue) -> Exhibit:
    """Which share of each group has each kind of data."""
    title = types_finding(table, text) or text("diversity.types.alike", dimension=table.label)
    share_of = text("figure.share_of_group")
    having = [row.having for row in table.rows]
    return _by_type(table, "types", title, share_of, having, path, text)


def _groups_by_type(table: TypeTable, path: str, text: Catalogue) -> Exhibit:
    """The other way round: of whom the people behind each kind of data are."""
    title = text("diversity.types.made_of_title", dimension=table.label)
    share_of = text("diversity.types.share_of_type")
    made_of = [row.made_of for row in table.rows]
    return _by_type(table, "made-of", title, share_of, made_of, path, text)


def _by_type(
    table: TypeTable,
    name: str,
    title: str,
    share_of: str,
    shares: Sequence[Sequence[Share | None]],
    path: str,
    text: Catalogue,
) -> Exhibit:
    """A block per kind of data with a row per group; ``shares`` are those of each group's row."""
    rows = [
        Row(row.label, (row.group,), row.counts[place], known[place], block=kind)
        for place, (_, kind) in enumerate(table.types)
        for row, known in zip(table.rows, shares, strict=True)
    ]
    return Exhibit(
        id=figure_id(name, table.dimension),
        path=path,
        title=title,
        subject=text("diversity.types.title"),
        own_words=True,
        grouping=table.label,
        cut=table.dimension,
        heads=(table.label, text("figure.participants"), share_of),
        rows=tuple(rows),
        measure="share",
        place=figure_id("types", table.dimension),
    )


def _printed(table: PublishedTable, path: str, text: Catalogue) -> Exhibit:
    """What the programme published of itself: exact, and not of this release."""
    whole = formatting.number(table.whole, text.language)
    rows = [
        Row(
            text.label(label), (), Sum(persons, persons),
            Share(persons / table.whole, persons / table.whole),
            said=formatting.number(persons, text.language),
            said_share=printed_share(persons, table.whole, text),
        )
        for label, persons in table.rows
    ]  # fmt: skip
    head = ("table", "label", "persons", "of_persons", "until", "year", "source", "synthetic")
    until = formatting.month(table.until, text)
    end = (table.whole, table.until, table.published, table.citation, "false")
    file = ((table.id, text.label(label), persons, *end) for label, persons in table.rows)
    return Exhibit(
        id=figure_id("published", table.id),
        path=path,
        title=text(
            f"diversity.published.{table.id}", whole=whole, until=until, year=table.published
        ),
        subject=text("diversity.published.title"),
        own_words=True,
        grouping="",
        cut=table.id,
        heads=(
            text("diversity.published.group"),
            text("figure.participants"),
            text("measure.share"),
        ),
        rows=tuple(rows),
        measure="share",
        file=(head, *file),
        printed=Printed(table.citation, table.published),
        place="published",
    )


def data_type_exhibits(facts: DataTypesFacts, path: str, text: Catalogue) -> Iterator[Exhibit]:
    """Each kind of data, the exact combinations, and kinds at least together."""
    types = [Row(one.name, (one.code,), one.participants, one.share) for one in facts.types]
    yield _kinds("types", types_finding_of(facts, text), "types_caption", types, path, text)
    exact = [
        Row(names_of(one.codes, facts, text), one.codes, one.participants, one.share)
        for one in facts.combinations
    ]
    if exact:
        title = text("data_types.finding.combinations")
        yield _kinds("combinations", title, "combinations_caption", exact, path, text)
    joint = [
        Row(names_of(one.codes, facts, text), one.codes, one.participants, one.share)
        for one in facts.joint
    ]
    if joint:
        yield _kinds("joint", text("data_types.joint"), "joint_caption", joint, path, text)


def _kinds(
    name: str, title: str, caption: str, rows: Sequence[Row], path: str, text: Catalogue
) -> Exhibit:
    return Exhibit(
        id=name,
        path=path,
        title=title,
        subject=text("data_types.title"),
        own_words=True,
        grouping=text(f"data_types.{caption}"),
        cut="data_type",
        heads=(text("data_types.type"), text("figure.participants"), text("data_types.share")),
        rows=tuple(rows),
    )
