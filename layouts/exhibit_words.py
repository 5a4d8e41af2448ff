"""What a figure says, in words: its title, its counts and shares, what stands beside them."""

from collections.abc import Sequence

from layouts import formatting
from layouts.exhibit import Compared, Exhibit, Row
from layouts.text import Catalogue
from layouts.variant_words import frequency


def whole_title(exhibit: Exhibit, text: Catalogue) -> str:
    """Whom, by what, and what it finds; a finding that names its grouping itself says it once."""
    finding = exhibit.title
    if exhibit.grouping and finding.startswith(f"{exhibit.grouping}:"):
        return f"{exhibit.subject} · {finding}"
    return text("cite.title", named=exhibit.named, finding=finding)


def count_words(row: Row, text: Catalogue) -> str:
    """A row's count as every page writes it."""
    if row.said:
        return row.said
    return formatting.people(row.count, text) if row.count is not None else ""


def share_words(exhibit: Exhibit, row: Row, text: Catalogue) -> str:
    """A row's share as every page writes it, nothing for what is counted apart."""
    if row.said_share or (row.aside and row.share is None):
        return row.said_share
    return (frequency if exhibit.allele else formatting.share)(row.share, text)


def drawn_words(exhibit: Exhibit, row: Row, text: Catalogue) -> str:
    """What a row's bar shows, in words."""
    if exhibit.measure == "share":
        return share_words(exhibit, row, text)
    return count_words(row, text)


def other_words(exhibit: Exhibit, row: Row, text: Catalogue) -> str:
    """What a row's bar does not show: its share beside a bar of counts, or the other way about."""
    if exhibit.measure == "share":
        return count_words(row, text)
    return share_words(exhibit, row, text) if exhibit.shares else ""


def beside_words(one: Compared, text: Catalogue) -> str:
    """A published figure in words: "12.1 % (US, all ages, 2020): about 1.4 times"."""
    key = "cite.beside" if one.year else "cite.beside_undated"
    words = text(key, stated=one.stated, of_whom=one.of_whom, year=one.year)
    if one.ratio is None:
        return words
    return text("cite.beside_ratio", beside=words, ratio=one.ratio_words)


def blocks(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows that stand together under one head, in their order."""
    found: list[tuple[str, list[Row]]] = []
    for row in rows:
        if not found or found[-1][0] != row.block:
            found.append((row.block, []))
        found[-1][1].append(row)
    return found
