"""A figure as an object of its own: what it shows, apart from the page on which it stands.

Its table, its picture, its files and its citation are all made of one :class:`Exhibit`, so that
they say the same as the page: the same bands, in the same words.
"""

from dataclasses import dataclass, field
from typing import Final

from layouts.address import Address
from suppression.bands import Count
from suppression.lift import Lift
from suppression.shares import Ratio, Share, Sum

FIGURES: Final = "/figures"
EMBED: Final = "/embed"
BARS: Final = "bars"  # a bar per row, in blocks where rows have any
COLUMNS: Final = "columns"  # a histogram: a column per bin
TABLE: Final = "table"  # words and numbers in rows, without bars
TILES: Final = "tiles"  # a map: a tile per row that has one
MOST_SHOWN: Final = 250  # rows of a whole table on a page; its files have all


@dataclass(frozen=True)
class Compared:
    """A published figure beside a row: as stated, of whom and when, its source, and the ratio.

    ``against`` is the kind of population that it is of; one that is not ``marked`` stands beside
    the row in words alone.
    """

    against: str
    stated: str
    of_whom: str
    share: Share
    citation: str
    year: str
    ratio: Ratio | None
    ratio_words: str
    marked: bool = True


@dataclass(frozen=True)
class Tile:
    """The place of a row on a map of tiles, counted from 1, and what its tile shows.

    ``kind`` names its colours, ``sign`` says the same without them, ``words`` what that means.
    """

    code: str
    column: int
    line: int
    kind: str
    sign: str
    words: str


@dataclass(frozen=True)
class Row:
    """One row of a figure, in the order of its page.

    ``block`` heads several rows of one kind, such as one answer in every group. ``groups`` are ids
    of the release; ``edges`` those of a bin. ``lift`` is of a pair. ``release`` is the one that the
    row is from, where it is not that of the page. ``said`` and ``said_share`` are count and share
    in words where they are told in another way than others are; ``cells`` are the words of a row
    of a table.
    """

    label: str
    groups: tuple[str, ...]
    count: Count | Sum | None
    share: Share | None
    block: str = ""
    edges: tuple[float, float] | None = None
    compared: tuple[Compared, ...] = ()
    lift: Lift | None = None
    aside: bool = False  # counted apart: stands in the table and has no bar
    extra: tuple[tuple[str, Count], ...] = ()  # further counts, each with the name of its column
    release: str = ""
    synthetic: bool | None = None  # of that release
    said: str = ""
    said_share: str = ""
    cells: tuple[str, ...] = ()
    tile: Tile | None = None


@dataclass(frozen=True)
class Printed:
    """The work that printed the numbers of a figure that are not of a release, and its year."""

    citation: str
    year: str


@dataclass(frozen=True)
class Exhibit:
    """A figure.

    ``id`` is its fragment on the page ``path``; ``title`` says what it finds, ``grouping`` by what
    it divides whom (``subject``). ``heads`` head its columns: row, count and share. ``measure`` is
    what the bars show: ``"count"`` or ``"share"``. ``state`` and ``kept``, fields of an address,
    are what its own address names beside release and measure. A table has ``columns``, the first of
    them that of its rows' heads, and the rows of its ``file``, whose names come first.
    """

    id: str
    path: str
    title: str
    subject: str
    grouping: str
    cut: str
    heads: tuple[str, str, str]
    rows: tuple[Row, ...]
    measure: str = "count"
    kind: str = BARS
    unit: str = ""
    allele: bool = False  # counts are of alleles, and frequencies have decimals
    notes: tuple[str, ...] = field(default=())
    cut_shown: str = ""  # the state in which its page shows it
    switch: bool = False  # its bars show counts or shares, as the reader chooses
    whole: bool = False  # bars run from 0 to 100 %
    extra_heads: tuple[str, ...] = ()
    place: str = ""  # its fragment on that page, where it is not its id
    most: float = 0.0  # bars run up to here, where that is not the longest of them
    state: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    file: tuple[tuple[object, ...], ...] = ()
    own_words: bool = False  # the subject is in the site's words, not in those of the release
    whole_table: str = ""  # the path of the whole table's own files, without its ending
    printed: Printed | None = None
    telling: tuple[int, ...] = ()  # the columns that a picture has of a table that is too wide

    @property
    def drawn(self) -> tuple[Row, ...]:
        """The rows that have bars."""
        return tuple(row for row in self.rows if not row.aside)

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows that a page shows: all, but of a whole table the first ones."""
        return self.rows[:MOST_SHOWN] if self.whole_table else self.rows

    @property
    def shares(self) -> bool:
        """Whether any row has a share that is known."""
        return any(row.share is not None for row in self.rows)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The tiles of its map, in the order of the rows."""
        return tuple(row.tile for row in self.rows if row.tile is not None)

    @property
    def banded(self) -> bool:
        """Whether its bars show bands: how much of each is certain, and how much is open."""
        return self.kind != TABLE and not all(row.said for row in self.rows)

    @property
    def lifted(self) -> bool:
        """Whether its rows are pairs, compared with chance."""
        return any(row.lift is not None for row in self.rows)

    @property
    def named(self) -> str:
        """Whom and by what: "Asthma by sex"."""
        return f"{self.subject} · {self.grouping}" if self.grouping else self.subject

    def span(self, row: Row) -> tuple[float, float] | None:
        """The least and the most that the drawn value may be; ``None`` where it is not known."""
        drawn = row.share if self.measure == "share" else row.count
        return (float(drawn.low), float(drawn.high)) if drawn is not None else None

    @property
    def scale(self) -> float:
        """The common scale: the most that any row or figure beside it may be."""
        if self.whole:
            return 1.0
        if self.most:
            return self.most
        ends = [span[1] for row in self.drawn if (span := self.span(row)) is not None]
        if self.measure == "share":
            ends += [one.share.high for row in self.drawn for one in row.compared if one.marked]
        return max(ends, default=0.0)

    @property
    def against(self) -> tuple[str, ...]:
        """The kinds of populations that have a mark beside bars."""
        marked = (one.against for row in self.rows for one in row.compared if one.marked)
        return tuple(dict.fromkeys(marked))

    @property
    def citations(self) -> tuple[str, ...]:
        """The sources of figures that are not this release's, each once."""
        return tuple(
            dict.fromkeys(one.citation for row in self.rows for one in row.compared if one.citation)
        )


@dataclass(frozen=True)
class FigureFacts:
    """Everything that a figure's own page and its files say."""

    exhibit: Exhibit


def figure_path(page: str, figure: str) -> str:
    """The path of a figure's own page."""
    return f"{FIGURES}{page.rstrip('/')}/{figure}"


def figure_id(*parts: str) -> str:
    """The name of a figure made of ids of the release, as a part of an address.

    >>> figure_id("by", "sex*race_ethnicity")
    'by-sex-race-ethnicity'
    """
    return "-".join(parts).replace("*", "-").replace("_", "-")


def page_shown(path: str) -> str:
    """The path of the page that a figure is on, for that of the figure or of one of its files.

    >>> page_shown("/figures/conditions/201826/by-sex.csv"), page_shown("/embed/by-sex")
    ('/conditions/201826', '/')
    >>> page_shown("/conditions")
    '/conditions'
    """
    root, _, rest = path.removeprefix("/").partition("/")
    if f"/{root}" not in (FIGURES, EMBED):
        return path
    return "/" + rest.rpartition("/")[0]


def figure_address(address: Address, page: str, figure: str, **kept: object) -> Address:
    """A figure's page for the reader of a page: language, release, measure and what is kept."""
    return address.to(figure_path(page, figure), measure=address.measure, **kept)


def own_address(exhibit: Exhibit, address: Address, ending: str = "") -> Address:
    """The address of a figure or of one of its files, with all of its state."""
    kept = dict(exhibit.kept)
    return figure_address(address, exhibit.path, exhibit.id + ending, state=exhibit.state, **kept)
